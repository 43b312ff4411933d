"""Two people at the same moment: one activation, one tick, and a rule that holds on both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from incidentdesk.prepare.escalation import escalation_policy, escalation_step
from incidentdesk.prepare.plan import plan
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.refusal import Refused
from incidentdesk.respond.activation import activate
from incidentdesk.respond.task_change import change_task, finish_task
from incidentdesk.respond.task_list import tasks
from incidentdesk.store import ledger
from tests.respond.wan_down import log_wan_down, prepare_wan_down


@pytest.fixture
def incident_id(work):
    work.act(prepare_wan_down)
    with work.desk.write(actor="Mei Okafor") as session:
        return log_wan_down(session)


def together(work, *acts):
    """Each act in a transaction and a thread of its own, all at once; hands over what was refused."""
    barrier = Barrier(len(acts))

    def run(actor, act):
        barrier.wait()
        try:
            with work.desk.write(actor=actor) as session:
                act(session)
        except Refused as refused:
            return str(refused)
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return [job.result() for job in [pool.submit(run, f"Person {place}", act) for place, act in enumerate(acts)]]


def test_of_two_activations_at_once_one_is_refused(work, incident_id):
    said = together(work, *[lambda session: activate(session, incident_id)] * 2)
    assert sorted(bool(each) for each in said) == [False, True]
    assert "runs already" in "".join(said)
    assert work.rows("SELECT count(*) FROM plan_run") == [(1,)]
    assert work.rows("SELECT count(*) FROM task") == [(6,)]


def test_ticks_and_changes_at_once_all_arrive(work, incident_id):
    work.act(activate, incident_id)
    said = together(
        work,
        lambda session: finish_task(session, 1, result="I lead"),
        lambda session: finish_task(session, 1, result="Mei leads"),
        lambda session: change_task(session, 1, {"minutes": 3}),
        lambda session: change_task(session, 1, {"criterion": "Everybody knows"}),
    )
    assert said == [""] * 4
    with work.desk.read() as reader:
        row = tasks(reader, incident_id)[0]
    assert (row.state, row.minutes, row.criterion) == ("Done", 3, "Everybody knows")
    assert set(row.result.split("\n")) == {"I lead", "Mei leads"}
    ticks = "SELECT count(*) FROM ledger WHERE noun = 'task' AND act = 'changed' AND changes LIKE '%\"Done\"%'"
    assert work.rows(ticks) == [(1,)]


def test_the_policy_of_the_plan_goes_before_that_of_the_service(work, incident_id):
    def write_policy(session):
        own = ledger.insert(session, escalation_policy, {"name": "At once"})
        ledger.insert(session, escalation_step, {"key": new_key(), "policy_id": own, "position": 1, "wait": 0})
        ledger.update(session, plan, 1, {"escalation_policy_id": own})

    work.act(write_policy)
    work.act(activate, incident_id)
    assert work.rows("SELECT p.name FROM escalation e JOIN escalation_policy p ON p.id = e.policy_id") == [("At once",)]
