"""Shares with what is certain of them: a dot for each, a whisker for its 95 % interval, and a target across."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from incidentdesk.language import _
from incidentdesk.measure.chart.canvas import (
    DASHED,
    Box,
    Canvas,
    dots,
    new_canvas,
    segments,
    width_of,
    write,
)
from incidentdesk.measure.chart.drawn import Drawn, Mark
from incidentdesk.measure.chart.frame import FOOT, column_at, grid, name_columns, room_for
from incidentdesk.measure.chart.label import say_why_empty
from incidentdesk.measure.chart.look import Look
from incidentdesk.measure.metric.distribution import Share


@dataclass(frozen=True, slots=True)
class Dot:
    """`n` is how many incidents its query finds, of which one may have had several clocks."""

    name: str
    share: Share
    told: str
    query: str
    n: int


def draw_dots(dots_wanted: Sequence[Dot], target: float, look: Look, empty: str) -> Drawn:
    """`target` in percent; `empty` says why there is nothing."""
    canvas = new_canvas(look)
    if not any(each.share.n for each in dots_wanted):
        say_why_empty(canvas, empty)
        return Drawn(canvas.figure)
    aim = _("target {percent} %").format(percent=f"{target:g}")
    left = room_for(canvas, [_percent(100)]) + 12
    plot = Box(
        left, 12, look.width - width_of(canvas, aim, canvas.small) - 12, look.height - (FOOT + 1.35) * look.font_size
    )
    low = lowest(dots_wanted, target)
    ticks = _ticks(low, plot.height, look.font_size * 1.9)
    grid(canvas, plot, [(_height(plot, low, each), _percent(each)) for each in ticks])
    _draw_target(canvas, plot, _height(plot, low, target), aim)
    marks = [mark for place, each in enumerate(dots_wanted) if (mark := _draw_dot(
        canvas, plot, low, (place, len(dots_wanted)), each, target))]  # fmt: skip
    name_columns(
        canvas,
        plot,
        [each.name for each in dots_wanted],
        below=[_("n={n}").format(n=f"{each.share.n:,}") if each.share.n else _("no data") for each in dots_wanted],
    )
    return Drawn(canvas.figure, marks)


def lowest(found: Sequence[Dot], target: float) -> float:
    """Where the scale begins: at a round share below all that is shown."""
    edges = [each.share.interval[0] * 100 for each in found if each.share.interval]
    return max(0.0, 10 * math.floor((min([*edges, target]) - 2) / 10))


def _ticks(low: float, room: float, gap: float) -> list[float]:
    step = next((each for each in (10, 20, 25, 50) if room * each / (100 - low) >= gap), 100)
    return [100 - place * step for place in range(int((100 - low) // step) + 1)]


def _height(plot: Box, low: float, percent: float) -> float:
    return plot.bottom - (percent - low) / (100 - low) * plot.height


def _percent(value: float) -> str:
    return _("{percent} %").format(percent=f"{value:.0f}")


def _draw_target(canvas: Canvas, plot: Box, y: float, text: str) -> None:
    segments(canvas, [((plot.left, y), (plot.right, y))], canvas.colour("text"), 1.2, dash=DASHED)
    write(canvas, plot.right + 6, y, text, size=canvas.small)


def _draw_dot(canvas: Canvas, plot: Box, low: float, column: tuple[int, int], each: Dot, target: float) -> Mark | None:
    value, interval = each.share.value, each.share.interval
    if value is None or interval is None:
        return None
    x, y = column_at(plot, *column), _height(plot, low, 100 * value)
    bottom, top = (_height(plot, low, 100 * edge) for edge in interval)
    segments(canvas, [((x, top), (x, bottom))], canvas.colour("text2"), 2)
    dots(canvas, [(x, y)], canvas.colour("series1"), edge=canvas.colour("surface"), size=10)
    text = f"{100 * value:.0f}"
    if plot.width / column[1] >= width_of(canvas, text, strong=True) * 2 + 20:
        beside = _beside(y, _height(plot, low, target), canvas.look.font_size)
        write(canvas, x + 9, min(max(beside, plot.top), plot.bottom - 4), text, strong=True, halo=True)
    return Mark(x - 12, min(top, y - 12), 24, max(bottom, y + 12) - min(top, y - 12), each.told, each.query, each.n)


def _beside(y: float, target: float, size: float) -> float:
    """Beside the dot, and off the line of the target."""
    if abs(y - target) >= size * 0.8:
        return y
    return target - size * 0.85 if y <= target else target + size * 0.85


def share_text(share: Share) -> str:
    """ "88.5 % met, n = 96, 95 % interval 80.2 to 93.8 %"."""
    value, interval = share.value, share.interval
    if value is None or interval is None:
        return _("no data")
    return _("{percent} % met, n = {n}, 95 % interval {low} to {high} %").format(
        percent=f"{100 * value:.1f}", n=f"{share.n:,}", low=f"{100 * interval[0]:.1f}", high=f"{100 * interval[1]:.1f}"
    )


def share_cells(share: Share) -> list[object]:
    """n, met, the share and its interval in percent."""
    if share.value is None or share.interval is None:
        return [share.n, share.hits, None, None, None]
    return [share.n, share.hits, *(round(100 * each, 4) for each in (share.value, *share.interval))]


def share_headings() -> tuple[str, ...]:
    return _("n"), _("Met"), _("Share, %"), _("95 % from"), _("95 % to")
