"""What came in and went out in each step of time, and how many incidents were open at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from incidentdesk.language import _
from incidentdesk.measure.chart.canvas import (
    Box,
    Canvas,
    boxes,
    dots,
    new_canvas,
    polyline,
    write,
)
from incidentdesk.measure.chart.chart import Scope
from incidentdesk.measure.chart.drawn import Drawn, Mark, Table
from incidentdesk.measure.chart.drill import days_within, drill, inside
from incidentdesk.measure.chart.frame import (
    FOOT,
    column_at,
    count_ticks,
    floor,
    grid,
    name_columns,
    room_for,
    week_names,
)
from incidentdesk.measure.chart.label import apart, say_why_empty
from incidentdesk.measure.chart.look import Look
from incidentdesk.measure.chart.steps import up_to_now
from incidentdesk.measure.metric.flow import backlog, counted_by, volumes
from incidentdesk.measure.metric.grouping import Grouping, by_time
from incidentdesk.measure.metric.history import reopenings
from incidentdesk.measure.metric.period import Period
from incidentdesk.measure.metric.quality import resolved_codes

# More columns than these could not be told apart, so the step grows.
_MOST = 60


@dataclass(frozen=True, slots=True)
class Flow:
    """What was logged and resolved in a step of time, and what was open at its end.

    `plain` says that the times of resolution tell it all: nothing was closed without one, nothing reopened since.
    """

    step: Period
    logged: int
    resolved: int
    open: int
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Backlog:
    flows: Sequence[Flow]
    kind: str
    period: Period
    query: str = ""


def gather(scope: Scope) -> Backlog:
    kind, groups = _steps(scope)
    steps = [each.period for each in groups.groups if each.period is not None]
    ends = [scope.now if each.end_at is None else min(each.end_at - 1, scope.now) for each in steps]
    if scope.period.end_at is not None:
        ends = [min(each, scope.period.end_at - 1) for each in ends]
    facts = scope.facts
    logged = volumes(facts, groups, "created_at")
    resolved = counted_by(resolved_codes(facts, groups), len(groups))
    plain = volumes(facts, groups, "resolved_at")
    left = backlog(scope.facts, np.array(ends, np.int64), reopenings(scope.reader, scope.facts))
    flows = [
        Flow(step, came, went, there, went == said)
        for step, came, went, said, there in zip(steps, logged, resolved, plain, left.tolist(), strict=True)
    ]
    shown = up_to_now(steps, [each.logged + each.resolved > 0 for each in flows], scope.now)
    return Backlog(flows[:shown], kind, scope.period, scope.query)


def _steps(scope: Scope) -> tuple[str, Grouping]:
    """Weeks, or longer steps where there would be too many of them."""
    for kind in ("week", "month", "quarter"):
        groups = by_time(kind, scope.facts, scope.period, scope.now)
        if len(groups) <= _MOST:
            return kind, groups
    return "year", by_time("year", scope.facts, scope.period, scope.now)


def draw(data: Backlog, look: Look) -> Drawn:
    canvas = new_canvas(look)
    if not any(each.logged or each.resolved or each.open for each in data.flows):
        say_why_empty(canvas, _("No incident was logged, resolved or open in this time."))
        return Drawn(canvas.figure)
    ends = _ends(canvas, data.flows[-1])
    right = room_for(canvas, [text for _value, text, _colour in ends], strong=True)
    most = max(max(each.logged, each.resolved, each.open) for each in data.flows)
    ticks = count_ticks(most, look.height - 40)
    left = room_for(canvas, [f"{each:,}" for each in ticks]) + 12
    plot = Box(left, 12, look.width - right - 26, look.height - FOOT * look.font_size)
    grid(canvas, plot, [(_height(plot, each, ticks[-1]), f"{each:,}") for each in ticks])
    marks = _draw_bars(canvas, plot, data, ticks[-1])
    floor(canvas, plot)
    _draw_open(canvas, plot, data, ticks[-1])
    _draw_ends(canvas, plot, ends, ticks[-1])
    name_columns(canvas, plot, _names(data))
    return Drawn(canvas.figure, marks)


def _height(plot: Box, value: float, most: float) -> float:
    return plot.bottom - value / most * plot.height


def _names(data: Backlog) -> list[str]:
    steps = [each.step for each in data.flows]
    return week_names(steps) if data.kind == "week" else [each.key for each in steps]


def _draw_bars(canvas: Canvas, plot: Box, data: Backlog, most: float) -> list[Mark]:
    column = plot.width / len(data.flows)
    width = min(18.0, column * 0.38)
    logged: list[Box] = []
    resolved: list[Box] = []
    marks: list[Mark] = []
    for place, each in enumerate(data.flows):
        x = column_at(plot, place, len(data.flows))
        when = days_within(each.step, data.period)
        for count, left, kept, key, term in (
            (each.logged, x - width, logged, "created", f"created:{when}"),
            (each.resolved, x, resolved, "resolved", _resolved(when, each.plain)),
        ):
            box = Box(left, _height(plot, count, most), left + width, plot.bottom)
            kept.append(box)
            query = drill(data.query, "counted:yes", term)
            marks.append(Mark(box.left, box.top, width, max(2.0, box.height), _told(data, each, key), query, count))
    surface = canvas.colour("surface")
    boxes(canvas, logged, canvas.colour("series1"), edge=surface, edge_width=0.5)
    hatch = _hatch(canvas, "series3")
    boxes(canvas, resolved, canvas.colour("series3"), edge=surface, edge_width=0.5, hatch=hatch)
    return marks


def _resolved(when: str, plain: bool) -> str:
    if plain:
        return f"resolved:{when}"
    return f"-is:open (resolved:{when} or (closed:{when} -resolved:1900..))"


def _hatch(canvas: Canvas, role: str) -> str | None:
    """On paper what was resolved is hatched, for colours may be grey there."""
    return "////" if canvas.look.paper and role == "series3" else None


def _told(data: Backlog, each: Flow, key: str) -> str:
    first, until = inside(each.step, data.period)
    counted = _("n = {n} logged") if key == "created" else _("n = {n} resolved")
    return "\n".join(
        (
            _("{step}, {first} to {last}").format(step=each.step.key, first=first, last=until - timedelta(days=1)),
            counted.format(n=f"{each.logged if key == 'created' else each.resolved:,}"),
            _("net flow {change}, {open} open at the end").format(
                change=f"{each.logged - each.resolved:+,}", open=f"{each.open:,}"
            ),
        )
    )


def _draw_open(canvas: Canvas, plot: Box, data: Backlog, most: float) -> None:
    count = len(data.flows)
    points = [(column_at(plot, place, count), _height(plot, each.open, most)) for place, each in enumerate(data.flows)]
    surface = canvas.colour("surface")
    polyline(canvas, points, surface, 5)
    polyline(canvas, points, canvas.colour("series2"), 2.2)
    dots(canvas, points, canvas.colour("series2"), edge=surface, size=7, shape="s", edge_width=1)


def _ends(canvas: Canvas, last: Flow) -> list[tuple[int, str, str]]:
    text = canvas.colour("text")
    return [
        (last.open, _("open {n}").format(n=f"{last.open:,}"), text),
        (last.logged, _("logged {n}").format(n=f"{last.logged:,}"), text),
        (last.resolved, _("resolved {n}").format(n=f"{last.resolved:,}"), text),
    ]


def _draw_ends(canvas: Canvas, plot: Box, ends: Sequence[tuple[int, str, str]], most: float) -> None:
    gap = max(14.0, canvas.look.font_size * 1.4)
    heights = apart([_height(plot, value, most) for value, _text, _colour in ends], plot.top, plot.bottom - 4, gap)
    roles = ("series2", "series1", "series3")
    for y, (_value, text, colour), role in zip(heights, ends, roles, strict=True):
        swatch = Box(plot.right + 8, y - 4, plot.right + 16, y + 4)
        boxes(canvas, [swatch], canvas.colour(role), edge=canvas.colour("surface"), hatch=_hatch(canvas, role))
        write(canvas, plot.right + 22, y, text, colour=colour, strong=True)


def table(data: Backlog) -> Table:
    rows = [[each.step.key, each.logged, each.resolved, each.logged - each.resolved, each.open] for each in data.flows]
    return Table((_("Step"), _("Logged"), _("Resolved"), _("Net flow"), _("Open at the end")), rows)


def subtitle(data: Backlog) -> str:
    if data.kind == "week":
        return _("bars = logged and resolved in each week, line = open at its end")
    return _("bars = logged and resolved in each step of time, line = open at its end")
