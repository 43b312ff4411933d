"""The clocks of SLAs against a second reckoning that knows nothing of how the first is made.

It walks through a story minute by minute and asks of each minute alone whether the wall clock of the calendar's zone
stands in a working hour, and whether the incident is in a state in which the clock goes on. No openings, no pieces, no
arithmetic of dates.
"""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk import clock
from incidentdesk.detect.sla_clock import ClockState, clock_of
from incidentdesk.detect.sla_event import Message, Moved, Story, stretches_of
from incidentdesk.detect.sla_policy import Policy
from incidentdesk.detect.sla_segment import rounds
from incidentdesk.detect.state import State
from incidentdesk.prepare.business_time import WorkingTime
from incidentdesk.prepare.sla_kind import Target
from incidentdesk.prepare.windows import windows_of

MINUTE = 60_000_000
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Both nights of a clock change of six zones lie in these weeks, and in one where no clock is ever changed.
ZONES = {
    "Europe/London": ("2026-03-27", "2026-10-23"),
    "Europe/Berlin": ("2026-03-27", "2026-10-23"),
    "America/New_York": ("2026-03-06", "2026-10-30"),
    "America/St_Johns": ("2026-03-06", "2026-10-30"),
    "Australia/Adelaide": ("2026-10-02", "2026-04-03"),
    "Australia/Lord_Howe": ("2026-10-02", "2026-04-03"),
    "Asia/Kathmandu": ("2026-03-27", "2026-10-23"),
}
LENGTH = 5 * 24 * 60  # minutes of a story
OVER = (State.RESOLVED, State.CLOSED)
STATES = (State.IN_PROGRESS, State.ON_HOLD, State.RESOLVED, State.CLOSED)


# No window begins or ends in an hour that a clock skips or shows twice, where nobody could say which is meant; they may
# reach over it.
QUARTERS = (0, *range(12, 96))


@st.composite
def weeks(draw):
    """Windows of a week, also over midnight, as {weekday: [(begin, end)]} in minutes."""
    week = {}
    for day in draw(st.sets(st.sampled_from(DAYS), min_size=1)):
        marks = sorted(draw(st.sets(st.sampled_from(QUARTERS), min_size=2, max_size=4)))
        week[day] = [(15 * begin, 15 * end) for begin, end in zip(marks[::2], marks[1::2], strict=False)]
        if draw(st.booleans()):
            begin, _end = week[day][-1]
            week[day][-1] = begin, 15 * draw(st.sampled_from([each for each in QUARTERS[:12] if 15 * each <= begin]))
    return week


@st.composite
def cases(draw):
    zone = draw(st.sampled_from(sorted(ZONES)))
    begin = datetime.fromisoformat(draw(st.sampled_from(ZONES[zone]))).replace(tzinfo=UTC)
    begin += timedelta(minutes=draw(st.integers(0, 24 * 60)))
    closed = draw(st.frozensets(st.integers(0, 5).map(lambda days: begin.date() + timedelta(days=days)), max_size=2))
    happened = sorted(draw(st.sets(st.integers(1, LENGTH), max_size=6)))
    moves = [
        (at, draw(st.sampled_from(STATES)), draw(st.sampled_from(["Awaiting Vendor", "Scheduled"]))) for at in happened
    ]
    spoken = draw(st.one_of(st.none(), st.integers(1, LENGTH)))
    return zone, begin, draw(weeks()), closed, moves, spoken, draw(st.integers(1, 24 * 60))


def shown(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


# ── the second reckoning ─────────────────────────────────────────────────────────────────────────────────────────────


def works(at, zone, week, closed):
    """Whether that minute of UTC is worked, by what the clock on the wall shows then."""
    wall = at.astimezone(ZoneInfo(zone))
    minute = 60 * wall.hour + wall.minute
    today, yesterday = wall.date(), wall.date() - timedelta(days=1)
    return any(_inside(minute, today, week, closed, over_midnight=False)) or any(
        _inside(minute, yesterday, week, closed, over_midnight=True)
    )


def _inside(minute, day, week, closed, *, over_midnight):
    if day in closed:
        return
    for begin, end in week.get(DAYS[day.weekday()], ()):
        if end > begin:
            yield begin <= minute < end and not over_midnight
        else:
            yield minute < end if over_midnight else minute >= begin


def state_at(minute, moves):
    found = ("New", "")
    for at, state, reason in moves:
        if at <= minute:
            found = (str(state), reason)
    return found


def over_since(moves):
    """The minute from which on it was never open again."""
    found = None
    for at, state, _reason in moves:
        found = None if state not in OVER else at if found is None else found
    return found


def reckoned(case, target):
    """(minutes that count, whether it has ended, the minute at whose end the aim is reached or None)."""
    zone, begin, week, closed, moves, spoken, aim = case
    if target is Target.RESPONSE:
        resolved = next((at for at, state, _reason in moves if state in OVER), None)
        ends = [each for each in (spoken, resolved) if each is not None]
        end = min(ends) if ends else None
    else:
        end = over_since(moves)
    total, due = 0, None
    for minute in range(LENGTH if end is None else end):
        state, reason = state_at(minute, moves)
        stopped = state in OVER or (
            target is not Target.RESPONSE and state == "On Hold" and reason == "Awaiting Vendor"
        )
        if not stopped and works(begin + timedelta(minutes=minute), zone, week, closed):
            total += 1
            if total == aim:
                due = minute + 1
    return total, end, due


# ── against the first ────────────────────────────────────────────────────────────────────────────────────────────────


def engine(case, target):
    zone, begin, week, closed, moves, spoken, aim = case
    windows = {day: [[shown(each) for each in window] for window in windows] for day, windows in week.items()}
    working = WorkingTime("Any", zone, windows_of(json.dumps(windows)), holidays=closed)
    start = clock.stored(begin)
    told = [Moved(1, start, State.NEW)] + [
        Moved(place, start + at * MINUTE, state, reason if state is State.ON_HOLD else "")
        for place, (at, state, reason) in enumerate(moves, 2)
    ]
    said = () if spoken is None else (Message(start + spoken * MINUTE, ours=True),)
    story = Story(1, start, 3, stretches_of(start, told), said, said[0].at if said else None)
    policy = Policy(1, "SLA", aims={3: {target: aim * MINUTE}}, pauses=frozenset({"Awaiting Vendor"}))
    (one,) = rounds(story, policy, target)
    return start, clock_of(story, policy, target, aim * MINUTE, one, working, start + LENGTH * MINUTE)[0]


@settings(max_examples=200, deadline=None)
@given(cases(), st.sampled_from([Target.RESPONSE, Target.RESOLUTION]))
def test_the_clock_says_what_is_counted_minute_by_minute(case, target):
    total, end, due = reckoned(case, target)
    start, found = engine(case, target)
    assert found.elapsed == total * MINUTE
    assert found.ended_at == (None if end is None else start + end * MINUTE)
    if due is not None:
        assert found.due_at == start + due * MINUTE
    assert (found.state is ClockState.BREACHED) == (due is not None and due < (LENGTH if end is None else end))


def test_the_second_reckoning_knows_the_nights_in_which_a_clock_is_changed():
    """So that it does not agree with the first because both are wrong."""
    night = {"sat": [(22 * 60, 6 * 60)]}
    for day, hours in ((date(2026, 3, 28), 7), (date(2026, 10, 24), 9), (date(2026, 6, 6), 8)):
        begin = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        worked = sum(works(begin + timedelta(minutes=each), "Europe/Berlin", night, ()) for each in range(24 * 60))
        assert worked == hours * 60
