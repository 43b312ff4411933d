"""Calendars: their hours and holidays, and what stands on them."""

from datetime import date

import pytest

from incidentdesk.prepare.calendar_change import (
    calendar_facts,
    change_calendar,
    create_calendar,
    withdraw_calendar,
)
from incidentdesk.prepare.calendar_list import Holiday, calendar_row, calendars, coming_holidays
from incidentdesk.prepare.sla_change import create_sla
from incidentdesk.refusal import Refused

OFFICE = {"name": "Office hours", "time_zone": "Europe/Berlin"}


def test_the_hours_of_a_week_are_added_up(write, read):
    write(create_calendar, **OFFICE, windows="mon-thu 09:00-12:00, 13:00-17:00; fri 22:00-06:00")
    (row,) = read(calendars)
    assert row.minutes_a_week == (4 * 7 + 8) * 60


def test_the_hours_are_shown_as_they_were_typed(write, desk):
    calendar_id = write(create_calendar, **OFFICE, windows="Mon-Fri 9:00-17:00\nsat 00:00-24:00")
    with desk.write(actor="x") as session:
        assert calendar_facts(session.reader, calendar_id)["windows"] == "mon-fri 09:00-17:00; sat 00:00-24:00"


def test_a_calendar_may_have_no_hours(write, read):
    write(create_calendar, **OFFICE)
    assert read(calendars)[0].minutes_a_week == 0


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": ""}, "needs a name"),
        ({"time_zone": ""}, "needs a time zone"),
        ({"time_zone": "Berlin"}, "no time zone"),
        ({"windows": "mon 9 to 5"}, "can't be read"),
        ({"windows": "mon 09:00-12:00, 11:00-15:00"}, "overlap"),
        ({"holidays": "Xmas\tParty"}, "no day"),
        ({"country": "XX"}, "not known"),
    ],
)
def test_what_a_calendar_can_t_be_is_refused(write, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        write(create_calendar, **OFFICE | facts)


def test_own_holidays_go_before_the_public_ones_of_the_same_day(write, read):
    holidays = "2026-12-25\tClosed\n2026-12-24\tWorks outing"
    calendar_id = write(create_calendar, **OFFICE, holidays=holidays, country="DE", region="BY")
    row = read(calendar_row, calendar_id)
    found = coming_holidays(row.own_holidays, row.country, row.region, date(2026, 12, 1))
    assert found[:2] == [Holiday("2026-12-24", "Works outing"), Holiday("2026-12-25", "Closed")]
    assert any(each.day == "2027-01-06" and each.public for each in found)
    assert found[-1].day <= "2027-12-02"


def test_a_calendar_that_is_used_stays_and_says_where(write, read):
    calendar_id = write(create_calendar, **OFFICE, windows="mon-fri 09:00-17:00")
    write(create_sla, name="Standard", calendar="Office hours", targets="P1\t15 min")
    with pytest.raises(Refused, match=r"still used by SLA .*Standard"):
        write(withdraw_calendar, calendar_id)
    other = write(create_calendar, **OFFICE | {"name": "Nights"})
    write(withdraw_calendar, other)
    assert [row.name for row in read(calendars)] == ["Office hours"]


def test_a_calendar_is_renamed_unless_the_name_is_taken(write, read):
    calendar_id = write(create_calendar, **OFFICE)
    write(create_calendar, **OFFICE | {"name": "Nights"})
    with pytest.raises(Refused, match="already"):
        write(change_calendar, calendar_id, {"name": "nights"})
    write(change_calendar, calendar_id, {"name": "Days", "country": "FR"})
    assert [(row.name, row.country) for row in read(calendars)] == [("Days", "FR"), ("Nights", "")]
