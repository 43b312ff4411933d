"""The time over which is measured: a period with its steps, in a zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, tzinfo

from incidentdesk import clock
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")
_QUARTER = re.compile(r"([0-9]{4})-?[qQ]([1-4])")
_WEEK = re.compile(r"([0-9]{4})-?[wW]([0-9]{1,2})")
_YEAR = re.compile(r"([0-9]{4})")


@dataclass(frozen=True, slots=True)
class Period:
    """From its first day up to before the day `until`, both by the clock in a zone; None is open.

    `key` says it shortly and in an order: 2026-10, 2026-Q4, 2026-W41, 2026-10-01..2026-10-15.
    """

    first: date | None
    until: date | None
    zone: tzinfo
    key: str = ""

    @property
    def start_at(self) -> int | None:
        """In microseconds since 1970."""
        return None if self.first is None else midnight(self.first, self.zone)

    @property
    def end_at(self) -> int | None:
        return None if self.until is None else midnight(self.until, self.zone)

    @property
    def last(self) -> date | None:
        """The last day that belongs to it."""
        return None if self.until is None else self.until - timedelta(days=1)

    def holds(self, at: int) -> bool:
        start, end = self.start_at, self.end_at
        return (start is None or at >= start) and (end is None or at < end)

    def written(self, key: str) -> str:
        """The filter of the query language for a time in it: created:2026-10-01..2026-10-31; "" for all time."""
        low = "" if self.first is None else self.first.isoformat()
        high = "" if self.last is None else self.last.isoformat()
        return f"{key}:{low}..{high}" if low or high else ""

    def before(self) -> "Period | None":
        """The period of the same length that ends where this one begins; of a month the month before it."""
        if self.first is None or self.until is None or self.first.year == MINYEAR:
            return None
        if found := _MONTH.fullmatch(self.key):
            return month(_months_later(date(int(found[1]), int(found[2]), 1), -1), self.zone)
        if _QUARTER.fullmatch(self.key):
            return quarter(_months_later(self.first, -3), self.zone)
        length = self.until - self.first
        return between(self.first - length, self.first - timedelta(days=1), self.zone)


def midnight(day: date, zone: tzinfo) -> int:
    """The instant at which a day begins in a zone, in microseconds since 1970."""
    shown = datetime.combine(day, time(), zone)
    try:
        return clock.stored(shown.astimezone(UTC))
    except OverflowError:
        # East of Greenwich the year 1 begins before the first instant there is.
        return clock.stored(shown.replace(tzinfo=UTC))


def day_of(at: int, zone: tzinfo) -> date:
    return clock.instant(at).astimezone(zone).date()


ALL_TIME_KEY = "all"


def all_time(zone: tzinfo) -> Period:
    return Period(None, None, zone, ALL_TIME_KEY)


def between(first: date | None, last: date | None, zone: tzinfo) -> Period:
    """From a day to another, both included, None is open; raises Refused where it ends before it begins.

    What is a whole month, quarter, year or week is the same period as if it had been called so.
    """
    if first is None and last is None:
        return all_time(zone)
    if first is not None and last is not None and last < first:
        raise Refused(
            _("The period ends on {last}, before it begins on {first}. Swap them.").format(first=first, last=last)
        )
    if last is not None and last.year == MAXYEAR:
        raise Refused(_("{day} is too far away.").format(day=last))
    until = None if last is None else last + timedelta(days=1)
    named = [step(first, zone) for step in (month, quarter, year, week)] if first is not None else []
    same = next((each for each in named if (each.first, each.until) == (first, until)), None)
    return same or Period(first, until, zone, f"{first or ''}..{last or ''}")


def month(day: date, zone: tzinfo) -> Period:
    """The month of a day."""
    first = day.replace(day=1)
    return Period(first, _months_later(first, 1), zone, f"{first:%Y-%m}")


def quarter(day: date, zone: tzinfo) -> Period:
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return Period(first, _months_later(first, 3), zone, f"{first.year}-Q{(first.month + 2) // 3}")


def week(day: date, zone: tzinfo) -> Period:
    """The week of a day from Monday on, numbered as ISO 8601 does."""
    first = day - timedelta(days=day.weekday())
    year, number, _weekday = first.isocalendar()
    return Period(first, first + timedelta(days=7), zone, f"{year}-W{number:02}")


def year(day: date, zone: tzinfo) -> Period:
    return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1), zone, f"{day.year}")


def period_of(text: str, zone: tzinfo) -> Period:
    """The period that is written so: 2026-10, 2026-Q4, 2026-W41, 2026, 2026-10-01..2026-10-15, 2026-10-01.. or all.

    Raises Refused for what is none.
    """
    written = text.strip()
    try:
        if written.lower() == ALL_TIME_KEY:
            return all_time(zone)
        if found := _MONTH.fullmatch(written):
            return month(date(int(found[1]), int(found[2]), 1), zone)
        if found := _QUARTER.fullmatch(written):
            return quarter(date(int(found[1]), 3 * int(found[2]), 1), zone)
        if found := _WEEK.fullmatch(written):
            return week(date.fromisocalendar(int(found[1]), int(found[2]), 1), zone)
        if found := _YEAR.fullmatch(written):
            return year(date(int(found[1]), 1, 1), zone)
        first, dots, last = (each.strip() for each in written.partition(".."))
        if not (first or last):
            raise ValueError(text)
        return between(_day(first), _day(last if dots else first), zone)
    except (ValueError, OverflowError) as error:
        raise Refused(
            _("“{text}” is no period. Write 2026-10, 2026-Q4, 2026-W41 or 2026-10-01..2026-10-15.").format(text=text)
        ) from error


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


STEPS = {"week": week, "month": month, "quarter": quarter, "year": year}


def steps(kind: str, low: int, high: int, zone: tzinfo) -> list[Period]:
    """The weeks, months, quarters or years from that of one instant to that of another, both included."""
    return list(_steps(kind, low, high, zone)) if low <= high else []


def _steps(kind: str, low: int, high: int, zone: tzinfo) -> Iterator[Period]:
    found = STEPS[kind](day_of(low, zone), zone)
    last = day_of(high, zone)
    while found.first is not None and found.until is not None and found.first <= last:
        yield found
        found = STEPS[kind](found.until, zone)


def _months_later(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)
