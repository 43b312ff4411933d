"""Moving a problem from state to state, what each state asks for, and what it means for the incidents that wait."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incidentdesk.detect.state import HoldReason, State
from incidentdesk.investigate.cause_graph import Status
from incidentdesk.investigate.problem import problem
from incidentdesk.investigate.problem_state import ENDED_STATES, ProblemState, is_reanalysis, why_not_follow
from incidentdesk.investigate.subject import PROBLEM, Subject
from incidentdesk.language import _
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.wording import text_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.note import add_note
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_KNOWN_CAUSES = (
    "SELECT count(*) FROM cause c JOIN investigation n ON n.id = c.investigation_id"
    " WHERE c.withdrawn_at IS NULL AND n.withdrawn_at IS NULL AND c.status IN (:verified, :root)"
    " AND (n.problem_id = :id OR n.incident_id IN (SELECT l.incident_id FROM problem_incident l"
    " WHERE l.problem_id = :id AND l.withdrawn_at IS NULL))"
)


@dataclass(frozen=True, slots=True)
class ProblemMove:
    """A wish to change the state, with what the new state asks for."""

    state: str
    resolution: str = ""
    reason: str = ""


def known_causes(reader: Reader, problem_id: int) -> int:
    """How many verified and root causes the investigations of a problem and of its incidents have found."""
    wanted = {"id": problem_id, "verified": Status.VERIFIED.value, "root": Status.ROOT_CAUSE.value}
    return int(reader.rows(_KNOWN_CAUSES, wanted)[0][0])


def reanalyses(reader: Reader, problem_id: int) -> int:
    """How often a problem was taken up again after it had come to an end."""
    rows = reader.rows(
        "SELECT changes FROM ledger WHERE chain = :chain AND noun = 'problem' AND record_id = :id AND act = 'changed'",
        {"chain": ledger.DESK, "id": problem_id},
    )
    return sum(_is_reanalysis(str(row[0])) for row in rows)


def _is_reanalysis(changes: str) -> bool:
    before, after = json.loads(changes).get("state", ("", ""))
    return is_reanalysis(before, after)


def waiting_incidents(reader: Reader, problem_id: int) -> list[int]:
    """The incidents of a problem that are on hold for it."""
    rows = reader.rows(
        "SELECT i.id FROM problem_incident l JOIN incident i ON i.id = l.incident_id WHERE l.problem_id = :id"
        " AND l.withdrawn_at IS NULL AND i.withdrawn_at IS NULL AND i.state = :hold AND i.on_hold_reason = :reason"
        " ORDER BY i.id",
        {"id": problem_id, "hold": State.ON_HOLD.value, "reason": HoldReason.PROBLEM.value},
    )
    return [int(row[0]) for row in rows]


def move_problem(session: Session, problem_id: int, wish: ProblemMove) -> list[int]:
    """Change the state of a problem; returns the incidents that have waited for it and can go on.

    Fix in Progress asks for a verified or a root cause or else for a reason, Resolved for a resolution, Risk accepted
    and a re-analysis for a reason. What waits for the problem gets a work note when it is resolved or its risk is
    accepted. Raises Refused where something is missing or where the state can't follow.
    """
    row = present(session, problem, problem_id)
    forbidden = why_not_follow(row["state"], wish.state)
    if forbidden:
        raise Refused(forbidden)
    _refuse_missing(session, row, wish)
    columns = {"state": wish.state, **_reached(session, row, wish), "updated_at": session.at}
    before = ledger.update(session, problem, problem_id, columns, reason=text_of(wish.reason).strip())
    if before["state"] in ENDED_STATES or wish.state not in (ProblemState.RESOLVED, ProblemState.RISK_ACCEPTED):
        return []
    waiting = waiting_incidents(session.reader, problem_id)
    for incident_id in waiting:
        add_note(session, incident_id, _news(problem_id, wish.state, {**row, **columns}))
    return waiting


def _refuse_missing(session: Session, row: Mapping[str, Any], wish: ProblemMove) -> None:
    reason = wish.reason.strip()
    if wish.state == ProblemState.FIX and not reason and not known_causes(session.reader, row["id"]):
        raise Refused(
            _("No cause is verified yet. Verify one in the fishbone or the 5-Whys, or say why the fix begins now.")
        )
    if wish.state == ProblemState.RESOLVED and not (wish.resolution.strip() or row["resolution"]):
        raise Refused(_("Resolved needs a resolution: what removed the cause?"))
    if wish.state == ProblemState.RISK_ACCEPTED and not reason:
        raise Refused(_("Risk accepted needs a reason: why is the cause not removed?"))
    if is_reanalysis(row["state"], wish.state) and not reason:
        raise Refused(_("A re-analysis needs a reason: what is not solved?"))


def _reached(session: Session, row: Mapping[str, Any], wish: ProblemMove) -> dict[str, Any]:
    """The times and texts that a state brings with it, and those that it takes back."""
    if wish.state == ProblemState.RESOLVED:
        return {"resolved_at": session.at, "resolution": text_of(wish.resolution).strip() or row["resolution"]}
    if wish.state == ProblemState.CLOSED:
        return {"closed_at": session.at}
    if wish.state == ProblemState.RISK_ACCEPTED:
        return {"risk_reason": text_of(wish.reason).strip(), "closed_at": session.at}
    if is_reanalysis(row["state"], wish.state):
        return {"resolved_at": None, "closed_at": None, "risk_reason": ""}
    return {}


def _news(problem_id: int, state: str, row: Mapping[str, Any]) -> str:
    number = Subject(PROBLEM, problem_id).number
    if state == ProblemState.RESOLVED:
        said = _("{number} “{title}” is resolved: {resolution}\nThis incident has waited for it and can go on.")
    else:
        said = _("The risk of {number} “{title}” was accepted: {reason}\nThis incident waits for nothing any more.")
    return said.format(number=number, title=row["title"], resolution=row["resolution"], reason=row["risk_reason"])


def return_to_work(session: Session, problem_id: int) -> list[int]:
    """Move the incidents that are on hold for a problem back to In Progress; returns their ids."""
    waiting = waiting_incidents(session.reader, problem_id)
    why = _("{number} needs no waiting any more").format(number=Subject(PROBLEM, problem_id).number)
    for incident_id in waiting:
        move(session, incident_id, Move(State.IN_PROGRESS, reason=why))
    return waiting
