"""What could not be taken: looked at, kept as a file, tried again and dropped."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.respond.letter_sheet import LetterSheet
from incidentdesk.detect.dead_letter_change import keep_dead_letter
from incidentdesk.detect.dead_letter_list import dead_letters
from tests.desktop.investigate.analyses_window import CONTROL, Key, act, held_clock, read
from tests.desktop.investigate.conftest import furnished
from tests.desktop.respond.intake_window import triage

__all__ = ["furnished", "held_clock", "triage"]

BOUNCE = (
    b"From: MAILER-DAEMON@example.com\r\nTo: help@example.com\r\nSubject: The printer is on fire\r\n"
    b"Message-ID: <1@example.com>\r\n\r\nHot. <script>alert(1)</script>\r\n"
)
MAIL = (
    b"From: A. Lindqvist <a.lindqvist@example.com>\r\nTo: help@example.com\r\nSubject: No mail since noon\r\n"
    b"Message-ID: <2@example.com>\r\nDate: Sat, 28 Mar 2026 09:00:00 +0000\r\n\r\nNothing arrives.\r\n"
)


@pytest.fixture
def kept(held_clock, sqlite_desk):
    parked = act(sqlite_desk, keep_dead_letter, kind="Mail", source="Help desk", sender="mailer-daemon@example.com",
                 subject="The printer is on fire", reason="It is a bounce.", raw=BOUNCE, parked=True)  # fmt: skip
    act(sqlite_desk, keep_dead_letter, kind="Alert", source="Zabbix", reason="It is no JSON.", raw=b"{\x00nonsense")
    return parked


@pytest.fixture
def lead(kept, triage):
    return triage("letters")


def stored(database):
    return {row.id: (row.state, row.reason, row.incident_id) for row in read(database, dead_letters, all_states=True)}


def test_parked_is_told_apart_from_what_can_not_be_read(lead):
    QAbstractItemModelTester(lead.pane.table.model())
    assert lead.cells("state") == ["Waiting", "Parked"]
    assert lead.cells("subject") == ["without a subject", "The printer is on fire"]
    assert lead.page.tabs.tabText(1) == "Could not be taken 2"


def test_what_was_parked_is_taken_when_somebody_wants_it(sqlite_desk, kept, lead):
    lead.pane.stand_on(kept)
    lead.press(Key.Key_R)
    lead.qtbot.waitUntil(lambda: stored(sqlite_desk)[kept][0] == "Taken in")
    lead.qtbot.waitUntil(lambda: "1 new incident:" in lead.pane.message.text)
    assert "INC-0001" in lead.pane.message.text
    lead.qtbot.waitUntil(lambda: lead.cells("state") == ["Waiting"])
    lead.pane.states.button("all").click()
    lead.rest()
    lead.pane.stand_on(kept)
    lead.pane.table.setFocus()
    lead.press(Key.Key_O)
    assert lead.went_to == ["INC-0001"]


def test_what_still_can_not_be_taken_stays_with_its_reason(sqlite_desk, lead):
    lead.pane.stand_on(2)
    lead.press(Key.Key_R)
    lead.qtbot.waitUntil(lambda: "1 could not be taken." in lead.pane.message.text)
    assert stored(sqlite_desk)[2][0] == "Waiting"


def test_dropping_needs_a_reason_and_can_be_undone(sqlite_desk, lead):
    lead.press(Key.Key_A, modifier=CONTROL)
    lead.press(Key.Key_D)
    dialog = lead.wait_for(LineDialog)
    assert dialog.save_button.toolTip() == "Say why in a few words."
    lead.write("Noise of a test")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: {each[0] for each in stored(sqlite_desk).values()} == {"Dropped"})
    lead.undo()
    assert {each[0] for each in stored(sqlite_desk).values()} == {"Waiting"}


def test_the_source_is_shown_as_a_text_and_saved_byte_for_byte(lead, kept, tmp_path):
    lead.pane.stand_on(kept)
    lead.press(Key.Key_Return)
    sheet = lead.wait_for(LetterSheet)
    assert "<script>alert(1)</script>" in sheet.source.toPlainText()
    assert sheet.source.isReadOnly()
    sheet.save(str(tmp_path / "kept.eml"))
    lead.qtbot.waitUntil(lambda: "Saved as" in sheet.message.text)
    assert (tmp_path / "kept.eml").read_bytes() == BOUNCE
    sheet.save(str(tmp_path / "no such folder" / "kept.eml"))
    lead.qtbot.waitUntil(lambda: "could not be written" in sheet.message.text)


def test_what_can_not_be_seen_in_a_source_is_shown_as_dots(lead):
    lead.pane.stand_on(2)
    lead.press(Key.Key_Return)
    assert lead.wait_for(LetterSheet).source.toPlainText() == "{·nonsense"


def drop(widget, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    actions, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    entering = QDragEnterEvent(QPoint(9, 9), actions, data, button, Qt.KeyboardModifier.NoModifier)
    entering.ignore()
    QApplication.sendEvent(widget, entering)
    if entering.isAccepted():
        event = QDropEvent(QPoint(9, 9), actions, data, button, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(widget, event)
    return entering.isAccepted()


def test_mail_that_is_dropped_on_the_page_is_taken_in_once(lead, tmp_path):
    (tmp_path / "one.eml").write_bytes(MAIL)
    (tmp_path / "many.mbox").write_bytes(b"From a\n" + MAIL + b"\nFrom b\n" + MAIL.replace(b"<2@", b"<3@") + b"\n")
    assert drop(lead.page, tmp_path / "one.eml")
    lead.qtbot.waitUntil(lambda: "1 new incident:" in lead.pane.message.text)
    assert drop(lead.page, tmp_path / "many.mbox")
    lead.qtbot.waitUntil(lambda: "1 was taken in before." in lead.pane.message.text)
    assert "1 new incident:" in lead.pane.message.text
    assert "INC-0002" in lead.pane.message.text


def test_a_picture_is_not_taken_for_mail(lead, tmp_path):
    (tmp_path / "cat.png").write_bytes(b"\x89PNG")
    assert not drop(lead.page, tmp_path / "cat.png")


def test_a_file_that_is_gone_is_said(lead, tmp_path):
    assert drop(lead.page, tmp_path / "gone.eml")
    lead.qtbot.waitUntil(lambda: "can't be read" in lead.pane.message.text)
