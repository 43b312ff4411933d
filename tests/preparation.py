"""A desk on which everything is prepared, answered and told: one record at least of every table of these phases."""

from datetime import timedelta

from incidentdesk import clock
from incidentdesk.detect.sla_result import Outcome, sla_result
from incidentdesk.prepare.absence import absence
from incidentdesk.prepare.audience import Form, audience, audience_member
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.contact import ContactKind, contact
from incidentdesk.prepare.contact_method import Means, contact_method
from incidentdesk.prepare.department import department_named
from incidentdesk.prepare.escalation import escalation_policy, escalation_step
from incidentdesk.prepare.message_template import MessagePhase, message_template
from incidentdesk.prepare.outlet import OutletKind, outlet
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.prepare.plan import VersionState, plan, plan_rule, plan_version
from incidentdesk.prepare.plan_content import Action, Phase, PlanContact, PlanContent, content_text, new_key
from incidentdesk.prepare.policy_document import acknowledgement, policy_document, policy_version
from incidentdesk.prepare.role import role, role_holder
from incidentdesk.prepare.rota import Every, OverrideKind, OverrideState, rota, rota_layer, rota_override, rota_turn
from incidentdesk.prepare.service import service, service_dependency, service_named
from incidentdesk.prepare.sla import SlaKind, Target, sla
from incidentdesk.prepare.team import team, team_named
from incidentdesk.respond.announcement import AnnouncementKind, AnnouncementState, announcement, update_schedule
from incidentdesk.respond.escalation_run import escalation
from incidentdesk.respond.hand_over import hand_over
from incidentdesk.respond.incident_role import incident_role
from incidentdesk.respond.major import MajorState, major_incident
from incidentdesk.respond.outbox import MessageState, outbox_message
from incidentdesk.respond.plan_run import RunState, plan_run
from incidentdesk.respond.task import TaskState, task, task_dependency
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

HOURS = '{"mon": [["09:00", "12:00"], ["13:00", "17:00"]], "fri": [["22:00", "06:00"]]}'
ACTION = Action("step-1", "Switch to the second line", role="Incident commander", offset=15, criterion="Pings answer")
CONTENT = PlanContent(
    purpose="The line to the Internet is down.",
    phases=(Phase("phase-1", "Contain", (ACTION, Action("step-2", "Tell the branches", needs=("step-1",)))),),
    roles=("Incident commander",),
    contacts=(PlanContact("Uplink hotline", "the line"),),
    audiences=("Branch managers",),
)


def prepare_everything(session: Session, incident_id: int, place: str = "") -> None:
    """What is prepared gets the same names each time, so that it may be called for several incidents of one place."""
    people = _prepare_people(session, place)
    audience_id = _prepare_telling(session, people, place)
    version_id = _prepare_plan(session, people, place)
    _respond(session, incident_id, people, version_id)
    _tell(session, incident_id, audience_id)


def _once(session: Session, table, facts) -> int:
    """The record of that name, made where there is none."""
    found = session.reader.rows(f'SELECT id FROM "{table.name}" WHERE name = :name', {"name": facts["name"]})
    return found[0][0] if found else ledger.insert(session, table, facts)


def _keyed(session: Session, table, facts) -> int:
    return ledger.insert(session, table, {"key": new_key(), **facts})


def _prepare_people(session: Session, place: str) -> dict[str, int]:
    hours = _once(session, calendar, {"name": f"Office hours{place}", "time_zone": "Europe/Berlin", "windows": HOURS})
    department = department_named(session, f"IT{place}")
    network = team_named(session, "Network team")
    ledger.update(session, team, network, {"department_id": department, "email": "net@example.org"})
    mei, bo = (staff_named(session, name) for name in ("Mei Okafor", "Bo Diaz"))
    ledger.update(session, person, mei, {"calendar_id": hours, "department_id": department, "leads_team": True})
    _keyed(session, contact_method, {"person_id": mei, "position": 1, "means": Means.MOBILE, "address": "+49 151 1"})
    _keyed(session, absence, {"person_id": bo, "from_on": "2026-03-02", "until_on": "2026-03-06", "reason": "leave"})
    rota_id = _once(session, rota, {"name": f"Network rota{place}", "team_id": network, "time_zone": "Europe/Berlin"})
    layer = {"rota_id": rota_id, "position": 1, "name": "Primary", "starts": "2026-03-02T09:00", "turn": 1}
    layer_id = _keyed(session, rota_layer, {**layer, "every": Every.WEEKS})
    for position, person_id in enumerate((mei, bo), 1):
        _keyed(session, rota_turn, {"layer_id": layer_id, "position": position, "person_id": person_id})
    span = {"from_at": session.at, "until_at": session.at + 3_600_000_000}
    made = {"created_at": session.at, "created_by": session.actor}
    kind = {"kind": OverrideKind.OVERRIDE, "state": OverrideState.AGREED}
    _keyed(session, rota_override, {"rota_id": rota_id, "person_id": bo, "instead_of_id": mei, **span, **kind, **made})
    role_id = _once(session, role, {"name": f"Incident commander{place}", "position": 1, "commands": True})
    _keyed(session, role_holder, {"role_id": role_id, "position": 1, "rota_id": rota_id})
    policy = _once(
        session, escalation_policy, {"name": f"Network, day and night{place}", "repeats": 2, "calendar_id": hours}
    )
    _keyed(session, escalation_step, {"policy_id": policy, "position": 1, "wait": 10, "rota_id": rota_id})
    wan, power = service_named(session, "WAN"), service_named(session, f"Power {new_key()[:6]}")
    facts = {"owner_id": mei, "team_id": network, "calendar_id": hours, "rto": 240, "escalation_policy_id": policy}
    ledger.update(session, service, wan, facts)
    ledger.insert(session, service_dependency, {"service_id": wan, "needs_id": power, "note": "UPS"})
    uplink = _once(session, contact, {"name": f"Uplink hotline{place}", "kind": ContactKind.VENDOR, "service_id": wan})
    _keyed(session, contact_method, {"contact_id": uplink, "position": 1, "means": Means.PHONE, "address": "0800 1"})
    targets = '{"1": {"response": 15, "resolution": 240}}'
    within = {"name": "Office SLA", "position": 1, "kind": SlaKind.SLA, "calendar_id": hours}
    _keyed(session, sla, {**within, "targets": targets, "pauses": '["Awaiting Vendor"]'})
    return {"mei": mei, "bo": bo, "role": role_id, "policy": policy, "rota": rota_id, "wan": wan, "team": network}


