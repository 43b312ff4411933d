"""Evidence is added in one dialog, from the keyboard or by dropping; nothing is added before it is complete."""

import hashlib
import io
import threading

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from shiboken6 import delete, isValid

from incidentdesk import clock
from incidentdesk.desktop.investigate import evidence_writing
from incidentdesk.desktop.investigate.entry_picker import EntryModel
from incidentdesk.desktop.investigate.evidence_dialog import open_evidence_dialog
from incidentdesk.desktop.respond.carried import Carried, packed
from incidentdesk.detect.attachment import attach, attached
from incidentdesk.investigate.evidence_list import EvidenceType
from incidentdesk.investigate.evidence_offer import offered_entries
from incidentdesk.prepare.setting import set_setting
from incidentdesk.respond.note import add_note
from tests.desktop.investigate.evidence_world import act, add_causes, of_paths, of_text, pieces

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(furnished, sqlite_desk):
    return furnished(sqlite_desk)


@pytest.fixture
def window(desk, qtbot):
    window = QMainWindow()
    window.setCentralWidget(QWidget())
    window.resize(1280, 720)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    delete(window)


@pytest.fixture
def opened(desk, window, subject, settle, qtbot):
    """Opens the dialog; what it hands over comes into the list."""

    def opened(dropped=None, cause_key="", done=None):
        dialog = open_evidence_dialog(desk, window, subject, cause_key, dropped, done)
        settle(desk)
        qtbot.waitUntil(lambda: dialog.isActiveWindow() and QApplication.focusWidget() is not None)
        return dialog

    return opened


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def write(qtbot, text):
    qtbot.keyClicks(QApplication.focusWidget(), text)


def save(qtbot, dialog, settle):
    qtbot.waitUntil(dialog.save_button.isEnabled)
    press(qtbot, Qt.Key.Key_Return, CONTROL)
    settle(dialog._desk)
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible())


def test_lines_of_a_log_are_added_from_the_keyboard_alone(opened, desk, subject, qtbot, settle):
    dialog = opened()
    assert not dialog.save_button.isEnabled()
    press(qtbot, Qt.Key.Key_2)
    press(qtbot, Qt.Key.Key_Tab)
    write(qtbot, "08:09 bgpd: session reset")
    press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, Qt.Key.Key_Tab)
    write(qtbot, "BGP falls over")
    press(qtbot, Qt.Key.Key_Tab)
    write(qtbot, "core-sw-1")
    save(qtbot, dialog, settle)
    [piece] = pieces(desk.database, subject)
    assert (piece.title, piece.type, piece.source) == ("BGP falls over", EvidenceType.LOG, "core-sw-1")
    assert piece.text == "08:09 bgpd: session reset"


def test_a_dropped_file_supports_or_contradicts_the_cause(opened, desk, subject, tmp_path, qtbot, settle):
    [key] = add_causes(desk.database, subject, "Firmware drops BGP")
    path = tmp_path / "graph.png"
    path.write_bytes(b"\x89PNG")
    done = []
    dialog = opened(of_paths(path), key, done.append)
    assert "Firmware drops BGP" in dialog.cause_label.text()
    assert dialog.type.currentData() == EvidenceType.PHOTO
    qtbot.mouseClick(dialog.stance.button("contradicts"), Qt.MouseButton.LeftButton)
    save(qtbot, dialog, settle)
    [piece] = pieces(desk.database, subject)
    assert (piece.title, piece.stance_to(key)) == ("graph.png", "contradicts")
    assert done == [piece.id]
    desk.history.undo()
    settle(desk)
    assert pieces(desk.database, subject) == []


def test_several_files_are_added_in_one_step_each_under_its_own_name(opened, desk, subject, tmp_path, qtbot, settle):
    act(desk.database, set_setting, "attachment_limit", 1024 * 1024)
    small, large = tmp_path / "a.log", tmp_path / "core.dmp"
    small.write_bytes(b"a")
    large.write_bytes(b"b" * 3_000_000)
    dialog = opened(of_paths(small, large))
    assert not dialog.title_field.isEnabled()
    assert "stays where it is" in dialog.source.file.fate.text()
    save(qtbot, dialog, settle)
    by_title = {piece.title: piece for piece in pieces(desk.database, subject)}
    assert by_title["a.log"].attachment_id is not None
    assert by_title["core.dmp"].path == str(large)
    assert by_title["core.dmp"].sha256 == hashlib.sha256(b"b" * 3_000_000).hexdigest()
    desk.history.undo()
    settle(desk)
    assert pieces(desk.database, subject) == []


