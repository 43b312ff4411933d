"""A lesson changes a plan: the proposal, what the plan has become meanwhile, the new version, and who reads it."""

from dataclasses import replace

import pytest

from incidentdesk.improve.improvement_change import create_improvement
from incidentdesk.improve.improvement_list import improvement_row
from incidentdesk.improve.lesson_change import write_lesson
from incidentdesk.improve.plan_proposal_change import (
    Readers,
    accept_proposal,
    change_proposal,
    propose_change,
    reject_proposal,
    withdraw_proposal,
)
from incidentdesk.improve.plan_proposal_list import (
    plan_behind,
    proposal_row,
    proposals,
    proposals_of_improvement,
    proposals_of_lesson,
    proposals_of_plan,
    standing,
)
from incidentdesk.prepare import plan_editing as editing
from incidentdesk.prepare.campaign_list import campaigns
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.plan_change import (
    PlanConflict,
    approve,
    create_plan,
    drop_draft,
    save_draft,
    withdraw_plan,
)
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_merge import MINE, THEIRS
from incidentdesk.prepare.plan_rule_change import write_rule
from incidentdesk.prepare.plan_version import approved_version, current_version, versions_of
from incidentdesk.prepare.team import team_named
from incidentdesk.refusal import Refused
from incidentdesk.respond.activation import activate
from incidentdesk.respond.task_list import tasks
from incidentdesk.store import undoing


def content_with(*titles):
    content, phase = editing.add_phase(PlanContent(purpose="Mail works again"), "Response")
    for title in titles:
        content, _key = editing.add_action(content, phase, title)
    return content


def key_of(content, title):
    return next(action.key for action in content.actions if action.title == title)


def with_action(content, title):
    return editing.add_action(content, content.phases[0].key, title)[0]


def renamed(content, before, after):
    return editing.set_action(content, key_of(content, before), title=after)


def titles(content):
    return [action.title for action in content.actions]


@pytest.fixture
def plan(work):
    """An approved plan of two steps; its id and what it says."""
    content = content_with("Call the provider", "Tell the staff")
    plan_id = work.act(create_plan, name="Mail outage", content=content)
    work.act(approve, work.read(current_version, plan_id).id)
    work.act(staff_named, "Bo Diaz")
    return plan_id, work.read(approved_version, plan_id).content


def change_the_plan(work, plan_id, content):
    seen = work.read(current_version, plan_id).content
    version_id = work.act(save_draft, plan_id, content, seen, actor="Pia Silva")
    work.act(approve, version_id, actor="Pia Silva")


def propose(work, plan, content, **facts):
    return work.act(propose_change, plan_id=plan[0], content=content, **{"reason": "Nobody called the board", **facts})


def test_an_accepted_proposal_is_the_version_that_the_next_incident_runs(work, plan):
    incident_id = work.log()
    proposal_id = propose(work, plan, with_action(plan[1], "Call the board"))
    assert titles(work.read(approved_version, plan[0]).content) == ["Call the provider", "Tell the staff"]
    accepted = work.act(accept_proposal, proposal_id, actor="Pia Silva")
    version = work.read(approved_version, plan[0])
    assert (version.id, version.number, version.approved_by) == (accepted.version_id, 2, "Pia Silva")
    assert version.note == "Nobody called the board"
    work.act(activate, incident_id, plan_id=plan[0])
    assert "Call the board" in {row.title for row in work.read(tasks, incident_id)}
    assert work.is_true_to_its_ledger()


def test_accepting_asks_for_acknowledgement_again(work, plan):
    proposal_id = propose(work, plan, with_action(plan[1], "Call the board"))
    accepted = work.act(accept_proposal, proposal_id, readers=Readers("2026-03-20"))
    (row,) = work.read(campaigns, "2026-03-02")
    assert (row.id, row.plan_version_id, row.due_on) == (accepted.campaign_id, accepted.version_id, "2026-03-20")
    assert "Bo Diaz" in {name for _id, name in row.missing}


