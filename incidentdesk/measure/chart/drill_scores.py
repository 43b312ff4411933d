"""The scores of drills, one after the other: the latest, and whether they change by more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from incidentdesk import clock
from incidentdesk.improve.drill_trend import HeldDrill, held_drills
from incidentdesk.language import _
from incidentdesk.measure.chart.canvas import Box, dots, new_canvas, segments, width_of, write
from incidentdesk.measure.chart.chart import Scope
from incidentdesk.measure.chart.drawn import Drawn, Mark, Table
from incidentdesk.measure.chart.frame import FOOT, column_at, floor, grid, name_columns, room_for
from incidentdesk.measure.chart.label import elided, say_why_empty
from incidentdesk.measure.chart.look import Look
from incidentdesk.measure.comparison import Comparison, medians_compared
from incidentdesk.measure.metric.period import day_of

_TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class DrillScores:
    """The drills that ended in a time, the oldest first; `trend` compares the later half of those with a score with
    the earlier one. `days` are those on which they ended in the zone that is shown."""

    held: Sequence[HeldDrill]
    days: Sequence[str]
    trend: Comparison

    @property
    def scored(self) -> list[tuple[HeldDrill, str]]:
        return [(each, day) for each, day in zip(self.held, self.days, strict=True) if each.total is not None]


def gather(scope: Scope) -> DrillScores:
    held = [each for each in held_drills(scope.reader) if scope.period.holds(each.ended_at)]
    totals = np.array([each.total for each in held if each.total is not None], np.float64)
    earlier, later = np.split(totals, [len(totals) // 2])
    days = [day_of(each.ended_at, scope.zone).isoformat() for each in held]
    return DrillScores(held, days, medians_compared(later, earlier))


def draw(data: DrillScores, look: Look) -> Drawn:
    canvas = new_canvas(look)
    if not data.scored:
        say_why_empty(canvas, _("No drill with a score ended in this time."))
        return Drawn(canvas.figure)
    size = look.font_size
    left = room_for(canvas, ["100"]) + 14
    plot = Box(left, 2.6 * size, look.width - 8, look.height - (FOOT + 1.35) * size)
    # The latest of them, as many as have room for their scores.
    shown = data.scored[-max(1, int(plot.width // (width_of(canvas, "100", strong=True) + 8))) :]
    grid(canvas, plot, [(_height(plot, each), str(each)) for each in _TICKS])
    points = [(column_at(plot, place, len(shown)), each.total or 0) for place, (each, _day) in enumerate(shown)]
    heights = [(x, _height(plot, total)) for x, total in points]
    segments(canvas, [((x, y), (x, plot.bottom)) for x, y in heights], canvas.colour("text2"), 2)
    floor(canvas, plot)
    dots(canvas, heights, canvas.colour("series1"), edge=canvas.colour("surface"), size=10)
    marks = []
    for (x, y), (drill, day) in zip(heights, shown, strict=True):
        write(canvas, x, y - 1.4 * size, str(drill.total), strong=True, align="center", halo=True)
        marks.append(Mark(x - 12, y - 12, 24, plot.bottom - y + 12, _told(drill, day), reference=drill.number))
    room = plot.width / len(shown) - 12
    titles = [elided(canvas, drill.title, room, canvas.small) for drill, _day in shown] if room > 5 * size else ()
    name_columns(canvas, plot, [day for _drill, day in shown], below=titles)
    return Drawn(canvas.figure, marks)


def _height(plot: Box, points: int) -> float:
    return plot.bottom - points / 100 * plot.height


def _told(drill: HeldDrill, day: str) -> str:
    return _("{number} {title}, {day}: {points} of 100").format(
        number=drill.number, title=drill.title, day=day, points=drill.total
    )


def table(data: DrillScores) -> Table:
    rows = [
        [drill.number, drill.title, day, clock.iso(drill.ended_at), drill.total]
        for drill, day in zip(data.held, data.days, strict=True)
    ]
    return Table((_("Drill"), _("Title"), _("Day"), _("Ended (UTC)"), _("Score of 100")), rows)


def subtitle(data: DrillScores) -> str:
    """The latest, the median with its n, and the trend."""
    scored = data.scored
    if not scored:
        return _("points of 100 of the drills that ended, n = 0")
    latest, _day = scored[-1]
    median = float(np.median([drill.total for drill, _on in scored if drill.total is not None]))
    return _("latest {points} of 100; median {median}, n = {n}; trend: {trend}").format(
        points=latest.total, median=f"{median:g}", n=len(scored), trend=data.trend.text
    )
