import pytest

from incidentdesk.improve.review_due import DAY, due_after, due_text

HOUR = DAY // 24
NOW = 1_800_000_000_000_000


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (2 * DAY + 5 * HOUR, "due in 2 d"),
        (3 * HOUR, "due in 3 h"),
        (12 * HOUR // 60, "due in 12 min"),
        (0, "due now"),
        (-30_000_000, "due now"),
        (-4 * HOUR, "overdue by 4 h"),
        (-9 * DAY, "overdue by 9 d"),
    ],
)
def test_the_clock_tells_how_long_is_left_in_its_largest_unit(left: int, text: str) -> None:
    assert due_text(NOW + left, NOW) == text


def test_nothing_is_said_where_nothing_is_due() -> None:
    assert due_text(None, NOW) == ""


def test_days_of_the_calendar_count_whether_or_not_somebody_works() -> None:
    friday = NOW
    assert due_after(friday, 3) == friday + 3 * DAY
