"""What the timeline offers as evidence."""

from dataclasses import dataclass

from incidentdesk.investigate.subject import Subject
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class OfferedEntry:
    """An entry of an incident's timeline; `happened_at` in microseconds since 1970."""

    id: int
    incident_id: int
    happened_at: int
    author: str
    text: str


def offered_entries(reader: Reader, subject: Subject) -> list[OfferedEntry]:
    """The entries of the incident, or of all incidents of the problem, the latest first."""
    which = (
        "e.incident_id = :id"
        if subject.incident_id is not None
        else "e.incident_id IN (SELECT p.incident_id FROM problem_incident p"
        " WHERE p.problem_id = :id AND p.withdrawn_at IS NULL)"
    )
    rows = reader.rows(
        f"SELECT e.id, e.incident_id, e.happened_at, e.author, e.text FROM entry e"
        f" WHERE {which} AND e.withdrawn_at IS NULL ORDER BY e.happened_at DESC, e.id DESC",
        {"id": subject.id},
    )
    return [OfferedEntry(*row) for row in rows]
