"""The evidence on the page of an incident: what the list says, what can be done with a piece, and verifying all."""

import io
import threading
from datetime import UTC, datetime

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QWidget

from incidentdesk.desktop.investigate import evidence_acts
from incidentdesk.desktop.investigate.evidence_dialog import EvidenceDialog
from incidentdesk.desktop.investigate.evidence_forms import HandOverDialog, RelabelDialog, VerdictDialog
from incidentdesk.desktop.investigate.evidence_model import EvidenceModel
from incidentdesk.desktop.investigate.evidence_part import EvidencePart
from incidentdesk.desktop.investigate.piece_dialog import PieceDialog
from incidentdesk.desktop.investigate.problem_page import ProblemPage
from incidentdesk.desktop.investigate.stance_dialog import StanceDialog, StanceModel, load_causes
from incidentdesk.desktop.respond.carried import Carried, packed
from incidentdesk.desktop.respond.incident_page import IncidentPage
from incidentdesk.detect.attachment import attach, attached
from incidentdesk.detect.incident import incident
from incidentdesk.investigate.evidence_adding import Label as Bag
from incidentdesk.investigate.evidence_adding import add_left_file, add_text
from incidentdesk.investigate.evidence_list import Act, custody_of
from incidentdesk.investigate.file_digest import digest_of
from incidentdesk.investigate.problem_intake import open_problem_of
from incidentdesk.investigate.stance import link_evidence
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import ISOLATE, POP
from incidentdesk.respond.note import add_note
from incidentdesk.store import ledger
from tests.desktop.investigate.evidence_world import (
    act,
    acts,
    add_causes,
    of_paths,
    of_text,
    pieces,
    put_file,
    put_text,
)

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(furnished, sqlite_desk, subject, qtbot, settle):
    desk = furnished(sqlite_desk)
    page = IncidentPage(desk, subject.id, parts=(EvidencePart,))
    window = QMainWindow()
    window.setCentralWidget(page)
    window.resize(1280, 720)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    settle(desk)
    page.show_part("evidence")
    settle(desk)
    yield page
    settle(desk)
    shiboken6.delete(window)


@pytest.fixture
def pane(page):
    return page.parts.part("evidence")


@pytest.fixture
def database(page):
    return page.desk.database


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def write(qtbot, text):
    qtbot.keyClicks(QApplication.focusWidget(), text)


def wait_for(qtbot, page, kind):
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.window().findChildren(kind)))
    found = next(each for each in page.window().findChildren(kind) if each.isVisible())
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and found.isAncestorOf(QApplication.focusWidget()))
    return found


def choose(pane, settle, title):
    settle(pane.desk)
    pane.choose(next(piece.id for piece in pane.model.pieces if piece.title == title))
    pane.list.setFocus()
    pane.desk.registry.refresh()


def plain(text):
    return text.replace(ISOLATE, "").replace(POP, "")


def test_an_incident_without_evidence_says_how_to_add_some(page, pane, qtbot):
    assert pane.stack.currentWidget() is pane.empty
    assert page.parts.text("evidence") == "Evidence"
    qtbot.mouseClick(pane.empty.action_button, Qt.MouseButton.LeftButton)
    assert wait_for(qtbot, page, EvidenceDialog)


def test_a_key_anywhere_on_the_page_adds_evidence_and_the_tab_counts_it(page, pane, database, subject, qtbot, settle):
    page.show_part("timeline")
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_E, SHIFT)
    wait_for(qtbot, page, EvidenceDialog)
    press(qtbot, Qt.Key.Key_2)
    press(qtbot, Qt.Key.Key_Tab)
    write(qtbot, "08:09 reset")
    press(qtbot, Qt.Key.Key_Return, CONTROL)
    settle(page.desk)
    assert [piece.title for piece in pieces(database, subject)] == ["08:09 reset"]
    assert page.parts.text("evidence") == "Evidence 1"
    assert pane.list.piece().title == "08:09 reset"


