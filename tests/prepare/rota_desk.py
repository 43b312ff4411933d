"""A desk with a rota, and in few words what people do with it; it is noon in Berlin on a Wednesday of March."""

from datetime import UTC, datetime

from incidentdesk import clock
from incidentdesk.prepare.on_call import on_call, rota_of
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.prepare.rota_change import create_rota, propose_swap
from incidentdesk.store import ledger

NOW = datetime(2026, 3, 18, 11, tzinfo=UTC)  # a Wednesday
MEI, BO, ADA = "Mei Okafor", "Bo Diaz", "Ada Novak"


def held_clock():
    clock.hold(lambda: NOW)
    yield
    clock.hold(None)


def act(desk, use_case, *arguments, actor=MEI, **named):
    with desk.write(actor=actor) as session:
        return use_case(session, *arguments, **named)


def read(desk, function, *arguments):
    with desk.read() as reader:
        return function(reader, *arguments)


def at(text):
    return clock.stored(datetime.fromisoformat(text).replace(tzinfo=UTC))


def network(desk, *people, **more):
    return act(desk, create_rota, name="Network", time_zone="Europe/Berlin", people=people or (MEI, BO, ADA), **more)


def who(desk, rota_id, when):
    return [each.person for each in read(desk, on_call, rota_id, at(when))]


def ids(desk):
    return {name: act(desk, staff_named, name) for name in (MEI, BO, ADA)}


def facts(people=(MEI, BO, ADA), **changes):
    return {"name": "Primary", "people": people, "turn": 1, "every": "weeks", "starts": "2026-03-16T09:00", **changes}


def the_layer(desk, rota_id):
    return read(desk, rota_of, rota_id).layers[-1]


def swapped(desk, rota_id, known):
    return act(
        desk, propose_swap, rota_id, first_id=known[MEI], first_span=(at("2026-03-20T08:00"), at("2026-03-21T08:00")),
        second_id=known[BO], second_span=(at("2026-03-24T08:00"), at("2026-03-25T08:00")), reason="Concert",
    )  # fmt: skip


def reachable(desk, *names):
    for name in names:
        act(desk, ledger.update, person, act(desk, staff_named, name), {"email": "somebody@example.org"})
