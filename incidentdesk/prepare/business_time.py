"""Business time: how much of a stretch of time falls into working hours, and when so much of it will have passed.

Everything is reckoned in UTC; a calendar's wall-clock windows are turned into stretches of UTC once and kept, so that
both nights of a clock change come out right. A window belongs to the day on which it begins: a holiday closes what
begins on it, and not the end of a night shift that began the evening before. What the clock skips is worked by nobody;
an hour that comes twice is worked twice. Instants are microseconds since 1970.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple
from zoneinfo import ZoneInfo

from incidentdesk import clock
from incidentdesk.prepare.holiday import holiday_dates
from incidentdesk.prepare.windows import Windows, windows_of, windows_text
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

__all__ = [
    "EVERY_HOUR", "Windows", "WorkingTime", "business_after", "business_between", "by_clock_of", "day_length",
    "holidays_between", "is_working", "never_works", "next_opening", "openings", "windows_of", "windows_text",
    "working_of", "working_time", "working_times",
]  # fmt: skip

MINUTE, DAY = 60_000_000, 86_400_000_000
# Openings are worked out for so much time at once; about 30 days make the search in one short and their number small.
_STRETCH = 32 * DAY
# What would take longer than that is never due.
_LONGEST = 100 * 366 * DAY
_LONGEST_CLOSURE = 3 * 366 * DAY


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When work is done: a calendar as a value. `always` is round the clock, whatever the windows say.

    `holidays` are dates of one's own, beside those of country and region (ISO 3166).
    """

    name: str = ""
    zone: str = "UTC"
    windows: Windows = ((),) * 7
    country: str = ""
    region: str = ""
    holidays: frozenset[date] = frozenset()
    always: bool = False


EVERY_HOUR = WorkingTime(always=True)
_COLUMNS = ("name", "time_zone", "windows", "country", "region", "holidays")


def working_time(reader: Reader, calendar_id: int | None, zone: str = "") -> WorkingTime:
    """The calendar of that id, read by the clock of another zone if one is named; None is every hour."""
    return working_times(reader, [(calendar_id, zone)])[calendar_id, zone]


def working_times(
    reader: Reader, wanted: Iterable[tuple[int | None, str]]
) -> dict[tuple[int | None, str], WorkingTime]:
    """Several calendars with the zones in which they are read, in one query."""
    pairs = set(wanted)
    if all(calendar_id is None for calendar_id, _zone in pairs):
        return dict.fromkeys(pairs, EVERY_HOUR)
    found = {row[0]: row for row in reader.rows(f"SELECT id, {', '.join(_COLUMNS)} FROM calendar")}
    return {
        (calendar_id, zone): EVERY_HOUR if calendar_id not in found else _working(zone, *found[calendar_id][1:])
        for calendar_id, zone in pairs
    }


def working_of(columns: Mapping[str, str]) -> WorkingTime:
    """The calendar of a record, or of what a person is about to write as one, by the columns of `prepare.calendar`."""
    return _working("", *(columns[each] for each in _COLUMNS))


def by_clock_of(working: WorkingTime, zone: str) -> WorkingTime:
    """The same hours by the clock of another zone; as they are where that is none."""
    return working if working.always or not zone else replace(working, zone=_known_zone(zone, working.zone))


@lru_cache(maxsize=256)
def _working(
    zone: str, name: str, own_zone: str, windows: str, country: str, region: str, holidays: str
) -> WorkingTime:
    return WorkingTime(name, _known_zone(zone, own_zone), _windows(windows), country, region, _days(holidays))


def _windows(text: str) -> Windows:
    """None where they can't be read, as a file of strangers may bring them; such a calendar is never due."""
    try:
        return windows_of(text)
    except Refused:
        return ((),) * 7


def _days(text: str) -> frozenset[date]:
    """The dates of one's own holidays, without those that are none."""
    found = set()
    for each in json.loads(text):
        with suppress(ValueError, TypeError, LookupError):
            found.add(date.fromisoformat(each[0]))
    return frozenset(found)


def _known_zone(*names: str) -> str:
    """The first of them that there is."""
    return next((name for name in names if name and _zone(name) is not None), "UTC")


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


# ── how long, and until when ─────────────────────────────────────────────────────────────────────────────────────────


def business_between(working: WorkingTime, start: int, end: int) -> int:
    """Microseconds of working time from `start` to `end`; 0 where the end is not later."""
    if end <= start:
        return 0
    if working.always:
        return end - start
    first, last = start // _STRETCH, end // _STRETCH
    opened = _opened(working, first)
    if first == last:
        return opened.until(end) - opened.until(start)
    whole = sum(_opened(working, number).total for number in range(first + 1, last))
    return opened.total - opened.until(start) + whole + _opened(working, last).until(end)


