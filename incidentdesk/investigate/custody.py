"""The record of who had a piece of evidence and what was done with it; nothing in it is ever changed."""

from incidentdesk.investigate.evidence import custody, evidence
from incidentdesk.investigate.evidence_list import Act
from incidentdesk.language import _, isolated
from incidentdesk.prepare.naming import name_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

LONGEST_NOTE = 10_000  # characters


def write_custody(session: Session, evidence_id: int, act: str, note: str = "") -> int:
    """Add a line; raises Refused where the evidence was taken away, and for a note that is too long."""
    if len(note) > LONGEST_NOTE:
        raise Refused(_("A note on evidence has at most {most} characters.").format(most=LONGEST_NOTE))
    row = ledger.current(session, evidence, evidence_id)
    if row["withdrawn_at"] is not None:
        raise Refused(_("“{title}” is no evidence any more. Bring it back first.").format(title=isolated(row["title"])))
    facts = {
        "evidence_id": evidence_id,
        "incident_id": row["incident_id"],
        "at": session.at,
        "who": session.actor,
        "act": str(act),
        "note": note.strip(),
    }
    return ledger.insert(session, custody, facts)


def hand_over(session: Session, evidence_id: int, name: str, note: str = "") -> int:
    """Note that somebody else has it from now on; raises Refused for an empty name."""
    receiver = name_of(name)
    if not receiver:
        raise Refused(_("Say to whom it is handed over."))
    told = _("to {name}").format(name=isolated(receiver))
    return write_custody(session, evidence_id, Act.HANDED_OVER, f"{told}: {note.strip()}" if note.strip() else told)


def add_note(session: Session, evidence_id: int, text: str) -> int:
    """Raises Refused for an empty text."""
    if not text.strip():
        raise Refused(_("Write the note first."))
    return write_custody(session, evidence_id, Act.NOTE, text)


def take_away(session: Session, evidence_id: int, reason: str = "") -> None:
    """Withdraw a piece of evidence from its subject and from all causes; undoing brings it back.

    What lies in an attachment stays one.
    """
    write_custody(session, evidence_id, Act.WITHDRAWN, reason)
    ledger.withdraw(session, evidence, evidence_id, reason=reason)
