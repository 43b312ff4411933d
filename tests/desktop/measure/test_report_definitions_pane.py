"""Keeping reports in the window: what is typed, what is said while it is, and what came of each."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QScrollArea

from incidentdesk import clock
from incidentdesk.desktop.conflict_dialog import ConflictDialog
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.measure.baseline_dialog import BaselineDialog, open_baseline_dialog
from incidentdesk.desktop.measure.report_definition_dialog import ReportDefinitionDialog
from incidentdesk.desktop.measure.report_definitions_pane import ReportDefinitionsPane
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.measure.baseline_list import baselines
from incidentdesk.measure.report_definition import report_definition
from incidentdesk.measure.report_definition_change import change_definition, create_definition
from incidentdesk.measure.report_definition_list import definitions
from incidentdesk.prepare.audience_change import create_audience
from incidentdesk.store import ledger
from tests.desktop.test_accessibility import controls, cut_off, left_out_by_tab

CONTROL = Qt.KeyboardModifier.ControlModifier
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture
def pane(qapp, qtbot, tmp_path, clear_desk, sqlite_desk):
    clock.hold(lambda: NOW)
    theme = Theme("light")
    theme.apply(qapp)
    desk = furnish(
        sqlite_desk, actor="Mei", zone=ZoneInfo("UTC"), preferences=Preferences(tmp_path / "settings"), theme=theme
    )
    pane, window = ReportDefinitionsPane(desk), QMainWindow()
    window.setCentralWidget(pane)
    window.resize(1280, 720)
    window.show()
    pane.refresh()
    qtbot.waitUntil(lambda: pane.rows is not None and window.isActiveWindow())
    yield pane
    qtbot.waitUntil(lambda: not desk.background.jobs)
    QApplication.processEvents()
    shiboken6.delete(window)
    clear_desk(desk)
    clock.hold(None)


@pytest.fixture
def keep(sqlite_desk):
    def keep(**facts):
        with sqlite_desk.write(actor="Mei") as session:
            return create_definition(session, **{"name": "Monthly report", **facts})

    return keep


def kept(database):
    with database.read() as reader:
        return definitions(reader)


def the_dialog(pane, qtbot, kind=ReportDefinitionDialog):
    def shown():
        return [each for each in pane.window().findChildren(kind) if each.isVisible()]

    qtbot.waitUntil(lambda: len(shown()) == 1)
    dialog = shown()[0]
    qtbot.waitUntil(lambda: dialog.isActiveWindow() and dialog.form.isEnabled() and not pane.desk.background.jobs)
    return dialog


def rows_of(pane, qtbot, count):
    qtbot.waitUntil(lambda: pane.rows is not None and len(pane.rows) == count and not pane.desk.background.jobs)


def cells(pane, row=0):
    model = pane.table.model()
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_a_report_is_kept_with_what_is_typed_and_says_when_it_is_made_next(pane, qtbot, sqlite_desk):
    QAbstractItemModelTester(pane.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    with sqlite_desk.write(actor="Mei") as session:
        create_audience(session, name="Board", members="address\tboss@example.org")
    pane.new()
    dialog = the_dialog(pane, qtbot)
    fields = dialog.form.fields
    assert dialog.next.text() == "It is made only when you ask for it."
    assert not fields["folder"].isEnabled()
    qtbot.keyClicks(fields["name"], "Monthly report")
    qtbot.keyClicks(fields["query"], "team:network")
    fields["every"].setCurrentIndex(fields["every"].findData("month"))
    assert dialog.next.text() == "Next: 1 Dec 07:00, of November 2026"
    fields["days"].setText("3")
    fields["at"].setText("06:30")
    assert dialog.next.text() == "Next: 3 Dec 06:30, of November 2026"
    fields["at"].setText("25:00")
    assert "is no time of day" in dialog.next.text()
    fields["at"].setText("06:30")
    fields["folder"].setText("/srv/reports")
    qtbot.keyClicks(fields["audience"], "board")
    dialog.sections.boxes["load"].click()
    fields["formats"].boxes["xlsx"].click()
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    rows_of(pane, qtbot, 1)
    row = kept(sqlite_desk)[0]
    assert (row.choice.query, row.choice.formats, row.audience) == ("team:network", ("pdf", "xlsx"), "Board")
    assert "load" not in row.choice.sections
    assert "summary" in row.choice.sections
    assert (row.schedule.every, row.schedule.days, row.schedule.at) == ("month", 3, "06:30")
    shown = cells(pane)
    assert "3 Dec 06:30" in shown
    assert any("/srv/reports" in (cell or "") for cell in shown)


def test_the_period_of_a_schedule_is_that_of_the_report(pane, qtbot):
    pane.new()
    dialog = the_dialog(pane, qtbot)
    fields = dialog.form.fields
    fields["every"].setCurrentIndex(fields["every"].findData("week"))
    assert fields["period"].currentData() == "week"
    assert dialog.next.text() == "Next: 30 Nov 07:00, of week 48 of 2026"
    fields["period"].setCurrentIndex(fields["period"].findData("range"))
    assert fields["every"].currentData() == ""
    assert fields["first"].isVisible()
    dialog.done(0)


def test_only_what_a_report_takes_is_asked(pane, qtbot):
    pane.new()
    dialog = the_dialog(pane, qtbot)
    fields = dialog.form.fields
    shown = {}
    for report in ("period", "actions", "sla", "service"):
        fields["report"].setCurrentIndex(fields["report"].findData(report))
        shown[report] = [name for name in ("query", "service", "business", "sections") if fields[name].isVisible()]
    assert shown == {
        "period": ["query", "business", "sections"],
        "actions": ["query"],
        "sla": ["query"],
        "service": ["service"],
    }
    assert not fields["formats"].boxes["xlsx"].isEnabled()
    dialog.done(0)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": ""}, "name", "needs a name"),
        ({"every": "month"}, "folder", "Say where it goes"),
        ({"every": "month", "folder": "/srv", "days": "often"}, "days", "1 to 28 days"),
        ({"every": "month", "folder": "/srv", "at": "soon"}, "at", "no time of day"),
        ({"every": "month", "folder": "/srv", "zone": "Mars"}, "zone", "There is no time zone"),
        ({"period": "range"}, "last", "first and the last day"),
        ({"formats": ""}, "formats", "at least one kind of file"),
    ],
)
def test_what_is_wrong_is_said_below_its_field_and_nothing_typed_is_lost(
    pane, qtbot, sqlite_desk, typed, field, sentence
):
    pane.new()
    dialog = the_dialog(pane, qtbot)
    for name, value in {"name": "Monthly report", "query": "team:network", **typed}.items():
        box = dialog.form.fields[name]
        if hasattr(box, "findData"):
            box.setCurrentIndex(box.findData(value))
        else:
            box.setText(value)
    dialog.accept()
    assert sentence in dialog.form.error(field)
    assert kept(sqlite_desk) == []
    assert dialog.form.fields["query"].text() == "team:network"
    dialog.done(0)


def test_what_only_the_desk_knows_is_said_too(pane, qtbot, keep, sqlite_desk):
    keep()
    rows_of(pane, qtbot, 1)
    pane.new()
    dialog = the_dialog(pane, qtbot)
    dialog.form.fields["name"].setText("monthly REPORT")
    dialog.accept()
    qtbot.waitUntil(lambda: "already" in dialog.message.text)
    assert len(kept(sqlite_desk)) == 1
    dialog.done(0)


def test_two_who_change_the_same_fact_are_asked(pane, qtbot, keep, sqlite_desk):
    key = keep()
    rows_of(pane, qtbot, 1)
    pane.open_row(pane.rows[0])
    dialog = the_dialog(pane, qtbot)
    dialog.form.fields["query"].setText("team:mail")
    with sqlite_desk.write(actor="Ada") as session:
        change_definition(session, key, {"query": "team:network"})
    qtbot.waitUntil(lambda: not pane.desk.background.jobs)
    dialog.accept()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in dialog.findChildren(ConflictDialog)))
    dialog.findChildren(ConflictDialog)[0].done(0)
    dialog.done(0)
    assert kept(sqlite_desk)[0].choice.query == "team:network"


def test_what_could_not_be_made_and_what_cannot_be_read_is_told_in_words(pane, qtbot, keep, sqlite_desk):
    bad, strange = keep(name="A", every="month", folder="/srv"), keep(name="B")
    made = keep(name="C", every="month", folder="/srv")
    with sqlite_desk.write(actor="IncidentDesk") as session:
        ledger.update(session, report_definition, bad, {"trouble": "The folder is gone."})
        ledger.update(session, report_definition, strange, {"choice": '{"new": 1}'})
        ledger.update(session, report_definition, made, {"made_for": "2026-10"})
    rows_of(pane, qtbot, 3)
    qtbot.waitUntil(lambda: "October 2026" in cells(pane, 2))
    assert "could not be made" in cells(pane, 0)
    assert "can't be read" in cells(pane, 1)
    pane.table.go_to(strange)
    assert "another version of the program" in pane.desk.registry.why_disabled("reports.make")
    pane.open_row(pane.table.current())
    dialog = the_dialog(pane, qtbot)
    qtbot.waitUntil(lambda: "another version of the program" in dialog.message.text)
    dialog.done(0)


def test_a_report_goes_to_the_trash_and_undo_brings_it_back(pane, qtbot, keep, sqlite_desk):
    key = keep()
    rows_of(pane, qtbot, 1)
    pane.table.go_to(key)
    pane.table.setFocus()
    qtbot.keyClick(pane.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: kept(sqlite_desk) == [])
    qtbot.waitUntil(lambda: not pane.desk.history.why_no_undo())
    pane.desk.history.undo()
    qtbot.waitUntil(lambda: len(kept(sqlite_desk)) == 1)


def test_a_report_is_made_now_into_the_folder_that_is_chosen(pane, qtbot, keep, tmp_path):
    key = keep(report="actions", formats=("pdf", "csv"))
    rows_of(pane, qtbot, 1)
    pane.table.go_to(key)
    pane.table.setFocus()
    qtbot.keyClick(pane.table, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: bool(pane.window().findChildren(QFileDialog)))
    dialog = pane.window().findChildren(QFileDialog)[0]
    dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("Monthly report *.*"))) == 2, timeout=30_000)
    qtbot.waitUntil(lambda: not pane.desk.background.jobs)


def test_a_folder_that_is_gone_is_said(pane, qtbot, keep, tmp_path):
    keep()
    rows_of(pane, qtbot, 1)
    pane.make_into(pane.rows[0], str(tmp_path / "gone"))
    qtbot.waitUntil(lambda: "is not there any more" in pane.message.text)


# -- baselines


def shown_baselines(database):
    with database.read() as reader:
        return [(each.starts_on.isoformat(), each.caption) for each in baselines(reader, "time-to-resolve")]


def test_a_baseline_is_set_with_its_reason(pane, qtbot, sqlite_desk):
    open_baseline_dialog(pane.desk, pane, metric="time-to-resolve")
    dialog = the_dialog(pane, qtbot, BaselineDialog)
    dialog.accept()
    assert "Say what was changed" in dialog.form.error("caption")
    dialog.form.fields["starts_on"].write("2026-12-24")
    qtbot.keyClicks(dialog.form.fields["caption"], "New on-call rota")
    dialog.accept()
    assert "still to come" in dialog.form.error("starts_on")
    dialog.form.fields["starts_on"].write("2026-11-02")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: shown_baselines(sqlite_desk) == [("2026-11-02", "New on-call rota")])
    with sqlite_desk.read() as reader:
        key = baselines(reader, "time-to-resolve")[0].id
    open_baseline_dialog(pane.desk, pane, metric="time-to-resolve")
    dialog = the_dialog(pane, qtbot, BaselineDialog)
    qtbot.waitUntil(lambda: ["New on-call rota" in each.text() for each in dialog.links] == [True])
    dialog.links[0].click()
    dialog = the_dialog(pane, qtbot, BaselineDialog)
    assert dialog.record_id == key
    dialog.form.fields["caption"].setText("Rota in three shifts")
    dialog.accept()
    qtbot.waitUntil(lambda: shown_baselines(sqlite_desk) == [("2026-11-02", "Rota in three shifts")])
    open_baseline_dialog(pane.desk, pane, key)
    the_dialog(pane, qtbot, BaselineDialog).remove.click()
    qtbot.waitUntil(lambda: shown_baselines(sqlite_desk) == [])


# -- for whoever needs larger text or no pointer


def dialogs(pane, qtbot):
    pane.new()
    report = the_dialog(pane, qtbot)
    report.form.fields["every"].setCurrentIndex(2)
    yield report
    report.done(0)
    open_baseline_dialog(pane.desk, pane, metric="time-to-resolve")
    baseline = the_dialog(pane, qtbot, BaselineDialog)
    yield baseline
    baseline.done(0)


def test_every_control_has_a_name_and_a_description_and_the_tab_key_arrives_there(pane, qtbot):
    for dialog in dialogs(pane, qtbot):
        nameless = [each for each in controls(dialog) if not (each.accessibleName() and each.accessibleDescription())]
        assert nameless == []
        assert left_out_by_tab(qtbot, dialog) == []


@pytest.mark.parametrize("scale", [100, 150])
def test_no_text_is_cut_off(pane, qtbot, scale):
    pane.desk.theme.choose_scale(scale)
    for dialog in dialogs(pane, qtbot):
        qtbot.waitUntil(lambda dialog=dialog: list(cut_off(dialog)) == [])
        for area in dialog.findChildren(QScrollArea):
            assert area.horizontalScrollBar().maximum() == 0
    pane.desk.theme.choose_scale(100)
