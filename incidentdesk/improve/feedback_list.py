"""Feedback of responders, as lists show it, and who could still give it."""

from dataclasses import dataclass

from incidentdesk.detect.number import number
from incidentdesk.store.reading import Reader

_SELECT = (
    "SELECT f.id, f.incident_id, i.title, f.author, f.score, f.went_well, f.went_badly, f.suggestion, f.given_at"
    " FROM responder_feedback f JOIN incident i ON i.id = f.incident_id"
    " WHERE f.withdrawn_at IS NULL AND i.withdrawn_at IS NULL"
)
# Who worked on it: the assignee, holders of roles, those who did tasks, and staff who wrote notes.
_RESPONDERS = (
    "SELECT person.name FROM incident i JOIN person ON person.id = i.assignee_id WHERE i.id = :id"
    " UNION SELECT person.name FROM incident_role r JOIN person ON person.id = r.person_id"
    " WHERE r.incident_id = :id AND r.withdrawn_at IS NULL"
    " UNION SELECT person.name FROM entry e JOIN person ON person.name = e.author AND person.staff"
    " WHERE e.incident_id = :id AND e.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """`score` is 1 (badly) to 5 (very well), `given_at` in microseconds since 1970."""

    id: int
    incident_id: int
    title: str
    author: str
    score: int
    went_well: str
    went_badly: str
    suggestion: str
    given_at: int

    @property
    def number(self) -> str:
        """INC-0042."""
        return number(self.incident_id)

    @property
    def words(self) -> str:
        """What is said first of it: what went badly, else a suggestion, else what went well."""
        return self.went_badly or self.suggestion or self.went_well


def feedback(reader: Reader) -> list[FeedbackRow]:
    """All feedback, the latest first."""
    return [FeedbackRow(*row) for row in reader.rows(f"{_SELECT} ORDER BY f.given_at DESC, f.id DESC")]


def feedback_of(reader: Reader, incident_id: int) -> list[FeedbackRow]:
    """The feedback on one incident, in the order in which it was given."""
    rows = reader.rows(f"{_SELECT} AND f.incident_id = :id ORDER BY f.given_at, f.id", {"id": incident_id})
    return [FeedbackRow(*row) for row in rows]


def feedback_row(reader: Reader, feedback_id: int) -> FeedbackRow | None:
    """One by its id, None where it was taken back."""
    return next((FeedbackRow(*row) for row in reader.rows(f"{_SELECT} AND f.id = :id", {"id": feedback_id})), None)


def not_heard(reader: Reader, incident_id: int) -> list[str]:
    """Who worked on an incident and has given no feedback, by name."""
    given = {row.author for row in feedback_of(reader, incident_id)}
    names = {str(name) for (name,) in reader.rows(_RESPONDERS, {"id": incident_id})}
    return sorted(names - given, key=str.casefold)
