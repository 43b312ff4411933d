"""An instant as a person says it on the phone: 09:50, yesterday 17:00, -20m, 12.03. 08:15."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

from incidentdesk.language import _
from incidentdesk.refusal import Refused

_AGO = re.compile(r"-\s*(?:(\d{1,4})\s*d)?\s*(?:(\d{1,4})\s*h)?\s*(?:(\d{1,5})\s*m(?:in)?)?")
_TIME = r"(\d{1,2})[:.h](\d{2})(?::(\d{2}))?"
_ONLY_TIME = re.compile(_TIME)
_DAY_AND_TIME = re.compile(rf"(.+?)[\s,tT]+{_TIME}")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")
_AHEAD = timedelta(minutes=1)  # how far a clock may be fast before "23:50" means yesterday


def typed_time(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The instant in UTC, None for an empty text or "now" in the sense of "nothing special".

    A time of day that is still to come means yesterday's. Raises Refused for a text that is no time.
    """
    words = " ".join(text.strip().split()).lower()
    if not words or words in ("now", _("now")):
        return None
    if words.startswith("-") and (ago := _AGO.fullmatch(words)) and any(ago.groups()):
        days, hours, minutes = (int(part or 0) for part in ago.groups())
        return (now - timedelta(days=days, hours=hours, minutes=minutes)).astimezone(UTC)
    here = now.astimezone(zone)
    try:
        local = _local(words, here)
    except ValueError:
        local = None
    if local is None:
        raise Refused(
            _("“{text}” is no time. Write 09:50, yesterday 17:00, -20m or 2026-03-28 08:15.").format(text=text.strip())
        )
    return local.replace(tzinfo=zone).astimezone(UTC)


def written_time(instant: datetime, zone: tzinfo) -> str:
    """A text that `typed_time` reads back, to the minute, or to the second where there are seconds."""
    local = instant.astimezone(zone)
    return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")


def _local(words: str, here: datetime) -> datetime | None:
    """Without a zone; raises ValueError for a day or an hour that no calendar has."""
    if found := _ONLY_TIME.fullmatch(words):
        today = _at(here.date(), found.groups())
        return today - timedelta(days=1) if today > here.replace(tzinfo=None) + _AHEAD else today
    if found := _DAY_AND_TIME.fullmatch(words):
        day = _day(found[1].strip(" ,"), here.date())
        return None if day is None else _at(day, found.groups()[1:])
    return None


def _day(word: str, today: date) -> date | None:
    if word in ("today", _("today")):
        return today
    if word in ("yesterday", _("yesterday")):
        return today - timedelta(days=1)
    if found := _ISO_DAY.fullmatch(word):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DOTTED_DAY.fullmatch(word):
        day = date(int(found[3] or today.year), int(found[2]), int(found[1]))
        return day.replace(year=day.year - 1) if not found[3] and day > today else day
    return None


def _at(day: date, parts: tuple[str | None, ...]) -> datetime:
    hour, minute, second = (int(part or 0) for part in parts)
    return datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001
