"""Who is on call for an incident, now and next, and how far its escalation is, on both databases."""

import pytest

from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.escalation_change import create_escalation
from incidentdesk.prepare.escalation_list import Step, steps_text
from incidentdesk.prepare.role import role, role_holder
from incidentdesk.prepare.rota_change import create_rota
from incidentdesk.prepare.service import service
from incidentdesk.respond.duty import duty_of
from incidentdesk.respond.escalation_step_taking import start_escalation
from incidentdesk.respond.plan_run_change import acknowledge
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger
from tests.prepare.rota_desk import ADA, BO, MEI, act, at, held_clock, ids, network, read

_held_clock = pytest.fixture(autouse=True)(held_clock)
NOW = at("2026-03-18T11:00")


def log(desk, **facts):
    return act(desk, log_incident, title="No Internet", reporter="Zoe", channel="Phone", **facts)


def shown(desk, incident_id):
    found = read(desk, duty_of, incident_id, NOW)
    return [(each.rota, [duty.person for duty in each.now], each.next and each.next.person) for each in found.rotas]


def test_the_rota_of_the_team_says_who_is_on_call_now_and_next_goalert_583(desk):
    network(desk, team="Network team")
    act(desk, create_rota, name="Payroll", time_zone="UTC", people=[ADA])
    assert shown(desk, log(desk, team="Network team")) == [("Network", [MEI], BO)]
    assert shown(desk, log(desk)) == []


def test_a_rota_that_the_policy_of_the_service_notifies_belongs_to_it_too(desk):
    rota_id = network(desk)
    leads = act(desk, create_rota, name="Leads", time_zone="UTC", people=[ADA])
    commander = act(desk, ledger.insert, role, {"name": "Commander", "position": 1})
    act(desk, ledger.insert, role_holder, {"key": "h", "role_id": commander, "rota_id": leads, "position": 1})
    steps = steps_text((Step("", 1, 0, rota_id=rota_id), Step("", 2, 5, role_id=commander)))
    policy = act(desk, create_escalation, name="Nights", steps=steps)
    act(desk, ledger.insert, service, {"name": "WAN", "escalation_policy_id": policy})
    made = log(desk, service="WAN")
    assert shown(desk, made) == [("Leads", [ADA], None), ("Network", [MEI], BO)]
    assert read(desk, duty_of, made, NOW).policy_id == policy


def test_an_escalation_says_its_next_step_until_somebody_acknowledges(desk):
    rota_id = network(desk)
    steps = steps_text((Step("", 1, 10, rota_id=rota_id), Step("", 2, 5, person_id=ids(desk)[ADA])))
    policy = act(desk, create_escalation, name="Nights", repeats="1", steps=steps)
    made = log(desk)
    started = act(desk, start_escalation, made, policy)
    running = read(desk, duty_of, made, NOW).escalating
    assert (running.id, running.policy, running.step, running.steps) == (started, "Nights", 1, 4)
    assert running.next_at == at("2026-03-18T11:10")
    assert "Network" in running.whom
    act(desk, acknowledge, made)
    found = read(desk, duty_of, made, NOW)
    assert (found.escalating, found.why_over) == (None, "The incident is acknowledged already.")


def test_of_an_incident_that_is_over_nobody_is_to_be_woken(desk):
    network(desk, team="Network team")
    made = log(desk, team="Network team")
    act(desk, move, made, Move("Canceled", reason="was a test"))
    found = read(desk, duty_of, made, NOW)
    assert (found.rotas, found.why_over) == ((), "The incident is over.")
