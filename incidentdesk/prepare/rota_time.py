"""Wall-clock time of a rota: what an hour on the wall is as an instant, also in the nights of summer time.

A time that the clock leaves out is the moment at which it is put forward; of a time that comes twice the first is
meant. So later wall-clock times are never earlier instants, and turns that follow each other on the wall have neither a
gap nor an overlap between them (oncall#3261, grafana#84192).
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from incidentdesk import clock
from incidentdesk.language import _, isolated
from incidentdesk.prepare.rota_span import Span, merged
from incidentdesk.prepare.windows import DAYS
from incidentdesk.refusal import Refused

Windows = Mapping[str, Iterable[Iterable[str]]]
HOUR = 3_600_000_000  # microseconds
DAY = 24 * HOUR
FIRST_YEAR, LAST_YEAR = 1970, 8000


def zone_named(name: str) -> ZoneInfo:
    """Raises Refused where there is no time zone of that name."""
    try:
        return ZoneInfo(name.strip())
    except (KeyError, ValueError, OSError):
        raise Refused(
            _("There is no time zone “{name}”. Time zones are called as Europe/Berlin or America/New_York.").format(
                name=isolated(name.strip())
            )
        ) from None


def zone_or(name: str, other: ZoneInfo) -> ZoneInfo:
    """The zone of that name, or the other one where the name is empty or unknown."""
    try:
        return ZoneInfo(name) if name else other
    except (KeyError, ValueError, OSError):
        return other


def wall_at(zone: tzinfo, at: int) -> datetime:
    """The wall-clock time at an instant, without a zone."""
    return clock.instant(at).astimezone(zone).replace(tzinfo=None)


def instant_at(zone: tzinfo, wall: datetime) -> int:
    """The instant of a wall-clock time."""
    early = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if early.astimezone(zone).replace(tzinfo=None) == wall.replace(fold=0):
        return clock.stored(early)
    return _put_forward(zone, clock.stored(wall.replace(tzinfo=zone, fold=1)), clock.stored(early))


def _put_forward(zone: tzinfo, before: int, after: int) -> int:
    """The instant between two at which the offset changes."""
    old = clock.instant(before).astimezone(zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if clock.instant(middle).astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def wall_of(text: str) -> datetime:
    """The wall-clock time of a text such as 2026-03-02T09:00; raises Refused for what is none."""
    try:
        wall = datetime.fromisoformat(text.strip())
    except ValueError:
        wall = None
    if wall is None or wall.tzinfo is not None or not FIRST_YEAR <= wall.year <= LAST_YEAR:
        raise Refused(
            _("“{text}” is no date and time. Write it as 2026-03-02 09:00.").format(text=isolated(text.strip()))
        )
    return wall.replace(second=0, microsecond=0, fold=0)


def wall_text(wall: datetime) -> str:
    """As it is stored: 2026-03-02T09:00."""
    return wall.strftime("%Y-%m-%dT%H:%M")


def window_spans(windows: Windows, zone: ZoneInfo, start: int, end: int) -> list[Span]:
    """The spans of some windows that touch a time, whole; a window whose end is not after its start ends next day."""
    if not any(windows.values()):
        return [(start, end)]
    first, last = wall_at(zone, start).date() - timedelta(days=1), wall_at(zone, end).date()
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    spans = merged(span for day in days for span in _of_day(windows, zone, day))
    return [span for span in spans if span[0] < end and span[1] > start]


def _of_day(windows: Windows, zone: ZoneInfo, day: date) -> list[Span]:
    return [
        (instant_at(zone, _on(day, opens)), instant_at(zone, _on(day, closes, after=opens)))
        for opens, closes in windows.get(DAYS[day.weekday()], ())
    ]


def _on(day: date, text: str, after: str = "") -> datetime:
    if text == "24:00":
        return datetime.combine(day + timedelta(days=1), time())
    shift = 1 if after and text <= after else 0
    return datetime.combine(day + timedelta(days=shift), time.fromisoformat(text))


def day_span(zone: ZoneInfo, first: str, last: str) -> Span:
    """From the beginning of one day to the end of another, both ISO dates; 9999-12-31 is as good as for ever."""
    begins = datetime.combine(_sensible(first), time())
    ends = datetime.combine(_sensible(last) + timedelta(days=1), time())
    return instant_at(zone, begins), instant_at(zone, ends)


def _sensible(day: str) -> date:
    return min(max(date.fromisoformat(day), date(FIRST_YEAR, 1, 2)), date(LAST_YEAR, 12, 31))
