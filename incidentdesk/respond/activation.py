"""Activating a response plan for an incident: all of it in one transaction (R1).

The approved version is pinned, its actions become tasks with due times, its roles are bound to whoever holds them now,
its audiences get a rhythm of updates and the first message as a draft, and the escalation begins.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.detect.wording import tags_in
from incidentdesk.language import _, isolated
from incidentdesk.prepare.department import department_named
from incidentdesk.prepare.plan import plan
from incidentdesk.prepare.plan_content import Action, PlanContent
from incidentdesk.prepare.plan_version import Version, approved_version
from incidentdesk.refusal import Refused
from incidentdesk.respond.plan_run import RunState, plan_run
from incidentdesk.respond.role_hand_over import bind_role, give_tasks_of_role, roles_of
from incidentdesk.respond.task import TaskState, task, task_dependency
from incidentdesk.respond.task_change import STEP
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

MINUTE = 60_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan whose rule fits an incident and that has not been activated for it; `steps` counts its actions."""

    plan_id: int
    plan: str
    version_id: int
    version: int
    steps: int


def proposed_plan(reader: Reader, incident_id: int) -> Proposal | None:
    """The plan that a rule chooses for an open incident; None once it was activated, even if it was stopped."""
    plan_id = _plan_of_rule(reader, incident_id)
    version = None if plan_id is None or _was_run(reader, incident_id, plan_id) else approved_version(reader, plan_id)
    if version is None:
        return None
    return Proposal(version.plan_id, version.plan, version.id, version.number, len(version.content.actions))


def _plan_of_rule(reader: Reader, incident_id: int) -> int | None:
    from incidentdesk.prepare.plan_rule_choice import chosen_plan

    found = reader.rows(
        "SELECT state, category_id, subcategory_id, service_id, priority, title, tags FROM incident"
        " WHERE id = :id AND withdrawn_at IS NULL",
        {"id": incident_id},
    )
    if not found or found[0][0] not in OPEN_STATES:
        return None
    _state, category_id, subcategory_id, service_id, priority, title, tags = found[0]
    return chosen_plan(
        reader,
        category_id=category_id,
        subcategory_id=subcategory_id,
        service_id=service_id,
        priority=priority,
        title=title,
        tags=tags_in(tags),
    )


def _was_run(reader: Reader, incident_id: int, plan_id: int) -> bool:
    return bool(
        reader.rows(
            "SELECT 1 FROM plan_run r JOIN plan_version v ON v.id = r.plan_version_id"
            " WHERE r.incident_id = :id AND v.plan_id = :plan AND r.withdrawn_at IS NULL",
            {"id": incident_id, "plan": plan_id},
        )
    )


def activate(session: Session, incident_id: int, *, plan_id: int | None = None) -> int:
    """Run a plan for an incident; returns the id of the run.

    Without a plan it is the one whose rule fits. A role that nobody holds stays open, and an audience that is not there
    is passed over; `plan_run_health` tells of both. Raises Refused where the incident is over, where the plan has no
    approved version, and where it runs already.
    """
    # Two people may press the same button, or one may cancel what the other responds to.
    ledger.hold(session, incident_id)
    _refuse_over(ledger.current(session, incident, incident_id))
    version = _version(session, incident_id, plan_id)
    _refuse_running(session, incident_id, version)
    run_id = _begin(session, incident_id, version)
    _write_tasks(session, incident_id, run_id, version.content)
    _bind_roles(session, incident_id)
    _begin_telling(session, incident_id, version.content)
    begin_escalation(session, incident_id, version.plan_id)
    ledger.update(session, incident, incident_id, {"updated_at": session.at})
    return run_id


def _refuse_over(row: Any) -> None:
    if row["withdrawn_at"] is not None:
        raise Refused(_("{number} is in the trash. Bring it back first.").format(number=number(row["id"])))
    if row["state"] not in OPEN_STATES:
        raise Refused(
            _("{number} is {state}, so there is nothing to respond to. Reopen it first.").format(
                number=number(row["id"]), state=_(row["state"])
            )
        )


def _version(session: Session, incident_id: int, plan_id: int | None) -> Version:
    if plan_id is None:
        plan_id = _plan_of_rule(session.reader, incident_id)
        if plan_id is None:
            raise Refused(
                _("No rule chooses a plan for {number}. Name the plan to activate.").format(number=number(incident_id))
            )
    known = ledger.current(session, plan, plan_id)
    approved = approved_version(session.reader, plan_id)
    if approved is None or known["withdrawn_at"] is not None:
        raise Refused(
            _("“{plan}” has no approved version. Approve it before it is activated.").format(
                plan=isolated(known["name"])
            )
        )
    return approved


