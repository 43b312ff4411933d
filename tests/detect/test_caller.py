from incidentdesk.detect.caller import caller_of, service_id
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.state import State
from incidentdesk.respond.transition import Move, move


def logged(desk, title, **facts):
    with desk.write(actor="Mei Okafor") as session:
        return log_incident(session, title=title, **facts)


def test_a_caller_comes_with_the_open_incidents_first(desk):
    old = logged(desk, "Mail slow", reporter="Anna Lindqvist")
    done = logged(desk, "Phone dead", reporter="Anna Lindqvist")
    logged(desk, "Of somebody else", reporter="Bo Ek")
    with desk.write(actor="Mei Okafor") as session:
        move(session, done, Move(State.RESOLVED, resolution_code="Solved", resolution_notes="Cable"))
    with desk.read() as reader:
        caller = caller_of(reader, " anna  lindqvist ")
    assert (caller.name, caller.open) == ("Anna Lindqvist", 1)
    assert [each.id for each in caller.incidents] == [old, done]


def test_nobody_of_that_name_is_none(desk):
    with desk.read() as reader:
        assert caller_of(reader, "Nobody") is None


def test_at_most_so_many_incidents_are_read(desk):
    for _each in range(3):
        logged(desk, "Mail slow", reporter="Anna Lindqvist")
    with desk.read() as reader:
        caller = caller_of(reader, "Anna Lindqvist", limit=2)
    assert (caller.open, len(caller.incidents)) == (3, 2)


def test_a_service_is_found_by_its_name(desk):
    logged(desk, "Mail slow", service="Mail")
    with desk.read() as reader:
        assert service_id(reader, "mail") == 1
        assert service_id(reader, "VPN") is None
