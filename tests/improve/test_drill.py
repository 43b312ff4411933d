"""Drills: planned, begun, paused, ended; nobody is on two at once, and a real major incident goes first."""

import pytest

from incidentdesk.detect.state import State
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_change import (
    cancel_drill,
    change_drill,
    end_drill,
    judge_inject,
    mark_played,
    note_drill,
    pause_drill,
    resume_drill,
    start_drill,
    withdraw_drill,
)
from incidentdesk.improve.drill_gap import gaps_of, improvement_from_gap
from incidentdesk.improve.drill_list import drill_notes, drill_row, next_inject
from incidentdesk.improve.drill_pause import pause_for_majors, pauses_of
from incidentdesk.improve.drill_playing import due_injects
from incidentdesk.improve.improvement_list import improvements
from incidentdesk.prepare.drill_scenario_change import change_scenario
from incidentdesk.prepare.scenario_content import ScenarioContent
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.major_step import accept
from incidentdesk.respond.transition import Move, move
from tests.drilling import CONTENT, furnish, make_scenario, schedule


@pytest.fixture
def drill_id(work):
    work.act(furnish)
    return work.act(schedule, work.act(make_scenario), "Bo Diaz", "Ada Novak")


def test_a_drill_is_planned_for_people_on_a_scenario_and_its_plan(work, drill_id):
    row = work.read(drill_row, drill_id)
    assert (row.number, row.title, row.state, row.plan, row.plan_version) == (
        "DRL-0001", "VPN down", DrillState.SCHEDULED, "VPN outage", 1,
    )  # fmt: skip
    assert [(each.person, each.part) for each in row.seats] == [("Bo Diaz", "Lead"), ("Ada Novak", "Participant")]
    assert (row.content, row.effects) == (CONTENT, ())


def test_a_plan_without_an_approved_version_can_t_be_drilled(work):
    work.act(furnish, approved=False)
    scenario_id = work.act(make_scenario)
    with pytest.raises(Refused, match="no approved version"):
        work.act(schedule, scenario_id, "Bo Diaz")


def test_a_scenario_without_injects_can_t_be_drilled(work):
    work.act(furnish)
    scenario_id = work.act(make_scenario, content=ScenarioContent())
    with pytest.raises(Refused, match="no injects"):
        work.act(schedule, scenario_id)


def test_nobody_is_on_two_drills_at_once(work, drill_id, time):
    other = work.act(make_scenario, name="Fire")
    with pytest.raises(Refused, match=r"Ada Novak.* is on DRL-0001 at that time"):
        work.act(schedule, other, "Ada Novak", planned_at=time.stored + 29 * 60_000_000)
    later = work.act(schedule, other, "Ada Novak", planned_at=time.stored + 31 * 60_000_000)
    with pytest.raises(Refused, match="two drills at once"):
        work.act(change_drill, later, planned_at=time.stored + 20 * 60_000_000)
    work.act(start_drill, drill_id)
    with pytest.raises(Refused, match="two drills at once"):
        work.act(start_drill, later)


def test_somebody_who_leads_one_has_no_second_part_in_it(work):
    work.act(furnish)
    with pytest.raises(Refused, match="named twice"):
        work.act(schedule, work.act(make_scenario), "Bo Diaz", "Bo Diaz")


def test_an_effect_is_an_outlet_that_there_is(work, drill_id):
    work.act(change_drill, drill_id, effects=["Mail"])
    assert work.read(drill_row, drill_id).effects == ("Mail",)
    with pytest.raises(Refused, match="no outlet"):
        work.act(change_drill, drill_id, effects=["Pager"])


def test_a_drill_plays_what_its_scenario_said_when_it_began(work, drill_id):
    work.act(start_drill, drill_id)
    work.act(change_scenario, 1, {"content": ScenarioContent()})
    assert work.read(drill_row, drill_id).content == CONTENT


def test_its_clock_stands_while_it_is_paused(work, drill_id, time):
    work.act(start_drill, drill_id)
    time.after(minutes=5)
    work.act(pause_drill, drill_id, "Fire alarm")
    time.after(minutes=20)
    row = work.read(drill_row, drill_id)
    assert (row.state, row.reason, row.elapsed(time.stored)) == (DrillState.PAUSED, "Fire alarm", 300)
    assert due_injects(row, time.stored) == []
    work.act(resume_drill, drill_id)
    time.after(minutes=5)
    row = work.read(drill_row, drill_id)
    assert (row.paused_for, row.elapsed(time.stored), row.reason) == (1200, 600, "")
    assert [each.key for each in due_injects(row, time.stored)] == ["ring", "found"]
    ((since, until),) = work.read(pauses_of, drill_id)
    assert until - since == 1200 * 1_000_000


