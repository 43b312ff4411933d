"""The first message of a plan is the one that was written for each audience."""

import pytest

from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.audience_change import create_audience
from incidentdesk.prepare.message_template_change import create_message_template
from incidentdesk.respond.first_message import draft_first_message


@pytest.fixture
def audiences(desk):
    with desk.write(actor="Mei") as session:
        found = {name: create_audience(session, name=name) for name in ("Users", "Responders", "Board")}
        for name in ("Users", "Responders"):
            create_message_template(
                session, name=f"{name}: started", audience=name, phase="Started", subject=f"To {name}", body="It began."
            )
        create_message_template(session, name="Anybody", phase="Started", subject="To anybody", body="It began.")
        return found


def drafted_subject(desk, audience_id, template):
    with desk.write(actor="Mei") as session:
        incident_id = log_incident(session, title="WAN down")
        draft_first_message(session, incident_id, audience_id, template, 30)
        rows = session.reader.rows("SELECT subject FROM announcement WHERE incident_id = :id", {"id": incident_id})
        return rows[0][0]


@pytest.mark.parametrize(
    ("audience", "template", "subject"),
    [
        ("Users", "Users: started", "To Users"),
        ("Responders", "Users: started", "To Responders"),
        ("Board", "Users: started", "To anybody"),
        ("Responders", "Anybody", "To anybody"),
    ],
)
def test_each_audience_gets_the_words_that_are_meant_for_it(desk, audiences, audience, template, subject):
    assert drafted_subject(desk, audiences[audience], template) == subject
