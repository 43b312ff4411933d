"""The working hours of a week as a calendar keeps them: windows by weekday."""

import json
import re
from itertools import pairwise

from incidentdesk.language import N_, _, isolated
from incidentdesk.refusal import Refused

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# For each weekday from Monday on, windows as (begin, end) in minutes after its midnight; an end beyond 24 h is on the
# next day.
Windows = tuple[tuple[tuple[int, int], ...], ...]

DAY_NAME = {
    "mon": N_("Monday"),
    "tue": N_("Tuesday"),
    "wed": N_("Wednesday"),
    "thu": N_("Thursday"),
    "fri": N_("Friday"),
    "sat": N_("Saturday"),
    "sun": N_("Sunday"),
}
_DAY = 24 * 60
_TIME = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")


def windows_of(text: str) -> Windows:
    """Reads {"mon": [["09:00", "12:00"], ["13:00", "17:00"]], "fri": [["22:00", "06:00"]]}.

    An end at or before its beginning is on the next day. Raises Refused for a text that is none, a time that no clock
    shows, and windows of one day that overlap.
    """
    try:
        days = json.loads(text)
    except ValueError:
        days = None
    if not isinstance(days, dict) or not set(days) <= set(DAYS):
        raise Refused(_("Working hours are windows by weekday, such as Monday 09:00 to 17:00."))
    return tuple(_day(name, days.get(name, [])) for name in DAYS)


def windows_text(windows: Windows) -> str:
    """What `windows_of` reads; days without windows are left out."""
    days = {
        name: [[_shown(begin), _shown(end if end == _DAY else end % _DAY)] for begin, end in day]
        for name, day in zip(DAYS, windows, strict=True)
        if day
    }
    return json.dumps(days)


def _shown(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _day(name: str, windows: object) -> tuple[tuple[int, int], ...]:
    if not isinstance(windows, list) or not all(isinstance(each, list) and len(each) == 2 for each in windows):
        raise Refused(_("{day}: each window needs a beginning and an end.").format(day=_(DAY_NAME[name])))
    found = sorted(_window(name, *map(str, each)) for each in windows)
    for (_begin, end), (begin, _end) in pairwise(found):
        if begin < end:
            raise Refused(
                _("{day}: two windows overlap at {time}. Let one begin when the other ends.").format(
                    day=_(DAY_NAME[name]), time=_shown(begin)
                )
            )
    return tuple(found)


def _window(name: str, begin: str, end: str) -> tuple[int, int]:
    opens, closes = _minute(name, begin), _minute(name, end)
    if opens == _DAY:
        raise Refused(
            _("{day}: a window can't begin at 24:00; that is 00:00 of the next day.").format(day=_(DAY_NAME[name]))
        )
    return opens, closes if closes > opens else closes + _DAY


def _minute(name: str, text: str) -> int:
    found = _TIME.fullmatch(text.strip())
    minute = int(found[1]) * 60 + int(found[2]) if found else _DAY + 1
    if minute > _DAY:
        raise Refused(
            _("{day}: {time} is no time of day. Write it as 09:00.").format(
                day=_(DAY_NAME[name]), time=isolated(text.strip() or "“”")
            )
        )
    return minute
