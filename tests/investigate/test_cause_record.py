"""A cause graph in the database: what is saved reads back, people on one graph merge, and nobody's text is lost."""

import threading
import time
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentdesk.detect.intake import log_incident
from incidentdesk.investigate.category_set import category_sets, drop_category_set, keep_category_set
from incidentdesk.investigate.cause_editing import (
    OutlineLine,
    add_below,
    add_measure,
    move,
    paste_below,
    remove,
    set_facts,
    set_text,
    toggle_gate,
    vote,
)
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Status, applied, merged, opposite
from incidentdesk.investigate.cause_record import (
    CauseConflict,
    cause_graph_of,
    save_changes,
    starting,
)
from incidentdesk.investigate.problem_intake import open_problem
from incidentdesk.investigate.subject import Subject
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger, verifying
from tests.investigate.some_graphs import a_gesture

NAMES = ("People", "Technology")


def _starting_graph(subject: Subject, effect: str, categories: tuple[str, ...]) -> CauseGraph:
    return applied(CauseGraph(), starting(subject, effect, categories))


@pytest.fixture
def subject(desk) -> Subject:
    with desk.write(actor="Mei") as session:
        return Subject("incident", log_incident(session, title="WAN down", reporter="Ann"))


@pytest.fixture
def save(desk, subject):
    """Saves a gesture as somebody; what a first look begins with is saved along."""

    def saving(gesture, actor="Mei", about=subject):
        with desk.write(actor=actor) as session:
            return save_changes(session, about, gesture, start=starting(about, "WAN down", NAMES))

    return saving


@pytest.fixture
def read(desk, subject):
    def reading(about=subject):
        with desk.read() as reader:
            return cause_graph_of(reader, about)

    return reading


@pytest.fixture
def sound(desk):
    """The ledger follows from row to row and tells what stands in the tables."""
    yield
    with desk.engine.connect() as connection:
        chains = [row[0] for row in connection.execute(sa.text("SELECT chain FROM ledger_head"))]
        assert verifying.verify(connection) == []
        assert verifying.differing(connection, chains) == []


@pytest.fixture
def begun(save, read, sound):
    """Technology with A (below it A1) and B."""
    graph = _starting_graph(Subject("incident", 1), "WAN down", NAMES)
    technology = graph.categories[1].key
    first = add_below(graph, technology, "A")
    graph = applied(graph, first.gesture)
    lines = paste_below(graph, first.key, [OutlineLine(0, "A1")]).gesture
    second = add_below(applied(graph, lines), technology, "B").gesture
    save((*first.gesture, *lines, *second))
    return read()


def key_of(graph, text: str) -> str:
    return next(cause.key for cause in graph.causes.values() if cause.text == text)


def shape(graph, key=EFFECT) -> list:
    return [[each.text, *shape(graph, each.key)] for each in graph.children(key)]


# ── saving and reading ───────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_investigated_before_somebody_begins(read, subject):
    assert read() is None


def test_the_first_gesture_begins_with_effect_and_categories(begun):
    assert begun.effect.text == "WAN down"
    assert shape(begun) == [["People"], ["Technology", ["A", ["A1"]], ["B"]]]


def test_what_is_saved_reads_back_equal(begun, save, read):
    a = key_of(begun, "A")
    steps = (
        lambda now: set_facts(
            now, [a], note="two\nlines", status=Status.VERIFIED, owner="Bo", role="Trigger", asked=True
        ),
        lambda now: set_facts(now, [a], stop_reason="outside", accepted_reason="rare"),
        lambda now: toggle_gate(now, a),
        lambda now: toggle_gate(now, EFFECT),
        lambda now: set_text(now, EFFECT, "No mail"),
        lambda now: vote(now, a, "Mei", 2),
        lambda now: add_measure(now, a, "Replace it").gesture,
        lambda now: move(now, [a], EFFECT, 0),
    )
    graph = begun
    for step in steps:
        gesture = step(graph)
        graph = applied(graph, gesture)
        save(gesture)
    stored = read()
    assert all(measure.number > 0 for measure in stored.measures.values())
    assert without_numbers(stored) == graph


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_gestures_read_back_and_are_taken_back(sqlite_desk, data):
    with sqlite_desk.write(actor="Mei") as session:
        about = Subject("incident", log_incident(session, title="WAN down"))
        at = graph = _starting_graph(about, "WAN down", NAMES)
        whole = ()
        for _ in range(4):
            gesture = a_gesture(data.draw, at)
            at, whole = applied(at, gesture), merged(whole, gesture)
            save_changes(session, about, gesture, start=starting(about, "WAN down", NAMES))
            assert without_numbers(cause_graph_of(session.reader, about)) == without_numbers(at)
        save_changes(session, about, opposite(whole))
        assert cause_graph_of(session.reader, about) == graph


