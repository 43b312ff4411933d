"""An instant as a person says it, past or to come: 18:00, tomorrow 09:00, fri 18:00, +2h, 2026-03-02 09:00."""

import re
from datetime import date, datetime, time, timedelta, tzinfo

from incidentdesk.language import _, isolated
from incidentdesk.prepare.rota_time import FIRST_YEAR, HOUR, LAST_YEAR, instant_at, wall_at
from incidentdesk.prepare.windows import DAYS
from incidentdesk.refusal import Refused

_AWAY = re.compile(r"([+-])\s*(?:(\d{1,3})\s*d)?\s*(?:(\d{1,4})\s*h)?\s*(?:(\d{1,5})\s*m(?:in)?)?")
_DAY_AND_TIME = re.compile(r"(?:(\S+?),?[\sT]+)?(\d{1,2})[:.](\d{2})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")


def typed_instant(text: str, now: int, zone: tzinfo) -> int:
    """Microseconds since 1970; an empty text is now, a time of day is that of today.

    A time that the clock leaves out is the moment at which it is put forward, of one that comes twice the first is
    meant. Raises Refused for a text that is no time.
    """
    words = " ".join(text.split()).lower()
    if words in ("", "now", _("now")):
        return now
    away = _AWAY.fullmatch(words)
    if away and any(away.groups()[1:]):
        days, hours, minutes = (int(part or 0) for part in away.groups()[1:])
        return now + (1 if away[1] == "+" else -1) * ((24 * days + hours) * HOUR + minutes * HOUR // 60)
    wall = _typed_wall(words, now, zone)
    if wall is not None:
        return instant_at(zone, wall)
    raise Refused(
        _("“{text}” is no time. Write 18:00, tomorrow 09:00, fri 18:00, +2h or 2026-03-28 08:15.").format(
            text=isolated(text.strip())
        )
    )


def typed_note(text: str, now: int, zone: tzinfo) -> str:
    """What a person should know of a time in a night in which the clock is changed; empty for any other."""
    wall = _typed_wall(" ".join(text.split()).lower(), now, zone)
    if wall is None:
        return ""
    meant = wall_at(zone, instant_at(zone, wall))
    words = {"time": wall.strftime("%H:%M"), "meant": meant.strftime("%H:%M")}
    if meant != wall:
        return _("{time} does not exist on that day, as the clock goes forward; {meant} is meant.").format(**words)
    if wall.replace(tzinfo=zone, fold=0).utcoffset() != wall.replace(tzinfo=zone, fold=1).utcoffset():
        return _("{time} comes twice on that day, as the clock goes back; the first one is meant.").format(**words)
    return ""


def _typed_wall(words: str, now: int, zone: tzinfo) -> datetime | None:
    try:
        found = _DAY_AND_TIME.fullmatch(words.replace("t", " ", 1) if _ISO_DAY.match(words) else words)
        day = _day(found[1] or "", wall_at(zone, now).date()) if found else None
        if found and day and FIRST_YEAR <= day.year <= LAST_YEAR:
            return datetime.combine(day, time(int(found[2]), int(found[3])))
    except (ValueError, OverflowError):
        pass
    return None


def _day(word: str, today: date) -> date | None:
    near = {"": 0, "today": 0, _("today"): 0, "tomorrow": 1, _("tomorrow"): 1, "yesterday": -1, _("yesterday"): -1}
    if word in near:
        return today + timedelta(days=near[word])
    if len(word) >= 3 and word[:3] in DAYS:
        return today + timedelta(days=(DAYS.index(word[:3]) - today.weekday()) % 7)
    if found := _ISO_DAY.fullmatch(word):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DOTTED_DAY.fullmatch(word):
        return date(int(found[3] or today.year), int(found[2]), int(found[1]))
    return None


def written_instant(at: int, zone: tzinfo) -> str:
    """A text that `typed_instant` reads back, to the minute."""
    return wall_at(zone, at).strftime("%Y-%m-%d %H:%M")
