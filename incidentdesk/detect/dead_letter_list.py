"""Reading what came in and could not be taken."""

from dataclasses import dataclass

from incidentdesk.detect.attachment import chunks
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader, Row

_COLUMNS = "SELECT id, kind, state, source, sender, subject, reason, parked, received_at, incident_id FROM dead_letter"


@dataclass(frozen=True, slots=True)
class DeadLetterRow:
    id: int
    kind: str  # dead_letter.LetterKind
    state: str  # dead_letter.LetterState
    source: str
    sender: str
    subject: str
    reason: str
    parked: bool
    received_at: int  # microseconds since 1970
    incident_id: int | None


def dead_letters(reader: Reader, *, all_states: bool = False) -> list[DeadLetterRow]:
    """What waits for somebody to look at it, newest first; with `all_states` also what was decided."""
    among = "" if all_states else " AND state = 'Waiting'"
    rows = reader.rows(f"{_COLUMNS} WHERE withdrawn_at IS NULL{among} ORDER BY received_at DESC, id DESC", {})
    return [_row(row) for row in rows]


def dead_letter_of(reader: Reader, letter_id: int) -> DeadLetterRow:
    """One of them; raises Refused where there is none with this number."""
    rows = reader.rows(f"{_COLUMNS} WHERE id = :id AND withdrawn_at IS NULL", {"id": letter_id})
    if not rows:
        raise Refused(
            _("There is nothing with the number {number} among what could not be taken.").format(number=letter_id)
        )
    return _row(rows[0])


def raw_of(reader: Reader, letter_id: int) -> bytes:
    """The bytes as they came in; raises Refused where they have changed in the database."""
    found = reader.rows("SELECT attachment_id FROM dead_letter WHERE id = :id", {"id": letter_id})
    if not found or found[0][0] is None:
        raise Refused(_("Its source is not there any more."))
    return b"".join(chunks(reader, int(found[0][0])))


def _row(row: Row) -> DeadLetterRow:
    record_id, kind, state, source, sender, subject, reason, parked, received_at, incident_id = row
    return DeadLetterRow(
        record_id, kind, state, source, sender, subject, reason, bool(parked), received_at, incident_id
    )
