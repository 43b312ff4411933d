"""The working hours of one day and of a week, as people write and read them."""

import json
import re
from itertools import pairwise

from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.calendar import DAYS
from incidentdesk.prepare.rota_window import typed_windows, windows_words
from incidentdesk.prepare.windows import DAY_NAME, Windows, windows_of, windows_text
from incidentdesk.refusal import Refused

FULL_DAY = 24 * 60  # minutes
Hours = tuple[tuple[int, int], ...]
_WINDOW = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|\bto\b)\s*(\d{1,2})(?:[:.](\d{2}))?")
_ALL_DAY = {"24h", "24 h", "24 hours"}


def hours_of_day(text: str) -> Hours:
    """The windows in 09:00-12:00, 13:00-17:00 or 9-17, in minutes of the day; none for an empty text.

    An end at or before its beginning is on the next day. Raises Refused for what is none and for an overlap.
    """
    words = " ".join(text.split())
    if words.casefold() in _ALL_DAY:
        return ((0, FULL_DAY),)
    windows = sorted(_window(part.strip()) for part in words.split(",") if part.strip())
    for (_begin, end), (begin, _end) in pairwise(windows):
        if begin < end:
            raise Refused(_("Two windows overlap at {time}.").format(time=clock_text(begin)))
    return tuple(windows)


def _window(text: str) -> tuple[int, int]:
    found = _WINDOW.fullmatch(text)
    begin, end = (_minute(*found.group(place, place + 1)) for place in (1, 3)) if found else (-1, -1)
    if not 0 <= begin < FULL_DAY or not 0 <= end <= FULL_DAY:
        raise Refused(_("“{text}” are no hours. Write them as 09:00-12:00, 13:00-17:00.").format(text=isolated(text)))
    return begin, end if end > begin else end + FULL_DAY


def _minute(hours: str, minutes: str | None) -> int:
    return int(hours) * 60 + int(minutes or 0) if int(minutes or 0) < 60 else -1


def day_text(hours: Hours) -> str:
    """ "09:00-12:00, 13:00-17:00", "" for none."""
    return ", ".join(f"{clock_text(begin)}-{clock_text(end)}" for begin, end in hours)


def clock_text(minute: int) -> str:
    """ "09:00"; the end of the day is 24:00, and what is on the next day is shown as there."""
    shown = minute if minute <= FULL_DAY else minute - FULL_DAY
    return f"{shown // 60:02}:{shown % 60:02}"


def week_of(text: str) -> Windows:
    """The windows in mon-fri 09:00-12:00, 13:00-17:00; sat 10:00-14:00. Raises Refused for what is none."""
    return windows_of(json.dumps(typed_windows(text)))


def week_text(windows: Windows) -> str:
    """As `week_of` reads it, days of the same hours together."""
    return windows_words(json.loads(windows_text(windows)))


def week_sentence(windows: Windows) -> str:
    """ "40 h a week on 5 days", with a plain warning where there is no working hour."""
    minutes = sum(end - begin for day in windows for begin, end in day)
    if not minutes:
        return _("No working hours: clocks on this calendar never move, and no target is ever due.")
    days = sum(1 for day in windows if day)
    hours = f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
    said = ngettext("{hours} h a week on {count} day", "{hours} h a week on {count} days", days)
    words = [said.format(hours=hours, count=days)]
    words += [
        _("{day} {begin} until {end} of the next day").format(
            day=_(DAY_NAME[name]), begin=clock_text(begin), end=clock_text(end)
        )
        for name, day in zip(DAYS, windows, strict=True)
        for begin, end in day
        if end > FULL_DAY
    ]
    return "; ".join(words)
