from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentdesk import clock
from incidentdesk.detect.transfer.instants import DateOrder, Undecided, Unreadable, date_order, read, zone_named
from incidentdesk.refusal import Refused

BERLIN = ZoneInfo("Europe/Berlin")
DAY, MONTH = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST


def iso(text: str, order: DateOrder | None = None, zone: ZoneInfo = BERLIN) -> str | None:
    return clock.iso(read(text, zone, order).microseconds)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016-12-12 15:19:57", "2016-12-12T14:19:57Z"),
        ("2016-12-12T15:19", "2016-12-12T14:19:00Z"),
        ("2016/3/5 9:36", "2016-03-05T08:36:00Z"),
        ("20160305", "2016-03-04T23:00:00Z"),
        ("2024-09-16T21:31:02.719Z", "2024-09-16T21:31:02.719000Z"),
        ("2024-09-16T21:31:02,719+0000", "2024-09-16T21:31:02.719000Z"),
        ("2016-03-05T09:36:00.123456789Z", "2016-03-05T09:36:00.123456Z"),
        ("2016-03-05 09:36:00 +05:30", "2016-03-05T04:06:00Z"),
        ("2016-03-05 09:36 UTC", "2016-03-05T09:36:00Z"),
        ("2016-03-05 09:36 GMT+2", "2016-03-05T07:36:00Z"),
        ("2016-03-05 09:36 Europe/Lisbon", "2016-03-05T09:36:00Z"),
        ("Posted 14 days ago. Aug 16, 2024 - 21:46 PDT", "2024-08-17T04:46:00Z"),
        ("Aug 16, 2024 - 21:46 PDT", "2024-08-17T04:46:00Z"),
        ("Sat, 05 Mar 2016 09:36:00 +0100", "2016-03-05T08:36:00Z"),
        ("05/Mar/16 9:36 AM", "2016-03-05T08:36:00Z"),
        ("05/Mar/16 12:05 AM", "2016-03-04T23:05:00Z"),
        ("05/Mar/16 12:05 p.m.", "2016-03-05T11:05:00Z"),
        ("16-Aug-2024 09:46:12 PM", "2024-08-16T19:46:12Z"),
        ("March 5th, 2016 at 9:36 PM", "2016-03-05T20:36:00Z"),
        ("Saturday March 5, 2016", "2016-03-04T23:00:00Z"),
        ("5. März 2016 um 9:36 Uhr", "2016-03-05T08:36:00Z"),
        ("5 mars 2016 à 21h46", "2016-03-05T20:46:00Z"),
        ("05.03.2016 12:00:01", "2016-03-05T11:00:01Z"),
        ("5.3.16 12.30", "2016-03-05T11:30:00Z"),
        ("29/2/2016 01:16", "2016-02-29T00:16:00Z"),
        ("2/29/2016 01:16", "2016-02-29T00:16:00Z"),
        ("5/5/2016", "2016-05-04T22:00:00Z"),
        ("1498861543", "2017-06-30T22:25:43Z"),
        ("1498861543.25", "2017-06-30T22:25:43.250000Z"),
        ("1498861543123", "2017-06-30T22:25:43.123000Z"),
        ("1498861543123456", "2017-06-30T22:25:43.123456Z"),
        ("", None),
        ("0000-00-00 00:00:00", None),
        ("0001-01-01T00:00:00Z", None),
    ],
)
def test_an_instant_is_read_as_exports_write_it(text: str, expected: str | None) -> None:
    assert iso(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "yesterday", "12:30", "2016-02-30", "13/13/2016", "2016-13-01", "2016-03-05 25:00", "2016-03-05 13:00 PM",
        "9999-01-01", "9999-12-31T23:59:59-05:00", "1066-10-14", "2016-03-05 09:36 XYZ", "2016-03-05 sometime",
        "123456", "2016-03-05 09:36 +99:00", "5 Foo 2016", "-",
    ],
)  # fmt: skip
def test_what_is_no_instant_is_said_to_be_none(text: str) -> None:
    with pytest.raises(Unreadable):
        iso(text)


def test_the_order_is_never_guessed() -> None:
    with pytest.raises(Unreadable, match="cannot be told apart"):
        iso("5/3/2016 12:00")
    assert iso("5/3/2016 12:00", DAY) == "2016-03-05T11:00:00Z"
    assert iso("5/3/2016 12:00", MONTH) == "2016-05-03T10:00:00Z"


def test_an_order_that_was_chosen_is_kept_to() -> None:
    with pytest.raises(Unreadable):
        iso("2/29/2016", DAY)


