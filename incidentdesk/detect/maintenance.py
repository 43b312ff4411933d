"""When maintenance is: a window once, or repeated by a rule of RFC 5545 by the clock on the wall in a zone.

A window from 01:00 to 05:00 is that in every night, also in the one in which the clocks are changed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from incidentdesk import clock
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_DAY = 24 * 3_600 * 1_000_000  # microseconds
_LONGEST_RULE = 500  # characters
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when it is the first time, in microseconds since 1970; of one monitor, one service, or of all."""

    starts_at: int
    ends_at: int
    repeats: str = ""
    zone: str = "UTC"
    monitor_id: int | None = None
    service_id: int | None = None

    def concerns(self, monitor_id: int, service_id: int | None) -> bool:
        if self.monitor_id is not None:
            return self.monitor_id == monitor_id
        return self.service_id is None or self.service_id == service_id


def in_maintenance(windows: list[Window], monitor_id: int, service_id: int | None, at: int) -> bool:
    """Whether one of the windows lies over a monitor at an instant."""
    return any(is_open(each, at) for each in windows if each.concerns(monitor_id, service_id))


def is_open(window: Window, at: int) -> bool:
    return any(begin <= at < end for begin, end in _spans_of_day(window, at // _DAY))


def spans(window: Window, from_at: int, until_at: int) -> list[tuple[int, int]]:
    """From when to when it is open, of every time that touches a span."""
    if not window.repeats:
        found = [(window.starts_at, window.ends_at)]
    else:
        zone = ZoneInfo(window.zone)
        first, last = (_local(each, zone) for each in (window.starts_at, window.ends_at))
        begin = _local(from_at, zone) - (last - first) - timedelta(days=1)
        end = _local(until_at, zone) + timedelta(days=1)
        starts = rule(window.repeats, first).between(begin, end, inc=True)
        found = [(_stored(each, zone), _stored(each + (last - first), zone)) for each in starts]
    return [each for each in found if each[0] < until_at and each[1] > from_at]


def rule(text: str, first: datetime):  # type: ignore[no-untyped-def]  # the library has no types
    """A rule that begins at a local time; raises Refused where it is none, or more frequent than daily."""
    from dateutil.rrule import rrulestr

    plain = text.strip().upper().removeprefix("RRULE:")
    parts = dict(part.partition("=")[::2] for part in plain.split(";"))
    try:
        if len(plain) > _LONGEST_RULE or "\n" in plain or parts.get("FREQ") not in _FREQUENCIES:
            raise ValueError
        if parts.keys() & {"BYHOUR", "BYMINUTE", "BYSECOND"}:
            raise ValueError
        return rrulestr(f"RRULE:{plain}", dtstart=first, ignoretz=True)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError):
        raise Refused(
            _("“{rule}” is no rule for days, such as FREQ=WEEKLY;BYDAY=SU.").format(rule=isolated(text[:_LONGEST_RULE]))
        ) from None


@lru_cache(maxsize=4_096)
def _spans_of_day(window: Window, day: int) -> tuple[tuple[int, int], ...]:
    return tuple(spans(window, day * _DAY, (day + 1) * _DAY))


def _local(at: int, zone: ZoneInfo) -> datetime:
    return clock.instant(at).astimezone(zone).replace(tzinfo=None)


def _stored(local: datetime, zone: ZoneInfo) -> int:
    return clock.stored(local.replace(tzinfo=zone))
