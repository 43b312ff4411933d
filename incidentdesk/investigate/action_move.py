"""Moving a corrective action from state to state, and what each state asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incidentdesk.investigate.action_change import change_action, refuse_unpromised, refuse_unproven
from incidentdesk.investigate.action_state import DONE_STATES, PROMISED_STATES, ActionState, why_not_follow
from incidentdesk.investigate.corrective_action import corrective_action
from incidentdesk.investigate.subject_record import mark_changed, subject_in
from incidentdesk.language import _
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.naming import name_of
from incidentdesk.prepare.wording import text_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

_CLOCKS_DIFFER = 60_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class ActionMove:
    """A wish to change the state, with what the new state asks for; what is empty stays as it was.

    `verified_at` is in microseconds since 1970, None for now; `verified_by` is empty for whoever says so.
    """

    state: str
    owner: str = ""
    due_on: str = ""
    completion: str = ""
    reason: str = ""
    verified_by: str = ""
    verified_at: int | None = None


def move_action(session: Session, action_id: int, wish: ActionMove) -> None:
    """Change the state of an action.

    Committed and In Progress ask for owner and due date, Done for what shows that it was done (a text, or evidence
    that is linked), Verified for who has seen it and when, Dropped and the way back from Verified for a reason.
    Raises Refused where that is missing or where the state can't follow.
    """
    filled = {name: value for name in ("owner", "due_on", "completion") if (value := getattr(wish, name).strip())}
    if filled:
        change_action(session, action_id, filled)
    row = present(session, corrective_action, action_id)
    forbidden = why_not_follow(row["state"], wish.state)
    if forbidden:
        raise Refused(forbidden)
    _refuse_missing(row, wish)
    columns = {"state": wish.state, **_reached(session, row, wish), "updated_at": session.at}
    ledger.update(session, corrective_action, action_id, columns, reason=text_of(wish.reason).strip())
    mark_changed(session, subject_in(row))


def _refuse_missing(row: Mapping[str, Any], wish: ActionMove) -> None:
    if wish.state in PROMISED_STATES:
        refuse_unpromised(row)
    if wish.state == ActionState.DONE:
        refuse_unproven(row)
    if wish.state == ActionState.DROPPED and not wish.reason.strip():
        raise Refused(_("A dropped action needs a reason: why is it not done?"))
    if row["state"] == ActionState.VERIFIED and not wish.reason.strip():
        raise Refused(_("An action that was verified needs a reason to be taken up again: what does not work?"))


def _reached(session: Session, row: Mapping[str, Any], wish: ActionMove) -> dict[str, Any]:
    """The times and names that a state brings with it, and those that it takes back."""
    state = wish.state
    columns: dict[str, Any] = {"dropped_reason": text_of(wish.reason).strip() if state == ActionState.DROPPED else ""}
    if state == ActionState.PROPOSED:
        columns |= {"committed_at": None}
    elif state in PROMISED_STATES and row["committed_at"] is None:
        columns |= {"committed_at": session.at}
    if state == ActionState.DONE:
        columns |= {"completed_at": session.at}
    elif state not in (ActionState.VERIFIED, ActionState.DROPPED):
        columns |= {"completed_at": None}
    if state == ActionState.VERIFIED:
        return columns | _verified(session, wish)
    return columns | {"verified_at": None, "verified_by": ""}


def _verified(session: Session, wish: ActionMove) -> dict[str, Any]:
    at = session.at if wish.verified_at is None else wish.verified_at
    if at > session.at + _CLOCKS_DIFFER:
        raise Refused(_("That time is still to come. Verified says what somebody has seen."))
    return {"verified_at": at, "verified_by": name_of(wish.verified_by) or session.actor}


def link_completion(session: Session, action_id: int, evidence_id: int | None) -> None:
    """Say which evidence shows that an action was done; None takes it away.

    Raises Refused where it would be taken from a done action of which nothing else shows it.
    """
    row = present(session, corrective_action, action_id)
    if row["state"] in DONE_STATES:
        refuse_unproven({**row, "evidence_id": evidence_id})
    ledger.update(session, corrective_action, action_id, {"evidence_id": evidence_id, "updated_at": session.at})
    mark_changed(session, subject_in(row))
