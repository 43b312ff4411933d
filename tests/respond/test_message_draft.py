import pytest

from incidentdesk.prepare.minutes import length_text

MINUTE = 60_000_000


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (59, "59 min"),
        (60, "1 h"),
        (125, "2 h 5 min"),
        (1440, "1 d"),
        (1500, "1 d 1 h"),
        (1505, "1 d 1 h"),
        (-3, "0 min"),
    ],
)
def test_a_length_of_time_is_told_in_its_two_largest_units(minutes, said):
    assert length_text(minutes * MINUTE) == said
