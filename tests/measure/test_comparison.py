"""Whether a figure has changed: by tests that statisticians know, with numbers that they published or that R gives."""

import numpy as np
import pytest

from incidentdesk.measure.comparison import (
    Verdict,
    medians_compared,
    percentiles_compared,
    proportions_chance,
    rank_sum_chance,
    shares_compared,
)
from incidentdesk.measure.metric.distribution import Share


def minutes(*values):
    return np.array(values, float)


def test_the_rank_sum_test_is_that_of_r():
    # wilcox.test(c(1.1, 2.2, 3.3, 4.4, 5.5, 6.6, 7.7, 8.8, 9.9, 11), c(6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
    one = minutes(1.1, 2.2, 3.3, 4.4, 5.5, 6.6, 7.7, 8.8, 9.9, 11)
    other = minutes(*range(6, 16))
    # W = 15.5 of 100, one tie of two.
    assert rank_sum_chance(one, other) == pytest.approx(0.01015, abs=5e-5)
    assert rank_sum_chance(other, one) == pytest.approx(rank_sum_chance(one, other))


def test_equal_values_are_no_change():
    assert rank_sum_chance(minutes(*[5] * 12), minutes(*[5] * 15)) == 1.0
    assert medians_compared(minutes(*[5] * 12), minutes(*[5] * 15)).verdict is Verdict.NORMAL


def test_the_test_of_two_shares_is_that_of_the_book():
    # Fleiss, Statistical Methods for Rates and Proportions: z of 45 of 100 against 30 of 100 is 2.19.
    assert proportions_chance(45, 100, 30, 100) == pytest.approx(0.0285, abs=5e-4)
    assert proportions_chance(10, 10, 20, 20) == 1.0


def test_a_shorter_median_is_told_with_how_much_and_of_how_many():
    faster, slower = minutes(*range(10, 50)), minutes(*range(100, 140))
    found = medians_compared(faster, slower)
    assert found.text == "▼ 75 %, more than chance (n=40 and 40)"
    assert medians_compared(slower, faster).text.startswith("▲ 305 %")


def test_what_only_varies_has_no_arrow():
    found = medians_compared(minutes(*range(1, 42)), minutes(*range(2, 40)))
    assert found.text == "within normal variation (n=41 and 38)"


@pytest.mark.parametrize("count", [1, 9])
def test_below_ten_nothing_is_said(count):
    few, many = minutes(*range(count)), minutes(*range(1000, 1100))
    assert medians_compared(few, many).text == f"too few to compare (n={count} and 100)"
    assert percentiles_compared(many, few).verdict is Verdict.FEW
    assert shares_compared(Share(count, count, count), Share(0, 100, 100)).verdict is Verdict.FEW


def test_nothing_is_compared_with_nothing():
    assert medians_compared(minutes(), minutes(1, 2)).text == "nothing to compare with"
    assert shares_compared(Share(0, 0, 0), Share(1, 2, 2)).verdict is Verdict.NOTHING


def test_a_longer_tail_is_seen_where_the_median_stands_still():
    usual = minutes(*[30, 40, 50, 60] * 15)
    tail = minutes(*[30, 40, 50, 60] * 11, *[5000] * 16)
    assert percentiles_compared(tail, usual).verdict is Verdict.CHANGED
    assert percentiles_compared(tail, usual).change > 1


def test_shares_change_by_points():
    assert shares_compared(Share(60, 100, 100), Share(80, 100, 100)).text == (
        "▼ 20.0 points, more than chance (n=100 and 100)"
    )