def _refuse_running(session: Session, incident_id: int, version: Version) -> None:
    running = session.reader.rows(
        "SELECT r.activated_by FROM plan_run r JOIN plan_version v ON v.id = r.plan_version_id"
        " WHERE r.incident_id = :id AND v.plan_id = :plan AND r.state = :running AND r.withdrawn_at IS NULL",
        {"id": incident_id, "plan": version.plan_id, "running": RunState.RUNNING.value},
    )
    if running:
        raise Refused(
            _("“{plan}” runs already; {person} activated it.").format(
                plan=isolated(version.plan), person=isolated(running[0][0])
            )
        )


def _begin(session: Session, incident_id: int, version: Version) -> int:
    facts = {
        "key": uuid4().hex,
        "incident_id": incident_id,
        "plan_version_id": version.id,
        "state": RunState.RUNNING,
        "activated_at": session.at,
        "activated_by": session.actor,
    }
    return ledger.insert(session, plan_run, facts)


# ── tasks ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _write_tasks(session: Session, incident_id: int, run_id: int, content: PlanContent) -> None:
    departments: dict[str, int | None] = {}
    for action in content.actions:
        if action.department not in departments:
            departments[action.department] = department_named(session, action.department)
    actions = [(phase.title, action) for phase in content.phases for action in phase.actions]
    rows = [
        {
            **_task_of(action),
            "incident_id": incident_id,
            "plan_run_id": run_id,
            "phase": phase,
            "position": place * STEP,
            "department_id": departments[action.department],
            "due_at": None if action.offset is None else session.at + action.offset * MINUTE,
            "created_at": session.at,
            "created_by": session.actor,
        }
        for place, (phase, action) in enumerate(actions, 1)
    ]
    ids = ledger.insert_many(session, task, rows)
    by_key = {action.key: task_id for (_phase, action), task_id in zip(actions, ids, strict=True)}
    needs = {
        (by_key[action.key], by_key[needed])
        for _phase, action in actions
        for needed in action.needs
        if needed in by_key and needed != action.key
    }
    ledger.insert_many(
        session,
        task_dependency,
        [{"incident_id": incident_id, "task_id": one, "needs_id": other} for one, other in sorted(needs)],
    )


def _task_of(action: Action) -> dict[str, Any]:
    return {
        "key": uuid4().hex,
        "action_key": action.key,
        "title": action.title,
        "instructions": action.instructions,
        "criterion": action.criterion,
        "mandatory": action.mandatory,
        "role": action.role,
        "state": TaskState.OPEN,
        "audience": action.audience,
        "message": action.message,
    }


# ── roles ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _bind_roles(session: Session, incident_id: int) -> None:
    """Whoever holds a role already keeps it and gets the new tasks; whoever is found for an open one gets both."""
    from incidentdesk.prepare.reach import holder_of

    for each in roles_of(session.reader, incident_id):
        if each.role_id is None:
            continue
        if each.person_id is not None:
            give_tasks_of_role(session, incident_id, each.role_id, None, each.person_id)
            continue
        holder = holder_of(session.reader, each.role, session.at)
        if holder is not None:
            bind_role(session, incident_id, role_id=each.role_id, person_id=holder.person_id, source=holder.source)


# ── telling and escalating ───────────────────────────────────────────────────────────────────────────────────────


def _begin_telling(session: Session, incident_id: int, content: PlanContent) -> None:
    from incidentdesk.respond.first_message import draft_first_message
    from incidentdesk.respond.update_cadence import start_updates

    for audience_id in dict.fromkeys(audiences_named(session.reader, content.audiences).values()):
        start_updates(session, incident_id, audience_id, content.cadence)
        draft_first_message(session, incident_id, audience_id, content.first_message, content.cadence)


def audiences_named(reader: Reader, names: tuple[str, ...]) -> dict[str, int]:
    """The ids of those that there are, by the names as the plan writes them."""
    found = reader.rows("SELECT id, name FROM audience WHERE withdrawn_at IS NULL")
    known = {name.casefold(): audience_id for audience_id, name in found}
    return {name: known[name.casefold()] for name in names if name.casefold() in known}


def begin_escalation(session: Session, incident_id: int, plan_id: int) -> int | None:
    """Escalate by the policy of the plan, else of the service, while nobody has acknowledged; returns its id.

    None where somebody has acknowledged, where an escalation runs, or where there is no policy with a step.
    """
    from incidentdesk.respond.escalation_step_taking import start_escalation

    policy_id = _policy_id(session, plan_id, ledger.current(session, incident, incident_id)["service_id"])
    try:
        return None if policy_id is None else start_escalation(session, incident_id, policy_id)
    except Refused:
        return None


def _policy_id(session: Session, plan_id: int, service_id: int | None) -> int | None:
    from incidentdesk.prepare.service import service

    own = ledger.current(session, plan, plan_id)["escalation_policy_id"]
    if own is None and service_id is not None:
        own = ledger.current(session, service, service_id)["escalation_policy_id"]
    return None if own is None else int(own)
