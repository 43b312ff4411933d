"""Days that are still to come, as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentdesk.detect.typed_day import typed_day
from incidentdesk.refusal import Refused

SATURDAY = date(2026, 3, 28)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("today", date(2026, 3, 28)),
        ("Tomorrow", date(2026, 3, 29)),
        ("fri", date(2026, 4, 3)),
        ("Saturday", date(2026, 4, 4)),
        ("+14", date(2026, 4, 11)),
        ("+2w", date(2026, 4, 11)),
        ("in 3 days", date(2026, 3, 31)),
        ("+1m", date(2026, 4, 28)),
        ("+11m", date(2027, 2, 28)),
        ("30.4.", date(2026, 4, 30)),
        ("30.4.2027", date(2027, 4, 30)),
        ("1.3.", date(2027, 3, 1)),
        ("30 April", date(2026, 4, 30)),
        ("30 apr 2027", date(2027, 4, 30)),
        ("2026-04-30", date(2026, 4, 30)),
        # What is over can be typed too, where somebody writes the year.
        ("2026-01-01", date(2026, 1, 1)),
    ],
)
def test_days_are_read_as_people_type_them(text, day):
    assert typed_day(text, SATURDAY) == day


@pytest.mark.parametrize("text", ["soon", "31.2.", "2026-13-01", "t", "+9x", "30 ma", "32 April", "ju"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(Refused, match="is no day"):
        typed_day(text, SATURDAY)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_day_or_refused(text):
    try:
        found = typed_day(text, SATURDAY)
    except Refused:
        return
    assert found is None or isinstance(found, date)