def test_a_row_says_everything_aloud(pane, database, subject, settle):
    [key] = add_causes(database, subject, "Firmware drops BGP")
    evidence_id = put_file(database, subject, source="core-sw-1")
    act(database, link_evidence, evidence_id, key, "supports")
    settle(pane.desk)
    said = plain(pane.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert said.startswith("syslog.txt. Log · core-sw-1 · ")
    assert said.endswith("supports “Firmware drops BGP”, Suspected. never verified")
    assert "SHA-256" in pane.model.index(0).data(Qt.ItemDataRole.ToolTipRole)


def test_the_model_keeps_the_rules_of_models(pane, database, subject):
    model = EvidenceModel(pane.desk.zone)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for n in range(3):
        put_text(database, subject, f"line {n}")
        assert model.show_pieces(pieces(database, subject))
    assert not model.show_pieces(pieces(database, subject))
    model.show_pieces([])


def test_the_chosen_piece_stays_chosen_when_others_come_and_go(pane, database, subject, settle):
    for n in range(3):
        put_text(database, subject, f"line {n}")
    choose(pane, settle, "line 1")
    act(database, add_text, subject, Bag(text="first", collected_at=datetime(2020, 1, 1, tzinfo=UTC)), actor="L. Novák")
    settle(pane.desk)
    assert pane.list.piece().title == "line 1"


# ── verifying ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_verify_all_writes_what_it_found_and_says_that_all_is_well(page, pane, database, subject, qtbot, settle):
    ids = [put_file(database, subject, f"{n}.log") for n in range(3)]
    settle(page.desk)
    assert pane.summary.text() == "3 pieces · 3 never verified"
    qtbot.mouseClick(pane.verify_button, Qt.MouseButton.LeftButton)
    settle(page.desk)
    assert pane.summary.text() == "3 pieces"
    assert all(acts(database, each) == [Act.ADDED, Act.MATCHES] for each in ids)
    assert "verified" in pane.model.index(0).data(Qt.ItemDataRole.DisplayRole)
    assert pane.verify_button.isEnabled()


def test_a_file_that_changed_on_disk_is_shown_with_what_changed(page, pane, database, subject, tmp_path, qtbot, settle):
    path = tmp_path / "core.dmp"
    path.write_bytes(b"a" * 100)
    act(database, add_left_file, subject, Bag(), path, digest_of(path))
    put_file(database, subject)
    path.write_bytes(b"b" * 101)
    settle(page.desk)
    page.desk.registry.run("evidence.verify")
    dialog = wait_for(qtbot, page, VerdictDialog)
    assert dialog.heading.text() == "1 matches · 1 does not match"
    told = dialog.text.toPlainText()
    assert "core.dmp\n    Does not match\n    size 100 → 101 bytes\n    SHA-256 " in told
    assert "syslog.txt" not in told
    dialog.reject()
    settle(page.desk)
    assert pane.summary.text() == "2 pieces · 1 does not match"


def test_verifying_shows_how_far_it_is_and_can_be_stopped(page, pane, database, subject, qtbot, settle, monkeypatch):
    evidence_id = put_file(database, subject, content=b"x" * 4_000_000)
    settle(page.desk)
    gate, real = threading.Semaphore(0), evidence_acts.verify_all

    def slow(*args, progress):
        return real(*args, progress=lambda done, total: gate.acquire(timeout=10) and progress(done, total))

    monkeypatch.setattr("incidentdesk.desktop.investigate.evidence_pane.verify_all", slow)
    page.desk.registry.run("evidence.verify")
    gate.release(3)
    qtbot.waitUntil(lambda: pane.bar.value() > 100)
    assert pane.progress.isVisible()
    assert pane.verify_button.toolTip() == "It is being verified."
    qtbot.mouseClick(pane.cancel, Qt.MouseButton.LeftButton)
    gate.release(99)
    settle(page.desk)
    assert not pane.progress.isVisible()
    assert acts(database, evidence_id) == [Act.ADDED]


# ── a piece ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_enter_shows_the_custody_and_a_note_is_added_to_it(page, pane, database, subject, qtbot, settle):
    evidence_id = put_text(database, subject, "08:09 reset", source="core-sw-1")
    choose(pane, settle, "08:09 reset")
    press(qtbot, Qt.Key.Key_Return)
    dialog = wait_for(qtbot, page, PieceDialog)
    settle(page.desk)
    assert dialog.heading.text() == "08:09 reset"
    assert dialog.hash.text() == pieces(database, subject)[0].sha256
    assert dialog.text.toPlainText() == "08:09 reset"
    assert [plain(line.head.text()).split(" · ")[0] for line in dialog.lines] == ["Added"]
    dialog.note.setFocus()
    write(qtbot, "asked the ISP for theirs")
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert acts(database, evidence_id) == [Act.ADDED, Act.NOTE]
    assert dialog.lines[-1].note.text() == "asked the ISP for theirs"
    assert dialog.note.text() == ""
    assert dialog.isVisible()


def test_a_piece_is_handed_over(page, pane, database, subject, qtbot, settle):
    evidence_id = put_text(database, subject)
    choose(pane, settle, "08:09 reset")
    qtbot.mouseClick(pane.piece_buttons[3], Qt.MouseButton.LeftButton)
    dialog = wait_for(qtbot, page, HandOverDialog)
    assert not dialog.save_button.isEnabled()
    write(qtbot, "Corporate security")
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    with database.read() as reader:
        line = custody_of(reader, evidence_id)[-1]
    assert (line.act, plain(line.note)) == (Act.HANDED_OVER, "to Corporate security")
    assert page.desk.history.why_no_undo()


def test_links_to_causes_are_turned_with_plus_and_minus(page, pane, database, subject, qtbot, settle):
    first, second = add_causes(database, subject, "Firmware drops BGP", "Cooling alarm")
    put_text(database, subject)
    choose(pane, settle, "08:09 reset")
    page.desk.registry.run("evidence.link")
    dialog = wait_for(qtbot, page, StanceDialog)
    settle(page.desk)
    assert not dialog.save_button.isEnabled()
    press(qtbot, Qt.Key.Key_Plus)
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Minus)
    assert dialog.choice.value == "contradicts"
    press(qtbot, Qt.Key.Key_Return, CONTROL)
    settle(page.desk)
    piece = pieces(database, subject)[0]
    assert (piece.stance_to(first), piece.stance_to(second)) == ("supports", "contradicts")
    page.window().activateWindow()
    choose(pane, settle, "08:09 reset")
    page.desk.registry.run("evidence.link")
    dialog = wait_for(qtbot, page, StanceDialog)
    settle(page.desk)
    write(qtbot, "on-call cool"[8:])
    assert dialog.model.rowCount() == 1
    press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, Qt.Key.Key_Delete)
    press(qtbot, Qt.Key.Key_Return, CONTROL)
    settle(page.desk)
    assert pieces(database, subject)[0].stance_to(second) == ""


