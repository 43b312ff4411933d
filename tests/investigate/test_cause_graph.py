"""The cause graph as fishbone and 5-Whys read it, and changes as values."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk.investigate.cause_graph import (
    EFFECT,
    Backing,
    Cause,
    CauseGraph,
    Change,
    CounterMeasure,
    Effect,
    Gate,
    Kind,
    Noun,
    Status,
    Vote,
    Voting,
    applied,
    changed,
    made,
    merged,
    opposite,
    refuse_ring,
    taken,
)
from incidentdesk.refusal import Refused
from tests.investigate.some_graphs import a_gesture, graphs

T = Cause("t", kind=Kind.CATEGORY, position=1, text="Technology")
A = Cause("a", "t", position=1, text="Old firmware")
B = Cause("b", "a", position=1, text="No one looks", gate=Gate.OR)
C = Cause("c", "t", position=0, text="No spare", asked=True)
D = Cause("d", position=0, text="On no bone")


def of(*causes: Cause, **parts) -> CauseGraph:
    return CauseGraph(causes={each.key: each for each in causes}, **parts)


GRAPH = of(A, B, C, D, T)


def keys(causes) -> list[str]:
    return [each.key for each in causes]


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_siblings_stand_by_their_positions():
    assert keys(GRAPH.children(EFFECT)) == ["d", "t"]
    assert keys(GRAPH.children("t")) == ["c", "a"]
    assert keys(of(Cause("y"), Cause("x")).children(EFFECT)) == ["x", "y"]


def test_categories_are_bones_and_the_rest_is_loose():
    assert (keys(GRAPH.categories), keys(GRAPH.loose)) == (["t"], ["d"])


def test_the_5_whys_see_through_categories():
    assert keys(GRAPH.answers(EFFECT)) == ["d", "c"]
    assert keys(GRAPH.answers(EFFECT, everything=True)) == ["d", "c", "a"]
    assert keys(GRAPH.answers("a")) == ["b"]


def test_the_way_to_a_cause():
    assert keys(GRAPH.path("b")) == ["t", "a", "b"]
    assert GRAPH.category_of("b") == T
    assert GRAPH.category_of("d") is None
    assert [GRAPH.depth(key) for key in (EFFECT, "t", "d", "a", "b")] == [0, 0, 1, 1, 2]


def test_the_order_of_the_document():
    assert keys(GRAPH.subtree(EFFECT)) == ["d", "t", "c", "a", "b"]
    assert keys(GRAPH.subtree("a")) == ["a", "b"]
    assert keys(GRAPH.in_order()) == ["d", "c", "a", "b"]


def test_gates_are_those_of_the_cause_or_the_effect():
    assert (GRAPH.gate("b"), GRAPH.gate(EFFECT)) == (Gate.OR, Gate.AND)


def test_what_stands_below_something_that_is_gone_is_shown_below_the_effect():
    assert keys(of(B).children(EFFECT)) == ["b"]
    assert keys(of(B).path("b")) == ["b"]


def test_a_ring_is_cut_in_a_way_and_refused():
    ring = of(Cause("x", "y", text="X"), Cause("y", "x", text="Y"))
    assert keys(ring.path("x")) == ["y", "x"]
    with pytest.raises(Refused, match=r"“.*[XY].*” would stand below itself"):
        refuse_ring(ring)
    refuse_ring(GRAPH)


def test_votes_are_counted_and_in_a_hidden_round_only_ones_own_are_seen():
    votes = {"a/mei": Vote("a", "mei", 2), "a/bo": Vote("a", "bo", 1), "b/mei": Vote("b", "mei", 0)}
    graph = of(A, B, votes=votes)
    assert (graph.votes_of("a"), graph.votes_of("a", "mei"), graph.votes_of("b")) == (3, 3, 0)
    assert (graph.dots_left("mei"), graph.dots_left("bo"), graph.dots_left("new")) == (3, 4, 5)
    hidden = of(A, B, votes=votes, effect=Effect(voting=Voting.HIDDEN))
    assert (hidden.votes_of("a", "mei"), hidden.votes_of("a", "new"), hidden.votes_of("a")) == (2, 0, 3)


def test_evidence_and_counter_measures_of_a_cause():
    measures = {key: CounterMeasure(key, "a", position) for key, position in (("m1", 2), ("m2", 1))}
    graph = of(A, measures=measures, backing={"a": Backing(2, 1)})
    assert keys(graph.measures_of("a")) == ["m2", "m1"]
    assert (graph.backing_of("a").count, graph.backing_of("b").count, graph.measures_of("b")) == (3, 0, [])


def test_what_is_handed_out_can_be_changed_without_harm():
    GRAPH.children("t").clear()
    assert keys(GRAPH.children("t")) == ["c", "a"]


# ── changes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_fields_that_differ_are_named():
    assert changed(Noun.CAUSE, A, text="New", note="") == (
        Change(Noun.CAUSE, "a", {"text": "Old firmware"}, {"text": "New"}),
    )
    assert changed(Noun.CAUSE, A, text="Old firmware") == ()


def test_a_change_of_what_is_gone_is_passed_over():
    gesture = changed(Noun.CAUSE, A, text="New")
    assert applied(of(D), gesture) == of(D)
    assert applied(of(D), (taken(Noun.CAUSE, A),)) == of(D)


def test_the_opposite_of_a_gesture_takes_it_back():
    gesture = (made(Noun.CAUSE, A), *changed(Noun.CAUSE, D, status=Status.VERIFIED), taken(Noun.CAUSE, B))
    graph = of(B, D)
    assert applied(applied(graph, gesture), opposite(gesture)) == graph
    assert opposite(opposite(gesture)) == gesture


def test_the_graph_is_not_changed_by_a_gesture():
    applied(GRAPH, (taken(Noun.CAUSE, D),))
    assert "d" in GRAPH.causes


def test_gestures_on_the_same_field_become_one():
    first, second = changed(Noun.CAUSE, A, text="x"), changed(Noun.CAUSE, Cause("a", "t", text="x"), text="y", note="n")
    assert merged(first, second) == (
        Change(Noun.CAUSE, "a", {"text": "Old firmware", "note": ""}, {"text": "y", "note": "n"}),
    )


def test_there_and_back_is_nothing():
    gesture = changed(Noun.CAUSE, A, text="x")
    assert merged(gesture, opposite(gesture)) == ()
    assert merged((made(Noun.CAUSE, A),), (taken(Noun.CAUSE, A),)) == ()
    assert merged((taken(Noun.CAUSE, A),), (made(Noun.CAUSE, A),)) == ()


def test_what_is_made_and_changed_is_made_so():
    (change,) = merged((made(Noun.CAUSE, A),), changed(Noun.CAUSE, A, text="x"))
    assert (change.before, change.after["text"]) == (None, "x")


def test_a_parent_that_is_made_later_is_written_first():
    """Below a new cause another is made, then the first is put below a third: the third must be there first."""
    x, y, z = Cause("x"), Cause("y", "x"), Cause("z")
    whole = merged(
        (made(Noun.CAUSE, x), made(Noun.CAUSE, y)), (made(Noun.CAUSE, z), *changed(Noun.CAUSE, x, parent="z"))
    )
    assert [change.key for change in whole] == ["z", "x", "y"]
    assert [change.key for change in opposite(whole)] == ["y", "x", "z"]


@settings(max_examples=150, deadline=None)
@given(graphs(most=12), st.data())
def test_two_gestures_merged_are_the_one_after_the_other(graph, data):
    first = a_gesture(data.draw, graph)
    middle = applied(graph, first)
    second = a_gesture(data.draw, middle)
    both = merged(first, second)
    assert applied(graph, both) == applied(middle, second)
    assert applied(applied(graph, both), opposite(both)) == graph
    made_so_far = set(graph.causes)
    for change in both:
        if change.noun == Noun.CAUSE and change.after and "parent" in change.after:
            assert change.after["parent"] in {EFFECT, *made_so_far}
            made_so_far.add(change.key)
