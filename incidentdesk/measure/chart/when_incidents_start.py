"""On which weekday and at which hour incidents are logged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

import numpy as np

from incidentdesk.detect.query_key import WEEKDAYS
from incidentdesk.detect.wall_clock import DAY, HOUR, stretches
from incidentdesk.language import N_, _
from incidentdesk.measure.chart.canvas import Box, Canvas, boxes, ink_on, new_canvas, width_of, write
from incidentdesk.measure.chart.chart import Scope
from incidentdesk.measure.chart.drawn import Drawn, Mark, Table
from incidentdesk.measure.chart.drill import drill
from incidentdesk.measure.chart.frame import room_for
from incidentdesk.measure.chart.label import say_why_empty
from incidentdesk.measure.chart.look import Look
from incidentdesk.measure.metric.grouping import in_period
from incidentdesk.store.column_reading import Integers

DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_HOURS = 24
_SHARES = (0.2, 0.4, 0.67)


@dataclass(frozen=True, slots=True)
class Starts:
    """How many were logged: [weekday from Monday on][hour], by the clock of a zone."""

    counts: Integers
    zone: str
    first_weekday: int
    query: str
    when: str


def gather(scope: Scope) -> Starts:
    created = scope.facts["created_at"]
    created = created[scope.facts.counted & in_period(created, scope.period)]
    local = created + _ahead(created, scope.zone)
    # 1970 began on a Thursday.
    cells = (local // DAY + 3) % 7 * _HOURS + local // HOUR % _HOURS
    counts = np.bincount(cells, minlength=7 * _HOURS).reshape(7, _HOURS)
    return Starts(counts, str(scope.zone), scope.first_weekday, scope.query, scope.period.written("created"))


def _ahead(instants: Integers, zone: tzinfo) -> Integers:
    """How far the clocks of a zone were ahead of UTC at each of some instants, in microseconds."""
    if not len(instants):
        return instants
    found = np.array(stretches(zone, int(instants.min()), int(instants.max())), np.int64)
    return found[np.maximum(np.searchsorted(found[:, 0], instants, "right") - 1, 0), 1]


def edges(most: int) -> list[int]:
    """From which count on each of the classes after the first begins; the first one is 0."""
    found = [1]
    for share in _SHARES:
        found.append(max(round(share * most), found[-1] + 1))
    return found


def draw(data: Starts, look: Look) -> Drawn:
    canvas = new_canvas(look)
    if not data.counts.sum():
        say_why_empty(canvas, _("No incident was logged in this time."))
        return Drawn(canvas.figure)
    size = look.font_size
    left = room_for(canvas, [_(each) for each in DAYS]) + 12
    plot = Box(left, 6, look.width - 6, look.height - 4.1 * size - 6)
    limits = edges(int(data.counts.max()))
    marks: list[Mark] = []
    of_class: dict[int, list[Box]] = {}
    for row in range(7):
        day = (row + data.first_weekday) % 7
        for hour in range(_HOURS):
            box, count = _cell(plot, row, hour), int(data.counts[day][hour])
            of_class.setdefault(_class_of(count, limits), []).append(box)
            marks.append(_mark(data, day, hour, box))
        write(canvas, left - 8, (box.top + box.bottom) / 2, _(DAYS[day]), colour=canvas.colour("text2"), align="right")
    for number, found in of_class.items():
        boxes(canvas, found, canvas.colour(f"heat{number + 1}"))
    _print_counts(canvas, plot, data, limits)
    _name_hours(canvas, plot)
    _draw_legend(canvas, data, limits)
    return Drawn(canvas.figure, marks)


def _cell(plot: Box, row: int, hour: int) -> Box:
    width, height = plot.width / _HOURS, plot.height / 7
    left, top = plot.left + hour * width, plot.top + row * height
    return Box(left, top, left + width - 1.5, top + height - 1.5)


def _class_of(count: int, limits: Sequence[int]) -> int:
    return sum(count >= each for each in limits)


def _print_counts(canvas: Canvas, plot: Box, data: Starts, limits: Sequence[int]) -> None:
    """Thousands are shortened where the cells are narrow; nothing is printed where not even that has room."""
    texts = [[f"{count}" if count else "" for count in row] for row in data.counts.tolist()]
    room, size = plot.width / _HOURS - 4, canvas.small
    if width_of(canvas, f"{int(data.counts.max())}", size) > room:
        texts = [[_shortened(int(text)) if text else "" for text in row] for row in texts]
    if room_for(canvas, [text for row in texts for text in {*row}], size) > room or plot.height / 7 < size + 2:
        return
    inks = [ink_on(canvas, canvas.colour(f"heat{number + 1}")) for number in range(len(limits) + 1)]
    for row in range(7):
        day = (row + data.first_weekday) % 7
        for hour, text in enumerate(texts[day]):
            box = _cell(plot, row, hour)
            ink = inks[_class_of(int(data.counts[day][hour]), limits)]
            write(canvas, (box.left + box.right) / 2, (box.top + box.bottom) / 2, text, colour=ink, size=size,
                  align="center")  # fmt: skip


def _shortened(count: int) -> str:
    return f"{count}" if count < 1_000 else f"{count / 1_000:.0f}k"


def _name_hours(canvas: Canvas, plot: Box) -> None:
    for hour in range(0, _HOURS, 3):
        box = _cell(plot, 0, hour)
        y = plot.bottom + 0.9 * canvas.look.font_size
        write(canvas, (box.left + box.right) / 2, y, f"{hour:02}", colour=canvas.colour("text2"), align="center")


def _draw_legend(canvas: Canvas, data: Starts, limits: Sequence[int]) -> None:
    size, x = canvas.look.font_size, canvas.look.width - 6.0
    y = canvas.look.height - 0.9 * size
    after = [*limits[1:], None]
    names = [
        "0",
        *(_class_name(low, None if high is None else high - 1) for low, high in zip(limits, after, strict=True)),
    ]
    used = sum(width_of(canvas, name) + size + 24 for name in names)
    x -= used
    if x > width_of(canvas, data.zone) + 24:
        write(canvas, 6, y, data.zone, colour=canvas.colour("text2"))
    for number, name in enumerate(names):
        box = Box(x, y - size / 2, x + size * 1.3, y + size / 2)
        boxes(canvas, [box], canvas.colour(f"heat{number + 1}"), edge=canvas.colour("outline"))
        write(canvas, box.right + 6, y, name, colour=canvas.colour("text2"))
        x = box.right + 6 + width_of(canvas, name) + 14


def _class_name(low: int, high: int | None) -> str:
    if high is None:
        return f"{low:,}+"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def _mark(data: Starts, day: int, hour: int, box: Box) -> Mark:
    count = int(data.counts[day][hour])
    text = _("{day} {first}:00 to {last}:59: n = {n}").format(
        day=_(DAYS[day]), first=f"{hour:02}", last=f"{hour:02}", n=f"{count:,}"
    )
    terms = (f"weekday:{WEEKDAYS[day]}", f"hour:{hour}", "counted:yes", data.when)
    return Mark(box.left, box.top, box.width, box.height, text, drill(data.query, *terms), count)


def table(data: Starts) -> Table:
    order = [(row + data.first_weekday) % 7 for row in range(7)]
    headings = (_("Weekday"), *(f"{hour:02}" for hour in range(_HOURS)))
    return Table(headings, [[_(DAYS[day]), *data.counts[day].tolist()] for day in order])


def subtitle(data: Starts) -> str:
    return _("weekday × hour of logging, {zone}, n = {n}").format(zone=data.zone, n=f"{int(data.counts.sum()):,}")
