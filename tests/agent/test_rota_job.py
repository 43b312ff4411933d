"""What is seriously wrong with a rota is told to the lead of its team, once a week until it is mended."""

import pytest

from incidentdesk.agent.loop import Agent
from incidentdesk.prepare.person import person
from incidentdesk.prepare.rota_change import create_rota
from incidentdesk.prepare.rota_layer_change import add_layer, end_layer
from incidentdesk.prepare.team import team_named
from incidentdesk.store import ledger
from tests.agent.conftest import Outbox
from tests.prepare.rota_desk import ADA, BO, MEI, NOW, act, facts, ids, network, the_layer

_WRONG = ("Network: No contact method", "Network: Gap", "Network: Has left", "Network: Nobody in it")


@pytest.fixture
def room(desk, held):
    held.now = NOW
    return desk


def told(desk):
    Agent(desk, post=Outbox(desk).post).once()
    found = [(row.recipient, row.subject) for row in Outbox(desk).rows()]
    return [each for each in found if each[1] in _WRONG]


def reachable(desk, *names):
    for name in names:
        act(desk, ledger.update, person, ids(desk)[name], {"phone": f"+49 {name}"})


def lead(desk, name):
    team_id = act(desk, team_named, "Network team")
    act(desk, ledger.update, person, ids(desk)[name], {"team_id": team_id, "leads_team": True})


def test_the_lead_hears_of_whoever_can_not_be_reached_once_a_week_oncall_1326(room, held):
    network(room, team="Network team")
    reachable(room, MEI, ADA)
    lead(room, ADA)
    assert told(room) == [(ADA, "Network: No contact method")]
    body = Outbox(room).rows()[0].body
    assert "Bo Diaz\u2069 is on call and has no contact method." in body
    assert "Write down an e-mail address" in body
    held.after(days=2)
    assert len(told(room)) == 1
    held.after(days=7)
    assert len(told(room)) == 2
    reachable(room, BO)
    held.after(days=7)
    assert len(told(room)) == 2


def test_empty_shifts_are_told_and_not_only_shown_oncall_4072(room):
    rota_id = network(room, team="Network team")
    reachable(room, MEI, BO, ADA)
    lead(room, MEI)
    assert told(room) == []
    act(room, end_layer, the_layer(room, rota_id).id)
    assert told(room) == [(MEI, "Network: Gap")]


def test_without_a_lead_whoever_is_on_call_hears_that_somebody_has_left(room):
    network(room)
    reachable(room, MEI, BO, ADA)
    act(room, ledger.update, person, ids(room)[BO], {"left_on": "2026-03-20"})
    assert told(room) == [(MEI, "Network: Has left")]


def test_of_many_findings_of_a_kind_there_is_one_message(room):
    network(room, *(f"Person {number}" for number in range(60)))
    assert told(room) == [("Person 0", "Network: No contact method")]
    body = Outbox(room).rows()[0].body
    assert [f"Person {number}\u2069" in body for number in (0, 1, 2)] == [True, True, True]


def test_of_a_rota_of_nobody_without_a_team_nobody_is_told(room):
    act(room, create_rota, name="Network", time_zone="UTC")
    assert told(room) == []


def test_what_is_not_serious_wakes_nobody(room):
    rota_id = network(room)
    reachable(room, MEI, BO, ADA)
    act(room, add_layer, rota_id, **facts((MEI,), name="Secondary"))
    assert told(room) == []
