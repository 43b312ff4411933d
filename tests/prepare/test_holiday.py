"""Public holidays, and those that a calendar file brings."""

from datetime import UTC, date, datetime

import pytest

from incidentdesk import clock
from incidentdesk.prepare.holiday import countries, holidays_of_ical, public_holidays, regions
from incidentdesk.refusal import Refused


def ical(*events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


@pytest.fixture(autouse=True)
def _held():
    clock.hold(lambda: datetime(2026, 3, 2, tzinfo=UTC))
    yield
    clock.hold(None)


def test_countries_and_regions_have_their_holidays():
    assert {"DE", "GB", "US"} <= set(countries())
    assert "BY" in regions("DE")
    assert regions("XX") == []
    assert dict(public_holidays("DE", "BY", 2026))[date(2026, 1, 6)]
    assert date(2026, 1, 6) not in dict(public_holidays("DE", "", 2026))
    assert public_holidays("", "", 2026) == ()


def test_an_unknown_region_is_refused():
    with pytest.raises(Refused, match=r"The public holidays of .*DE-XX.* are not known"):
        public_holidays("DE", "XX", 2026)


def test_whole_days_of_a_calendar_file_become_holidays():
    content = ical(
        ["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227", "SUMMARY:Works\\, closed"],
        ["DTSTART;VALUE=DATE:20260501", "SUMMARY:Labour Day"],
        ["DTSTART:20260601T090000Z", "DTEND:20260601T100000Z", "SUMMARY:A meeting"],
        ["DTSTART:20260701T000000", "DTEND:20260702T000000", "SUMMARY:From Outlook"],
    )
    assert holidays_of_ical(content) == [
        ("2026-05-01", "Labour Day"),
        ("2026-07-01", "From Outlook"),
        ("2026-12-24", "Works, closed"),
        ("2026-12-25", "Works, closed"),
        ("2026-12-26", "Works, closed"),
    ]


def test_a_yearly_day_comes_for_ten_years():
    found = holidays_of_ical(ical(["DTSTART;VALUE=DATE:20200101", "RRULE:FREQ=YEARLY", "SUMMARY:New Year"]))
    assert found[0] == ("2026-01-01", "New Year")
    assert found[-1] == ("2036-01-01", "New Year")
    assert len(found) == 11


def test_what_was_called_off_is_no_holiday_and_what_was_added_is_one():
    found = holidays_of_ical(ical(
        ["DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=YEARLY;COUNT=4", "EXDATE;VALUE=DATE:20270105",
         "EXDATE:20280105T000000", "RDATE;VALUE=DATE:20270106,20280107", "SUMMARY:Outing"],
        ["DTSTART;VALUE=DATE:20260301", "STATUS:CANCELLED", "SUMMARY:Party"],
    ))  # fmt: skip
    assert [day for day, _name in found] == ["2026-01-05", "2027-01-06", "2028-01-07", "2029-01-05"]


@pytest.mark.timeout(10)
@pytest.mark.parametrize(("count", "rule"), [(6_000, ()), (1_000, ("RRULE:FREQ=DAILY",))])
def test_a_file_of_very_many_days_is_no_calendar_of_holidays(count, rule):
    events = (["DTSTART;VALUE=DATE:20260101", *rule, "SUMMARY:Outing"] for _each in range(count))
    with pytest.raises(Refused, match="more than 5,000 days"):
        holidays_of_ical(ical(*events))


@pytest.mark.timeout(5)
@pytest.mark.parametrize("often", ["SECONDLY", "MINUTELY;BYMONTH=2;BYMONTHDAY=30", "HOURLY"])
def test_a_whole_day_that_would_come_every_second_comes_once(often):
    found = holidays_of_ical(ical(["DTSTART;VALUE=DATE:20260101", f"RRULE:FREQ={often}", "SUMMARY:New Year"]))
    assert found == [("2026-01-01", "New Year")]


def test_a_rule_with_an_end_in_utc_is_read():
    rule = "RRULE:FREQ=YEARLY;UNTIL=20270601T000000Z"
    assert [day for day, _name in holidays_of_ical(ical(["DTSTART;VALUE=DATE:20250501", rule]))] == [
        "2025-05-01", "2026-05-01", "2027-05-01",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "There is no event of a whole day|is no calendar"),
        (b"\x00\xff\xfe PNG", "is no calendar"),
        (b"hello", "is no calendar"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:notadate\r\n", "is no calendar|can't be read|no event"),
        (ical(["DTSTART:20260601T090000Z", "DTEND:20260601T100000Z"]), "There is no event of a whole day"),
        (ical(["DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=NEVER"]), "can't be read|is no calendar|no event"),
        (b"x" * (6 * 1024 * 1024), "too large"),
    ],
)
def test_what_is_no_calendar_of_holidays_is_refused(content, sentence):
    with pytest.raises(Refused, match=sentence):
        holidays_of_ical(content)
