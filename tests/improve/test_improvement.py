"""The register of improvements: where they come from, how they move, and what each state asks for."""

import pytest

from incidentdesk.improve.improvement_change import (
    change_improvement,
    create_improvement,
    move_improvement,
    withdraw_improvement,
)
from incidentdesk.improve.improvement_list import improvement_row, improvements
from incidentdesk.improve.improvement_state import FOLLOWING
from incidentdesk.improve.knowledge import KnowledgeKind, found_knowledge
from incidentdesk.prepare.plan_change import create_plan
from incidentdesk.refusal import Refused
from incidentdesk.store import undoing
from incidentdesk.store.conflict import Conflict

TODAY = "2026-03-02"


def improve(work, **facts):
    return work.act(create_improvement, **{"title": "Call earlier", "source": "Review", **facts})


def row(work, improvement_id):
    return work.read(improvement_row, improvement_id)


def move(work, improvement_id, *states, reason=""):
    for state in states:
        work.act(move_improvement, improvement_id, state, reason=reason)


def test_an_improvement_has_what_it_was_written_with(work):
    incident_id = work.log(title="Payroll run failed")
    work.act(create_plan, name="Payroll")
    number = improve(
        work, description="Nobody knew whom to call", owner="Bo Diaz", service="Payroll", plan="payroll",
        benefit="High", effort="Low", due_on="2026-04-01", metric="mtta", from_incident_id=incident_id,
    )  # fmt: skip
    found = row(work, number)
    assert (found.number, found.title, found.state, found.source) == ("IMP-0001", "Call earlier", "New", "Review")
    assert (found.owner, found.service, found.plan) == ("Bo Diaz", "Payroll", "Payroll")
    assert (found.benefit, found.effort, found.due_on, found.metric) == ("High", "Low", "2026-04-01", "mtta")
    assert (found.origin, found.incident_title) == (f"INC-{incident_id:04d}", "Payroll run failed")
    assert found.from_incident_id == incident_id


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"title": " "}, "needs a title"),
        ({"source": "Weather"}, "no source"),
        ({"benefit": "Huge"}, "low, medium or high"),
        ({"effort": "Huge"}, "low, medium or high"),
        ({"plan": "No such plan"}, "no response plan"),
        ({"due_on": "soon"}, "is no date"),
        ({"colour": "red"}, "no field"),
    ],
)
def test_what_an_improvement_can_t_be_is_refused(work, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        improve(work, **facts)


def test_an_improvement_goes_the_whole_way(work):
    number = improve(work, owner="Bo Diaz")
    move(work, number, "Accepted", "Assess", "Approved", "In Progress", "Review")
    work.act(change_improvement, number, {"result": "The call came after 4 minutes"})
    move(work, number, "Closed")
    found = row(work, number)
    assert (found.state, found.result) == ("Closed", "The call came after 4 minutes")
    assert found.closed_at is not None
    assert work.is_true_to_its_ledger()


def test_a_state_that_can_t_follow_is_refused_and_says_what_can(work):
    number = improve(work, owner="Bo Diaz")
    with pytest.raises(Refused, match=r"New can't become Closed\. What can follow: Accepted, Rejected\."):
        move(work, number, "Closed")


def test_there_is_a_way_on_from_every_state():
    assert all(FOLLOWING.values())


def test_an_approved_improvement_needs_an_owner_and_keeps_one(work):
    number = improve(work)
    with pytest.raises(Refused, match="needs an owner"):
        move(work, number, "Accepted", "Approved")
    work.act(change_improvement, number, {"owner": "Bo Diaz"})
    move(work, number, "Approved")
    with pytest.raises(Refused, match="needs an owner"):
        work.act(change_improvement, number, {"owner": ""})


def test_a_closed_improvement_needs_a_result(work):
    number = improve(work, owner="Bo Diaz")
    move(work, number, "Accepted", "Approved", "In Progress", "Review")
    with pytest.raises(Refused, match="what came of it"):
        move(work, number, "Closed")


def test_a_rejected_improvement_needs_a_reason_and_can_be_taken_up_again(work):
    number = improve(work)
    with pytest.raises(Refused, match="why is it not done"):
        move(work, number, "Rejected")
    move(work, number, "Rejected", reason="The provider is changed anyway")
    assert row(work, number).reason == "The provider is changed anyway"
    move(work, number, "New")
    assert (row(work, number).reason, row(work, number).closed_at) == ("", None)


def test_what_was_closed_is_not_taken_up_again_without_a_reason(work):
    number = improve(work, owner="Bo Diaz", result="It helped")
    move(work, number, "Accepted", "Approved", "In Progress", "Review", "Closed")
    with pytest.raises(Refused, match="what does not help"):
        move(work, number, "In Progress")
    move(work, number, "In Progress", reason="It happened again")
    assert row(work, number).closed_at is None


def test_only_what_is_promised_is_overdue_and_it_comes_first(work):
    late, idea = improve(work, owner="Bo Diaz", due_on="2026-02-01"), improve(work, due_on="2026-02-01")
    move(work, late, "Accepted", "Approved")
    rows = work.read(improvements, today=TODAY)
    assert [(each.id, each.overdue(TODAY)) for each in rows] == [(late, True), (idea, False)]


def test_two_people_who_change_the_same_field_are_asked(work):
    number = improve(work)
    seen = {"title": "Call earlier"}
    work.act(change_improvement, number, {"title": "Call at once"}, seen=seen, actor="Pia Silva")
    with pytest.raises(Conflict, match="Pia Silva"):
        work.act(change_improvement, number, {"title": "Call sooner"}, seen=seen)


def test_what_was_taken_away_comes_back_with_undo(work):
    number = improve(work)
    with work.desk.write(actor="Mei Okafor") as session:
        withdraw_improvement(session, number)
        gesture = session.gesture
    assert work.read(improvements, today=TODAY) == []
    work.act(undoing.undo, gesture)
    assert [each.id for each in work.read(improvements, today=TODAY)] == [number]


def test_an_improvement_is_found_by_its_words_its_result_and_its_number(work):
    number = improve(work, title="Call the board earlier", result="The call came after four minutes")
    for text in ("board earlier", "four minutes", "IMP-1"):
        found = work.read(found_knowledge, text)
        assert [(each.kind, each.id) for each in found] == [(KnowledgeKind.IMPROVEMENT, number)], text
