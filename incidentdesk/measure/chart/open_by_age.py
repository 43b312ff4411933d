"""How old the open incidents are, by priority."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

import numpy as np

from incidentdesk import clock
from incidentdesk.detect.state import State
from incidentdesk.language import N_, _
from incidentdesk.measure.chart.canvas import Box, Canvas, boxes, contrast, mixed, new_canvas, width_of, write
from incidentdesk.measure.chart.chart import Scope
from incidentdesk.measure.chart.drawn import Drawn, Mark, Table
from incidentdesk.measure.chart.drill import drill
from incidentdesk.measure.chart.frame import FOOT, column_at, floor, name_columns
from incidentdesk.measure.chart.label import say_why_empty
from incidentdesk.measure.chart.look import Look
from incidentdesk.measure.metric.facts import STATES
from incidentdesk.measure.metric.flow import open_at
from incidentdesk.measure.metric.history import reopenings
from incidentdesk.measure.metric.spans import SECOND
from incidentdesk.store.column_reading import Integers

_HOUR = 3_600 * SECOND
# Ages up to before so many microseconds (the looks of the window, section 8).
EDGES = (4 * _HOUR, 24 * _HOUR, 72 * _HOUR, 168 * _HOUR, 672 * _HOUR)
AGES = (N_("< 4 h"), N_("4–24 h"), N_("1–3 d"), N_("3–7 d"), N_("1–4 w"), N_("> 4 w"))
BANDS = ("P1", "P2", "P3", "P4–5")
_FILTERS = ("priority:1", "priority:2", "priority:3", "priority:4..5")
_ROLES = ("p1_bg", "series2", "series6", "series1")
# In the dark theme the second series is as orange as P1.
_DARK_ROLES = ("p1_bg", "series6", "series3", "series1")
# On paper the last band is light, as it would be the same grey as the one below.
_PALE = 0.35
_HELD, _FIRST, _BOTH = "\\\\\\\\", "////", "xxxx"


@dataclass(frozen=True, slots=True)
class OpenAges:
    """How many of each age and priority are open, and how many of them are On Hold: [age][band].

    `cuts` are instants in microseconds from which on the younger ones were created. Of the past nothing can be listed.
    """

    counts: Integers
    held: Integers
    cuts: Sequence[int]
    is_now: bool
    query: str = ""


def gather(scope: Scope) -> OpenAges:
    end = scope.period.end_at
    at = scope.now if end is None else min(scope.now, end - 1)
    facts = scope.facts
    is_now = at == scope.now
    there = facts.open & facts.counted if is_now else open_at(facts, at, reopenings(scope.reader, facts))
    # To the second, which is how a filter can say it.
    cuts = [(at - edge) // SECOND * SECOND for edge in EDGES]
    created = facts["created_at"][there]
    ages = len(cuts) - np.searchsorted(np.array(cuts[::-1]), created, "right")
    bands = np.clip(facts["priority"][there].astype(np.int64) - 1, 0, len(BANDS) - 1)
    cells = ages * len(BANDS) + bands
    held = facts["state"][there] == STATES.index(State.ON_HOLD)
    return OpenAges(_table_of(cells), _table_of(cells[held & is_now]), cuts, is_now, scope.query)


def _table_of(cells: Integers) -> Integers:
    return np.bincount(cells, minlength=len(AGES) * len(BANDS)).reshape(len(AGES), len(BANDS))


def draw(data: OpenAges, look: Look) -> Drawn:
    canvas = new_canvas(look)
    if not data.counts.sum():
        say_why_empty(canvas, _("No incident is open.") if data.is_now else _("No incident was open then."))
        return Drawn(canvas.figure)
    size = look.font_size
    plot = Box(8, 2.2 * size + 4 + 1.5 * size, look.width - 8, look.height - FOOT * size)
    _draw_legend(canvas, data)
    most = int(data.counts.sum(axis=1).max())
    width = min(56.0, plot.width / len(AGES) * 0.62)
    marks: list[Mark] = []
    parts: dict[tuple[int, bool], list[Box]] = {}
    for age, row in enumerate(data.counts.tolist()):
        x, below = column_at(plot, age, len(AGES)), 0
        for band, count in enumerate(row):
            held = int(data.held[age][band])
            box = _part(plot, x, width, below, count, most)
            middle = _part(plot, x, width, below, count - held, most).top
            if count > held:
                parts.setdefault((band, False), []).append(Box(box.left, middle, box.right, box.bottom))
            if held:
                parts.setdefault((band, True), []).append(Box(box.left, box.top, box.right, middle))
            if count:
                marks.append(_mark(data, age, band, box))
            below += count
        top = _part(plot, x, width, 0, below, most).top
        write(canvas, x, top - 0.75 * size, f"{below:,}", strong=True, align="center")
    for (band, is_held), found in parts.items():
        _fill(canvas, found, band, is_held)
    floor(canvas, plot)
    name_columns(canvas, plot, [_(each) for each in AGES])
    return Drawn(canvas.figure, marks)


def _part(plot: Box, x: float, width: float, below: int, count: int, most: int) -> Box:
    unit = plot.height / most
    bottom = plot.bottom - below * unit
    return Box(x - width / 2, bottom - count * unit, x + width / 2, bottom)


def _fill(canvas: Canvas, found: Sequence[Box], band: int, is_held: bool) -> None:
    """On Hold is hatched, and on paper so is P1, which colours alone would not tell apart in grey."""
    first = canvas.look.paper and band == 0
    hatch = _BOTH if first and is_held else _FIRST if first else _HELD if is_held else None
    surface = canvas.colour("surface")
    is_dark = contrast(surface, "#000000") < contrast(surface, "#FFFFFF")
    colour = canvas.colour((_DARK_ROLES if is_dark else _ROLES)[band])
    if canvas.look.paper and band == len(BANDS) - 1:
        boxes(canvas, found, mixed(colour, surface, _PALE), edge=colour, hatch=hatch)
        return
    boxes(canvas, found, colour, edge=surface, hatch=hatch)


def _draw_legend(canvas: Canvas, data: OpenAges) -> None:
    size, x = canvas.look.font_size, canvas.look.width - 8
    y = 0.5 * size + 6
    entries: list[tuple[str, int, bool]] = [(name, band, False) for band, name in enumerate(BANDS)]
    if data.held.sum():
        entries.append((_("On Hold"), len(BANDS) - 1, True))
    for name, band, is_held in reversed(entries):
        x -= width_of(canvas, name)
        write(canvas, x, y, name, colour=canvas.colour("text2"))
        box = Box(x - size - 6, y - size / 2, x - 6, y + size / 2)
        _fill(canvas, [box], band, is_held)
        x = box.left - 14


def _mark(data: OpenAges, age: int, band: int, box: Box) -> Mark:
    count, held = int(data.counts[age][band]), int(data.held[age][band])
    text = _("{priority}, {age}: n = {n}").format(priority=BANDS[band], age=_(AGES[age]), n=f"{count:,}")
    if held:
        text += "\n" + _("{count} of them On Hold").format(count=f"{held:,}")
    query = drill(data.query, "is:open counted:yes", _FILTERS[band], *_created(data.cuts, age)) if data.is_now else ""
    return Mark(box.left, box.top, box.width, box.height, text, query, count)


def _created(cuts: Sequence[int], age: int) -> list[str]:
    found = [] if age == len(cuts) else [f"created>={_moment(cuts[age])}"]
    return found if age == 0 else [*found, f"created<{_moment(cuts[age - 1])}"]


def _moment(at: int) -> str:
    return f"{clock.instant(at).astimezone(UTC):%Y-%m-%dt%H:%M:%Sz}"


def table(data: OpenAges) -> Table:
    headings = (_("Age"), *BANDS, _("Total"), _("On Hold"))
    rows = [[_(AGES[age]), *row, sum(row), int(data.held[age].sum())] for age, row in enumerate(data.counts.tolist())]
    return Table(headings, rows)


def subtitle(data: OpenAges) -> str:
    return _("n = {n}; hatched = On Hold").format(n=f"{int(data.counts.sum()):,}")
