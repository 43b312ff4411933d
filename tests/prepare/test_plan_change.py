"""Response plans: drafts, approval, two writers, and what is taken away."""

import pytest

from incidentdesk.prepare.fact import shown_facts
from incidentdesk.prepare.plan import plan
from incidentdesk.prepare.plan_change import (
    PLAN_FACTS,
    PlanConflict,
    approve,
    change_plan,
    create_plan,
    drop_draft,
    give_up_plan,
    note_version,
    save_draft,
    send_back,
    start_draft,
    submit,
    withdraw_plan,
)
from incidentdesk.prepare.plan_content import Action, Phase, PlanContent
from incidentdesk.prepare.plan_editing import add_action, set_action
from incidentdesk.prepare.plan_list import plan_row, plans
from incidentdesk.prepare.plan_merge import THEIRS, merged
from incidentdesk.prepare.plan_number import plan_id_of
from incidentdesk.prepare.plan_version import approved_version, current_version, version_of, versions_of
from incidentdesk.refusal import Refused
from incidentdesk.store import undoing
from incidentdesk.store.conflict import Conflict

PLAN = PlanContent(phases=(Phase("p", "Contain", (Action("a", "Isolate"), Action("b", "Block", needs=("a",)))),))


def act(desk, use_case, *arguments, actor="Mei Okafor", **named):
    with desk.write(actor=actor) as session:
        return use_case(session, *arguments, **named)


def read(desk, question, *arguments):
    with desk.read() as reader:
        return question(reader, *arguments)


def create(desk, content=PLAN, name="Ransomware", **facts):
    return act(desk, create_plan, name=name, content=content, **facts)


def draft(desk, plan_id):
    return read(desk, current_version, plan_id)


def test_a_plan_begins_as_a_draft_that_nobody_can_run(desk):
    plan_id = create(desk, owner="Bo Ek", review_by="2027-03-31", description="Files are encrypted")
    row = read(desk, plan_row, plan_id)
    assert (row.number, row.name, row.owner, row.review_by, row.state) == (
        "PLAN-0001", "Ransomware", "Bo Ek", "2027-03-31", "Draft",
    )  # fmt: skip
    assert row.content == PLAN
    assert read(desk, approved_version, plan_id) is None


def test_approval_says_who_and_when_and_supersedes_what_was_before(desk):
    plan_id = create(desk)
    first = draft(desk, plan_id).id
    act(desk, submit, first)
    act(desk, approve, first, actor="Bo Ek", review_by="2027-01-01")
    version = read(desk, version_of, first)
    assert (version.state, version.approved_by) == ("Approved", "Bo Ek")
    assert version.approved_at is not None
    second = act(desk, start_draft, plan_id)
    assert read(desk, approved_version, plan_id).id == first
    act(desk, approve, second)
    assert [(each.number, each.state) for each in read(desk, versions_of, plan_id)] == [
        (2, "Approved"), (1, "Superseded"),
    ]  # fmt: skip
    assert read(desk, plan_row, plan_id).review_by == "2027-01-01"


def test_what_is_approved_is_not_changed_but_followed_by_a_draft(desk):
    plan_id = create(desk)
    first = draft(desk, plan_id).id
    act(desk, approve, first)
    changed = set_action(PLAN, "a", role="Clerk")
    second = act(desk, save_draft, plan_id, changed, PLAN)
    assert second != first
    assert read(desk, approved_version, plan_id).content == PLAN
    assert draft(desk, plan_id).content == changed
    with pytest.raises(Refused, match="Start the next version"):
        act(desk, note_version, first, "late")


def test_saving_what_is_approved_unchanged_begins_nothing(desk):
    plan_id = create(desk)
    act(desk, approve, draft(desk, plan_id).id)
    act(desk, save_draft, plan_id, PLAN, PLAN)
    assert len(read(desk, versions_of, plan_id)) == 1


def test_who_starts_a_draft_twice_gets_the_same(desk):
    plan_id = create(desk)
    act(desk, approve, draft(desk, plan_id).id)
    assert act(desk, start_draft, plan_id) == act(desk, start_draft, plan_id)


def test_what_was_in_review_is_a_draft_again_when_it_changes(desk):
    plan_id = create(desk)
    version_id = draft(desk, plan_id).id
    act(desk, submit, version_id)
    with pytest.raises(Refused, match="in review already"):
        act(desk, submit, version_id)
    act(desk, save_draft, plan_id, set_action(PLAN, "a", offset=5), PLAN)
    assert draft(desk, plan_id).state == "Draft"


def test_a_review_sends_back_with_what_is_missing(desk):
    plan_id = create(desk)
    version_id = draft(desk, plan_id).id
    with pytest.raises(Refused, match="Only what is in review"):
        act(desk, send_back, version_id)
    act(desk, submit, version_id)
    act(desk, send_back, version_id, note="Who calls the insurer?")
    assert (draft(desk, plan_id).state, draft(desk, plan_id).note) == ("Draft", "Who calls the insurer?")


def test_a_plan_without_an_action_is_not_approved(desk):
    plan_id = create(desk, PlanContent())
    with pytest.raises(Refused, match="no action yet"):
        act(desk, approve, draft(desk, plan_id).id)


