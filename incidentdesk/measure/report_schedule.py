"""When a report is made by itself, and where it goes.

A report is due some days after its period has ended, at a time of day in a zone. Of periods that were missed only the
newest is made: nobody reads the others any more, and they can be made by hand.
"""

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from incidentdesk import clock
from incidentdesk.language import N_, _, isolated
from incidentdesk.measure.metric.period import STEPS, Period, day_of, period_of
from incidentdesk.measure.report_choice import period_that_ended, read_fields
from incidentdesk.refusal import Refused

EVERY_NAME = {
    "week": N_("every week"),
    "month": N_("every month"),
    "quarter": N_("every quarter"),
    "year": N_("every year"),
}
MOST_DAYS = 28
# From then on a report says that it comes late.
LATE_AFTER = 10 * 60_000_000  # microseconds
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")
_MOST_MISSED = 60
_SET_BACK = 3 * 86_400_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class ReportSchedule:
    """Made `days` after the last day of each week, month, quarter or year at the time `at` in a zone, never without.

    `folder` is where the files go, empty for none. What was due before `since` (microseconds since 1970) is not missed:
    the schedule was set only then.
    """

    every: str = ""
    days: int = 1
    at: str = "07:00"
    zone: str = "UTC"
    folder: str = ""
    since: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """A period whose report is due at an instant (microseconds since 1970), and how many before it were missed."""

    period: Period
    due_at: int
    late: bool = False
    missed: int = 0


def schedule_text(schedule: ReportSchedule) -> str:
    return json.dumps(asdict(schedule), ensure_ascii=False)


def read_schedule(text: str) -> ReportSchedule:
    """The schedule that is written so; raises Refused for what a newer program or a stranger has written."""
    return checked_schedule(ReportSchedule(**read_fields(ReportSchedule, text)))


def checked_schedule(schedule: ReportSchedule) -> ReportSchedule:
    """The schedule itself; raises Refused for a time, a zone or a number of days that is none."""
    if not schedule.every:
        return schedule
    if schedule.every not in EVERY_NAME:
        raise Refused(_("A report is made every week, month, quarter or year."))
    if not 1 <= schedule.days <= MOST_DAYS:
        raise Refused(_("A report is made 1 to {most} days after the end of its period.").format(most=MOST_DAYS))
    time_of_day(schedule.at)
    zone_of(schedule)
    return schedule


def time_of_day(text: str) -> time:
    """Raises Refused for what is no time."""
    found = _TIME.fullmatch(text.strip())
    try:
        if found:
            return time(int(found[1]), int(found[2]))
    except ValueError:
        pass
    raise Refused(_("“{text}” is no time of day. Write it as 07:00.").format(text=isolated(text)))


def zone_of(schedule: ReportSchedule) -> tzinfo:
    """Raises Refused for a zone that there is not."""
    try:
        return ZoneInfo(schedule.zone)
    except (KeyError, ValueError, OSError):
        raise Refused(_("There is no time zone “{name}”.").format(name=isolated(schedule.zone))) from None


def due_at(schedule: ReportSchedule, period: Period) -> int:
    """When the report of a period is due, in microseconds since 1970.

    A time that the clocks leave out in spring comes as much later, one that they show twice is the first of both.
    """
    day = (period.until or date.max) + timedelta(days=schedule.days - 1)
    shown = datetime.combine(day, time_of_day(schedule.at), zone_of(schedule))
    return clock.stored(shown.astimezone(UTC))


def next_due(schedule: ReportSchedule, now: int) -> Due | None:
    """What is due next after an instant; None where nothing is made by itself."""
    if not schedule.every:
        return None
    newest = _newest(schedule, now)
    following = _following(schedule, newest.period)
    return Due(following, due_at(schedule, following))


def due_period(schedule: ReportSchedule, made_for: str, now: int) -> Due | None:
    """The newest period whose report is due at an instant and was not made yet; None where there is none.

    `made_for` is the key of the last period for which it was made.
    """
    if not schedule.every:
        return None
    newest = _newest(schedule, now)
    if newest.due_at < schedule.since or _is_made(newest.period, made_for, now):
        return None
    late = now - newest.due_at > LATE_AFTER
    return Due(newest.period, newest.due_at, late, _missed(schedule, newest.period, made_for, now))


def _newest(schedule: ReportSchedule, now: int) -> Due:
    zone = zone_of(schedule)
    period = period_that_ended(schedule.every, day_of(now, zone), zone)
    while (at := due_at(schedule, period)) > now:
        period = _earlier(schedule, period)
    return Due(period, at)


def _earlier(schedule: ReportSchedule, period: Period) -> Period:
    return period_that_ended(schedule.every, period.first or date.min, period.zone)


def _following(schedule: ReportSchedule, period: Period) -> Period:
    return STEPS[schedule.every](period.until or date.max, period.zone)


def _is_made(period: Period, made_for: str, now: int) -> bool:
    made = _made(period, made_for, now)
    return made is not None and (made.until or date.min) >= (period.until or date.min)


def _made(period: Period, made_for: str, now: int) -> Period | None:
    """The period for which it was made; None for one still to come, which only a clock gone wrong can have made.

    A clock that is set back by some hours is not meant.
    """
    try:
        made = period_of(made_for, period.zone)
    except Refused:
        return None
    return made if made.end_at is not None and made.end_at <= now + _SET_BACK else None


def _missed(schedule: ReportSchedule, newest: Period, made_for: str, now: int) -> int:
    """How many periods between the last one that was made and this one were due and not made."""
    count, period = 0, _earlier(schedule, newest)
    while count < _MOST_MISSED and due_at(schedule, period) >= schedule.since and not _is_made(period, made_for, now):
        count, period = count + 1, _earlier(schedule, period)
    return count
