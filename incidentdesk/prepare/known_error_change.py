"""Writing, changing, publishing and retiring known errors."""

from collections.abc import Mapping
from typing import Any

from incidentdesk.language import N_, _
from incidentdesk.prepare.fact import changed_columns, give_up_facts, line, named, present, shown_facts, stored_facts
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.known_error import known_error
from incidentdesk.prepare.known_error_state import KnownErrorState, why_not_follow
from incidentdesk.prepare.service import service as service_table
from incidentdesk.prepare.service import service_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

KNOWN_ERROR_FACTS = {
    "title": line("title", N_("A known error needs a title. Say in a few words what people see.")),
    "symptom": text_fact("symptom"),
    "cause": text_fact("cause"),
    "workaround": text_fact("workaround"),
    "service": named("service_id", service_table, service_named),
}


def write_known_error(
    session: Session, *, title: str, symptom: str = "", cause: str = "", workaround: str = "", service: str = ""
) -> int:
    """Write a draft of a known error and return its id. Raises Refused for a title that is empty or too long."""
    facts = {"title": title, "symptom": symptom, "cause": cause, "workaround": workaround, "service": service}
    return ledger.insert(
        session,
        known_error,
        {
            **stored_facts(session, KNOWN_ERROR_FACTS, facts),
            "state": KnownErrorState.DRAFT,
            "created_at": session.at,
            "created_by": session.actor,
            "updated_at": session.at,
        },
    )


def known_error_facts(session: Session, known_error_id: int) -> dict[str, Any]:
    """All changeable facts as a person sees them; raises Refused where there is no such known error."""
    return shown_facts(session, known_error, KNOWN_ERROR_FACTS, known_error_id)


def change_known_error(
    session: Session, known_error_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Raises Conflict where somebody has changed one of the fields since it was seen, Refused for what a fact can't be,
    and where the workaround would be taken from what is published.
    """
    row = present(session, known_error, known_error_id)
    columns = changed_columns(session, known_error, KNOWN_ERROR_FACTS, row, changes, seen)
    if row["state"] == KnownErrorState.PUBLISHED:
        _refuse_unfinished({**row, **columns})
    if columns:
        ledger.update(session, known_error, known_error_id, {**columns, "updated_at": session.at})


def give_up_known_error(session: Session, known_error_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, known_error, KNOWN_ERROR_FACTS, known_error_id, given_up)


def move_known_error(session: Session, known_error_id: int, state: str) -> None:
    """Publish or retire a known error, or make it a draft again.

    Raises Refused where the state can't follow, and for publishing what has no workaround.
    """
    row = present(session, known_error, known_error_id)
    forbidden = why_not_follow(row["state"], state)
    if forbidden:
        raise Refused(forbidden)
    if state == KnownErrorState.PUBLISHED:
        _refuse_unfinished(row)
    ledger.update(session, known_error, known_error_id, {"state": state, "updated_at": session.at})


def withdraw_known_error(session: Session, known_error_id: int) -> None:
    """Take a known error out of sight; Undo brings it back."""
    present(session, known_error, known_error_id)
    ledger.update(session, known_error, known_error_id, {"withdrawn_at": session.at, "updated_at": session.at})


def _refuse_unfinished(row: Mapping[str, Any]) -> None:
    if not row["workaround"]:
        raise Refused(_("A published known error needs a workaround: what helps until the cause is gone?"))
