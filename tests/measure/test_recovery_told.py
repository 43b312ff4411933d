"""What the report of an incident says of its recovery."""

import io
from datetime import UTC, timedelta
from pathlib import Path

import pypdf
import pytest

from incidentdesk import clock
from incidentdesk.measure.incident_report import gather_incident_report, incident_report
from incidentdesk.measure.recovery_told import recovery_told
from incidentdesk.prepare.service_change import create_service
from incidentdesk.recover.recovery_change import begin_recovery, change_recovery, finish_restore_task
from incidentdesk.recover.recovery_list import recovery_of
from incidentdesk.recover.temporary_fix_change import place_fix
from incidentdesk.respond.exit_criterion_change import waive_criterion
from incidentdesk.respond.exit_criterion_list import criteria_of
from tests.improve.conftest import time, work

__all__ = ["time", "work"]


@pytest.fixture
def incident_id(work, time):
    work.act(create_service, name="Mail", rto="1 h", rpo="15 min", owner="L. Novák")
    incident_id = work.log(service="Mail", occurred_at=time.now - timedelta(hours=3))
    work.act(begin_recovery, incident_id, coordinator="Mei Okafor")
    work.act(change_recovery, incident_id, {"rollback": "Back to the old host", "change_ref": "CHG-7"})
    for task in work.read(recovery_of, incident_id).tasks[:3]:
        until = time.now - timedelta(hours=3, minutes=10) if task.rpo else None
        work.act(finish_restore_task, task.id, result="It is whole", data_until=until)
    work.act(place_fix, incident_id, text="Mail goes by hand", expires=time.now + timedelta(hours=4))
    criterion = work.read(criteria_of, incident_id)[0]
    work.act(waive_criterion, criterion.id, reason="No monitor looks at it")
    return incident_id


def test_targets_actuals_fixes_and_decisions_are_told(work, incident_id):
    told = work.read(recovery_told, incident_id, zone=UTC)
    lines = "\n".join(told.lines).replace("\u2068", "").replace("\u2069", "")
    for said in ("coordinated by Mei Okafor", "Back to the old host", "CHG-7", "still stands, until 2026-03-02 16:00"):
        assert said in lines
    mail = told.tasks[2]
    assert (mail.title, mail.state, mail.who) == ("Restore Mail", "Done", "Mei Okafor")
    assert (mail.rto, mail.rpo) == ("3 h of 1 h · Missed", "10 min of 15 min · Met")
    assert (told.criteria[0].state, told.criteria[0].reason) == ("Waived", "No monitor looks at it")


def test_an_incident_without_a_recovery_says_nothing_of_one(work):
    assert work.read(recovery_told, work.log(), zone=UTC) is None


@pytest.mark.parametrize(("internal", "said"), [(True, True), (False, False)])
def test_only_the_internal_report_prints_it(work, incident_id, tmp_path: Path, internal, said):
    report = work.read(gather_incident_report, incident_id, zone=UTC)
    path = tmp_path / "report.pdf"
    made = {"made_by": "Mei Okafor", "made_at": clock.stored(clock.now())}
    incident_report(report, path, zone=UTC, internal=internal, **made)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages)
    assert ("Restore Mail" in text) is said
    assert ("3 h of 1 h" in text) is said
