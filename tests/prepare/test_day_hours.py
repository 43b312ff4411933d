"""Hours of a day and of a week, typed and said."""

import pytest

from incidentdesk.prepare.day_hours import day_text, hours_of_day, week_of, week_sentence, week_text
from incidentdesk.prepare.region import region_names
from incidentdesk.refusal import Refused


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("09:00-12:00, 13:00-17:00", ((540, 720), (780, 1020))),
        ("9-17", ((540, 1020),)),
        ("13.30 to 17.00, 9-12", ((540, 720), (810, 1020))),
        ("22:00–06:00", ((1320, 1800),)),
        ("24 h", ((0, 1440),)),
        ("00:00-24:00", ((0, 1440),)),
        ("", ()),
    ],
)
def test_hours_of_a_day_are_typed_as_people_say_them(typed, hours):
    assert hours_of_day(typed) == hours


@pytest.mark.parametrize("typed", ["nine to five", "09:00", "25:00-26:00", "09:61-10:00", "24:00-25:00", "9-12-15"])
def test_what_are_no_hours_is_refused(typed):
    with pytest.raises(Refused, match="are no hours"):
        hours_of_day(typed)


def test_windows_of_one_day_do_not_overlap():
    with pytest.raises(Refused, match="overlap at 11:00"):
        hours_of_day("9-12, 11-15")


@pytest.mark.parametrize("typed", ["09:00-12:00, 13:00-17:00", "22:00-06:00", "00:00-24:00", ""])
def test_hours_are_written_as_they_are_read(typed):
    assert day_text(hours_of_day(typed)) == typed


@pytest.mark.parametrize("week", ["mon-fri 09:00-12:00, 13:00-17:00; sat 22:00-06:00", "mon-sun 00:00-24:00", ""])
def test_a_week_is_written_as_it_is_read(week):
    assert week_text(week_of(week)) == week


def test_a_week_says_how_many_hours_it_has():
    assert week_sentence(week_of("mon-fri 09:00-16:30")) == "37.5 h a week on 5 days"
    assert (
        week_sentence(week_of("sat 22:00-06:00")) == "8 h a week on 1 day; Saturday 22:00 until 06:00 of the next day"
    )
    assert "never move" in week_sentence(week_of(""))


def test_the_regions_of_a_country_have_names():
    assert ("BY", "Bayern") in region_names("DE")
    assert region_names("") == []
