"""Gestures on the injects of a scenario, and the times that people write for them."""

import pytest

from incidentdesk.prepare.drill_time import drill_clock, drill_seconds
from incidentdesk.prepare.scenario_content import Inject, InjectKind, ScenarioContent
from incidentdesk.prepare.scenario_edit import at_time, in_place, with_copy, with_inject, without_injects
from incidentdesk.refusal import Refused

CONTENT = ScenarioContent(
    tuple(Inject(key, at, InjectKind.SIGNAL, key) for key, at in (("a", 60), ("b", 120), ("c", 300)))
)


def order(content):
    return [(each.key, each.at) for each in content.injects]


def test_an_inject_takes_its_place_by_time():
    changed = with_inject(CONTENT, Inject("c", 90, InjectKind.ALERT, "earlier now"))
    assert order(changed) == [("a", 60), ("c", 90), ("b", 120)]
    assert order(CONTENT) == [("a", 60), ("b", 120), ("c", 300)]


def test_a_copy_comes_a_minute_after_it():
    assert order(with_copy(CONTENT, "a", "new")) == [("a", 60), ("b", 120), ("new", 120), ("c", 300)]
    assert with_copy(CONTENT, "gone") == CONTENT


def test_injects_that_are_moved_together_keep_their_distance_and_none_comes_before_the_start():
    assert order(at_time(CONTENT, frozenset("ab"), -600)) == [("a", 0), ("b", 60), ("c", 300)]
    assert order(at_time(CONTENT, frozenset("a"), 120)) == [("b", 120), ("a", 180), ("c", 300)]
    assert at_time(CONTENT, frozenset("x"), 120) == CONTENT


def test_two_swap_their_times():
    assert order(in_place(CONTENT, "b", 1)) == [("a", 60), ("c", 120), ("b", 300)]
    assert order(in_place(CONTENT, "b", -1)) == [("b", 60), ("a", 120), ("c", 300)]
    assert in_place(CONTENT, "c", 1) == CONTENT


def test_some_are_taken_away():
    assert order(without_injects(CONTENT, frozenset("ac"))) == [("b", 120)]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("", 0), ("15", 900), ("12:30", 750), ("1:02:30", 3750), ("1 h 5 min", 3900), ("90:00", 5400)],
)
def test_the_time_of_a_drill_is_read_as_people_write_it(text, seconds):
    assert drill_seconds(text) == seconds


@pytest.mark.parametrize("text", ["noon", "-5", "12.30", "5 apples"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(Refused, match="is no time of a drill"):
        drill_seconds(text)


def test_what_is_shown_is_read_back():
    assert [drill_seconds(drill_clock(each)) for each in (0, 59, 60, 3600, 86_399)] == [0, 59, 60, 3600, 86_399]