def test_the_model_of_stances_keeps_the_rules_of_models(pane, database, subject):
    add_causes(database, subject, "one", "two")
    model = StanceModel(pane.desk.theme, {})
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.offer(load_causes(database, subject))
    model.take(model.index(1), "supports")
    for words in ("on", "none", ""):
        model.search(words)


def test_what_is_said_of_a_piece_is_corrected(page, pane, database, subject, qtbot, settle):
    put_text(database, subject, "08:09 reset")
    before = pieces(database, subject)[0]
    choose(pane, settle, "08:09 reset")
    page.desk.registry.run("evidence.relabel")
    dialog = wait_for(qtbot, page, RelabelDialog)
    assert not dialog.save_button.isEnabled()
    write(qtbot, "BGP falls over")
    press(qtbot, Qt.Key.Key_Return, CONTROL)
    settle(page.desk)
    after = pieces(database, subject)[0]
    assert (after.title, after.text, after.collected_at) == ("BGP falls over", "08:09 reset", before.collected_at)


def test_a_copy_is_saved_and_noted_in_the_custody(page, pane, database, subject, tmp_path, settle):
    evidence_id = put_file(database, subject)
    settle(page.desk)
    pane.commands.save_to(pane.model.pieces[0], tmp_path / "copy.txt")
    settle(page.desk)
    assert (tmp_path / "copy.txt").read_bytes() == b"12:00 down\n"
    assert acts(database, evidence_id) == [Act.ADDED, Act.EXPORTED]
    pane.commands.save_to(pane.model.pieces[0], tmp_path / "no such folder" / "copy.txt")
    settle(page.desk)
    assert "could not be made" in page.message.text
    assert acts(database, evidence_id) == [Act.ADDED, Act.EXPORTED]


def test_delete_takes_the_piece_away_and_not_the_incident_and_undo_brings_it_back(
    page, pane, database, subject, qtbot, settle
):
    put_text(database, subject)
    choose(pane, settle, "08:09 reset")
    press(qtbot, Qt.Key.Key_Delete)
    settle(page.desk)
    assert pieces(database, subject) == []
    assert page.parts.text("evidence") == "Evidence"
    with database.read() as reader:
        assert reader.rows("SELECT withdrawn_at FROM incident") == [(None,)]
    page.desk.history.undo()
    settle(page.desk)
    assert len(pieces(database, subject)) == 1


def test_commands_that_need_a_piece_say_so(page, pane, settle):
    settle(page.desk)
    registry = page.desk.registry
    assert registry.why_disabled("evidence.hand_over") == "Select a piece of evidence first."
    assert registry.why_disabled("evidence.verify") == "There is no evidence yet."


