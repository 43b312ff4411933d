"""Handing a shift over in the window."""

import pytest
import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.places import Place
from incidentdesk.desktop.respond.hand_over_sheet import READ, HandOverSheet
from incidentdesk.desktop.respond.hand_over_waiting import HandOverWaiting
from incidentdesk.prepare.person import staff_named
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.hand_over_note import notes, take_over, write_hand_over
from tests.desktop.respond.keys import press, write
from tests.desktop.respond.updates_desk import act, dialog, plain

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def bo(sqlite_desk):
    act(sqlite_desk, staff_named, "Mei Okafor")
    return act(sqlite_desk, staff_named, "Bo Diaz")


@pytest.fixture
def open_sheet(page, qtbot, settle):
    def open_sheet(**how):
        sheet = HandOverSheet(page.desk, page.window(), **how)
        sheet.open()
        qtbot.waitUntil(sheet.isActiveWindow)
        settle(page.desk)
        return sheet

    return open_sheet


def written(database):
    with database.read() as reader:
        return notes(reader)


def test_the_record_proposes_the_text(sqlite_desk, incident_id, bo, open_sheet):
    act(sqlite_desk, change_incident, incident_id, {"impact": 1, "urgency": 1})
    sheet = open_sheet()
    assert "INC-0001 Mail is down · P1 · New" in plain(sheet.writing.text.toPlainText())


def test_it_is_corrected_and_handed_over_by_keys(sqlite_desk, bo, open_sheet, qtbot):
    sheet = open_sheet()
    assert sheet.writing.text.hasFocus()
    press(qtbot, Qt.Key.Key_A, modifier=CONTROL)
    write(qtbot, "WAN is shaky")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    qtbot.waitUntil(lambda: [each.text for each in written(sqlite_desk)] == ["WAN is shaky"])
    assert written(sqlite_desk)[0].to_person == "Bo Diaz"


def test_what_was_typed_is_there_again_after_escape(bo, open_sheet, qtbot):
    open_sheet()
    press(qtbot, Qt.Key.Key_A, modifier=CONTROL)
    write(qtbot, "Half a sent")
    press(qtbot, Qt.Key.Key_Escape)
    assert open_sheet().writing.text.toPlainText() == "Half a sent"


def test_the_text_can_be_proposed_anew_and_that_be_undone(bo, open_sheet, qtbot, settle, page):
    sheet = open_sheet()
    proposed = sheet.writing.text.toPlainText()
    press(qtbot, Qt.Key.Key_A, modifier=CONTROL)
    write(qtbot, "Mine")
    sheet.writing.anew.click()
    settle(page.desk)
    assert sheet.writing.text.toPlainText() == proposed
    sheet.writing.text.undo()
    assert sheet.writing.text.toPlainText() == "Mine"


def test_an_empty_note_is_not_handed_over(bo, open_sheet):
    sheet = open_sheet()
    sheet.writing.text.setPlainText(" ")
    assert not sheet.send_button.isEnabled()
    assert sheet.send_button.toolTip() == "Write what the next one must know."


def test_without_anybody_else_it_says_so(sqlite_desk, open_sheet):
    act(sqlite_desk, staff_named, "Mei Okafor")
    sheet = open_sheet()
    assert "nobody to hand over to" in sheet.send_button.toolTip()
    assert not sheet.send_button.isEnabled()


def test_the_next_one_takes_it_over(sqlite_desk, bo, open_sheet, qtbot):
    mei = act(sqlite_desk, staff_named, "Mei Okafor")
    act(sqlite_desk, write_hand_over, to_id=mei, text="Vendor calls back", actor="Bo Diaz")
    sheet = open_sheet(part=READ)
    assert sheet.tabs.tabText(READ) == "Notes 1"
    assert sheet.reading.text.toPlainText() == "Vendor calls back"
    sheet.reading.take_button.click()
    qtbot.waitUntil(lambda: written(sqlite_desk)[0].taken_at is not None)
    qtbot.waitUntil(lambda: not sheet.reading.take_button.isEnabled())
    assert sheet.tabs.tabText(READ) == "Notes"


def test_a_note_for_somebody_else_is_only_read(sqlite_desk, bo, open_sheet):
    act(sqlite_desk, write_hand_over, to_id=bo, text="Vendor calls back")
    sheet = open_sheet(part=READ)
    assert not sheet.reading.take_button.isEnabled()
    assert sheet.reading.take_button.toolTip() == "This note is for Bo Diaz."


def test_no_note_yet(bo, open_sheet):
    sheet = open_sheet(part=READ)
    assert sheet.reading.empty.isVisible()
    assert not sheet.reading.text.isVisible()


class Window(QWidget):
    """Where the window says something above its page."""

    def __init__(self, desk, parent):
        super().__init__(parent)
        self.desk, self.said, self.unsaid = desk, [], ""

    def say(self, text, kind, action, run):
        self.said.append((plain(text), action))

    def unsay(self, text):
        self.unsaid = plain(text)


def test_who_comes_next_is_told_above_the_page_once(sqlite_desk, bo, page, qtbot, settle):
    mei = act(sqlite_desk, staff_named, "Mei Okafor")
    window = Window(page.desk, page.window())
    assert isinstance(HandOverWaiting(window), QObject)
    settle(page.desk)
    assert window.said == []
    act(sqlite_desk, write_hand_over, to_id=mei, text="Vendor calls back", actor="Bo Diaz")
    qtbot.waitUntil(lambda: window.said == [("Bo Diaz has handed over to you.", "Read the note…")])
    act(sqlite_desk, write_hand_over, to_id=bo, text="Something else")
    settle(page.desk)
    assert len(window.said) == 1
    assert window.unsaid == ""
    act(sqlite_desk, take_over, 1)
    qtbot.waitUntil(lambda: window.unsaid == "Bo Diaz has handed over to you.")


def test_the_tools_menu_opens_it_in_the_window(sqlite_desk, bo, page, qtbot, settle):
    from incidentdesk.desktop.main_window import MainWindow

    window = MainWindow(page.desk, (Place("notes", "Notes", "note", lambda _desk: QWidget()),), ())
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    page.desk.registry.run("tools.hand_over")
    sheet = dialog(qtbot, HandOverSheet)
    settle(page.desk)
    assert sheet.writing.text.toPlainText()
    sheet.close_button.click()
    window.close()
    shiboken6.delete(window)


def test_everything_has_a_name(bo, open_sheet):
    for part in (0, 1):
        sheet = open_sheet(part=part)
        nameless = [
            each
            for each in sheet.findChildren(QWidget)
            if each.focusPolicy() != Qt.FocusPolicy.NoFocus and each.isVisible() and not each.accessibleName()
        ]
        assert nameless == []
        sheet.close_button.click()
