"""The register of lessons, as lists show it."""

from collections.abc import Iterable
from dataclasses import dataclass

from incidentdesk.detect.condition import among_ids, list_of_ids
from incidentdesk.detect.wording import tags_in
from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject
from incidentdesk.store.reading import Reader, Row

_COLUMNS = (
    "l.id, l.kind, l.title, l.text, l.recommendation, service.name, category.name, l.tags, l.created_at, l.created_by,"
    " l.updated_at, l.incident_id, l.problem_id, COALESCE(i.title, p.title)"
)
_FROM = (
    " FROM lesson l LEFT JOIN service ON service.id = l.service_id LEFT JOIN category ON category.id = l.category_id"
    " LEFT JOIN incident i ON i.id = l.incident_id LEFT JOIN problem p ON p.id = l.problem_id"
    " WHERE l.withdrawn_at IS NULL AND i.withdrawn_at IS NULL AND p.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class LessonRow:
    """Instants are in microseconds since 1970."""

    id: int
    kind: str
    title: str
    text: str
    recommendation: str
    service: str
    category: str
    tags: tuple[str, ...]
    created_at: int
    created_by: str
    updated_at: int
    subject: Subject | None
    subject_title: str

    @property
    def subject_number(self) -> str:
        """INC-0042 or PRB-0003; empty where the lesson is about nothing in particular."""
        return self.subject.number if self.subject else ""


def lessons(reader: Reader) -> list[LessonRow]:
    """All lessons, the latest changed first."""
    return [_row(row) for row in reader.rows(f"SELECT {_COLUMNS}{_FROM} ORDER BY l.updated_at DESC, l.id DESC")]


def lesson_row(reader: Reader, lesson_id: int) -> LessonRow | None:
    """One by its id, None where it is not there or in the trash."""
    rows = reader.rows(f"SELECT {_COLUMNS}{_FROM} AND l.id = :id", {"id": lesson_id})
    return _row(rows[0]) if rows else None


def lessons_of(reader: Reader, subject: Subject) -> list[LessonRow]:
    """The lessons of one incident or problem, in the order in which they were written."""
    sql = f"SELECT {_COLUMNS}{_FROM} AND l.{subject.noun}_id = :id ORDER BY l.id"
    return [_row(row) for row in reader.rows(sql, {"id": subject.id})]


def lessons_of_incidents(reader: Reader, incident_ids: Iterable[int]) -> list[LessonRow]:
    """The lessons of some incidents and of the problems behind them."""
    problems = "SELECT k.problem_id FROM problem_incident k WHERE k.withdrawn_at IS NULL AND "
    sql = (
        f"SELECT {_COLUMNS}{_FROM} AND ({among_ids(reader.dialect, 'l.incident_id', 'ids')}"
        f" OR l.problem_id IN ({problems}{among_ids(reader.dialect, 'k.incident_id', 'ids')})) ORDER BY l.id"
    )
    return [_row(row) for row in reader.rows(sql, {"ids": list_of_ids(incident_ids)})]


def _row(row: Row) -> LessonRow:
    facts = list(row[:11])
    facts[5], facts[6], facts[7] = facts[5] or "", facts[6] or "", tags_in(facts[7])
    incident_id, problem_id, title = row[11:]
    subject = None
    if incident_id is not None:
        subject = Subject(INCIDENT, int(incident_id))
    elif problem_id is not None:
        subject = Subject(PROBLEM, int(problem_id))
    return LessonRow(*(*facts, subject, title or ""))
