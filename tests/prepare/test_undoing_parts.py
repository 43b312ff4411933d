"""A record and the parts that are written together with it are taken back together."""

import pytest

from incidentdesk.prepare.audience_change import audience_facts, change_audience, create_audience
from incidentdesk.prepare.contact_change import change_contact, create_contact
from incidentdesk.prepare.contact_list import contacts
from incidentdesk.prepare.person_change import change_person, create_person, person_facts
from incidentdesk.prepare.role_change import change_role, create_role, role_facts
from incidentdesk.prepare.service_change import change_service, create_service
from incidentdesk.prepare.service_list import services
from incidentdesk.prepare.training_course_change import change_course, course_facts, create_course
from incidentdesk.store import undoing


def contact_facts(reader, contact_id):
    row = next(row for row in contacts(reader) if row.id == contact_id)
    return {"organisation": row.organisation, "methods": [each.address for each in row.methods]}


def service_facts(reader, service_id):
    row = next(row for row in services(reader) if row.id == service_id)
    return {"description": row.description, "needs": [need.name for need in row.needs]}


CASES = {
    "role": (create_role, change_role, role_facts, {"description": "Leads", "holders": "person\tAnn Lee"}),
    "audience": (create_audience, change_audience, audience_facts, {"cadence": "5", "members": "person\tAnn Lee"}),
    "person": (create_person, change_person, person_facts, {"job_title": "Lead", "methods": "Phone\t0800 1"}),
    "contact": (create_contact, change_contact, contact_facts, {"organisation": "Uplink", "methods": "Phone\t0800 1"}),
    "course": (
        create_course,
        change_course,
        course_facts,
        {"minutes": "5", "requirements": "everybody\t\t2026-01-01\t9"},
    ),
    "service": (create_service, change_service, service_facts, {"description": "Mail", "needs": "Power"}),
}


@pytest.mark.parametrize("noun", CASES)
def test_what_a_person_changed_in_one_dialog_is_taken_back_whole(desk, noun):
    create, change, facts, changes = CASES[noun]
    with desk.write(actor="Mei") as session:
        create_person(session, name="Ann Lee")
        create_service(session, name="Power")
        record_id = create(session, name="The one")
    with desk.read() as reader:
        before = facts(reader, record_id)
    with desk.write(actor="Mei") as session:
        change(session, record_id, changes)
        gesture = session.gesture
    with desk.read() as reader:
        assert facts(reader, record_id) != before
    with desk.write(actor="Mei") as session:
        undoing.undo(session, gesture)
    with desk.read() as reader:
        assert facts(reader, record_id) == before
