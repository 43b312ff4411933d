"""Temporary fixes: placed, kept for longer, and removed. Each says until when it may stand."""

from typing import Any

from incidentdesk import clock
from incidentdesk.detect.incident import incident
from incidentdesk.language import _
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.wording import text_of
from incidentdesk.recover.recovery import temporary_fix
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def place_fix(session: Session, incident_id: int, *, text: str, expires: Any) -> int:
    """Write down a workaround and until when it may stand (an aware datetime or microseconds); returns its id.

    Raises Refused without a text, and for an expiry that is missing or past.
    """
    present(session, incident, incident_id)
    said = text_of(text).strip()
    if not said:
        raise Refused(_("Say what the temporary fix is, so that somebody can take it away again."))
    values = {"key": new_key(), "incident_id": incident_id, "text": said, "expires_at": _to_come(session, expires)}
    fix_id = ledger.insert(session, temporary_fix, {**values, "placed_at": session.at, "placed_by": session.actor})
    _touch(session, incident_id)
    return fix_id


def extend_fix(session: Session, fix_id: int, *, expires: Any, reason: str) -> None:
    """Let a fix stand until another time; raises Refused without a reason, for a past time and for a removed one."""
    row = present(session, temporary_fix, fix_id)
    if row["removed_at"] is not None:
        raise Refused(_("This temporary fix was removed already. Place another one where it is needed again."))
    why = text_of(reason).strip()
    if not why:
        raise Refused(_("Say why the temporary fix stands for longer than was agreed."))
    ledger.update(session, temporary_fix, fix_id, {"expires_at": _to_come(session, expires)}, reason=why)
    _touch(session, row["incident_id"])


def remove_fix(session: Session, fix_id: int, *, reason: str = "") -> None:
    """Say that a fix no longer stands; removing it twice is once."""
    row = present(session, temporary_fix, fix_id)
    if row["removed_at"] is None:
        ledger.update(session, temporary_fix, fix_id, {"removed_at": session.at}, reason=text_of(reason).strip())
        _touch(session, row["incident_id"])


def _to_come(session: Session, expires: Any) -> int:
    if expires is None or expires == "":
        raise Refused(_("Say until when the temporary fix may stand; without an end it stays for ever."))
    at = expires if isinstance(expires, int) else clock.stored(expires)
    if at <= session.at:
        raise Refused(_("The expiry is past. Choose a time to come."))
    return at


def _touch(session: Session, incident_id: int) -> None:
    ledger.update(session, incident, incident_id, {"updated_at": session.at})
