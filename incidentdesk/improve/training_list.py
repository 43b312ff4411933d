"""Who needs which course and has it: the requirement matrix, what is overdue, and how far everybody is covered."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from incidentdesk import clock
from incidentdesk.language import N_
from incidentdesk.prepare.addressee import Addressee, addressees, asked
from incidentdesk.store.changes import DESK
from incidentdesk.store.reading import Reader

# How long before it expires a result is said to expire.
EXPIRING_DAYS = 60
_COURSES = (
    "SELECT c.id, c.name, c.kind, c.description, c.minutes, c.valid_months, c.pass_mark, COALESCE(person.name, ''),"
    " (SELECT MIN(s.starts_at) FROM training_session s WHERE s.course_id = c.id AND s.state = 'Planned'"
    " AND s.withdrawn_at IS NULL AND s.starts_at >= :now) FROM training_course c"
    " LEFT JOIN person ON person.id = c.owner_id WHERE c.withdrawn_at IS NULL ORDER BY lower(c.name), c.id"
)
_REQUIREMENTS = (
    "SELECT course_id, role_id, team_id, department_id, since, within_days FROM training_requirement"
    " WHERE withdrawn_at IS NULL AND since <= :today ORDER BY id"
)
_RESULTS = (
    "SELECT r.id, r.course_id, r.person_id, r.day, r.expires_on FROM training_result r"
    " LEFT JOIN training_session s ON s.id = r.session_id WHERE r.withdrawn_at IS NULL AND r.outcome = 'Passed'"
    " AND r.day <> '' AND r.day <= :today AND s.withdrawn_at IS NULL ORDER BY r.day, r.id"
)
# The day on which somebody became known: nobody is late with what was required before.
_KNOWN = (
    "SELECT record_id, MIN(at) FROM ledger WHERE chain = :desk AND noun = 'person' AND act = 'created'"
    " GROUP BY record_id"
)


class CellState(StrEnum):
    MET = N_("Met")
    EXPIRING = N_("Expiring")
    OVERDUE = N_("Overdue")
    OPEN = N_("To do")
    NOT_REQUIRED = N_("Not required")


@dataclass(frozen=True, slots=True)
class CourseRow:
    """`minutes` of a usual session, `valid_months` 0 for ever, `pass_mark` in percent; `next_at` in microseconds."""

    id: int
    name: str
    kind: str
    description: str
    minutes: int
    valid_months: int
    pass_mark: int
    owner: str
    next_at: int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """How somebody stands with a course. `day` is that of the best result; days are YYYY-MM-DD, "" for none."""

    state: CellState
    due_on: str = ""
    day: str = ""
    expires_on: str = ""
    result_id: int | None = None

    @property
    def required(self) -> bool:
        return self.state != CellState.NOT_REQUIRED

    @property
    def met(self) -> bool:
        return self.state in (CellState.MET, CellState.EXPIRING)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """`cells` stand in the order of the courses."""

    person: Addressee
    cells: tuple[Cell, ...]

    def count(self, *states: CellState) -> int:
        return sum(cell.state in states for cell in self.cells)


@dataclass(frozen=True, slots=True)
class RoleLine:
    """Those who hold a role, and for each course (met, required) among them."""

    role: str
    people: int
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """All courses, and a line for everybody who needs or has one of them."""

    courses: tuple[CourseRow, ...]
    lines: tuple[PersonLine, ...]

    def by_role(self) -> tuple[RoleLine, ...]:
        """A line for each role that somebody of the matrix holds, in the order of the alphabet."""
        held: dict[str, list[PersonLine]] = defaultdict(list)
        for line in self.lines:
            for name in dict.fromkeys(line.person.roles.values()):
                held[name].append(line)
        return tuple(_role_line(name, held[name], len(self.courses)) for name in sorted(held, key=str.casefold))


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """What somebody should have learnt by a day. `expired` says that it was known once; `next_at` is a session."""

    person_id: int
    person: str
    team: str
    course_id: int
    course: str
    due_on: str
    days: int
    expired: bool
    next_at: int | None


def courses(reader: Reader) -> list[CourseRow]:
    """All of them in the order of the alphabet."""
    return [CourseRow(*row) for row in reader.rows(_COURSES, {"now": clock.stored(clock.now())})]


def matrix(reader: Reader, today: str) -> Matrix:
    """`today` is the day as YYYY-MM-DD."""
    found, people = courses(reader), addressees(reader, today)
    required = _due_days(reader, people, today)
    results: dict[tuple[int, int], list[tuple[int, str, str]]] = defaultdict(list)
    for result_id, course_id, person_id, day, expires_on in reader.rows(_RESULTS, {"today": today}):
        results[person_id, course_id].append((result_id, day, expires_on))
    lines = []
    for each in people:
        pairs = [(each.id, course.id) for course in found]
        if any(pair in required or pair in results for pair in pairs):
            cells = tuple(_cell(required.get(pair, ""), results.get(pair, []), today) for pair in pairs)
            lines.append(PersonLine(each, cells))
    return Matrix(tuple(found), tuple(lines))


def overdue(reader: Reader, today: str) -> list[OverdueRow]:
    """What should have been learnt by now, the longest due first; `today` is the day as YYYY-MM-DD."""
    return overdue_in(matrix(reader, today), today)


def overdue_in(found: Matrix, today: str) -> list[OverdueRow]:
    rows = [
        OverdueRow(line.person.id, line.person.name, line.person.team, course.id, course.name, cell.due_on,
                   _days_between(cell.due_on, today), bool(cell.day), course.next_at)
        for line in found.lines
        for course, cell in zip(found.courses, line.cells, strict=True)
        if cell.state == CellState.OVERDUE
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.due_on, row.person.casefold(), row.course.casefold()))


def coverage(reader: Reader, today: str) -> tuple[int, int]:
    """How many of the required courses of all people are met (those about to expire are), and how many are required."""
    return coverage_of(matrix(reader, today).lines)


def coverage_of(lines: Iterable[PersonLine]) -> tuple[int, int]:
    required = [cell for line in lines for cell in line.cells if cell.required]
    return sum(cell.met for cell in required), len(required)


def _due_days(reader: Reader, people: list[Addressee], today: str) -> dict[tuple[int, int], str]:
    """By (person, course) the first day by which it was or is required."""
    known = {int(key): clock.instant(at).date().isoformat() for key, at in reader.rows(_KNOWN, {"desk": DESK})}
    found: dict[tuple[int, int], str] = {}
    for course_id, role_id, team_id, department_id, since, within in reader.rows(_REQUIREMENTS, {"today": today}):
        for each in asked(people, role_id=role_id, team_id=team_id, department_id=department_id):
            began = date.fromisoformat(max(since, known.get(each.id, "")))
            due_on = (began + timedelta(days=within)).isoformat()
            found[each.id, course_id] = min(due_on, found.get((each.id, course_id), due_on))
    return found


def _cell(due_on: str, results: list[tuple[int, str, str]], today: str) -> Cell:
    """Of several results that counts which is good the longest."""
    if results:
        result_id, day, expires_on = max(results, key=lambda each: each[2] or "9999")
        good = not expires_on or expires_on >= today
        if not due_on:
            return Cell(CellState.NOT_REQUIRED, "", day, expires_on, result_id)
        if good:
            soon = (date.fromisoformat(today) + timedelta(days=EXPIRING_DAYS)).isoformat()
            state = CellState.EXPIRING if expires_on and expires_on <= soon else CellState.MET
            return Cell(state, expires_on, day, expires_on, result_id)
        again_by = max(due_on, expires_on)
        state = CellState.OVERDUE if again_by < today else CellState.OPEN
        return Cell(state, again_by, day, expires_on, result_id)
    if not due_on:
        return Cell(CellState.NOT_REQUIRED)
    return Cell(CellState.OVERDUE if due_on < today else CellState.OPEN, due_on)


def _role_line(role: str, lines: list[PersonLine], courses: int) -> RoleLine:
    cells = []
    for place in range(courses):
        of_course = [line.cells[place] for line in lines if line.cells[place].required]
        cells.append((sum(cell.met for cell in of_course), len(of_course)))
    return RoleLine(role, len(lines), tuple(cells))


def _days_between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
