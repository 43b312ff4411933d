"""Weekdays and hours by the clock on the wall of the reader, in zones that change their clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentdesk import clock
from incidentdesk.detect import register
from incidentdesk.detect.incident import incident
from incidentdesk.detect.query import parse
from incidentdesk.detect.query_key import WEEKDAYS
from incidentdesk.detect.register import Context
from incidentdesk.detect.wall_clock import stretches

ZONES = [
    "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "America/Recife", "Pacific/Apia",
    "Africa/Monrovia", "UTC",
]  # fmt: skip
PLAIN = {"title": "Mail", "channel": "Phone", "impact": 2, "urgency": 2, "priority": 3, "state": "New", "updated_at": 0}
FIRST, LAST = (clock.stored(datetime(year, 1, 1, tzinfo=UTC)) for year in (1970, 2101))


def log(session, instants, **facts):
    rows = [{**PLAIN, **facts, "id": number, "created_at": at} for number, at in instants]
    session.connection.execute(sa.insert(incident), rows)


def found(reader, text, zone):
    query = parse(text)
    assert not query.hints, query.hints
    return sorted(register.ids(reader, query, Context(datetime(2026, 4, 1, tzinfo=UTC), ZoneInfo(zone))))


def told(at, zone):
    shown = clock.instant(at).astimezone(ZoneInfo(zone))
    return shown.weekday(), shown.hour


INSTANTS = st.lists(st.integers(FIRST, LAST), min_size=1, max_size=40)
NEAR_CHANGES = st.lists(
    st.builds(
        lambda year, month, day, seconds: clock.stored(
            datetime(year, month, day, tzinfo=UTC) + timedelta(seconds=seconds)
        ),
        st.integers(1970, 2100), st.sampled_from([3, 4, 10, 11]), st.integers(1, 30), st.integers(-90_000, 90_000),
    ),
    min_size=1, max_size=40,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(instants=st.one_of(INSTANTS, NEAR_CHANGES), zone=st.sampled_from(ZONES))
def test_weekday_and_hour_are_those_of_the_zone_at_any_instant(desk, instants, zone):
    with desk.write(actor="Mei Okafor") as session:
        session.connection.execute(sa.delete(incident))
        log(session, enumerate(instants, 1))
        wanted = {number: told(at, zone) for number, at in enumerate(instants, 1)}
        for weekday, hour in set(wanted.values()):
            query = f"weekday:{WEEKDAYS[weekday]} hour:{hour}"
            same = [number for number, each in wanted.items() if each == (weekday, hour)]
            assert found(session.reader, query, zone) == same, (query, zone)


@settings(max_examples=100, deadline=None)
@given(
    low=st.integers(FIRST, LAST), length=st.integers(0, 3 * 365 * 86_400_000_000), zone=st.sampled_from(ZONES),
    share=st.floats(0, 1),
)  # fmt: skip
def test_a_zone_is_told_by_its_stretches(low, length, zone, share):
    at = low + int(length * share)
    ahead = [each for start, each in stretches(ZoneInfo(zone), low, low + length) if start <= at][-1]
    assert timedelta(microseconds=ahead) == clock.instant(at).astimezone(ZoneInfo(zone)).utcoffset()


def test_clocks_change_at_the_very_instant():
    berlin = stretches(ZoneInfo("Europe/Berlin"), *(clock.stored(datetime(y, 1, 1, tzinfo=UTC)) for y in (2026, 2027)))
    spring, autumn = (clock.stored(datetime(2026, month, day, 1, tzinfo=UTC)) for month, day in ((3, 29), (10, 25)))
    hour = 3_600_000_000
    assert berlin[1:] == [(spring, 2 * hour), (autumn, hour)]


@pytest.fixture
def week(desk):
    """One incident for each day of a week, on Monday the 2nd at 0:30, then a day and three hours later each."""
    first = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
    with desk.write(actor="Mei Okafor") as session:
        log(session, [(n + 1, clock.stored(first + timedelta(days=n, hours=3 * n))) for n in range(7)])
        log(session, [(8, clock.stored(first))], withdrawn_at=0)
        log(session, [(9, clock.stored(datetime(1975, 7, 1, 12, tzinfo=UTC)))], withdrawn_at=0)
    return desk


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("weekday:mon", [1]),
        ("weekday:Monday,sun", [1, 7]),
        ("-weekday:sat,sun", [1, 2, 3, 4, 5]),
        ("hour:0", [1]),
        ("hour:3..9", [2, 3, 4]),
        ("hour>12", [6, 7]),
        ("hour>=12", [5, 6, 7]),
        ("hour<3", [1]),
        ("hour:..3", [1, 2]),
        ("hour:18..", [7]),
        ("hour:18..3", [1, 2, 7]),
        ("hour:0,15,18", [1, 6, 7]),
        ("hour>23", []),
        ("hour:00 or weekday:sun", [1, 7]),
        ("is:withdrawn weekday:mon", [8]),
        ("is:withdrawn hour:12", [9]),
    ],
)
def test_weekdays_and_hours_are_asked_for_in_many_ways(week, query, numbers):
    with week.read() as reader:
        assert found(reader, query, "UTC") == numbers


def test_the_day_begins_where_the_reader_is(week):
    with week.read() as reader:
        assert found(reader, "weekday:sun", "America/St_Johns") == [1, 7]
        assert found(reader, "hour:6", "Asia/Kolkata") == [1]


def test_an_empty_register_has_no_weekday(desk):
    with desk.read() as reader:
        assert found(reader, "weekday:mon or hour:3", "Europe/Berlin") == []


@pytest.mark.parametrize("text", ["hour:24", "hour:-1", "hour:INC-3", "hour:nine", "weekday:someday", "weekday:1"])
def test_what_is_no_hour_or_weekday_is_told(text):
    assert parse(text).hints
