"""Counter-measures change their order and their cause, and it can be taken back."""

from incidentdesk.investigate.cause_graph import applied, opposite
from incidentdesk.investigate.measure_editing import move_measures, reorder_measure
from tests.investigate.pictured_whys import payroll


def keys(graph, cause):
    return [each.key for each in graph.measures_of(cause)]


def test_they_change_places_among_those_against_the_same_cause():
    graph = payroll()
    assert keys(graph, "c5") == ["m1", "m2"]
    gesture = reorder_measure(graph, "m2", -1)
    changed = applied(graph, gesture)
    assert keys(changed, "c5") == ["m2", "m1"]
    assert keys(applied(changed, opposite(gesture)), "c5") == ["m1", "m2"]


def test_at_the_end_nothing_happens():
    graph = payroll()
    assert reorder_measure(graph, "m1", -1) == ()
    assert reorder_measure(graph, "m2", 1) == ()


def test_they_come_to_another_cause_after_those_that_are_there():
    graph = payroll()
    changed = applied(graph, move_measures(graph, ["m3", "m1"], "c5"))
    assert keys(changed, "c5") == ["m1", "m2", "m3"]
    changed = applied(graph, move_measures(graph, ["m1", "m2"], "c10"))
    assert keys(changed, "c10") == ["m4", "m1", "m2"]
    assert keys(changed, "c5") == []
