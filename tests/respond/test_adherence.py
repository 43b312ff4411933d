"""What became of the plan: in time, late, skipped, open, added; and what was done kept as a plan."""

import pytest

from incidentdesk.prepare.plan_version import versions_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.activation import activate
from incidentdesk.respond.adherence import Departure, adherence_of
from incidentdesk.respond.run_as_plan import plan_of_tasks, save_as_plan
from incidentdesk.respond.task_change import add_task, change_task, finish_task, skip_task
from tests.respond.wan_down import log_wan_down, prepare_wan_down


@pytest.fixture
def incident_id(work, time):
    work.act(prepare_wan_down)
    with work.desk.write(actor="Mei Okafor") as session:
        incident_id = log_wan_down(session)
        activate(session, incident_id)
    time.after(minutes=4)
    work.act(finish_task, 1)
    time.after(minutes=21)
    work.act(finish_task, 2)
    work.act(skip_task, 3, reason="They called us")
    work.act(add_task, incident_id, title="Call the guard", after=3)
    time.after(minutes=5)
    work.act(finish_task, 7)
    return incident_id


def test_each_phase_counts_what_went_otherwise(work, incident_id, time):
    with work.desk.read() as reader:
        (told,) = adherence_of(reader, incident_id, time.stored)
    contain, repair = told.phases
    assert (contain.steps, contain.in_time, contain.late, contain.skipped, contain.added) == (3, 1, 1, 1, 1)
    assert (repair.steps, repair.open) == (3, 3)


def test_each_step_that_was_not_as_planned_says_how(work, incident_id, time):
    with work.desk.read() as reader:
        (told,) = adherence_of(reader, incident_id, time.stored)
    assert [(each.kind, each.title, each.note) for each in told.departures[:3]] == [
        (Departure.LATE, "Switch to the secondary line", "10 min late"),
        (Departure.SKIPPED, "Inform branch managers", "They called us"),
        (Departure.ADDED, "Call the guard", ""),
    ]
    assert {each.kind for each in told.departures[3:]} == {Departure.OPEN}


def test_more_time_for_a_step_does_not_make_it_one_in_time(work, incident_id, time):
    work.act(change_task, 2, {"due": time.after(hours=1)})
    with work.desk.read() as reader:
        (told,) = adherence_of(reader, incident_id, time.stored)
    assert told.phases[0].late == 1
    assert told.departures[0].note == "10 min late"


def test_what_was_done_becomes_the_draft_of_a_plan(work, incident_id):
    with work.desk.write(actor="Mei Okafor") as session:
        plan_id = save_as_plan(session, incident_id, name="WAN down, as it was")
    with work.desk.read() as reader:
        (version,) = versions_of(reader, plan_id)
    content = version.content
    assert version.state == "Draft"
    assert [action.title for action in content.actions][:3] == [
        "Take command", "Switch to the secondary line", "Call the guard",
    ]  # fmt: skip
    assert content.actions[2].offset == 30
    assert content.actions[1].role == "Network engineer"
    assert content.actions[4].needs == (content.actions[1].key, content.actions[3].key)
    assert content.audiences == ("Branch managers",)
    with pytest.raises(Refused, match="already"), work.desk.write(actor="Mei Okafor") as session:
        save_as_plan(session, incident_id, name="WAN down, as it was")


def test_tasks_without_a_plan_become_one_too(work):
    incident_id = work.log()
    with pytest.raises(Refused, match="no task that could become a step"), work.desk.read() as reader:
        plan_of_tasks(reader, incident_id)
    work.act(add_task, incident_id, title="Restart it", role="Desk")
    with work.desk.read() as reader:
        content = plan_of_tasks(reader, incident_id)
    assert (content.purpose, content.roles, content.phases[0].title) == ("VPN down", ("Desk",), "Steps")