def _prepare_telling(session: Session, people: dict[str, int], place: str) -> int:
    mail = session.reader.rows("SELECT id FROM outlet WHERE name = :name", {"name": f"Mail{place}"})
    mail_id = mail[0][0] if mail else _keyed(session, outlet, {"name": f"Mail{place}", "kind": OutletKind.EMAIL})
    managers = _once(session, audience, {"name": f"Branch managers{place}", "form": Form.EXECUTIVE})
    for position, facts in enumerate(({"person_id": people["mei"]}, {"outlet_id": mail_id}), 1):
        _keyed(session, audience_member, {"audience_id": managers, "position": position, **facts})
    words = {"phase": MessagePhase.STARTED, "subject": "{{ incident.title }}", "body": "We are looking into it."}
    _once(session, message_template, {"name": f"Branches: started{place}", "audience_id": managers, **words})
    return managers


def _prepare_plan(session: Session, people: dict[str, int], place: str) -> int:
    policy = _once(session, policy_document, {"name": f"Acceptable use{place}", "owner_id": people["mei"]})
    number = 1 + session.reader.rows("SELECT count(*) FROM policy_version", {})[0][0]
    facts = {"document_id": policy, "number": number, "text": "Lock your screen.", "published_at": session.at}
    version = ledger.insert(session, policy_version, facts)
    ledger.insert(session, acknowledgement, {"policy_version_id": version, "person_id": people["bo"], "at": session.at})
    plan_id = _once(session, plan, {"name": f"WAN down{place}", "owner_id": people["mei"], "review_by": "2027-01-31"})
    _keyed(session, plan_rule, {"position": 1, "plan_id": plan_id, "service_id": people["wan"], "priority": 2})
    number = 1 + session.reader.rows("SELECT count(*) FROM plan_version", {})[0][0]
    made = {"created_at": session.at, "created_by": session.actor, "updated_at": session.at}
    body = {"content": content_text(CONTENT), "state": VersionState.APPROVED, "approved_by": "Mei Okafor"}
    return ledger.insert(session, plan_version, {"plan_id": plan_id, "number": number, **body, **made})


def _respond(session: Session, incident_id: int, people: dict[str, int], version_id: int) -> None:
    here = {"incident_id": incident_id}
    started = {"activated_at": session.at, "activated_by": session.actor, "state": RunState.RUNNING}
    run = _keyed(session, plan_run, {**here, "plan_version_id": version_id, **started})
    made = {"created_at": session.at, "created_by": session.actor, "state": TaskState.OPEN}
    first, second = (
        _keyed(session, task, {**here, "plan_run_id": run, "position": position, "title": each.title, **made})
        for position, each in enumerate(CONTENT.actions, 1)
    )
    ledger.insert(session, task_dependency, {**here, "task_id": second, "needs_id": first})
    held = {"role_id": people["role"], "person_id": people["mei"], "from_at": session.at}
    _keyed(session, incident_role, {**here, **held})
    proposed = {"state": MajorState.PROPOSED, "proposed_at": session.at, "proposed_by": session.actor}
    ledger.insert(session, major_incident, {**here, **proposed})
    _keyed(session, escalation, {**here, "policy_id": people["policy"], "started_at": session.at})
    ended = {"outcome": Outcome.MET, "started_at": session.at, "ended_at": session.at, "aim": 9, "elapsed": 0}
    ledger.insert(session, sla_result, {**here, "target": Target.RESPONSE, "sla": "Office SLA", **ended})
    note = {"from_id": people["mei"], "to_id": people["bo"], "text": "WAN is shaky.", "rota_id": people["rota"]}
    written = {"written_at": session.at, "written_by": session.actor}
    _keyed(session, hand_over, {**note, **written})


def _tell(session: Session, incident_id: int, audience_id: int) -> None:
    here = {"incident_id": incident_id}
    facts = {"kind": AnnouncementKind.UPDATE, "subject": "WAN down", "body": "We are on it."}
    written = {"state": AnnouncementState.SENT, "written_at": session.at, "written_by": session.actor}
    told = _keyed(session, announcement, {**here, "audience_id": audience_id, **facts, **written})
    ledger.insert(
        session, update_schedule, {**here, "audience_id": audience_id, "cadence": 30, "started_at": session.at}
    )
    later = clock.stored(clock.now() + timedelta(hours=1))
    queued = {"state": MessageState.SENT, "queued_at": session.at, "next_at": later, "sent_at": session.at}
    address = {"recipient": "Mei Okafor", "address": "mei@example.org", "subject": "WAN down", "body": "We are on it."}
    message_id = f"<{new_key()}@desk>"
    _keyed(session, outbox_message, {**here, "announcement_id": told, "message_id": message_id, **address, **queued})
