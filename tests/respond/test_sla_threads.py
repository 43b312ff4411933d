"""The complaints about SLA clocks in other programs, each as a test by the name of its thread, on both databases.

They are those that the specification of the engine cites, with its vectors 4 and 5 where holds come in.
"""

import pytest

from incidentdesk.detect.sla_clock import ClockState
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.person import person, person_named
from incidentdesk.prepare.service import service
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.note import add_note
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger
from tests.respond.sla_desk import (
    HOUR,
    a_service,
    agree,
    change_sla,
    clocks,
    go_to,
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


# ── the vectors that need holds ──────────────────────────────────────────────────────────────────────────────────────


def test_vector_4_a_hold_over_night_pauses_twelve_working_hours(work, at):
    agree(work, office(work), resolution=4)
    at("Mon 10:00")
    incident_id = work.log()
    at("Mon 11:00")
    hold(work, incident_id)
    at("Tue 15:00")
    held = the(work, incident_id)
    assert (held.state, held.elapsed, held.due_at) == (ClockState.PAUSED, HOUR, None)
    work.move(incident_id, "In Progress")
    back = the(work, incident_id)
    assert (back.state, back.elapsed, back.paused) == (ClockState.RUNNING, HOUR, 12 * HOUR)
    assert shown(back.due_at) == "Wed 10:00"


def test_vector_5_a_hold_over_the_weekend_pauses_two_working_hours(work, time):
    """iTop takes a pause away too, but round the clock."""
    agree(work, office(work), resolution=4)
    go_to(time, "2026-03-06T15:00")
    incident_id = work.log()
    go_to(time, "2026-03-06T16:00")
    hold(work, incident_id)
    go_to(time, "2026-03-09T10:00")
    work.move(incident_id, "In Progress")
    assert the(work, incident_id).paused == 2 * HOUR
    assert the(work, incident_id).elapsed == HOUR


# ── rules 1 and 2: from the ledger, not from a stored due date ───────────────────────────────────────────────────────


def test_frappe_1554_a_clock_that_shows_paused_does_not_tick(work, at):
    agree(work, office(work), resolution=4)
    at("Mon 10:00")
    incident_id = work.log()
    at("Mon 11:00")
    hold(work, incident_id)
    for when in ("Mon 12:00", "Tue 12:00", "Fri 16:00"):
        at(when)
        held = the(work, incident_id)
        assert (held.state, held.elapsed, held.left) == (ClockState.PAUSED, HOUR, 3 * HOUR)


def test_glpi_24481_nothing_is_breached_while_it_is_pending(work, at):
    agree(work, office(work), resolution=4)
    at("Mon 10:00")
    incident_id = work.log()
    hold(work, incident_id)
    at("Fri 16:00")
    assert the(work, incident_id).state == ClockState.PAUSED
    work.move(incident_id, "In Progress")
    assert the(work, incident_id).state == ClockState.RUNNING
    resolve(work, incident_id)
    assert results(work, incident_id) == [("resolution", "Met", 0, 4)]


def test_glpi_23359_the_due_time_is_right_after_any_number_of_holds(work, at):
    agree(work, office(work), resolution=8)
    at("Mon 09:00")
    incident_id = work.log()
    for day in ("Mon", "Tue", "Wed"):
        at(f"{day} 10:00")
        hold(work, incident_id)
        at(f"{day} 16:00")
        work.move(incident_id, "In Progress")
    found = the(work, incident_id)
    assert found.elapsed == 5 * HOUR
    assert found.paused == 18 * HOUR
    assert shown(found.due_at) == "Thu 11:00"


def test_breached_stays_breached_and_goes_on_measuring(work, at):
    agree(work, office(work), resolution=1)
    at("Mon 10:00")
    incident_id = work.log()
    at("Mon 13:00")
    assert the(work, incident_id).state == ClockState.BREACHED
    hold(work, incident_id)
    at("Mon 15:00")
    found = the(work, incident_id)
    assert (found.state, found.left) == (ClockState.BREACHED, -2 * HOUR)
    assert shown(found.due_at) == "Mon 11:00"
    work.move(incident_id, "In Progress")
    resolve(work, incident_id)
    assert results(work, incident_id) == [("resolution", "Breached", 3, 1)]


# ── rule 3: another SLA or priority ──────────────────────────────────────────────────────────────────────────────────


def test_glpi_6902_another_sla_keeps_the_start_and_the_pauses(work, at):
    calendar_id = office(work)
    sla_id = agree(work, calendar_id, resolution=8)
    at("Mon 09:00")
    incident_id = work.log()
    hold(work, incident_id)
    at("Mon 13:00")
    work.move(incident_id, "In Progress")
    at("Mon 14:00")
    change_sla(work, sla_id, enabled=False)
    agree(work, calendar_id, name="Stricter", resolution=4)
    found = the(work, incident_id)
    assert (found.sla, found.elapsed, found.paused, shown(found.started_at)) == (
        "Stricter", HOUR, 4 * HOUR, "Mon 09:00",
    )  # fmt: skip
    assert shown(found.due_at) == "Mon 17:00"


def test_glpi_15605_another_priority_keeps_the_start_and_the_pauses(work, at):
    targets = {"3": {"resolution": 480}, "1": {"resolution": 120}}
    agree(work, office(work), targets=targets)
    at("Mon 09:00")
    incident_id = work.log()
    at("Mon 10:00")
    hold(work, incident_id)
    at("Mon 12:00")
    work.move(incident_id, "In Progress")
    at("Mon 12:30")
    work.act(change_incident, incident_id, {"impact": 1, "urgency": 1})
    found = the(work, incident_id)
    assert (found.aim, found.elapsed, found.paused) == (2 * HOUR, 1.5 * HOUR, 2 * HOUR)
    assert found.state == ClockState.RUNNING
    assert shown(found.due_at) == "Mon 13:00"


# ── rules 4 and 5: holds and reopenings ──────────────────────────────────────────────────────────────────────────────


def test_only_the_reasons_that_the_sla_names_pause_it(work, at):
    agree(work, office(work), resolution=8)
    at("Mon 09:00")
    incident_id = work.log()
    hold(work, incident_id, "Awaiting Change")
    at("Mon 11:00")
    hold(work, incident_id, "Awaiting Vendor")
    at("Mon 13:00")
    assert the(work, incident_id).elapsed == 2 * HOUR


def test_glpi_pr_9267_the_time_between_resolution_and_reopening_does_not_count(work, at):
    agree(work, office(work), response=1, resolution=8)
    at("Mon 09:00")
    incident_id = work.log()
    at("Mon 09:30")
    say(work, incident_id)
    at("Mon 11:00")
    resolve(work, incident_id)
    assert results(work, incident_id) == [("response", "Met", 0.5, 1), ("resolution", "Met", 2, 8)]
    at("Wed 11:00")
    work.move(incident_id, "In Progress", reason="It is back.")
    assert results(work, incident_id) == [("response", "Met", 0.5, 1)]
    at("Wed 12:00")
    found = the(work, incident_id)
    assert (found.state, found.elapsed, shown(found.due_at)) == (ClockState.RUNNING, 3 * HOUR, "Wed 17:00")
    resolve(work, incident_id)
    assert results(work, incident_id) == [("response", "Met", 0.5, 1), ("resolution", "Met", 3, 8)]


def test_a_reopening_does_not_arm_the_first_response_again(work, at):
    agree(work, office(work), response=1)
    at("Mon 09:00")
    incident_id = work.log()
    at("Mon 09:30")
    resolve(work, incident_id)
    assert results(work, incident_id) == [("response", "Cancelled", 0.5, 1)]
    at("Mon 16:00")
    work.move(incident_id, "In Progress", reason="It is back.")
    at("Tue 16:00")
    assert [each.state for each in clocks(work, incident_id)] == [ClockState.CANCELLED]


def test_a_hold_does_not_stop_the_first_response(work, at):
    agree(work, office(work), response=1)
    at("Mon 09:00")
    incident_id = work.log()
    hold(work, incident_id, "Awaiting Vendor")
    at("Mon 11:00")
    assert the(work, incident_id, "response").state == ClockState.BREACHED


def test_zammad_reopened_incidents_may_not_instantly_escalate(work, at):
    """Its manual warns of it."""
    agree(work, office(work), resolution=8)
    at("Mon 09:00")
    incident_id = work.log()
    at("Mon 16:00")
    hold(work, incident_id, "Awaiting Caller", comment="Does it work now?")
    at("Fri 16:00")
    hears(work, incident_id, "No.")
    found = the(work, incident_id)
    assert (found.state, found.left) == (ClockState.RUNNING, HOUR)
    assert shown(found.due_at) == "Fri 17:00"


# ── rules 10 and 14: calendars and overlaps ──────────────────────────────────────────────────────────────────────────


def test_frappe_2212_lunch_is_no_working_time(work, at):
    agree(work, office(work, ("09:00", "12:00"), ("13:00", "17:00")), resolution=1)
    at("Mon 12:10")
    incident_id = work.log()
    assert shown(the(work, incident_id).due_at) == "Mon 14:00"


def test_the_clock_of_the_requester_may_be_the_one_to_read(work, at):
    agree(work, office(work), resolution=8, zone_source="caller")
    at("Mon 09:00")
    incident_id = work.log(reporter="Ann Lee")
    with work.desk.write(actor="Mei Okafor") as session:
        ledger.update(session, person, person_named(session, "Ann Lee"), {"time_zone": "America/New_York"})
    assert shown(the(work, incident_id).due_at) == "Mon 21:00"


def test_the_clock_of_the_service_may_be_the_one_to_read(work, at):
    agree(work, office(work), resolution=8, zone_source="service")
    wan, abroad = a_service(work, "WAN"), office(work, days=(), name="New York", zone="America/New_York")
    at("Mon 09:00")
    of_wan, of_none = work.log(service="WAN"), work.log()
    with work.desk.write(actor="Mei Okafor") as session:
        ledger.update(session, service, wan, {"calendar_id": abroad})
    assert [shown(the(work, each).due_at) for each in (of_wan, of_none)] == ["Mon 21:00", "Mon 17:00"]


def test_a_calendar_without_working_hours_is_never_due_and_says_so(work, at):
    agree(work, office(work, days=()), resolution=8)
    at("Mon 09:00")
    incident_id = work.log()
    at("Fri 09:00")
    found = the(work, incident_id)
    assert (found.state, found.elapsed, found.due_at, found.never_due) == (ClockState.RUNNING, 0, None, True)


def test_a_calendar_that_nobody_can_read_is_never_due_and_an_sla_like_that_holds_for_nothing(work, at):
    calendar_id = office(work)
    with work.desk.write(actor="Mei Okafor") as session:
        broken = {"windows": '{"mon": [["nine", "five"]]}', "holidays": '[["no day"], 7, ["2026-03-09", "Outing"]]'}
        ledger.update(session, calendar, calendar_id, broken)
    agree(work, name="Broken", targets={"3": ["soon"]})
    agree(work, calendar_id, resolution=8)
    at("Mon 09:00")
    incident_id = work.log()
    assert [(each.sla, each.never_due) for each in clocks(work, incident_id)] == [("Office SLA", True)]


def test_zammad_overlapping_slas_do_not_conflict_the_most_specific_wins_and_of_equals_the_first(work, at):
    """Its manual warns of them."""
    wan = a_service(work, "WAN")
    agree(work, name="Everybody", resolution=8)
    agree(work, name="Everybody else", resolution=1)
    agree(work, name="WAN", service_id=wan, resolution=4)
    at("Mon 09:00")
    plain, of_wan = work.log(), work.log(service="WAN")
    assert [(each.target, each.sla) for each in clocks(work, plain)] == [("resolution", "Everybody")]
    assert [(each.target, each.sla) for each in clocks(work, of_wan)] == [("resolution", "WAN")]


def test_an_sla_without_targets_for_the_priority_is_not_for_the_incident(work, at):
    agree(work, name="Majors", service_id=a_service(work, "WAN"), targets={"1": {"resolution": 60}})
    agree(work, name="Everybody", resolution=8)
    at("Mon 09:00")
    assert the(work, work.log(service="WAN")).sla == "Everybody"


def test_undone_answers_do_not_count(work, at):
    agree(work, office(work), response=1)
    at("Mon 09:00")
    incident_id = work.log()
    gesture = work.act(add_note, incident_id, "Wrong incident", public=True)
    assert the(work, incident_id, "response").state == ClockState.MET
    work.undo(gesture)
    assert the(work, incident_id, "response").state == ClockState.RUNNING


def test_targets_that_change_in_mid_clock_count_from_the_original_start(work, at):
    sla_id = agree(work, office(work), resolution=8)
    at("Mon 09:00")
    incident_id = work.log()
    at("Mon 12:00")
    change_sla(work, sla_id, targets='{"3": {"resolution": 120}}')
    found = the(work, incident_id)
    assert (found.state, shown(found.due_at)) == (ClockState.BREACHED, "Mon 11:00")


def test_what_has_ended_stays_as_it_was_when_the_sla_changes(work, at):
    sla_id = agree(work, office(work), response=1, resolution=8)
    at("Mon 09:00")
    incident_id = work.log()
    at("Mon 09:30")
    say(work, incident_id)
    change_sla(work, sla_id, targets='{"3": {"response": 5, "resolution": 480}}', name="Stricter")
    assert (the(work, incident_id, "response").state, the(work, incident_id, "response").aim) == (ClockState.MET, HOUR)
    at("Mon 10:00")
    resolve(work, incident_id)
    assert results(work, incident_id) == [("response", "Met", 0.5, 1), ("resolution", "Met", 1, 8)]


def test_many_incidents_are_moved_with_their_results(work, at):
    agree(work, office(work), resolution=8)
    at("Mon 09:00")
    ids = [work.log() for _ in range(3)]
    at("Mon 10:00")
    with work.desk.write(actor="Mei Okafor") as session:
        for each in ids:
            move(session, each, Move("Canceled", reason="Test alarm."))
    assert [results(work, each) for each in ids] == [[("resolution", "Cancelled", 1, 8)]] * 3
