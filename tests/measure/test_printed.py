from zoneinfo import ZoneInfo

import pytest

from incidentdesk.measure.printed import minute, minute_and_zone, size

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (25 * 10**6, "25.0 MB"),
        (7 * 10**12, "7000.0 GB"),
    ],
)
def test_sizes_have_a_unit_that_fits(count, shown):
    assert size(count) == shown


def test_times_are_those_of_the_zone():
    assert minute(0, TOKYO) == "1970-01-01 09:00"
    assert minute_and_zone(0, TOKYO) == "1970-01-01 09:00 JST"
    assert minute(None, TOKYO) == "—"


def test_the_edges_of_the_calendar_are_written_too():
    first, last = -62135596800_000_000, 253402300799_999_999
    assert minute(first, ZoneInfo("America/New_York")) == "0001-01-01 00:00"
    assert minute(last, TOKYO) == "9999-12-31 23:59"
    assert minute(2**62, TOKYO) == str(2**62)
