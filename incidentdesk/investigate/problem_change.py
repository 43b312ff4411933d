"""Changing the facts of a problem."""

from collections.abc import Mapping
from typing import Any

from incidentdesk.detect.priority import PRIORITIES
from incidentdesk.investigate.problem import problem
from incidentdesk.investigate.problem_state import ProblemState
from incidentdesk.language import N_, _
from incidentdesk.prepare.fact import (
    changed_columns,
    chosen,
    give_up_facts,
    line,
    named,
    one_of,
    present,
    shown_facts,
    text,
)
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.prepare.service import service, service_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

PROBLEM_FACTS = {
    "title": line("title", N_("A problem needs a title. Say in a few words what keeps going wrong.")),
    "description": text("description"),
    "priority": chosen("priority", one_of(PRIORITIES, N_("A priority is 1 to 5."))),
    "service": named("service_id", service, service_named),
    "owner": named("owner_id", person, staff_named),
    "workaround": text("workaround"),
    "resolution": text("resolution"),
    "risk_reason": text("risk_reason"),
}


def problem_facts(session: Session, problem_id: int) -> dict[str, Any]:
    """All changeable facts as a person sees them; raises Refused where there is no such problem."""
    return shown_facts(session, problem, PROBLEM_FACTS, problem_id)


def change_problem(
    session: Session, problem_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Raises Conflict where somebody has changed one of the fields since it was seen, Refused for what a fact can't be,
    and where the text would be taken away that a resolved problem or an accepted risk needs.
    """
    row = present(session, problem, problem_id)
    columns = changed_columns(session, problem, PROBLEM_FACTS, row, changes, seen)
    after = {**row, **columns}
    if row["state"] in (ProblemState.RESOLVED, ProblemState.CLOSED) and not after["resolution"]:
        raise Refused(_("A resolved problem needs a resolution: what removed the cause?"))
    if row["state"] == ProblemState.RISK_ACCEPTED and not after["risk_reason"]:
        raise Refused(_("An accepted risk needs a reason: why is the cause not removed?"))
    if columns:
        ledger.update(session, problem, problem_id, {**columns, "updated_at": session.at})


def give_up_problem(session: Session, problem_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, problem, PROBLEM_FACTS, problem_id, given_up)


def withdraw_problem(session: Session, problem_id: int) -> None:
    """Take a problem out of sight; Undo brings it back. Its incidents stay as they are."""
    present(session, problem, problem_id)
    ledger.update(session, problem, problem_id, {"withdrawn_at": session.at, "updated_at": session.at})