def test_without_a_day_the_readers_have_two_weeks(work, plan):
    work.act(accept_proposal, propose(work, plan, with_action(plan[1], "Call the board")))
    assert work.read(campaigns, "2026-03-02")[0].due_on == "2026-03-16"


def test_a_proposal_keeps_what_the_plan_has_become_since(work, plan):
    proposal_id = propose(work, plan, renamed(plan[1], "Tell the staff", "Tell the staff by phone"))
    change_the_plan(work, plan[0], with_action(plan[1], "Check the queue"))
    row = work.read(proposal_row, proposal_id)
    assert row.is_behind
    running, merge = work.read(standing, row)
    assert running.number == 2
    assert merge.clashes == ()
    work.act(accept_proposal, proposal_id)
    said = titles(work.read(approved_version, plan[0]).content)
    assert said == ["Call the provider", "Tell the staff by phone", "Check the queue"]


def test_where_both_have_changed_the_same_step_a_person_chooses(work, plan):
    proposal_id = propose(work, plan, renamed(plan[1], "Tell the staff", "Tell the staff by phone"))
    change_the_plan(work, plan[0], renamed(plan[1], "Tell the staff", "Tell everybody"))
    with pytest.raises(PlanConflict, match="Pia Silva") as raised:
        work.act(accept_proposal, proposal_id)
    (clash,) = raised.value.clashes
    assert (clash.seen, clash.theirs, clash.mine) == ("Tell the staff", "Tell everybody", "Tell the staff by phone")
    assert work.read(approved_version, plan[0]).number == 2
    assert work.read(proposal_row, proposal_id).is_open
    work.act(accept_proposal, proposal_id, choices={clash.field: MINE})
    assert titles(work.read(approved_version, plan[0]).content) == ["Call the provider", "Tell the staff by phone"]


def test_a_proposal_of_which_nothing_is_left_is_not_accepted(work, plan):
    proposal_id = propose(work, plan, renamed(plan[1], "Tell the staff", "Tell the staff by phone"))
    change_the_plan(work, plan[0], renamed(plan[1], "Tell the staff", "Tell everybody"))
    clash = work.read(standing, work.read(proposal_row, proposal_id))[1].clashes[0]
    with pytest.raises(Refused, match="says so already"):
        work.act(accept_proposal, proposal_id, choices={clash.field: THEIRS})


def test_a_draft_goes_on_behind_the_new_version_with_what_is_new_in_it(work, plan):
    proposal_id = propose(work, plan, with_action(plan[1], "Call the board"))
    draft = renamed(plan[1], "Call the provider", "Call the provider twice")
    work.act(save_draft, plan[0], draft, plan[1], actor="Pia Silva")
    accepted = work.act(accept_proposal, proposal_id)
    running, going_on = work.read(approved_version, plan[0]), work.read(current_version, plan[0])
    assert running.id == accepted.version_id
    assert titles(running.content)[0] == "Call the provider"
    assert (going_on.state, going_on.created_by) == ("Draft", "Pia Silva")
    assert going_on.number > running.number
    work.act(approve, going_on.id, actor="Pia Silva")
    said = titles(work.read(approved_version, plan[0]).content)
    assert said == ["Call the provider twice", "Tell the staff", "Call the board"]
    assert work.is_true_to_its_ledger()


def test_a_draft_that_changes_the_same_is_not_overwritten(work, plan):
    proposal_id = propose(work, plan, renamed(plan[1], "Tell the staff", "Tell the staff by phone"))
    draft_id = work.act(
        save_draft, plan[0], renamed(plan[1], "Tell the staff", "Tell everybody"), plan[1], actor="Pia Silva"
    )
    with pytest.raises(Refused, match=r"Pia Silva.+works on version 2.+Approve or discard it first"):
        work.act(accept_proposal, proposal_id)
    assert work.read(versions_of, plan[0])[0].id == draft_id


def test_where_nothing_was_approved_the_draft_becomes_the_version(work):
    content = content_with("Call the provider")
    plan_id = work.act(create_plan, name="Mail outage", content=content)
    proposal_id = work.act(propose_change, plan_id=plan_id, content=with_action(content, "Call Bo"), reason="Bo knows")
    work.act(accept_proposal, proposal_id)
    (version,) = work.read(versions_of, plan_id)
    assert (version.number, version.state, titles(version.content)) == (
        1, "Approved", ["Call the provider", "Call Bo"],
    )  # fmt: skip


