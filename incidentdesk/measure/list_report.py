"""A list of incidents on paper, with the filter, the number and the time for which it holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from incidentdesk.detect.number import number
from incidentdesk.detect.priority import LEVEL_NAME, Level
from incidentdesk.detect.register import IncidentRow
from incidentdesk.detect.stage_time import TIME_NAME
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.measure.printed import minute, minute_and_zone, priority_text, state_text
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.paper.frame import PageSize
    from incidentdesk.paper.table import Column

Written = Callable[[Any, tzinfo], str]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """How a field of a row stands on paper; a width of 0 points takes a share of what the others leave."""

    label: str
    written: Written
    width: float = 0
    share: float = 1
    right: bool = False


def _text(value: Any, _zone: tzinfo) -> str:
    return "" if value is None else str(value)


def _translated(value: Any, _zone: tzinfo) -> str:
    return _(value) if value else ""


def _level(value: Any, _zone: tzinfo) -> str:
    return _(LEVEL_NAME[Level(value)])


def _time(value: Any, zone: tzinfo) -> str:
    return "" if value is None else minute(value, zone)


def _yes(value: Any, _zone: tzinfo) -> str:
    return _("yes") if value else ""


COLUMNS: dict[str, ListColumn] = {
    "number": ListColumn(N_("Number"), _text, width=54),
    "title": ListColumn(N_("Title"), _text, share=3.2),
    "state": ListColumn(N_("State"), lambda value, _zone: state_text(value), width=70),
    "on_hold_reason": ListColumn(N_("On-hold reason"), _translated),
    "priority": ListColumn(N_("Priority"), lambda value, _zone: priority_text(value), width=78),
    "impact": ListColumn(N_("Impact"), _level, width=48),
    "urgency": ListColumn(N_("Urgency"), _level, width=52),
    "override_reason": ListColumn(N_("Reason of the priority"), _text),
    "service": ListColumn(N_("Service"), _text),
    "category": ListColumn(N_("Category"), _text),
    "subcategory": ListColumn(N_("Subcategory"), _text),
    "reporter": ListColumn(N_("Reporter"), _text, share=1.2),
    "channel": ListColumn(N_("Channel"), _translated, width=56),
    "team": ListColumn(N_("Team"), _text),
    "assignee": ListColumn(N_("Assignee"), _text, share=1.2),
    "tags": ListColumn(N_("Tags"), lambda value, _zone: " ".join(value)),
    "major": ListColumn(N_("Major incident"), _yes, width=48),
    **{name: ListColumn(label, _time, width=80) for name, label in TIME_NAME.items()},
    "updated_at": ListColumn(N_("Last change"), _time, width=80),
    "reopen_count": ListColumn(N_("Reopenings"), _text, width=62, right=True),
    "reassignment_count": ListColumn(N_("Reassignments"), _text, width=78, right=True),
    "resolution_code": ListColumn(N_("Resolution code"), _translated),
    "sla": ListColumn(N_("SLA"), _text, width=80),
    "due_at": ListColumn(N_("Due"), _time, width=80),
    "external_ref": ListColumn(N_("External reference"), _text),
    "parent_id": ListColumn(N_("Parent"), lambda value, _zone: number(value) if value else "", width=54),
    "children": ListColumn(N_("Children"), _text, width=50, right=True),
    "attachments": ListColumn(N_("Attachments"), _text, width=68, right=True),
}
USUAL = ("number", "title", "state", "priority", "assignee", "team", "created_at", "updated_at")
# A column that takes a share needs so many points for each, or words are broken in the middle.
_READABLE = 48.0


class _Cells(Sequence[tuple[str, ...]]):
    """The rows as texts, each made when its page is laid out."""

    def __init__(self, rows: Sequence[IncidentRow], columns: Sequence[str], zone: tzinfo) -> None:
        self._rows = rows
        self._columns = [(name, COLUMNS[name].written) for name in columns]
        self._zone = zone

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> tuple[str, ...]: ...
    @overload
    def __getitem__(self, place: slice) -> "_Cells": ...
    def __getitem__(self, place: int | slice) -> "tuple[str, ...] | _Cells":
        if isinstance(place, slice):
            raise TypeError("rows are taken one by one")
        row, zone = self._rows[place], self._zone
        return tuple([written(getattr(row, name), zone) for name, written in self._columns])


def list_report(
    rows: Sequence[IncidentRow],
    path: Path | str,
    *,
    title: str,
    query_text: str,
    zone: tzinfo,
    made_by: str,
    made_at: int,
    columns: Sequence[str] = USUAL,
    total: int | None = None,
    desk: str = "",
    page_size: "PageSize | str" = "A4",
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write the rows as a PDF table and return the number of its pages.

    `columns` are keys of COLUMNS, `total` says how many incidents the query found if `rows` are only the first of them.
    `made_at` in microseconds since 1970. `progress` hears of rows done and in all after every page and may raise to
    stop. Raises Refused for an unknown column, where the file cannot be written, or when it is cancelled.
    """
    from reportlab.platypus import Flowable

    from incidentdesk.paper.frame import PageSize, Sheet, write_document
    from incidentdesk.paper.styles import BODY, TITLE
    from incidentdesk.paper.table import Table
    from incidentdesk.paper.text import Text

    unknown = [name for name in columns if name not in COLUMNS]
    if unknown or not columns:
        raise Refused(
            _("A list has no column {name}. Choose from: {columns}.").format(
                name=isolated(", ".join(unknown)), columns=", ".join(COLUMNS)
            )
        )
    made = minute_and_zone(made_at, zone)
    sheet = Sheet(
        desk=desk or _("Incident desk"),
        title=title,
        made=_("Made {time} by {person}").format(time=made, person=isolated(made_by)),
        author=made_by,
        subject=_("List of incidents"),
        page_size=PageSize(page_size),
        landscape=True,
    )
    fitting, left_out = _fitting(columns, sheet.text_size[0])
    found = len(rows) if total is None else total
    scope = _scope(query_text, len(rows), found, made, zone)
    if left_out:
        scope += "\n" + _("Without room on the page: {columns}").format(
            columns=", ".join(_(COLUMNS[name].label) for name in left_out)
        )
    story: list[Flowable] = [Text(title, TITLE), Text(scope, BODY.but(after=10))]
    if rows:
        follow = None if progress is None else lambda done: progress(done, len(rows))
        story.append(Table([_column(name) for name in fitting], _Cells(rows, fitting, zone), follow=follow))
    return write_document(path, story, sheet, cancelled=cancelled)


