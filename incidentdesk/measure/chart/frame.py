"""What stands around the marks of a chart: grid lines, ticks, the names of its columns."""

import math
from collections.abc import Sequence

from incidentdesk.measure.chart.canvas import Box, Canvas, segments, width_of, write
from incidentdesk.measure.metric.period import Period

TICK_GAP = 8.0
# How far below the plot the names of columns stand, and how much room they need, in heights of a text.
NAMES_AT, FOOT = 1.4, 2.2
_STEPS = (1, 2, 4, 8, 13, 26, 52, 104, 260, 520, 1040, 2600)
# More weeks than these cannot do without the year.
_A_YEAR = 60


def room_for(canvas: Canvas, texts: Sequence[str], size: float = 0.0, *, strong: bool = False) -> float:
    """How wide the widest of these texts is."""
    return max((width_of(canvas, text, size, strong=strong) for text in texts), default=0.0)


def grid(canvas: Canvas, plot: Box, ticks: Sequence[tuple[float, str]]) -> None:
    """A thin line at each height, with its text to the left of the plot."""
    segments(canvas, [((plot.left, y), (plot.right, y)) for y, _text in ticks], canvas.colour("border"))
    for y, text in ticks:
        write(canvas, plot.left - TICK_GAP, y, text, colour=canvas.colour("text2"), align="right")


def floor(canvas: Canvas, plot: Box) -> None:
    """The line on which bars stand."""
    segments(canvas, [((plot.left, plot.bottom), (plot.right, plot.bottom))], canvas.colour("outline"))


def count_ticks(most: float, room: float, gap: float = 28.0) -> list[int]:
    """Round numbers from 0 up to at least `most`, of which `room` pixels have space for some."""
    wanted = max(1.0, most / max(1.0, room // gap))
    power = 10 ** math.floor(math.log10(wanted))
    step = max(1, next(round(each * power) for each in (1, 2, 5, 10) if each * power >= wanted * (1 - 1e-9)))
    return list(range(0, math.ceil(max(most, 1) / step) * step + 1, step))


def column_at(plot: Box, place: float, count: int) -> float:
    """Where the middle of a column stands."""
    return plot.left + (place + 0.5) * plot.width / count


def week_names(weeks: Sequence[Period]) -> list[str]:
    """ "W22", or "2026-W22" where they span more than a year."""
    return [each.key if len(weeks) > _A_YEAR else each.key.rpartition("-")[2] for each in weeks]


def name_columns(canvas: Canvas, plot: Box, names: Sequence[str], *, below: Sequence[str] = ()) -> None:
    """As many of the names under their columns as have room, at regular steps; `below` is a second line of them."""
    column, y = plot.width / max(1, len(names)), plot.bottom + NAMES_AT * canvas.look.font_size
    some = max(1, len(names) // 50)
    needed = max(room_for(canvas, names[::some]), room_for(canvas, below[::some], canvas.small)) + 10
    step = next((each for each in _STEPS if each * column >= needed), max(1, len(names)))
    for place in range(0, len(names), step):
        _name(canvas, plot, names[place], (place, len(names)), y, canvas.look.font_size)
        if below:
            _name(canvas, plot, below[place], (place, len(names)), y + canvas.look.font_size * 1.35, canvas.small)


def _name(canvas: Canvas, plot: Box, text: str, column: tuple[int, int], y: float, size: float) -> None:
    half = width_of(canvas, text, size) / 2
    x = min(max(column_at(plot, *column), half), canvas.look.width - half)
    write(canvas, x, y, text, colour=canvas.colour("text2"), size=size, align="center")
