"""The problems of the desk, as lists show them."""

from dataclasses import dataclass
from typing import Any

from incidentdesk.investigate.problem_state import OPEN_STATES
from incidentdesk.investigate.subject import PROBLEM, Subject
from incidentdesk.store.reading import Reader

_ROWS = (
    "SELECT p.id, p.title, p.state, p.priority, owner.name, service.name, p.workaround,"
    " (SELECT count(*) FROM problem_incident l JOIN incident i ON i.id = l.incident_id"
    " WHERE l.problem_id = p.id AND l.withdrawn_at IS NULL AND i.withdrawn_at IS NULL),"
    " (SELECT count(*) FROM known_error k WHERE k.id = p.known_error_id AND k.withdrawn_at IS NULL),"
    " p.created_at, p.updated_at, p.description"
    " FROM problem p LEFT JOIN person owner ON owner.id = p.owner_id"
    " LEFT JOIN service ON service.id = p.service_id WHERE p.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """`incidents` counts those that are linked; instants are in microseconds since 1970."""

    id: int
    title: str
    state: str
    priority: int
    owner: str
    service: str
    workaround: str
    incidents: int
    known_error: bool
    created_at: int
    updated_at: int
    description: str

    @property
    def number(self) -> str:
        """PRB-0003."""
        return Subject(PROBLEM, self.id).number

    @property
    def open(self) -> bool:
        return self.state in OPEN_STATES


def problems(reader: Reader) -> list[ProblemRow]:
    """All problems, open ones first, then by priority, the latest changed first."""
    rows = [_row(row) for row in reader.rows(_ROWS)]
    return sorted(rows, key=lambda row: (not row.open, row.priority if row.open else 0, -row.updated_at, -row.id))


def _row(row: tuple[Any, ...]) -> ProblemRow:
    number, title, state, priority, owner, service, workaround, incidents, known_error, *rest = row
    return ProblemRow(
        number, title, state, priority, owner or "", service or "", workaround, int(incidents), bool(known_error), *rest
    )
