"""Moving an incident from state to state, and what follows from it for its times and its children."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.detect.sla_ending import write_sla_results
from incidentdesk.detect.stage_time import sources_after
from incidentdesk.detect.state import FOLLOWING, HoldReason, State
from incidentdesk.detect.wording import clean, text_of
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.respond.exit_criterion_change import reopen_criteria
from incidentdesk.respond.family import children_of, why_held_up
from incidentdesk.respond.note import add_note
from incidentdesk.respond.plan_run_change import end_runs_of
from incidentdesk.respond.recovery_gate import why_closed
from incidentdesk.respond.reopen_window import why_not_reopened, why_shut
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

# What a parent on hold means for its children; a parent that awaits its own caller means nothing for theirs.
_HANDED_DOWN_HOLDS = (HoldReason.CHANGE, HoldReason.PROBLEM, HoldReason.VENDOR)


@dataclass(frozen=True, slots=True)
class Move:
    """A wish to change the state, with what the new state asks for."""

    state: State
    hold_reason: HoldReason | None = None
    comment: str = ""
    resolution_code: str = ""
    resolution_notes: str = ""
    reason: str = ""
    # A caller who reopens reopens only the one incident.
    by_caller: bool = False


def move(session: Session, incident_id: int, wish: Move) -> None:
    """Change the state of an incident and hand it down to its children as ServiceNow does.

    On Hold asks for a reason, Awaiting Caller for a public comment too; Resolved asks for code and notes; a
    cancellation and a reopening ask why; a major incident asks for a recovery that is proven and declared, and a
    reopening opens its criteria again; a parent is closed after its children. Plans that run end where the incident is
    closed or canceled. Raises Refused where that is missing or where the state can't follow.
    """
    row = ledger.current(session, incident, incident_id)
    _refuse_impossible(row, wish)
    _refuse_unproven(session, row, wish)
    if wish.state == State.CLOSED and (held_up := why_held_up(session.reader, incident_id)):
        raise Refused(held_up)
    if _reopens(State(row["state"]), wish) and (shut := why_not_reopened(session.reader, row, session.at)):
        raise Refused(shut)
    if wish.comment.strip():
        add_note(session, incident_id, wish.comment, public=wish.hold_reason == HoldReason.CALLER)
        row = ledger.current(session, incident, incident_id)
    hold_reason = wish.hold_reason if wish.state == State.ON_HOLD else None
    changes = {"state": wish.state, "on_hold_reason": hold_reason, **_reached(session, row, wish)}
    ledger.update(session, incident, incident_id, {**changes, "updated_at": session.at}, reason=wish.reason)
    if _reopens(State(row["state"]), wish):
        reopen_criteria(session, incident_id, wish.reason)
    if wish.state in (State.CLOSED, State.CANCELED):
        end_runs_of(session, incident_id, reason=wish.reason or _("the incident was closed"))
    write_sla_results(session, incident_id)
    for child in children_of(session, incident_id):
        handed = _handed_down(row, child, wish)
        # What can't be opened again any more stays closed, and holds its parent up in nothing.
        if handed and not (_reopens(State(child.state), handed) and why_shut(session.reader, child.id, session.at)):
            move(session, child.id, handed)


def refusal_for(state: State, row: Mapping[str, Any]) -> str:
    """Why a state can't follow on the one that the incident is in, or an empty text."""
    before = State(row["state"])
    if state == before and state != State.ON_HOLD:
        return _("The incident is {state} already.").format(state=_(state))
    if state != before and state not in FOLLOWING[before]:
        following = ", ".join(_(next_state) for next_state in FOLLOWING[before])
        return _("{before} can't become {after}. What can follow: {following}.").format(
            before=_(before), after=_(state), following=following
        )
    return ""


def _refuse_impossible(row: Mapping[str, Any], wish: Move) -> None:
    forbidden = refusal_for(wish.state, row)
    if forbidden:
        raise Refused(forbidden)
    before = State(row["state"])
    if wish.state == State.ON_HOLD:
        if wish.hold_reason is None:
            known = ", ".join(map(_, HoldReason))
            raise Refused(_("On Hold needs a reason. Reasons are: {known}.").format(known=known))
        if wish.hold_reason == HoldReason.CALLER and not wish.comment.strip():
            raise Refused(_("Awaiting Caller needs a public comment: what do you ask the caller?"))
    if wish.state == State.RESOLVED and not all(_resolution(row, wish).values()):
        raise Refused(_("Resolved needs a resolution code and notes: what solved it?"))
    if wish.state == State.CANCELED and not wish.reason.strip():
        raise Refused(_("A cancellation needs a reason."))
    if _reopens(before, wish) and not wish.reason.strip():
        raise Refused(_("A reopening needs a reason: what is not solved?"))


def _refuse_unproven(session: Session, row: Mapping[str, Any], wish: Move) -> None:
    closed = why_closed(session.reader, row["id"]) if wish.state == State.RESOLVED and row["major"] else ""
    if closed:
        raise Refused(closed)


def _reopens(before: State, wish: Move) -> bool:
    return wish.state == State.IN_PROGRESS and before in (State.RESOLVED, State.CLOSED)


def _reached(session: Session, row: Mapping[str, Any], wish: Move) -> dict[str, Any]:
    """The times and counts that a state brings with it."""
    if _reopens(State(row["state"]), wish):
        sources = sources_after(session, row, ("resolved_at", "closed_at"), {})
        return {"reopen_count": row["reopen_count"] + 1, "resolved_at": None, "closed_at": None, **sources}
    if wish.state == State.IN_PROGRESS and row["acknowledged_at"] is None and not wish.by_caller:
        return {"acknowledged_at": session.at}
    if wish.state == State.RESOLVED:
        return {"resolved_at": session.at, **_resolution(row, wish), **sources_after(session, row, ["resolved_at"], {})}
    if wish.state == State.CLOSED:
        return {"closed_at": session.at, **sources_after(session, row, ["closed_at"], {})}
    return {}


def _resolution(row: Mapping[str, Any], wish: Move) -> dict[str, str]:
    """Code and notes, those that stand already where none are given."""
    return {
        "resolution_code": clean(wish.resolution_code).strip() or row["resolution_code"],
        "resolution_notes": text_of(wish.resolution_notes).strip() or row["resolution_notes"],
    }


def _handed_down(parent: Mapping[str, Any], child: Any, wish: Move) -> Move | None:
    """What a child does when its parent has moved, or None; the table is ServiceNow's."""
    state = State(child.state)
    why = _("with its parent {number}").format(number=number(parent["id"]))
    open_child = state in (State.NEW, State.IN_PROGRESS, State.ON_HOLD)
    if wish.state == State.IN_PROGRESS:
        reopening = _reopens(State(parent["state"]), wish)
        if reopening and not wish.by_caller and state in (State.RESOLVED, State.CLOSED):
            return Move(State.IN_PROGRESS, reason=why)
        if not reopening and state in (State.NEW, State.ON_HOLD):
            return Move(State.IN_PROGRESS, reason=why)
    if wish.state == State.ON_HOLD and wish.hold_reason in _HANDED_DOWN_HOLDS and open_child:
        same = state == State.ON_HOLD and child.on_hold_reason == wish.hold_reason
        return None if same else Move(State.ON_HOLD, wish.hold_reason, reason=why)
    if wish.state == State.RESOLVED and open_child:
        return Move(
            State.RESOLVED,
            resolution_code=wish.resolution_code or parent["resolution_code"],
            resolution_notes=wish.resolution_notes or parent["resolution_notes"],
            reason=why,
        )
    return None
