"""The weekly times to resolve as a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from incidentdesk.language import N_, _
from incidentdesk.measure.chart.canvas import (
    DASHED,
    DOTTED,
    HALO,
    Box,
    Canvas,
    Point,
    area,
    dots,
    new_canvas,
    polyline,
    segments,
    width_of,
    write,
)
from incidentdesk.measure.chart.drawn import Drawn, Mark, Table
from incidentdesk.measure.chart.drill import days_within, drill, inside
from incidentdesk.measure.chart.frame import FOOT, column_at, grid, name_columns, room_for, week_names
from incidentdesk.measure.chart.label import apart, elided, say_why_empty
from incidentdesk.measure.chart.length import LengthScale, scale_of, tick_text
from incidentdesk.measure.chart.look import Look
from incidentdesk.measure.chart.weekly_times import FEW, METRIC, Stretch, Week, WeeklyTimes, stretch_of
from incidentdesk.measure.duration_text import duration_text
from incidentdesk.measure.metric.control_limits import Signal

SIGNAL_TEXT = {
    Signal.ABOVE: N_("above the upper limit"),
    Signal.BELOW: N_("below the lower limit"),
    Signal.RUN_ABOVE: N_("8 or more in a row above the centre"),
    Signal.RUN_BELOW: N_("8 or more in a row below the centre"),
}
_TOP = 12.0


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where lengths and weeks stand."""

    box: Box
    scale: LengthScale
    count: int

    def x(self, place: float) -> float:
        return column_at(self.box, place, self.count)

    def y(self, seconds: float) -> float:
        return self.box.bottom - self.scale.share(seconds) * self.box.height


def draw(data: WeeklyTimes, look: Look) -> Drawn:
    canvas = new_canvas(look)
    if not any(week.n for week in data.weeks):
        say_why_empty(canvas, _("No incident was resolved in this time."))
        return Drawn(canvas.figure)
    plot = _plot(canvas, data)
    ticks = plot.scale.ticks(plot.box.height, look.font_size * 2)
    grid(canvas, plot.box, [(plot.y(each), tick_text(each, worked=data.business)) for each in ticks])
    name_columns(canvas, plot.box, week_names([week.step for week in data.weeks]))
    _draw_band(canvas, plot, data)
    _draw_limits(canvas, plot, data)
    _draw_medians(canvas, plot, data)
    taken = _draw_baselines(canvas, plot, data)
    _draw_signals(canvas, plot, data, taken)
    _draw_ends(canvas, plot, data)
    return Drawn(canvas.figure, _marks(plot, data))


def _plot(canvas: Canvas, data: WeeklyTimes) -> _Plot:
    scale = scale_of(_lengths(data), worked=data.business)
    look = canvas.look
    ticks = room_for(canvas, [tick_text(each, worked=data.business) for each in scale.ticks(look.height, 1)])
    ends = room_for(canvas, [text for _length, text, _colour, _strong in _ends(canvas, data)], strong=True)
    box = Box(ticks + 12, _TOP, look.width - min(ends, look.width * 0.4) - 12, look.height - FOOT * look.font_size)
    return _Plot(box, scale, len(data.weeks))


def _lengths(data: WeeklyTimes) -> list[float]:
    found = [week.median for week in data.weeks] + [week.p90 for week in data.weeks if week.n >= FEW]
    within = [each.limits for each in data.stretches if each.limits is not None]
    if any(each.baseline is not None for each in data.stretches):
        # Room for their captions below all lines.
        found.append(min([*(each for each in found if each is not None), *(each.lower for each in within)]) / 2)
    return [each for each in found if each is not None] + [edge for each in within for edge in (each.lower, each.upper)]


# ── the lines ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _draw_band(canvas: Canvas, plot: _Plot, data: WeeklyTimes) -> None:
    """From the median to the 90th percentile, over neighbouring weeks that have enough incidents for one."""
    colour = canvas.colour("series1")
    upper, lower = [], []
    for place, week in enumerate([*data.weeks, None]):
        if week is not None and week.n >= FEW and week.median is not None and week.p90 is not None:
            upper.append((plot.x(place), plot.y(week.p90)))
            lower.append((plot.x(place), plot.y(week.median)))
            continue
        if len(upper) == 1:
            segments(canvas, [(upper[0], lower[0])], colour)
        area(canvas, [*upper, *reversed(lower)], colour, alpha=0.18)
        polyline(canvas, upper, colour)
        upper, lower = [], []


