"""What whoever was asked sees of the question, by its token: the incident, and whether it can still be answered."""

from dataclasses import dataclass

from incidentdesk.detect.number import number
from incidentdesk.detect.state import State
from incidentdesk.improve.asking import DAY, token_hash
from incidentdesk.improve.follow_up_setting import follow_up_setting
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class Question:
    """`answered_at` and `ends_at` in microseconds since 1970; `gone_on` where it would be about something else now."""

    number: str
    title: str
    answered_at: int | None
    ends_at: int | None = None
    gone_on: bool = False


def survey_question(reader: Reader, token: str) -> Question | None:
    """None where nobody has such a token."""
    rows = reader.rows(
        "SELECT s.incident_id, i.title, s.answered_at, s.sent_at FROM survey s JOIN incident i ON i.id = s.incident_id"
        " WHERE s.token_hash = :hash AND s.withdrawn_at IS NULL AND i.withdrawn_at IS NULL",
        {"hash": token_hash(token)},
    )
    if not rows:
        return None
    incident_id, title, answered_at, sent_at = rows[0]
    days = follow_up_setting(reader).answer_days
    return Question(number(incident_id), str(title), answered_at, sent_at + days * DAY if days else None)


def confirmation_question(reader: Reader, token: str) -> Question | None:
    """None where nobody has such a token."""
    rows = reader.rows(
        "SELECT c.incident_id, i.title, c.answered_at, c.resolved_at, i.resolved_at, i.state FROM confirmation c"
        " JOIN incident i ON i.id = c.incident_id"
        " WHERE c.token_hash = :hash AND c.withdrawn_at IS NULL AND i.withdrawn_at IS NULL",
        {"hash": token_hash(token)},
    )
    if not rows:
        return None
    incident_id, title, answered_at, asked_about, resolved_at, state = rows[0]
    gone_on = asked_about != resolved_at or state not in (State.RESOLVED, State.CLOSED)
    return Question(number(incident_id), str(title), answered_at, gone_on=gone_on)
