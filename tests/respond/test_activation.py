"""Activating a plan makes its tasks, binds its roles, drafts its message and starts its escalation, all or nothing."""

import pytest

from incidentdesk.prepare.person import person
from incidentdesk.prepare.plan import VersionState
from incidentdesk.refusal import Refused
from incidentdesk.respond.activation import activate, proposed_plan
from incidentdesk.respond.next_step import late_of, next_step
from incidentdesk.respond.plan_run_change import acknowledge, complete_run, stop_run
from incidentdesk.respond.plan_run_health import run_warnings
from incidentdesk.respond.plan_run_list import runs_of
from incidentdesk.respond.role_hand_over import roles_of
from incidentdesk.respond.task_change import change_task, finish_task, skip_task
from incidentdesk.respond.task_list import tasks
from incidentdesk.store import ledger
from tests.respond.wan_down import CONTENT, MINUTE, add_version, approve_plan, log_wan_down, prepare_wan_down


@pytest.fixture
def incident_id(work):
    work.act(prepare_wan_down)
    with work.desk.write(actor="Mei Okafor") as session:
        return log_wan_down(session)


def read(work, ask, *arguments):
    with work.desk.read() as reader:
        return ask(reader, *arguments)


def test_a_rule_proposes_the_plan_until_it_was_activated(work, incident_id):
    proposal = read(work, proposed_plan, incident_id)
    assert (proposal.plan, proposal.steps, proposal.version) == ("WAN down", 6, 1)
    work.act(activate, incident_id)
    assert read(work, proposed_plan, incident_id) is None


def test_nothing_is_proposed_for_what_no_rule_fits(work, incident_id):
    other = work.log(title="Printer jam")
    assert read(work, proposed_plan, other) is None
    with pytest.raises(Refused, match="No rule chooses a plan for INC-0002"):
        work.act(activate, other)


