"""What the command view shows, read in one go."""

import pytest

from incidentdesk.detect.state import State
from incidentdesk.prepare.audience import Form, audience, audience_member
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.role_change import make_standard_roles
from incidentdesk.prepare.service import service_dependency, service_named
from incidentdesk.refusal import Refused
from incidentdesk.respond.command_sheet import command_sheet
from incidentdesk.respond.major_step import propose
from incidentdesk.respond.note import add_note, star
from incidentdesk.respond.role_hand_over import give_role
from incidentdesk.respond.status_update import StatusUpdate, UpdateText, send_update
from incidentdesk.respond.task_change import add_task, finish_task, skip_task
from incidentdesk.store import ledger


@pytest.fixture
def incident_id(work):
    return work.log(title="Mail is down", service="Mail")


def read(work, incident_id, time):
    with work.desk.read() as reader:
        return command_sheet(reader, incident_id, time.stored)


def made(work, use_case, *arguments, **named):
    with work.desk.write(actor="Mei Okafor") as session:
        return use_case(session, *arguments, **named)


def test_it_has_everything_of_a_major_incident(work, time, incident_id):
    users = made(work, ledger.insert, audience, {"name": "Users", "form": Form.EXECUTIVE})
    member = {"key": new_key(), "audience_id": users, "position": 1, "address": "all@example.org"}
    work.act(ledger.insert, audience_member, member)
    work.act(send_update, incident_id, StatusUpdate("Started", {}, {users: UpdateText("Mail", "Down", 30)}))
    work.act(propose, incident_id, qualifiers={"data": ""})
    work.act(add_task, incident_id, title="Switch over")
    found = read(work, incident_id, time)
    assert found.sheet.facts["title"] == "Mail is down"
    assert found.major.state == "Proposed"
    assert [each.title for each in found.next_steps] == ["Switch over"]
    assert [each.audience for each in found.updates] == ["Users"]
    assert found.untold == ()


def test_what_is_finished_is_counted_and_no_next_step(work, time, incident_id):
    done, left_out, _open = (made(work, add_task, incident_id, title=title) for title in ("One", "Two", "Three"))
    work.act(finish_task, done)
    work.act(skip_task, left_out, reason="not needed")
    found = read(work, incident_id, time)
    assert [each.title for each in found.next_steps] == ["Three"]
    assert found.finished == 2


def test_decisions_are_what_is_starred_the_latest_first(work, time, incident_id):
    for text in ("Roll back", "Call the vendor"):
        time.after(minutes=5)
        work.act(star, made(work, add_note, incident_id, text), True)
    work.act(add_note, incident_id, "nothing new")
    found = read(work, incident_id, time)
    assert [each.text for each in found.decisions] == ["Call the vendor", "Roll back"]
    assert found.latest[0].text == "nothing new"


def test_services_that_need_the_one_that_is_down_come_after_it_the_nearest_first(work, time, incident_id):
    with work.desk.write(actor="x") as session:
        mail, calendar, rooms = (service_named(session, name) for name in ("Mail", "Calendar", "Rooms"))
        for needing, needed in ((calendar, mail), (rooms, calendar), (mail, rooms)):
            ledger.insert(session, service_dependency, {"service_id": needing, "needs_id": needed})
    found = read(work, incident_id, time)
    assert [(each.name, each.distance) for each in found.services] == [("Mail", 0), ("Calendar", 1), ("Rooms", 2)]


def test_a_commander_with_tasks_is_counted(work, time, incident_id):
    work.act(make_standard_roles)
    work.act(give_role, incident_id, role="Incident commander", person="Ada Novak")
    work.act(add_task, incident_id, title="Switch over", person="Ada Novak")
    work.act(add_task, incident_id, title="Call the vendor", person="Bo Diaz")
    assert read(work, incident_id, time).hands_on == ("Ada Novak", 1)


def test_leading_is_no_task_that_a_commander_should_give_away(work, time, incident_id):
    work.act(give_role, incident_id, role="Incident commander", person="Ada Novak")
    work.act(add_task, incident_id, title="Hold the call", person="Ada Novak", role="Incident commander")
    assert read(work, incident_id, time).hands_on == ("", 0)
    work.act(add_task, incident_id, title="Switch over", person="Ada Novak")
    assert read(work, incident_id, time).hands_on == ("Ada Novak", 1)


def test_who_was_not_told_of_the_end_is_named(work, time, incident_id):
    users = made(work, ledger.insert, audience, {"name": "Users", "form": Form.EXECUTIVE})
    member = {"key": new_key(), "audience_id": users, "position": 1, "address": "all@example.org"}
    work.act(ledger.insert, audience_member, member)
    work.act(send_update, incident_id, StatusUpdate("Started", {}, {users: UpdateText("Mail", "Down", 30)}))
    work.move(incident_id, State.RESOLVED, resolution_code="Solved", resolution_notes="Restarted")
    assert read(work, incident_id, time).untold == ("Users",)


def test_an_incident_that_is_not_there_is_refused(work, time):
    with pytest.raises(Refused, match="There is no incident"):
        read(work, 99, time)
