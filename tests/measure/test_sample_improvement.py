"""What the sample desk has learnt: improvements of every kind, and a plan that changed by one."""

from incidentdesk.improve.improvement import ImprovementSource, ImprovementState
from incidentdesk.improve.improvement_list import improvements
from incidentdesk.improve.plan_proposal_list import proposals, standing
from incidentdesk.prepare.campaign_list import campaigns
from incidentdesk.prepare.plan_version import approved_version
from incidentdesk.respond.adherence import adherence_of


def read(desk, function, *arguments, **named):
    with desk.read() as reader:
        return function(reader, *arguments, **named)


def test_improvements_come_from_everywhere_and_are_in_every_state(sample_desk):
    rows = read(sample_desk, improvements, today="2026-01-01")
    assert {row.source for row in rows} == set(ImprovementSource)
    assert {row.state for row in rows} == set(ImprovementState)


def test_a_closed_improvement_became_a_plan_version_that_was_read(sample_desk):
    row = next(row for row in read(sample_desk, improvements, today="2026-01-01") if row.version)
    assert (row.state, row.plan, row.version) == ("Closed", "Internet or WAN down", 2)
    version = read(sample_desk, approved_version, row.plan_id)
    assert "Ask for the way back, and when it was last tried on this device" in {
        action.title for action in version.content.actions
    }
    asking = next(each for each in read(sample_desk, campaigns) if each.plan_version_id == version.id)
    assert 0 < len(asking.read) < asking.asked


def test_a_proposal_waits_whose_plan_has_changed_the_same_since(sample_desk):
    rows = read(sample_desk, proposals)
    assert {row.state for row in rows} == {"Proposed", "Accepted", "Rejected"}
    behind = next(row for row in rows if row.is_behind)
    assert len(read(sample_desk, standing, behind)[1].clashes) == 1


def test_the_outage_behind_it_tells_how_its_plan_was_kept_to(sample_desk):
    row = next(row for row in read(sample_desk, improvements, today="2026-01-01") if row.version)
    (found,) = read(sample_desk, adherence_of, row.from_incident_id, 0)
    assert found.run.version == 1
    assert {each.kind for each in found.departures} == {"Late", "Skipped", "Added"}