def _draw_limits(canvas: Canvas, plot: _Plot, data: WeeklyTimes) -> None:
    for each in data.stretches:
        if each.limits is None:
            continue
        left, right = _edge(plot, data, each), plot.box.right
        if each is not data.stretches[-1]:
            right = _edge(plot, data, data.stretches[data.stretches.index(each) + 1])
        dash = DOTTED if each.limits.provisional else DASHED
        for length in (each.limits.lower, each.limits.upper):
            segments(canvas, [((left, plot.y(length)), (right, plot.y(length)))], canvas.colour("text2"), dash=dash)
        centre = plot.y(each.limits.centre)
        segments(canvas, [((left, centre), (right, centre))], canvas.colour("text2"), 0.8)


def _edge(plot: _Plot, data: WeeklyTimes, stretch: Stretch) -> float:
    """Where a stretch begins: at the very day of its baseline."""
    if stretch.baseline is None:
        return plot.x(stretch.first - 0.5)
    first = data.weeks[stretch.first].step.first
    assert first is not None
    days = min((stretch.baseline.starts_on - first).days, 3)
    return max(plot.box.left, plot.x(stretch.first - 0.5 + days / 7))


def _draw_medians(canvas: Canvas, plot: _Plot, data: WeeklyTimes) -> None:
    colour = canvas.colour("series1")
    points = [
        (plot.x(place), float("nan") if week.median is None else plot.y(week.median))
        for place, week in enumerate(data.weeks)
    ]
    polyline(canvas, points, colour, 2.0)
    size = min(8.0, max(2.5, 0.6 * plot.box.width / plot.count))
    many = [point for point, week in zip(points, data.weeks, strict=True) if week.n >= FEW]
    few = [point for point, week in zip(points, data.weeks, strict=True) if 0 < week.n < FEW]
    dots(canvas, many, colour, size=size)
    dots(canvas, few, canvas.colour("surface"), edge=colour, size=size)


# ── what is told beside them ─────────────────────────────────────────────────────────────────────────────────────────


def _draw_baselines(canvas: Canvas, plot: _Plot, data: WeeklyTimes) -> list[Box]:
    """Returns where their captions stand."""
    taken: list[Box] = []
    for each in data.stretches:
        if each.baseline is None:
            continue
        x, (before, after) = _edge(plot, data, each), _neighbours(plot, data, each)
        segments(canvas, [((x, plot.box.top), (x, plot.box.bottom))], canvas.colour("text"), dash=DOTTED)
        caption = _("baseline: {caption}").format(caption=each.baseline.caption)
        shown = elided(canvas, caption, max(after - x, x - before) - 12, canvas.small)
        width = width_of(canvas, shown, canvas.small)
        left = x + 6 if width <= after - x - 12 else x - 6 - width
        place = _free(canvas, Box(left, plot.box.bottom - 20, left + width, plot.box.bottom - 6), taken)
        write(canvas, place.left, (place.top + place.bottom) / 2, shown, size=canvas.small, halo=True)
        taken.append(place)
    return taken


def _neighbours(plot: _Plot, data: WeeklyTimes, stretch: Stretch) -> tuple[float, float]:
    """Where the baselines before and after that of a stretch stand, or where the plot ends."""
    place = data.stretches.index(stretch)
    before = _edge(plot, data, data.stretches[place - 1]) if place > 1 else plot.box.left
    after = _edge(plot, data, data.stretches[place + 1]) if place + 1 < len(data.stretches) else plot.box.right
    return before, after


def _free(canvas: Canvas, wanted: Box, taken: Sequence[Box]) -> Box:
    """The wanted place, or the next one above it that meets no other text."""
    while any(wanted.meets(each) for each in taken):
        height = canvas.look.font_size * 1.5
        wanted = Box(wanted.left, wanted.top - height, wanted.right, wanted.bottom - height)
    return wanted


