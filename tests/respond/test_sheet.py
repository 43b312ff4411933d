from datetime import UTC, datetime

import pytest

from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.person import person_named
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident, facts_of, give_up
from incidentdesk.respond.sheet import sheet_of
from incidentdesk.respond.timeline import timeline
from incidentdesk.respond.watching import watch


@pytest.fixture
def incident_id(desk):
    with desk.write(actor="Mei Okafor") as session:
        return log_incident(
            session,
            title="Mail is down",
            description="Since this morning",
            reporter="A. Lindqvist",
            service="Mail",
            category="Applications",
            subcategory="Queue",
            team="Service desk",
            assignee="L. Novák",
            tags=["mail", "berlin"],
            occurred_at=datetime(2026, 3, 28, 8, 0, tzinfo=UTC),
        )


def sheet(desk, incident_id):
    with desk.read() as reader:
        return sheet_of(reader, incident_id)


def test_the_sheet_has_the_facts_as_a_person_sees_them(desk, incident_id):
    with desk.write(actor="Mei Okafor") as session:
        facts = facts_of(session, incident_id)
    found = sheet(desk, incident_id)
    assert dict(found.facts) == facts
    assert list(map(type, found.facts.values())) == [type(facts[name]) for name in found.facts]
    assert found.sources["occurred_at"] == ("back-dated", "Mei Okafor")


def test_there_is_no_sheet_of_no_incident(desk):
    with pytest.raises(Refused, match="INC-0099"):
        sheet(desk, 99)


def test_parent_and_children_are_on_the_sheet(desk, incident_id):
    with desk.write(actor="Mei Okafor") as session:
        child = log_incident(session, title="Mail in Berlin is down", assignee="Y. Tanaka")
        change_incident(session, child, {"parent": str(incident_id)})
    (relative,) = sheet(desk, incident_id).children
    assert (relative.id, relative.title, relative.assignee) == (child, "Mail in Berlin is down", "Y. Tanaka")
    assert sheet(desk, child).parent.id == incident_id


def test_watchers_are_on_the_sheet_until_they_leave(desk, incident_id):
    with desk.write(actor="Mei Okafor") as session:
        watch(session, incident_id, person_named(session, "Mei Okafor"), True)
    assert sheet(desk, incident_id).watchers == ("Mei Okafor",)
    with desk.write(actor="Mei Okafor") as session:
        watch(session, incident_id, person_named(session, "Mei Okafor"), False)
    assert sheet(desk, incident_id).watchers == ()


def test_what_was_given_up_stands_in_the_history(desk, incident_id):
    with desk.write(actor="Mei Okafor") as session:
        give_up(session, incident_id, {"title": "Mail is dead", "assignee": "Y. Tanaka", "impact": 1})
    assert sheet(desk, incident_id).facts["title"] == "Mail is down"
    with desk.read() as reader:
        (fact,) = [each for each in timeline(reader, incident_id) if each.text == "not taken over"]
    assert {change.field: change.after for change in fact.changes} == {
        "title": "Mail is dead",
        "assignee_id": "Y. Tanaka",
        "impact": "High",
    }