def without_numbers(graph):
    return replace(graph, measures={key: replace(each, number=0) for key, each in graph.measures.items()})


def test_undo_and_redo_bring_back_and_take_away(begun, save, read):
    graph = applied(begun, vote(begun, key_of(begun, "A1"), "Mei", 1))
    save(vote(begun, key_of(begun, "A1"), "Mei", 1))
    gesture = remove(graph, [key_of(begun, "A")])
    save(gesture)
    assert shape(read())[1] == ["Technology", ["B"]]
    save(opposite(gesture))
    assert read() == graph
    save(gesture)
    assert shape(read())[1] == ["Technology", ["B"]]


def test_a_problem_has_causes_too(desk, save, read):
    with desk.write(actor="Mei") as session:
        about = Subject("problem", open_problem(session, title="Firewalls restart"))
    save(add_below(_starting_graph(about, "WAN down", NAMES), EFFECT, "Old firmware").gesture, about=about)
    assert [each.text for each in read(about).loose] == ["Old firmware"]
    with desk.engine.connect() as connection:
        assert verifying.verify(connection) == []
        assert verifying.differing(connection, [ledger.DESK]) == []


def test_an_incident_that_is_not_there_is_refused(save, subject):
    with pytest.raises(Refused):
        save((), about=Subject("incident", 4711))


def test_characters_that_no_database_keeps_do_not_look_like_a_conflict(begun, save, read):
    made = add_below(begun, EFFECT, "half \ud800 and\0nothing")
    graph = applied(begun, made.gesture)
    save(made.gesture)
    save(set_text(graph, made.key, "Whole"))
    assert read().causes[made.key].text == "Whole"


def test_three_hundred_pasted_causes_are_saved_within_a_second_or_two(begun, save, read):
    lines = [OutlineLine(number % 12, f"cause {number}") for number in range(300)]
    gesture = paste_below(begun, EFFECT, lines).gesture
    start = time.process_time()
    save(gesture)
    assert time.process_time() - start < 5
    assert read() == applied(begun, gesture)


# ── two people ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_who_begin_at_once_begin_one_investigation(desk, save, read, subject, sound):
    graph = _starting_graph(subject, "WAN down", NAMES)
    people, technology = (each.key for each in graph.categories)
    with desk.write(actor="Mei") as session:
        theirs = (*set_text(graph, EFFECT, "Mei's words"), *add_below(graph, people, "Mei's").gesture)
        other = threading.Thread(target=save, args=(add_below(graph, technology, "Bo's").gesture, "Bo"))
        save_changes(session, subject, theirs, start=starting(subject, "WAN down", NAMES))
        other.start()
        # Long enough for the other to have seen that there is no investigation yet.
        time.sleep(0.5)
    other.join(20)
    assert read().effect.text == "Mei's words"
    assert shape(read()) == [["People", ["Mei's"]], ["Technology", ["Bo's"]]]


def test_different_causes_and_different_fields_merge(begun, save, read):
    a, b = key_of(begun, "A"), key_of(begun, "B")
    save(set_text(begun, a, "Mei's"))
    save(set_facts(begun, [a], status=Status.VERIFIED), "Bo")
    save(set_text(begun, b, "Bo's"), "Bo")
    causes = read().causes
    assert (causes[a].text, causes[a].status, causes[b].text) == ("Mei's", Status.VERIFIED, "Bo's")


def test_the_same_field_asks(begun, save, read):
    a = key_of(begun, "A")
    save(set_text(begun, a, "Mei's"))
    with pytest.raises(CauseConflict, match=r"Mei.* has changed the same fields") as conflict:
        save(set_text(begun, a, "Bo's"), "Bo")
    (clash,) = conflict.value.clashes
    assert (conflict.value.noun, conflict.value.key) == ("cause", a)
    assert (clash.field, clash.seen, clash.theirs, clash.mine) == ("text", "A", "Mei's", "Bo's")
    assert read().causes[a].text == "Mei's"
    save(set_text(begun, a, "Mei's"), "Bo")


def test_the_effect_and_counter_measures_ask_too(begun, save):
    save(set_text(begun, EFFECT, "Mei's"))
    with pytest.raises(CauseConflict) as conflict:
        save(set_text(begun, EFFECT, "Bo's"), "Bo")
    assert (conflict.value.noun, conflict.value.clashes[0].theirs) == ("effect", "Mei's")


