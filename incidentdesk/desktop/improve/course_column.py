"""The courses as a list: what each is, how long it is good, and how many of those who need it have it."""

from dataclasses import dataclass

from incidentdesk.desktop import moment
from incidentdesk.desktop.records.column import Column
from incidentdesk.improve.training_list import Cell, CellState, CourseRow, Matrix
from incidentdesk.language import N_, _, ngettext


@dataclass(frozen=True, slots=True)
class CourseLine:
    """`cells` are those of everybody who needs the course."""

    course: CourseRow
    cells: tuple[Cell, ...]

    def count(self, *states: CellState) -> int:
        return sum(cell.state in states for cell in self.cells)

    @property
    def met(self) -> int:
        return self.count(CellState.MET, CellState.EXPIRING)

    @property
    def searched(self) -> str:
        states = dict.fromkeys(_(cell.state) for cell in self.cells)
        return " ".join((self.course.name, self.course.description, self.course.owner, _(self.course.kind), *states))


def course_lines(found: Matrix, _today: str) -> list[CourseLine]:
    """All courses in the order of the alphabet."""
    return [
        CourseLine(course, tuple(line.cells[place] for line in found.lines if line.cells[place].required))
        for place, course in enumerate(found.courses)
    ]


def _good(row: CourseLine) -> str:
    months = row.course.valid_months
    return ngettext("{n} month", "{n} months", months).format(n=months) if months else _("for ever")


def _has(row: CourseLine) -> str:
    return _("{count} of {all}").format(count=row.met, all=len(row.cells)) if row.cells else _("nobody needs it")


def _late(row: CourseLine) -> int:
    return row.count(CellState.OVERDUE)


COLUMNS = (
    Column("name", N_("Course"), lambda row, _now: row.course.name, lambda row: row.course.name.casefold()),
    Column("kind", N_("Kind"), lambda row, _now: _(row.course.kind), lambda row: row.course.kind, 108, 4),
    Column("has", N_("Have it"), lambda row, _now: _has(row), lambda row: row.met / len(row.cells) if row.cells else 2,
           148, 1, role=lambda row, _now: "text" if row.cells else "hint"),
    Column("late", N_("Overdue"), lambda row, _now: str(_late(row)) if _late(row) else "–", _late, 108,
           mark=lambda row: ("cross", "danger") if _late(row) else None,
           role=lambda row, _now: "danger" if _late(row) else "hint", descending=True),
    Column("soon", N_("Expiring"), lambda row, _now: str(row.count(CellState.EXPIRING) or "–"),
           lambda row: row.count(CellState.EXPIRING), 100, 2,
           mark=lambda row: ("half", "warning") if row.count(CellState.EXPIRING) else None, descending=True),
    Column("good", N_("Good for"), lambda row, _now: _good(row), lambda row: row.course.valid_months or 9999, 108, 3),
    Column("next", N_("Next session"),
           lambda row, now: moment.day_and_time(row.course.next_at, now.at, now.zone) if row.course.next_at else
           _("none planned"), lambda row: row.course.next_at or 1 << 62, 140, 2,
           whole=lambda row, now: moment.full(row.course.next_at, now.zone) if row.course.next_at else
           _("No session is planned"), role=lambda row, _now: "text" if row.course.next_at else "hint"),
    Column("owner", N_("Owner"), lambda row, _now: row.course.owner or _("nobody"), lambda row: row.course.owner, 132,
           5, role=lambda row, _now: "text" if row.course.owner else "hint"),
)  # fmt: skip
