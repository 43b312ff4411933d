"""Ending a run of a plan, and acknowledging the incident, which ends its escalation (R5)."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.wording import text_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.escalation_run import escalation
from incidentdesk.respond.plan_run import RunState, plan_run
from incidentdesk.respond.task import UNFINISHED, task
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def complete_run(session: Session, run_id: int, *, note: str = "") -> None:
    """Say that a plan is done; what was optional and not done stays as it is.

    Raises Refused while a mandatory step is neither done nor skipped, and where the run has ended already.
    """
    row = _running(session, run_id)
    left = _unfinished_mandatory(session, run_id)
    if left:
        raise Refused(
            ngettext(
                "“{task}” is mandatory and not done yet. Do it, or skip it with a reason.",
                "{count} mandatory steps are not done yet, the first is “{task}”. Do them, or skip them with a reason.",
                len(left),
            ).format(task=isolated(left[0]), count=len(left))
        )
    _end(session, row, RunState.COMPLETED, text_of(note).strip())


def stop_run(session: Session, run_id: int, *, reason: str) -> None:
    """End a plan before it is done. Raises Refused without a reason, and where the run has ended already."""
    why = text_of(reason).strip()
    if not why:
        raise Refused(_("Say why the plan is stopped; whoever reviews the incident will ask."))
    _end(session, _running(session, run_id), RunState.STOPPED, why)


def end_runs_of(session: Session, incident_id: int, *, reason: str) -> None:
    """End the plans of an incident that is over: completed where nothing mandatory is left, else stopped."""
    running = sa.select(plan_run.c.id).where(
        plan_run.c.incident_id == incident_id, plan_run.c.state == RunState.RUNNING, plan_run.c.withdrawn_at.is_(None)
    )
    for (run_id,) in session.connection.execute(running).all():
        state = RunState.STOPPED if _unfinished_mandatory(session, run_id) else RunState.COMPLETED
        _end(session, _running(session, run_id), state, reason)


def acknowledge(session: Session, incident_id: int) -> None:
    """Say that somebody looks after the incident; what escalates ends. Doing it twice changes nothing."""
    row = present(session, incident, incident_id)
    if row["acknowledged_at"] is None:
        changes = {"acknowledged_at": session.at, "updated_at": session.at}
        ledger.update(session, incident, incident_id, changes)
    _end_escalations(session, incident_id, _("acknowledged by {person}").format(person=isolated(session.actor)))


def _end_escalations(session: Session, incident_id: int, reason: str) -> None:
    from incidentdesk.respond.escalation_step_taking import end_escalation

    running = sa.select(escalation.c.id).where(
        escalation.c.incident_id == incident_id, escalation.c.ended_at.is_(None), escalation.c.withdrawn_at.is_(None)
    )
    for (escalation_id,) in session.connection.execute(running).all():
        end_escalation(session, escalation_id, reason)


def _running(session: Session, run_id: int) -> Mapping[str, Any]:
    row = present(session, plan_run, run_id)
    if row["state"] != RunState.RUNNING:
        raise Refused(
            _("This plan has ended already: {state}, by {person}.").format(
                state=_(row["state"]), person=isolated(row["ended_by"])
            )
        )
    return row


def _unfinished_mandatory(session: Session, run_id: int) -> list[str]:
    wanted = (
        sa.select(task.c.title)
        .where(
            task.c.plan_run_id == run_id,
            task.c.mandatory,
            task.c.state.in_(UNFINISHED),
            task.c.withdrawn_at.is_(None),
        )
        .order_by(task.c.position, task.c.id)
    )
    return [str(title) for (title,) in session.connection.execute(wanted)]


def _end(session: Session, row: Mapping[str, Any], state: RunState, reason: str) -> None:
    ended = {"state": state, "ended_at": session.at, "ended_by": session.actor, "end_reason": reason}
    ledger.update(session, plan_run, row["id"], ended, reason=reason)
    ledger.update(session, incident, row["incident_id"], {"updated_at": session.at})
