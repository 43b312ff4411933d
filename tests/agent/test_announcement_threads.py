"""The complaints about announcements in other programs, each as a test by the name of its thread, on both databases.

Cachet: those who wanted to hear of an incident hear nothing of its updates and of its end. Dispatch: nothing can be
tried before a public address, a chat and a mail account are set up.
"""

import json

import pytest

from incidentdesk.agent.delivery import Post
from incidentdesk.agent.loop import Agent
from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.audience_change import create_audience
from incidentdesk.prepare.outlet_change import create_outlet
from incidentdesk.prepare.outlet_list import secret_name
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.respond.outbox_list import copied_text, outbox
from incidentdesk.respond.status_update import StatusUpdate, UpdateText, send_update
from incidentdesk.respond.status_update_list import announcements, texts_for, untold_of_the_end, update_basis
from incidentdesk.respond.transition import Move, move
from incidentdesk.respond.update_cadence import UpdateState, updates_of

RESOLVED = Move("Resolved", resolution_code="Solved", resolution_notes="The disk was replaced.")


class Status:
    """A desk with an incident and an audience of two subscribers."""

    def __init__(self, desk):
        self.desk = desk
        self.secrets = {}
        with desk.write(actor="Mei Okafor") as session:
            self.incident = log_incident(session, title="Mail is down", reporter="Zoe")
            members = "address\tada@example.com\naddress\tbo@example.com"
            self.audience = create_audience(session, name="Subscribers", members=members)

    def act(self, use_case, *arguments, **named):
        with self.desk.write(actor="Mei Okafor") as session:
            return use_case(session, *arguments, **named)

    def read(self, function, *arguments, **named):
        with self.desk.read() as reader:
            return function(reader, *arguments, **named)

    def tell(self, phase, summary):
        fields = {"summary": summary}
        text = self.read(texts_for, self.incident, {self.audience: 30}, phase=phase, fields=fields)[self.audience]
        (choice,) = self.read(update_basis, self.incident).audiences
        ready = UpdateText(text.subject, text.body, 30, seen_id=choice.last_id)
        self.act(send_update, self.incident, StatusUpdate(phase, fields, {self.audience: ready}))

    def deliver(self):
        return Agent(self.desk, post=Post(secret_of=self.secrets.get)).once()

    def mail(self, port):
        options = {"host": "127.0.0.1", "port": port, "security": "Not encrypted", "sender": "desk@example.com"}
        return self.act(create_outlet, name="Mail", kind="E-mail", options=options)


@pytest.fixture
def status(desk):
    return Status(desk)


def test_cachet_2399_and_3314_every_update_reaches_every_subscriber(status, start_mail):
    server, port = start_mail()
    status.mail(port)
    for phase in ("Started", "Investigating", "Identified", "Monitoring"):
        status.tell(phase, f"We are at {phase}.")
        status.deliver()
    got = sorted((str(mail["To"]), mail.get_content().splitlines()[0]) for mail in server.taken)
    assert got == sorted(
        (to, f"We are at {phase}.")
        for to in ("ada@example.com", "bo@example.com")
        for phase in ("Started", "Investigating", "Identified", "Monitoring")
    )
    assert [each.counts for each in status.read(announcements, status.incident)] == [{"Sent": 2}] * 4


def test_cachet_1372_whoever_heard_of_the_trouble_hears_that_it_is_over(status, start_mail):
    server, port = start_mail()
    status.mail(port)
    status.tell("Started", "Mail is down.")
    status.act(move, status.incident, RESOLVED)
    status.tell("Resolved", "Mail works again.")
    status.deliver()
    assert [str(mail["Subject"]) for mail in server.taken if mail["To"] == "bo@example.com"] == [
        "[INC-0001] Started: Mail is down", "[INC-0001] Resolved: Mail is down",
    ]  # fmt: skip


def test_cachet_1631_a_fix_that_nobody_was_told_of_is_owed_until_it_is_told(status, start_mail):
    _server, port = start_mail()
    status.mail(port)
    status.tell("Started", "Mail is down.")
    status.act(move, status.incident, RESOLVED)
    assert status.read(untold_of_the_end_of, status.incident) == ["Subscribers"]
    (owed,) = status.read(updates_of, status.incident, 2**62)
    assert owed.state == UpdateState.CLOSING
    status.deliver()
    assert "[INC-0001] Update for Subscribers is due" in [row.subject for row in status.read(outbox)]
    status.tell("Resolved", "Mail works again.")
    assert status.read(untold_of_the_end_of, status.incident) == []
    (done,) = status.read(updates_of, status.incident, 2**62)
    assert done.state == UpdateState.ENDED


def untold_of_the_end_of(reader, incident_id):
    return untold_of_the_end(announcements(reader, incident_id))


def test_dispatch_1707_and_543_an_update_can_be_sent_before_anything_is_set_up(status):
    """Everybody is told by hand then, with a text for the phone."""
    status.tell("Started", "Mail is down.")
    rows = status.read(outbox)
    assert sorted((row.address, row.state, row.trouble) for row in rows) == [
        ("ada@example.com", "By hand", "No outlet for e-mail is set up."),
        ("bo@example.com", "By hand", "No outlet for e-mail is set up."),
    ]
    assert copied_text(rows[0]).startswith("[INC-0001] Started: Mail is down\n\nMail is down.\n")


def test_dispatch_2300_and_793_a_chat_is_told_without_any_address_of_our_own(status, server):
    """A webhook leads out only: nobody has to reach this machine."""
    outlet = status.act(create_outlet, name="Room", kind="Webhook", options={"form": "Slack"})
    key = status.read(lambda reader: reader.rows('SELECT "key" FROM outlet WHERE id = :id', {"id": outlet}))[0][0]
    status.secrets[secret_name(key)] = f"http://127.0.0.1:{server.server_port}/services/T1"
    status.audience = status.act(create_audience, name="Room", members="outlet\tRoom")
    status.act(lambda session: session.connection.exec_driver_sql("UPDATE audience SET withdrawn_at = 1 WHERE id = 1"))
    status.tell("Started", "Mail is down.")
    status.deliver()
    ((path, _headers, body),) = server.posted
    assert path == "/services/T1"
    assert json.loads(body)["text"].startswith("*[INC-0001] Started: Mail is down*\nMail is down.")
    assert status.read(setting_of, "web_listen") == ""
