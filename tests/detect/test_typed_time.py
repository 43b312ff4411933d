from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from incidentdesk.detect.typed_time import typed_time, written_time
from incidentdesk.refusal import Refused

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 28, 9, 42, tzinfo=UTC)  # 10:42 in Berlin


@pytest.mark.parametrize(
    ("text", "day", "hour", "minute"),
    [
        ("09:50", 28, 8, 50),
        ("9:50", 28, 8, 50),
        ("9.50", 28, 8, 50),
        ("10:42", 28, 9, 42),
        ("23:50", 27, 22, 50),
        ("yesterday 17:00", 27, 16, 0),
        ("Yesterday, 17:00", 27, 16, 0),
        ("today 00:05", 27, 23, 5),
        ("2026-03-12 08:15", 12, 7, 15),
        ("2026-03-12T08:15", 12, 7, 15),
        ("12.3. 08:15", 12, 7, 15),
        ("12.03.2026 08:15", 12, 7, 15),
        ("-20m", 28, 9, 22),
        ("-20 min", 28, 9, 22),
        ("-1h 10m", 28, 8, 32),
        ("-2d", 26, 9, 42),
    ],
)
def test_a_time_as_people_say_it(text, day, hour, minute):
    assert typed_time(text, NOW, BERLIN) == datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "  ", "now", "Now"])
def test_nothing_special_is_now(text):
    assert typed_time(text, NOW, BERLIN) is None


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "25:00",
        "09:61",
        "-",
        "- m",
        "yesterday",
        "2026-02-30 10:00",
        "32.1. 10:00",
        "9",
        "١٢:٣٠:٩٩",
        "09:50 foo",
        "-99999m x",
    ],
)
def test_what_is_no_time_is_refused_with_an_example(text):
    with pytest.raises(Refused, match="yesterday 17:00"):
        typed_time(text, NOW, BERLIN)


def test_a_day_without_a_year_is_never_in_the_future():
    assert typed_time("24.12. 08:00", NOW, BERLIN) == datetime(2025, 12, 24, 7, 0, tzinfo=UTC)


def test_an_hour_that_the_clocks_skip_is_still_a_time():
    assert typed_time("2026-03-29 02:30", NOW, BERLIN) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("second", [0, 7])
def test_what_is_written_is_read_back(second):
    at = datetime(2026, 3, 12, 7, 15, second, tzinfo=UTC)
    assert typed_time(written_time(at, BERLIN), NOW, BERLIN) == at
