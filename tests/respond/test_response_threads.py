"""What people complain of about responding in other programs, each as a test by the name of its thread."""

import pytest

from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.effort import effort_of
from incidentdesk.respond.family import children_of
from incidentdesk.respond.note import add_note
from incidentdesk.respond.status_update import comment_children
from incidentdesk.respond.task_change import (
    add_task,
    block_task,
    change_task,
    finish_task,
    reopen_task,
    start_task,
    unblock_task,
)
from incidentdesk.respond.task_list import tasks
from incidentdesk.respond.timeline import sentence, timeline

SOLVED = {"resolution_code": "Solved", "resolution_notes": "Line replaced"}


@pytest.fixture
def parent(work):
    return work.log(title="WAN is down", impact=1, urgency=1)


@pytest.fixture
def children(work, parent):
    found = [work.log(title=f"No Internet in branch {place}") for place in (1, 2)]
    for child in found:
        work.act(change_incident, child, {"parent": str(parent)})
    return found


def state(work, incident_id):
    return work.row(incident_id)["state"]


# ── parents and children ─────────────────────────────────────────────────────────────────────────────────────────────


def test_glpi_5206_a_solution_of_the_parent_solves_its_children(work, parent, children):
    """There it is a warning only: “this type of link is only informative”."""
    work.move(parent, "Resolved", **SOLVED)
    assert [state(work, child) for child in children] == ["Resolved", "Resolved"]
    assert work.row(children[1])["resolution_notes"] == "Line replaced"


def test_glpi_909_and_3191_what_is_linked_is_closed_without_being_touched_one_by_one(work, parent, children, time):
    from incidentdesk.improve.closing import close_by_itself, due_closings
    from incidentdesk.improve.follow_up_setting import set_days

    work.act(set_days, "close_days", 1)
    work.move(parent, "Resolved", **SOLVED)
    time.after(days=5)
    with work.desk.read() as reader:
        due = [each.incident_id for each in due_closings(reader, time.stored)]
    assert due == [parent, *children]
    for incident_id in due:
        work.act(close_by_itself, incident_id)
    assert {state(work, incident_id) for incident_id in due} == {"Closed"}


def test_osticket_5644_a_parent_updates_its_linked_children(work, parent, children):
    work.move(children[0], "Resolved", **SOLVED)
    work.act(comment_children, parent, "The provider repairs the line until 15:00.")
    assert work.rows("SELECT incident_id, text FROM entry WHERE public") == [
        (children[1], "The provider repairs the line until 15:00.")
    ]


def test_osticket_17_309_a_parent_has_many_children_and_no_parent_of_its_own(work, parent, children):
    with work.desk.write(actor="Mei Okafor") as session:
        assert [each.id for each in children_of(session, parent)] == children
    with pytest.raises(Refused, match="one level deep"):
        work.act(change_incident, parent, {"parent": str(work.log())})
    with pytest.raises(Refused, match="one level deep"):
        work.act(change_incident, work.log(), {"parent": str(children[0])})


def test_freescout_1897_incidents_of_two_teams_belong_together_and_stay_two(work):
    """There it is “not possible”."""
    network, desk = work.log(title="WAN", team="Network"), work.log(title="Calls", team="Service desk")
    work.act(change_incident, desk, {"parent": str(network)})
    work.move(network, "In Progress")
    assert state(work, desk) == "In Progress"
    assert work.row(network)["team_id"] != work.row(desk)["team_id"]


def test_frappe_2370_an_open_child_keeps_its_parent_from_being_closed(work, parent, children, time):
    from incidentdesk.improve.closing import due_closings
    from incidentdesk.improve.follow_up_setting import set_days

    work.move(parent, "Resolved", **SOLVED)
    work.move(children[0], "In Progress", reason="still no Internet", by_caller=True)
    with pytest.raises(Refused, match="INC-0001 can't be closed while its child INC-0002 is open"):
        work.move(parent, "Closed")
    work.move(children[1], "In Progress", reason="here too", by_caller=True)
    with pytest.raises(Refused, match="while 2 of its children are open, the first of them INC-0002"):
        work.move(parent, "Closed")
    work.act(set_days, "close_days", 1)
    time.after(days=30)
    with work.desk.read() as reader:
        assert due_closings(reader, time.stored) == []
    work.move(children[0], "Resolved", **SOLVED)
    work.act(change_incident, children[1], {"parent": ""})
    work.move(parent, "Closed")
    assert (state(work, parent), state(work, children[1])) == ("Closed", "In Progress")


