"""Limits by hand: logarithms 1, 2, 1, 2 … have the mean 1.5 and the mean moving range 1."""

import math

import pytest

from incidentdesk.measure.metric.control_limits import Limits, Signal, limits, signals

ALTERNATING = [math.exp(1 + place % 2) for place in range(8)]


def test_limits_are_the_mean_of_the_logarithms_and_2_66_moving_ranges_drawn_back():
    found = limits(ALTERNATING)
    assert found is not None
    # The mean of four 1 and four 2; all seven ranges are 1.
    assert found.centre == pytest.approx(math.exp(1.5))
    assert found.upper == pytest.approx(math.exp(1.5 + 2.66))
    assert found.lower == pytest.approx(math.exp(1.5 - 2.66))


def test_seven_values_have_no_limits():
    assert limits(ALTERNATING[:7]) is None


@pytest.mark.parametrize(("n", "provisional"), [(8, True), (19, True), (20, False)])
def test_limits_are_provisional_below_twenty(n: int, provisional: bool):
    found = limits([10.0] * n)
    assert found is not None
    assert found.provisional is provisional


def test_nothing_is_a_logarithm_of_zero():
    found = limits([0.0] * 8)
    assert found == Limits(1.0, 1.0, 1.0, 8)
    assert signals([0.0] * 8, found) == [None] * 8


def test_what_lies_outside_is_a_signal():
    found = Limits(10.0, 100.0, 1_000.0, 8)
    assert signals([9.0, 10.0, 100.0, 1_000.0, 1_001.0], found) == [Signal.BELOW, None, None, None, Signal.ABOVE]


def test_the_eighth_in_a_row_on_one_side_is_a_signal_and_each_further_one():
    found = Limits(10.0, 100.0, 1_000.0, 20)
    assert signals([200.0] * 9, found) == [None] * 7 + [Signal.RUN_ABOVE] * 2
    assert signals([50.0] * 8, found) == [None] * 7 + [Signal.RUN_BELOW]


def test_a_value_on_the_centre_or_on_the_other_side_ends_a_row():
    found = Limits(10.0, 100.0, 1_000.0, 20)
    assert signals([200.0] * 7 + [100.0] + [200.0] * 7, found) == [None] * 15
    assert signals([200.0] * 7 + [50.0] + [200.0] * 7, found) == [None] * 15


def test_without_limits_nothing_is_a_signal():
    assert signals([1.0, 1e9], None) == [None, None]