def test_a_proposal_with_errors_is_not_accepted(work, plan):
    key = plan[1].phases[0].key
    broken = editing.add_action(plan[1], key, "")[0]
    proposal_id = propose(work, plan, broken)
    with pytest.raises(Refused, match="can't be approved yet"):
        work.act(accept_proposal, proposal_id)
    assert work.read(proposal_row, proposal_id).is_open


def test_accepting_is_one_gesture_of_undo(work, plan):
    proposal_id = propose(work, plan, with_action(plan[1], "Call the board"))
    with work.desk.write(actor="Mei Okafor") as session:
        accept_proposal(session, proposal_id)
        gesture = session.gesture
    work.act(undoing.undo, gesture)
    assert work.read(approved_version, plan[0]).number == 1
    assert work.read(proposal_row, proposal_id).is_open
    assert work.read(campaigns, "2026-03-02") == []


def test_a_rejected_proposal_says_why_and_changes_nothing(work, plan):
    proposal_id = propose(work, plan, with_action(plan[1], "Call the board"))
    work.act(reject_proposal, proposal_id, reason="The board is on the list already", actor="Pia Silva")
    row = work.read(proposal_row, proposal_id)
    assert (row.state, row.decision, row.decided_by) == ("Rejected", "The board is on the list already", "Pia Silva")
    assert work.read(approved_version, plan[0]).number == 1


def test_a_proposal_is_not_rejected_without_a_reason(work, plan):
    with pytest.raises(Refused, match="needs a reason"):
        work.act(reject_proposal, propose(work, plan, with_action(plan[1], "Call the board")), reason=" ")


