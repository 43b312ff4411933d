"""How often incidents changed hands before they were resolved."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from incidentdesk.language import _, ngettext
from incidentdesk.measure.chart.canvas import Box, boxes, new_canvas, width_of, write
from incidentdesk.measure.chart.chart import Scope
from incidentdesk.measure.chart.drawn import Drawn, Mark, Table
from incidentdesk.measure.chart.frame import FOOT, column_at, count_ticks, floor, grid, name_columns, room_for
from incidentdesk.measure.chart.label import say_why_empty
from incidentdesk.measure.chart.look import Look
from incidentdesk.measure.metric.grouping import whole
from incidentdesk.measure.metric.quality import resolved_codes

NAMES = ("0", "1", "2", "3", "4+")


@dataclass(frozen=True, slots=True)
class Hands:
    """How many of the incidents resolved were reassigned 0, 1, 2, 3, and 4 or more times."""

    counts: Sequence[int]


def gather(scope: Scope) -> Hands:
    facts = scope.facts
    chosen = resolved_codes(facts, whole(scope.period)) >= 0
    often = np.clip(facts["reassignment_count"][chosen], 0, len(NAMES) - 1)
    return Hands(np.bincount(often, minlength=len(NAMES)).tolist())


def draw(data: Hands, look: Look) -> Drawn:
    canvas = new_canvas(look)
    total = sum(data.counts)
    if not total:
        say_why_empty(canvas, _("No incident was resolved in this time."))
        return Drawn(canvas.figure)
    size = look.font_size
    ticks = count_ticks(max(data.counts), look.height - 5 * size)
    left = room_for(canvas, [f"{each:,}" for each in ticks]) + 12
    plot = Box(left, 2.2 * size, look.width - 8, look.height - FOOT * size)
    grid(canvas, plot, [(plot.bottom - each / ticks[-1] * plot.height, f"{each:,}") for each in ticks])
    width = min(72.0, plot.width / len(NAMES) * 0.6)
    bars, marks = [], []
    for place, count in enumerate(data.counts):
        x = column_at(plot, place, len(NAMES))
        box = Box(x - width / 2, plot.bottom - count / ticks[-1] * plot.height, x + width / 2, plot.bottom)
        bars.append(box)
        label = _("{n} ({percent} %)").format(n=f"{count:,}", percent=f"{100 * count / total:.0f}")
        if width_of(canvas, label, strong=True) > plot.width / len(NAMES) - 6:
            label = f"{count:,}"
        write(canvas, x, box.top - 0.95 * size, label, strong=True, align="center", halo=True)
        marks.append(Mark(box.left, box.top, width, max(2.0, box.height), _told(data, place), n=count))
    boxes(canvas, bars, canvas.colour("series1"))
    floor(canvas, plot)
    name_columns(canvas, plot, NAMES)
    return Drawn(canvas.figure, marks)


def _told(data: Hands, place: int) -> str:
    count, total = data.counts[place], sum(data.counts)
    text = ngettext("{often} reassignment: n = {n} of {total}", "{often} reassignments: n = {n} of {total}", place)
    return text.format(often=NAMES[place], n=f"{count:,}", total=f"{total:,}")


def table(data: Hands) -> Table:
    total = sum(data.counts)
    rows = [
        [name, count, round(100 * count / total, 4) if total else None]
        for name, count in zip(NAMES, data.counts, strict=True)
    ]
    return Table((_("Reassignments"), _("Incidents"), _("Share, %")), rows)


def subtitle(data: Hands) -> str:
    return _("changes of team or assignee of incidents resolved, n = {n}").format(n=f"{sum(data.counts):,}")
