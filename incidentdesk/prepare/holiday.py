"""Holidays: the public ones of countries and regions, and those of a calendar file."""

import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, takewhile
from typing import Any

from incidentdesk import clock
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

LARGEST_FILE = 5 * 1024 * 1024  # bytes
_YEARS_AHEAD = 10
_LONGEST_HOLIDAY = 100  # days
_MOST_TIMES = 1_000
_MOST_DAYS = 5_000
# A whole day recurs in whole days (RFC 5545, 3.3.10); every second of some years would be counted for hours.
_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}


def countries() -> list[str]:
    """The codes of the countries whose public holidays are known (ISO 3166-1), in their order."""
    from holidays import list_supported_countries

    return sorted(list_supported_countries(include_aliases=False))


def regions(country: str) -> list[str]:
    """The codes of the regions of a country that have holidays of their own (ISO 3166-2); none for no country."""
    from holidays import list_supported_countries

    return sorted(list_supported_countries(include_aliases=False).get(country, []))


@lru_cache(maxsize=1024)
def public_holidays(country: str, region: str, year: int) -> tuple[tuple[date, str], ...]:
    """The public holidays of one year with their names, in order; none where no country is named.

    Raises Refused for a country or a region that is not known.
    """
    if not country:
        return ()
    from holidays import country_holidays

    # Of countries with a calendar by the moon it knows some decades; there is nothing that anybody could do about it.
    warnings.filterwarnings("ignore", "Requested Holidays are available only", UserWarning)
    try:
        return tuple(sorted(country_holidays(country, subdiv=region or None, years=year).items()))
    except NotImplementedError as error:
        place = f"{country}-{region}" if region else country
        raise Refused(_("The public holidays of {place} are not known.").format(place=isolated(place))) from error


@lru_cache(maxsize=1024)
def holiday_dates(country: str, region: str, first_year: int, last_year: int) -> frozenset[date]:
    """The dates of the public holidays of some years; none where they are not known."""
    try:
        return frozenset(
            day for year in range(first_year, last_year + 1) for day, _name in public_holidays(country, region, year)
        )
    except Refused:
        return frozenset()


def holidays_of_ical(content: bytes) -> list[tuple[str, str]]:
    """The whole days of a calendar file (RFC 5545) as (ISO date, name), in order; yearly ones for ten years.

    Raises Refused for what is no calendar file, is too large, or has no whole day in it.
    """
    if len(content) > LARGEST_FILE:
        raise Refused(_("The file is too large for a calendar of holidays (more than 5 MB)."))
    if content.count(b"BEGIN:VEVENT") > _MOST_DAYS:
        raise _too_many()
    found = list(islice((day for event in _events(content) for day in _days(event)), _MOST_DAYS + 1))
    if not found:
        raise Refused(_("There is no event of a whole day in the file, so it has no holidays."))
    if len(found) > _MOST_DAYS:
        raise _too_many()
    return [(day.isoformat(), name) for day, name in sorted(set(found))]


def _too_many() -> Refused:
    return Refused(
        _("The file has more than {count} days, so it is no calendar of holidays.").format(count=f"{_MOST_DAYS:,}")
    )


def _events(content: bytes) -> list[Any]:
    from icalendar import Calendar

    try:
        return [event for found in Calendar.from_ical(content, multiple=True) for event in found.walk("VEVENT")]
    except (ValueError, IndexError, KeyError, AttributeError, TypeError) as error:
        raise Refused(_("The file is no calendar (iCal, .ics), or it is damaged.")) from error


def _days(event: Any) -> Iterator[tuple[date, str]]:
    """The days of one event with its name, each time that it recurs; nothing for an event of some hours."""
    try:
        begin, length = _whole_days(event)
        name = " ".join(str(event.get("SUMMARY", "")).split())
        for first in _times(event, begin) if length else ():
            yield from ((first + timedelta(days=place), name) for place in range(length))
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise Refused(_("An event of the file has a date that can't be read.")) from error


def _whole_days(event: Any) -> tuple[date, int]:
    """The first day and the number of days; 0 for an event that does not fill its days."""
    begin = event["DTSTART"].dt if "DTSTART" in event else None
    end = event["DTEND"].dt if "DTEND" in event else None
    if isinstance(begin, datetime):
        fills = isinstance(end, datetime) and not any((begin.hour, begin.minute, end.hour, end.minute))
        begin, end = (begin.date(), end.date()) if fills and isinstance(end, datetime) else (None, None)
    if begin is None:
        return date.min, 0
    length = (end - begin).days if end is not None else event["DURATION"].dt.days if "DURATION" in event else 1
    return begin, min(max(length, 1), _LONGEST_HOLIDAY)


def _times(event: Any, begin: date) -> Iterable[date]:
    """The first days of all recurrences up to some years from now, without those that were called off."""
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return []
    off = {*_dates(event, "EXDATE")}
    return [each for each in [*_recurring(event, begin), *_dates(event, "RDATE")] if each not in off]


def _dates(event: Any, name: str) -> Iterator[date]:
    """The days of a property that may be there several times, with several values each."""
    told = event.get(name, [])
    for each in told if isinstance(told, list) else [told]:
        for value in each.dts:
            yield value.dt.date() if isinstance(value.dt, datetime) else value.dt


def _recurring(event: Any, begin: date) -> Iterable[date]:
    if "RRULE" not in event:
        return [begin]
    from dateutil.rrule import rrulestr

    rules = event["RRULE"]
    told = rules[0] if isinstance(rules, list) else rules
    if not {*told.get("FREQ", [])} <= _FREQUENCIES:
        return [begin]
    rule = rrulestr(told.to_ical().decode(), dtstart=datetime.combine(begin, time()), ignoretz=True)
    now = clock.now().replace(tzinfo=None)
    last = now + timedelta(days=366 * _YEARS_AHEAD)
    found = takewhile(lambda each: each <= last, rule.xafter(now - timedelta(days=366), inc=True))
    return [each.date() for each in islice(found, _MOST_TIMES)]
