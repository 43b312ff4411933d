"""A plan for a broken line with the people, the audience and the rule that belong to it."""

from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.audience import Form, audience, audience_member
from incidentdesk.prepare.escalation import escalation_policy, escalation_step
from incidentdesk.prepare.message_template import MessagePhase, message_template
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.plan import VersionState, plan, plan_rule, plan_version
from incidentdesk.prepare.plan_content import (
    Action,
    Phase,
    PlanChannel,
    PlanContact,
    PlanContent,
    content_text,
    new_key,
)
from incidentdesk.prepare.role import role, role_holder
from incidentdesk.prepare.role_change import role_named
from incidentdesk.prepare.service import service, service_named
from incidentdesk.store import ledger

MINUTE = 60_000_000
CONTENT = PlanContent(
    purpose="The line to the Internet is down.",
    phases=(
        Phase("p1", "Contain", (
            Action("a1", "Take command", role="Incident commander", offset=5),
            Action("a2", "Switch to the secondary line", role="Network engineer", department="IT", offset=15,
                   instructions="Log in to **fw-1** and run `route switch`.", criterion="Pings answer"),
            Action("a3", "Inform branch managers", role="Communications lead", offset=20, needs=("a2",),
                   audience="Branch managers", message="Branches: started"),
        )),
        Phase("p2", "Repair", (
            Action("a4", "Open a vendor ticket", role="Network engineer", department="IT", offset=30),
            Action("a5", "Roll the firmware back", role="Network engineer", department="IT", needs=("a2", "a4")),
            Action("a6", "Take pictures of the rack", mandatory=False, department="Facilities"),
        )),
    ),
    roles=("Incident commander", "Scribe"),
    contacts=(PlanContact("Uplink hotline", "the line"),),
    channels=(PlanChannel("Bridge", "+49 30 1234"), PlanChannel("Chat room", "#wan")),
    audiences=("Branch managers",),
    cadence=30,
    first_message="Branches: started",
)  # fmt: skip


def approve_plan(session, name="WAN down", content=CONTENT, **facts):
    plan_id = ledger.insert(session, plan, {"name": name, **facts})
    add_version(session, plan_id, content)
    return plan_id


def add_version(session, plan_id, content=CONTENT, number=1, state=VersionState.APPROVED):
    made = {"created_at": session.at, "created_by": session.actor, "updated_at": session.at}
    facts = {"plan_id": plan_id, "number": number, "state": state, "content": content_text(content)}
    return ledger.insert(session, plan_version, {**facts, **made})


def hold_role(session, name, person, *, commands=False, position=1):
    role_id = role_named(session, name)
    ledger.update(session, role, role_id, {"commands": commands})
    facts = {"key": new_key(), "role_id": role_id, "position": position, "person_id": staff_named(session, person)}
    ledger.insert(session, role_holder, facts)
    return role_id


def prepare_wan_down(session):
    """The id of the plan; a rule chooses it for the service WAN from P2 up, and a policy escalates."""
    hold_role(session, "Incident commander", "Mei Okafor", commands=True)
    hold_role(session, "Network engineer", "Bo Diaz")
    role_named(session, "Scribe")
    managers = ledger.insert(session, audience, {"name": "Branch managers", "form": Form.EXECUTIVE})
    ledger.insert(
        session, audience_member,
        {"key": new_key(), "audience_id": managers, "position": 1, "address": "branch@example.org"},
    )  # fmt: skip
    words = {"phase": MessagePhase.STARTED, "subject": "Down: {{ incident.title }}", "body": "We work on it."}
    ledger.insert(session, message_template, {"name": "Branches: started", "audience_id": managers, **words})
    policy = ledger.insert(session, escalation_policy, {"name": "Network, day and night"})
    step = {"key": new_key(), "policy_id": policy, "position": 1, "wait": 10}
    ledger.insert(session, escalation_step, {**step, "person_id": staff_named(session, "Bo Diaz")})
    wan = service_named(session, "WAN")
    ledger.update(session, service, wan, {"escalation_policy_id": policy})
    plan_id = approve_plan(session)
    ledger.insert(
        session, plan_rule, {"key": new_key(), "position": 1, "plan_id": plan_id, "service_id": wan, "priority": 2}
    )
    return plan_id


def log_wan_down(session, **facts):
    known = {"title": "Branch offices lost WAN access", "service": "WAN", "impact": 1, "urgency": 1}
    return log_incident(session, **(known | facts))
