from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QLocale

from incidentdesk import clock
from incidentdesk.desktop import moment

BERLIN = ZoneInfo("Europe/Berlin")
NOW = clock.stored(datetime(2026, 11, 23, 11, 0, tzinfo=BERLIN))


@pytest.fixture(autouse=True)
def _english():
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("past", "text"),
    [
        (timedelta(seconds=59), "now"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=6, hours=23), "6 d"),
        (timedelta(days=11), "12 Nov"),
        (timedelta(days=365), "23 Nov 2025"),
        (timedelta(seconds=-30), "now"),
        (timedelta(minutes=-90), "in 1 h"),
    ],
)
def test_a_relative_time(past, text):
    at = clock.stored(clock.instant(NOW) - past)
    assert moment.relative(at, NOW, BERLIN) == text


def test_the_day_is_that_of_the_zone():
    at = clock.stored(datetime(2026, 11, 12, 23, 30, tzinfo=ZoneInfo("UTC")))
    assert moment.relative(at, NOW, BERLIN) == "13 Nov"


def test_the_full_time_names_its_zone():
    at = clock.stored(datetime(2026, 11, 12, 8, 14, tzinfo=BERLIN))
    assert moment.full(at, BERLIN) == "Thursday, 12 November 2026, 08:14:00 CET (Europe/Berlin)"


@pytest.mark.parametrize(
    ("days", "text"), [(0, "today 08:14"), (1, "yesterday 08:14"), (11, "12 Nov 08:14"), (-1, "24 Nov 08:14")]
)
def test_a_day_with_its_time(days, text):
    at = clock.stored(datetime(2026, 11, 23 - days, 8, 14, tzinfo=BERLIN))
    assert moment.day_and_time(at, NOW, BERLIN) == text


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (timedelta(minutes=4, seconds=59), "4 min"),
        (timedelta(hours=2, minutes=31), "2 h 31 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=3, hours=4, minutes=59), "3 d 4 h"),
        (timedelta(days=3), "3 d"),
    ],
)
def test_a_length_in_its_two_largest_units(given, text):
    assert moment.length(given // timedelta(microseconds=1)) == text