def test_two_who_put_a_cause_elsewhere_are_asked(begun, save):
    people = key_of(begun, "People")
    save(move(begun, [key_of(begun, "A1")], people))
    with pytest.raises(CauseConflict) as conflict:
        save(move(begun, [key_of(begun, "A1")], key_of(begun, "B")), "Bo")
    assert [clash.field for clash in conflict.value.clashes] == ["parent"]


def test_the_place_among_siblings_never_asks(begun, save, read):
    a, b = key_of(begun, "A"), key_of(begun, "B")
    technology = key_of(begun, "Technology")
    save(move(begun, [b], technology, 0))
    save(move(begun, [a], technology, 1), "Bo")
    assert {each.text for each in read().children(technology)} == {"A", "B"}


def test_two_movers_cannot_make_a_ring(begun, save, read):
    a, b = key_of(begun, "A"), key_of(begun, "B")
    save(move(begun, [a], b))
    with pytest.raises(Refused, match="below itself"):
        save(move(begun, [b], a), "Bo")
    assert shape(read())[1] == ["Technology", ["B", ["A", ["A1"]]]]


def test_what_somebody_has_put_a_cause_below_is_not_taken_away(begun, save, read):
    a = key_of(begun, "A")
    save(add_below(begun, a, "Mei's").gesture)
    with pytest.raises(Refused, match=r"Mei.* has put “.*Mei's.*” below what you have taken away"):
        save(remove(begun, [a]), "Bo")
    assert a in read().causes


def test_nothing_is_put_below_what_is_gone(begun, save, read):
    a = key_of(begun, "A")
    save(remove(begun, [a]))
    with pytest.raises(Refused, match="is gone"):
        save(add_below(begun, a, "Bo's").gesture, "Bo")
    with pytest.raises(Refused, match="is gone"):
        save(move(begun, [key_of(begun, "B")], a), "Bo")
    with pytest.raises(Refused, match="vote for is gone"):
        save(vote(begun, a, "Bo", 1), "Bo")
    with pytest.raises(Refused, match="is gone"):
        save(add_measure(begun, a, "Replace it").gesture, "Bo")
    assert shape(read())[1] == ["Technology", ["B"]]


def test_what_is_gone_is_not_changed(begun, save):
    a1 = key_of(begun, "A1")
    save(remove(begun, [a1]))
    with pytest.raises(Refused, match=r"Mei.* has taken this away"):
        save(set_text(begun, a1, "New"), "Bo")


def test_what_two_take_away_is_gone(begun, save, read):
    gesture = remove(begun, [key_of(begun, "A")])
    save(gesture)
    save(gesture, "Bo")
    assert shape(read())[1] == ["Technology", ["B"]]


def test_what_another_has_changed_is_not_taken_away_unasked(begun, save):
    a1 = key_of(begun, "A1")
    save(set_text(begun, a1, "Mei's"))
    with pytest.raises(CauseConflict):
        save(remove(begun, [a1]), "Bo")


def test_everybody_has_votes_of_their_own(begun, save, read):
    a = key_of(begun, "A")
    save(vote(begun, a, "Mei", 2))
    save(vote(begun, a, "Bo", 1), "Bo")
    assert read().votes_of("x") == 0
    assert read().votes_of(a) == 3


# ── sets of categories ───────────────────────────────────────────────────────────────────────────────────────────────


def test_own_sets_of_categories_stand_behind_the_usual_ones(desk):
    with desk.write(actor="Mei") as session:
        keep_category_set(session, " Our  net ", ("Router", "Line"))
    with desk.read() as reader:
        sets = category_sets(reader)
    assert [each.name for each in sets] == ["IT", "6M", "8P", "4S", "Our net"]
    assert (sets[-1].categories, sets[-1].own, sets[0].own) == (("Router", "Line"), True, False)


def test_a_set_of_the_same_name_is_replaced_and_can_be_dropped(desk):
    with desk.write(actor="Mei") as session:
        keep_category_set(session, "Net", ("Router",))
        keep_category_set(session, "net", ("Line",))
    with desk.read() as reader:
        assert [each.categories for each in category_sets(reader)[4:]] == [("Line",)]
    with desk.write(actor="Mei") as session:
        drop_category_set(session, "Net")
    with desk.read() as reader:
        assert len(category_sets(reader)) == 4


@pytest.mark.parametrize(
    ("name", "categories", "sentence"),
    [(" ", ("A",), "needs a name"), ("Net", (), "no categories"), ("6m", ("A",), "comes with the program")],
)
def test_a_set_that_cannot_be(desk, name, categories, sentence):
    with desk.write(actor="Mei") as session, pytest.raises(Refused, match=sentence):
        keep_category_set(session, name, categories)