def test_in_the_trash_evidence_can_be_read_and_not_changed(page, pane, database, subject, settle):
    put_text(database, subject)
    act(database, ledger.withdraw, incident, subject.id)
    choose(pane, settle, "08:09 reset")
    registry = page.desk.registry
    assert "trash" in registry.why_disabled("evidence.take_away")
    assert registry.why_disabled("evidence.open") == ""
    assert not pane.takes(of_text("x"))
    assert not pane.add_button.isEnabled()
    assert "trash" in pane.add_button.toolTip()
    act(database, ledger.bring_back, incident, subject.id)
    settle(page.desk)
    assert pane.add_button.isEnabled()


# ── from the timeline and from attachments ───────────────────────────────────────────────────────────────────────────


def test_a_line_of_the_timeline_becomes_evidence_by_its_menu(page, database, subject, qtbot, settle):
    entry_id = act(database, add_note, subject.id, "ISP confirms the cut")
    settle(page.desk)
    page.show_part("timeline")
    view = page.timeline.view
    view.setCurrentIndex(view.model().place_of((entry_id,)))
    view.setFocus()
    page._open_row_menu(view.current_row(), view.mapToGlobal(QPoint(9, 9)))
    menu = next(each for each in page.findChildren(QMenu) if each.isVisible())
    next(each for each in menu.actions() if each.objectName() == "evidence.from_row").trigger()
    menu.close()
    dialog = wait_for(qtbot, page, EvidenceDialog)
    settle(page.desk)
    assert dialog.source.entry.chosen().id == entry_id
    press(qtbot, Qt.Key.Key_Return, CONTROL)
    settle(page.desk)
    assert pieces(database, subject)[0].entry_id == entry_id


def test_a_row_is_dragged_with_the_mouse(page, database, subject, qtbot, settle, monkeypatch):
    act(database, add_note, subject.id, "ISP confirms the cut")
    settle(page.desk)
    page.show_part("timeline")
    dragged = []

    class Drag:
        def __init__(self, _source):
            pass

        def setMimeData(self, data):
            dragged.append(data.text())

        def exec(self, actions):
            assert actions == Qt.DropAction.CopyAction

    monkeypatch.setattr("incidentdesk.desktop.respond.timeline_view.QDrag", Drag)
    view = page.timeline.view
    row = next(row for row in view.model().rows if getattr(row, "fact", None) and row.fact.entry_id)
    start = view.visualRect(view.model().place_of(row.key)).center()
    left, nothing = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    qtbot.mousePress(view.viewport(), left, pos=start)
    for distance in (5, 20, 60):
        at = QPointF(start + QPoint(distance, 0))
        move = QMouseEvent(
            QEvent.Type.MouseMove, at, view.viewport().mapToGlobal(at), Qt.MouseButton.NoButton, left, nothing
        )
        QApplication.sendEvent(view.viewport(), move)
    qtbot.mouseRelease(view.viewport(), left, pos=start)
    assert dragged == ["ISP confirms the cut"]


def test_a_row_is_dragged_to_the_tab_of_evidence(page, database, subject, qtbot, settle):
    entry_id = act(database, add_note, subject.id, "ISP confirms the cut")
    settle(page.desk)
    page.show_part("timeline")
    view = page.timeline.view
    row = next(row for row in view.model().rows if row.key == (entry_id,))
    data = packed(view.carried(row))
    assert data.text() == "ISP confirms the cut"
    tabs = page.parts.tabs
    where = QPointF(tabs.tabRect(page.parts.keys.index("evidence")).center())
    nothing = Qt.KeyboardModifier.NoModifier
    tabs.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, nothing))
    dialog = wait_for(qtbot, page, EvidenceDialog)
    settle(page.desk)
    assert page.parts.current == "evidence"
    assert dialog.source.entry.chosen().id == entry_id


def test_files_dropped_on_another_tab_are_attached(page, database, subject, tmp_path, settle):
    (tmp_path / "a.txt").write_text("a")
    data = of_paths(tmp_path / "a.txt")
    tabs = page.parts.tabs
    where = QPointF(tabs.tabRect(page.parts.keys.index("attachments")).center())
    nothing = Qt.KeyboardModifier.NoModifier
    tabs.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, nothing))
    settle(page.desk)
    with database.read() as reader:
        assert [each.name for each in attached(reader, subject.id)] == ["a.txt"]
    assert pieces(database, subject) == []


