"""A task waits for others of its incident, and never for one that waits for it."""

from datetime import UTC

import pytest

from incidentdesk.language import ISOLATE, POP
from incidentdesk.refusal import Refused
from incidentdesk.respond.activation import activate
from incidentdesk.respond.next_step import next_step
from incidentdesk.respond.task_change import add_task, finish_task
from incidentdesk.respond.task_list import tasks
from incidentdesk.respond.task_need import wait_for, wait_no_more
from incidentdesk.respond.timeline import sentence, timeline
from tests.respond.wan_down import log_wan_down, prepare_wan_down


@pytest.fixture
def incident_id(work):
    """With three tasks, of which none waits."""
    incident_id = work.log()
    for title in ("Order the router", "Build it in", "Tell the branch"):
        work.act(add_task, incident_id, title=title)
    return incident_id


def needs(work, incident_id):
    with work.desk.read() as reader:
        return [row.needs for row in tasks(reader, incident_id)]


def test_what_waits_is_not_next(work, incident_id):
    work.act(wait_for, 1, 3)
    work.act(wait_for, 1, 3)
    assert needs(work, incident_id) == [(3,), (), ()]
    with work.desk.read() as reader:
        assert next_step(tasks(reader, incident_id)).title == "Build it in"
    with pytest.raises(Refused, match=r"waits for .*Tell the branch"):
        work.act(finish_task, 1)


def test_it_waits_no_more_and_again(work, incident_id):
    work.act(wait_for, 1, 3)
    work.act(wait_no_more, 1, 3)
    work.act(wait_no_more, 1, 3)
    assert needs(work, incident_id) == [(), (), ()]
    gesture = work.act(wait_for, 1, 3)
    assert needs(work, incident_id) == [(3,), (), ()]
    work.undo(gesture)
    assert needs(work, incident_id) == [(), (), ()]


def test_a_circle_is_refused_at_any_length(work, incident_id):
    with pytest.raises(Refused, match="wait for itself"):
        work.act(wait_for, 1, 1)
    work.act(wait_for, 2, 1)
    work.act(wait_for, 3, 2)
    with pytest.raises(Refused, match=r"Tell the branch.* waits for .*Order the router.* itself"):
        work.act(wait_for, 1, 3)
    assert needs(work, incident_id) == [(), (1,), (2,)]


def test_the_timeline_tells_who_made_what_wait(work, incident_id, time):
    work.act(wait_for, 1, 3)
    time.after(minutes=1)
    work.act(wait_no_more, 1, 3, actor="Bo Diaz")
    with work.desk.read() as reader:
        told = [(fact.actor, sentence(fact, UTC)) for fact in timeline(reader, incident_id)][-2:]
    assert [(actor, said.replace(ISOLATE, "").replace(POP, "")) for actor, said in told] == [
        ("Mei Okafor", "Task Order the router waits for Tell the branch"),
        ("Bo Diaz", "Task Order the router no longer waits for Tell the branch"),
    ]


def test_what_waits_by_the_plan_comes_and_goes_with_it_in_silence(work, time):
    work.act(prepare_wan_down)
    with work.desk.write(actor="Mei Okafor") as session:
        incident_id = log_wan_down(session)
        activate(session, incident_id)
        gesture = session.gesture
    time.after(minutes=1)
    work.undo(gesture)
    with work.desk.read() as reader:
        assert not any("wait" in sentence(fact, UTC) for fact in timeline(reader, incident_id))


def test_a_task_of_another_incident_is_refused(work, incident_id):
    work.act(add_task, work.log(), title="Elsewhere")
    with pytest.raises(Refused, match="its own incident"):
        work.act(wait_for, 1, 4)
