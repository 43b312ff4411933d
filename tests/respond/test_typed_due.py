from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from incidentdesk.refusal import Refused
from incidentdesk.respond.typed_due import due_text, typed_due

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 28, 9, 42, tzinfo=UTC)  # 10:42 in Berlin, the night before the clocks change


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("+30", "2026-03-28 10:12"),
        ("+2h", "2026-03-28 11:42"),
        ("+ 1 d", "2026-03-29 09:42"),
        ("14:30", "2026-03-28 13:30"),
        ("9.15", "2026-03-29 07:15"),
        ("10:42", "2026-03-29 08:42"),
        ("2026-03-31 14:30", "2026-03-31 12:30"),
    ],
)
def test_times_are_typed_as_people_say_them(typed, utc):
    found = typed_due(typed, NOW, BERLIN)
    assert found.astimezone(UTC).strftime("%Y-%m-%d %H:%M") == utc
    assert typed_due(due_text(found, BERLIN), NOW, BERLIN) == found.replace(second=0)


def test_nothing_is_no_time():
    assert typed_due("  ", NOW, BERLIN) is None
    assert due_text(None, BERLIN) == ""


@pytest.mark.parametrize("typed", ["soon", "25:00", "31.12.", "2026-02-30 10:00", "-30", "+"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(Refused, match=r"is no time\. Write \+30"):
        typed_due(typed, NOW, BERLIN)
