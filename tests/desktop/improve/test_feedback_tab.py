"""Feedback of responders and the sessions about it, in the register and in their dialogs."""

import pytest
from icalendar import Calendar
from PySide6.QtTest import QAbstractItemModelTester

from incidentdesk.desktop.improve.feedback_dialog import FeedbackDialog
from incidentdesk.desktop.improve.feedback_session_dialog import FeedbackSessionDialog
from incidentdesk.desktop.improve.improvement_dialog import ImprovementDialog
from incidentdesk.desktop.investigate.action_dialog import ActionDialog
from incidentdesk.improve.feedback_change import give_feedback
from incidentdesk.improve.feedback_list import feedback
from incidentdesk.improve.feedback_session_change import change_session, plan_session
from incidentdesk.improve.feedback_session_list import (
    attendee_lines,
    feedback_session_row,
    feedback_sessions,
    outcome_of,
)
from incidentdesk.prepare.person import staff_named
from incidentdesk.respond.transition import Move, move
from tests.desktop.investigate.analyses_window import CONTROL, Key, act, held_clock, log, read, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]


def resolved(database, title="Branch offices lost WAN access", **facts):
    incident_id = log(database, title, **facts)
    act(database, move, incident_id, Move("Resolved", resolution_code="Fixed", resolution_notes="Old firmware"))
    return incident_id


@pytest.fixture
def session_id(sqlite_desk, furnished):
    for name in ("Bo Diaz", "Mei Okafor"):
        act(sqlite_desk, staff_named, name)
    zone = furnished(sqlite_desk, "Ann Lee").zone
    return act(
        sqlite_desk, plan_session, title="WAN outage", starts="2026-03-27 14:00", ends="15:00", zone=zone,
        attendees="Bo Diaz\nMei Okafor", incidents=f"{resolved(sqlite_desk)}",
    )  # fmt: skip


def open_session(lead, session_id):
    lead.window.open(f"analyses#feedback/{session_id}")
    return lead.wait_for(FeedbackSessionDialog)


