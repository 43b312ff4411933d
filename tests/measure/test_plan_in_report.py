"""The report of an incident tells how its plan went; the one for the requester does not."""

from zoneinfo import ZoneInfo

import pypdf
import pytest

from incidentdesk import clock
from incidentdesk.measure.incident_report import gather_incident_report, incident_report
from incidentdesk.respond.activation import activate
from incidentdesk.respond.task_change import finish_task
from tests.respond.wan_down import log_wan_down, prepare_wan_down

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def incident_id(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        prepare_wan_down(session)
        incident_id = log_wan_down(session)
        activate(session, incident_id)
        finish_task(session, 2, result="60 % of the traffic flows")
    return incident_id


def text_of(desk, incident_id, path, *, internal):
    made = {"zone": BERLIN, "made_by": "Mei Okafor", "made_at": clock.stored(clock.now())}
    with desk.read() as reader:
        report = gather_incident_report(reader, incident_id, zone=BERLIN)
    incident_report(report, path / "incident.pdf", internal=internal, **made)
    pages = pypdf.PdfReader(path / "incident.pdf").pages
    return " ".join("".join(page.extract_text() for page in pages).split())


def test_the_report_tells_plan_roles_and_steps(sqlite_desk, incident_id, tmp_path):
    text = text_of(sqlite_desk, incident_id, tmp_path, internal=True)
    for said in ("“WAN down” (version 1) activated", "Task done: Switch to the secondary line", "Mei Okafor (named)"):
        assert said in text


def test_it_counts_how_each_phase_was_kept_to(sqlite_desk, incident_id, tmp_path):
    text = text_of(sqlite_desk, incident_id, tmp_path, internal=True)
    assert "How the plan was kept to WAN down (version 1) · Running Steps In time Late Skipped Open Added" in text
    assert "Contain 3 1 — — 2 —" in text
    assert "Repair 3 — — — 3 —" in text


def test_the_requester_reads_nothing_of_it(sqlite_desk, incident_id, tmp_path):
    text = text_of(sqlite_desk, incident_id, tmp_path, internal=False)
    assert "Task done" not in text
    assert "WAN down" not in text
