"""An OLA that begins anew with each team: the complaint of glpi#1911, and what follows from it; on both databases."""

import pytest

from incidentdesk import clock
from incidentdesk.detect.sla_clock import ClockState
from incidentdesk.detect.sla_effect import recompute
from incidentdesk.detect.sla_standing import standings
from incidentdesk.prepare.team import team_named
from incidentdesk.respond.change import change_incident
from tests.respond.sla_desk import (
    HOUR,
    agree,
    clocks,
    office,
    resolve,
    results,
    say,
    shown,
    the,
    weekday_of_march,
)


@pytest.fixture
def at(time):
    return weekday_of_march(time)


def test_glpi_1911_an_ola_may_begin_anew_when_a_team_gets_the_incident(work, at):
    calendar_id = office(work)
    agree(work, calendar_id, resolution=8)
    agree(work, calendar_id, name="Network OLA", kind="OLA", restarts=True, resolution=4)
    at("Mon 09:00")
    incident_id = work.log(team="Service desk")
    at("Mon 12:00")
    work.act(change_incident, incident_id, {"team": "Network"})
    at("Mon 13:00")
    own, theirs = the(work, incident_id), the(work, incident_id, kind="OLA")
    assert (own.elapsed, theirs.elapsed) == (4 * HOUR, HOUR)
    assert shown(theirs.due_at) == "Mon 16:00"


@pytest.fixture
def handed_on(work, at):
    """An OLA of one hour for a first response and two to the end; a team that answered and was late with the rest has
    just handed the incident on."""
    agree(work, office(work), name="OLA", kind="OLA", restarts=True, response=1, resolution=2)
    at("Mon 09:00")
    incident_id = work.log(team="Service desk")
    at("Mon 09:30")
    say(work, incident_id)
    at("Mon 12:00")
    work.act(change_incident, incident_id, {"team": "Network"})
    return incident_id


def test_glpi_1911_what_the_team_before_has_reached_stands(work, at, handed_on):
    assert results(work, handed_on) == [("response", "Met", 0.5, 1), ("resolution", "Breached", 3, 2)]
    with work.desk.read() as reader:
        found = standings(reader, clock.now())[handed_on]
    assert (found.overdue, found.breached, shown(found.due)) == (False, True, "Mon 13:00")
    at("Mon 14:00")
    resolve(work, handed_on)
    assert results(work, handed_on)[2:] == [("response", "Breached", 2, 1), ("resolution", "Met", 2, 2)]
    with work.desk.write(actor="Mei Okafor") as session:
        assert recompute(session).changed == 0


def test_glpi_1911_the_next_team_owes_a_first_response_of_its_own(work, at, handed_on):
    at("Mon 12:30")
    assert the(work, handed_on, "response", kind="OLA").state == ClockState.RUNNING
    say(work, handed_on, "We are at it now.")
    assert results(work, handed_on)[2:] == [("response", "Met", 0.5, 1)]


def test_glpi_1911_each_team_is_measured_by_the_ola_that_was_its_own(work, at):
    calendar_id = office(work)
    with work.desk.write(actor="Mei Okafor") as session:
        desk, network = team_named(session, "Service desk"), team_named(session, "Network")
    agree(work, calendar_id, name="Desk OLA", kind="OLA", restarts=True, team_id=desk, resolution=1)
    agree(work, calendar_id, name="Network OLA", kind="OLA", restarts=True, team_id=network, resolution=4)
    at("Mon 09:00")
    incident_id = work.log(team="Service desk")
    at("Mon 11:00")
    work.act(change_incident, incident_id, {"team": "Network"})
    assert results(work, incident_id) == [("resolution", "Breached", 2, 1)]
    assert [(each.sla, each.state) for each in clocks(work, incident_id)] == [
        ("Network OLA", ClockState.RUNNING), ("Desk OLA", ClockState.BREACHED),
    ]  # fmt: skip


def test_a_team_that_gets_it_by_mistake_changes_no_ola(work, at):
    agree(work, office(work), name="OLA", kind="OLA", restarts=True, resolution=4)
    at("Mon 09:00")
    incident_id = work.log(team="Service desk")
    at("Mon 12:00")
    gesture = work.act(change_incident, incident_id, {"team": "Network"})
    assert [row[1] for row in results(work, incident_id)] == ["Cancelled"]
    at("Mon 12:30")
    work.undo(gesture)
    assert results(work, incident_id) == []
    assert [(each.elapsed, shown(each.started_at)) for each in clocks(work, incident_id)] == [(3.5 * HOUR, "Mon 09:00")]


def test_a_team_that_gets_it_when_it_is_over_has_no_clock(work, at):
    agree(work, office(work), name="OLA", kind="OLA", restarts=True, response=1, resolution=4)
    at("Mon 09:00")
    incident_id = work.log(team="Service desk")
    at("Mon 10:00")
    resolve(work, incident_id)
    written = results(work, incident_id)
    at("Mon 15:00")
    work.act(change_incident, incident_id, {"team": "Network"})
    assert results(work, incident_id) == written == [("response", "Cancelled", 1, 1), ("resolution", "Met", 1, 4)]
