"""Which root causes are behind most incidents: a Pareto chart."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from incidentdesk.detect.query import written_filter
from incidentdesk.language import _, ngettext
from incidentdesk.measure.chart.canvas import (
    DASHED,
    Box,
    Canvas,
    boxes,
    dots,
    mixed,
    new_canvas,
    polyline,
    segments,
    width_of,
    write,
)
from incidentdesk.measure.chart.chart import Scope
from incidentdesk.measure.chart.drawn import Drawn, Mark, Table
from incidentdesk.measure.chart.drill import drill
from incidentdesk.measure.chart.frame import column_at, count_ticks, floor, room_for
from incidentdesk.measure.chart.label import say_why_empty, wrapped
from incidentdesk.measure.chart.look import Look
from incidentdesk.measure.metric.grouping import in_period
from incidentdesk.measure.metric.root_cause import root_causes

_MOST = 10
# Of more causes than these no filter is written.
_IN_FILTER = 50
VITAL = 0.8


@dataclass(frozen=True, slots=True)
class Cause:
    """A root cause and how many incidents have it; of the others together `kinds` is how many causes they are."""

    text: str
    count: int
    query: str
    incidents: int
    kinds: int = 1


@dataclass(frozen=True, slots=True)
class Pareto:
    """The largest first, the others last. An incident with two root causes counts in both."""

    causes: Sequence[Cause]

    @property
    def total(self) -> int:
        return sum(each.count for each in self.causes)


def gather(scope: Scope) -> Pareto:
    chosen = scope.facts.counted & in_period(scope.facts["created_at"], scope.period)
    found: defaultdict[str, set[int]] = defaultdict(set)
    names: dict[str, str] = {}
    pairs = root_causes(scope.reader)
    places = scope.facts.places_of(np.array([incident_id for incident_id, _text in pairs], np.int64))
    for (incident_id, text), place in zip(pairs, places.tolist(), strict=True):
        if place >= 0 and chosen[place]:
            found[text.casefold()].add(incident_id)
            names.setdefault(text.casefold(), text)
    order = sorted(found, key=lambda each: (-len(found[each]), each))
    shown = order if len(order) <= _MOST + 1 else order[:_MOST]
    causes = [_cause(scope, [names[each]], names[each], [found[each]]) for each in shown]
    if rest := order[len(shown) :]:
        causes.append(_cause(scope, [names[each] for each in rest], _("Other"), [found[each] for each in rest]))
    return Pareto(causes)


def _cause(scope: Scope, texts: Sequence[str], name: str, found: Sequence[set[int]]) -> Cause:
    query = ""
    if len(texts) <= _IN_FILTER:
        wanted = written_filter("root-cause", *texts, names=True)
        query = drill(scope.query, "counted:yes", wanted, scope.period.written("created"))
    return Cause(name, sum(map(len, found)), query, len(set().union(*found)), len(texts))


def vital(data: Pareto) -> int:
    """How many causes are the vital few: as many as it takes to reach 80 %, the others not among them."""
    reached, few = 0, 0
    for each in data.causes:
        if each.kinds > 1 or reached >= VITAL * data.total:
            break
        reached, few = reached + each.count, few + 1
    return few


def draw(data: Pareto, look: Look) -> Drawn:
    canvas = new_canvas(look)
    if not data.total:
        say_why_empty(canvas, _("No incident of this time has a verified root cause."))
        return Drawn(canvas.figure)
    size = look.font_size
    ticks = [each for each in count_ticks(data.total, look.height / 2) if each <= data.total]
    left = room_for(canvas, [f"{each:,}" for each in ticks]) + 20
    right = room_for(canvas, [_("{percent} %").format(percent=100)]) + 12
    lines = 3 if look.height >= 280 else 2
    plot = Box(left, 2.2 * size, look.width - right, look.height - (0.5 + 1.25 * lines) * size - 4)
    _draw_axes(canvas, plot, data, ticks)
    bars = _bars(plot, data)
    _fill(canvas, bars, vital(data))
    floor(canvas, plot)
    _draw_line(canvas, plot, data, bars)
    _name_bars(canvas, plot, data, lines)
    marks = [
        Mark(box.left, box.top, box.width, box.height, _told(data, place), data.causes[place].query,
             data.causes[place].incidents)
        for place, box in enumerate(bars)
    ]  # fmt: skip
    return Drawn(canvas.figure, marks)


def _height(plot: Box, share: float) -> float:
    return plot.bottom - share * plot.height


def _draw_axes(canvas: Canvas, plot: Box, data: Pareto, ticks: Sequence[int]) -> None:
    quiet = canvas.colour("text2")
    for each in ticks:
        write(canvas, plot.left - 16, _height(plot, each / data.total), f"{each:,}", colour=quiet, align="right")
    lines = [((plot.left, _height(plot, share)), (plot.right, _height(plot, share))) for share in (0.5, 1.0)]
    segments(canvas, lines, canvas.colour("border"))
    y = _height(plot, VITAL)
    segments(canvas, [((plot.left, y), (plot.right, y))], quiet, dash=DASHED)
    for share in (0, 0.5, VITAL, 1):
        text = _("{percent} %").format(percent=round(100 * share))
        write(canvas, plot.right + 8, _height(plot, share), text, colour=quiet)


def _bars(plot: Box, data: Pareto) -> list[Box]:
    width = min(64.0, plot.width / len(data.causes) * 0.7)
    found = []
    for place, each in enumerate(data.causes):
        x = column_at(plot, place, len(data.causes))
        found.append(Box(x - width / 2, _height(plot, each.count / data.total), x + width / 2, plot.bottom))
    return found


def _fill(canvas: Canvas, bars: Sequence[Box], few: int) -> None:
    solid, surface = canvas.colour("series1"), canvas.colour("surface")
    boxes(canvas, bars[:few], solid, edge=solid)
    boxes(canvas, bars[few:], mixed(solid, surface, 0.4), edge=solid)


def _draw_line(canvas: Canvas, plot: Box, data: Pareto, bars: Sequence[Box]) -> None:
    """The share of the causes up to each one; it begins at the top of the first bar."""
    sums = accumulate(each.count for each in data.causes)
    points = [((box.left + box.right) / 2, _height(plot, n / data.total)) for box, n in zip(bars, sums, strict=True)]
    polyline(canvas, points, canvas.colour("series2"), 2)
    dots(canvas, points, canvas.colour("series2"), edge=canvas.colour("surface"), size=9, shape="s", edge_width=1)
    size, room = canvas.look.font_size, plot.width / len(bars)
    for place, (box, each) in enumerate(zip(bars, data.causes, strict=True)):
        (x, on_line), y = points[place], box.top - 0.95 * size
        if place == 0:
            # To the left of the line, which begins here.
            x, y = x + 4, box.top - 1.35 * size
        elif on_line > y - 1.4 * size:
            y = on_line - 1.2 * size
        align = "center" if place else "right"
        write(canvas, x, y, _count(canvas, each.count, room), strong=True, align=align, halo=True)


def _count(canvas: Canvas, count: int, room: float) -> str:
    """A count that is wider than its column is told in thousands."""
    text = f"{count:,}"
    if count < 1_000 or width_of(canvas, text, strong=True) <= room - 6:
        return text
    return _("{thousands}k").format(thousands=f"{count / 1_000:.1f}" if count < 10_000 else f"{count / 1_000:.0f}")


def _name_bars(canvas: Canvas, plot: Box, data: Pareto, lines: int) -> None:
    size, column = canvas.small, plot.width / len(data.causes)
    for place, each in enumerate(data.causes):
        x = column_at(plot, place, len(data.causes))
        parts = wrapped(canvas, each.text, column - 6, size, lines)
        for line, part in enumerate(parts):
            y = plot.bottom + (1.1 + 1.25 * line) * size
            write(canvas, x, y, part, size=size, align="center")


def _told(data: Pareto, place: int) -> str:
    each = data.causes[place]
    so_far = sum(cause.count for cause in data.causes[: place + 1])
    lines = [
        each.text,
        _("n = {n}, {percent} % of {total}; {sum} % up to here").format(
            n=f"{each.count:,}",
            percent=f"{100 * each.count / data.total:.0f}",
            total=f"{data.total:,}",
            sum=f"{100 * so_far / data.total:.0f}",
        ),
    ]
    if each.kinds > 1:
        lines.append(
            ngettext("{kinds} root cause of {n} incidents", "{kinds} root causes of {n} incidents", each.kinds).format(
                kinds=each.kinds, n=f"{each.incidents:,}"
            )
        )
    return "\n".join(lines)


def table(data: Pareto) -> Table:
    sums = accumulate(each.count for each in data.causes)
    rows = [
        [each.text, each.count, round(100 * each.count / data.total, 4), round(100 * so_far / data.total, 4)]
        for each, so_far in zip(data.causes, sums, strict=True)
    ]
    return Table((_("Root cause"), _("Incidents"), _("Share, %"), _("Cumulative, %")), rows)


def subtitle(data: Pareto) -> str:
    return _("bars = incidents (n = {n}), line = cumulative share, solid = the vital few").format(n=f"{data.total:,}")
