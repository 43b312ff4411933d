from incidentdesk import clock
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.query import parse
from incidentdesk.detect.register import Context, ids
from incidentdesk.detect.seen import mark_seen
from incidentdesk.respond.note import add_note


def unread(desk, account):
    with desk.read() as reader:
        return list(ids(reader, parse("is:unread"), Context(clock.now(), clock.now().tzinfo, account)))


def test_an_incident_is_read_until_it_changes(desk):
    with desk.write(actor="Mei Okafor") as session:
        number = log_incident(session, title="Mail is slow")
    assert unread(desk, "mei") == [number]
    with desk.write(actor="Mei Okafor") as session:
        mark_seen(session, "mei", [number])
    assert (unread(desk, "mei"), unread(desk, "yuki")) == ([], [number])
    with desk.write(actor="Yuki Tanaka") as session:
        add_note(session, number, "The queue is long")
    assert unread(desk, "mei") == [number]
    with desk.write(actor="Mei Okafor") as session:
        mark_seen(session, "mei", [number])
    assert unread(desk, "mei") == []
