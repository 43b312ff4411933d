"""The drills of the sample desk: one that was held and what came of it, and one that is to come."""

import pytest

from incidentdesk import clock
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_gap import gaps_of
from incidentdesk.improve.drill_list import drill_notes, drills, scenarios
from incidentdesk.measure.drill_report import drill_story, gather_drill_report


@pytest.fixture
def held(sample_desk):
    """The reader, the drill that is to come, and the one that was held."""
    with sample_desk.read() as reader:
        coming, held = drills(reader)
        yield reader, coming, held


def test_one_drill_was_held_and_scored(held):
    _reader, _coming, row = held
    assert (row.state, row.plan, row.plan_version) == (DrillState.ENDED, "Ransomware", 1)
    assert 70 < row.score.total < 90
    assert [each.key for each in row.content.injects if each.key not in row.played] == []
    assert row.paused_for == 360
    assert row.timeline


def test_what_observers_saw_became_improvements_and_what_was_late_is_open(held):
    reader, _coming, row = held
    gaps = gaps_of(reader, row.id)
    assert [gap.improvement_id is not None for gap in gaps if not gap.measured] == [True, True]
    assert any("Disconnect the backups" in gap.title for gap in gaps if gap.improvement_id is None)
    assert sum(note.gap for note in drill_notes(reader, row.id)) == 2


def test_it_has_an_after_action_report(held):
    reader, _coming, row = held
    assert drill_story(gather_drill_report(reader, row.id), clock.now().tzinfo)


def test_one_drill_is_to_come_on_a_plan_that_is_approved(held):
    reader, coming, _row = held
    assert (coming.state, coming.plan) == (DrillState.SCHEDULED, "Mail outage")
    assert coming.planned_at > clock.stored(clock.now())
    assert {each.part for each in coming.seats} == {"Lead", "Participant", "Observer"}
    assert all(each.approved and each.next_on for each in scenarios(reader))
