"""How instants and lengths of time are written. Instants are microseconds since 1970 in UTC, as they are stored."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDateTime, QLocale

from incidentdesk import clock
from incidentdesk.language import _
from incidentdesk.prepare.minutes import length_text

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def relative(at: int, now: int, zone: ZoneInfo) -> str:
    """ "now", "12 min", "3 h", "2 d", then "12 Nov", with the year if it is another one."""
    past = now - at
    if past < 0:
        return relative_ahead(-past, at, now, zone)
    if past < MINUTE:
        return _("now")
    if past < 7 * DAY:
        return short_length(past)
    return day(at, now, zone)


def relative_ahead(ahead: int, at: int, now: int, zone: ZoneInfo) -> str:
    """ "now", "in 12 min" …, then the day."""
    if ahead < MINUTE:
        return _("now")
    if ahead < 7 * DAY:
        return _("in {length}").format(length=short_length(ahead))
    return day(at, now, zone)


def short_length(microseconds: int) -> str:
    """A length of time in its largest whole unit: "12 min", "3 h", "2 d"."""
    if microseconds < HOUR:
        return _("{count} min").format(count=microseconds // MINUTE)
    if microseconds < DAY:
        return _("{count} h").format(count=microseconds // HOUR)
    return _("{count} d").format(count=microseconds // DAY)


def length(microseconds: int) -> str:
    """A length of time in its two largest units: "4 min", "2 h 31 min", "3 d 4 h"."""
    return length_text(microseconds)


def day(at: int, now: int, zone: ZoneInfo) -> str:
    """ "12 Nov", or "12 Nov 2024" where the year is not the one of now."""
    local = _local(at, zone)
    pattern = _("d MMM") if local.year == _local(now, zone).year else _("d MMM yyyy")
    return QLocale().toString(_qt(local), pattern)


def time_of_day(at: int, zone: ZoneInfo) -> str:
    """ "08:14"."""
    return _local(at, zone).strftime("%H:%M")


def day_and_time(at: int, now: int, zone: ZoneInfo) -> str:
    """ "today 08:14", "yesterday 08:14", "12 Nov 08:14"."""
    days = (_local(now, zone).date() - _local(at, zone).date()).days
    time = time_of_day(at, zone)
    if days == 0:
        return _("today {time}").format(time=time)
    if days == 1:
        return _("yesterday {time}").format(time=time)
    return _("{day} {time}").format(day=day(at, now, zone), time=time)


def full(at: int, zone: ZoneInfo) -> str:
    """The full local date and time with its zone, for tooltips and for screen readers."""
    local = _local(at, zone)
    text = QLocale().toString(_qt(local), _("dddd, d MMMM yyyy, HH:mm:ss"))
    return _("{date} {abbreviation} ({zone})").format(date=text, abbreviation=local.tzname(), zone=zone.key)


def _local(at: int, zone: ZoneInfo) -> datetime:
    return clock.instant(at).astimezone(zone)


def _qt(local: datetime) -> QDateTime:
    return QDateTime(local.year, local.month, local.day, local.hour, local.minute, local.second)
