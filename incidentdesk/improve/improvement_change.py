"""Writing improvements of the register, and moving them from state to state (U7)."""

from collections.abc import Mapping
from typing import Any

from incidentdesk.improve.improvement import Amount, ImprovementSource, ImprovementState, improvement
from incidentdesk.improve.improvement_state import PROMISED_STATES, why_not_follow
from incidentdesk.investigate.action_fact import date_of
from incidentdesk.language import N_, _
from incidentdesk.prepare.fact import (
    changed_columns,
    chosen,
    give_up_facts,
    line,
    named,
    one_of,
    present,
    stored_facts,
)
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.prepare.plan import plan
from incidentdesk.prepare.record_name import existing
from incidentdesk.prepare.service import service as service_table
from incidentdesk.prepare.service import service_named
from incidentdesk.prepare.wording import text_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

_AMOUNTS = ("", *Amount)


IMPROVEMENT_FACTS = {
    "title": line("title", N_("An improvement needs a title. Say in one sentence what is to become better.")),
    "description": text_fact("description"),
    "source": chosen(
        "source", one_of(tuple(ImprovementSource), N_("That is no source of an improvement. Choose one of the list."))
    ),
    "service": named("service_id", service_table, service_named),
    # A plan is not made by naming it.
    "plan": existing("plan_id", plan, N_("There is no response plan “{name}”.")),
    "owner": named("owner_id", person, staff_named),
    "benefit": chosen("benefit", one_of(_AMOUNTS, N_("A benefit is low, medium or high."))),
    "effort": chosen("effort", one_of(_AMOUNTS, N_("An effort is low, medium or high."))),
    "due_on": chosen("due_on", date_of),
    "metric": text_fact("metric"),
    "result": text_fact("result"),
}
# Records that it came from or is about, by their ids.
_RECORDS = (
    "from_incident_id", "lesson_id", "drill_id", "survey_id", "feedback_session_id", "service_id", "plan_id",
    "owner_id",
)  # fmt: skip


def create_improvement(session: Session, *, title: str, source: str, **facts: Any) -> int:
    """Write a new improvement into the register; returns its id.

    `facts` are those of IMPROVEMENT_FACTS (`due_on` an ISO date), and the ids of the records that it came from or is
    about: from_incident_id, lesson_id, drill_id, survey_id, feedback_session_id, service_id, plan_id, owner_id.
    Raises Refused for a title that is empty or too long, an unknown source, amount or plan, and for what is no date.
    """
    origins = {name: facts.pop(name) for name in _RECORDS if name in facts}
    columns = stored_facts(session, IMPROVEMENT_FACTS, {"title": title, "source": source, **facts})
    return ledger.insert(
        session,
        improvement,
        {
            **columns,
            **origins,
            "state": ImprovementState.NEW,
            "created_at": session.at,
            "created_by": session.actor,
            "updated_at": session.at,
        },
    )


def change_improvement(
    session: Session, improvement_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Raises Conflict where somebody has changed one of the fields since it was seen, Refused for what a fact can't be,
    and where the owner would be taken from what was approved or the result from what is closed.
    """
    row = present(session, improvement, improvement_id)
    columns = changed_columns(session, improvement, IMPROVEMENT_FACTS, row, changes, seen)
    _refuse_lacking(row["state"], {**row, **columns})
    if columns:
        ledger.update(session, improvement, improvement_id, {**columns, "updated_at": session.at})


def give_up_improvement(session: Session, improvement_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, improvement, IMPROVEMENT_FACTS, improvement_id, given_up)


def withdraw_improvement(session: Session, improvement_id: int) -> None:
    """Take an improvement out of sight; Undo brings it back."""
    present(session, improvement, improvement_id)
    ledger.update(session, improvement, improvement_id, {"withdrawn_at": session.at, "updated_at": session.at})


def move_improvement(session: Session, improvement_id: int, state: str, *, reason: str = "") -> None:
    """Change the state of an improvement.

    Approved and what follows ask for an owner, Closed for a result (what came of it), Rejected and the way back from
    Closed for a reason. Raises Refused where that is missing or where the state can't follow.
    """
    row = present(session, improvement, improvement_id)
    if state not in tuple(ImprovementState):
        raise Refused(_("That is no state of an improvement. Choose one of the list."))
    forbidden = why_not_follow(row["state"], state)
    if forbidden:
        raise Refused(forbidden)
    said = text_of(reason).strip()
    _refuse_lacking(state, row)
    _refuse_unexplained(row["state"], state, said)
    columns = {
        "state": state,
        "reason": said if state == ImprovementState.REJECTED else "",
        "closed_at": session.at if state in (ImprovementState.CLOSED, ImprovementState.REJECTED) else None,
        "updated_at": session.at,
    }
    ledger.update(session, improvement, improvement_id, columns, reason=said)


def _refuse_lacking(state: str, row: Mapping[str, Any]) -> None:
    if state in PROMISED_STATES and row["owner_id"] is None:
        raise Refused(_("An approved improvement needs an owner: who will see to it?"))
    if state == ImprovementState.CLOSED and not row["result"]:
        raise Refused(_("A closed improvement needs a result: what came of it?"))


def _refuse_unexplained(before: str, after: str, reason: str) -> None:
    if reason:
        return
    if after == ImprovementState.REJECTED:
        raise Refused(_("A rejected improvement needs a reason: why is it not done?"))
    if before == ImprovementState.CLOSED:
        raise Refused(_("A closed improvement needs a reason to be taken up again: what does not help?"))
