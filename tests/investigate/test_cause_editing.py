"""Each gesture does what its name says, can be taken back, and never makes a ring or loses a cause."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk.investigate.cause_editing import (
    OutlineLine,
    add_below,
    add_category,
    add_measure,
    add_sibling,
    apply_category_set,
    ask_why,
    demote,
    insert_parent,
    move,
    next_effort,
    open_below,
    paste_below,
    promote,
    put_on_bone,
    remove,
    remove_measure,
    reorder,
    set_facts,
    set_text,
    shortened_cause,
    text_of,
    toggle_gate,
    topmost,
    vote,
)
from incidentdesk.investigate.cause_graph import (
    EFFECT,
    Cause,
    CauseGraph,
    Effect,
    Effort,
    Gate,
    Kind,
    Side,
    Status,
    Voting,
    applied,
    merged,
    opposite,
    refuse_ring,
)
from incidentdesk.refusal import Refused
from tests.investigate.some_graphs import a_gesture, graphs


@pytest.fixture
def graph() -> CauseGraph:
    """
    Technology: a (a1, a2 (a2x)), b
    People: c
    loose: d
    """
    rows = [
        ("T", EFFECT, Kind.CATEGORY), ("P", EFFECT, Kind.CATEGORY), ("a", "T", Kind.CAUSE), ("a1", "a", Kind.CAUSE),
        ("a2", "a", Kind.CAUSE), ("a2x", "a2", Kind.CAUSE), ("b", "T", Kind.CAUSE), ("c", "P", Kind.CAUSE),
        ("d", EFFECT, Kind.CAUSE),
    ]  # fmt: skip
    names = {"T": "Technology", "P": "People"}
    causes = {
        key: Cause(key, parent, kind, number * 10, names.get(key, key.upper()))
        for number, (key, parent, kind) in enumerate(rows)
    }
    return CauseGraph(Effect("WAN down"), causes)


def tree(graph: CauseGraph, key: str = EFFECT) -> list:
    """The texts as nested lists."""
    return [[each.text, *tree(graph, each.key)] for each in graph.children(key)]


def texts(graph: CauseGraph, key: str) -> list[str]:
    return [each.text for each in graph.children(key)]


# ── making ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_cause_is_the_last_one_or_stands_at_its_place(graph):
    assert texts(applied(graph, add_below(graph, "T", "New").gesture), "T") == ["A", "B", "New"]
    assert texts(applied(graph, add_below(graph, "T", "New", at=1).gesture), "T") == ["A", "New", "B"]
    assert texts(applied(graph, add_below(graph, "T", "New", at=0).gesture), "T") == ["New", "A", "B"]
    assert texts(applied(graph, add_below(graph, "T", "New", at=99).gesture), "T") == ["A", "B", "New"]


def test_what_is_made_is_named(graph):
    made = add_below(graph, "T", "New")
    assert applied(graph, made.gesture).causes[made.key].text == "New"


def test_nothing_is_put_below_a_cause_that_was_ruled_out(graph):
    ruled_out = applied(graph, set_facts(graph, ["a"], status=Status.RULED_OUT))
    with pytest.raises(Refused, match="was ruled out"):
        add_below(ruled_out, "a", "New")
    with pytest.raises(Refused, match="was ruled out"):
        paste_below(ruled_out, "a", [OutlineLine(0, "New")])


def test_a_sibling_stands_right_after_or_before(graph):
    assert texts(applied(graph, add_sibling(graph, "a", "New").gesture), "T") == ["A", "New", "B"]
    assert texts(applied(graph, add_sibling(graph, "a", "New", before=True).gesture), "T") == ["New", "A", "B"]


def test_a_sibling_of_a_category_is_a_category(graph):
    made = add_sibling(graph, "T", "Environment")
    after = applied(graph, made.gesture)
    assert [each.text for each in after.categories] == ["Technology", "Environment", "People"]


def test_categories_go_to_the_emptier_side():
    graph = CauseGraph()
    for name in "abcde":
        graph = applied(graph, add_category(graph, name).gesture)
    assert [each.side for each in graph.categories] == [Side.TOP, Side.BOTTOM, Side.TOP, Side.BOTTOM, Side.TOP]


def test_a_set_of_categories_keeps_those_that_stand(graph):
    after = applied(graph, apply_category_set(graph, ["people", "Process", "Technology"]))
    assert [each.text for each in after.categories] == ["Technology", "People", "Process"]
    assert tree(after, "T") == tree(graph, "T")


def test_a_cause_can_be_put_between(graph):
    after = applied(graph, insert_parent(graph, "a", "Between").gesture)
    assert tree(after, "T")[0] == ["Between", ["A", ["A1"], ["A2", ["A2X"]]]]
    with pytest.raises(Refused, match="is a category"):
        insert_parent(graph, "T")


def test_a_cause_that_the_5_whys_show_is_shown_with_what_is_put_between(graph):
    graph = applied(graph, ask_why(graph, "a"))
    after = applied(graph, insert_parent(graph, "a", "Between").gesture)
    assert [each.text for each in after.answers(EFFECT)] == ["Between", "D"]


def test_pasted_lines_become_causes_in_their_order(graph):
    lines = [OutlineLine(0, "x"), OutlineLine(1, "y"), OutlineLine(5, "z"), OutlineLine(1, "w"), OutlineLine(0, "v")]
    made = paste_below(graph, "T", lines)
    after = applied(graph, made.gesture)
    assert tree(after, "T")[2:] == [["x", ["y", ["z"]], ["w"]], ["v"]]
    assert after.causes[made.key].text == "x"


def test_pasting_nothing_does_nothing(graph):
    assert paste_below(graph, "T", []) == ((), "")


def test_pasting_many_lines_takes_time_by_their_number_only():
    def seconds(count: int) -> float:
        lines = [OutlineLine(number % 12, f"cause {number}") for number in range(count)]
        begun = time.perf_counter()
        paste_below(CauseGraph(), EFFECT, lines)
        return time.perf_counter() - begun

    seconds(300)
    assert min(seconds(6_000) for _ in range(3)) < 60 * min(seconds(300) for _ in range(3))


def test_a_long_text_is_cut_at_a_word_and_kept_whole_in_the_note():
    long = "word " * 2_000
    line, note = shortened_cause(long)
    assert (len(line) <= 200, line[-5:], note) == (True, "word…", long.strip())
    assert shortened_cause("x" * 10_000) == ("x" * 199 + "…", "x" * 10_000)
    assert shortened_cause(" two\n words ") == ("two words", "")


@pytest.mark.parametrize("parent", [EFFECT, "a"])
def test_a_cause_of_ten_thousand_characters_can_be_typed_and_pasted(graph, parent):
    long = "Ä" * 10_000
    for gesture in (add_below(graph, parent, long).gesture, paste_below(graph, parent, [OutlineLine(0, long)]).gesture):
        (new,) = applied(graph, gesture).children(parent)[-1:]
        assert (len(new.text), new.note) == (200, long)


# ── changing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_text_is_one_line(graph):
    assert applied(graph, set_text(graph, "a", " new\n text ")).causes["a"].text == "new text"
    assert applied(graph, set_text(graph, EFFECT, "No\tmail")).effect.text == "No mail"
    assert set_text(graph, "a", "A") == ()


def test_a_long_text_goes_below_the_note_once(graph):
    long = "word " * 100
    graph = applied(graph, set_facts(graph, ["a"], note="Seen by Bo"))
    after = applied(graph, set_text(graph, "a", long))
    assert after.causes["a"].note == f"Seen by Bo\n\n{long.strip()}"
    assert set_text(after, "a", long) == ()


def test_facts_are_those_of_causes(graph):
    after = applied(graph, set_facts(graph, ["T", "a", EFFECT, "gone"], status=Status.VERIFIED))
    assert [each.key for each in after.causes.values() if each.status == Status.VERIFIED] == ["a"]


def test_what_ruling_out_may_take_along_is_not_what_is_ruled_out_already(graph):
    graph = applied(graph, set_facts(graph, ["a2"], status=Status.RULED_OUT))
    assert open_below(graph, ["a"]) == ["a1", "a2x"]
    assert open_below(graph, ["a", "a1"]) == ["a2x"]


def test_gates_change(graph):
    assert applied(graph, toggle_gate(graph, EFFECT)).gate(EFFECT) == Gate.OR
    assert applied(graph, toggle_gate(graph, "a")).gate("a") == Gate.OR


def test_asking_why_deep_in_a_bone_opens_the_whole_chain(graph):
    after = applied(graph, ask_why(graph, "a2x"))
    assert [each.key for each in after.answers(EFFECT)] == ["a", "d"]
    assert ask_why(after, "a") == ()
    assert ask_why(graph, "T") == ask_why(graph, "d") == ()


def test_a_first_answer_put_on_a_bone_stays_in_the_5_whys(graph):
    after = applied(graph, put_on_bone(graph, "d", "P"))
    assert texts(after, "P") == ["C", "D"]
    assert [each.key for each in after.answers(EFFECT)] == ["d"]


def test_votes_are_as_many_as_there_are_dots(graph):
    graph = applied(graph, ())
    for _ in range(5):
        graph = applied(graph, vote(graph, "a", "Mei", 1))
    assert (graph.votes_of("a"), graph.dots_left("Mei"), graph.dots_left("Bo")) == (5, 0, 5)
    with pytest.raises(Refused, match="all your 5 dots"):
        vote(graph, "b", "Mei", 1)
    graph = applied(graph, vote(graph, "a", "Mei", -1))
    assert applied(graph, vote(graph, "b", "Mei", 1)).votes_of("b") == 1


def test_a_vote_that_was_not_given_is_not_taken_back(graph):
    assert vote(graph, "a", "Mei", -1) == ()


def test_who_may_vote_for_what(graph):
    with pytest.raises(Refused, match="given to causes"):
        vote(graph, "T", "Mei", 1)
    with pytest.raises(Refused, match="given to causes"):
        vote(graph, EFFECT, "Mei", 1)
    closed = CauseGraph(Effect(voting=Voting.CLOSED), graph.causes)
    with pytest.raises(Refused, match="is closed"):
        vote(closed, "a", "Mei", 1)


def test_counter_measures_answer_causes_in_their_order(graph):
    for text in ("first", " second\n one "):
        graph = applied(graph, add_measure(graph, "a", text).gesture)
    assert [each.text for each in graph.measures_of("a")] == ["first", "second one"]
    with pytest.raises(Refused, match="answers a cause"):
        add_measure(graph, "T")
    key = graph.measures_of("a")[0].key
    assert [each.text for each in applied(graph, remove_measure(graph, key)).measures_of("a")] == ["second one"]


def test_a_counter_measure_is_written_and_turned_like_a_cause(graph):
    made = add_measure(graph, "a")
    graph = applied(graph, made.gesture)
    graph = applied(graph, set_text(graph, made.key, " Replace\nit "))
    assert text_of(graph, made.key) == "Replace it"
    efforts = []
    for _turn in Effort:
        graph = applied(graph, next_effort(graph, made.key))
        efforts.append(graph.measures[made.key].effort)
    assert efforts == [Effort.DETECT, Effort.CORRECT, Effort.PREVENT]


def test_what_somebody_has_promised_is_not_just_taken_away(graph):
    made = add_measure(graph, "a", "Replace it")
    graph = applied(graph, made.gesture)
    promised = replace(graph, measures={made.key: replace(graph.measures[made.key], state="Committed")})
    with pytest.raises(Refused, match="taken this on"):
        remove_measure(promised, made.key)


def test_everything_with_a_text_is_found_by_its_key(graph):
    assert text_of(graph, EFFECT) == graph.effect.text
    assert text_of(graph, "a") == graph.causes["a"].text
    assert text_of(graph, "nothing") is None


# ── moving ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_causes_move_with_what_stands_below_them(graph):
    after = applied(graph, move(graph, ["a"], "P", 0))
    assert tree(after, "P") == [["A", ["A1"], ["A2", ["A2X"]]], ["C"]]


def test_of_causes_below_each_other_only_the_topmost_moves(graph):
    after = applied(graph, move(graph, ["a2x", "a", "b"], "P"))
    assert tree(after, "P") == [["C"], ["A", ["A1"], ["A2", ["A2X"]]], ["B"]]
    assert topmost(graph, ["a2x", "b", "a", "gone"]) == ["a", "b"]


def test_moving_to_where_it_stands_is_nothing(graph):
    assert move(graph, ["a"], "T", 0) == move(graph, ["b"], "T") == move(graph, ["a", "b"], "T") == ()


def test_a_place_between_neighbours_is_found_however_close_they_are(graph):
    for number in range(40):
        graph = applied(graph, add_below(graph, "T", str(number), at=1).gesture)
    assert texts(graph, "T") == ["A", *(str(number) for number in range(39, -1, -1)), "B"]
    after = applied(graph, move(graph, ["c", "d"], "T", 1))
    assert texts(after, "T")[:4] == ["A", "C", "D", "39"]


def test_nothing_is_put_below_itself(graph):
    for keys, parent in ((["a"], "a"), (["a"], "a2x"), (["b", "a"], "a1")):
        with pytest.raises(Refused, match="below itself"):
            move(graph, keys, parent)
    with pytest.raises(Refused, match="category can't be put below a cause"):
        move(graph, ["T"], "c")
    with pytest.raises(Refused, match="category can't be put below a cause"):
        move(graph, ["T"], "P")


def test_what_the_5_whys_show_does_not_change_by_moving_between_bones(graph):
    shown = applied(graph, ask_why(graph, "a"))
    assert applied(shown, move(shown, ["a"], "P")).causes["a"].asked
    assert applied(shown, move(shown, ["a2"], "T")).causes["a2"].asked
    assert applied(shown, move(shown, ["d"], "T")).causes["d"].asked
    assert not applied(graph, move(graph, ["a2"], "P")).causes["a2"].asked
    assert not applied(shown, move(shown, ["a"], EFFECT)).causes["a"].asked


def test_a_cause_goes_up_and_down_among_its_siblings(graph):
    assert texts(applied(graph, reorder(graph, "a", 1)), "T") == ["B", "A"]
    assert texts(applied(graph, reorder(graph, "b", -1)), "T") == ["B", "A"]
    assert reorder(graph, "a", -1) == reorder(graph, "b", 1) == reorder(graph, "d", 1) == ()
    assert [each.text for each in applied(graph, reorder(graph, "T", 1)).categories] == ["People", "Technology"]


def test_a_level_up_and_down(graph):
    assert tree(applied(graph, promote(graph, "a2")), "T") == [["A", ["A1"]], ["A2", ["A2X"]], ["B"]]
    assert tree(applied(graph, demote(graph, "b")), "T") == [["A", ["A1"], ["A2", ["A2X"]], ["B"]]]
    assert promote(graph, "a") == promote(graph, "d") == demote(graph, "a") == ()
    for act in (promote, demote):
        with pytest.raises(Refused, match="is a category"):
            act(graph, "T")


def test_removing_takes_along_what_stands_below(graph):
    graph = applied(graph, vote(graph, "a2x", "Mei", 1))
    graph = applied(graph, add_measure(graph, "a1", "Replace it").gesture)
    after = applied(graph, remove(graph, ["a", "a2"]))
    assert tree(after, "T") == [["B"]]
    assert (after.votes, after.measures) == ({}, {})


def test_what_somebody_has_taken_on_outlives_its_cause(graph):
    made = add_measure(graph, "a", "Replace it")
    graph = applied(graph, made.gesture)
    taken_on = CauseGraph(
        graph.effect, graph.causes, {}, {made.key: type(graph.measures[made.key])(made.key, "a", state="Committed")}
    )
    after = applied(taken_on, remove(taken_on, ["a"]))
    assert after.measures[made.key].cause == EFFECT


# ── all of them ──────────────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=300, deadline=None)
@given(graphs(), st.data())
def test_every_gesture_can_be_taken_back_and_done_again(graph, data):
    gesture = a_gesture(data.draw, graph)
    after = applied(graph, gesture)
    assert applied(after, opposite(gesture)) == graph
    assert applied(applied(after, opposite(gesture)), gesture) == after


@settings(max_examples=200, deadline=None)
@given(graphs(most=12), st.data())
def test_gestures_after_each_other_keep_a_tree_and_merge_into_one(graph, data):
    at, whole = graph, ()
    for _ in range(data.draw(st.integers(1, 5))):
        gesture = a_gesture(data.draw, at)
        at = applied(at, gesture)
        whole = merged(whole, gesture)
        assert applied(graph, whole) == at
        assert merged(gesture, opposite(gesture)) == ()
        refuse_ring(at)
        assert len(list(at.subtree(EFFECT))) == len(at.causes)
        assert all(each.parent == EFFECT for each in at.causes.values() if each.kind == Kind.CATEGORY)
        assert all(vote.cause in at.causes for vote in at.votes.values())
    assert applied(at, opposite(whole)) == graph


@given(graphs(), st.data())
def test_moving_keeps_the_order_of_the_others(graph, data):
    if not graph.causes:
        return
    keys = data.draw(st.lists(st.sampled_from([*graph.causes]), min_size=1, max_size=4, unique=True))
    parent = data.draw(st.sampled_from([EFFECT, *graph.causes]))
    place = data.draw(st.integers(0, 6))
    try:
        after = applied(graph, move(graph, keys, parent, place))
    except Refused:
        return
    moved = topmost(graph, keys)
    staying = [each.key for each in graph.children(parent) if each.key not in moved]
    place = min(place, len(staying))
    assert [each.key for each in after.children(parent)] == [*staying[:place], *moved, *staying[place:]]
    for key in graph.causes:
        if key != parent:
            assert [each.key for each in after.children(key)] == [
                each.key for each in graph.children(key) if each.key not in moved
            ]
