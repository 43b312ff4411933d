"""The token of a letter, by which it is answered: made when the letter leaves, and kept nowhere.

Until then a mark stands in its place in outbox, announcement and ledger, and what is written down is the SHA-256 of the
token alone: a copy of the database, a bundle or a backup answers nobody's question. A letter that leaves once more
takes a new token along, and the one before is void.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from incidentdesk.detect.number import number
from incidentdesk.detect.state import State
from incidentdesk.improve.asking import new_token, token_hash
from incidentdesk.improve.follow_up import confirmation
from incidentdesk.improve.survey import survey
from incidentdesk.language import _
from incidentdesk.respond.outbox import TOKEN_MARK, MessageState, outbox_message
from incidentdesk.respond.outbox_sending import Claimed
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_MARKED = re.compile(rf"\b(survey|confirm)([ /]){TOKEN_MARK}")
_TABLES = {"survey": survey, "confirm": confirmation}


def footer(kind: str, token: str = TOKEN_MARK) -> str:
    """The line by which an answer by mail is found where the mail program names no letter."""
    return f"[{kind} {token}]"


def questions_in(reader: Reader, incident_id: int | None, queued_at: int, body: str) -> dict[str, int]:
    """The records of what a letter asks, by kind: survey, confirm; those that were taken back are left out."""
    found: dict[str, int] = {}
    for kind in dict.fromkeys(match[1] for match in _MARKED.finditer(body)):
        sql = "SELECT id FROM survey WHERE incident_id = :about AND withdrawn_at IS NULL"
        if kind == "confirm":
            # Each resolution has a question of its own.
            sql = "SELECT id FROM confirmation WHERE incident_id = :about AND asked_at = :at AND withdrawn_at IS NULL"
        rows = reader.rows(sql, {"about": incident_id, "at": queued_at})
        if rows:
            found[kind] = int(rows[0][0])
    return found


def with_tokens(session: Session, claimed: Claimed) -> Claimed | None:
    """A message as it leaves, its marks replaced by new tokens; one that asks nothing is as it was.

    None where nobody is to be asked any more, as the question was undone or the incident is open again. The message is
    cancelled then.
    """
    kinds = {match[1] for match in _MARKED.finditer(claimed.body)}
    if not kinds:
        return claimed
    records = questions_in(session.reader, claimed.incident_id, claimed.queued_at, claimed.body)
    if set(records) != kinds or not _is_over(session.reader, claimed.incident_id):
        _call_back(session, claimed, records)
        return None
    tokens = {kind: new_token() for kind in records}
    for kind, record_id in records.items():
        ledger.update(session, _TABLES[kind], record_id, {"token_hash": token_hash(tokens[kind])})
    return replace(claimed, body=_MARKED.sub(lambda match: f"{match[1]}{match[2]}{tokens[match[1]]}", claimed.body))


def _is_over(reader: Reader, incident_id: int | None) -> bool:
    rows = reader.rows("SELECT state FROM incident WHERE id = :id AND withdrawn_at IS NULL", {"id": incident_id})
    return bool(rows) and rows[0][0] in (State.RESOLVED, State.CLOSED)


def _call_back(session: Session, claimed: Claimed, records: Mapping[str, int]) -> None:
    """The next resolution may ask again."""
    reason = _("{number} went on before the letter left, so nobody is asked.").format(
        number=number(claimed.incident_id or 0)
    )
    cancelled = {"state": MessageState.CANCELLED, "trouble": reason}
    ledger.update(session, outbox_message, claimed.id, cancelled, reason=reason)
    for kind, record_id in records.items():
        if ledger.current(session, _TABLES[kind], record_id)["answered_at"] is None:
            ledger.withdraw(session, _TABLES[kind], record_id, reason=reason)
