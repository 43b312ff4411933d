"""Time in a drill as people write it: minutes and seconds since it began."""

import re

from incidentdesk.language import _, isolated
from incidentdesk.prepare.minutes import minutes_of
from incidentdesk.refusal import Refused

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})")
_NUMBER = re.compile(r"\d{1,5}")


def drill_clock(seconds: int) -> str:
    """ "0:15:00", hours, minutes and seconds."""
    hours, rest = divmod(max(0, seconds), 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"


def drill_seconds(text: str) -> int:
    """Seconds of "15" (minutes), "12:30" (minutes and seconds), "1:02:30" or "1 h 5 min"; nothing is 0.

    Raises Refused for what is no time.
    """
    text = " ".join(text.split())
    if not text:
        return 0
    if _NUMBER.fullmatch(text):
        return int(text) * 60
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    try:
        return (minutes_of(text) or 0) * 60
    except Refused as refused:
        raise Refused(
            _("“{text}” is no time of a drill. Write minutes, such as 15, or 1:05:00.").format(text=isolated(text))
        ) from refused
