"""Medians, percentiles, means and intervals, against values worked out by hand and by other means."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentdesk.measure.metric.distribution import (
    Amount,
    Distribution,
    Share,
    distribution,
    distributions,
    nearest_rank,
    wilson,
)

LENGTHS = st.lists(st.floats(0, 1e9, allow_nan=False), min_size=1, max_size=60)


def test_by_hand():
    found = distribution(np.array([4.0, 1, 3, 2]))
    assert found == Distribution(4, 4, median=2.5, p90=4, mean=2.5, low=1, high=4, total=10)


@pytest.mark.parametrize(("n", "place"), [(1, 0), (2, 1), (9, 8), (10, 8), (11, 9), (20, 17), (100, 89)])
def test_nine_of_ten_do_not_exceed_the_90th_percentile(n, place):
    assert nearest_rank(n, 90) == place


def test_the_90th_percentile_is_one_that_was_measured():
    assert distribution(np.array([10.0, 20])).p90 == 20
    assert distribution(np.arange(1.0, 11)).p90 == 9


def test_one_value_is_all_of_them():
    found = distribution(np.array([7.0]), population=4)
    assert (found.median, found.p90, found.mean, found.coverage) == (7, 7, 7, 0.25)


def test_no_value_is_no_data():
    assert distribution(np.empty(0), population=3) == Distribution(0, 3)
    assert Distribution(0, 3).coverage == 0
    assert Distribution(0, 0).coverage is None
    assert Share(0, 0, 0).value is None
    assert Share(0, 0, 0).interval is None
    assert Amount(None, 0).value is None


@given(LENGTHS)
def test_as_the_standard_library_says(values):
    found = distribution(np.array(values))
    assert found.median == pytest.approx(statistics.median(values))
    assert found.mean == pytest.approx(statistics.fmean(values))
    assert found.total == pytest.approx(math.fsum(values))
    assert found.p90 == sorted(values)[math.ceil(0.9 * len(values)) - 1]
    assert (found.low, found.high) == (min(values), max(values))


@given(st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1e6, allow_nan=False)), max_size=60))
def test_a_group_is_as_if_it_stood_alone(pairs):
    codes, values = np.array([code for code, _ in pairs], np.int64), np.array([value for _, value in pairs], float)
    found = distributions(values, codes, [9] * 5)
    assert found == [distribution(values[codes == code], 9) for code in range(5)]


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_that_were_published(hits, n, low, high):
    assert wilson(hits, n) == pytest.approx((low, high), abs=0.00005)


@given(st.integers(1, 10_000), st.data())
def test_an_interval_holds_its_share(n, data):
    hits = data.draw(st.integers(0, n))
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n + 1e-12
    assert hits / n - 1e-12 <= high <= 1
    mirrored = wilson(n - hits, n)
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((low, high))


@given(st.integers(1, 1_000), st.data())
def test_an_interval_is_where_the_score_test_would_not_reject(n, data):
    hits = data.draw(st.integers(0, n))
    z = statistics.NormalDist().inv_cdf(0.975)
    for bound in wilson(hits, n):
        if 0 < bound < 1:
            assert abs(hits / n - bound) == pytest.approx(z * math.sqrt(bound * (1 - bound) / n), rel=1e-6, abs=1e-9)
