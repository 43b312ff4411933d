"""Which hour of which weekday it was by the clock on the wall of a zone, as SQL over `incident AS i`.

A zone is taken apart into the stretches in which its clocks stood at one distance from UTC, so that both databases
reckon what the zone says, over clock changes and in zones of half hours, without knowing the zone themselves.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from incidentdesk import clock
from incidentdesk.detect.query import Range, Value
from incidentdesk.store.reading import Reader

HOUR, DAY = 3_600_000_000, 86_400_000_000  # microseconds
# Databases divide towards 0, so the local time is moved on by whole weeks until it is above 0 in any year.
_AHEAD = 110_000 * 7 * DAY
# No zone has changed its clocks twice within so short a time since 1970; the shortest was a week (Recife in 2000).
_STEP = 3 * DAY
# What lies outside of these years is told by the offset at their ends.
_EARLIEST, _LATEST = (clock.stored(datetime(year, 1, 1, tzinfo=UTC)) for year in (1900, 2200))
_MICROSECOND = timedelta(microseconds=1)

Stretch = tuple[int, int]


def hours_meant(values: Iterable[Value | Range]) -> set[int]:
    """Hours of the day; from 22 to 4 is over midnight."""
    found: set[int] = set()
    for value in values:
        if isinstance(value, Value):
            found.add(int(value.text))
            continue
        low = int(value.low) + value.above if value.low else 0
        high = int(value.high) - value.below if value.high else 23
        over_midnight = value.low and value.high and low > high
        found.update([*range(low, 24), *range(high + 1)] if over_midnight else range(low, high + 1))
    return found


def hour_of_creation(local: str) -> str:
    """0 to 23; `local` is made by `local_time`."""
    return f"({local} / {HOUR}) % 24"


def weekday_of_creation(local: str) -> str:
    """0 is Monday; 1970 began on a Thursday."""
    return f"({local} / {DAY} + 3) % 7"


def local_time(reader: Reader, present: str, zone: tzinfo, bind: Callable[[int], str]) -> str:
    """When an incident was created by the clock on the wall, in microseconds, moved on by whole weeks.

    `present` is the condition of the incidents that are looked at; `bind` makes a parameter and returns its name.
    """
    low, high = (_bound(reader, which, present) for which in ("min", "max"))
    found = stretches(zone, low, high)
    return f"(i.created_at + {_chosen([(start, ahead + _AHEAD) for start, ahead in found], bind)})"


def _bound(reader: Reader, which: str, present: str) -> int:
    """Asked for one by one, both are looked up in an index."""
    return int(reader.rows(f"SELECT {which}(i.created_at) FROM incident AS i WHERE {present}")[0][0] or 0)


def _chosen(found: Sequence[Stretch], bind: Callable[[int], str]) -> str:
    """The value of the stretch in which an incident was created, found by halves."""
    if len(found) == 1:
        return f":{bind(found[0][1])}"
    middle = len(found) // 2
    start = bind(found[middle][0])
    before, after = _chosen(found[:middle], bind), _chosen(found[middle:], bind)
    return f"CASE WHEN i.created_at < :{start} THEN {before} ELSE {after} END"


def stretches(zone: tzinfo, low: int, high: int) -> list[Stretch]:
    """From which instant on the clocks of a zone stood how far ahead of UTC, from `low` to `high`, in microseconds."""
    at, end = (min(max(each, _EARLIEST), _LATEST) for each in (low, high))
    found = [(at, ahead_of_utc(zone, at))]
    while at < end:
        after = min(at + _STEP, end)
        ahead = ahead_of_utc(zone, after)
        if ahead != found[-1][1]:
            found.append((_change(zone, at, after), ahead))
        at = after
    return found


def ahead_of_utc(zone: tzinfo, at: int) -> int:
    return (clock.instant(at).astimezone(zone).utcoffset() or timedelta()) // _MICROSECOND


def _change(zone: tzinfo, before: int, after: int) -> int:
    """The first instant with the offset of `after`."""
    first = ahead_of_utc(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if ahead_of_utc(zone, middle) == first:
            before = middle
        else:
            after = middle
    return after
