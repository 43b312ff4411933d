"""The shifts of a rota in other programs, and times and windows as people type them."""

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from incidentdesk import clock
from incidentdesk.prepare.rota_calendar import calendar_bytes, csv_bytes
from incidentdesk.prepare.rota_shift import Layer, Responder, Rota
from incidentdesk.prepare.rota_time import DAY, instant_at
from incidentdesk.prepare.rota_typed_time import typed_instant, typed_note, written_instant
from incidentdesk.prepare.rota_window import typed_windows, windows_words
from incidentdesk.refusal import Refused

BERLIN = ZoneInfo("Europe/Berlin")
MEI, BO = Responder(1, "Mei Okafor"), Responder(2, "=Bo()")
WEEKS = Layer(1, "Primary", 1, datetime(2026, 3, 23, 9), 1, "weeks", (1, 2))  # noqa: DTZ001
ROTA = Rota(1, "Network", BERLIN, (WEEKS,), (), (MEI, BO))
START = instant_at(BERLIN, datetime(2026, 3, 22))  # noqa: DTZ001
NOW = clock.stored(datetime(2026, 3, 18, 11, tzinfo=UTC))  # a Wednesday


def test_a_calendar_has_each_shift_at_its_instant_over_summer_time():
    events = Calendar.from_ical(calendar_bytes(ROTA, START, START + 14 * DAY)).walk("VEVENT")
    assert [(str(each["SUMMARY"]), each.decoded("DTSTART"), each.decoded("DTEND")) for each in events] == [
        ("Mei Okafor: on call (Primary)", datetime(2026, 3, 23, 8, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC)),
        ("=Bo(): on call (Primary)", datetime(2026, 3, 30, 7, tzinfo=UTC), datetime(2026, 4, 6, 7, tzinfo=UTC)),
    ]


def test_the_same_shift_has_the_same_uid_in_every_export():
    first, again = (calendar_bytes(ROTA, START + days * DAY, START + 14 * DAY) for days in (0, 2))
    uids = [{str(each["UID"]) for each in Calendar.from_ical(text).walk("VEVENT")} for text in (first, again)]
    assert uids[0] == uids[1]


def test_a_table_tells_gaps_too_and_no_spreadsheet_takes_a_name_for_a_formula():
    rows = list(csv.DictReader(io.StringIO(csv_bytes(ROTA, START, START + 14 * DAY).decode("utf-8-sig"))))
    assert [(row["person"], row["hours"]) for row in rows] == [("", "33"), ("Mei Okafor", "167"), ("'=Bo()", "168")]
    assert rows[0]["reason"] == "nobody"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", "2026-03-18 12:00"), ("now", "2026-03-18 12:00"), ("+2h", "2026-03-18 14:00"),
        ("-1d 2h", "2026-03-17 10:00"), ("18:00", "2026-03-18 18:00"), ("9:05", "2026-03-18 09:05"),
        ("tomorrow 09:00", "2026-03-19 09:00"), ("Fri 18.30", "2026-03-20 18:30"),
        ("wednesday 09:00", "2026-03-18 09:00"), ("28.03. 08:15", "2026-03-28 08:15"),
        ("2026-04-01T07:00", "2026-04-01 07:00"),
        ("2026-03-29 02:30", "2026-03-29 03:00"), ("2026-10-25 02:30", "2026-10-25 02:30"),
    ],
)  # fmt: skip
def test_times_are_read_as_people_say_them(text, meant):
    assert written_instant(typed_instant(text, NOW, BERLIN), BERLIN) == meant


@pytest.mark.parametrize("text", ["someday", "25:00", "2026-02-30 09:00", "99999-01-01 09:00", "fri", "tomorrow", "+"])
def test_a_time_that_is_none_is_refused(text):
    with pytest.raises(Refused, match="is no time"):
        typed_instant(text, NOW, BERLIN)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("2026-03-29 02:30", "02:30 does not exist on that day, as the clock goes forward; 03:00 is meant."),
        ("2026-10-25 02:30", "02:30 comes twice on that day, as the clock goes back; the first one is meant."),
        ("2026-10-25 03:30", ""), ("+2h", ""), ("someday", ""),
    ],
)  # fmt: skip
def test_a_time_in_the_nights_of_summer_time_is_explained(text, note):
    assert typed_note(text, NOW, BERLIN) == note


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("mon-fri 18:00-08:00; sat,sun 00:00-24:00", "mon-fri 18:00-08:00; sat-sun 00:00-24:00"),
        ("Monday 9:00-12:00, 13:00-17:00", "mon 09:00-12:00, 13:00-17:00"),
        ("fri-mon 22:00 - 06:00", "mon 22:00-06:00; fri-sun 22:00-06:00"),
        ("08:00-20:00", "mon-sun 08:00-20:00"),
    ],
)
def test_windows_are_read_as_people_write_them(text, words):
    assert windows_words(typed_windows(text)) == words
    assert typed_windows(words) == typed_windows(text)


@pytest.mark.parametrize("text", ["always", "mon-fri", "mon 25:00-26:00", "mon 09:00", "xyz 09:00-10:00", "mon 9-17"])
def test_windows_that_are_none_are_refused(text):
    with pytest.raises(Refused, match="can't be read as times"):
        typed_windows(text)
