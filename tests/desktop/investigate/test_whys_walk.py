"""The arrow keys in the 5-Whys lead where the eye would go."""

from incidentdesk.desktop.investigate.whys_walk import back, onward, step
from incidentdesk.investigate.cause_graph import EFFECT, Cause, CauseGraph, Kind
from incidentdesk.investigate.whys_drawing import whys
from incidentdesk.investigate.whys_layout import WhysLook
from incidentdesk.paper.label import measured
from tests.investigate.pictured_whys import none, payroll


def shown(graph, **look):
    return whys(graph, measured, WhysLook(**look))


def test_on_and_back_follow_the_tree():
    graph = payroll()
    drawn = shown(graph)
    way = [EFFECT]
    while way[-1] != onward(graph, drawn, way[-1]):
        way.append(onward(graph, drawn, way[-1]))
    assert way == [EFFECT, "c1", "c2", "c3", "c4", "c5", "m1"]
    assert [back(graph, key) for key in way[1:]] == way[:-1]
    assert back(graph, EFFECT) == EFFECT


def test_up_and_down_stay_in_the_column_across_branches():
    graph = payroll()
    drawn = shown(graph)
    assert step(graph, drawn, "c9", 1) == "c11"
    assert step(graph, drawn, "c11", 1) == "c11"
    assert step(graph, drawn, "c4", 1) == "c7"
    assert step(graph, drawn, "c7", -1) == "c4"
    assert step(graph, drawn, EFFECT, 1) == EFFECT


def test_counter_measures_are_one_column_from_top_to_bottom():
    graph = payroll()
    drawn = shown(graph)
    keys = ["m1"]
    while keys[-1] != step(graph, drawn, keys[-1], 1):
        keys.append(step(graph, drawn, keys[-1], 1))
    assert len(keys) == 4
    tops = [drawn.boxes[key].top for key in keys]
    assert tops == sorted(tops)


def test_a_bone_is_seen_through():
    causes = [Cause("k", kind=Kind.CATEGORY), Cause("a", "k", asked=True), Cause("b", "a")]
    graph = CauseGraph(causes={each.key: each for each in causes})
    assert onward(graph, shown(graph), EFFECT) == "a"
    assert back(graph, "a") == EFFECT
    assert back(graph, "b") == "a"


def test_where_nothing_follows_the_choice_stays():
    assert onward(none(), shown(none()), EFFECT) == EFFECT
    graph = payroll()
    folded = shown(graph, folded=frozenset(["c2"]))
    assert onward(graph, folded, "c2") == "c2"
