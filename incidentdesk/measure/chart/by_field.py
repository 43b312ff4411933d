"""How many incidents each service, team or channel has, and how long they take."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from incidentdesk.detect.query import written_filter
from incidentdesk.language import _, ngettext
from incidentdesk.measure.chart.canvas import Box, boxes, new_canvas, segments, write
from incidentdesk.measure.chart.chart import Scope
from incidentdesk.measure.chart.drawn import Drawn, Mark, Table
from incidentdesk.measure.chart.drill import drill
from incidentdesk.measure.chart.frame import room_for
from incidentdesk.measure.chart.label import elided, say_why_empty
from incidentdesk.measure.chart.look import Look
from incidentdesk.measure.duration_text import duration_text
from incidentdesk.measure.metric.business import hours_of
from incidentdesk.measure.metric.distribution import Distribution, distribution
from incidentdesk.measure.metric.flow import volumes
from incidentdesk.measure.metric.grouping import FIELDS, Group, grouping
from incidentdesk.measure.metric.spans import Measured, measured
from incidentdesk.store.column_reading import Integers

_MOST = 12


@dataclass(frozen=True, slots=True)
class Part:
    """How many incidents of a service, team or channel were logged, and how long those that were resolved took.

    `others` are all that are not named.
    """

    label: str
    logged: int
    times: Distribution
    query: str
    others: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """The largest first; the others together last."""

    by: str
    parts: Sequence[Part]
    business: bool = False


def gather_by(by: str) -> Callable[[Scope], Parts]:
    def gather(scope: Scope) -> Parts:
        return _gather(scope, by)

    return gather


def _gather(scope: Scope, by: str) -> Parts:
    groups = grouping(scope.reader, scope.facts, scope.period, by, scope.now)
    logged = np.array(volumes(scope.facts, groups, "created_at"), np.int64)
    hours = hours_of(scope.reader, scope.facts) if scope.business else None
    found = measured(scope.facts, "time-to-resolve", groups, hours=hours)
    resolved = np.bincount(found.codes, minlength=len(groups))
    order = [int(each) for each in np.lexsort((-resolved, -logged)) if logged[each] or resolved[each]]
    shown = order if len(order) <= _MOST + 1 else order[:_MOST]
    parts = [
        _part(scope, groups.groups[each].label, groups.groups[each].query, logged, [each], found) for each in shown
    ]
    if rest := order[len(shown) :]:
        others = _others(by, [groups.groups[each] for each in shown])
        parts.append(_part(scope, _("Other ({count})").format(count=len(rest)), others, logged, rest, found))
    return Parts(by, parts, scope.business)


def _others(by: str, shown: Sequence[Group]) -> str:
    names = [each.key for each in shown if each.key]
    without = "" if len(names) == len(shown) else f" has:{by}"
    return f"-{written_filter(by, *names, names=True)}{without}"


def _part(scope: Scope, label: str, chosen: str, logged: Integers, places: Sequence[int], found: Measured) -> Part:
    mine = np.isin(found.codes, places)
    times = distribution(found.seconds[mine], int(found.populations[list(places)].sum()))
    query = drill(scope.query, chosen, "counted:yes", scope.period.written("created"))
    return Part(str(label), int(logged[list(places)].sum()), times, query, len(places) > 1)


def draw(data: Parts, look: Look) -> Drawn:
    canvas = new_canvas(look)
    if not data.parts:
        say_why_empty(canvas, _("No incident was logged or resolved in this time."))
        return Drawn(canvas.figure)
    size = look.font_size
    row = max(1.5 * size, min(28.0, (look.height - 2.2 * size) / len(data.parts)))
    fitting = max(1, int((look.height - 2.2 * size) // row))
    shown = data.parts if len(data.parts) <= fitting else data.parts[: max(1, fitting - 1)]
    left = min(room_for(canvas, [each.label for each in shown]), look.width * 0.34)
    right = room_for(canvas, [_time(data, each) for each in shown] + [_heading(data)])
    # A bar of all the others would leave no room for those that are named, so there is none where it is longer.
    most = max(1, *(each.logged for each in data.parts if not each.others))
    values = room_for(canvas, [f"{each.logged:,}" for each in shown], strong=True)
    plot = Box(left + 14, 2.0 * size, look.width - right - values - 30, 2.0 * size + row * len(shown))
    write(canvas, look.width - 6, size, _heading(data), colour=canvas.colour("text2"), size=canvas.small, align="right")
    marks = []
    bars = []
    for place, each in enumerate(shown):
        y = plot.top + (place + 0.5) * row
        length = each.logged / most * plot.width if each.logged <= most else 0.0
        box = Box(plot.left, y - row * 0.34, plot.left + length, y + row * 0.34)
        bars.append(box)
        write(canvas, plot.left - 8, y, elided(canvas, each.label, left), align="right")
        write(canvas, box.right + 6, y, f"{each.logged:,}", strong=True)
        write(canvas, look.width - 6, y, _time(data, each), colour=canvas.colour("text2"), align="right")
        marks.append(
            Mark(box.left, box.top, max(4.0, box.width), box.height, _told(data, each), each.query, each.logged)
        )
    if missing := len(data.parts) - len(shown):
        more = ngettext(
            "and {count} more, for which there is no room", "and {count} more, for which there is no room", missing
        )
        y = plot.bottom + row / 2
        write(canvas, plot.left, y, more.format(count=missing), colour=canvas.colour("text2"), size=canvas.small)
    boxes(canvas, bars, canvas.colour("series1"))
    segments(canvas, [((plot.left, plot.top), (plot.left, plot.bottom))], canvas.colour("outline"))
    return Drawn(canvas.figure, marks)


def _heading(data: Parts) -> str:
    return _("median, working hours") if data.business else _("median time to resolve")


def _time(data: Parts, each: Part) -> str:
    return duration_text(each.times.median, worked=data.business)


def _told(data: Parts, each: Part) -> str:
    lines = [each.label, _("n = {n} logged").format(n=f"{each.logged:,}")]
    if each.times.median is None:
        return "\n".join([*lines, _("none resolved")])
    median, p90 = (duration_text(length, worked=data.business) for length in (each.times.median, each.times.p90))
    lines.append(
        _("resolved: n = {n}, median {median}, 90th percentile {p90}").format(
            n=f"{each.times.n:,}", median=median, p90=p90
        )
    )
    return "\n".join(lines)


def table(data: Parts) -> Table:
    headings = (
        _(FIELDS[data.by]), _("Logged"), _("Resolved, n"), _("Median, hours"), _("90th percentile, hours"),
    )  # fmt: skip
    rows = [
        [each.label, each.logged, each.times.n, _hours(each.times.median), _hours(each.times.p90)]
        for each in data.parts
    ]
    return Table(headings, rows)


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 3_600, 4)


def subtitle(_data: Parts) -> str:
    return _("bars = incidents logged; beside them the median of those resolved")
