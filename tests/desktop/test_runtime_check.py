import pytest

from incidentdesk.desktop.runtime_check import refuse_known_bad_pair
from incidentdesk.refusal import Refused


@pytest.mark.parametrize("python", [(3, 10), (3, 11)])
def test_a_pair_that_aborts_is_refused_with_a_way_out(python):
    with pytest.raises(Refused, match=r"6\.11\.3"):
        refuse_known_bad_pair(python, "6.12.0")


@pytest.mark.parametrize(("python", "qt"), [((3, 12), "6.12.0"), ((3, 11), "6.11.3"), ((3, 11), "6.12.1")])
def test_other_pairs_start(python, qt):
    refuse_known_bad_pair(python, qt)


def test_this_pair_starts():
    refuse_known_bad_pair()
