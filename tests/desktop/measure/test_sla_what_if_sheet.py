"""The comparison of SLAs in the window: proposing, comparing, following a clock, adopting and taking back."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from incidentdesk import clock
from incidentdesk.desktop.drafts import draft
from incidentdesk.desktop.measure.sla_adopt_sheet import SlaAdoptSheet
from incidentdesk.desktop.measure.sla_what_if_sheet import SlaWhatIfSheet
from incidentdesk.desktop.prepare.proposal_dialog import ProposedCalendar, ProposedSla
from incidentdesk.desktop.prepare.slas_tab import SlasTab
from incidentdesk.measure.sla_proposal import Proposal
from incidentdesk.prepare.sla_change import change_sla, sla_facts
from incidentdesk.prepare.sla_kind import Target
from tests.desktop.test_accessibility import controls, cut_off, left_out_by_tab
from tests.measure.what_if_desk import agree, at, solved

HALF = {"targets": "P3\t1 h\t\t2 h"}
TODAY = {"targets": "P3\t1 h\t\t4 h"}


@pytest.fixture
def worked(sqlite_desk, held_clock):
    """Resolutions within 4 h of office hours: one took 1 h 30, one 3 h 30; it is the end of March. Gives their ids."""
    _calendar_id, sla_id = agree(sqlite_desk)
    solved(sqlite_desk, "9 10:00", "9 11:30", said="9 10:10")
    late = solved(sqlite_desk, "10 15:00", "11 10:30", said="10 15:30", title="Printer jams")
    clock.hold(lambda: datetime(2026, 3, 31, 12, tzinfo=UTC))
    return sla_id, late


@pytest.fixture
def sheet(worked, window, settle):
    window.desk.registry.run("sla.what_if")
    settle()
    sheet = window.findChild(SlaWhatIfSheet)
    QAbstractItemModelTester(sheet.numbers.changed.records, QAbstractItemModelTester.FailureReportingMode.Fatal)
    return sheet


def press(qtbot, widget, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(widget, key, modifier)


def row_of(sheet, target, priority=0):
    rows = sheet.numbers.lines.records.rows
    return next(each for each in rows if (each.target, each.priority) == (target, priority))


def cells(sheet, target):
    now, row = sheet.numbers.lines.now(), row_of(sheet, target)
    return {column.key: column.text(row, now) for column in sheet.numbers.lines.records.columns}


def test_before_anything_is_proposed_both_sides_are_todays(sheet):
    assert sheet.numbers.headline.text() == "Nothing is proposed yet: both sides are today's."
    assert "same events of 3 incidents" in sheet.numbers.remarks.text()
    assert "These are fewer than 10 clocks: the shares say little." in sheet.numbers.remarks.text()
    assert sheet.pane.list.texts() == ["Office SLA", "Office"]
    shown = cells(sheet, Target.RESOLUTION)
    assert (shown["before"], shown["after"], shown["difference"]) == (
        "100 % (34–100 %) n=2", "100 % (34–100 %) n=2", "n too small",
    )  # fmt: skip
    assert not sheet.adopt.isEnabled()
    assert sheet.adopt.toolTip() == "Nothing is proposed yet."


def test_a_target_is_proposed_with_keys_in_the_dialog_of_slas(sheet, qtbot, settle, sqlite_desk):
    sheet.pane.list.setFocus()
    press(qtbot, sheet.pane.list, Qt.Key.Key_Return)
    settle()
    dialog = sheet.findChild(ProposedSla)
    line = dialog.targets.lines[3, Target.RESOLUTION]
    assert line.text() == "4 h"
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "2 h")
    press(qtbot, line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert sheet.numbers.headline.text() == "1 clock would newly be breached; 0 would newly be met."
    assert [(each.title, each.breaks) for each in sheet.numbers.changed.records.rows] == [("Printer jams", True)]
    assert cells(sheet, Target.RESOLUTION)["after"] == "50 % (9–91 %) n=2"
    with sqlite_desk.read() as reader:
        assert sla_facts(reader, 1)["targets"] == TODAY["targets"]


def test_targets_in_the_wrong_order_stay_in_the_dialog(sheet, settle):
    sheet.edit("sla", 1)
    settle()
    dialog = sheet.findChild(ProposedSla)
    dialog.targets.lines[3, Target.RESPONSE].setText("8 h")
    dialog.accept()
    assert dialog.isVisible()
    assert sheet.proposal == Proposal()


def test_working_hours_are_proposed_in_the_dialog_of_calendars(sheet, settle):
    sheet.edit("calendar", 1)
    settle()
    dialog = sheet.findChild(ProposedCalendar)
    for line in dialog.week.lines.values():
        line.setText("00:00-24:00")
    dialog.accept()
    settle()
    assert sheet.proposal.calendars == {1: {"windows": "mon-sun 00:00-24:00"}}
    (changed,) = sheet.numbers.changed.records.rows
    assert changed.after.elapsed == 19.5 * 3_600_000_000


def test_a_new_sla_may_stand_on_a_calendar_that_is_only_proposed(sheet, settle):
    sheet.propose("calendar", -1, {"name": "Nights", "time_zone": "UTC", "windows": "mon-fri 18:00-06:00"}, {})
    settle()
    sheet.pane.new_sla.click()
    settle()
    dialog = sheet.findChild(ProposedSla)
    assert dialog.calendar.findData("Nights") >= 0
    dialog.form.fields["name"].setText("Night SLA")
    dialog.form.fields["kind"].button("OLA").click()
    dialog.calendar.choose("Nights")
    dialog.targets.lines[3, Target.RESOLUTION].setText("1 h")
    dialog.accept()
    settle()
    assert sheet.pane.list.texts() == ["Office SLA", "Night SLA", "Office", "Nights"]
    assert [each.after.n for each in sheet.found.lines if each.kind == "OLA"] == [2, 2]


def test_what_is_proposed_again_shows_what_was_proposed_before(sheet, settle):
    sheet.propose("sla", 1, HALF, TODAY)
    settle()
    sheet.edit("sla", 1)
    settle()
    assert sheet.findChild(ProposedSla).targets.lines[3, Target.RESOLUTION].text() == "2 h"


def test_leaving_the_dialog_as_it_was_keeps_no_draft_over_a_later_proposal(sheet, settle, desk):
    sheet.propose("sla", 1, HALF, TODAY)
    settle()
    sheet.edit("sla", 1)
    settle()
    sheet.findChild(ProposedSla).reject()
    assert draft(desk.database.place, "what-if-sla-1") == {}


def test_what_is_typed_and_left_with_esc_is_there_again_and_not_among_the_drafts_of_the_sla(sheet, qtbot, settle, desk):
    sheet.edit("sla", 1)
    settle()
    dialog = sheet.findChild(ProposedSla)
    dialog.targets.lines[3, Target.RESOLUTION].setText("3 h")
    press(qtbot, dialog, Qt.Key.Key_Escape)
    settle()
    assert draft(desk.database.place, "sla-1") == {}
    assert sheet.proposal.empty
    sheet.edit("sla", 1)
    settle()
    (again,) = [each for each in sheet.findChildren(ProposedSla) if each.isVisible()]
    assert again.targets.lines[3, Target.RESOLUTION].text() == "3 h"


def test_del_takes_a_proposal_back(sheet, qtbot, settle):
    sheet.propose("sla", 1, HALF, TODAY)
    settle()
    assert sheet.pane.undo.isEnabled()
    sheet.pane.list.setCurrentRow(0)
    press(qtbot, sheet.pane.list, Qt.Key.Key_Delete)
    settle()
    assert sheet.proposal.empty
    assert not sheet.pane.undo.isEnabled()
    assert sheet.numbers.headline.text() == "Nothing is proposed yet: both sides are today's."


def test_enter_opens_the_incident_in_the_window_and_the_sheet_stays(sheet, window, qtbot, settle, worked):
    sheet.propose("sla", 1, HALF, TODAY)
    settle()
    sheet.numbers.changed.setFocus()
    with qtbot.waitSignal(sheet.opened) as opened:
        press(qtbot, sheet.numbers.changed, Qt.Key.Key_Return)
    settle()
    assert opened.args == ["INC-0002"] == [f"INC-{worked[1]:04d}"]
    assert window.page.incident_id == worked[1]
    assert sheet.isVisible()


def test_the_list_can_be_of_those_that_would_newly_be_met_only(sheet, settle):
    sheet.propose("sla", 1, HALF, TODAY)
    settle()
    sheet.numbers.which.button("met").click()
    assert list(sheet.numbers.changed.records.rows) == []
    assert sheet.numbers.count.text() == "0 clocks have another outcome"
    sheet.numbers.which.button("late").click()
    assert len(sheet.numbers.changed.records.rows) == 1


def test_another_time_counts_other_clocks(sheet, settle):
    sheet._take_span("2026-03-01..2026-03-10")
    settle()
    assert row_of(sheet, Target.RESOLUTION).before.n == 1
    assert sheet.span.currentText() == "2026-03-01..2026-03-10"


def test_everything_is_copied_as_text(sheet, settle):
    sheet.propose("sla", 1, HALF, TODAY)
    settle()
    sheet.copy.click()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("1 clock would newly be breached")
    assert "Printer jams" in text


def test_what_is_proposed_is_there_again_after_the_sheet_was_closed(sheet, window, settle, desk):
    sheet.propose("sla", 1, HALF, TODAY)
    settle()
    sheet.close()
    settle()
    window.desk.registry.run("sla.what_if")
    settle()
    again = next(each for each in window.findChildren(SlaWhatIfSheet) if each.isVisible())
    assert again.proposal == Proposal({1: HALF})
    assert "This is what you proposed" in again.message.text
    again.message.action_button.click()
    settle()
    assert again.proposal.empty
    assert draft(desk.database.place, "sla-what-if") == {}


def test_adopting_writes_all_of_it_and_undo_brings_the_old_back(sheet, window, settle, sqlite_desk):
    sheet.propose("sla", 1, HALF, TODAY)
    sheet.propose("calendar", 1, {"windows": "mon-fri 08:00-18:00"}, {"windows": "mon-fri 09:00-17:00"})
    settle()
    sheet.adopt.click()
    question = sheet.findChild(SlaAdoptSheet)
    assert "P3 resolution: 4 h → 2 h" in question.changes.text()
    assert "working hours: mon-fri 09:00-17:00 → mon-fri 08:00-18:00" in question.changes.text()
    question.adopt.click()
    settle()
    with sqlite_desk.read() as reader:
        assert sla_facts(reader, 1)["targets"] == HALF["targets"]
        assert reader.rows("SELECT windows FROM calendar")[0][0].count("08:00") == 5
    assert sheet.proposal.empty
    assert "Adopted" in sheet.message.text
    window.desk.history.undo()
    settle()
    with sqlite_desk.read() as reader:
        assert sla_facts(reader, 1)["targets"] == TODAY["targets"]
        assert reader.rows("SELECT windows FROM calendar")[0][0].count("09:00") == 5


def test_what_somebody_else_has_changed_meanwhile_is_not_written_over(sheet, settle, sqlite_desk):
    sheet.propose("sla", 1, HALF, TODAY)
    settle()
    at(sqlite_desk, "31 12:00", lambda session: change_sla(session, 1, {"targets": "P3\t1 h\t\t3 h"}))
    sheet.ask_to_adopt()
    sheet.findChild(SlaAdoptSheet).adopt.click()
    settle()
    with sqlite_desk.read() as reader:
        assert sla_facts(reader, 1)["targets"] == "P3\t1 h\t\t3 h"
    assert sheet.message.text
    assert sheet.proposal == Proposal({1: HALF})


def test_a_proposal_that_makes_no_sense_says_why_and_loses_nothing(sheet, settle):
    sheet.propose("sla", 1, {"calendar": "Gone"}, {"calendar": "Office"})
    settle()
    assert "There is no “" in sheet.message.text
    assert sheet.numbers.headline.text() == "These are still the numbers from before."
    assert sheet.proposal == Proposal({1: {"calendar": "Gone"}})


def test_comparing_can_be_stopped(sheet, settle):
    sheet.propose("sla", 1, HALF, TODAY)
    sheet.job._speak()
    assert sheet.job.cancel_button.isVisible()
    sheet.job.cancel_button.click()
    settle()
    assert "Stopped. The numbers below are older" in sheet.message.text
    sheet.message.action_button.click()
    settle()
    assert len(sheet.numbers.changed.records.rows) == 1


def test_a_second_command_brings_the_same_sheet_forward(sheet, window):
    window.desk.registry.run("sla.what_if")
    assert window.findChildren(SlaWhatIfSheet) == [sheet]


def test_the_tab_of_slas_offers_it(window, qtbot, settle, worked):
    window.open("organisation#slas")
    settle()
    tab = window.findChild(SlasTab)
    tab.footer.more.click()
    menu = QApplication.activePopupWidget()
    (offered,) = [each for each in menu.actions() if each.objectName() == "sla.what_if"]
    assert offered.isEnabled()
    menu.close()
    offered.trigger()
    settle()
    assert window.findChild(SlaWhatIfSheet).isVisible()


def test_without_an_sla_it_says_what_to_do(window, settle, held_clock):
    window.desk.registry.run("sla.what_if")
    settle()
    sheet = window.findChild(SlaWhatIfSheet)
    assert sheet.numbers.headline.text() == "There is no SLA yet."
    assert not sheet.pane.change.isEnabled()


def test_whoever_cannot_see_it_hears_what_everything_is_and_reaches_it(sheet, settle, qtbot):
    sheet.propose("sla", 1, HALF, TODAY)
    settle()
    nameless = [type(each).__name__ for each in controls(sheet) if not each.accessibleName()]
    undescribed = [each.accessibleName() for each in controls(sheet) if not each.accessibleDescription()]
    assert (nameless, undescribed) == ([], [])
    sheet.activateWindow()
    sheet.pane.list.setFocus()
    assert left_out_by_tab(qtbot, sheet) == []


def test_no_word_is_cut_off_in_larger_text(sheet, settle, qtbot):
    sheet.desk.theme.choose_scale(150)
    settle()
    qtbot.waitUntil(lambda: list(cut_off(sheet)) == [], timeout=2_000)
    sheet.desk.theme.choose_scale(100)
