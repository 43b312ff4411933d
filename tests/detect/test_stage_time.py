"""The order of stage times and where they come from; what the desk does with them is in test_intake and test_change."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentdesk.detect.incident import TIMES
from incidentdesk.detect.stage_time import ORDERS, TIME_NAME, disorder, refuse_disorder, source_of, sources_text
from incidentdesk.refusal import Refused

times = st.fixed_dictionaries({name: st.none() | st.integers(0, 5) for name in TIMES})


def test_every_time_has_a_name():
    assert tuple(TIME_NAME) == TIMES


@given(times)
def test_times_are_in_order_exactly_when_every_pair_is(stages):
    pairs = [(a, b) for order in ORDERS for place, a in enumerate(order) for b in order[place + 1 :]]
    wrong = [(a, b) for a, b in pairs if None not in (stages[a], stages[b]) and stages[a] > stages[b]]
    assert (disorder(stages) is not None) == bool(wrong)
    if wrong:
        assert disorder(stages) in wrong


@given(times)
def test_nothing_is_clamped(stages):
    before = dict(stages)
    with contextlib.suppress(Refused):
        refuse_disorder(stages)
    assert stages == before


def test_a_disorder_is_refused_with_both_names():
    with pytest.raises(Refused, match=r"“Mitigated” can't be later than “Restored”\. Correct one of them\."):
        refuse_disorder({"mitigated_at": 2, "restored_at": 1})


def test_missing_times_are_passed_over():
    assert disorder({}) is None
    assert disorder({"occurred_at": 5, "restored_at": 4}) == ("occurred_at", "restored_at")


@pytest.mark.parametrize("name", TIMES)
def test_a_source_is_kept_with_its_person(name):
    stored = sources_text({name: ["manual", "Mei Ökafor"]})
    assert source_of(stored, name) == ("manual", "Mei Ökafor")
    assert source_of("{}", name) == ("auto", "")