def test_something_dropped_on_the_pane_opens_the_dialog(page, pane, tmp_path, qtbot):
    (tmp_path / "a.log").write_text("a")
    data = of_paths(tmp_path / "a.log")
    copy, left, nothing = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), copy, data, left, nothing)
    pane.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert pane.drop_frame.isVisible()
    pane.dropEvent(QDropEvent(QPointF(9, 9), copy, data, left, nothing))
    assert not pane.drop_frame.isVisible()
    assert wait_for(qtbot, page, EvidenceDialog).source.content().files[0].name == "a.log"


def test_what_is_pasted_while_evidence_is_in_view_becomes_evidence(page, pane, database, subject, qtbot, settle):
    put_text(database, subject)
    choose(pane, settle, "08:09 reset")
    QGuiApplication.clipboard().setText("08:10 hold timer expired")
    page.commands.paste()
    dialog = wait_for(qtbot, page, EvidenceDialog)
    assert dialog.source.text.toPlainText() == "08:10 hold timer expired"
    dialog.reject()
    page.show_part("timeline")
    page.timeline.view.setFocus()
    assert page.commands.why_no_paste() == "There is nothing to paste here."


def test_a_change_in_the_timeline_is_carried_as_its_sentence(page, settle):
    settle(page.desk)
    row = next(row for row in page.timeline.model.rows if getattr(row, "fact", None))
    carried = page.timeline.view.carried(row)
    assert carried == Carried("Logged · Phone", "Mei Okafor", row.fact.happened_at, "Timeline of INC-0001")


def test_an_attachment_becomes_evidence_by_its_button(page, database, subject, qtbot, settle):
    attachment_id = act(database, attach, subject.id, "trace.pcap", io.BytesIO(b"abc"), size=3)
    settle(page.desk)
    page.show_part("attachments")
    card = page.attachments.cards[attachment_id]
    button = next(each for each in card.findChildren(QWidget) if "Add as evidence" in each.accessibleName())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_for(qtbot, page, EvidenceDialog)
    settle(page.desk)
    press(qtbot, Qt.Key.Key_Return, CONTROL)
    settle(page.desk)
    assert pieces(database, subject)[0].attachment_id == attachment_id


def test_the_timeline_leads_to_the_evidence_that_it_tells_of(page, database, subject, qtbot, settle):
    put_text(database, subject)
    settle(page.desk)
    page.show_part("timeline")
    view = page.timeline.view
    row = next(row for row in page.timeline.model.rows if getattr(row, "fact", None) and row.fact.about)
    view.setCurrentIndex(view.model().place_of(row.key))
    view.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert page.parts.current == "evidence"


def test_an_empty_drag_is_not_taken(pane):
    assert not pane.takes(QMimeData())


def test_everything_in_it_has_a_name(page, pane, database, subject, settle):
    put_text(database, subject)
    settle(page.desk)
    for widget in pane.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert widget.accessibleName(), type(widget).__name__
            assert widget.accessibleDescription(), widget.accessibleName()


def test_a_problem_has_its_evidence_on_its_page(furnished, sqlite_desk, subject, qtbot, settle):
    desk = furnished(sqlite_desk)
    problem_id = act(sqlite_desk, open_problem_of, subject.id, title="Firmware drops BGP")
    page = ProblemPage(desk, problem_id)
    window = QMainWindow()
    window.setCentralWidget(page)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    settle(desk)
    page.setFocus()
    page.evidence.empty.action_button.setFocus()
    press(qtbot, Qt.Key.Key_E, SHIFT)
    dialog = wait_for(qtbot, page, EvidenceDialog)
    settle(desk)
    press(qtbot, Qt.Key.Key_2)
    press(qtbot, Qt.Key.Key_Tab)
    write(qtbot, "08:09 reset")
    press(qtbot, Qt.Key.Key_Return, CONTROL)
    settle(desk)
    assert [piece.title for piece in pieces(sqlite_desk, Subject("problem", problem_id))] == ["08:09 reset"]
    assert page.evidence_card.heading.text() == "Evidence  1"
    assert page.evidence.verify_button.isEnabled()
    assert not shiboken6.isValid(dialog)
    settle(desk)
    shiboken6.delete(window)


def test_a_reference_leads_to_one_piece(page, sqlite_desk, subject, settle):
    wanted, _other = put_text(sqlite_desk, subject, "first"), put_text(sqlite_desk, subject, "second")
    settle(page.desk)
    page.show_part(f"evidence/{wanted}")
    settle(page.desk)
    pane = page.parts.stack.currentWidget()
    assert pane.list.currentIndex() == pane.model.place_of(wanted)
