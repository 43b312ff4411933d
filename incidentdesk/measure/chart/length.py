"""The scale on which lengths of time are drawn, and its ticks in words."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from incidentdesk.language import N_, _

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
WEEK, YEAR = 7 * DAY, 365.25 * DAY
# What is shorter is drawn as if it lasted a second, because a logarithmic scale has no 0.
SHORTEST = 1.0
_ROOM = 1.3

_UNITS = (
    (N_("{count} y"), YEAR),
    (N_("{count} w"), WEEK),
    (N_("{count} d"), DAY),
    (N_("{count} h"), HOUR),
    (N_("{count} min"), MINUTE),
    (N_("{count} s"), 1.0),
)
_HOURS = 3
_TICKS = (
    1.0, 5.0, 15.0, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, DAY, 3 * DAY, WEEK, 4 * WEEK, 13 * WEEK, YEAR,
    3 * YEAR, 10 * YEAR, 30 * YEAR, 100 * YEAR, 300 * YEAR,
)  # fmt: skip


def tick_text(seconds: float, *, worked: bool = False) -> str:
    """A round length in one unit: "15 min", "1 w"; working time is told in hours at the most."""
    units = _UNITS[_HOURS:] if worked else _UNITS
    pattern, unit = next((each for each in units if seconds >= each[1]), units[-1])
    return _(pattern).format(count=f"{round(seconds / unit):,}")


# A working day is no day of 24 hours, so there are only hours.
_WORKED_TICKS = (*_TICKS[:8], *(count * HOUR for count in (16, 40, 160, 400, 1_600, 4_000, 16_000, 40_000, 400_000)))


@dataclass(frozen=True, slots=True)
class LengthScale:
    """A logarithmic scale from `low` to `high` seconds; `worked` where they are working time."""

    low: float
    high: float
    worked: bool = False

    def share(self, seconds: float) -> float:
        """How far along the scale a length lies: 0 is its beginning, 1 its end."""
        inside = min(max(seconds, self.low), self.high)
        return math.log(inside / self.low) / math.log(self.high / self.low)

    def ticks(self, room: float, gap: float) -> list[float]:
        """Round lengths on the scale that are at least `gap` pixels apart where it is `room` pixels long."""
        found: list[float] = []
        for tick in _WORKED_TICKS if self.worked else _TICKS:
            fits = self.low <= tick <= self.high
            if fits and (not found or (self.share(tick) - self.share(found[-1])) * room >= gap):
                found.append(tick)
        return found


def scale_of(seconds: Iterable[float], *, worked: bool = False) -> LengthScale:
    """A scale that holds all of these with some room around them, and two ticks at the least."""
    known = [max(each, SHORTEST) for each in seconds]
    low, high = (min(known) / _ROOM, max(known) * _ROOM) if known else (HOUR, DAY)
    ticks = _WORKED_TICKS if worked else _TICKS
    if sum(low <= tick <= high for tick in ticks) < 2:
        low = max((tick for tick in ticks if tick <= low), default=low)
        high = min((tick for tick in ticks if tick >= max(high, 1.01 * low)), default=2 * high)
    return LengthScale(low, high, worked)