def _draw_signals(canvas: Canvas, plot: _Plot, data: WeeklyTimes, taken: list[Box]) -> None:
    """A diamond around each; a label where there is room for it, the largest deviation first."""
    found = [(place, week) for place, week in enumerate(data.weeks) if week.signal is not None]
    points = [(plot.x(place), plot.y(week.median)) for place, week in found if week.median is not None]
    colour = canvas.colour("danger")
    dots(canvas, points, "none", edge=colour, size=15, shape="D", edge_width=2)
    line = [(plot.x(place), plot.y(week.median)) for place, week in enumerate(data.weeks) if week.median is not None]
    edge = [
        (plot.x(place), plot.y(week.p90))
        for place, week in enumerate(data.weeks)
        if week.n >= FEW and week.p90 is not None
    ]
    blocked = [*taken, *(Box(x - 10, y - 10, x + 10, y + 10) for x, y in points)]
    for place, week in sorted(found, key=lambda each: _is_run(each[1])):
        if week.median is None or (_is_run(week) and not _begins_run(data, place)):
            continue
        box, text = _place_for(canvas, plot, (plot.x(place), plot.y(week.median)), _signal_label(data, place))
        options = [each for each in box if not any(each.meets(other) for other in blocked)]
        if not text or not options:
            continue
        best = min(options, key=lambda each: _crossings(each, line) + _crossings(each, edge))
        middle = (best.top + best.bottom) / 2
        write(canvas, best.left, middle, text, colour=colour, size=canvas.small, strong=True, halo=True)
        blocked.append(best)


def _is_run(week: Week) -> bool:
    return week.signal in (Signal.RUN_ABOVE, Signal.RUN_BELOW)


def _begins_run(data: WeeklyTimes, place: int) -> bool:
    before = [week for week in data.weeks[:place] if week.median is not None]
    return not before or before[-1].signal is not data.weeks[place].signal


def _signal_label(data: WeeklyTimes, place: int) -> str:
    signal = data.weeks[place].signal
    if signal is Signal.ABOVE:
        return _("signal: {incident}").format(incident=data.slowest.get(place, ""))
    if signal is Signal.BELOW:
        return _("signal: faster than usual")
    return _("signal: 8 weeks above") if signal is Signal.RUN_ABOVE else _("signal: 8 weeks below")


def _place_for(canvas: Canvas, plot: _Plot, point: Point, label: str) -> tuple[list[Box], str]:
    """Boxes around a point in which its label could stand: above, below, to its right and left."""
    text = elided(canvas, label, min(260.0, plot.box.width * 0.6), canvas.small, strong=True)
    width, height = width_of(canvas, text, canvas.small, strong=True), canvas.small * 1.4
    x, y = point
    left = min(max(x - width / 2, plot.box.left + HALO), plot.box.right - width - HALO)
    corners = [
        (left, y - 14 - height), (left, y + 14), (x + 16, y - height / 2), (x - 16 - width, y - height / 2),
        (left, y - 30 - height), (left, y + 30),
    ]  # fmt: skip
    found = [Box(each, top, each + width, top + height) for each, top in corners]
    inside_plot = [
        each
        for each in found
        if each.left >= plot.box.left
        and each.right <= plot.box.right
        and each.top >= 2
        and each.bottom <= plot.box.bottom - 2
    ]
    return inside_plot, text


def _crossings(box: Box, line: Sequence[Point]) -> int:
    """How much of a line runs through a box, in samples of it."""
    found = 0
    for (x1, y1), (x2, y2) in pairwise(line):
        if max(x1, x2) < box.left or min(x1, x2) > box.right:
            continue
        for step in range(9):
            x, y = x1 + (x2 - x1) * step / 8, y1 + (y2 - y1) * step / 8
            found += box.left <= x <= box.right and box.top <= y <= box.bottom
    return found


