"""Work notes for the team and public comments for the requester: two streams that never mix."""

from datetime import datetime

from incidentdesk import clock
from incidentdesk.detect.entry import entry
from incidentdesk.detect.incident import incident
from incidentdesk.detect.sla_ending import write_sla_results
from incidentdesk.detect.stage_time import sources_after
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.detect.wording import text_of
from incidentdesk.language import _
from incidentdesk.prepare.naming import name_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def add_note(
    session: Session,
    incident_id: int,
    text: str,
    *,
    public: bool = False,
    happened_at: datetime | None = None,
    from_caller: str = "",
) -> int:
    """Write an entry into the timeline; returns its id.

    `happened_at` back-dates it. The first public comment is the first response. `from_caller` names the requester
    whose answer is written down: that ends a hold for the caller and is no response of ours.
    Raises Refused for an empty text and for a time that is still to come.
    """
    text = text_of(text).strip()
    if not text:
        raise Refused(_("A note can't be empty."))
    happened = clock.stored(happened_at) if happened_at else session.at
    if happened > session.at:
        raise Refused(_("That time is still to come. A note is about what has happened."))
    row = ledger.current(session, incident, incident_id)
    entry_id = ledger.insert(
        session,
        entry,
        {
            "incident_id": incident_id,
            "text": text,
            "author": name_of(from_caller) or session.actor,
            "public": public or bool(from_caller),
            "happened_at": happened,
            "entered_at": session.at,
        },
    )
    changes: dict[str, object] = {"updated_at": session.at}
    # What the program says by itself is nobody's answer (SLA rule 6).
    if public and not from_caller and row["first_response_at"] is None and session.via != "agent":
        typed = {"first_response_at": happened} if happened_at else {}
        changes |= {"first_response_at": happened, **sources_after(session, row, ["first_response_at"], typed)}
    if from_caller and row["on_hold_reason"] == HoldReason.CALLER:
        changes |= {"state": State.IN_PROGRESS, "on_hold_reason": None}
    ledger.update(session, incident, incident_id, changes, reason=_("the caller has answered") if from_caller else "")
    if public and not from_caller:
        write_sla_results(session, incident_id)
    return entry_id


def change_note(session: Session, entry_id: int, text: str) -> None:
    """Correct an entry; what it said before stays in the ledger. Raises Refused for an empty text."""
    text = text_of(text).strip()
    if not text:
        raise Refused(_("A note can't be empty."))
    before = ledger.update(session, entry, entry_id, {"text": text})
    ledger.update(session, incident, before["incident_id"], {"updated_at": session.at})


def star(session: Session, entry_id: int, starred: bool) -> None:
    """Mark an entry for the report."""
    ledger.update(session, entry, entry_id, {"starred": starred})
