"""Working time by a calendar: the vectors of the specification, clock changes, holidays, and what always holds."""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk import clock
from incidentdesk.prepare.business_time import (
    EVERY_HOUR,
    WorkingTime,
    business_after,
    business_between,
    day_length,
    is_working,
    never_works,
    next_opening,
    openings,
    working_time,
)
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.windows import windows_of, windows_text
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger

HOUR = 3_600_000_000
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


def hours(*windows, days=WEEKDAYS, zone="Europe/London", **facts):
    week = {day: [list(window) for window in windows] for day in days}
    return WorkingTime("Hours", zone, windows_of(json.dumps(week)), **facts)


def at(text, zone="Europe/London"):
    return clock.stored(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def shown(instant, zone="Europe/London"):
    return clock.instant(instant).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z")


NINE_TO_FIVE = hours(("09:00", "17:00"))


def test_vector_1_a_weekend_is_60_hours_and_a_half_but_not_of_working_time():
    start, end = at("2026-03-06T21:00"), at("2026-03-09T09:30")
    worked = business_between(hours(("08:00", "17:00")), start, end)
    assert worked == 1.5 * HOUR
    assert end - start == 60.5 * HOUR
    assert 100 * worked / (8 * HOUR) == 18.75
    assert 100 * (end - start) / (8 * HOUR) == 756.25


def test_vector_2_from_the_afternoon_to_the_next_morning():
    assert business_between(NINE_TO_FIVE, at("2026-03-10T14:00"), at("2026-03-11T09:00")) == 3 * HOUR


def test_vector_3_days_with_hours_of_their_own():
    week = '{"mon": [["09:00", "17:00"]], "tue": [["09:00", "16:00"]], "thu": [["08:00", "17:00"]]}'
    working = WorkingTime("Hours", "Europe/London", windows_of(week))
    assert shown(business_after(working, at("2026-03-09T11:00"), 16 * HOUR)) == "2026-03-12 11:00 GMT"


def test_vector_5_a_hold_over_the_weekend_takes_two_hours():
    assert business_between(NINE_TO_FIVE, at("2026-03-06T16:00"), at("2026-03-09T10:00")) == 2 * HOUR


@pytest.mark.parametrize(
    ("start", "due"),
    [("2026-03-28T12:00", "2026-03-29 13:00 BST"), ("2026-10-24T12:00", "2026-10-25 11:00 GMT")],
)
def test_vector_6_twenty_four_hours_are_so_many_in_both_nights_of_a_clock_change(start, due):
    around = hours(("00:00", "24:00"), days=(*WEEKDAYS, "sat", "sun"))
    assert shown(business_after(around, at(start), 24 * HOUR)) == due
    assert shown(business_after(EVERY_HOUR, at(start), 24 * HOUR)) == due


def test_vector_7_two_days_of_24_hours_are_six_working_days():
    assert shown(business_after(NINE_TO_FIVE, at("2026-03-09T09:00"), 48 * HOUR)) == "2026-03-16 17:00 GMT"


def test_vector_8_lunch_is_no_working_time():
    working = hours(("09:00", "12:00"), ("13:00", "17:00"))
    assert shown(business_after(working, at("2026-03-10T12:10"), HOUR)) == "2026-03-10 14:00 GMT"


# ── nights, clock changes and holidays ───────────────────────────────────────────────────────────────────────────────


def worked_on(working, day, zone):
    noon = at(f"{day}T12:00", zone)
    return business_between(working, noon - 24 * HOUR, noon)


@pytest.mark.parametrize(
    ("zone", "spring", "autumn", "change"),
    [
        ("Europe/London", "2026-03-29", "2026-10-25", 1),
        ("Europe/Berlin", "2026-03-29", "2026-10-25", 1),
        ("America/New_York", "2026-03-08", "2026-11-01", 1),
        ("America/St_Johns", "2026-03-08", "2026-11-01", 1),  # half an hour from the others
        ("Australia/Adelaide", "2026-10-04", "2026-04-05", 1),  # and in the south
        ("Australia/Lord_Howe", "2026-10-04", "2026-04-05", 0.5),  # its clock changes by half an hour
        ("Asia/Kathmandu", "2026-03-29", "2026-10-25", 0),  # a quarter of an hour off, and never changes
    ],
)
def test_a_night_shift_is_shorter_in_spring_and_longer_in_autumn(zone, spring, autumn, change):
    night = hours(("22:00", "06:00"), days=("sat",), zone=zone)
    assert worked_on(night, spring, zone) == (8 - change) * HOUR
    assert worked_on(night, autumn, zone) == (8 + change) * HOUR


def test_the_hour_that_the_clock_skips_is_worked_by_nobody():
    skipped = hours(("01:00", "02:00"), days=("sun",))
    assert list(openings(skipped, at("2026-03-29T00:00"), at("2026-03-29T12:00"))) == []
    half = hours(("01:30", "03:00"), days=("sun",))
    assert worked_on(half, "2026-03-29", "Europe/London") == HOUR
    assert shown(next_opening(half, at("2026-03-29T00:00"))) == "2026-03-29 02:00 BST"


def test_the_hour_that_comes_twice_is_worked_twice_and_counted_once():
    twice = hours(("01:00", "02:00"), days=("sun",))
    assert worked_on(twice, "2026-10-25", "Europe/London") == 2 * HOUR
    touching = hours(("00:00", "01:30"), ("01:30", "03:00"), days=("sun",))
    assert worked_on(touching, "2026-10-25", "Europe/London") == 4 * HOUR


def test_a_day_that_a_zone_left_out_is_not_worked():
    samoa = hours(("09:00", "17:00"), days=(*WEEKDAYS, "sat", "sun"), zone="Pacific/Apia")
    before, after = at("2011-12-29T17:00", "Pacific/Apia"), at("2011-12-31T09:00", "Pacific/Apia")
    assert business_between(samoa, before, after) == 0


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins():
    night = hours(("22:00", "06:00"), days=("fri",), holidays=frozenset({date(2026, 3, 7)}))
    assert business_between(night, at("2026-03-06T00:00"), at("2026-03-09T00:00")) == 8 * HOUR
    closed = hours(("22:00", "06:00"), days=("fri",), holidays=frozenset({date(2026, 3, 6)}))
    assert business_between(closed, at("2026-03-06T00:00"), at("2026-03-09T00:00")) == 0


def test_nights_that_follow_one_another_are_one_stretch():
    night = hours(("22:00", "06:00"), ("06:00", "14:00"), days=(*WEEKDAYS, "sat", "sun"))
    found = list(openings(night, at("2026-03-10T12:00"), at("2026-03-11T12:00")))
    assert [(shown(begin), shown(end)) for begin, end in found] == [
        ("2026-03-10 12:00 GMT", "2026-03-10 14:00 GMT"),
        ("2026-03-10 22:00 GMT", "2026-03-11 12:00 GMT"),
    ]


def test_public_holidays_of_a_region_are_closed():
    bavaria = hours(("09:00", "17:00"), zone="Europe/Berlin", country="DE", region="BY")
    saxony = hours(("09:00", "17:00"), zone="Europe/Berlin", country="DE", region="NI")
    epiphany = at("2026-01-06T10:00", "Europe/Berlin")
    assert not is_working(bavaria, epiphany)
    assert is_working(saxony, epiphany)


def test_the_end_of_a_window_is_not_worked_any_more():
    assert is_working(NINE_TO_FIVE, at("2026-03-10T09:00"))
    assert is_working(NINE_TO_FIVE, at("2026-03-10T16:59"))
    assert not is_working(NINE_TO_FIVE, at("2026-03-10T17:00"))
    assert not is_working(NINE_TO_FIVE, at("2026-03-14T10:00"))


def test_what_is_used_up_at_closing_time_is_due_then_and_not_the_next_morning():
    assert shown(business_after(NINE_TO_FIVE, at("2026-03-10T16:00"), HOUR)) == "2026-03-10 17:00 GMT"
    assert business_after(NINE_TO_FIVE, at("2026-03-14T10:00"), 0) == at("2026-03-14T10:00")


def test_a_calendar_without_a_working_hour_is_never_due():
    never = WorkingTime("Never", "Europe/London")
    assert never_works(never)
    assert business_after(never, at("2026-03-10T10:00"), 1) is None
    assert next_opening(never, at("2026-03-10T10:00")) is None
    assert business_between(never, at("2026-03-10T10:00"), at("2027-03-10T10:00")) == 0
    always_closed = hours(("09:00", "17:00"), days=("mon",), holidays=frozenset(
        date(2026, 3, 9) + timedelta(weeks=week) for week in range(52 * 30)
    ))  # fmt: skip
    assert business_after(always_closed, at("2026-03-10T10:00"), 1) is None


def test_what_would_take_more_than_a_hundred_years_is_never_due():
    assert business_after(NINE_TO_FIVE, at("2026-03-10T10:00"), 200 * 366 * 24 * HOUR) is None
    assert business_after(EVERY_HOUR, at("2026-03-10T10:00"), 200 * 366 * 24 * HOUR) is None


def test_a_working_day_is_as_long_as_most_of_the_week():
    week = '{"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]], "fri": [["09:00", "12:00"]]}'
    assert day_length(WorkingTime("x", "UTC", windows_of(week))) == 8 * HOUR
    assert day_length(EVERY_HOUR) == 24 * HOUR


# ── what always holds ────────────────────────────────────────────────────────────────────────────────────────────────

minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")


@st.composite
def calendars(draw):
    """Any week, in a zone with whatever clock changes; windows may reach over midnight."""
    week = {}
    for day in draw(st.sets(st.sampled_from((*WEEKDAYS, "sat", "sun")))):
        marks = sorted(draw(st.sets(minutes, min_size=2, max_size=6)))
        week[day] = [list(pair) for pair in zip(marks[::2], marks[1::2], strict=False)]
        if draw(st.booleans()):
            week[day] = [*week[day][:-1], [week[day][-1][0], draw(minutes.filter(lambda text: text < "08:00"))]]
    zone = draw(st.sampled_from(["UTC", "Europe/London", "Australia/Lord_Howe", "America/St_Johns", "Africa/Cairo"]))
    closed = draw(st.frozensets(st.dates(date(2026, 3, 1), date(2026, 4, 30)), max_size=3))
    return WorkingTime("Any", zone, windows_of(json.dumps(week)), holidays=closed)


instants = st.integers(at("2025-10-01T00:00"), at("2026-12-01T00:00"))


@settings(max_examples=200, deadline=None)
@given(calendars(), instants, instants)
def test_working_time_is_never_more_than_time(working, first, second):
    assert 0 <= business_between(working, first, second) <= max(0, second - first)


@settings(max_examples=200, deadline=None)
@given(calendars(), st.tuples(instants, instants, instants).map(sorted))
def test_the_parts_of_a_time_add_up(working, marks):
    start, middle, end = marks
    parts = business_between(working, start, middle) + business_between(working, middle, end)
    assert parts == business_between(working, start, end)


@settings(max_examples=200, deadline=None)
# A minute a week makes these hours within the century that is looked ahead.
@given(calendars(), instants, st.integers(1, 40 * HOUR))
def test_what_is_due_then_has_passed_by_then_and_not_a_moment_before(working, start, amount):
    due = business_after(working, start, amount)
    if due is None:
        assert never_works(working)
    else:
        assert business_between(working, start, due) == amount
        assert business_between(working, start, due - 1) == amount - 1


@settings(max_examples=100, deadline=None)
@given(calendars(), instants)
def test_the_openings_are_what_is_worked(working, start):
    end = start + 40 * 24 * HOUR
    found = list(openings(working, start, end))
    assert sum(close - begin for begin, close in found) == business_between(working, start, end)
    assert all(is_working(working, begin) and is_working(working, close - 1) for begin, close in found)


# ── the calendar as it is kept ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[]", "Working hours are windows by weekday"),
        ("{", "Working hours are windows by weekday"),
        ('{"someday": []}', "Working hours are windows by weekday"),
        ('{"mon": [["09:00"]]}', "Monday: each window needs a beginning and an end"),
        ('{"mon": "09:00"}', "Monday: each window needs a beginning and an end"),
        ('{"tue": [["nine", "17:00"]]}', "Tuesday: .*nine.* is no time of day"),
        ('{"tue": [["09:00", "24:30"]]}', "Tuesday: .*24:30.* is no time of day"),
        ('{"wed": [["24:00", "06:00"]]}', "Wednesday: a window can't begin at 24:00"),
        ('{"thu": [["09:00", "13:00"], ["12:00", "17:00"]]}', "Thursday: two windows overlap at 12:00"),
    ],
)
def test_working_hours_that_are_none_are_refused(text, sentence):
    with pytest.raises(Refused, match=sentence):
        windows_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"mon": [["09:00", "12:00"], ["13:00", "17:00"]], "fri": [["22:00", "06:00"]]}',
        '{"sun": [["00:00", "24:00"]]}',
        '{"sat": [["09:00", "09:00"]]}',
    ],
)
def test_working_hours_are_written_as_they_are_read(text):
    assert windows_text(windows_of(text)) == text


def test_a_calendar_is_read_with_its_own_clock_or_another(desk):
    with desk.write(actor="Mei") as session:
        facts = {"name": "Office", "time_zone": "Europe/Berlin", "windows": '{"mon": [["09:00", "17:00"]]}'}
        own = [["2026-03-09", "Works outing"]]
        calendar_id = ledger.insert(session, calendar, {**facts, "country": "DE", "holidays": json.dumps(own)})
    with desk.read() as reader:
        here = working_time(reader, calendar_id)
        there = working_time(reader, calendar_id, "America/New_York")
        nowhere = working_time(reader, calendar_id, "Atlantis/Lost")
        none = working_time(reader, None)
    assert (here.name, here.zone, here.country, here.holidays) == (
        "Office", "Europe/Berlin", "DE", frozenset({date(2026, 3, 9)})
    )  # fmt: skip
    assert is_working(here, at("2026-03-16T09:00", "Europe/Berlin"))
    assert not is_working(there, at("2026-03-16T09:00", "Europe/Berlin"))
    assert is_working(there, at("2026-03-16T09:00", "America/New_York"))
    assert nowhere.zone == "Europe/Berlin"
    assert none == EVERY_HOUR