def test_a_pause_and_a_cancellation_say_why(work, drill_id):
    work.act(start_drill, drill_id)
    with pytest.raises(Refused, match="why the drill is paused"):
        work.act(pause_drill, drill_id, " ")
    with pytest.raises(Refused, match="why the drill is given up"):
        work.act(cancel_drill, drill_id, "")


def test_an_inject_is_played_once_and_judged_by_an_observer(work, drill_id):
    with pytest.raises(Refused, match="Scheduled, so this"):
        work.act(mark_played, drill_id, "ring")
    work.act(start_drill, drill_id)
    with pytest.raises(Refused, match="not played yet"):
        work.act(judge_inject, drill_id, "ring", True)
    work.act(mark_played, drill_id, "ring")
    with pytest.raises(Refused, match="played already"):
        work.act(mark_played, drill_id, "ring")
    work.act(judge_inject, drill_id, "ring", False, actor="Ada Novak")
    row = work.read(drill_row, drill_id)
    assert (row.played["ring"].met, row.played["ring"].by) == (False, "Ada Novak")
    assert next_inject(row).key == "found"


def test_what_has_ended_is_not_begun_paused_or_cancelled_again(work, drill_id):
    work.act(start_drill, drill_id)
    with pytest.raises(Refused, match="End it first"):
        work.act(withdraw_drill, drill_id)
    work.act(end_drill, drill_id, conclusion="Good")
    for again in (start_drill, resume_drill, end_drill):
        with pytest.raises(Refused, match="Ended, so this"):
            work.act(again, drill_id)
    with pytest.raises(Refused, match="Ended, so this"):
        work.act(cancel_drill, drill_id, "Late")


def test_a_real_major_incident_pauses_the_drill_once(work, drill_id, time):
    old = work.log(title="Old trouble")
    work.act(accept, old, reason="Whole house")
    time.after(minutes=1)
    work.act(start_drill, drill_id)
    assert work.act(pause_for_majors) == []
    time.after(minutes=1)
    real = work.log(title="Fire in the server room")
    work.act(accept, real, reason="Fire")
    assert work.act(pause_for_majors) == [(drill_id, real)]
    row = work.read(drill_row, drill_id)
    assert (row.state, row.reason[:28]) == (DrillState.PAUSED, "INC-0002 is a major incident")
    time.after(minutes=1)
    work.act(resume_drill, drill_id)
    assert work.act(pause_for_majors) == []


def test_an_old_incident_that_becomes_major_by_any_door_pauses_the_drill(work, drill_id, time):
    old = work.log(title='He said "major": yes')
    time.after(minutes=1)
    work.act(start_drill, drill_id)
    time.after(minutes=1)
    assert work.act(pause_for_majors) == []
    work.act(change_incident, old, {"major": True})
    assert work.act(pause_for_majors) == [(drill_id, old)]


def test_a_major_incident_that_is_over_pauses_nothing(work, drill_id, time):
    work.act(start_drill, drill_id)
    time.after(minutes=1)
    work.act(move, work.log(major=True), Move(State.CANCELED, reason="No fault"))
    assert work.act(pause_for_majors) == []


def test_a_gap_becomes_one_improvement(work, drill_id):
    work.act(start_drill, drill_id)
    work.act(note_drill, drill_id, "Good briefing")
    work.act(note_drill, drill_id, "Nobody had the key", gap=True)
    with pytest.raises(Refused, match="has not ended"):
        work.act(improvement_from_gap, drill_id, "note-x")
    work.act(end_drill, drill_id)
    assert [each.text for each in work.read(drill_notes, drill_id)] == ["Good briefing", "Nobody had the key"]
    (gap,) = work.read(gaps_of, drill_id)
    improvement_id = work.act(improvement_from_gap, drill_id, gap.key, owner="Bo Diaz")
    (row,) = work.read(improvements, today="2026-03-02")
    assert (row.id, row.title, row.source, row.plan, row.drill_id, row.owner) == (
        improvement_id, "Nobody had the key", "Drill", "VPN outage", drill_id, "Bo Diaz",
    )  # fmt: skip
    assert work.read(gaps_of, drill_id)[0].improvement_id == improvement_id
    with pytest.raises(Refused, match="has become IMP-0001 already"):
        work.act(improvement_from_gap, drill_id, gap.key)