def _ends(canvas: Canvas, data: WeeklyTimes) -> list[tuple[float, str, str, bool]]:
    """The labels at the right end: at which length, the text, its colour, and whether it stands out."""
    found: list[tuple[float, str, str, bool]] = []
    link, quiet = canvas.colour("link"), canvas.colour("text2")
    if banded := [week.p90 for week in data.weeks if week.n >= FEW and week.p90 is not None]:
        found.append(
            (
                banded[-1],
                _("90th pct. {length}").format(length=_length(data, banded[-1])),
                link,
                True,
            )
        )
    median = [week.median for week in data.weeks if week.median is not None][-1]
    within = data.stretches[-1].limits
    if within is not None:
        found.append(
            (
                within.upper,
                _("upper limit {length}").format(length=_length(data, within.upper)),
                quiet,
                False,
            )
        )
    found.append((median, _("median {length}").format(length=_length(data, median)), link, True))
    if within is not None:
        found.append(
            (
                within.lower,
                _("lower limit {length}").format(length=_length(data, within.lower)),
                quiet,
                False,
            )
        )
        if within.provisional:
            found.append((within.lower * 0.999, _("limits provisional"), quiet, False))
    return found


def _length(data: WeeklyTimes, seconds: float) -> str:
    return duration_text(seconds, worked=data.business)


def _draw_ends(canvas: Canvas, plot: _Plot, data: WeeklyTimes) -> None:
    ends = _ends(canvas, data)
    gap = max(14.0, canvas.look.font_size * 1.35)
    heights = apart([plot.y(length) for length, *_rest in ends], plot.box.top, plot.box.bottom, gap)
    room = canvas.look.width - plot.box.right - 10
    for y, (_length, text, colour, strong) in zip(heights, ends, strict=True):
        shown = elided(canvas, text, room, strong=strong)
        write(canvas, plot.box.right + 8, y, shown, colour=colour, strong=strong)


def _marks(plot: _Plot, data: WeeklyTimes) -> list[Mark]:
    wide = min(24.0, max(4.0, plot.box.width / plot.count))
    return [
        Mark(
            plot.x(place) - wide / 2,
            plot.y(week.median) - 12,
            wide,
            24,
            _told(data, place),
            drill(data.query, f"metric:{METRIC}", f"resolved:{days_within(week.step, data.period)}"),
            week.n,
        )
        for place, week in enumerate(data.weeks)
        if week.median is not None
    ]


def _told(data: WeeklyTimes, place: int) -> str:
    week = data.weeks[place]
    assert week.median is not None
    assert week.p90 is not None
    first, until = inside(week.step, data.period)
    lines = [
        _("{week}, {first} to {last}").format(week=week.step.key, first=first, last=until - timedelta(days=1)),
        _("n = {n}, median {median}, 90th percentile {p90}").format(
            n=week.n,
            median=_length(data, week.median),
            p90=_length(data, week.p90),
        ),
    ]
    if data.business:
        lines.append(_("in working hours"))
    if week.n < FEW:
        lines.append(_("fewer than {few} incidents").format(few=FEW))
    if week.signal is not None:
        lines.append(
            _("Signal: {what}. Slowest: {incident}").format(
                what=_(SIGNAL_TEXT[week.signal]), incident=data.slowest.get(place, "")
            )
        )
    return "\n".join(lines)


def table(data: WeeklyTimes) -> Table:
    headings = (
        _("Week"), _("From"), _("n"), _("Median, hours"), _("90th percentile, hours"), _("Lower limit, hours"),
        _("Upper limit, hours"), _("Signal"),
    )  # fmt: skip
    return Table(headings, [_row(data, place) for place in range(len(data.weeks))])


def _row(data: WeeklyTimes, place: int) -> list[object]:
    week = data.weeks[place]
    within = stretch_of(data, place).limits
    first = week.step.first
    return [
        week.step.key,
        None if first is None else first.isoformat(),
        week.n,
        _hours(week.median),
        _hours(week.p90),
        _hours(within.lower if within else None),
        _hours(within.upper if within else None),
        None if week.signal is None else _(SIGNAL_TEXT[week.signal]),
    ]


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 3_600, 4)


def subtitle(data: WeeklyTimes) -> str:
    hours = _("working hours") if data.business else _("calendar hours")
    return _(
        "line = median, band = median to 90th percentile, hollow = fewer than {few} incidents; log scale, {hours}"
    ).format(few=FEW, hours=hours)
