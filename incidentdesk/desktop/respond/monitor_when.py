"""A day and a time of it, typed apart, as one instant: for what is still to come."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?")
_MORNING = time(8)


def time_in(text: str) -> time:
    """A time of day as 22:00, 22.00 or 22; raises Refused for what is none."""
    found = _TIME.fullmatch(text.strip())
    try:
        if found:
            return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        pass
    raise Refused(_("“{text}” is no time of day. Write it as 22:00.").format(text=isolated(text.strip())))


def instant_on(day: str, text: str, zone: ZoneInfo) -> datetime:
    """The instant of a time on a day (YYYY-MM-DD) by the clocks there; raises Refused for what is no time."""
    return datetime.combine(date.fromisoformat(day), time_in(text), zone)


def tomorrow_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """Eight o'clock of the next day by the clocks there."""
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), _MORNING, zone)
