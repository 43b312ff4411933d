"""Keeping what came in and could not be taken, until somebody has looked at it."""

import io
from uuid import uuid4

from incidentdesk.detect.attachment import attach
from incidentdesk.detect.dead_letter import LetterKind, LetterState, dead_letter
from incidentdesk.language import _
from incidentdesk.prepare.fact import present
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

_LONGEST_LINE = 300  # characters
_FILE_NAME = {LetterKind.MAIL: "mail.eml", LetterKind.ALERT: "alert.json", LetterKind.FORM: "report.json"}


def keep_dead_letter(
    session: Session,
    *,
    kind: LetterKind,
    source: str = "",
    sender: str = "",
    subject: str = "",
    reason: str,
    raw: bytes,
    parked: bool = False,
) -> int:
    """Keep the raw source, whatever its size, with the reason why it was not taken; returns the id of the letter.

    What is `parked` is whole and only not wanted. `source` names the mailbox, the alert source or the address that
    it came by.
    """
    attachment_id = attach(session, None, _FILE_NAME[kind], io.BytesIO(raw), size=len(raw), limit=max(len(raw), 1))
    return ledger.insert(
        session,
        dead_letter,
        {
            "key": uuid4().hex,
            "kind": kind,
            "state": LetterState.WAITING,
            "source": _one_line(source),
            "sender": _one_line(sender),
            "subject": _one_line(subject),
            "reason": reason,
            "parked": parked,
            "received_at": session.at,
            "attachment_id": attachment_id,
        },
    )


def drop_dead_letter(session: Session, letter_id: int, reason: str) -> None:
    """Decide that it is not to be taken; its source stays in the history. Raises Refused without a reason."""
    if not reason.strip():
        raise Refused(_("Say why it is dropped."))
    _still_waiting(session, letter_id)
    ledger.update(session, dead_letter, letter_id, {"state": LetterState.DROPPED}, reason=reason.strip())


def taken_after_all(session: Session, letter_id: int, incident_id: int | None) -> None:
    """Note in which incident it was taken at another try; an alert may wait without one."""
    _still_waiting(session, letter_id)
    ledger.update(session, dead_letter, letter_id, {"state": LetterState.TAKEN, "incident_id": incident_id})


def still_refused(session: Session, letter_id: int, reason: str) -> None:
    """Note why it could not be taken at another try either."""
    _still_waiting(session, letter_id)
    ledger.update(session, dead_letter, letter_id, {"reason": reason})


def _still_waiting(session: Session, letter_id: int) -> None:
    row = present(session, dead_letter, letter_id)
    if row["state"] == LetterState.TAKEN:
        raise Refused(_("It was taken in already."))
    if row["state"] == LetterState.DROPPED:
        raise Refused(_("It was dropped already."))


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_LINE]