def business_after(working: WorkingTime, start: int, amount: int) -> int | None:
    """The first instant by which so many microseconds of working time have passed since `start`.

    None where that never comes: the calendar has no working hour, or it would take more than a hundred years.
    """
    if amount <= 0:
        return start
    if working.always or amount > _LONGEST:
        return start + amount if amount <= _LONGEST else None
    left, last_worked, first = amount, start, start // _STRETCH
    for number in range(first, (start + _LONGEST) // _STRETCH):
        opened = _opened(working, number)
        before = opened.until(start) if number == first else 0
        if opened.total - before >= left:
            return opened.instant(before + left)
        left -= opened.total - before
        after = (number + 1) * _STRETCH
        if opened.total:
            last_worked = after
        elif after - last_worked > _LONGEST_CLOSURE:
            return None
    return None


def is_working(working: WorkingTime, at: int) -> bool:
    """Whether that instant is in a working hour; the end of a window is not."""
    return working.always or _opened(working, at // _STRETCH).holds(at)


def next_opening(working: WorkingTime, at: int) -> int | None:
    """The first instant from `at` on that is in a working hour; None where there is none."""
    if is_working(working, at):
        return at
    after = business_after(working, at, 1)
    return None if after is None else after - 1


def never_works(working: WorkingTime) -> bool:
    """Whether no weekday has a working hour."""
    return not working.always and not any(working.windows)


def holidays_between(working: WorkingTime, start: int, end: int) -> list[date]:
    """The days in order on which work would be done if they were no holidays."""
    if working.always or end <= start:
        return []
    zone = _zone(working.zone) or ZoneInfo("UTC")
    first, last = (clock.instant(at).astimezone(zone).date() for at in (start, end))
    closed = working.holidays | holiday_dates(working.country, working.region, first.year, last.year)
    return sorted(day for day in closed if first <= day <= last and working.windows[day.weekday()])


def openings(working: WorkingTime, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of working time between two instants, cut off at them."""
    if working.always:
        yield from [(start, end)] if start < end else []
        return
    for number in range(start // _STRETCH, end // _STRETCH + 1):
        opened = _opened(working, number)
        for begin, close in zip(opened.begins, opened.ends, strict=True):
            if begin < end and close > start:
                yield max(begin, start), min(close, end)


@lru_cache(maxsize=256)
def day_length(working: WorkingTime) -> int:
    """The length in microseconds of a working day, as most weekdays that are worked have it; 24 h round the clock.

    A target of "1 day" means this or 24 h, and is shown with the word for it (features, SLA rule 11).
    """
    lengths = [sum(end - begin for begin, end in day) for day in working.windows if day]
    return DAY if working.always or not lengths else max(sorted(set(lengths)), key=lengths.count) * MINUTE


# ── the openings of a calendar in UTC ────────────────────────────────────────────────────────────────────────────────


class _Opened(NamedTuple):
    """The openings of one stretch, how much of it is worked before each of them, and in all."""

    begins: Sequence[int]
    ends: Sequence[int]
    before: Sequence[int]
    total: int

    def until(self, at: int) -> int:
        """How much of the stretch is worked before an instant."""
        place = bisect_right(self.begins, at) - 1
        return 0 if place < 0 else self.before[place] + min(at, self.ends[place]) - self.begins[place]

    def instant(self, worked: int) -> int:
        """The first instant at which so much is worked; at least 1 and at most the total."""
        place = bisect_right(self.before, worked - 1) - 1
        return self.begins[place] + worked - self.before[place]

    def holds(self, at: int) -> bool:
        place = bisect_right(self.begins, at) - 1
        return place >= 0 and at < self.ends[place]


def _opened(working: WorkingTime, number: int) -> _Opened:
    known = _known(working)
    found = known.get(number)
    if found is None:
        found = known[number] = _opened_anew(working, number)
    return found


@lru_cache(maxsize=256)
def _known(working: WorkingTime) -> dict[int, _Opened]:  # noqa: ARG001
    """What has been worked out of a calendar; kept by its value, so that a changed calendar begins anew."""
    return {}


def _opened_anew(working: WorkingTime, number: int) -> _Opened:
    start, end = number * _STRETCH, (number + 1) * _STRETCH
    stretches = [
        (max(begin, start), min(close, end))
        for begin, close in _joined(_windows_in_utc(working, start, end))
        if begin < end and close > start
    ]
    lengths = [close - begin for begin, close in stretches]
    before = [0, *accumulate(lengths)]
    return _Opened([each[0] for each in stretches], [each[1] for each in stretches], before[:-1], before[-1])


def _windows_in_utc(working: WorkingTime, start: int, end: int) -> Iterator[tuple[int, int]]:
    zone = _zone(working.zone) or ZoneInfo("UTC")
    # A zone is at most a day away from UTC, and a window at most a day long.
    first, last = (clock.instant(at).date() + timedelta(days=days) for at, days in ((start, -2), (end, 1)))
    closed = working.holidays | holiday_dates(working.country, working.region, first.year, last.year)
    for place in range((last - first).days + 1):
        day = first + timedelta(days=place)
        for begin, close in working.windows[day.weekday()] if day not in closed else ():
            yield _instant(day, begin, zone, first=True), _instant(day, close, zone, first=False)


def _instant(day: date, minute: int, zone: ZoneInfo, *, first: bool) -> int:
    """The instant at which the clock shows that minute of the day, the first or the last time.

    Where the clock skips it, the instant at which it does so.
    """
    days, minute = divmod(minute, 24 * 60)
    shown = datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60))
    early, late = (_utc(shown.replace(fold=fold), zone) for fold in (0, 1))
    if early > late:
        return _change_between(late, early, zone)
    return early if first else late


def _utc(shown: datetime, zone: ZoneInfo) -> int:
    return clock.stored(shown.replace(tzinfo=zone).astimezone(UTC))


def _change_between(low: int, high: int, zone: ZoneInfo) -> int:
    """The instant at which the zone's offset changes, to the second."""
    before = clock.instant(low).astimezone(zone).utcoffset()
    while high - low > 1_000_000:
        middle = (low + high) // 2
        if clock.instant(middle).astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high // 1_000_000 * 1_000_000


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order and without overlaps, so that nothing is counted twice."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(stretches):
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        elif begin < end:
            joined.append((begin, end))
    return joined
