"""A past incident as a scenario: what came comes again, what was done is expected, and nights are short."""

import pytest

from incidentdesk.detect.state import State
from incidentdesk.improve.drill_list import scenario_row
from incidentdesk.improve.scenario_replay import LONGEST_GAP, replay_of
from incidentdesk.prepare.drill_scenario_change import create_scenario
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.scenario_content import Deed, InjectKind
from incidentdesk.refusal import Refused
from incidentdesk.respond.activation import activate
from incidentdesk.respond.note import add_note
from incidentdesk.respond.transition import Move, move
from tests.drilling import furnish


@pytest.fixture
def past(work, time):
    """An incident that took a night."""
    plan_id = work.act(furnish)
    work.act(staff_named, "Mei Okafor")
    incident_id = work.log(reporter="Carla Rossi", service="VPN", description="Nobody gets in.", impact=1, urgency=2)
    time.after(minutes=3)
    work.act(add_note, incident_id, "It is Tuesday.", from_caller="Carla Rossi")
    time.after(minutes=2)
    work.act(move, incident_id, Move(State.IN_PROGRESS))
    time.after(minutes=1)
    work.act(add_note, incident_id, "The certificate has expired.\nIssued by the old authority.")
    work.act(activate, incident_id, plan_id=plan_id)
    time.after(hours=14)
    work.act(add_note, incident_id, "The new one is in place.")
    time.after(minutes=4)
    work.act(move, incident_id, Move(State.RESOLVED, resolution_code="Solved", resolution_notes="New certificate"))
    work.act(add_note, incident_id, "Thanks!", from_caller="Carla Rossi")
    return incident_id


def test_what_came_comes_again_in_its_order(work, past):
    injects = work.read(replay_of, past)["content"].injects
    assert [(each.at, each.kind, each.title) for each in injects] == [
        (0, InjectKind.SIGNAL, "VPN down"),
        (180, InjectKind.MESSAGE, "It is Tuesday."),
        (360, InjectKind.FINDING, "The certificate has expired."),
        (360 + LONGEST_GAP, InjectKind.FINDING, "The new one is in place."),
        (360 + LONGEST_GAP + 240, InjectKind.MESSAGE, "Thanks!"),
    ]
    assert injects[2].text == "Issued by the old authority."
    assert (injects[0].sender, injects[1].sender, injects[2].sender) == ("Carla Rossi", "Carla Rossi", "")


def test_what_was_done_then_is_expected_in_the_same_time(work, past):
    injects = work.read(replay_of, past)["content"].injects
    assert [(each.deed, each.within) for each in injects[:4]] == [
        (Deed.LOGGED, 60), (Deed.ACKNOWLEDGED, 120), (Deed.ACTIVATED, 60), (Deed.RESOLVED, 240),
    ]  # fmt: skip


def test_it_is_a_scenario_on_the_plan_and_the_service_of_then(work, past):
    facts = work.read(replay_of, past)
    row = work.read(scenario_row, work.act(create_scenario, **facts))
    assert (row.name, row.plan, row.service, row.replays) == (
        "Replay of INC-0001: VPN down", "VPN outage", "VPN", "INC-0001",
    )  # fmt: skip
    assert (row.content.impact, row.content.urgency) == (1, 2)


def test_what_a_monitor_saw_comes_as_an_alert(work, time):
    incident_id = work.log(channel="Monitor")
    (inject,) = work.read(replay_of, incident_id)["content"].injects
    assert (inject.kind, inject.deed) == (InjectKind.ALERT, "")


def test_a_long_note_is_told_once(work):
    incident_id = work.log()
    work.act(add_note, incident_id, "We looked. " + "The gateway answers slowly and drops every third packet. " * 4)
    inject = work.read(replay_of, incident_id)["content"].injects[1]
    assert inject.title == "We looked. The gateway answers slowly and drops every third packet."
    assert inject.text.startswith("The gateway answers")
    assert inject.text.count("third packet") == 3


def test_what_never_was_can_t_be_replayed(work):
    with pytest.raises(Refused, match="no incident INC-0099"):
        work.read(replay_of, 99)