def test_actions_become_tasks_with_due_times_people_and_needs(work, incident_id, time):
    work.act(activate, incident_id)
    rows = read(work, tasks, incident_id)
    assert [row.title for row in rows] == [action.title for action in CONTENT.actions]
    assert [row.due_at and (row.due_at - time.stored) // MINUTE for row in rows] == [5, 15, 20, 30, None, None]
    assert [row.person for row in rows] == ["Mei Okafor", "Bo Diaz", "", "Bo Diaz", "Bo Diaz", ""]
    assert rows[4].needs == (rows[1].id, rows[3].id)
    assert [row.phase for row in rows] == ["Contain"] * 3 + ["Repair"] * 3
    assert rows[5].department == "Facilities"
    assert not rows[5].mandatory


def test_a_role_that_nobody_holds_stays_open_and_is_warned_of(work, incident_id):
    work.act(activate, incident_id)
    roles = read(work, roles_of, incident_id)
    assert (roles[0].role, roles[0].person) == ("Incident commander", "Mei Okafor")
    assert {row.role for row in roles if row.open} == {"Scribe", "Communications lead"}
    warnings = read(work, run_warnings, read(work, runs_of, incident_id), roles, read(work, tasks, incident_id))
    assert any("Scribe" in each for each in warnings)
    assert any("Communications lead" in each for each in warnings)


def test_who_leaves_while_a_plan_runs_is_warned_of(work, incident_id):
    work.act(activate, incident_id)
    work.act(change_task, 6, {"person": "Bo Diaz"})
    (bo,) = work.rows("SELECT id FROM person WHERE name = 'Bo Diaz'")
    work.act(ledger.update, person, bo[0], {"left_on": "2026-03-01"})
    told = read(work, run_warnings, read(work, runs_of, incident_id), read(work, roles_of, incident_id), ())
    assert any("Bo Diaz" in each and "still holds the role" in each and "Network engineer" in each for each in told)
    told = read(work, run_warnings, (), (), read(work, tasks, incident_id))
    assert [each for each in told if "Take pictures of the rack" in each and "Bo Diaz" in each] == told
    other = work.log(title="Another line", service="WAN", impact=1, urgency=1)
    work.act(activate, other)
    assert read(work, roles_of, other)[1].person == ""


def test_the_first_message_is_drafted_and_updates_begin(work, incident_id):
    work.act(activate, incident_id)
    drafts = work.rows("SELECT subject, body, state, phase FROM announcement")
    assert drafts == [("Down: Branch offices lost WAN access", "We work on it.", "Draft", "Started")]
    assert work.rows("SELECT cadence FROM update_schedule") == [(30,)]
    assert work.rows("SELECT * FROM outbox_message") == []


def test_it_escalates_by_the_policy_of_the_service_while_nobody_acknowledges(work, incident_id, time):
    work.act(activate, incident_id)
    assert work.rows("SELECT next_at - started_at, taken FROM escalation") == [(10 * MINUTE, 0)]
    work.act(acknowledge, incident_id, actor="Bo Diaz")
    work.act(acknowledge, incident_id, actor="Bo Diaz")
    ended = work.rows("SELECT ended_at, next_at, end_reason FROM escalation")
    assert ended[0][:2] == (time.stored, None)
    assert "Bo Diaz" in ended[0][2]
    assert work.row(incident_id)["acknowledged_at"] == time.stored


def test_what_is_acknowledged_does_not_escalate(work, incident_id):
    work.act(acknowledge, incident_id)
    work.act(activate, incident_id)
    assert work.rows("SELECT * FROM escalation") == []


def test_the_same_plan_twice_at_once_is_refused(work, incident_id):
    work.act(activate, incident_id)
    with pytest.raises(Refused, match=r"runs already; .*Mei Okafor.* activated it"):
        work.act(activate, incident_id, plan_id=1, actor="Bo Diaz")
    work.act(stop_run, 1, reason="wrong plan")
    work.act(activate, incident_id, plan_id=1)
    assert [run.state for run in read(work, runs_of, incident_id)] == ["Running", "Stopped"]


def test_the_approved_version_is_pinned(work, incident_id):
    work.act(activate, incident_id)
    work.act(add_version, 1, number=2, state=VersionState.DRAFT)
    runs = read(work, runs_of, incident_id)
    assert runs[0].version == 1
    assert not any("meanwhile" in each for each in read(work, run_warnings, runs, (), ()))
    work.act(add_version, 1, number=3, state=VersionState.APPROVED)
    assert read(work, runs_of, incident_id) == runs
    assert any(
        "Version 3 of" in each and "keeps to version 1" in each for each in read(work, run_warnings, runs, (), ())
    )


def test_a_plan_without_an_approved_version_is_refused(work, incident_id):
    from incidentdesk.prepare.plan_change import create_plan

    work.act(create_plan, name="Mail outage", content=CONTENT)
    with pytest.raises(Refused, match=r"Mail outage.* has no approved version"):
        work.act(activate, incident_id, plan_id=2)


def test_an_incident_that_is_over_runs_no_plan(work, incident_id):
    work.move(incident_id, "Canceled", reason="a false alarm")
    assert read(work, proposed_plan, incident_id) is None
    with pytest.raises(Refused, match="INC-0001 is Canceled"):
        work.act(activate, incident_id, plan_id=1)


def test_a_plan_whose_names_are_nowhere_runs_all_the_same(work):
    work.act(approve_plan)
    incident_id = work.log()
    work.act(activate, incident_id, plan_id=1)
    rows = read(work, tasks, incident_id)
    assert [row.who for row in rows] == ["", "IT", "", "IT", "IT", "Facilities"]
    runs, roles = read(work, runs_of, incident_id), read(work, roles_of, incident_id)
    assert any("no audience “" in each for each in read(work, run_warnings, runs, roles, rows))


def test_stopping_asks_for_a_reason_and_ends_its_steps(work, incident_id, time):
    work.act(activate, incident_id)
    with pytest.raises(Refused, match="Say why the plan is stopped"):
        work.act(stop_run, 1, reason=" ")
    time.after(hours=1)
    assert len(late_of(read(work, tasks, incident_id), time.stored)) == 4
    work.act(stop_run, 1, reason="The line came back by itself.")
    assert late_of(read(work, tasks, incident_id), time.stored) == []
    with pytest.raises(Refused, match="The plan was stopped"):
        work.act(finish_task, 1)
    with pytest.raises(Refused, match="ended already: Stopped"):
        work.act(stop_run, 1, reason="again")


def test_a_cancellation_ends_the_plan_with_its_open_steps(work, incident_id, time):
    work.act(activate, incident_id)
    work.act(finish_task, 1)
    time.after(hours=1)
    gesture = work.move(incident_id, "Canceled", reason="a false alarm")
    (run,) = read(work, runs_of, incident_id)
    assert (run.state, run.ended_by, run.end_reason) == ("Stopped", "Mei Okafor", "a false alarm")
    assert next_step(read(work, tasks, incident_id)) is None
    work.undo(gesture)
    assert read(work, runs_of, incident_id)[0].state == "Running"


def test_what_was_resolved_goes_on_and_ends_when_it_is_closed(work, incident_id):
    """What was left open stays so for the review, and does not ask for itself for ever."""
    work.act(activate, incident_id)
    work.move(incident_id, "Resolved", resolution_code="Solved", resolution_notes="Line replaced")
    assert next_step(read(work, tasks, incident_id)).title == "Take command"
    work.move(incident_id, "In Progress", reason="down again")
    assert read(work, runs_of, incident_id)[0].state == "Running"
    work.move(incident_id, "Resolved")
    work.move(incident_id, "Closed")
    assert read(work, runs_of, incident_id)[0].state == "Stopped"


def test_a_plan_whose_mandatory_steps_are_done_is_completed_when_its_incident_is_closed(work, incident_id):
    work.act(activate, incident_id)
    for task_id in range(1, 6):
        work.act(finish_task, task_id, reason="in another order")
    work.move(incident_id, "Resolved", resolution_code="Solved", resolution_notes="Line replaced")
    work.move(incident_id, "Closed")
    assert read(work, runs_of, incident_id)[0].state == "Completed"


def test_completing_asks_for_every_mandatory_step(work, incident_id):
    work.act(activate, incident_id)
    for task_id in (1, 2, 3):
        work.act(finish_task, task_id)
    with pytest.raises(Refused, match=r"2 mandatory steps are not done yet, the first is .*vendor ticket"):
        work.act(complete_run, 1)
    work.act(skip_task, 4, reason="no contract")
    work.act(finish_task, 5)
    work.act(complete_run, 1)
    assert read(work, runs_of, incident_id)[0].state == "Completed"


def test_an_activation_is_undone_in_one_step(work, incident_id):
    gesture = work.act(activate, incident_id)
    work.undo(gesture)
    assert read(work, runs_of, incident_id) == []
    assert read(work, tasks, incident_id) == []
    assert read(work, proposed_plan, incident_id) is not None


def test_a_plan_of_two_hundred_steps_is_activated(work):
    from dataclasses import replace

    from incidentdesk.prepare.plan_content import Action, Phase

    steps = tuple(Action(f"s{n}", f"Step {n}", needs=(f"s{n - 1}",) if n else ()) for n in range(200))
    work.act(approve_plan, content=replace(CONTENT, phases=(Phase("p", "All", steps),)))
    incident_id = work.log()
    work.act(activate, incident_id, plan_id=1)
    assert len(read(work, tasks, incident_id)) == 200


def test_whoever_holds_a_role_already_keeps_it(work, incident_id):
    from incidentdesk.respond.role_hand_over import give_role

    work.act(give_role, incident_id, role="incident commander", person="Lin Novak")
    work.act(activate, incident_id)
    assert read(work, roles_of, incident_id)[0].person == "Lin Novak"
    assert read(work, tasks, incident_id)[0].person == "Lin Novak"


def test_nothing_of_it_stays_where_a_part_fails(work, incident_id, monkeypatch):
    from incidentdesk.respond import first_message

    def break_off(*_arguments):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(first_message, "draft_first_message", break_off)
    with pytest.raises(RuntimeError, match="out of memory"):
        work.act(activate, incident_id)
    for table in ("plan_run", "task", "task_dependency", "incident_role", "announcement", "escalation"):
        assert work.rows(f"SELECT * FROM {table}") == []
