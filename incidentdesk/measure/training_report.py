"""Training on paper: who needs which course and has it, and what is overdue or expires."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from reportlab.platypus import CondPageBreak, Flowable

from incidentdesk import clock
from incidentdesk.improve.training_list import (
    EXPIRING_DAYS,
    Cell,
    CellState,
    Matrix,
    coverage_of,
    matrix,
    overdue_in,
)
from incidentdesk.language import _, ngettext
from incidentdesk.measure.printed import NEVER, minute_and_zone
from incidentdesk.measure.report_pages import RIGHT, Making, opening, write_report
from incidentdesk.paper.styles import BODY, CELL, LABEL, NOTE, STRONG
from incidentdesk.paper.table import Cell as TableCell
from incidentdesk.paper.table import Column, Table
from incidentdesk.paper.text import Section, Text
from incidentdesk.store.reading import Reader

# Signs and not only words, for paper is often grey.
GLYPH = {
    CellState.MET: "✓",
    CellState.EXPIRING: "◑",
    CellState.OVERDUE: "✕",
    CellState.OPEN: "○",
    CellState.NOT_REQUIRED: "–",
}
# As many courses as stand side by side and can be read.
_COURSES_AT_ONCE = 7
_LEAST_ROOM = 90.0  # points; no part begins below


@dataclass(frozen=True, slots=True)
class TrainingContent:
    """`today` is YYYY-MM-DD in the zone, `now` in microseconds since 1970."""

    matrix: Matrix
    today: str
    now: int


def gather_training(reader: Reader, *, zone: tzinfo, now: int) -> TrainingContent:
    today = clock.instant(now).astimezone(zone).date().isoformat()
    return TrainingContent(matrix(reader, today), today, now)


def training_report(
    content: TrainingContent,
    path: Path | str,
    making: Making,
    cancelled: Callable[[], bool] = lambda: False,
    *,
    by_role: bool = False,
) -> int:
    """Write the report as a PDF and return the number of its pages; `by_role` leaves single people out.

    Raises Refused where it can't be written.
    """
    title = _("Training")
    return write_report(path, _story(content, making, by_role), title, title, making, cancelled, landscape=True)


def _story(content: TrainingContent, making: Making, by_role: bool) -> list[Flowable]:
    scope = [_("as of {time}").format(time=minute_and_zone(content.now, making.zone))]
    blocks = opening(making.desk or _("Incident desk"), _("Training"), scope)
    if not content.matrix.courses:
        return [*blocks, Text(_("There are no courses yet."), BODY)]
    blocks += [Text(_summary(content), BODY.but(after=8)), Text(_legend(), NOTE.but(after=4))]
    if by_role:
        return [*blocks, *_grids(content, _role_lines(content))]
    late = overdue_in(content.matrix, content.today)
    if late:
        rows = [(each.person, each.team or NEVER, each.course, f"✕ {each.due_on}", str(each.days)) for each in late]
        blocks += _part(_("Overdue"), _list(rows, _("Due"), _("Days late")))
    soon = _expiring(content)
    if soon:
        blocks += _part(_("Expiring within {n} days").format(n=EXPIRING_DAYS), _list(soon, _("Good until"), ""))
    return [*blocks, *_grids(content, _person_lines(content))]


def _part(heading: str, first: Flowable) -> list[Flowable]:
    """A heading that never stands alone at the end of a page, and what follows it."""
    return [CondPageBreak(_LEAST_ROOM), Section(heading, first)]


def _summary(content: TrainingContent) -> str:
    met, required = coverage_of(content.matrix.lines)
    late = sum(line.count(CellState.OVERDUE) for line in content.matrix.lines)
    if not required:
        return _("Nobody is required to take a course.")
    share = _("{met} of {required} required courses are met ({share} %)").format(
        met=met, required=required, share=round(100 * met / required)
    )
    return f"{share}; " + ngettext("{n} is overdue.", "{n} are overdue.", late).format(n=late)


def _legend() -> str:
    return "   ".join(f"{glyph} {_(state)}" for state, glyph in GLYPH.items())


def _list(rows: Sequence[Sequence[TableCell]], when: str, days: str) -> Flowable:
    columns = [
        Column(_("Person"), share=1, style=STRONG),
        Column(_("Team"), share=1),
        Column(_("Course"), share=2),
        Column(when, width=90),
        Column(days, width=60, style=RIGHT),
    ]
    return Table(columns, rows)


def _expiring(content: TrainingContent) -> list[Sequence[TableCell]]:
    found = [
        (cell.expires_on, line.person.name, line.person.team or NEVER, course.name)
        for line in content.matrix.lines
        for cell, course in zip(line.cells, content.matrix.courses, strict=True)
        if cell.state == CellState.EXPIRING
    ]
    return [(person, team, course, f"◑ {until}", "") for until, person, team, course in sorted(found)]


# -- the matrix, in parts that are as wide as a page

_Line = tuple[str, str, list[TableCell]]


def _person_lines(content: TrainingContent) -> list[_Line]:
    lines = content.matrix.lines
    return [(line.person.name, line.person.team, [_cell(cell) for cell in line.cells]) for line in lines]


def _role_lines(content: TrainingContent) -> list[_Line]:
    lines = []
    for line in content.matrix.by_role():
        people = ngettext("{n} person", "{n} people", line.people).format(n=line.people)
        lines.append((line.role, people, [_share(*cell) for cell in line.cells]))
    return lines


def _cell(cell: Cell) -> TableCell:
    glyph, day = GLYPH[cell.state], cell.expires_on if cell.met else cell.due_on
    if not cell.required:
        return glyph
    style = STRONG if cell.state == CellState.OVERDUE else CELL
    return (f"{glyph} {_(cell.state)}", style), (day or NEVER, LABEL)


def _share(met: int, required: int) -> TableCell:
    if not required:
        return GLYPH[CellState.NOT_REQUIRED]
    state = CellState.MET if met == required else CellState.EXPIRING if met else CellState.OVERDUE
    return f"{GLYPH[state]} " + _("{met} of {required}").format(met=met, required=required)


def _grids(content: TrainingContent, lines: Sequence[_Line]) -> list[Flowable]:
    blocks: list[Flowable] = []
    courses = content.matrix.courses
    parts = -(-len(courses) // _COURSES_AT_ONCE)
    at_once = -(-len(courses) // parts)
    for start in range(0, len(courses), at_once):
        some = courses[start : start + at_once]
        columns = [Column(_("Name"), width=110), *(Column(course.name, share=1) for course in some)]
        rows = [(((name, STRONG), (below, LABEL)) if below else ((name, STRONG),),
                 *cells[start : start + at_once]) for name, below, cells in lines]  # fmt: skip
        last = start + len(some)
        heading = _("Who has what") if len(courses) == len(some) else _("Who has what, courses {first} to {last}")
        blocks += _part(heading.format(first=start + 1, last=last), Table(columns, rows))
    return blocks
