"""What a card that is dragged comes to."""

import pytest

from incidentdesk.desktop.investigate.whys_drop import find_drop
from incidentdesk.investigate.cause_graph import EFFECT
from incidentdesk.investigate.whys_drawing import whys
from incidentdesk.paper.label import measured
from tests.investigate.pictured_whys import payroll


@pytest.fixture
def graph():
    return payroll()


@pytest.fixture
def drop(graph):
    boxes = whys(graph, measured).boxes

    def drop(target, share, *keys):
        box = boxes[target]
        return find_drop(graph, boxes, (box.left + 20, box.top + box.height * share), keys)

    return drop


def test_in_the_middle_of_a_card_it_answers_its_why(drop):
    assert (drop("c4", 0.5, "c11").parent, drop("c4", 0.5, "c11").at) == ("c4", None)
    assert drop("c4", 0.5, "c11").box is not None


def test_at_the_edges_it_comes_before_and_after(drop):
    assert (drop("c3", 0.1, "c11").parent, drop("c3", 0.1, "c11").at) == ("c2", 0)
    assert (drop("c3", 0.9, "c11").parent, drop("c3", 0.9, "c11").at) == ("c2", 1)
    assert drop("c3", 0.9, "c11").line is not None


def test_the_place_is_one_among_those_that_stay(drop):
    assert drop("c6", 0.9, "c3").at == 1


def test_the_problem_takes_it_last(drop):
    assert drop(EFFECT, 0.02, "c4").parent == EFFECT


def test_it_can_not_come_below_itself_or_to_nothing(drop, graph):
    assert drop("c5", 0.5, "c3") is None
    assert drop("c3", 0.5, "c3") is None
    assert find_drop(graph, {}, (0, 0), ["c3"]) is None


def test_a_ruled_out_branch_takes_nothing(drop):
    assert drop("c9", 0.5, "c4") is None
    assert drop("c9", 0.9, "c4").parent == "c1"


def test_counter_measures_go_to_causes(drop):
    assert drop("c4", 0.1, "m1").parent == "c4"
    assert drop(EFFECT, 0.5, "m1") is None
    assert drop("m2", 0.5, "m1") is None
    assert drop("c4", 0.5, "m1", "c11") is None


def test_beside_a_card_is_still_at_it(drop, graph):
    assert drop("c3", 1.05, "c11").at == 1