def test_freeitsm_38_the_first_incident_becomes_the_master_of_those_that_come_later(work):
    """No problem is needed for it, and what is known of the first one stays."""
    first = work.log(title="No mail", reporter="A. Lindqvist")
    work.act(add_note, first, "The queue is full.")
    later = [work.log(title="No mail either", reporter=name) for name in ("R. Vogel", "B. Haas")]
    for child in later:
        work.act(change_incident, child, {"parent": f"INC-{first:04d}"})
    work.move(first, "Resolved", **SOLVED)
    assert [state(work, child) for child in later] == ["Resolved", "Resolved"]
    assert work.rows("SELECT count(*) FROM problem") == [(0,)]


def test_zammad_5341_what_comes_up_again_and_what_it_follows_on_name_each_other(work, parent):
    from incidentdesk.improve.follow_on import follow_on

    work.move(parent, "Resolved", **SOLVED)
    work.move(parent, "Closed")
    work.act(follow_on, parent)
    assert "It follows on INC-0001." in work.row(2)["description"]
    assert work.rows("SELECT incident_id, text FROM entry") == [(parent, "It goes on in INC-0002.")]


# ── effort ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def spent(work, incident_id, time):
    with work.desk.read() as reader:
        return [tuple(each) for each in effort_of(tasks(reader, incident_id), time.stored)]


def test_iris_323_the_hours_of_each_person_are_summed(work, parent, time):
    for title, who in (("Trace the line", "Bo Diaz"), ("Call the provider", "Bo Diaz"), ("Tell branches", "Lin Novak")):
        work.act(add_task, parent, title=title, person=who)
    work.act(change_task, 1, {"minutes": 90})
    work.act(change_task, 3, {"minutes": 20})
    work.act(start_task, 2)
    time.after(minutes=30)
    assert spent(work, parent, time) == [("Bo Diaz", 120), ("Lin Novak", 20)]


def test_securityonion_7678_a_time_that_is_typed_stands(work, parent, time):
    work.act(add_task, parent, title="Trace the line")
    work.act(start_task, 1)
    time.after(hours=3)
    work.act(change_task, 1, {"minutes": 25})
    time.after(minutes=10)
    work.act(finish_task, 1, actor="Bo Diaz")
    assert spent(work, parent, time) == [("Bo Diaz", 25)]


def test_thehive_337_the_time_of_work_is_counted_without_the_time_of_waiting(work, parent, time):
    work.act(add_task, parent, title="Replace the router", person="Bo Diaz")
    work.act(start_task, 1)
    time.after(minutes=20)
    work.act(block_task, 1, reason="The router comes by courier")
    time.after(hours=5)
    assert spent(work, parent, time) == [("Bo Diaz", 20)]
    work.act(unblock_task, 1)
    time.after(minutes=10)
    assert spent(work, parent, time) == [("Bo Diaz", 30)]
    work.act(finish_task, 1)
    time.after(days=1)
    work.act(reopen_task, 1)
    time.after(minutes=5)
    work.act(finish_task, 1)
    assert spent(work, parent, time) == [("Bo Diaz", 35)]
    assert work.rows("SELECT started_at FROM task") == [(work.rows("SELECT created_at FROM task")[0])]


# ── the history ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_zammad_414_changes_stand_between_what_was_said(work, parent, time):
    work.act(add_note, parent, "We trace the line.")
    time.after(minutes=5)
    work.act(change_incident, parent, {"team": "Network"}, actor="Bo Diaz")
    time.after(minutes=5)
    work.act(add_note, parent, "The provider is called.", public=True)
    with work.desk.read() as reader:
        told = [(fact.actor, sentence(fact, time.now.tzinfo)) for fact in timeline(reader, parent)]
    assert [actor for actor, _said in told[-3:]] == ["Mei Okafor", "Bo Diaz", "Mei Okafor"]
    assert "Network" in told[-2][1]
    assert [said for _actor, said in told[-3::2]] == ["We trace the line.", "The provider is called."]


def test_alert24_71_nobody_faces_a_blank_page(work, parent):
    from incidentdesk.respond.status_update import make_usual_audiences
    from incidentdesk.respond.status_update_list import texts_for

    work.act(make_usual_audiences)
    audiences = {row[0]: 30 for row in work.rows("SELECT id FROM audience")}
    for phase in ("Started", "Identified", "Resolved"):
        with work.desk.read() as reader:
            texts = texts_for(reader, parent, audiences, phase=phase, fields={})
        assert all("WAN is down" in text.subject and text.body.strip() for text in texts.values())
