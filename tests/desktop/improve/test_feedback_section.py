"""Feedback on the page of an incident: given once by each person, with who has not said anything yet."""

import pytest

from incidentdesk.desktop.improve.feedback_dialog import FeedbackDialog
from incidentdesk.desktop.improve.feedback_session_dialog import FeedbackSessionDialog
from incidentdesk.improve.feedback_change import give_feedback
from incidentdesk.improve.feedback_list import feedback_of
from incidentdesk.improve.feedback_session_list import sessions_about
from incidentdesk.prepare.person import staff_named
from incidentdesk.respond.note import add_note
from tests.desktop.improve.test_feedback_tab import resolved
from tests.desktop.investigate.analyses_window import CONTROL, Key, act, held_clock, log, read, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def incident_id(sqlite_desk):
    act(sqlite_desk, staff_named, "Bo Diaz")
    incident_id = resolved(sqlite_desk)
    act(sqlite_desk, add_note, incident_id, "Restarted it", actor="Bo Diaz")
    return incident_id


def section(lead):
    return next(part for part in lead.page.more_parts if part.key == "follow-up").feedback


def test_feedback_is_given_with_the_keyboard_and_shown_with_who_is_missing(sqlite_desk, incident_id, sit_down):
    lead = sit_down("INC-0001#follow-up")
    lead.qtbot.waitUntil(lambda: section(lead).feedback.sentence.text() == "Not heard yet: \u2068Bo Diaz\u2069")
    lead.run("incident.feedback")
    lead.wait_for(FeedbackDialog)
    lead.press(Key.Key_3)
    lead.press(Key.Key_Tab)
    lead.write("Quick call")
    lead.press(Key.Key_Return, modifier=CONTROL)

    (row,) = read(sqlite_desk, feedback_of, incident_id)
    assert (row.author, row.score, row.went_well) == ("Mei Okafor", 3, "Quick call")
    lead.qtbot.waitUntil(lambda: section(lead).feedback_list.lines.rowCount() == 1)
    assert section(lead).feedback.sentence.text() == "3.0 of 5 from 1 person. Not heard yet: \u2068Bo Diaz\u2069"


def test_once_more_it_is_ones_own_that_is_changed(sqlite_desk, incident_id, sit_down):
    act(sqlite_desk, give_feedback, incident_id, score=5)
    lead = sit_down("INC-0001#follow-up")
    lead.qtbot.waitUntil(lambda: section(lead).feedback_list.lines.rowCount() == 1)
    lead.run("incident.feedback")
    dialog = lead.wait_for(FeedbackDialog)
    dialog.form.fields["score"].choose(1)
    dialog.save.click()
    lead.rest()
    assert "what went badly" in dialog.form.error("went_badly")

    dialog.form.fields["went_badly"].setPlainText("Nobody wrote it down")
    dialog.save.click()
    lead.rest()
    assert [row.score for row in read(sqlite_desk, feedback_of, incident_id)] == [1]
    lead.undo()
    assert [row.score for row in read(sqlite_desk, feedback_of, incident_id)] == [5]


def test_it_waits_until_the_incident_is_resolved(sqlite_desk, sit_down):
    log(sqlite_desk)
    lead = sit_down("INC-0001#follow-up")
    assert lead.desk.registry.why_disabled("incident.feedback") == "Feedback is given when the incident is resolved."


def test_a_session_begins_with_the_incident_and_those_who_worked_on_it(sqlite_desk, incident_id, sit_down):
    lead = sit_down("INC-0001#follow-up")
    lead.qtbot.waitUntil(lambda: bool(section(lead).known.missing))
    lead.run("incident.feedback_session")
    dialog = lead.wait_for(FeedbackSessionDialog)
    assert (dialog.attendees.text(), dialog.incidents.text()) == ("Bo Diaz", "INC-0001")
    dialog.form.fields["starts"].setText("2026-03-31 14:00")
    dialog.form.fields["ends"].setText("15:00")
    dialog.save.click()
    lead.rest()
    assert [row.attendees for row in read(sqlite_desk, sessions_about, incident_id)] == [("Bo Diaz",)]
    lead.qtbot.waitUntil(lambda: section(lead).session_list.lines.rowCount() == 1)
