"""A desk that was imported or restored does not send what another desk has queued."""

import pytest

from incidentdesk.agent.loop import Agent
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.transfer.packing import export_everything
from incidentdesk.detect.transfer.unpacking import take_everything
from incidentdesk.respond.outbox_sending import claim
from incidentdesk.schema.opening import open_desk
from incidentdesk.schema.restoring import restore_desk
from incidentdesk.store import verifying
from incidentdesk.store.backup import back_up
from tests.agent.conftest import Outbox


@pytest.fixture
def origin(box, start_mail):
    """A desk with a message that was sent, one on its way, and one that waits."""
    server, port = start_mail()
    outlet = box.mail(port)
    with box.desk.write(actor="Mei Okafor") as session:
        about = log_incident(session, title="No Internet", reporter="Zoe", channel="Phone")
    box.queue(outlet, incident_id=about)
    Agent(box.desk, post=box.post).once()
    box.queue(outlet, incident_id=about)
    with box.desk.write(actor="IncidentDesk") as session:
        claim(session, outlet)
    box.queue(outlet, incident_id=about)
    assert box.states() == ["Sent", "Sending", "Queued"]
    server.taken.clear()
    return box, server


def judged(database, server):
    """States after an agent has had its turn, in a desk whose history is still whole."""
    try:
        Agent(database).once()
        with database.write(actor="Mei Okafor") as session:
            assert verifying.verify(session.connection) == []
        rows = Outbox(database).rows()
    finally:
        database.close()
    assert server.taken == []
    return [(row.state, bool(row.trouble)) for row in rows]


def test_in_a_desk_that_was_filled_from_a_file_it_is_cancelled_with_the_reason(origin, tmp_path):
    box, server = origin
    export_everything(box.desk, tmp_path / "all.incidentdesk")
    other = open_desk(tmp_path / "other.db")
    take_everything(other, tmp_path / "all.incidentdesk", actor="Ines")
    assert judged(other, server) == [("Sent", False), ("Cancelled", True), ("Cancelled", True)]


def test_in_a_desk_that_took_the_incidents_it_is_cancelled_too(origin, tmp_path):
    box, server = origin
    export_everything(box.desk, tmp_path / "all.incidentdesk")
    other = open_desk(tmp_path / "other.db")
    with other.write(actor="Ines") as session:
        log_incident(session, title="Printer on fire")
    take_everything(other, tmp_path / "all.incidentdesk", actor="Ines")
    assert judged(other, server) == [("Sent", False), ("Cancelled", True), ("Cancelled", True)]


def test_in_a_desk_that_was_restored_it_is_cancelled(origin, tmp_path):
    box, server = origin
    back_up(box.desk, tmp_path / "backup.db")
    restore_desk(tmp_path / "backup.db", tmp_path / "restored.db")
    assert judged(open_desk(tmp_path / "restored.db"), server) == [
        ("Sent", False),
        ("Cancelled", True),
        ("Cancelled", True),
    ]


def test_the_desk_itself_goes_on(origin, tmp_path):
    box, server = origin
    back_up(box.desk, tmp_path / "backup.db")
    Agent(box.desk, post=box.post).once()
    assert box.states() == ["Sent"] * 3
    assert len(server.taken) == 2
