"""The list of drills: what runs stands first; drills are scheduled, changed, given up and taken away."""

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.improve.drill_dialog import DrillDialog
from incidentdesk.desktop.measure.report_preview import ReportPreview
from incidentdesk.desktop.widgets.form_grid import put
from incidentdesk.improve.drill_change import end_drill, start_drill
from incidentdesk.improve.drill_list import drills
from tests.desktop.improve.drill_room import dialog, held_clock, rest, sit_down, until
from tests.desktop.investigate.analyses_window import Key, act, read
from tests.desktop.investigate.conftest import furnished
from tests.drilling import furnish, make_scenario, schedule

__all__ = ["furnished", "held_clock", "sit_down"]
DAY = 24 * 3_600_000_000


@pytest.fixture
def lead(sit_down, sqlite_desk, held_clock):
    act(sqlite_desk, furnish)
    scenario_id = act(sqlite_desk, make_scenario)
    now = int(held_clock.at.timestamp() * 1_000_000)
    for days in (0, 9, 2, 1):
        act(sqlite_desk, schedule, scenario_id, planned_at=now + days * DAY, title=f"in {days} days")
    act(sqlite_desk, start_drill, 1)
    act(sqlite_desk, end_drill, 1)
    act(sqlite_desk, start_drill, 2)
    lead = sit_down("drills#drills")
    until(lead, lambda: lead.page.pane.rows is not None)
    lead.come()
    lead.page.pane.table.setFocus()
    rest(lead)
    return lead


def titles(lead):
    return [row.title for row in lead.page.pane.table.records.rows]


def go_to(lead, drill_id):
    lead.page.pane.table.go_to(drill_id)
    rest(lead)


def test_what_runs_stands_first_then_what_is_to_come_then_what_is_over(lead):
    QAbstractItemModelTester(lead.page.pane.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert titles(lead) == ["in 9 days", "in 1 days", "in 2 days", "in 0 days"]
    assert lead.page.tabs.tabText(lead.page.tabs.currentIndex()) == "Drills 1"


def test_only_a_drill_that_has_not_started_can_be_changed(lead, sqlite_desk):
    go_to(lead, 2)
    assert "has not started" in lead.desk.registry.why_disabled("drills.details")
    go_to(lead, 3)
    lead.press(Key.Key_E)
    asked = dialog(lead, DrillDialog)
    until(lead, lambda: asked.form.fields["title"].text() == "in 2 days")
    assert not asked.scenario.isEnabled()
    put(asked.form.fields["title"], "Next week")
    asked.accept()
    until(lead, lambda: "Next week" in titles(lead))


def test_a_drill_is_given_up_for_a_reason(lead, sqlite_desk):
    go_to(lead, 4)
    lead.press(Key.Key_X)
    asked = dialog(lead, LineDialog)
    assert not asked.save_button.isEnabled()
    asked.line.setText("Half of the team is ill")
    asked.save_button.click()
    until(lead, lambda: "Canceled" in [row.state for row in read(sqlite_desk, drills)])
    assert next(row for row in read(sqlite_desk, drills) if row.id == 4).reason == "Half of the team is ill"


def test_a_drill_that_is_over_is_scheduled_again_and_has_its_report(lead, sqlite_desk):
    go_to(lead, 1)
    assert lead.desk.registry.why_disabled("drills.cancel") == "This drill is over."
    lead.press(Key.Key_R)
    dialog(lead, ReportPreview).reject()
    lead.come()
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_A)
    asked = dialog(lead, DrillDialog)
    until(lead, lambda: asked.scenario.currentText() == "VPN down")
    put(asked.form.fields["planned"], "2026-05-04 10:00")
    asked.accept()
    until(lead, lambda: len(read(sqlite_desk, drills)) == 5)


def test_a_drill_that_runs_can_t_be_taken_away_and_says_why(lead, sqlite_desk):
    go_to(lead, 2)
    lead.press(Key.Key_Delete)
    until(lead, lambda: "DRL-0002 runs. End it first." in lead.page.pane.message.text)
    go_to(lead, 1)
    lead.press(Key.Key_Delete)
    until(lead, lambda: len(titles(lead)) == 3)
    lead.undo()
    until(lead, lambda: len(titles(lead)) == 4)


def test_a_row_leads_to_the_console(lead):
    go_to(lead, 3)
    lead.press(Key.Key_Return)
    assert lead.window.windowTitle().startswith("DRL-0003")


def test_drills_are_saved_as_a_calendar_file(lead, monkeypatch, tmp_path):
    import icalendar
    from PySide6.QtWidgets import QFileDialog

    file = tmp_path / "drill"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(file), ""))
    go_to(lead, 3)
    lead.desk.registry.run("drills.calendar")
    until(lead, lambda: (tmp_path / "drill.ics").exists())
    event = icalendar.Calendar.from_ical((tmp_path / "drill.ics").read_bytes()).walk("VEVENT")[0]
    assert str(event["summary"]) == "Drill DRL-0003: in 2 days"
    assert (event["dtend"].dt - event["dtstart"].dt).total_seconds() == 1800
    # What happens in it stays secret.
    assert "Phones ring" not in (tmp_path / "drill.ics").read_text()
