"""Dates and durations of the query language: how they are written, and which stretch of time they mean."""

import re
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta, tzinfo

from incidentdesk import clock

MICROSECONDS = {"min": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000, "w": 604_800_000_000}

_NAMED = frozenset({
    "now", "today", "yesterday", "tomorrow", "this-week", "last-week", "next-week", "this-month", "last-month",
    "this-year", "last-year",
})  # fmt: skip
_AGO = re.compile(r"-?([0-9]{1,6})(min|h|d|w)")
_AHEAD = re.compile(r"\+([0-9]{1,6})(min|h|d|w)")
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_MINUTE = re.compile(
    r"([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})[t ]([0-9]{2})(?::([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?)?"
    r"(z|[+-][0-9]{2}:?[0-9]{2})?"
)
_LATEST = clock.stored(datetime.max.replace(tzinfo=UTC))
_DAY_LENGTH = timedelta(days=1)


def written_moment(text: str) -> str | None:
    """The one way to write a date: today, -7d, +4h, 2026-03-08, 2026-03-08t10:00; None if it is none."""
    folded = re.sub(r"[\s_]+(?=[a-z])", "-", text.strip().lower())
    if folded in _NAMED:
        return folded
    if ago := _AGO.fullmatch(folded):
        return f"-{int(ago[1])}{ago[2]}"
    if ahead := _AHEAD.fullmatch(folded):
        return f"+{int(ahead[1])}{ahead[2]}"
    if day := _DAY.fullmatch(folded):
        return _written_day(day)
    if minute := _MINUTE.fullmatch(folded):
        return _written_minute(minute)
    return None


def _written_day(found: re.Match[str]) -> str | None:
    parts = [int(part) for part in found.groups() if part]
    try:
        _first_day(parts)
    except ValueError:
        return None
    return "-".join(f"{part:0{width}}" for part, width in zip(parts, (4, 2, 2), strict=False))


def _written_minute(found: re.Match[str]) -> str | None:
    day = written_moment(found[1])
    written = f"{day}t{':'.join(part for part in found.groups()[1:4] if part)}{(found[5] or '').replace(':', '')}"
    try:
        _instant(written, UTC)
    except ValueError:
        return None
    return written if day else None


def _first_day(parts: list[int]) -> date:
    """The first day of a year, a month or a day; raises ValueError."""
    return date(*[*parts, 1, 1][:3])


def span(moment: str, now: datetime, zone: tzinfo, first_weekday: int = 0) -> tuple[int, int]:
    """The stretch that a written date means, from the first microsecond up to before the second (both since 1970).

    Days begin at midnight in `zone`; -7d is 7 x 24 hours ago, +4h 4 hours from now, both one microsecond long.
    `first_weekday` is 0 for Monday.
    """
    if moment == "now":
        return _at(clock.stored(now))
    if moment in _NAMED:
        first, after = _named(moment, now.astimezone(zone).date(), first_weekday)
        return _midnight(first, zone), _midnight(after, zone)
    if ago := _AGO.fullmatch(moment):
        return _at(clock.stored(now) - int(ago[1]) * MICROSECONDS[ago[2]])
    if ahead := _AHEAD.fullmatch(moment):
        return _at(clock.stored(now) + int(ahead[1]) * MICROSECONDS[ahead[2]])
    if "t" in moment:
        return _clock_span(moment, zone)
    return _calendar_span([int(part) for part in moment.split("-")], zone)


def _at(microsecond: int) -> tuple[int, int]:
    return microsecond, microsecond + 1


def _named(name: str, today: date, first_weekday: int) -> tuple[date, date]:
    week = today - timedelta(days=(today.weekday() - first_weekday) % 7)
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    match name:
        case "today":
            return today, today + _DAY_LENGTH
        case "yesterday":
            return today - _DAY_LENGTH, today
        case "tomorrow":
            return today + _DAY_LENGTH, today + 2 * _DAY_LENGTH
        case "next-week":
            return week + 7 * _DAY_LENGTH, week + 14 * _DAY_LENGTH
        case "this-week":
            return week, week + 7 * _DAY_LENGTH
        case "last-week":
            return week - 7 * _DAY_LENGTH, week
        case "this-month":
            return month, (month + 31 * _DAY_LENGTH).replace(day=1)
        case "last-month":
            return (month - _DAY_LENGTH).replace(day=1), month
        case "this-year":
            return year, year.replace(year=year.year + 1)
        case _:
            return year.replace(year=year.year - 1), year


def _calendar_span(parts: list[int], zone: tzinfo) -> tuple[int, int]:
    first = _first_day(parts)
    low = _midnight(first, zone)
    if first.year == MAXYEAR:
        return low, _LATEST
    after = {
        1: lambda: first.replace(year=first.year + 1),
        2: lambda: (first + 31 * _DAY_LENGTH).replace(day=1),
        3: lambda: first + _DAY_LENGTH,
    }[len(parts)]()
    return low, _midnight(after, zone)


def _midnight(day: date, zone: tzinfo) -> int:
    # Where a clock change skips midnight, fold=0 gives the instant of the change, which is where that day begins.
    return clock.stored(datetime.combine(day, time(), zone))


def _clock_span(moment: str, zone: tzinfo) -> tuple[int, int]:
    length = {2: 3_600_000_000, 5: 60_000_000, 8: 1_000_000}
    clock_part = re.split(r"[z+-]", moment.partition("t")[2])[0]
    low = clock.stored(_instant(moment, zone))
    return low, low + length[len(clock_part)]


def _instant(moment: str, zone: tzinfo) -> datetime:
    instant = datetime.fromisoformat(moment.upper())
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)


def duration(written: str) -> tuple[int, int]:
    """The number of microseconds of 3d, and that of one unit of it."""
    found = _AGO.fullmatch(written)
    if found is None:
        raise ValueError(f"{written!r} is not a duration")
    return int(found[1]) * MICROSECONDS[found[2]], MICROSECONDS[found[2]]
