"""The scale of lengths: round ticks in words, from the data."""

import pytest

from incidentdesk.measure.chart.length import DAY, HOUR, MINUTE, WEEK, scale_of, tick_text


def shown(scale) -> list[str]:
    return [tick_text(each, worked=scale.worked) for each in scale.ticks(300, 20)]


def test_ticks_are_round_lengths_in_words():
    assert shown(scale_of([20 * MINUTE, 5 * DAY])) == ["1 h", "4 h", "1 d", "3 d"]
    assert shown(scale_of([10 * MINUTE, 2 * WEEK])) == ["15 min", "1 h", "4 h", "1 d", "3 d", "1 w"]


@pytest.mark.parametrize("seconds", [[], [0.0], [1.0], [90.0], [HOUR], [1e10], [0.0, 1e10]])
def test_any_scale_has_two_ticks_and_room_for_all(seconds: list[float]):
    scale = scale_of(seconds)
    assert len(scale.ticks(300, 20)) >= 2
    assert all(0 <= scale.share(each) <= 1 for each in seconds)


def test_working_time_is_told_in_hours():
    assert shown(scale_of([HOUR, 60 * HOUR], worked=True)) == ["1 h", "4 h", "16 h", "40 h"]


def test_a_scale_is_logarithmic():
    scale = scale_of([HOUR, 16 * HOUR])
    assert scale.share(4 * HOUR) == pytest.approx(0.5)


def test_ticks_without_room_are_left_out():
    scale = scale_of([MINUTE, WEEK])
    assert len(scale.ticks(300, 150)) <= 3
