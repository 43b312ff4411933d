"""The report of an incident tells what became of its SLA and who was told; the requester reads what was agreed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from incidentdesk import clock
from incidentdesk.detect.intake import log_incident
from incidentdesk.measure.incident_report import gather_incident_report, incident_report
from incidentdesk.prepare.audience import audience, audience_member
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.sla import sla
from incidentdesk.respond.announcing import draft_announcement, notify_people, send_announcement
from incidentdesk.respond.note import add_note
from incidentdesk.store import ledger

BERLIN = ZoneInfo("Europe/Berlin")
MADE = {"zone": BERLIN, "made_by": "Mei Okafor", "made_at": 0}
SLAS = (("Office SLA", "SLA", '{"3": {"response": 30, "resolution": 480}}'),
        ("Network desk", "OLA", '{"3": {"resolution": 240}}'))  # fmt: skip


@pytest.fixture
def incident_id(desk):
    """Logged at ten in Berlin, told of to a branch by phone and to a person at half past; it is noon."""
    clock.hold(lambda: datetime(2026, 3, 9, 9, tzinfo=UTC))
    with desk.write(actor="Mei Okafor") as session:
        for position, (name, kind, targets) in enumerate(SLAS):
            facts = {"key": name, "name": name, "position": position, "kind": kind, "pauses": "[]"}
            ledger.insert(session, sla, {**facts, "targets": targets})
        incident_id = log_incident(session, title="Line is down", reporter="Zoe")
    clock.hold(lambda: datetime(2026, 3, 9, 9, 30, tzinfo=UTC))
    with desk.write(actor="Mei Okafor") as session:
        branches = ledger.insert(session, audience, {"name": "Branches", "form": "CAN"})
        for position, address in enumerate(("mitte@example.com", "nord@example.com"), 1):
            ledger.insert(session, audience_member, {
                "key": address, "audience_id": branches, "position": position, "address": address,
            })  # fmt: skip
        told = draft_announcement(
            session, incident_id, audience_id=branches, subject="The line is down", body="We switch over.",
            phase="Started",
        )  # fmt: skip
        send_announcement(session, told)
        draft_announcement(session, incident_id, audience_id=branches, subject="Still a draft", body="…")
        person_id = staff_named(session, "Jürgen Müller")
        facts = {"kind": "Escalation", "subject": "Nobody has answered", "body": "It waits."}
        notify_people(session, incident_id=incident_id, person_ids=[person_id], **facts)
    clock.hold(lambda: datetime(2026, 3, 9, 11, tzinfo=UTC))
    yield incident_id
    clock.hold(None)


@pytest.fixture
def report(desk, incident_id):
    with desk.read() as reader:
        return gather_incident_report(reader, incident_id, zone=BERLIN)


def test_every_clock_tells_target_elapsed_time_state_and_due_time(report):
    told = {(each.target, each.sla): (each.aim, each.elapsed, each.state, each.due) for each in report.clocks}
    assert told == {
        ("First response", "Office SLA"): ("30 min", "2 h", "1 h 30 over", "2026-03-09 10:30 CET"),
        ("Resolution", "Office SLA"): ("8 h", "2 h", "6 h left", "2026-03-09 18:00 CET"),
        ("Resolution (OLA)", "Network desk"): ("4 h", "2 h", "2 h left", "2026-03-09 14:00 CET"),
    }


def test_what_was_sent_is_told_with_its_receivers_and_what_came_of_it(report):
    told = [(each.kind, each.to, each.subject, each.delivery, each.by) for each in report.announced]
    assert told == [
        ("Status update · Started", "Branches", "The line is down", "2 by hand", "Mei Okafor"),
        ("Escalation", "Jürgen Müller", "Nobody has answered", "1 by hand", "Mei Okafor"),
    ]


def test_the_internal_report_prints_both(report, tmp_path, pages):
    incident_report(report, tmp_path / "internal.pdf", internal=True, **MADE)
    text = " ".join(pages(tmp_path / "internal.pdf"))
    for said in ("First response", "1 h 30 over", "2026-03-09 10:30 CET", "Network desk", "Who was told", "2 by hand"):
        assert said in text


def test_the_requester_reads_the_sla_but_not_what_teams_have_agreed(report, tmp_path, pages):
    incident_report(report, tmp_path / "public.pdf", internal=False, **MADE)
    text = " ".join(pages(tmp_path / "public.pdf"))
    assert "6 h left" in text
    for kept in ("Network desk", "Who was told", "Branches"):
        assert kept not in text


def test_a_clock_that_has_ended_tells_when(desk, incident_id):
    with desk.write(actor="Mei Okafor") as session:
        add_note(session, incident_id, "We look into it.", public=True)
    with desk.read() as reader:
        first, *_rest = gather_incident_report(reader, incident_id, zone=BERLIN).clocks
    assert (first.target, first.state, first.due) == ("First response", "1 h 30 late", "ended 2026-03-09 12:00 CET")
