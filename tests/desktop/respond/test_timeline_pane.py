import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from incidentdesk import clock
from incidentdesk.desktop.respond.note_dialogs import CorrectDialog, WholeTextDialog
from incidentdesk.desktop.respond.timeline_model import GapRow
from incidentdesk.respond.note import add_note, change_note
from incidentdesk.respond.timeline import Kind
from tests.desktop.respond.keys import CONTROL, entries, press, rows, wait_for, write


@pytest.fixture
def noted(page, settle):
    """A note of mine, one of somebody else."""
    for actor, text in (("Mei Okafor", "Mine"), ("L. Novák", "Theirs")):
        with page.desk.database.write(actor=actor) as session:
            add_note(session, page.incident_id, text)
    settle(page.desk)
    return page


def choose(page, text):
    row = next(row for row in rows(page) if row.fact.text == text)
    page.timeline.view.setCurrentIndex(page.timeline.model.place_of(row.key))
    page.timeline.view.setFocus()
    page.desk.registry.refresh()


def test_a_star_marks_an_entry_for_the_report(noted, qtbot, settle):
    choose(noted, "Mine")
    press(qtbot, Qt.Key.Key_Asterisk)
    settle(noted.desk)
    assert [fact.text for fact in entries(noted) if fact.starred] == ["Mine"]
    assert noted.timeline.view.current_row().fact.text == "Mine"


def test_ones_own_note_is_corrected_and_what_it_said_is_kept(noted, qtbot, settle):
    choose(noted, "Mine")
    press(qtbot, Qt.Key.Key_F2)
    dialog = wait_for(qtbot, noted, CorrectDialog)
    write(qtbot, "Really ")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(noted.desk)
    assert "Really Mine" in [fact.text for fact in entries(noted)]
    assert not isValid(dialog)
    noted.window().activateWindow()
    choose(noted, "Really Mine")
    press(qtbot, Qt.Key.Key_Return)
    whole = wait_for(qtbot, noted, WholeTextDialog)
    qtbot.waitUntil(lambda: whole.earlier.count() == 2)
    assert whole.earlier.itemAt(1).widget().toPlainText() == "Mine"


def test_a_note_of_somebody_else_is_read_and_not_changed(noted, qtbot):
    choose(noted, "Theirs")
    press(qtbot, Qt.Key.Key_F2)
    assert wait_for(qtbot, noted, WholeTextDialog)
    assert "Only" in noted.commands.why_not_correct()


def test_a_correction_does_not_overwrite_what_was_saved_meanwhile(noted, qtbot, settle, monkeypatch):
    choose(noted, "Mine")
    press(qtbot, Qt.Key.Key_F2)
    wait_for(qtbot, noted, CorrectDialog)
    with noted.desk.database.write(actor="Mei Okafor") as session:
        change_note(session, next(fact.entry_id for fact in entries(noted) if fact.text == "Mine"), "From elsewhere")
    asked = []
    monkeypatch.setattr(
        "incidentdesk.desktop.respond.page_notes.ask_conflict",
        lambda _parent, _desk, conflict: asked.append(conflict) or {"text": "Both of them"},
    )
    write(qtbot, "Really ")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(noted.desk)
    assert [(clash.theirs, clash.mine) for clash in asked[0].clashes] == [("From elsewhere", "Really Mine")]
    assert "Both of them" in [fact.text for fact in entries(noted)]


def test_filters_show_what_is_asked_for(noted, qtbot):
    qtbot.mouseClick(noted.timeline.filter_buttons["people"], Qt.MouseButton.LeftButton)
    assert {row.fact.kind for row in rows(noted)} == {Kind.NOTE}
    qtbot.mouseClick(noted.timeline.filter_buttons["files"], Qt.MouseButton.LeftButton)
    assert noted.timeline.empty.isVisible()
    assert not noted.timeline.view.isVisible()


def test_the_order_is_remembered(noted, open_window, sqlite_desk, incident_id, qtbot):
    assert rows(noted)[0].fact.text == "Theirs"
    qtbot.mouseClick(noted.timeline.order_button, Qt.MouseButton.LeftButton)
    assert rows(noted)[0].fact.kind == Kind.LOGGED
    assert rows(open_window(sqlite_desk, incident_id))[0].fact.kind == Kind.LOGGED


def test_a_gap_is_filled_from_memory(page, qtbot, settle):
    at = clock.now()
    with page.desk.database.write(actor="Mei Okafor") as session:
        add_note(session, page.incident_id, "Long ago", happened_at=at.replace(year=at.year - 1))
    settle(page.desk)
    gap = rows(page, GapRow)[0]
    page.timeline.view.setCurrentIndex(page.timeline.model.place_of(gap.key))
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert page.composer.time.value() is not None
    assert QApplication.focusWidget() is page.composer.edit


def test_a_text_of_a_million_characters_is_shown_in_part(page, settle):
    with page.desk.database.write(actor="Mei Okafor") as session:
        add_note(session, page.incident_id, "word " * 199_999)
    settle(page.desk)
    row = rows(page)[0]
    assert page.timeline.view.sizeHintForRow(1) < 1_000
    dialog = WholeTextDialog(page.desk, row, page.window())
    assert dialog.text.toPlainText().count("word") == 199_999
    dialog.deleteLater()


def test_a_row_can_be_copied(noted, qtbot):
    choose(noted, "Theirs")
    press(qtbot, Qt.Key.Key_C, modifier=CONTROL)
    assert QApplication.clipboard().text() == "Theirs"