def _column(name: str) -> "Column":
    from incidentdesk.paper.styles import CELL, Align
    from incidentdesk.paper.table import Column

    column = COLUMNS[name]
    style = CELL.but(size=8, leading=11, align=Align.RIGHT if column.right else Align.LEFT)
    return Column(_(column.label), column.width, column.share, style)


def _fitting(columns: Sequence[str], width: float) -> tuple[list[str], list[str]]:
    """The columns that fit on the page in readable widths, in their order, and those that do not."""
    from incidentdesk.paper.table import GAP

    room = width
    fitting: list[str] = []
    left_out: list[str] = []
    for name in columns:
        needed = GAP + (COLUMNS[name].width or COLUMNS[name].share * _READABLE)
        if needed <= room:
            fitting.append(name)
            room -= needed
        else:
            left_out.append(name)
    return fitting, left_out


def _scope(query_text: str, printed: int, found: int, made: str, zone: tzinfo) -> str:
    which = _("Filter: {query}").format(query=isolated(query_text)) if query_text.strip() else _("No filter.")
    if not found:
        return f"{which}\n" + (_("No incident matches it.") if query_text.strip() else _("There are no incidents."))
    if printed < found:
        count = _("The first {printed} of {found} incidents").format(printed=f"{printed:,}", found=f"{found:,}")
    else:
        count = ngettext("{count} incident", "{count} incidents", found).format(count=f"{found:,}")
    when = _("as of {time}, times in the zone {zone}").format(time=made, zone=zone)
    return f"{which}\n{count} · {when}"
