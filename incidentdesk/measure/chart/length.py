"""Lengths of time in words, and the scale on which they are drawn."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from incidentdesk.language import N_, _

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
WEEK, YEAR = 7 * DAY, 365.25 * DAY
# What is shorter is drawn as if it lasted a second, because a logarithmic scale has no 0.
SHORTEST = 1.0

_UNITS = (
    (N_("{count} y"), YEAR),
    (N_("{count} w"), WEEK),
    (N_("{count} d"), DAY),
    (N_("{count} h"), HOUR),
    (N_("{count} min"), MINUTE),
    (N_("{count} s"), 1.0),
)
_TICKS = (
    1.0, 5.0, 15.0, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, DAY, 3 * DAY, WEEK, 4 * WEEK, 13 * WEEK, YEAR,
    3 * YEAR, 10 * YEAR, 30 * YEAR, 100 * YEAR, 300 * YEAR,
)  # fmt: skip


def length_text(seconds: float) -> str:
    """In its two largest units: "5 h 20 min", "3 d 4 h", "12 w", "40 s"."""
    for place, (_pattern, unit) in enumerate(_UNITS):
        if seconds >= unit:
            return _in_units(seconds, place)
    return _("< 1 s") if seconds > 0 else _("0 s")


def _in_units(seconds: float, place: int) -> str:
    pattern, unit = _UNITS[place]
    smaller, step = _UNITS[min(place + 1, len(_UNITS) - 1)]
    count, rest = divmod(round(seconds / step), round(unit / step))
    if place and count >= round(_UNITS[place - 1][1] / unit):
        return _(_UNITS[place - 1][0]).format(count=1)
    shown = _(pattern).format(count=count)
    return f"{shown} {_(smaller).format(count=rest)}" if rest and step < unit else shown


def tick_text(seconds: float) -> str:
    """A round length in one unit: "15 min", "1 w"."""
    for pattern, unit in _UNITS:
        if seconds >= unit:
            return _(pattern).format(count=round(seconds / unit))
    return length_text(seconds)


@dataclass(frozen=True, slots=True)
class LengthScale:
    """A logarithmic scale from `low` to `high` seconds."""

    low: float
    high: float

    def share(self, seconds: float) -> float:
        """How far along the scale a length lies: 0 is its beginning, 1 its end."""
        inside = min(max(seconds, self.low), self.high)
        return math.log(inside / self.low) / math.log(self.high / self.low)

    def ticks(self, room: float, gap: float) -> list[float]:
        """Round lengths on the scale that are at least `gap` pixels apart where it is `room` pixels long."""
        found: list[float] = []
        for tick in _TICKS:
            fits = self.low <= tick <= self.high
            if fits and (not found or (self.share(tick) - self.share(found[-1])) * room >= gap):
                found.append(tick)
        return found


def scale_of(seconds: Iterable[float]) -> LengthScale:
    """A scale that holds all of these, from one round length to another."""
    known = [max(each, SHORTEST) for each in seconds]
    low, high = (min(known), max(known)) if known else (HOUR, DAY)
    below = max((tick for tick in _TICKS if tick <= low), default=_TICKS[0])
    above = min((tick for tick in _TICKS if tick >= high), default=high)
    if above <= below:
        above = min((tick for tick in _TICKS if tick > below), default=2 * below)
    return LengthScale(below, above)
