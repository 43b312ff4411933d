"""When maintenance is, by the clock on the wall."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from incidentdesk import clock
from incidentdesk.detect.maintenance import Window, in_maintenance, is_open, spans
from incidentdesk.detect.maintenance_change import change_window, create_window, withdraw_window
from incidentdesk.detect.maintenance_list import windows
from incidentdesk.detect.monitor_change import create_monitor
from incidentdesk.refusal import Refused

BERLIN = ZoneInfo("Europe/Berlin")


def at(text, zone=UTC):
    return clock.stored(datetime.fromisoformat(text).replace(tzinfo=zone))


def window(first, last, repeats="", zone="Europe/Berlin", **whose):
    return Window(at(first, ZoneInfo(zone)), at(last, ZoneInfo(zone)), repeats, zone, **whose)


@pytest.mark.parametrize(
    ("when", "open_then"),
    [
        # The clocks are set on in the night to 2026-03-29: an hour is left out.
        ("2026-03-28T23:59", False),  # 00:59 in Berlin
        ("2026-03-29T00:00", True),  # 01:00
        ("2026-03-29T02:59", True),  # 04:59, summer time
        ("2026-03-29T03:00", False),  # 05:00
        # They are set back in the night to 2026-10-25: an hour comes twice.
        ("2026-10-24T22:59", False),  # 00:59, summer time
        ("2026-10-24T23:00", True),  # 01:00
        ("2026-10-25T03:59", True),  # 04:59
        ("2026-10-25T04:00", False),  # 05:00
        # On any other Sunday, and not on a Monday.
        ("2026-07-04T23:30", True),
        ("2026-07-05T23:30", False),
    ],
)
def test_a_weekly_window_stands_by_the_clock_on_the_wall_in_every_night(when, open_then):
    weekly = window("2026-01-04T01:00", "2026-01-04T05:00", "FREQ=WEEKLY;BYDAY=SU")
    assert is_open(weekly, at(when)) is open_then


def test_a_window_that_is_over_midnight_and_begins_in_the_gap_of_the_clocks_opens():
    gap = window("2026-03-28T02:30", "2026-03-28T03:30", "FREQ=DAILY")
    (span,) = spans(gap, at("2026-03-29T00:00"), at("2026-03-29T12:00"))
    assert span[0] == at("2026-03-29T01:30")


def test_a_second_tuesday_is_found_years_later():
    monthly = window("2024-01-09T20:00", "2024-01-09T22:00", "FREQ=MONTHLY;BYDAY=2TU")
    assert is_open(monthly, at("2026-07-14T21:00", BERLIN))
    assert not is_open(monthly, at("2026-07-07T21:00", BERLIN))


def test_a_window_once_is_open_once():
    once = window("2026-05-01T10:00", "2026-05-01T11:00")
    assert is_open(once, at("2026-05-01T10:30", BERLIN))
    assert not is_open(once, at("2026-05-02T10:30", BERLIN))


def test_a_window_is_of_a_monitor_of_a_service_or_of_all():
    now = at("2026-05-01T10:30", BERLIN)

    def of(**whose):
        return [window("2026-05-01T10:00", "2026-05-01T11:00", **whose)]

    assert in_maintenance(of(), 7, None, now)
    assert in_maintenance(of(monitor_id=7), 7, 3, now)
    assert not in_maintenance(of(monitor_id=8), 7, 3, now)
    assert in_maintenance(of(service_id=3), 7, 3, now)
    assert not in_maintenance(of(service_id=3), 7, None, now)


def test_windows_are_made_changed_listed_and_taken_away(desk):
    with desk.write(actor="Mei Okafor") as session:
        create_monitor(session, name="Web shop", kind="Ping", target="shop.example.org")
        begin, end = datetime(2026, 1, 4, 1, tzinfo=BERLIN), datetime(2026, 1, 4, 5, tzinfo=BERLIN)
        first = create_window(
            session, name="Patch night", starts_at=begin, ends_at=end, repeats="freq=weekly;byday=SU",
            zone="Europe/Berlin", monitor="web SHOP",
        )  # fmt: skip
        change_window(session, first, {"name": "Patches", "monitor": ""})
    with desk.read() as reader:
        (row,) = windows(reader, at("2026-07-01T00:00"))
    assert (row.name, row.monitor, row.open, row.next_at) == ("Patches", "", False, at("2026-07-05T01:00", BERLIN))
    with desk.write(actor="Mei Okafor") as session:
        withdraw_window(session, first)
    with desk.read() as reader:
        assert windows(reader, 0) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"repeats": "FREQ=SECONDLY"}, "is no rule for days"),
        ({"repeats": "FREQ=WEEKLY;BYDAY=XX"}, "is no rule for days"),
        ({"repeats": "FREQ=DAILY;BYHOUR=3"}, "is no rule for days"),
        ({"repeats": "every day"}, "is no rule for days"),
        ({"name": " "}, "needs a name"),
        ({"ends_at": datetime(2026, 1, 4, 1, tzinfo=BERLIN)}, "must end after it begins"),
        ({"ends_at": datetime(2028, 1, 4, 1, tzinfo=BERLIN)}, "a year at most"),
        ({"monitor": "nobody knows it"}, "There is no monitor"),
        ({"zone": "Moon/Crater"}, "Moon/Crater"),
    ],
)
def test_what_a_window_cant_be_is_refused(sqlite_desk, wrong, said):
    facts = {
        "name": "Patch night", "starts_at": datetime(2026, 1, 4, 1, tzinfo=BERLIN),
        "ends_at": datetime(2026, 1, 4, 5, tzinfo=BERLIN), "zone": "Europe/Berlin",
    }  # fmt: skip
    with pytest.raises(Refused, match=said):
        with sqlite_desk.write(actor="Mei Okafor") as session:
            create_window(session, **(facts | wrong))