def test_a_large_file_shows_how_far_it_is_and_escape_stops_it(
    opened, desk, subject, tmp_path, qtbot, settle, monkeypatch
):
    path = tmp_path / "a.log"
    path.write_bytes(b"x" * 5_000_000)
    gate, real = threading.Semaphore(0), evidence_writing.add_evidence

    def slow(*args, progress):
        return real(*args, progress=lambda done, total: gate.acquire(timeout=10) and progress(done, total))

    monkeypatch.setattr("incidentdesk.desktop.investigate.evidence_dialog.add_evidence", slow)
    dialog = opened(of_paths(path))
    press(qtbot, Qt.Key.Key_Return, CONTROL)
    gate.release(2)
    qtbot.waitUntil(lambda: dialog.bar.value() > 100)
    assert dialog.bar.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    gate.release(99)
    settle(desk)
    assert dialog.isVisible()
    assert dialog.message.text == "Stopped. Nothing was added."
    assert pieces(desk.database, subject) == []
    with desk.database.read() as reader:
        assert attached(reader, subject.id) == []
    monkeypatch.undo()
    dialog.title_field.setFocus()
    save(qtbot, dialog, settle)
    assert len(pieces(desk.database, subject)) == 1


def test_a_picture_is_pasted_anywhere_in_the_dialog(opened, desk, subject, qtbot, settle):
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    dialog = opened()
    press(qtbot, Qt.Key.Key_V, CONTROL)
    assert dialog.source.file.names.text().startswith("Screenshot ")
    save(qtbot, dialog, settle)
    [piece] = pieces(desk.database, subject)
    assert (piece.type, piece.attachment_name[-4:]) == (EvidenceType.PHOTO, ".png")


def test_text_pasted_into_a_field_is_text_of_that_field(opened, qtbot):
    QGuiApplication.clipboard().setText("core-sw-1")
    dialog = opened()
    dialog.source_field.setFocus()
    press(qtbot, Qt.Key.Key_V, CONTROL)
    assert dialog.source_field.text() == "core-sw-1"
    assert dialog.source.kind == "file"


def test_an_address_is_checked_while_it_is_typed(opened, desk, subject, qtbot, settle):
    dialog = opened(of_text(" https://status.example.com/graph "))
    assert dialog.source.kind == "link"
    dialog.source.link.setText("javascript:alert(1)")
    assert "is no web address" in dialog.source.link_trouble.text()
    assert not dialog.save_button.isEnabled()
    dialog.source.link.setText("status.example.com/graph")
    save(qtbot, dialog, settle)
    [piece] = pieces(desk.database, subject)
    assert (piece.type, piece.link) == (EvidenceType.LINK, "https://status.example.com/graph")


def test_an_entry_of_the_timeline_is_searched_and_chosen(opened, desk, subject, qtbot, settle):
    for text in ("ISP confirms the cut", "Secondary line carries 60 %", "Router rebooted by the ISP"):
        act(desk.database, add_note, subject.id, text, actor="L. Novák")
    dialog = opened()
    press(qtbot, Qt.Key.Key_4)
    dialog.source.entry.search.setFocus()
    assert not dialog.save_button.isEnabled()
    write(qtbot, "isp")
    assert dialog.source.entry.model.rowCount() == 2
    press(qtbot, Qt.Key.Key_Down)
    chosen = dialog.source.entry.chosen()
    assert chosen.text == "ISP confirms the cut"
    write(qtbot, "x")
    assert "No entry" in dialog.source.entry.nothing.text()
    assert not dialog.save_button.isEnabled()
    press(qtbot, Qt.Key.Key_Backspace)
    press(qtbot, Qt.Key.Key_Down)
    save(qtbot, dialog, settle)
    [piece] = pieces(desk.database, subject)
    assert (piece.entry_id, piece.type, piece.collected_by) == (chosen.id, EvidenceType.ENTRY, "L. Novák")


