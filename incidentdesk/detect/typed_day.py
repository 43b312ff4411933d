"""A day as a person types it for something that is still to be done: 30.4., tomorrow, fri, +2w, 2026-04-30."""

import re
from calendar import monthrange
from datetime import date, timedelta

from incidentdesk.language import N_, _, isolated
from incidentdesk.refusal import Refused

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.?\s*(\d{4})?")
_NAMED = re.compile(r"(\d{1,2})\.?\s+([^\W\d]{3,})\.?\s*(\d{4})?")
_AHEAD = re.compile(r"(?:\+|in )\s*(\d{1,3})\s*(\w*)")
_WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
_DAYS_OF = {"": 1, "d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7}


def typed_day(text: str, today: date) -> date | None:
    """The day, None for an empty text; a day without a year is the next such one. Raises Refused for what is none."""
    words = " ".join(text.strip().lower().split())
    if not words:
        return None
    try:
        found = _relative(words, today) or _written(words, today)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise Refused(
            _("“{text}” is no day. Write 30.4., tomorrow, Friday, +2w or 2026-04-30.").format(
                text=isolated(text.strip())
            )
        )
    return found


def _relative(words: str, today: date) -> date | None:
    for days, names in ((0, ("today", _("today"))), (1, ("tomorrow", _("tomorrow")))):
        if words in names:
            return today + timedelta(days=days)
    weekday = _place(words, _WEEKDAYS)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if ahead := _AHEAD.fullmatch(words):
        count, unit = int(ahead[1]), ahead[2]
        if unit in _DAYS_OF:
            return today + timedelta(days=count * _DAYS_OF[unit])
        return _months_later(today, count) if unit in ("m", "month", "months") else None
    return None


def _months_later(today: date, months: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _written(words: str, today: date) -> date | None:
    """Raises ValueError for a day that no calendar has."""
    if iso := _ISO.fullmatch(words):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if dotted := _DOTTED.fullmatch(words):
        return _next(int(dotted[1]), int(dotted[2]), dotted[3], today)
    if named := _NAMED.fullmatch(words):
        month = _place(named[2], _MONTHS)
        return None if month is None else _next(int(named[1]), month + 1, named[3], today)
    return None


def _next(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year), month, day)
    found = date(today.year, month, day)
    return found if found >= today else date(today.year + 1, month, day)


def _place(word: str, names: tuple[str, ...]) -> int | None:
    """Which of the names a word begins, with at least two letters, in English or in the language of the desk."""
    if len(word) < 2:
        return None
    places = [
        place for place, name in enumerate(names) if name.lower().startswith(word) or _(name).lower().startswith(word)
    ]
    return places[0] if len(places) == 1 else None
