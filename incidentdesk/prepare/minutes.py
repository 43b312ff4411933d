"""A length of time as people write it: "15 min", "4 h", "1 h 30 min", "2 d", "1 w"; a day has 24 hours."""

import re

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_UNITS = {"min": 1, "m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}
_PART = re.compile(r"(\d{1,6}(?:[.,]\d{1,2})?)\s*(min|m|h|d|w)\b\s*", re.IGNORECASE)
_LONGEST = 366 * 24 * 60
_DAYS_FROM = 3 * 24 * 60
_MINUTE = 60_000_000  # microseconds


def minutes_of(text: str) -> int | None:
    """Whole minutes, None for an empty text; raises Refused for what is no length of time, and above a year."""
    text = " ".join(text.split())
    if not text:
        return None
    parts = list(_PART.finditer(text))
    if not parts or "".join(part[0] for part in parts) != text:
        raise Refused(
            _("“{text}” is no length of time. Write a number with its unit, such as 15 min, 4 h or 2 d.").format(
                text=isolated(text)
            )
        )
    minutes = round(sum(float(part[1].replace(",", ".")) * _UNITS[part[2].lower()] for part in parts))
    if minutes > _LONGEST:
        raise Refused(_("“{text}” is longer than a year.").format(text=isolated(text)))
    return minutes


def minutes_text(minutes: int | None) -> str:
    """The way in which `minutes_of` reads it: "15 min", "4 h", "1 h 30 min", from three days on "3 d"."""
    if minutes is None or minutes < _DAYS_FROM:
        return hours_text(minutes)
    days, rest = divmod(minutes, 24 * 60)
    told = _("{count} d").format(count=days)
    return f"{told} {hours_text(rest)}" if rest else told


def hours_text(minutes: int | None) -> str:
    """ "45 min", "16 h", "1 h 30 min": hours however many they are; "" for none."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{count} min").format(count=rest)
    if not rest:
        return _("{count} h").format(count=hours)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=rest)


def length_text(microseconds: int) -> str:
    """A length that has passed, in its two largest units: "4 min", "2 h 31 min", "3 d 4 h"."""
    days, minutes = divmod(max(0, microseconds) // _MINUTE, 24 * 60)
    if not days:
        return hours_text(minutes)
    hours = minutes // 60
    return _("{days} d {hours} h").format(days=days, hours=hours) if hours else _("{count} d").format(count=days)
