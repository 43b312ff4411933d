"""What the sample desk has prepared: people, rotas, services, contacts, SLAs, plans, policies, and whom it tells.

Its outlets lead nowhere, so nothing of the sample ever leaves the machine.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.measure.sample_deed import Told, texts
from incidentdesk.paths import resources
from incidentdesk.prepare.absence_change import add_absence
from incidentdesk.prepare.audience_change import change_audience
from incidentdesk.prepare.calendar_change import create_calendar
from incidentdesk.prepare.contact_change import create_contact, verify_contacts
from incidentdesk.prepare.department import department_named
from incidentdesk.prepare.escalation_change import create_escalation
from incidentdesk.prepare.escalation_list import STEP_FACTS, Step, steps_text
from incidentdesk.prepare.outlet_change import create_outlet
from incidentdesk.prepare.person import person_named
from incidentdesk.prepare.person_change import change_person
from incidentdesk.prepare.plan_change import approve, change_plan, create_plan, save_draft, start_draft, submit
from incidentdesk.prepare.plan_content import Action, new_key
from incidentdesk.prepare.plan_file import preview_of
from incidentdesk.prepare.plan_rule_change import write_rule
from incidentdesk.prepare.plan_template import create_from_template, plan_templates
from incidentdesk.prepare.plan_version import current_version
from incidentdesk.prepare.policy_change import acknowledge, create_document, publish_draft, save_draft_text
from incidentdesk.prepare.role_change import change_role, make_standard_roles, role_named
from incidentdesk.prepare.rota_change import create_rota
from incidentdesk.prepare.rota_layer_change import add_layer
from incidentdesk.prepare.rota_state import Every
from incidentdesk.prepare.service_change import change_service
from incidentdesk.prepare.sla_change import create_sla
from incidentdesk.prepare.team_change import change_team
from incidentdesk.store.base import metadata
from incidentdesk.store.session import Session

# Opens the session of somebody at a time.
Open = Callable[[str, datetime], Session]


def prepare_desk(open_session: Open, begin: datetime, now: datetime, zone: tzinfo) -> None:
    """All of it was there a week before the first incident, which was at `begin`, but what is newer by its nature."""
    told = texts("preparation")
    lead = texts("desk")["staff"][0]["name"]
    before = open_session(lead, begin - timedelta(days=6))
    _furnish_people(before, told)
    _furnish_services(before, told)
    _furnish_telling(before, told)
    _write_plans(before, told, now, zone)
    _propose_version(open_session(told["draft"]["by"], now - timedelta(days=4)), told["draft"])
    _write_policies(open_session, told, now, zone)
    _verify_contacts(open_session, told, now, zone)
    _be_absent(before, told, now, zone)


def _furnish_people(session: Session, told: Told) -> None:
    for each in told["calendar"]:
        create_calendar(session, **each)
    for name in ("IT", "Management", "Finance", "Logistics", "Facilities"):
        department_named(session, name)
    for each in told["person"]:
        person_id = person_named(session, each["name"])
        assert person_id is not None
        change_person(session, person_id, _but(each, "name"))
    for each in told["team"]:
        change_team(session, _id(session, "team", each["name"]), _but(each, "name"))
    for each in told["rota"]:
        facts = _but(each, "second")
        rota_id = create_rota(session, **facts)
        if each["second"]:
            turns = {"turn": 1, "every": Every.WEEKS, "starts": _monday_before(session)}
            add_layer(session, rota_id, people=each["second"], name="Secondary", **turns)
    make_standard_roles(session)
    for each in told["role"]:
        role_id = role_named(session, each["name"])
        assert role_id is not None
        change_role(session, role_id, {"holders": each["holders"]})


def _monday_before(session: Session) -> str:
    """At nine, as a layer of a rota begins."""
    day = clock.instant(session.at).date()
    return f"{(day - timedelta(days=day.weekday())).isoformat()}T09:00"


def _furnish_services(session: Session, told: Told) -> None:
    for each in told["escalation"]:
        steps = steps_text(_step(session, place, step) for place, step in enumerate(each["steps"], 1))
        create_escalation(session, **{**each, "steps": steps})
    for each in told["service"]:
        change_service(session, _id(session, "service", each["name"]), _but(each, "name"))
    for each in told["contact"]:
        create_contact(session, **_but(each, "verified"))
    for each in told["sla"]:
        create_sla(session, **each)


def _step(session: Session, place: int, told: Told) -> Step:
    kind = next(kind for kind in ("role", "rota", "person", "team") if kind in told)
    facts = {name: told[name] for name in STEP_FACTS if name in told}
    return Step(new_key(), place, **{**facts, f"{kind}_id": _id(session, kind, told[kind])})


def _furnish_telling(session: Session, told: Told) -> None:
    for each in told["outlet"]:
        options = {**each.get("options", {}), "nowhere": True}
        create_outlet(session, name=each["name"], kind=each["kind"], options=options)


def _write_plans(session: Session, told: Told, now: datetime, zone: tzinfo) -> None:
    today = now.astimezone(zone).date()
    for template in plan_templates():
        plan_id = create_from_template(session, template.name)
        due = today + timedelta(days=told["plans"]["review_by"][template.name])
        change_plan(session, plan_id, {"owner": told["plans"]["owners"][template.name]})
        _approve(session, plan_id, due.isoformat())
    preview = preview_of((resources() / "sample" / "plan_erp.md").read_text(encoding="utf-8"))
    plan_id = create_plan(session, name=preview.name, content=preview.content, owner=told["running"]["steps_by"])
    _approve(session, plan_id, (today + timedelta(days=100)).isoformat())
    for each in told["rule"]:
        write_rule(session, **each)
    for each in told["audience"]:
        change_audience(session, _id(session, "audience", each["name"]), _but(each, "name"))


def _approve(session: Session, plan_id: int, review_by: str) -> None:
    version = current_version(session.reader, plan_id)
    assert version is not None
    approve(session, version.id, review_by=review_by)


def _propose_version(session: Session, told: Told) -> None:
    """The next version of a plan with one more action, which waits for its approval."""
    plan_id = _id(session, "plan", told["plan"])
    version_id = start_draft(session, plan_id, note=told["note"])
    version = current_version(session.reader, plan_id)
    assert version is not None
    first, *others = version.content.phases
    facts = {name: told[name] for name in ("title", "role", "offset", "criterion")}
    grown = replace(first, actions=(*first.actions, Action(new_key(), **facts)))
    save_draft(session, plan_id, replace(version.content, phases=(grown, *others)), version.content)
    submit(session, version_id)


def _write_policies(open_session: Open, told: Told, now: datetime, zone: tzinfo) -> None:
    today = now.astimezone(zone).date()
    for each in told["policy"]:
        owner, due = each["owner"], (today + timedelta(days=each["review_by"])).isoformat()
        first = open_session(owner, now - timedelta(days=150))
        facts = {"owner": owner, "review_by": due, "team": each.get("team", "")}
        document_id = create_document(first, name=each["name"], text=each["text"], **facts)
        version = publish_draft(first, document_id)
        if "changed" in each:
            second = open_session(owner, now - timedelta(days=21))
            save_draft_text(second, document_id, each["changed"])
            version = publish_draft(second, document_id, each["note"])
        for days, name in enumerate(each["read_by"], 1):
            session = open_session(name, now - timedelta(days=20 - days))
            acknowledge(session, document_id, _id(session, "person", name), version=version)


def _verify_contacts(open_session: Open, told: Told, now: datetime, zone: tzinfo) -> None:
    for each in told["contact"]:
        if "verified" in each:
            at = now - timedelta(days=each["verified"])
            session = open_session("Lukas Novák", at)
            verify_contacts(
                session, [_id(session, "contact", each["name"])], today=at.astimezone(zone).date().isoformat()
            )


def _be_absent(session: Session, told: Told, now: datetime, zone: tzinfo) -> None:
    today = now.astimezone(zone).date()
    for each in told["absence"]:
        first, last = (today + timedelta(days=each[name]) for name in ("from", "until"))
        person_id = _id(session, "person", each["person"])
        add_absence(session, person_id, from_on=first.isoformat(), until_on=last.isoformat(), reason=each["reason"])


def _but(told: Told, *names: str) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in names}


def _id(session: Session, table: str, name: str) -> int:
    """The id of the record of that name."""
    columns = metadata.tables[table].c
    return int(session.connection.execute(sa.select(columns.id).where(columns.name == name)).scalar_one())