def test_a_row_carried_from_the_timeline_is_filled_in(opened, desk, subject, qtbot, settle):
    entry_id = act(desk.database, add_note, subject.id, "ISP confirms the cut")
    dialog = opened(packed(Carried("ISP confirms the cut", "Mei Okafor", 0, "INC-0001", entry_id=entry_id)))
    assert dialog.source.entry.chosen().id == entry_id
    save(qtbot, dialog, settle)
    assert pieces(desk.database, subject)[0].entry_id == entry_id


def test_a_change_carried_from_the_timeline_becomes_a_text_with_its_time(opened, desk, subject, qtbot, settle):
    at = clock.stored(clock.now()) // 60_000_000 * 60_000_000 - 3_600_000_000
    dialog = opened(packed(Carried("State New → In Progress", "L. Novák", at, "Timeline of INC-0001")))
    save(qtbot, dialog, settle)
    [piece] = pieces(desk.database, subject)
    assert (piece.text, piece.source) == ("State New → In Progress", "Timeline of INC-0001")
    assert (piece.collected_at, piece.collected_by) == (at, "L. Novák")


def test_an_attachment_carried_here_is_not_copied(opened, desk, subject, qtbot, settle):
    attachment_id = act(desk.database, attach, subject.id, "trace.pcap", io.BytesIO(b"abc"), size=3)
    dialog = opened(packed(Carried("trace.pcap", "Mei Okafor", 0, "INC-0001", attachment_id=attachment_id)))
    assert dialog.type.currentData() == EvidenceType.LOG
    save(qtbot, dialog, settle)
    assert pieces(desk.database, subject)[0].attachment_id == attachment_id


def test_a_text_that_is_too_long_for_one_is_kept_as_a_file(opened, desk, subject, qtbot, settle):
    text = "08:09 reset\n" * 20_000
    dialog = opened(of_text(text))
    save(qtbot, dialog, settle)
    [piece] = pieces(desk.database, subject)
    assert (piece.attachment_name, piece.size) == ("Excerpt.txt", len(text))


def test_what_can_not_be_saved_stays_as_it_was_typed(opened, desk, subject, qtbot, settle):
    dialog = opened(of_text("08:09 reset"), "a key that is not saved")
    press(qtbot, Qt.Key.Key_Return, CONTROL)
    settle(desk)
    assert "not saved yet" in dialog.message.text
    assert dialog.source.text.toPlainText() == "08:09 reset"
    assert dialog.save_button.isEnabled()


def test_a_file_that_is_gone_or_a_folder_is_refused_before_anything_is_added(opened, tmp_path, qtbot):
    assert "is no file" in opened(of_paths(tmp_path / "gone.log")).save_button.toolTip()
    assert "is a folder" in opened(of_paths(tmp_path)).source.file.fate.text()


def test_a_time_that_is_none_keeps_the_button_shut(opened):
    dialog = opened(of_text("08:09 reset"))
    dialog.when.write("half past never")
    assert not dialog.save_button.isEnabled()
    dialog.when.write("yesterday 17:00")
    assert dialog.save_button.isEnabled()


def test_something_is_dropped_on_the_open_dialog(opened, tmp_path):
    (tmp_path / "a.csv").write_text("1;2")
    dialog = opened()
    data = of_paths(tmp_path / "a.csv")
    nothing = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, nothing)
    dialog.dropEvent(event)
    assert dialog.type.currentData() == EvidenceType.METRIC
    assert dialog.source.content().files[0].name == "a.csv"


def test_an_empty_drop_opens_an_empty_dialog(opened):
    assert opened(QMimeData()).source.content().files == ()


def test_the_model_of_entries_keeps_the_rules_of_models(desk, subject):
    for n in range(5):
        act(desk.database, add_note, subject.id, f"note {n}")
    model = EntryModel(desk.zone)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    with desk.database.read() as reader:
        model.offer(offered_entries(reader, subject))
    for words in ("note", "3", "no such", ""):
        model.search(words)
    assert model.rowCount() == 5


def test_everything_in_it_has_a_name(opened):
    dialog = opened(of_text("x"))
    for kind in ("file", "text", "link", "entry"):
        dialog.kinds.button(kind).click()
        for widget in dialog.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
                assert widget.accessibleName(), (type(widget).__name__, widget.objectName())
                assert widget.accessibleDescription(), widget.accessibleName()
