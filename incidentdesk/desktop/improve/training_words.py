"""How training is said: the word, the mark and the day of each cell of the matrix. None rests on colour alone."""

from dataclasses import dataclass
from datetime import date

from incidentdesk.desktop.widgets.day_field import short_day
from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.improve.training_list import Cell, CellState
from incidentdesk.language import _, ngettext

CELL_MARK: dict[CellState, Mark] = {
    CellState.MET: ("seal", "success"),
    CellState.EXPIRING: ("half", "warning"),
    CellState.OVERDUE: ("cross", "danger"),
    CellState.OPEN: ("ring", "info"),
    CellState.NOT_REQUIRED: ("minus", "hint"),
}
_PART_MARK: Mark = ("half", "warning")


@dataclass(frozen=True, slots=True)
class CellWords:
    """`word` and `detail` stand in the cell below one another, `whole` says all of it in a sentence."""

    mark: Mark
    word: str
    detail: str
    whole: str
    strong: bool = False


def cell_words(cell: Cell, person: str, course: str, today: str) -> CellWords:
    """How somebody stands with a course."""
    word = _(cell.state)
    detail = _detail(cell, today)
    whole = f"{person}, {course}: {word}" + (f", {detail}" if detail else "")
    return CellWords(CELL_MARK[cell.state], word, detail, whole, cell.state == CellState.OVERDUE)


def _detail(cell: Cell, today: str) -> str:
    now = date.fromisoformat(today)
    if cell.state == CellState.OVERDUE:
        days = (now - date.fromisoformat(cell.due_on)).days
        return ngettext("{n} day late", "{n} days late", days).format(n=days)
    if cell.state == CellState.OPEN:
        return _("by {day}").format(day=short_day(cell.due_on, now))
    if cell.expires_on and cell.state != CellState.NOT_REQUIRED:
        return _("until {day}").format(day=short_day(cell.expires_on, now))
    return _("taken {day}").format(day=short_day(cell.day, now)) if cell.day else ""


def share_words(met: int, required: int, role: str, course: str) -> CellWords:
    """How many of those who hold a role have a course."""
    if not required:
        word = _(CellState.NOT_REQUIRED)
        return CellWords(CELL_MARK[CellState.NOT_REQUIRED], word, "", f"{role}, {course}: {word}")
    word = _("{met} of {required}").format(met=met, required=required)
    if met == required:
        mark, detail = CELL_MARK[CellState.MET], _("all met")
    elif met:
        mark, detail = _PART_MARK, _("partly met")
    else:
        mark, detail = CELL_MARK[CellState.OVERDUE], _("nobody yet")
    return CellWords(mark, word, detail, f"{role}, {course}: {word}, {detail}", not met)


def share_text(met: int, required: int) -> str:
    """78 %, of something that is required of somebody; "–" where nothing is."""
    return _("{share} %").format(share=round(100 * met / required)) if required else "–"
