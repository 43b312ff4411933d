"""Complaints about what answers and what ends an SLA clock in other programs, each as a test by its thread."""

import pytest

from incidentdesk.detect.entry import entry
from incidentdesk.detect.sla_clock import ClockState
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.note import add_note
from incidentdesk.store import ledger
from tests.respond.sla_desk import (
    HOUR,
    a_service,
    agree,
    clocks,
    hears,
    hold,
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


# ── rule 6: what a first response is ─────────────────────────────────────────────────────────────────────────────────


def test_zammad_3551_an_answer_with_a_hold_in_one_gesture_is_the_first_response(work, at):
    agree(work, office(work), response=1)
    at("Mon 09:00")
    incident_id = work.log()
    at("Mon 09:40")
    hold(work, incident_id, "Awaiting Caller", comment="Which printer is it?")
    found = the(work, incident_id, "response")
    assert (found.state, found.elapsed) == (ClockState.MET, 40 * HOUR / 60)
    assert [row[:2] for row in results(work, incident_id)] == [("response", "Met")]


def test_solarwinds_awaiting_input_is_no_first_response(work, at):
    """Neither is any other change of the state, nor a work note, nor what the requester says."""
    agree(work, office(work), response=1)
    at("Mon 09:00")
    incident_id = work.log(reporter="Ann Lee")
    work.move(incident_id, "In Progress")
    hold(work, incident_id, "Awaiting Vendor")
    say(work, incident_id, "The vendor is asleep.", public=False)
    hears(work, incident_id)
    at("Mon 09:30")
    assert the(work, incident_id, "response").state == ClockState.RUNNING
    assert results(work, incident_id) == []


def test_what_the_program_sends_by_itself_is_no_first_response(work, at):
    agree(work, office(work), response=1)
    at("Mon 09:00")
    incident_id = work.log()
    with work.desk.write(actor="IncidentDesk", via="agent") as session:
        facts = {"incident_id": incident_id, "text": "We got your mail.", "author": "IncidentDesk", "public": True}
        ledger.insert(session, entry, {**facts, "happened_at": session.at, "entered_at": session.at})
    assert the(work, incident_id, "response").state == ClockState.RUNNING


def test_zammad_1620_a_public_note_is_a_first_response(work, at):
    agree(work, office(work), response=1)
    at("Mon 09:00")
    incident_id = work.log()
    at("Mon 09:15")
    say(work, incident_id, "Told on the phone: we are on it.")
    assert results(work, incident_id) == [("response", "Met", 0.25, 1)]


def test_zammad_1322_a_note_of_the_requester_arms_the_update_clock(work, at):
    agree(work, office(work), response=1, update=2, update_mode="answer")
    at("Mon 09:00")
    incident_id = work.log()
    say(work, incident_id)
    at("Mon 10:00")
    assert the(work, incident_id, "update") is None
    hears(work, incident_id)
    at("Mon 11:00")
    found = the(work, incident_id, "update")
    assert (found.state, found.elapsed, shown(found.due_at)) == (ClockState.RUNNING, HOUR, "Mon 12:00")
    hears(work, incident_id, "Hello?")
    assert shown(the(work, incident_id, "update").due_at) == "Mon 12:00"
    say(work, incident_id, "Still looking.")
    assert ("update", "Met", 1, 2) in results(work, incident_id)


def test_zammad_1322_a_mail_of_the_requester_that_the_program_takes_in_arms_it_too(work, at):
    agree(work, office(work), response=1, update=2, update_mode="answer")
    at("Mon 09:00")
    incident_id = work.log(reporter="Ann Lee")
    say(work, incident_id)
    at("Mon 10:00")
    with work.desk.write(actor="IncidentDesk", via="agent") as session:
        add_note(session, incident_id, "It is still down.", from_caller="Ann Lee")
    assert shown(the(work, incident_id, "update").due_at) == "Mon 12:00"


# ── rule 7: the update clock ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mode", ["every", "answer"])
def test_zammad_5177_the_update_clock_does_not_go_before_the_first_response(work, at, mode):
    agree(work, office(work), response=8, update=1, update_mode=mode)
    at("Mon 09:00")
    incident_id = work.log()
    hears(work, incident_id, "Hello?")
    at("Mon 12:00")
    assert [each.target for each in clocks(work, incident_id)] == ["response"]


def test_every_so_often_the_desk_must_speak(work, at):
    agree(work, office(work), response=1, update=2)
    at("Mon 09:00")
    incident_id = work.log()
    say(work, incident_id)
    assert shown(the(work, incident_id, "update").due_at) == "Mon 11:00"
    at("Mon 10:30")
    say(work, incident_id)
    assert shown(the(work, incident_id, "update").due_at) == "Mon 12:30"
    at("Mon 13:00")
    assert the(work, incident_id, "update").state == ClockState.BREACHED
    say(work, incident_id)
    assert the(work, incident_id, "update").state == ClockState.RUNNING
    assert results(work, incident_id)[1:] == [("update", "Met", 1.5, 2), ("update", "Breached", 2.5, 2)]


def test_zammad_5624_the_update_clock_goes_where_the_new_sla_has_none(work, at):
    calendar_id = office(work)
    agree(work, calendar_id, response=1, update=2)
    agree(work, calendar_id, name="WAN", service_id=a_service(work, "WAN"), response=1, resolution=8)
    at("Mon 09:00")
    incident_id = work.log()
    say(work, incident_id)
    assert the(work, incident_id, "update").state == ClockState.RUNNING
    work.act(change_incident, incident_id, {"service": "WAN"})
    assert the(work, incident_id, "update") is None
    assert the(work, incident_id).sla == "WAN"


def test_zammad_3140_the_update_clock_is_not_armed_after_the_desk_spoke_last(work, at):
    agree(work, office(work), response=1, update=2, update_mode="answer")
    at("Mon 09:00")
    incident_id = work.log()
    say(work, incident_id)
    at("Mon 09:30")
    hears(work, incident_id)
    at("Mon 10:00")
    say(work, incident_id, "It is the line card.")
    at("Tue 16:00")
    assert the(work, incident_id, "update").state == ClockState.MET


# ── rule 9: nothing ends without a figure ────────────────────────────────────────────────────────────────────────────


def test_zammad_2579_the_resolution_writes_elapsed_and_target(work, at):
    agree(work, office(work), response=1, update=4, resolution=8)
    at("Mon 09:00")
    incident_id = work.log()
    at("Mon 09:30")
    say(work, incident_id)
    at("Mon 12:00")
    resolve(work, incident_id)
    assert sorted(results(work, incident_id)) == [
        ("resolution", "Met", 3, 8), ("response", "Met", 0.5, 1), ("update", "Met", 2.5, 4),
    ]  # fmt: skip


def test_zammad_4516_closing_adds_nothing_and_loses_nothing(work, at):
    agree(work, office(work), resolution=2)
    at("Mon 09:00")
    incident_id = work.log()
    at("Mon 12:00")
    resolve(work, incident_id)
    written = results(work, incident_id)
    at("Thu 12:00")
    work.move(incident_id, "Closed")
    assert results(work, incident_id) == written == [("resolution", "Breached", 3, 2)]


def test_a_cancellation_ends_the_clocks(work, at):
    agree(work, office(work), response=1, resolution=8)
    at("Mon 09:00")
    incident_id = work.log()
    at("Mon 09:30")
    work.move(incident_id, "Canceled", reason="Logged twice.")
    assert results(work, incident_id) == [("response", "Cancelled", 0.5, 1), ("resolution", "Cancelled", 0.5, 8)]


def test_children_that_are_resolved_with_their_parent_get_their_results(work, at):
    agree(work, office(work), resolution=8)
    at("Mon 09:00")
    parent = work.log()
    child = work.log()
    work.act(change_incident, child, {"parent": f"INC-{parent:04}"})
    at("Mon 11:00")
    resolve(work, parent)
    assert results(work, child) == [("resolution", "Met", 2, 8)]


def test_undoing_the_resolution_takes_the_result_back(work, at):
    agree(work, office(work), resolution=8)
    at("Mon 09:00")
    incident_id = work.log()
    at("Mon 11:00")
    gesture = work.move(incident_id, "Resolved", resolution_code="Solved", resolution_notes="Restarted it.")
    work.undo(gesture)
    assert results(work, incident_id) == []
    assert the(work, incident_id).state == ClockState.RUNNING


def test_undoing_a_resolution_or_a_cancellation_leaves_the_first_response_to_be_given(work, at):
    agree(work, office(work), response=4, resolution=8)
    at("Mon 09:00")
    incident_id = work.log()
    at("Mon 10:00")
    resolved = work.move(incident_id, "Resolved", resolution_code="Solved", resolution_notes="Restarted it.")
    at("Mon 11:00")
    work.undo(resolved)
    at("Mon 12:00")
    canceled = work.move(incident_id, "Canceled", reason="Twice.")
    at("Mon 12:30")
    work.undo(canceled)
    assert [(each.state, each.elapsed) for each in clocks(work, incident_id)] == [(ClockState.RUNNING, 3.5 * HOUR)] * 2
    at("Mon 16:00")
    assert the(work, incident_id, "response").state == ClockState.BREACHED


def test_a_resolution_that_is_done_again_ends_when_it_did(work, at):
    agree(work, office(work), resolution=8)
    at("Mon 09:00")
    incident_id = work.log()
    at("Mon 10:00")
    resolved = work.move(incident_id, "Resolved", resolution_code="Solved", resolution_notes="Restarted it.")
    at("Mon 11:00")
    undone = work.undo(resolved)
    assert the(work, incident_id).state == ClockState.RUNNING
    at("Mon 12:00")
    work.undo(undone)
    assert results(work, incident_id) == [("resolution", "Met", 1, 8)]


def test_a_call_that_is_noted_later_ends_its_round_of_updates_when_it_was(work, at, time):
    agree(work, office(work), response=1, update=2)
    at("Mon 09:00")
    incident_id = work.log()
    say(work, incident_id)
    at("Mon 10:30")
    called = time.now
    at("Mon 12:00")
    say(work, incident_id)
    assert results(work, incident_id)[1:] == [("update", "Breached", 3, 2)]
    say(work, incident_id, "Told on the phone.", happened_at=called)
    assert results(work, incident_id)[1:] == [("update", "Met", 1.5, 2), ("update", "Met", 1.5, 2)]


def test_a_resolution_whose_time_is_corrected_is_judged_anew(work, at, time):
    agree(work, office(work), resolution=1)
    at("Mon 09:00")
    incident_id = work.log()
    at("Mon 09:30")
    fixed = time.now
    at("Mon 14:00")
    resolve(work, incident_id)
    assert results(work, incident_id) == [("resolution", "Breached", 5, 1)]
    work.act(change_incident, incident_id, {"resolved_at": fixed})
    assert results(work, incident_id) == [("resolution", "Met", 0.5, 1)]
