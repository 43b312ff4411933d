"""When a report is due: month ends, daylight saving, missed periods, clocks that go wrong."""

from datetime import UTC, datetime

import pytest

from incidentdesk import clock
from incidentdesk.measure.report_schedule import (
    Due,
    ReportSchedule,
    checked_schedule,
    due_period,
    next_due,
    read_schedule,
    schedule_text,
)
from incidentdesk.refusal import Refused


def at(text):
    return clock.stored(datetime.fromisoformat(text).astimezone(UTC))


def shown(due):
    return due and (due.period.key, clock.instant(due.due_at).isoformat())


BERLIN = ReportSchedule("month", 1, "07:00", "Europe/Berlin")


@pytest.mark.parametrize(
    ("schedule", "now", "expected"),
    [
        # The first of December is in winter time, the first of July in summer time.
        (BERLIN, "2026-11-26T12:00+00:00", ("2026-11", "2026-12-01T06:00:00+00:00")),
        (BERLIN, "2026-06-26T12:00+00:00", ("2026-06", "2026-07-01T05:00:00+00:00")),
        # At the very instant it is due, and the next is a month away.
        (BERLIN, "2026-12-01T06:00+00:00", ("2026-12", "2027-01-01T06:00:00+00:00")),
        (BERLIN, "2026-12-01T05:59+00:00", ("2026-11", "2026-12-01T06:00:00+00:00")),
        # The month begins before midnight UTC.
        (BERLIN, "2026-11-30T23:30+00:00", ("2026-11", "2026-12-01T06:00:00+00:00")),
        # 28 days after January is the last of February.
        (ReportSchedule("month", 28, "09:00"), "2027-02-02T00:00+00:00", ("2027-01", "2027-02-28T09:00:00+00:00")),
        (ReportSchedule("quarter", 3, "09:00"), "2026-11-26T00:00+00:00", ("2026-Q4", "2027-01-03T09:00:00+00:00")),
        (ReportSchedule("week", 1, "08:30"), "2026-12-31T00:00+00:00", ("2026-W53", "2027-01-04T08:30:00+00:00")),
        # More than a week after a week: the one before last may be what is due next.
        (ReportSchedule("week", 10, "08:00"), "2026-11-26T00:00+00:00", ("2026-W47", "2026-12-02T08:00:00+00:00")),
        (ReportSchedule("year", 2, "00:00"), "2026-06-01T00:00+00:00", ("2026", "2027-01-02T00:00:00+00:00")),
        # A zone of half hours.
        (
            ReportSchedule("month", 1, "00:15", "Asia/Kolkata"),
            "2026-11-26T00:00+00:00",
            ("2026-11", "2026-11-30T18:45:00+00:00"),
        ),
    ],
)
def test_the_next_one_is_due_so_many_days_after_its_period(schedule, now, expected):
    assert shown(next_due(schedule, at(now))) == expected


def test_a_time_that_the_clocks_leave_out_comes_an_hour_later_and_one_shown_twice_is_the_first():
    spring = ReportSchedule("week", 7, "02:30", "Europe/Berlin")
    assert shown(next_due(spring, at("2026-03-28T12:00+00:00"))) == ("2026-W12", "2026-03-29T01:30:00+00:00")
    assert shown(next_due(spring, at("2026-10-24T12:00+00:00"))) == ("2026-W42", "2026-10-25T00:30:00+00:00")


def test_what_was_made_is_not_due_again():
    now = at("2026-12-01T06:00+00:00")
    assert shown(due_period(BERLIN, "2026-10", now)) == ("2026-11", "2026-12-01T06:00:00+00:00")
    assert due_period(BERLIN, "2026-11", now) is None
    assert due_period(BERLIN, "2026-10", now - 1) is None


def test_of_missed_months_only_the_newest_is_due_and_it_says_that_it_is_late():
    due = due_period(BERLIN, "2026-07", at("2026-11-26T00:00+00:00"))
    assert due == Due(due.period, at("2026-11-01T07:00+01:00"), late=True, missed=2)
    assert due.period.key == "2026-10"


def test_ten_minutes_are_not_late():
    due = due_period(BERLIN, "2026-10", at("2026-12-01T06:10+00:00"))
    assert not due.late
    assert due.missed == 0


def test_what_was_due_before_the_schedule_was_set_is_not_missed():
    since = at("2026-11-20T00:00+00:00")
    schedule = ReportSchedule("month", 1, "07:00", "Europe/Berlin", since=since)
    assert due_period(schedule, "", at("2026-11-26T00:00+00:00")) is None
    due = due_period(schedule, "", at("2026-12-03T00:00+00:00"))
    assert (due.period.key, due.missed) == ("2026-11", 0)


def test_a_report_that_a_clock_gone_wrong_has_made_keeps_no_other_from_being_made():
    assert due_period(BERLIN, "2099-12", at("2026-12-02T00:00+00:00")).period.key == "2026-11"


def test_a_clock_set_back_by_hours_makes_nothing_again():
    assert due_period(BERLIN, "2026-11", at("2026-11-30T18:00+00:00")) is None


def test_without_a_schedule_nothing_is_ever_due():
    assert next_due(ReportSchedule(), at("2026-11-26T00:00+00:00")) is None
    assert due_period(ReportSchedule(), "", at("2026-11-26T00:00+00:00")) is None


@pytest.mark.parametrize(
    ("schedule", "sentence"),
    [
        (ReportSchedule("day"), "every week, month, quarter or year"),
        (ReportSchedule("month", 0), "1 to 28 days"),
        (ReportSchedule("month", 29), "1 to 28 days"),
        (ReportSchedule("month", 1, "24:00"), "is no time of day"),
        (ReportSchedule("month", 1, "seven"), "is no time of day"),
        (ReportSchedule("month", 1, "07:00", "Europe/Atlantis"), "There is no time zone"),
        (ReportSchedule("month", 1, "07:00", "../etc/passwd"), "There is no time zone"),
    ],
)
def test_what_is_no_schedule_is_refused(schedule, sentence):
    with pytest.raises(Refused, match=sentence):
        checked_schedule(schedule)


def test_a_schedule_is_read_as_it_was_written():
    schedule = ReportSchedule("quarter", 5, "6.30", "Asia/Tokyo", "/srv/Berichte é", 17)
    assert read_schedule(schedule_text(schedule)) == schedule
    assert read_schedule("{}") == ReportSchedule()


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{", '{"every": 3}', '{"days": "1"}', '{"days": true}', '{"new": 1}', "[" * 100_000]
)
def test_what_a_stranger_has_written_is_said_to_be_unreadable(text):
    with pytest.raises(Refused, match="another version of the program"):
        read_schedule(text)
