"""The gate: a major incident is resolved when its recovery is proven and declared, whatever the door."""

import pytest

from incidentdesk.detect.check import Outcome
from incidentdesk.detect.monitor_change import create_monitor
from incidentdesk.recover.declaring import declare_recovered
from incidentdesk.recover.recovery_change import begin_recovery
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.check_taking import Checked, take_checks
from incidentdesk.respond.exit_criterion import CriterionKind
from incidentdesk.respond.exit_criterion_change import reopen_criterion, waive_criterion
from incidentdesk.respond.exit_criterion_list import criteria_of
from incidentdesk.respond.recovery_gate import why_closed
from tests.recover.proven import recover

DONE = {"resolution_code": "Solved", "resolution_notes": "Restored."}


@pytest.fixture
def major(work) -> int:
    return work.log(major=True)


def resolve(work, incident_id):
    work.move(incident_id, "Resolved", **DONE)


def closed(work, incident_id):
    with work.desk.read() as reader:
        return why_closed(reader, incident_id).replace("\u2068", "").replace("\u2069", "")


def waive_all(work, incident_id):
    with work.desk.read() as reader:
        waiting = [each.id for each in criteria_of(reader, incident_id) if each.is_open]
    for criterion_id in waiting:
        work.act(waive_criterion, criterion_id, reason="Nothing was lost.")


def test_a_major_incident_is_not_resolved_before_its_recovery_is_proven(work, time, major):
    with pytest.raises(Refused, match=r"INC-0001 is a major incident.* Begin the recovery"):
        resolve(work, major)
    work.act(begin_recovery, major)
    with pytest.raises(Refused, match=r"4 exit criteria are open, the first of them .*The monitors pass again"):
        resolve(work, major)
    waive_all(work, major)
    with pytest.raises(Refused, match="Declare it recovered first"):
        resolve(work, major)
    assert work.row(major)["state"] == "New"
    time.after(minutes=5)
    work.act(declare_recovered, major, actor="Bo Diaz")
    assert work.rows("SELECT declared_by FROM recovery") == [("Bo Diaz",)]
    assert work.row(major)["restored_at"] == time.stored
    resolve(work, major)
    assert work.row(major)["state"] == "Resolved"


def test_an_ordinary_incident_is_resolved_as_ever(work):
    incident_id = work.log()
    assert "Begin the recovery" in closed(work, incident_id)
    resolve(work, incident_id)
    assert work.row(incident_id)["state"] == "Resolved"


def test_a_decision_after_the_declaration_asks_for_another_one(work, time, major):
    work.act(recover, major)
    assert closed(work, major) == ""
    time.after(minutes=1)
    with work.desk.read() as reader:
        first = criteria_of(reader, major)[0]
    work.act(reopen_criterion, first.id, "It fails.")
    assert "an exit criterion is open: “The monitors pass again”" in closed(work, major)
    work.act(waive_criterion, first.id, reason="The monitor was wrong.")
    assert "Declare it recovered first" in closed(work, major)
    work.act(declare_recovered, major)
    assert closed(work, major) == ""


def test_nothing_is_declared_while_a_criterion_is_open(work, major):
    with pytest.raises(Refused, match="Begin the recovery of INC-0001 first"):
        work.act(declare_recovered, major)
    work.act(begin_recovery, major)
    with pytest.raises(Refused, match=r"The monitors pass again.* is open"):
        work.act(declare_recovered, major)


def test_a_major_child_holds_its_parent_up_and_nothing_is_half_done(work):
    parent = work.log()
    child = work.log(major=True)
    work.act(change_incident, child, {"parent": str(parent)})
    with pytest.raises(Refused, match="INC-0002 is a major incident"):
        resolve(work, parent)
    assert work.row(parent)["state"] == "New"
    work.act(recover, child)
    resolve(work, parent)
    assert work.row(child)["state"] == "Resolved"


def test_a_reopened_major_incident_is_proven_anew(work, time, major):
    work.act(recover, major)
    resolve(work, major)
    time.after(hours=1)
    work.move(major, "In Progress", reason="It is down again.")
    with pytest.raises(Refused, match="4 exit criteria are open"):
        resolve(work, major)
    work.act(recover, major)
    resolve(work, major)


def test_a_monitor_that_fails_again_closes_the_gate(work, time):
    work.act(create_monitor, name="Shop", kind="TCP port", target="127.0.0.1:1", interval=60, failures=1, recoveries=1)

    def check(ok):
        time.after(minutes=1)
        work.act(take_checks, [Checked(1, Outcome(ok, "Answered." if ok else "Refused."), time.stored)])

    check(True)
    check(False)
    work.act(change_incident, 1, {"major": True})
    check(True)
    work.act(recover, 1)
    assert closed(work, 1) == ""
    check(False)
    assert "an exit criterion is open: “The monitors pass again”" in closed(work, 1)
    assert work.row(1)["restored_at"] is None
    with work.desk.read() as reader:
        opened = [each.kind for each in criteria_of(reader, 1) if each.is_open]
    assert opened == [CriterionKind.MONITORS]
