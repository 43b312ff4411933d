"""Reading the outbox: what waits, what was sent, what failed and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from incidentdesk.detect.number import number
from incidentdesk.respond.outbox import TOKEN_MARK, MessageState
from incidentdesk.store.reading import Reader, Row

# What a person may have to see to.
OPEN_STATES = (MessageState.QUEUED, MessageState.SENDING, MessageState.BY_HAND, MessageState.FAILED)
_COLUMNS = (
    "SELECT outbox_message.id, outbox_message.incident_id, outbox_message.announcement_id, announcement.kind,"
    " outbox_message.recipient, outbox_message.address, outlet.name, outlet.kind, outbox_message.subject,"
    " outbox_message.body, outbox_message.state, outbox_message.attempts, outbox_message.queued_at,"
    " outbox_message.next_at, outbox_message.sent_at, outbox_message.trouble, outbox_message.message_id,"
    " outbox_message.version, attachment.id, attachment.name, attachment.size FROM outbox_message"
    " LEFT JOIN outlet ON outlet.id = outbox_message.outlet_id"
    " LEFT JOIN announcement ON announcement.id = outbox_message.announcement_id"
    " LEFT JOIN attachment ON attachment.id = announcement.attachment_id"
    " WHERE outbox_message.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message to one recipient; instants in microseconds since 1970, `outlet` empty for what goes by hand.

    `file` is the name of what goes along, empty for nothing; `file_size` in bytes.
    """

    id: int
    incident_id: int | None
    announcement_id: int | None
    kind: str
    recipient: str
    address: str
    outlet: str
    outlet_kind: str
    subject: str
    body: str
    state: str
    attempts: int
    queued_at: int
    next_at: int
    sent_at: int | None
    trouble: str
    message_id: str
    version: int
    file_id: int | None = None
    file: str = ""
    file_size: int = 0

    @property
    def incident(self) -> str:
        return "" if self.incident_id is None else number(self.incident_id)


def outbox(reader: Reader, *, states: Sequence[str] = (), most: int = 1_000) -> list[OutboxRow]:
    """The messages in some states, at most so many, newest first.

    Without states the newest of all, and with them what somebody has to see to, however old that is.
    """
    if states:
        return _in_states(reader, states, most)
    found = {row.id: row for row in (*_newest(reader, "", {}, most), *_in_states(reader, OPEN_STATES, most))}
    return sorted(found.values(), key=lambda row: (row.queued_at, row.id), reverse=True)


def _in_states(reader: Reader, states: Sequence[str], most: int) -> list[OutboxRow]:
    marks = {f"state{place}": str(state) for place, state in enumerate(states)}
    return _newest(reader, f" AND outbox_message.state IN ({', '.join(f':{name}' for name in marks)})", marks, most)


def _newest(reader: Reader, condition: str, values: Mapping[str, Any], most: int) -> list[OutboxRow]:
    rows = reader.rows(
        f"{_COLUMNS}{condition} ORDER BY outbox_message.queued_at DESC, outbox_message.id DESC LIMIT :most",
        {**values, "most": most},
    )
    return [_row(row) for row in rows]


def messages_of(reader: Reader, announcement_id: int) -> list[OutboxRow]:
    """The messages of an announcement, in the order of its audience."""
    rows = reader.rows(
        f"{_COLUMNS} AND outbox_message.announcement_id = :id ORDER BY outbox_message.id", {"id": announcement_id}
    )
    return [_row(row) for row in rows]


def outbox_counts(reader: Reader) -> dict[str, int]:
    """How many messages are in each state; a state with none is missing."""
    rows = reader.rows("SELECT state, count(*) FROM outbox_message WHERE withdrawn_at IS NULL GROUP BY state")
    return {str(state): int(count) for state, count in rows}


def copied_text(row: OutboxRow) -> str:
    """The message as a person pastes it into a phone or another program, without what only a sent letter has."""
    lines = [line for line in row.body.split("\n") if TOKEN_MARK not in line]
    return "\n".join([row.subject, "", *lines]).strip() + "\n"


def _row(row: Row) -> OutboxRow:
    # Of a message without an announcement, an outlet or a file there is nothing to join.
    pairs = zip(_FIELDS, row, strict=True)
    found: dict[str, Any] = {name: _NOTHING.get(name) if value is None else value for name, value in pairs}
    return OutboxRow(**found)


_FIELDS = tuple(each.name for each in fields(OutboxRow))
_NOTHING = {"kind": "", "outlet": "", "outlet_kind": "", "file": "", "file_size": 0}
