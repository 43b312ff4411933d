"""A rota as a picture of lanes over time: where each shift, gap and line of the day stands. Time runs from the left."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from incidentdesk.prepare.rota_shift import Lane, Shift, final, uncovered
from incidentdesk.prepare.rota_time import DAY, HOUR, instant_at, wall_at

Place = Callable[[int], float]  # the x of an instant
TURN, OVERRIDE, AWAY, GAP = "turn", "override", "away", "gap"


@dataclass(frozen=True, slots=True)
class Room:
    """What there is room for, in pixels: `gutter` is left of the time, `label` what a date of the scale needs."""

    width: float
    gutter: float
    head: float
    row: float
    label: float
    space: float = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One lane, or at the end what follows from all of them."""

    name: str
    top: float
    height: float
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """`shift` is None for a gap. `opens_left` where it has begun before the picture."""

    row: int
    left: float
    right: float
    kind: str
    from_at: int
    until_at: int
    shift: Shift | None = None
    opens_left: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale; the strong ones begin a week, or a day where there are hours."""

    x: float
    at: int
    strong: bool
    labelled: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    start: int
    end: int
    room: Room
    rows: tuple[Row, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    now_x: float | None
    height: float

    def instant(self, x: float) -> int:
        """The instant at a place, to the quarter of an hour, or to the hour where that is finer than a pixel."""
        share = (x - self.room.gutter) / max(1.0, self.room.width - self.room.gutter)
        at = self.start + round(min(1.0, max(0.0, share)) * (self.end - self.start))
        a_quarter = (self.room.width - self.room.gutter) * HOUR / 4 / (self.end - self.start)
        step = HOUR // 4 if a_quarter >= 1 else HOUR
        return self.start + round((at - self.start) / step) * step

    def row_at(self, y: float) -> int | None:
        return next((place for place, row in enumerate(self.rows) if row.top <= y < row.top + row.height), None)

    def bar_at(self, x: float, y: float) -> Bar | None:
        row = self.row_at(y)
        found = (bar for bar in reversed(self.bars) if bar.row == row and bar.left <= x < max(bar.right, bar.left + 3))
        return next(found, None)

    def bars_of(self, row: int) -> list[Bar]:
        return [bar for bar in self.bars if bar.row == row]


def laid_out(
    lanes: Sequence[Lane],
    start: int,
    end: int,
    now: int,
    zone: tzinfo,
    room: Room,
    *,
    final_name: str,
    owed_from: int = 0,
) -> Timeline:
    """Lay the lanes out between two instants; `zone` is the one whose days are marked.

    The lanes may know shifts beyond the picture. Before `owed_from` the rota was not in force, and that nobody was on
    call then is no gap.
    """
    rows = [Row(lane.name, _top(room, place), room.row) for place, lane in enumerate(lanes)]
    rows.append(Row(final_name, _top(room, len(lanes)) + room.space, room.row, is_final=True))
    x_of = _scale(start, end, room)
    bars = [
        _bar(place, shift, start, x_of)
        for place, lane in enumerate(lanes)
        for shift in lane.shifts
        if shift.until_at > start and shift.from_at < end
    ]
    bars += _final_bars(lanes, start, end, owed_from, x_of)
    bars.sort(key=lambda bar: (bar.row, bar.from_at))
    now_x = x_of(now) if start <= now < end else None
    height = rows[-1].top + rows[-1].height + room.space
    return Timeline(start, end, room, tuple(rows), tuple(bars), _ticks(start, end, zone, room, x_of), now_x, height)


def _final_bars(lanes: Sequence[Lane], start: int, end: int, owed_from: int, x_of: Place) -> list[Bar]:
    """Whole as far as the shifts are known, so that the end of one is not told where only the picture ends."""
    ends = [at for lane in lanes for shift in lane.shifts for at in shift.span]
    since, until, row = min([start, *ends]), max([end, *ends]), len(lanes)
    bars = [_bar(row, shift, start, x_of) for shift in final(lanes, since, until)]
    owed = max(since, owed_from)
    for a, b in uncovered(lanes, owed, until) if owed < until else []:
        bars.append(Bar(row, x_of(a), x_of(b), GAP, a, b, None, a < start))
    return [bar for bar in bars if bar.until_at > start and bar.from_at < end]


def _top(room: Room, place: int) -> float:
    return room.head + place * (room.row + room.space)


def _scale(start: int, end: int, room: Room) -> Place:
    across = room.width - room.gutter

    def x_of(at: int) -> float:
        return room.gutter + across * (min(end, max(start, at)) - start) / (end - start)

    return x_of


def _bar(row: int, shift: Shift, start: int, x_of: Place) -> Bar:
    kind = AWAY if shift.away else OVERRIDE if shift.override_id else TURN
    return Bar(
        row, x_of(shift.from_at), x_of(shift.until_at), kind, shift.from_at, shift.until_at, shift,
        shift.from_at < start,
    )  # fmt: skip


# ── the scale ────────────────────────────────────────────────────────────────────────────────────────────────────


def _ticks(start: int, end: int, zone: tzinfo, room: Room, x_of: Place) -> tuple[Tick, ...]:
    days = list(_midnights(start, end, zone))
    a_day = (room.width - room.gutter) * DAY / (end - start)
    every = next((count for count in (1, 2, 7, 14, 28) if count * a_day >= room.label), 56)
    weekly = a_day < 6
    found = []
    for at in days:
        day = wall_at(zone, at)
        monday = day.weekday() == 0
        labelled = every == 1 or (_day_number(day) % every == 0)
        if not weekly or monday:
            found.append(Tick(x_of(at), at, monday, labelled))
    return tuple(found)


def _day_number(day: datetime) -> int:
    """Counted so that Mondays are multiples of seven."""
    return day.toordinal() - 1


def _midnights(start: int, end: int, zone: tzinfo) -> Iterator[int]:
    day = datetime.combine(wall_at(zone, start).date(), time())
    while (at := instant_at(zone, day)) < end:
        if at >= start:
            yield at
        day += timedelta(days=1)


def neighbour(bars: Sequence[Bar], at: int, step: int) -> Bar | None:
    """The bar before or after the one that begins at an instant."""
    place = bisect_left([bar.from_at for bar in bars], at) + step
    return bars[place] if 0 <= place < len(bars) else None
