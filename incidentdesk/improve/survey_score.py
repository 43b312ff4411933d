"""What was answered to the surveys of a time, and nothing else of them: for figures over very many."""

from typing import NamedTuple

from incidentdesk.improve.survey_list import NOT_ARRIVED
from incidentdesk.store.reading import Reader


class Asked(NamedTuple):
    """A reporter who was asked at an instant in microseconds since 1970; `score` from 1 to 5, 0 without an answer."""

    incident_id: int
    sent_at: int
    score: int
    by_mail: bool


_SENT = "SELECT s.incident_id, s.sent_at, COALESCE(s.score, 0), s.recipient FROM survey s WHERE s.withdrawn_at IS NULL"
# An answer shows that the letter came, whatever a server said of it.
_RETURNED = (
    'SELECT s.incident_id FROM survey s JOIN announcement a ON a."key" = \'survey-\' || s."key"'
    " JOIN outbox_message o ON o.id = (SELECT MAX(m.id) FROM outbox_message m WHERE m.announcement_id = a.id)"
    " WHERE s.withdrawn_at IS NULL AND s.score IS NULL AND s.recipient <> ''"
    f" AND o.state IN ({', '.join(repr(str(state)) for state in NOT_ARRIVED)})"
)


def asked(reader: Reader, from_at: int | None = None, until_at: int | None = None) -> list[Asked]:
    """Everybody who was asked in a time (microseconds since 1970), but for those whom the letter did not reach."""
    limits = {name: at for name, at in (("from_at", from_at), ("until_at", until_at)) if at is not None}
    sign = {"from_at": ">=", "until_at": "<"}
    inside = "".join(f" AND s.sent_at {sign[name]} :{name}" for name in limits)
    returned = {incident_id for (incident_id,) in reader.rows(_RETURNED + inside, limits)}
    return [
        Asked(incident_id, sent_at, score, bool(recipient))
        for incident_id, sent_at, score, recipient in reader.rows(_SENT + inside, limits)
        if incident_id not in returned
    ]
