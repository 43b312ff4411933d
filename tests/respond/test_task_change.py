"""Doing tasks: what is asked for, what is refused, and two people who tick at once."""

from datetime import timedelta

import pytest

from incidentdesk.refusal import Refused
from incidentdesk.respond.activation import activate
from incidentdesk.respond.next_step import late_of, mine_of, next_step, steps_around, waiting
from incidentdesk.respond.task_change import (
    add_task,
    block_task,
    change_task,
    facts_of_task,
    finish_task,
    move_task,
    reopen_task,
    skip_task,
    start_task,
    unblock_task,
    withdraw_task,
)
from incidentdesk.respond.task_list import finished_of, tasks
from incidentdesk.respond.task_message import draft_message_of_task
from incidentdesk.store.conflict import Conflict
from tests.respond.wan_down import log_wan_down, prepare_wan_down


@pytest.fixture
def incident_id(work):
    work.act(prepare_wan_down)
    with work.desk.write(actor="Mei Okafor") as session:
        incident_id = log_wan_down(session)
        activate(session, incident_id)
    return incident_id


def rows_of(work, incident_id=1):
    with work.desk.read() as reader:
        return tasks(reader, incident_id)


def task_of(work, task_id):
    return next(row for row in rows_of(work) if row.id == task_id)


def test_a_task_is_started_and_done_with_its_result(work, incident_id, time):
    work.act(start_task, 2, actor="Bo Diaz")
    begun = time.stored
    time.after(minutes=7)
    work.act(finish_task, 2, result="60 % of the traffic flows", actor="Bo Diaz")
    row = task_of(work, 2)
    assert (row.state, row.started_at, row.ended_at, row.ended_by) == ("Done", begun, time.stored, "Bo Diaz")
    assert (row.result, row.minutes) == ("60 % of the traffic flows", 7)
    assert finished_of(rows_of(work)) == (1, 6)


def test_what_waits_for_another_task_can_be_done_with_a_reason(work, incident_id):
    with pytest.raises(Refused, match=r"Inform branch managers.* waits for .*Switch to the secondary line"):
        work.act(finish_task, 3)
    work.act(finish_task, 3, reason="They called us.")
    assert task_of(work, 3).state == "Done"


def test_skipping_and_blocking_ask_why(work, incident_id):
    with pytest.raises(Refused, match="Say why the step is skipped"):
        work.act(skip_task, 1, reason="")
    with pytest.raises(Refused, match="Say what the task waits for"):
        work.act(block_task, 1, reason=" ")
    work.act(block_task, 1, reason="no access")
    assert (task_of(work, 1).state, task_of(work, 1).blocked_reason) == ("Blocked", "no access")
    work.act(unblock_task, 1)
    assert (task_of(work, 1).state, task_of(work, 1).blocked_reason) == ("Open", "")
    work.act(skip_task, 1, reason="not needed")
    assert task_of(work, 1).skipped_reason == "not needed"
    with pytest.raises(Refused, match=r"has skipped .*Take command.*not needed\..* Reopen it first"):
        work.act(start_task, 1)
    work.act(reopen_task, 1)
    assert (task_of(work, 1).state, task_of(work, 1).skipped_reason) == ("Open", "")


def test_two_ticks_of_two_people_are_one_and_both_results_stay(work, incident_id, time):
    work.act(finish_task, 1, actor="Mei Okafor", result="I lead")
    first = task_of(work, 1)
    time.after(seconds=2)
    work.act(finish_task, 1, actor="Bo Diaz")
    assert task_of(work, 1) == first
    work.act(finish_task, 1, actor="Bo Diaz", result="Mei leads")
    assert task_of(work, 1).result == "I lead\nMei leads"
    assert task_of(work, 1).ended_by == "Mei Okafor"
    with pytest.raises(Refused, match=r"Mei Okafor.* has done .*Take command.* already"):
        work.act(skip_task, 1, reason="too late", actor="Bo Diaz")


def test_two_people_may_change_different_fields_but_not_the_same(work, incident_id):
    with work.desk.write(actor="Bo Diaz") as session:
        seen = facts_of_task(session, 4)
    work.act(change_task, 4, {"minutes": 20}, seen=seen)
    work.act(change_task, 4, {"title": "Open a ticket"}, seen=seen, actor="Bo Diaz")
    with pytest.raises(Conflict):
        work.act(change_task, 4, {"title": "Call the vendor"}, seen=seen)
    assert (task_of(work, 4).title, task_of(work, 4).minutes) == ("Open a ticket", 20)


