"""Roles are given and handed over as acts of their own, and the tasks go along."""

import pytest

from incidentdesk.refusal import Refused
from incidentdesk.respond.activation import activate
from incidentdesk.respond.role_hand_over import (
    commander_with_tasks,
    give_role,
    hand_over_role,
    past_and_present_roles,
    roles_of,
)
from incidentdesk.respond.task_change import change_task, finish_task
from incidentdesk.respond.task_list import tasks
from tests.respond.wan_down import log_wan_down, prepare_wan_down


@pytest.fixture
def incident_id(work):
    work.act(prepare_wan_down)
    with work.desk.write(actor="Mei Okafor") as session:
        incident_id = log_wan_down(session)
        activate(session, incident_id)
    return incident_id


def read(work, ask, *arguments):
    with work.desk.read() as reader:
        return ask(reader, *arguments)


def test_a_hand_over_ends_one_holding_and_begins_another_with_the_unfinished_tasks(work, incident_id, time):
    work.act(finish_task, 2, actor="Bo Diaz")
    time.after(hours=1)
    work.act(hand_over_role, incident_id, role="Network engineer", person="Lin Novak", note="The ticket is open.")
    held = [row for row in read(work, past_and_present_roles, incident_id) if row.role == "Network engineer"]
    assert [(row.person, row.until_at, row.note) for row in held] == [
        ("Bo Diaz", time.stored, ""),
        ("Lin Novak", None, "The ticket is open."),
    ]
    people = {row.id: row.person for row in read(work, tasks, incident_id)}
    assert (people[2], people[4], people[5]) == ("Bo Diaz", "Lin Novak", "Lin Novak")


def test_what_somebody_else_was_asked_to_do_stays_with_them(work, incident_id):
    work.act(change_task, 4, {"person": "Ann Weber"})
    work.act(hand_over_role, incident_id, role="Network engineer", person="Lin Novak")
    assert {row.id: row.person for row in read(work, tasks, incident_id)}[4] == "Ann Weber"


def test_a_role_is_given_once(work, incident_id):
    work.act(give_role, incident_id, role="Communications lead", person="Lin Novak")
    assert {row.id: row.person for row in read(work, tasks, incident_id)}[3] == "Lin Novak"
    with pytest.raises(Refused, match=r"Lin Novak.* holds the role .* already"):
        work.act(give_role, incident_id, role="communications lead", person="Bo Diaz")
    with pytest.raises(Refused, match=r"Nobody holds the role .*Scribe.* yet"):
        work.act(hand_over_role, incident_id, role="Scribe", person="Bo Diaz")
    with pytest.raises(Refused, match="Name the person"):
        work.act(give_role, incident_id, role="Scribe", person=" ")


def test_handing_over_to_the_holder_changes_nothing(work, incident_id):
    before = read(work, roles_of, incident_id)
    work.act(hand_over_role, incident_id, role="Network engineer", person="Bo Diaz")
    assert read(work, roles_of, incident_id) == before


def test_a_role_that_went_elsewhere_meanwhile_is_not_taken_from_there(work, incident_id):
    (engineer,) = [row for row in read(work, roles_of, incident_id) if row.role == "Network engineer"]
    work.act(hand_over_role, incident_id, role="Network engineer", person="Ada Novak", seen=engineer.person_id)
    with pytest.raises(Refused, match=r"Ada Novak.* holds the role .*Network engineer.* by now"):
        work.act(hand_over_role, incident_id, role="Network engineer", person="Cy Ray", seen=engineer.person_id)


def test_a_commander_who_also_resolves_is_warned_of(work, incident_id):
    def warning():
        return commander_with_tasks(read(work, roles_of, incident_id), read(work, tasks, incident_id))

    assert warning() == ""
    work.act(change_task, 4, {"person": "Mei Okafor"})
    assert "Mei Okafor" in warning()
    assert "Open a vendor ticket" in warning()
    work.act(finish_task, 4)
    assert warning() == ""
