"""Periods: how they are written, where they begin and end, and what comes before them."""

from datetime import UTC, date
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from incidentdesk.measure.metric.period import all_time, between, midnight, month, period_of, steps
from incidentdesk.refusal import Refused

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3_600_000_000


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-10", "2026-10-01", "2026-10-31"),
        (" 2026-2 ", "2026-02-01", "2026-02-28"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026q1", "2026-01-01", "2026-03-31"),
        ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2020W53", "2020-12-28", "2021-01-03"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-10-01..2026-10-15", "2026-10-01", "2026-10-15"),
        ("2026-10-05", "2026-10-05", "2026-10-05"),
        ("2026-10-05..", "2026-10-05", None),
        ("..2026-10-05", None, "2026-10-05"),
        ("all", None, None),
    ],
)
def test_ways_to_write_a_period(text, first, last):
    found = period_of(text, UTC)
    days = [None if day is None else day.isoformat() for day in (found.first, found.last)]
    assert days == [first, last]


@pytest.mark.parametrize(
    "text", ["", "..", "2026-13", "2026-W54", "2026-Q5", "soon", "2026-02-30", "0000", "2026-10-01...2026-10-05"]
)
def test_what_is_no_period(text):
    with pytest.raises(Refused, match="is no period"):
        period_of(text, UTC)


def test_a_period_that_ends_before_it_begins():
    with pytest.raises(Refused, match="Swap them"):
        between(date(2026, 3, 2), date(2026, 3, 1), UTC)


def test_a_period_beyond_the_calendar():
    with pytest.raises(Refused):
        period_of("9999-12", UTC)
    with pytest.raises(Refused, match="too far away"):
        between(date(2026, 3, 2), date(9999, 12, 31), UTC)


def test_a_month_with_a_clock_change_is_an_hour_shorter():
    march = period_of("2026-03", BERLIN)
    assert march.end_at - march.start_at == (31 * 24 - 1) * HOUR
    assert not march.holds(march.end_at)
    assert march.holds(march.start_at)


def test_a_day_begins_by_the_clock_of_the_zone():
    assert midnight(date(1970, 1, 1), ZoneInfo("Asia/Kolkata")) == -5.5 * HOUR


def test_the_first_day_of_all_begins_everywhere():
    assert midnight(date.min, ZoneInfo("Pacific/Auckland")) >= midnight(date.min, UTC)
    assert period_of("0001", ZoneInfo("Asia/Kolkata")).start_at is not None
    assert period_of("0001", UTC).before() is None


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2026-03", "2026-02"),
        ("2026-01", "2025-12"),
        ("2026-Q1", "2025-Q4"),
        ("2026-W01", "2025-W52"),
        ("2026-10-11..2026-10-15", "2026-10-06..2026-10-10"),
    ],
)
def test_the_period_before(text, before):
    found, wanted = period_of(text, UTC).before(), period_of(before, UTC)
    assert (found.first, found.until) == (wanted.first, wanted.until)


def test_nothing_is_before_what_has_no_beginning():
    assert all_time(UTC).before() is None
    assert period_of("2026-01-01..", UTC).before() is None


def test_steps_follow_on_one_another():
    low, high = midnight(date(2025, 11, 15), UTC), midnight(date(2026, 2, 1), UTC)
    assert [each.key for each in steps("month", low, high, UTC)] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert steps("month", high, low, UTC) == []
    found = steps("week", low, high, UTC)
    assert all(before.until == after.first for before, after in pairwise(found))


def test_a_period_as_a_filter():
    assert month(date(2026, 3, 5), UTC).written("resolved") == "resolved:2026-03-01..2026-03-31"
    assert all_time(UTC).written("resolved") == ""
