"""The way back from an incident to what it came from, on both databases."""

import json

from incidentdesk.detect.alert_source_change import create_source
from incidentdesk.detect.intake import log_incident
from incidentdesk.respond.alert_taking import take_alerts
from incidentdesk.respond.came_in import ALERT, MAIL, came_in, source_of
from incidentdesk.respond.mail_taking import take_mail

MAIL_OF_ANNA = b"From: anna@example.com\r\nSubject: No mail\r\nMessage-ID: <2@example.com>\r\n\r\nNothing arrives.\r\n"


def test_an_alert_and_a_mail_lead_back_to_their_sources(desk):
    payload = json.dumps({"title": "Disk full", "status": "firing", "host": "db-2"}).encode()
    with desk.write(actor="Agent") as session:
        source_id, _token = create_source(session, name="Any", preset="generic")
        alarmed = take_alerts(session, source_id, payload, session.at)[0].incident_id
        mailed = take_mail(session, MAIL_OF_ANNA).incident_id
        logged = log_incident(session, title="By phone")
    with desk.read() as reader:
        (alert,) = came_in(reader, alarmed)
        (mail,) = came_in(reader, mailed)
        assert (alert.kind, alert.by, alert.said) == (ALERT, "Any", "Disk full")
        assert json.loads(source_of(reader, alarmed, alert))["host"] == "db-2"
        assert (mail.kind, mail.by, mail.said) == (MAIL, "anna@example.com", "No mail")
        assert "Message-ID: <2@example.com>" in source_of(reader, mailed, mail)
        assert came_in(reader, logged) == []
