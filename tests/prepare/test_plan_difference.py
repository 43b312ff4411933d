"""What has changed between two versions, for people to read."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk.prepare.plan_content import Action, Phase, PlanContact, PlanContent
from incidentdesk.prepare.plan_difference import Kind, difference_markdown, plan_difference, word_spans
from incidentdesk.prepare.plan_editing import (
    add_action,
    add_phase,
    move_actions,
    move_phase,
    remove_actions,
    rename_phase,
    set_action,
)
from tests.prepare.plan_strategies import contents

PLAN = PlanContent(
    phases=(
        Phase("p", "Contain", (Action("a", "Isolate the host"), Action("b", "Block"), Action("c", "Tell"))),
        Phase("q", "Repair", (Action("d", "Restore"),)),
    )
)


def told(after, before=PLAN):
    return [(change.kind, change.title, change.part) for change in plan_difference(before, after)]


def text(after, before=PLAN):
    return difference_markdown(plan_difference(before, after))


@settings(max_examples=100, deadline=None)
@given(contents())
def test_the_same_plan_has_no_difference(content):
    assert plan_difference(content, content) == []
    assert difference_markdown([]) == "The two versions say the same.\n"


@settings(max_examples=150, deadline=None)
@given(contents(), contents())
def test_there_is_a_difference_where_there_is_one(before, after):
    changes = plan_difference(before, after)
    # Contacts of one name are told as one.
    if before != after and not before.contacts + after.contacts + before.channels + after.channels:
        assert changes
    assert difference_markdown(changes)


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_words_of_both_texts_are_in_the_spans(before, after):
    spans = list(word_spans(before, after))
    assert "".join(span.text for span in spans if span.sign != "+") == before
    assert "".join(span.text for span in spans if span.sign != "-") == after


def test_words_that_changed_are_marked():
    assert text(set_action(PLAN, "a", title="Isolate every host")) == (
        "- Changed: action “Isolate every host”, title (Contain): Isolate ~~the~~**every** host\n"
    )


def test_needs_are_told_by_title():
    assert "**Isolate the host**" in text(set_action(PLAN, "b", needs=("a",)))


def test_actions_are_added_removed_and_moved():
    plan, _key = add_action(PLAN, "q", "Test", offset=90, role="Clerk")
    assert "Added: action “Test” (Repair): T+1 h 30 min, Clerk" in text(plan)
    assert told(remove_actions(PLAN, ["b"])) == [(Kind.REMOVED, "Block", "")]
    assert told(move_actions(PLAN, ["c"], "p", 0)) == [(Kind.MOVED, "Tell", "")]
    assert "from “Contain” to “Repair”" in text(move_actions(PLAN, ["a"], "q", 0))


def test_phases_are_added_renamed_and_moved():
    assert told(add_phase(PLAN, "Learn")[0]) == [(Kind.ADDED, "Learn", "")]
    assert told(rename_phase(PLAN, "p", "Stop it")) == [(Kind.CHANGED, "Stop it", "title")]
    assert len(told(move_phase(PLAN, "q", 0))) == 1


def test_what_belongs_to_the_whole_plan_is_told():
    after = replace(PLAN, cadence=60, contacts=(PlanContact("Provider", "fault desk"),), roles=("Clerk",))
    assert told(after) == [
        (Kind.CHANGED, "", "cadence"), (Kind.CHANGED, "", "roles"), (Kind.ADDED, "Provider", ""),
    ]  # fmt: skip