def test_a_zone_that_means_several_is_not_guessed_unless_the_chosen_zone_calls_itself_so() -> None:
    with pytest.raises(Unreadable, match="means several"):
        iso("2016-03-05 09:36 CST")
    assert iso("2016-03-05 09:36 CST", zone=ZoneInfo("America/Chicago")) == "2016-03-05T15:36:00Z"
    assert iso("2016-03-05 09:36 CST", zone=ZoneInfo("Asia/Shanghai")) == "2016-03-05T01:36:00Z"


def test_an_hour_that_the_clocks_left_out_is_remarked() -> None:
    reading = read("2024-03-31 02:30", BERLIN)
    assert clock.iso(reading.microseconds) == "2024-03-31T01:30:00Z"
    assert "does not exist in Europe/Berlin" in reading.remark


def test_an_hour_that_came_twice_is_remarked() -> None:
    reading = read("2024-10-27 02:30", BERLIN)
    assert clock.iso(reading.microseconds) == "2024-10-27T00:30:00Z"
    assert "came twice in Europe/Berlin" in reading.remark
    assert not read("2024-10-27 02:30 +01:00", BERLIN).remark


# ── the order in a whole file ────────────────────────────────────────────────────────────────────────────────────


def test_one_thirteenth_decides_for_all() -> None:
    assert date_order(["5/3/2016", "6/3/2016", "13/3/2016 10:00", "1/1/2016"]) is DAY
    assert date_order(["5/3/2016", "Posted 2 days ago. 3/13/2016", "?"]) is MONTH


def test_dots_have_the_day_first() -> None:
    assert date_order(["05.03.2016", "06.03.2016"]) is DAY


def test_files_without_such_dates_need_no_order() -> None:
    assert date_order(["2016-03-05", "Aug 16, 2024", "", "5/5/2016", "junk"]) is None


def test_the_order_is_asked_for_where_no_date_decides() -> None:
    with pytest.raises(Undecided, match="5/3/2016"):
        date_order(["5/3/2016", "6/4/2016"])


def test_dates_that_contradict_each_other_are_shown() -> None:
    with pytest.raises(Undecided, match=r"contradict(?s:.)*13/3/2016(?s:.)*3/14/2016"):
        date_order(["13/3/2016", "3/14/2016"])


def test_an_unknown_zone_is_refused() -> None:
    for name in ("Mars/Olympus", "", "../etc/passwd", "Europe"):
        with pytest.raises(Refused, match="no time zone"):
            zone_named(name)


# ── properties ───────────────────────────────────────────────────────────────────────────────────────────────────

MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2198, 1, 1)).map(lambda moment: moment.replace(microsecond=0))  # noqa: DTZ001
FORMATS = [
    (None, "%Y-%m-%d %H:%M:%S"), (DAY, "%d/%m/%Y %H:%M:%S"), (MONTH, "%m/%d/%Y %I:%M:%S %p"),
    (None, "%d.%m.%Y %H:%M:%S"),
    (None, "%d %B %Y %H:%M:%S"), (None, "%b %d, %Y - %H:%M:%S UTC"), (None, "%a, %d %b %Y %H:%M:%S +0000"),
    (None, "%Y/%m/%d %H:%M:%S"), (None, "%d-%b-%Y %H:%M:%S"),
]  # fmt: skip


@given(MOMENTS, st.sampled_from(FORMATS))
def test_what_was_written_comes_back(moment: datetime, form: tuple[DateOrder | None, str]) -> None:
    order, pattern = form
    assert read(moment.strftime(pattern), UTC, order).microseconds == clock.stored(moment.replace(tzinfo=UTC))


@given(MOMENTS, st.sampled_from(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"]))
def test_local_times_mean_what_the_zone_says(moment: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    reading = read(moment.isoformat(" "), zone)
    assert reading.microseconds is not None
    back = clock.instant(reading.microseconds).astimezone(zone).replace(tzinfo=None)
    # Only in the hour that does not exist the wall clock shows another time, and then a remark says so.
    assert back == moment or (reading.remark and abs(back - moment) <= timedelta(hours=1))


@given(st.text(max_size=40) | st.text(st.sampled_from("0123456789/-.: TZ+APMapm,janfeb"), max_size=30))
def test_any_text_is_read_or_unreadable(text: str) -> None:
    for order in (None, DAY, MONTH):
        with suppress(Unreadable):
            microseconds = read(text, BERLIN, order).microseconds
            assert microseconds is None or clock.iso(microseconds)
    with suppress(Undecided):
        date_order([text])