def test_a_task_of_ones_own_stands_after_the_one_it_was_added_to(work, incident_id, time):
    due = time.now + timedelta(minutes=30)
    work.act(add_task, incident_id, title="Call the guard", after=2, person="Lin Novak", due=due)
    rows = rows_of(work)
    assert [row.title for row in rows][1:3] == ["Switch to the secondary line", "Call the guard"]
    assert (rows[2].phase, rows[2].person, rows[2].added, rows[2].plan) == ("Contain", "Lin Novak", True, "WAN down")
    for place in range(12):
        work.act(add_task, incident_id, title=f"More {place}", after=2)
    assert [row.title for row in rows_of(work)][1:4] == ["Switch to the secondary line", "More 11", "More 10"]
    with pytest.raises(Refused, match="A task needs a title"):
        work.act(add_task, incident_id, title="  ")


def test_tasks_are_reordered_and_take_the_phase_of_their_place(work, incident_id):
    work.act(move_task, 4, before=2)
    assert [row.id for row in rows_of(work)] == [1, 4, 2, 3, 5, 6]
    assert task_of(work, 4).phase == "Contain"
    work.act(move_task, 4)
    assert [row.id for row in rows_of(work)] == [1, 2, 3, 5, 6, 4]
    assert task_of(work, 4).phase == "Repair"


def test_only_what_was_added_is_taken_away(work, incident_id):
    work.act(add_task, incident_id, title="Call the guard")
    work.act(withdraw_task, 7)
    assert len(rows_of(work)) == 6
    with pytest.raises(Refused, match="This is a step of the plan"):
        work.act(withdraw_task, 1)


def test_a_task_needs_no_plan(work):
    incident_id = work.log()
    work.act(add_task, incident_id, title="Ask the caller", team="Desk", minutes=5)
    (row,) = rows_of(work)
    assert (row.plan, row.who, row.minutes, row.active) == ("", "Desk", 5, True)
    with pytest.raises(Refused, match="whole number of minutes"):
        work.act(change_task, row.id, {"minutes": -1})


def test_the_next_step_is_the_first_mandatory_one_that_waits_for_nothing(work, incident_id, time):
    def next_id(me=""):
        return getattr(next_step(rows_of(work), me), "id", None)

    assert next_id() == 1
    assert next_id("Bo Diaz") == 2
    work.act(finish_task, 1)
    work.act(block_task, 2, reason="no access")
    assert next_id() == 4
    work.act(start_task, 4)
    work.act(unblock_task, 2)
    assert next_id() == 4
    work.act(finish_task, 4)
    assert {each.row.id: [need.id for need in each.needs] for each in waiting(rows_of(work))}[5] == [2]
    work.act(finish_task, 2)
    work.act(finish_task, 3)
    work.act(finish_task, 5)
    assert next_id() == 6
    work.act(skip_task, 6, reason="nobody there")
    assert next_id() is None


def test_what_is_late_and_what_is_mine(work, incident_id, time):
    time.after(minutes=16)
    rows = rows_of(work)
    assert [row.id for row in late_of(rows, time.stored)] == [1, 2]
    assert [row.id for row in mine_of(rows, "bo diaz")] == [2, 4, 5]
    work.act(finish_task, 2)
    assert task_of(work, 2).late(time.stored)


def test_a_pane_shows_the_last_done_and_the_next_open(work, incident_id):
    for task_id in (1, 2, 3):
        work.act(finish_task, task_id)
    assert [row.id for row in steps_around(rows_of(work), 4)] == [2, 3, 4, 5]
    assert [row.id for row in steps_around(rows_of(work), 10)] == [1, 2, 3, 4, 5, 6]


def test_a_step_drafts_the_message_that_it_asks_for_once(work, incident_id):
    work.act(draft_message_of_task, 3)
    work.act(draft_message_of_task, 3)
    assert len(work.rows("SELECT id FROM announcement WHERE state = 'Draft'")) == 1
    with pytest.raises(Refused, match="There is no audience “"):
        work.act(draft_message_of_task, 1)