@pytest.mark.parametrize(
    "again",
    [
        lambda work, number: work.act(accept_proposal, number),
        lambda work, number: work.act(reject_proposal, number, reason="No"),
        lambda work, number: work.act(withdraw_proposal, number),
        lambda work, number: work.act(change_proposal, number, content=PlanContent(), reason="No"),
    ],
)
def test_what_is_decided_is_not_decided_again(work, plan, again):
    proposal_id = propose(work, plan, with_action(plan[1], "Call the board"))
    work.act(accept_proposal, proposal_id)
    with pytest.raises(Refused, match="accepted already"):
        again(work, proposal_id)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [({"reason": " "}, "needs a reason"), ({"base_version_id": 99}, "no version that could be changed")],
)
def test_what_can_t_be_proposed_is_refused(work, plan, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        propose(work, plan, with_action(plan[1], "Call the board"), **facts)


def test_what_changes_nothing_is_no_proposal(work, plan):
    with pytest.raises(Refused, match="changes nothing"):
        propose(work, plan, replace(plan[1], purpose="Mail works again "))


def test_a_proposal_can_be_written_anew_until_it_is_decided(work, plan):
    proposal_id = propose(work, plan, with_action(plan[1], "Call the board"))
    work.act(change_proposal, proposal_id, content=with_action(plan[1], "Call the owner"), reason="Rather the owner")
    row = work.read(proposal_row, proposal_id)
    assert (titles(row.content)[-1], row.reason) == ("Call the owner", "Rather the owner")


def test_a_proposal_stands_with_its_lesson_its_improvement_and_its_plan(work, plan):
    lesson_id = work.act(write_lesson, None, title="Nobody called the board")
    improvement_id = work.act(create_improvement, title="Call the board", source="Review")
    content = with_action(plan[1], "Call the board")
    first = propose(work, plan, content, lesson_id=lesson_id)
    second = propose(work, plan, content, improvement_id=improvement_id)
    assert [row.id for row in work.read(proposals_of_lesson, lesson_id)] == [first]
    (row,) = work.read(proposals_of_improvement, improvement_id)
    assert (row.id, row.origin_number, row.origin_title) == (second, "IMP-0001", "Call the board")
    assert [row.id for row in work.read(proposals_of_plan, plan[0])] == [second, first]
    assert work.read(improvement_row, improvement_id).proposed == 1
    work.act(accept_proposal, second)
    found = work.read(improvement_row, improvement_id)
    assert (found.proposed, found.version) == (0, 2)
    assert [row.id for row in work.read(proposals)] == [first, second]


def test_a_plan_in_the_trash_gets_no_new_version(work, plan):
    proposal_id = propose(work, plan, with_action(plan[1], "Call the board"))
    work.act(withdraw_plan, plan[0], actor="Pia Silva")
    with pytest.raises(Refused, match=r"Pia Silva.+has taken this away"):
        work.act(accept_proposal, proposal_id)
    assert work.read(proposals) == []


def test_a_proposal_outlives_the_draft_that_it_was_made_of(work):
    content = content_with("Call the provider")
    plan_id = work.act(create_plan, name="Mail outage", content=content)
    work.act(approve, work.read(current_version, plan_id).id)
    running = work.read(approved_version, plan_id).content
    draft_id = work.act(save_draft, plan_id, renamed(running, "Call the provider", "Call them"), running)
    proposal_id = work.act(
        propose_change, plan_id=plan_id, base_version_id=draft_id, reason="Bo knows",
        content=with_action(work.read(current_version, plan_id).content, "Call Bo"),
    )  # fmt: skip
    work.act(drop_draft, draft_id)
    work.act(accept_proposal, proposal_id)
    assert titles(work.read(approved_version, plan_id).content) == ["Call the provider", "Call Bo"]


def test_nobody_is_asked_where_nobody_belongs_to_the_readers(work, plan):
    team_id = work.act(team_named, "Nobody")
    proposal_id = propose(work, plan, with_action(plan[1], "Call the board"))
    with pytest.raises(Refused, match="nobody would be asked"):
        work.act(accept_proposal, proposal_id, readers=Readers(team_id=team_id))
    assert work.read(approved_version, plan[0]).number == 1


def test_readers_can_t_be_asked_until_a_day_that_is_over(work, plan):
    proposal_id = propose(work, plan, with_action(plan[1], "Call the board"))
    with pytest.raises(Refused, match="day is over"):
        work.act(accept_proposal, proposal_id, readers=Readers("2026-02-01"))
    assert work.read(proposal_row, proposal_id).is_open


def test_the_plan_behind_an_incident_is_the_one_that_was_run_else_the_one_of_a_rule(work, plan):
    ran, ruled, other = work.log(), work.log(title="Mail waits", service="E-mail"), work.log(title="Printer jams")
    work.act(activate, ran, plan_id=plan[0])
    mail_id = work.act(create_plan, name="Mail waits", content=plan[1])
    work.act(approve, work.read(current_version, mail_id).id)
    work.act(write_rule, plan="Mail waits", service="E-mail")
    assert work.read(plan_behind, ran) == plan[0]
    assert work.read(plan_behind, ruled) == mail_id
    assert work.read(plan_behind, other) is None


def test_accepting_beside_a_draft_is_taken_back_in_one_step_too(work, plan):
    proposal_id = propose(work, plan, with_action(plan[1], "Call the board"))
    draft = renamed(plan[1], "Call the provider", "Call the provider twice")
    draft_id = work.act(save_draft, plan[0], draft, plan[1], actor="Pia Silva")
    with work.desk.write(actor="Mei Okafor") as session:
        accept_proposal(session, proposal_id)
        gesture = session.gesture
    work.act(undoing.undo, gesture)
    assert work.read(approved_version, plan[0]).number == 1
    (version,) = (each for each in work.read(versions_of, plan[0]) if each.id == draft_id)
    assert titles(version.content) == ["Call the provider twice", "Tell the staff"]
    assert work.read(proposal_row, proposal_id).is_open
    assert work.is_true_to_its_ledger()
    work.act(accept_proposal, proposal_id)
    numbers = [each.number for each in work.read(versions_of, plan[0])]
    assert len(set(numbers)) == len(numbers)
