"""Changing the facts of a corrective action."""

from collections.abc import Mapping
from typing import Any

from incidentdesk.investigate.action_fact import ACTION_FACTS
from incidentdesk.investigate.action_state import DONE_STATES, PROMISED_STATES
from incidentdesk.investigate.corrective_action import corrective_action
from incidentdesk.investigate.subject_record import mark_changed, subject_in
from incidentdesk.language import _
from incidentdesk.prepare.fact import changed_columns, give_up_facts, present, shown_facts
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def action_facts(session: Session, action_id: int) -> dict[str, Any]:
    """All changeable facts as a person sees them; raises Refused where there is no such action."""
    return shown_facts(session, corrective_action, ACTION_FACTS, action_id)


def change_action(
    session: Session, action_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Raises Conflict where somebody has changed one of the fields since it was seen, Refused for what a fact can't be,
    and where owner or due date would be taken from what was committed, or from what is done all that shows it.
    """
    row = present(session, corrective_action, action_id)
    columns = changed_columns(session, corrective_action, ACTION_FACTS, row, changes, seen)
    if row["state"] in PROMISED_STATES:
        refuse_unpromised({**row, **columns})
    if row["state"] in DONE_STATES:
        refuse_unproven({**row, **columns})
    if columns:
        ledger.update(session, corrective_action, action_id, {**columns, "updated_at": session.at})
        mark_changed(session, subject_in(row))


def give_up_action(session: Session, action_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, corrective_action, ACTION_FACTS, action_id, given_up)


def withdraw_action(session: Session, action_id: int) -> None:
    """Take an action out of sight; Undo brings it back."""
    row = present(session, corrective_action, action_id)
    ledger.update(session, corrective_action, action_id, {"withdrawn_at": session.at, "updated_at": session.at})
    mark_changed(session, subject_in(row))


def refuse_unpromised(row: Mapping[str, Any]) -> None:
    """Raises Refused where what was promised has no owner or no due date."""
    if row["owner_id"] is None:
        raise Refused(_("A committed action needs an owner: who will do it?"))
    if not row["due_on"]:
        raise Refused(_("A committed action needs a due date: until when will it be done?"))


def refuse_unproven(row: Mapping[str, Any]) -> None:
    """Raises Refused where nothing shows that an action was done: neither a text nor evidence."""
    if not (row["completion"] or row["evidence_id"]):
        raise Refused(_("Done needs evidence of completion: what shows that it was done?"))
