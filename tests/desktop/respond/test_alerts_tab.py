"""Triage with the keys: accept, merge, dismiss, look, and what a storm does to the list."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPlainTextEdit

from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.respond.alert_sheet import AlertSheet
from incidentdesk.desktop.respond.alert_words import severity_mark, severity_text
from incidentdesk.desktop.respond.merge_dialog import MergeDialog
from incidentdesk.detect.alert_list import alerts
from tests.desktop.investigate.analyses_window import CONTROL, Key, held_clock, log, read
from tests.desktop.investigate.conftest import furnished
from tests.desktop.respond.intake_window import alertmanager, post, source_id, triage
from tests.desktop.test_accessibility import controls

__all__ = ["furnished", "held_clock", "source_id", "triage"]


@pytest.fixture
def waiting(sqlite_desk, source_id):
    post(sqlite_desk, source_id, alertmanager("HighCPU", "DiskFull"))
    return source_id


@pytest.fixture
def lead(waiting, triage):
    return triage()


def states(database):
    return {row.title: (row.state, row.incident_id, row.reason) for row in read(database, alerts)}


def test_the_inbox_shows_what_waits_with_its_severity_in_words(lead):
    QAbstractItemModelTester(lead.pane.table.model())
    assert sorted(lead.cells("title")) == ["DiskFull: DiskFull on web-1", "HighCPU: HighCPU on web-1"]
    assert lead.cells("severity") == ["Critical", "Critical"]
    assert lead.cells("firing") == ["firing", "firing"]
    assert lead.page.tabs.tabText(0) == "Alerts 2"


def test_an_accepted_alert_becomes_an_incident_that_is_opened(sqlite_desk, lead):
    lead.press(Key.Key_A)
    lead.qtbot.waitUntil(lambda: lead.went_to == ["INC-0001"])
    assert sorted(state for state, _id, _why in states(sqlite_desk).values()) == ["Incident", "Waiting"]
    lead.pause()
    assert len(lead.cells("title")) == 1


def test_several_are_accepted_as_one_incident(sqlite_desk, lead):
    lead.press(Key.Key_A, modifier=CONTROL)
    lead.press(Key.Key_A)
    lead.qtbot.waitUntil(lambda: lead.went_to == ["INC-0001"])
    assert {incident for _state, incident, _why in states(sqlite_desk).values()} == {1}


def test_alerts_are_merged_into_an_incident_that_is_found_by_words(sqlite_desk, lead):
    log(sqlite_desk, "Web shop is slow")
    lead.press(Key.Key_A, modifier=CONTROL)
    lead.press(Key.Key_G)
    dialog = lead.wait_for(MergeDialog)
    assert not dialog.save_button.isEnabled()
    assert dialog.incident.offered() == ["INC-0001 Web shop is slow"]
    lead.write("slow")
    assert "is no number" in dialog.save_button.toolTip()
    dialog.incident.setText(dialog.incident.offered()[0])
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: {each[1] for each in states(sqlite_desk).values()} == {1})


def test_merging_into_an_incident_that_is_not_there_says_so_and_keeps_the_words(lead):
    lead.press(Key.Key_G)
    dialog = lead.wait_for(MergeDialog)
    lead.write("INC-0099")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: "incident" in dialog.message.text)
    assert dialog.incident.text() == "INC-0099"


def test_an_alert_is_dismissed_with_a_reason_and_that_can_be_undone(sqlite_desk, lead):
    lead.press(Key.Key_A, modifier=CONTROL)
    lead.press(Key.Key_X)
    dialog = lead.wait_for(LineDialog)
    assert not dialog.save_button.isEnabled()
    lead.write("A test of the battery")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: {each[0] for each in states(sqlite_desk).values()} == {"Dismissed"})
    assert {each[2] for each in states(sqlite_desk).values()} == {"A test of the battery"}
    lead.undo()
    assert {each[0] for each in states(sqlite_desk).values()} == {"Waiting"}


def test_what_was_decided_can_not_be_decided_again(lead):
    lead.press(Key.Key_A)
    lead.pause()
    lead.pane.states.button("Incident").click()
    lead.pane.table.setFocus()
    lead.rest()
    assert lead.desk.registry.why_disabled("intake.dismiss") == "It was decided already."
    lead.press(Key.Key_O)
    assert lead.went_to == ["INC-0001", "INC-0001"]


def test_the_sheet_shows_labels_and_the_payload_as_a_text_and_copies_the_link(sqlite_desk, source_id, triage):
    payload = alertmanager("<b>HighCPU</b>").replace(
        b'"startsAt"', b'"generatorURL": "http://prometheus.example/graph", "startsAt"'
    )
    post(sqlite_desk, source_id, payload)
    lead = triage()
    lead.press(Key.Key_Return)
    sheet = lead.wait_for(AlertSheet)
    assert sheet.heading.textFormat() == Qt.TextFormat.PlainText
    names = [sheet.labels.item(row, 0).text() for row in range(sheet.labels.rowCount())]
    assert "alertname" in names
    assert '"alerts": [' in sheet.payload.toPlainText()
    assert isinstance(sheet.payload, QPlainTextEdit)
    assert sheet.payload.isReadOnly()
    sheet.link_button.click()
    assert QGuiApplication.clipboard().text() == "http://prometheus.example/graph"


@pytest.mark.parametrize(("words", "left"), [("highcpu", 1), ("critical", 2), ("web-1 firing", 2), ("recovered", 0)])
def test_the_filter_searches_all_of_an_alert(lead, words, left):
    lead.pane.filter.set_text(words)
    lead.rest()
    assert len(lead.cells("title")) == left


def test_the_noise_is_told_with_its_n_and_its_period(sqlite_desk, waiting, triage):
    for _time in range(8):
        post(sqlite_desk, waiting, alertmanager("HighCPU", "DiskFull"))
    lead = triage()
    lead.press(Key.Key_A)
    lead.pause()
    assert lead.pane.noise.text() == (
        "In the last 30 days 9 alerts were decided on and made 1 incident; 88.9 % of them were noise (n = 9)."
    )


def test_news_of_a_storm_are_read_at_most_once_a_second(sqlite_desk, waiting, triage):
    lead = triage()
    read_times = []
    lead.pane.loaded.connect(lambda: read_times.append(1))
    for number in range(20):
        post(sqlite_desk, waiting, alertmanager(f"Storm{number}"))
        lead.rest()
    lead.pause()
    assert len(lead.cells("title")) == 22
    assert len(read_times) <= 4


def test_when_all_is_decided_that_is_said_and_the_decided_ones_are_a_click_away(lead):
    lead.press(Key.Key_A, modifier=CONTROL)
    lead.press(Key.Key_A)
    lead.pause()
    assert lead.pane.places.currentWidget() is lead.pane.nothing
    assert lead.pane.nothing.accessibleName() == "Nothing to triage"
    lead.pane.nothing.action_button.click()
    assert lead.cells("state") == ["Incident", "Incident"]


def test_without_alerts_the_way_to_the_sources_is_offered(triage):
    lead = triage()
    lead.pane.first_use.action_button.click()
    assert lead.went_to == ["intake#sources"]


@pytest.mark.parametrize(
    ("severity", "text", "shape"),
    [("CRITICAL", "Critical", "square"), ("disaster", "Critical", "square"), ("warn", "Warning", "half"),
     ("banana", "banana", "dots"), ("", "", "dots")],
)  # fmt: skip
def test_severities_of_all_programs_have_a_shape_and_a_word(severity, text, shape):
    assert severity_text(severity) == text
    assert severity_mark(severity)[0] == shape


def test_every_control_is_named(lead):
    shown = [each for each in controls(lead.page) if each.isVisible()]
    assert [each for each in shown if not each.accessibleName() or not each.accessibleDescription()] == []
