"""How long each stage took: from the 10th to the 90th percentile with the median, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from incidentdesk.detect.query_column import COLUMN
from incidentdesk.detect.stage_span import SPANS
from incidentdesk.language import _
from incidentdesk.measure.chart.canvas import Box, Canvas, dots, new_canvas, segments, width_of, write
from incidentdesk.measure.chart.chart import Scope
from incidentdesk.measure.chart.drawn import Drawn, Mark, Table
from incidentdesk.measure.chart.drill import drill
from incidentdesk.measure.chart.frame import room_for
from incidentdesk.measure.chart.label import elided, say_why_empty
from incidentdesk.measure.chart.length import LengthScale, scale_of, tick_text
from incidentdesk.measure.chart.look import Look
from incidentdesk.measure.duration_text import duration_text
from incidentdesk.measure.metric.business import hours_of
from incidentdesk.measure.metric.distribution import nearest_rank
from incidentdesk.measure.metric.grouping import whole
from incidentdesk.measure.metric.spans import ALWAYS_WORKED, measured, spread

_KEY_OF = {column: key for key, column in COLUMN.items()}


@dataclass(frozen=True, slots=True)
class StageTime:
    """Lengths in seconds; None is no data. `population` is how many should have had one."""

    label: str
    n: int
    population: int
    p10: float | None
    median: float | None
    p90: float | None
    worked: bool
    query: str


@dataclass(frozen=True, slots=True)
class StageTimes:
    stages: Sequence[StageTime]


def gather(scope: Scope) -> StageTimes:
    return StageTimes([_gathered(scope, name) for name in SPANS])


def _gathered(scope: Scope, name: str) -> StageTime:
    worked = scope.business or name == ALWAYS_WORKED
    hours = hours_of(scope.reader, scope.facts) if worked else None
    found = measured(scope.facts, name, whole(scope.period), hours=hours)
    one = spread(found)[0]
    p10 = float(np.sort(found.seconds)[nearest_rank(one.n, 10)]) if one.n else None
    query = drill(scope.query, f"metric:{name}", scope.period.written(_KEY_OF[SPANS[name].end]))
    return StageTime(SPANS[name].label, one.n, one.population, p10, one.median, one.p90, worked, query)


def draw(data: StageTimes, look: Look) -> Drawn:
    canvas = new_canvas(look)
    known = [each for each in data.stages if each.n]
    if not known:
        say_why_empty(canvas, _("No incident reached a stage in this time."))
        return Drawn(canvas.figure)
    size = look.font_size
    names = [_name(each) for each in data.stages]
    right = room_for(canvas, [_value(each) for each in data.stages], strong=True)
    left = min(room_for(canvas, names), look.width * 0.36)
    plot = Box(left + 18, 2.2 * size, look.width - right - 18, look.height - 2.2 * size)
    scale = scale_of([each for one in known for each in (one.p10, one.p90) if each is not None])
    _draw_axis(canvas, plot, scale)
    marks = []
    for place, each in enumerate(data.stages):
        y = plot.top + (place + 0.5) * plot.height / len(data.stages)
        write(canvas, left + 6, y, elided(canvas, names[place], left, size), align="right")
        write(canvas, plot.right + 14, y, _value(each), strong=bool(each.n), colour=canvas.colour("text2"))
        if mark := _draw_strip(canvas, plot, scale, y, each):
            marks.append(mark)
    return Drawn(canvas.figure, marks)


def _name(each: StageTime) -> str:
    return _("{stage} (working hours)").format(stage=_(each.label)) if each.worked else _(each.label)


def _value(each: StageTime) -> str:
    if not each.n:
        return _("no data")
    return _("{median}, n = {n}").format(median=duration_text(each.median, worked=each.worked), n=f"{each.n:,}")


def _draw_axis(canvas: Canvas, plot: Box, scale: LengthScale) -> None:
    ticks = scale.ticks(plot.width, canvas.look.font_size * 3.2)
    xs = [plot.left + scale.share(each) * plot.width for each in ticks]
    segments(canvas, [((x, plot.top), (x, plot.bottom)) for x in xs], canvas.colour("border"))
    quiet = canvas.colour("text2")
    for x, each in zip(xs, ticks, strict=True):
        write(canvas, x, plot.bottom + canvas.look.font_size, tick_text(each), colour=quiet, align="center")
    heading = _("median")
    write(canvas, plot.right + 14, plot.top - canvas.look.font_size, heading, colour=quiet, size=canvas.small)
    note = _("10th percentile – median – 90th percentile")
    if width_of(canvas, note, canvas.small) <= plot.width:
        write(canvas, plot.left, plot.top - canvas.look.font_size, note, colour=quiet, size=canvas.small)


def _draw_strip(canvas: Canvas, plot: Box, scale: LengthScale, y: float, each: StageTime) -> Mark | None:
    if each.p10 is None or each.median is None or each.p90 is None:
        return None
    low, middle, high = (plot.left + scale.share(value) * plot.width for value in (each.p10, each.median, each.p90))
    colour = canvas.colour("series1")
    segments(canvas, [((low, y), (high, y))], colour, 3)
    segments(canvas, [((x, y - 5), (x, y + 5)) for x in (low, high)], colour, 1.5)
    few = each.n < 5
    dots(canvas, [(middle, y)], canvas.colour("surface") if few else colour, edge=colour if few else None, size=11)
    text = _("{stage}: n = {n}, 10th percentile {p10}, median {median}, 90th percentile {p90}").format(
        stage=_name(each), n=f"{each.n:,}", **{
            name: duration_text(value, worked=each.worked)
            for name, value in (("p10", each.p10), ("median", each.median), ("p90", each.p90))
        },
    )  # fmt: skip
    text += "\n" + _("{n} of {population} have both times").format(n=f"{each.n:,}", population=f"{each.population:,}")
    return Mark(min(low, middle - 12), y - 12, max(high - low, 24), 24, text, each.query, each.n)


def table(data: StageTimes) -> Table:
    headings = (
        _("Time"), _("n"), _("Should have one"), _("10th percentile, hours"), _("Median, hours"),
        _("90th percentile, hours"),
    )  # fmt: skip
    rows = [
        [_name(each), each.n, each.population, *(_hours(value) for value in (each.p10, each.median, each.p90))]
        for each in data.stages
    ]
    return Table(headings, rows)


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 3_600, 4)


def subtitle(_data: StageTimes) -> str:
    return _("strip = 10th to 90th percentile, dot = median, hollow = fewer than 5; log scale")
