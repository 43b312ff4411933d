"""Two people who work on one plan: what both have done is kept, and what both have done to the same is asked."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk.prepare.plan_content import Action, Phase, PlanChannel, PlanContact, PlanContent
from incidentdesk.prepare.plan_editing import (
    add_action,
    add_phase,
    move_actions,
    move_phase,
    remove_actions,
    remove_phase,
    rename_phase,
    set_action,
)
from incidentdesk.prepare.plan_merge import MINE, THEIRS, merged, recognised
from tests.prepare.plan_strategies import contents

PLAN = PlanContent(
    phases=(
        Phase("p", "Contain", (Action("a", "Isolate"), Action("b", "Block"), Action("c", "Tell", needs=("a",)))),
        Phase("q", "Repair", (Action("d", "Restore"),)),
    ),
    contacts=(PlanContact("Provider", "first"), PlanContact("Insurer", "")),
)


@st.composite
def edited(draw, content):
    """What a person could make of a plan with some gestures."""
    for _step in range(draw(st.integers(0, 4))):
        phases = [phase.key for phase in content.phases]
        actions = [action.key for action in content.actions]
        gesture = draw(
            st.sampled_from(["phase", "action", "set", "move", "remove", "move phase", "remove phase", "names"])
        )
        if gesture == "phase":
            content, _key = add_phase(content, draw(st.text(max_size=3)), at=draw(st.integers(0, 3)))
        elif gesture == "action" and phases:
            content, _key = add_action(content, draw(st.sampled_from(phases)), "New", at=draw(st.integers(0, 3)))
        elif gesture == "set" and actions:
            facts = draw(st.sampled_from([{"title": "Other"}, {"role": "Clerk"}, {"offset": 5}, {"needs": ()}]))
            content = set_action(content, draw(st.sampled_from(actions)), **facts)
        elif gesture == "move" and actions:
            where = draw(st.sampled_from(phases)), draw(st.integers(0, 3))
            content = move_actions(content, [draw(st.sampled_from(actions))], *where)
        elif gesture == "remove" and actions:
            content = remove_actions(content, [draw(st.sampled_from(actions))])
        elif gesture == "move phase" and phases:
            content = move_phase(content, draw(st.sampled_from(phases)), draw(st.integers(0, 3)))
        elif gesture == "remove phase" and phases:
            content = remove_phase(content, draw(st.sampled_from(phases)))
        elif gesture == "names":
            content = replace(content, roles=tuple(draw(st.permutations(["A", "B", "C"]))))
    return content


@st.composite
def three(draw):
    """Without circles, which the gestures refuse."""
    seen = draw(contents())
    plain = tuple(replace(p, actions=tuple(replace(a, needs=()) for a in p.actions)) for p in seen.phases)
    seen = replace(seen, phases=plain)
    return seen, draw(edited(seen)), draw(edited(seen))


@settings(max_examples=200, deadline=None)
@given(three())
def test_who_works_alone_gets_what_was_written(versions):
    seen, theirs, mine = versions
    assert merged(seen, seen, mine).content == mine
    assert merged(seen, theirs, seen).content == theirs
    assert merged(seen, mine, mine).content == mine


@settings(max_examples=200, deadline=None)
@given(three())
def test_nothing_that_was_added_is_lost_and_every_choice_settles(versions):
    seen, theirs, mine = versions
    merge = merged(seen, theirs, mine)
    known = {action.key for action in seen.actions}
    for version in (theirs, mine):
        added = {action.key for action in version.actions} - known
        assert added <= {action.key for action in merge.content.actions}
    for choice in (MINE, THEIRS):
        settled = merged(seen, theirs, mine, {clash.field: choice for clash in merge.clashes})
        assert settled.clashes == ()
    keys = [action.key for action in merge.content.actions]
    assert len(keys) == len(set(keys))


def test_two_fields_of_one_action_are_both_kept():
    merge = merged(PLAN, set_action(PLAN, "a", role="Clerk"), set_action(PLAN, "a", offset=5))
    assert merge.clashes == ()
    assert (merge.content.actions[0].role, merge.content.actions[0].offset) == ("Clerk", 5)


def test_one_field_of_one_action_is_a_clash_that_a_person_decides():
    theirs, mine = set_action(PLAN, "a", title="Isolate it"), set_action(PLAN, "a", title="Unplug it")
    (clash,) = merged(PLAN, theirs, mine).clashes
    assert (clash.seen, clash.theirs, clash.mine) == ("Isolate", "Isolate it", "Unplug it")
    assert merged(PLAN, theirs, mine, {clash.field: THEIRS}).content == theirs
    assert merged(PLAN, theirs, mine, {clash.field: MINE}).content == mine


def test_actions_of_one_title_are_decided_one_by_one():
    plan, other = add_action(PLAN, "p", "Isolate")
    theirs = set_action(set_action(plan, "a", role="T"), other, role="T")
    mine = set_action(set_action(plan, "a", role="M"), other, role="M")
    first, second = merged(plan, theirs, mine).clashes
    assert first.field != second.field
    found = merged(plan, theirs, mine, {first.field: THEIRS, second.field: MINE}).content
    assert {action.role for action in found.actions if action.title == "Isolate"} == {"T", "M"}


def test_what_one_removes_and_the_other_changes_is_a_clash():
    removed, changed = remove_actions(PLAN, ["a"]), set_action(PLAN, "a", role="Clerk")
    (clash,) = merged(PLAN, removed, changed).clashes
    assert (clash.theirs, clash.mine) == ("removed", "Isolate")
    gone = merged(PLAN, removed, changed, {clash.field: THEIRS}).content
    assert "a" not in {action.key for action in gone.actions}
    assert gone.actions[-2].needs == ()


def test_a_phase_that_one_fills_and_the_other_removes_stays():
    filled, key = add_action(PLAN, "q", "Test")
    found = merged(PLAN, remove_phase(PLAN, "q"), filled).content
    assert [action.key for action in found.phases[-1].actions] == [key]


def test_moves_of_different_things_are_both_kept():
    theirs = move_actions(PLAN, ["d"], "p", 0)
    mine, key = add_action(PLAN, "p", "New", at=1)
    found = merged(PLAN, theirs, mine).content
    assert [action.key for action in found.phases[0].actions] == ["d", "a", key, "b", "c"]


def test_both_moved_differently_is_asked():
    theirs, mine = move_actions(PLAN, ["a"], "p", 2), move_actions(PLAN, ["c"], "p", 0)
    (clash,) = merged(PLAN, theirs, mine).clashes
    assert clash.theirs == "Block\nTell\nIsolate\nRestore"
    assert merged(PLAN, theirs, mine, {clash.field: THEIRS}).content == theirs


def test_contacts_and_channels_are_merged_by_their_names():
    theirs = replace(PLAN, contacts=(PlanContact("Provider", "fault desk"), PlanContact("Insurer", "")))
    mine = replace(PLAN, contacts=(PlanContact("Insurer", ""),), channels=(PlanChannel("Bridge", "1"),))
    merge = merged(PLAN, theirs, mine)
    assert len(merge.clashes) == 1
    assert merge.content.channels == (PlanChannel("Bridge", "1"),)


def test_titles_of_phases_clash_too():
    merge = merged(PLAN, rename_phase(PLAN, "p", "Stop it"), rename_phase(PLAN, "p", "Hold it"))
    assert [clash.theirs for clash in merge.clashes] == ["Stop it"]


def test_a_second_import_is_recognised():
    again = PlanContent(phases=(Phase("x", "Contain", (Action("y", "Block"), Action("z", "Isolate", needs=("y",)))),))
    found = recognised(again, PLAN)
    assert [phase.key for phase in found.phases] == ["p"]
    assert [(action.key, action.needs) for action in found.actions] == [("b", ()), ("a", ("b",))]