def test_a_session_is_planned_with_the_keyboard_alone(sqlite_desk, sit_down):
    act(sqlite_desk, staff_named, "Bo Diaz")
    lead = sit_down("analyses#feedback")
    lead.press(Key.Key_N)
    dialog = lead.wait_for(FeedbackSessionDialog)
    for text in ("WAN outage", "2026-03-31 14:00", "15:30"):
        lead.write(text)
        lead.press(Key.Key_Tab)
    lead.write("Room 2")
    lead.press(Key.Key_Tab, Key.Key_Space)
    lead.write("Bo Diaz")
    assert dialog.attendees.text() == "Bo Diaz"
    lead.press(Key.Key_Return, modifier=CONTROL)

    (row,) = read(sqlite_desk, feedback_sessions)
    assert (row.title, row.place, row.attendees, row.state) == ("WAN outage", "Room 2", ("Bo Diaz",), "Planned")
    assert row.ends_at - row.starts_at == 90 * 60_000_000
    pane = lead.page.pane
    lead.qtbot.waitUntil(lambda: len(pane.table.records.rows) == 1)
    QAbstractItemModelTester(pane.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_session_without_a_time_or_with_a_stranger_says_so(sqlite_desk, sit_down):
    lead = sit_down("analyses#feedback")
    lead.press(Key.Key_N)
    dialog = lead.wait_for(FeedbackSessionDialog)
    lead.write("WAN outage")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert dialog.form.error("starts") == "Say when it begins, such as 2026-03-31 14:00."

    dialog.form.fields["starts"].setText("+2h")
    dialog.form.fields["ends"].setText("+3h")
    dialog.attendees.setText("Nobody Known")
    dialog.save.click()
    lead.rest()
    assert "nobody called" in dialog.message.text
    assert read(sqlite_desk, feedback_sessions) == []


def test_after_it_the_dialog_takes_who_came_and_what_was_decided(sqlite_desk, session_id, sit_down):
    lead = sit_down("analyses#feedback")
    dialog = open_session(lead, session_id)
    assert dialog.states.label.text() == "Planned"
    dialog.attendees.rows[0].cells[1].setCurrentIndex(1)
    dialog.form.fields["decisions"].setPlainText("Call within 5 min")
    dialog.states.buttons["Held"].click()
    lead.rest()

    row = read(sqlite_desk, feedback_session_row, session_id)
    assert (row.state, row.came, row.decisions) == ("Held", 1, "Call within 5 min")
    assert read(sqlite_desk, attendee_lines, session_id) == "Bo Diaz\tyes\nMei Okafor"


def test_what_was_decided_becomes_an_improvement_of_the_session(sqlite_desk, session_id, sit_down):
    lead = sit_down("analyses#feedback")
    dialog = open_session(lead, session_id)
    dialog.add_improvement.click()
    lead.wait_for(ImprovementDialog)
    lead.write("Call within 5 min")
    lead.press(Key.Key_Return, modifier=CONTROL)

    (row,) = read(sqlite_desk, outcome_of, session_id)
    assert (row.title, row.number) == ("Call within 5 min", "IMP-0001")
    lead.qtbot.waitUntil(lambda: [each.text for each in dialog.outcome_list.lines.lines] == ["Call within 5 min"])
    dialog.reject()


def test_a_corrective_action_for_its_incident_stands_there_too(sqlite_desk, session_id, sit_down):
    lead = sit_down("analyses#feedback")
    dialog = open_session(lead, session_id)
    dialog.add_action.click()
    lead.wait_for(ActionDialog)
    lead.write("Rehearse the fallback line")
    lead.press(Key.Key_Return, modifier=CONTROL)

    (row,) = read(sqlite_desk, outcome_of, session_id)
    assert (row.noun, row.title, row.number) == ("corrective_action", "Rehearse the fallback line", "ACT-0001")
    lead.qtbot.waitUntil(lambda: dialog.outcome_list.lines.rowCount() == 1)
    dialog.activateWindow()
    dialog.outcome_list.setFocus()
    lead.press(Key.Key_Return)
    lead.wait_for(ActionDialog).reject()
    lead.rest()
    dialog.reject()


def test_the_invitation_goes_out_and_is_a_file(sqlite_desk, session_id, sit_down, tmp_path):
    lead = sit_down("analyses#feedback")
    dialog = open_session(lead, session_id)
    dialog.form.fields["place"].setText("Room 2")
    dialog.invite.click()
    lead.qtbot.waitUntil(lambda: dialog.message.text == "2 invitations are in the outbox")
    rows = read(
        sqlite_desk, lambda reader: reader.rows("SELECT recipient, body FROM outbox_message ORDER BY recipient")
    )
    assert [name for name, _body in rows] == ["Bo Diaz", "Mei Okafor"]
    assert "Place: Room 2" in rows[0][1]

    dialog.save_file(tmp_path / "wan")
    lead.rest()
    (event,) = Calendar.from_ical((tmp_path / "wan.ics").read_bytes()).walk("VEVENT")
    assert (event["summary"], event["location"]) == ("WAN outage", "Room 2")
    dialog.reject()


def test_two_people_who_write_down_who_came_are_told(sqlite_desk, session_id, sit_down):
    lead = sit_down("analyses#feedback")
    dialog = open_session(lead, session_id)
    dialog.attendees.rows[0].cells[1].setCurrentIndex(1)
    changes = {"attendees": "Bo Diaz\tno\nMei Okafor\tyes"}
    act(sqlite_desk, change_session, session_id, changes, zone=lead.desk.zone, actor="Bo Diaz")
    dialog.save.click()
    lead.rest()
    assert read(sqlite_desk, attendee_lines, session_id) == changes["attendees"]
    assert dialog.isVisible()
    dialog.reject()


def test_the_register_has_sessions_and_feedback_and_leads_to_the_incident(sqlite_desk, session_id, sit_down):
    act(sqlite_desk, give_feedback, 1, score=2, went_badly="Nobody wrote it down", actor="Bo Diaz")
    lead = sit_down("analyses#feedback")
    rows = lead.page.pane.table.records.rows
    assert [(row.kind, row.verdict, row.who) for row in rows] == [
        ("feedback", "2 poorly", "Bo Diaz"), ("session", "Planned", "2 invited"),
    ]  # fmt: skip
    lead.page.pane.filter.set_text("wrote")
    lead.qtbot.waitUntil(lambda: len(lead.page.pane.table.records.rows) == 1)
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_I)
    assert lead.page.title().startswith("INC-0001")


def test_nobody_changes_the_feedback_of_another(sqlite_desk, session_id, sit_down):
    act(sqlite_desk, give_feedback, 1, score=2, went_badly="Nobody wrote it down", actor="Bo Diaz")
    lead = sit_down("analyses#feedback")
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_Return)
    lead.qtbot.waitUntil(lambda: bool(lead.window.findChildren(FeedbackDialog)))
    (dialog,) = lead.window.findChildren(FeedbackDialog)
    lead.rest()
    assert not dialog.form.isEnabled()
    assert "Bo Diaz" in dialog.message.text
    dialog.reject()
    lead.rest()
    assert "Only who gave feedback" in lead.desk.registry.why_disabled("analyses.remove")
    assert [row.score for row in read(sqlite_desk, feedback)] == [2]