def test_a_circle_is_saved_as_a_draft_but_not_approved(desk):
    circle = PlanContent(
        phases=(Phase("p", "Contain", (Action("a", "Isolate", needs=("b",)), Action("b", "Block", needs=("a",)))),)
    )
    plan_id = create(desk, circle)
    with pytest.raises(Refused, match="wait for each other"):
        act(desk, submit, draft(desk, plan_id).id)


def test_two_writers_keep_both_their_fields(desk):
    plan_id = create(desk)
    act(desk, save_draft, plan_id, set_action(PLAN, "a", role="Clerk"), PLAN, actor="Bo Ek")
    more, key = add_action(set_action(PLAN, "b", offset=10), "p", "Tell")
    act(desk, save_draft, plan_id, more, PLAN)
    found = draft(desk, plan_id).content
    assert [(action.key, action.role, action.offset) for action in found.actions] == [
        ("a", "Clerk", None), ("b", "", 10), (key, "", None),
    ]  # fmt: skip


def test_the_same_field_of_two_writers_is_asked_and_then_saved(desk):
    plan_id = create(desk)
    act(desk, save_draft, plan_id, set_action(PLAN, "a", title="Unplug"), PLAN, actor="Bo Ek")
    mine = set_action(PLAN, "a", title="Isolate at the switch", role="Clerk")
    with pytest.raises(PlanConflict, match=r"Bo Ek.*title of") as caught:
        act(desk, save_draft, plan_id, mine, PLAN)
    conflict = caught.value
    settled = merged(PLAN, conflict.theirs, mine, {conflict.clashes[0].field: THEIRS})
    act(desk, save_draft, plan_id, settled.content, conflict.theirs)
    first = draft(desk, plan_id).content.actions[0]
    assert (first.title, first.role) == ("Unplug", "Clerk")


def test_facts_of_a_plan_conflict_as_those_of_other_records(desk):
    plan_id = create(desk)
    with desk.write(actor="Mei Okafor") as session:
        seen = shown_facts(session, plan, PLAN_FACTS, plan_id)
    act(desk, change_plan, plan_id, {"description": "Theirs"}, seen=seen, actor="Bo Ek")
    with pytest.raises(Conflict, match="description"):
        act(desk, change_plan, plan_id, {"description": "Mine"}, seen=seen)
    act(desk, give_up_plan, plan_id, {"description": "Mine"})
    assert read(desk, plan_row, plan_id).description == "Theirs"


def test_names_are_unique_but_not_against_what_is_withdrawn(desk):
    plan_id = create(desk)
    with pytest.raises(Refused, match="already"):
        create(desk, name="RANSOMWARE")
    act(desk, withdraw_plan, plan_id)
    assert read(desk, plans) == []
    again, other = create(desk), create(desk, name="Other")
    with pytest.raises(Refused, match="already"):
        act(desk, change_plan, other, {"name": "ransomware"})
    assert read(desk, plan_id_of, "Ransomware") == again


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"name": " "}, "needs a name"),
        ({"name": "x" * 300}, "at most 200"),
        ({"review_by": "soon"}, "is no day"),
        ({"escalation_policy": "Nights"}, "no escalation policy"),
    ],
)
def test_what_a_fact_cannot_be_is_refused(desk, facts, said):
    with pytest.raises(Refused, match=said):
        create(desk, **({"name": "Mail"} | facts))


def test_undo_brings_a_withdrawn_plan_back(desk):
    plan_id = create(desk)
    with desk.write(actor="Mei Okafor") as session:
        withdraw_plan(session, plan_id)
        gesture = session.gesture
    act(desk, undoing.undo, gesture)
    assert [row.id for row in read(desk, plans)] == [plan_id]


def test_a_draft_is_given_up_but_never_the_only_version(desk):
    plan_id = create(desk)
    with pytest.raises(Refused, match="only version"):
        act(desk, drop_draft, draft(desk, plan_id).id)
    act(desk, approve, draft(desk, plan_id).id)
    act(desk, drop_draft, act(desk, start_draft, plan_id))
    assert draft(desk, plan_id).state == "Approved"
    act(desk, start_draft, plan_id)
    assert draft(desk, plan_id).number == 3


def test_texts_are_kept_tidy(desk):
    untidy = PlanContent(
        phases=(Phase("p", " Con\ntain ", (Action("a", "Isolate\n it\0", needs=("a", "a")),)),), roles=("", "A", "A")
    )
    found = draft(desk, create(desk, untidy)).content
    assert (found.phases[0].title, found.actions[0].title, found.actions[0].needs) == ("Con tain", "Isolate it", ())
    assert found.roles == ("A",)


def test_a_plan_of_a_million_characters_is_refused(desk):
    with pytest.raises(Refused, match="too long"):
        create(desk, set_action(PLAN, "a", instructions="x" * 1_000_000))


def test_a_plan_is_due_when_its_day_has_come(desk):
    row = read(desk, plan_row, create(desk, review_by="2027-03-31"))
    assert not row.due_for_review("2027-03-30")
    assert row.due_for_review("2027-03-31")
    assert not read(desk, plan_row, create(desk, name="No day")).due_for_review("2030-01-01")


def test_a_plan_is_found_by_name_and_number(desk):
    plan_id = create(desk)
    for text in ("ransomware", "PLAN-0001", "1"):
        assert read(desk, plan_id_of, text) == plan_id
    with pytest.raises(Refused, match=r"There are: .*Ransomware"):
        read(desk, plan_id_of, "Mail")
