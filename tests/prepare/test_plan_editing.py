"""The gestures of the plan editor: each a new content, and a circle refused with its path."""

import pytest
from hypothesis import given, settings

from incidentdesk.prepare.plan_check import circle_in
from incidentdesk.prepare.plan_content import Action, Phase, PlanContent, content_of, content_text
from incidentdesk.prepare.plan_editing import (
    add_action,
    add_action_after,
    add_phase,
    duplicate_action,
    duplicate_phase,
    move_actions,
    move_phase,
    possible_needs,
    remove_actions,
    remove_phase,
    rename_phase,
    set_action,
    set_needs,
    step_action,
)
from incidentdesk.refusal import Refused
from tests.prepare.plan_strategies import contents

PLAN = PlanContent(
    phases=(
        Phase("p", "Contain", (Action("a", "Isolate", role="Clerk"), Action("b", "Block", needs=("a",)))),
        Phase("q", "Repair", (Action("c", "Restore", needs=("b",)),)),
    )
)


def keys(content):
    return [(phase.key, [action.key for action in phase.actions]) for phase in content.phases]


def test_phases_are_added_moved_renamed_and_removed():
    plan, key = add_phase(PLAN, "Tell", at=1)
    assert keys(plan) == [("p", ["a", "b"]), (key, []), ("q", ["c"])]
    assert keys(move_phase(plan, key, 0))[0] == (key, [])
    assert rename_phase(PLAN, "p", "Stop").phases[0].title == "Stop"
    removed = remove_phase(PLAN, "p")
    assert keys(removed) == [("q", ["c"])]
    assert removed.actions[0].needs == ()


def test_a_copy_of_a_phase_needs_its_own_actions():
    plan, key = duplicate_phase(PLAN, "p")
    copy = next(phase for phase in plan.phases if phase.key == key)
    assert copy.actions[1].needs == (copy.actions[0].key,)
    assert not {"a", "b"} & {action.key for action in copy.actions}
    assert plan.phases.index(copy) == 1


def test_actions_are_added_duplicated_and_removed():
    plan, key = add_action(PLAN, "q", "Test", offset=30)
    assert (plan.actions[-1].key, plan.actions[-1].offset) == (key, 30)
    plan, key = add_action_after(PLAN, "a", "Note")
    assert keys(plan)[0] == ("p", ["a", key, "b"])
    assert plan.actions[1].role == "Clerk"
    plan, key = duplicate_action(PLAN, "b")
    assert keys(plan)[0] == ("p", ["a", "b", key])
    assert remove_actions(PLAN, ["a"]).actions[0].needs == ()


def test_actions_move_within_and_between_phases():
    assert keys(move_actions(PLAN, ["a", "c"], "q", 0)) == [("p", ["b"]), ("q", ["a", "c"])]
    assert keys(step_action(PLAN, "b", -1))[0] == ("p", ["b", "a"])
    assert keys(step_action(PLAN, "b", 1)) == [("p", ["a"]), ("q", ["b", "c"])]
    assert keys(step_action(PLAN, "c", -1)) == [("p", ["a", "b", "c"]), ("q", [])]
    assert step_action(PLAN, "a", -1) == PLAN


def test_a_circle_is_refused_with_its_path():
    with pytest.raises(Refused, match=r"Isolate.*→.*Restore.*→.*Block.*→.*Isolate"):
        set_needs(PLAN, "a", ["c"])
    with pytest.raises(Refused, match="circle"):
        set_needs(PLAN, "a", ["a"])
    assert {action.key for action in possible_needs(PLAN, "b")} == {"a"}


def test_a_due_time_before_the_start_is_refused():
    with pytest.raises(Refused, match="due time"):
        set_action(PLAN, "a", offset=-1)


def test_an_action_that_is_gone_is_told():
    with pytest.raises(KeyError, match="gone"):
        set_action(PLAN, "gone", title="x")


@settings(max_examples=100, deadline=None)
@given(contents())
def test_what_can_be_needed_never_makes_a_circle(content):
    if circle_in(content):
        return
    for action in content.actions:
        for need in possible_needs(content, action.key):
            assert not circle_in(set_needs(content, action.key, (*action.needs, need.key)))


@settings(max_examples=100, deadline=None)
@given(contents())
def test_a_plan_is_kept_as_text(content):
    assert content_of(content_text(content)) == content
