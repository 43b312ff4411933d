"""The order of restoring: what others need first, the most critical among equals, and a way out of every circle."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from incidentdesk.recover.restore_order import ServiceToRestore, in_order


def service(key, *needs, criticality="Medium"):
    return ServiceToRestore(key, f"S{key}", criticality, None, None, None, needs)


def ids(services):
    return [each.id for each in in_order(services)]


def test_the_most_critical_comes_first_where_nothing_is_needed():
    assert ids([service(1, criticality="Low"), service(2, criticality="Critical"), service(3)]) == [2, 3, 1]


def test_what_is_needed_comes_first_however_little_it_matters():
    assert ids([service(1, 2, criticality="Critical"), service(2, criticality="Low")]) == [2, 1]


@pytest.mark.parametrize("needs", [((1, 2), (2, 1)), ((1, 1), (2,)), ((1, 2), (2, 3), (3, 1))])
def test_a_circle_is_opened_and_nobody_is_lost(needs):
    services = [service(*each) for each in needs]
    assert sorted(ids(services)) == sorted(each.id for each in services)


@given(some.lists(some.tuples(some.integers(0, 12), some.integers(0, 12)), max_size=40))
def test_nothing_stands_before_what_it_needs(links):
    """Lines only from higher to lower numbers, so that there is no circle."""
    needs = {key: tuple({low for high, low in links if high == key and low < high}) for key in range(13)}
    order = ids([service(key, *needs[key]) for key in needs])
    place = {key: at for at, key in enumerate(order)}
    assert all(place[low] < place[key] for key, lows in needs.items() for low in lows)
