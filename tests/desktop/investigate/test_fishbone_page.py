"""The page of a fishbone: mouse, panes, votes, categories, clipboard, and what is bad to come in."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from incidentdesk.desktop.clipboard import mime_data
from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.investigate.diagram_footer import counts_text
from incidentdesk.desktop.investigate.evidence_dialog import EvidenceDialog
from incidentdesk.investigate.category_set import category_sets
from incidentdesk.investigate.cause_graph import EFFECT, Side, Status, Voting
from incidentdesk.investigate.subject import Subject
from tests.desktop.investigate.fishbone_window import CONTROL, NONE, SHIFT, Key
from tests.investigate.pictured import one, six, thirty_nine, three_hundred


@pytest.fixture
def six_causes(sit_down):
    return sit_down(six())


# -- at first


def test_a_fresh_fishbone_shows_its_bones_and_what_to_do(lead):
    assert [each.text for each in lead.graph.categories] == [
        "People", "Process", "Technology", "Environment", "Information", "Suppliers",
    ]  # fmt: skip
    assert any(group.kind == "hint" for group in lead.page.canvas.picture.drawing.groups)
    assert lead.page.editor.footer.counts.text() == "No causes yet"
    assert lead.stored() is None


def test_counts_and_names_go_along(six_causes):
    lead = six_causes
    assert lead.page.editor.footer.counts.text() == "6 causes · 1 verified · 1 root cause"
    assert lead.page.canvas.accessibleName() == "Fishbone, 6 causes"
    graph = replace(lead.graph, backing={})
    assert counts_text(graph) == "6 causes · 1 verified · 1 root cause · 2 without evidence"


def test_what_is_chosen_is_spoken(six_causes, monkeypatch):
    lead = six_causes
    said = []
    monkeypatch.setattr(lead.page.canvas, "announce", said.append)
    lead.choose("Driver")
    plain = said[-1].replace("\u2068", "").replace("\u2069", "")
    assert plain == "Driver 4.1 leaks, root cause, level 2 of Technology, 2 evidence, 3 votes, 1 of 1"
    lead.press(Key.Key_Home)
    assert said[-1].startswith("Problem")


def test_more_than_120_causes_open_at_level_2(sit_down):
    lead = sit_down(three_hundred())
    shown = [lead.graph.depth(key) for key in lead.page.boxes if key]
    assert max(shown) == 2
    lead.desk.registry.run("diagram.level.all")
    assert len(lead.page.boxes) == 307


def test_a_subject_that_is_not_there_says_so(furnished, sqlite_desk, qtbot):
    from incidentdesk.desktop.investigate.fishbone_page import FishbonePage

    page = FishbonePage(furnished(sqlite_desk), Subject("incident", 99))
    page.show()
    qtbot.waitUntil(lambda: page.editor.count() == 2)
    assert "INC-0099" in page.editor.currentWidget().accessibleName()
    page.deleteLater()


def test_what_is_read_only_can_be_looked_at_and_not_changed(sit_down, sqlite_desk):
    lead = sit_down(six())
    lead.desk.database.read_only = "This database is read-only."
    lead.page.editor.show_graph()
    lead.choose("No one")
    lead.press(Key.Key_Tab, Key.Key_V, Key.Key_F2, Key.Key_Delete)
    assert lead.page.canvas.editor is None
    assert len(lead.graph.in_order()) == 6
    assert lead.desk.registry.why_disabled("diagram.add_child") == "This database is read-only."
    assert lead.page.inspector.text.isReadOnly()
    lead.page.canvas.setFocus()
    lead.press(Key.Key_Down, Key.Key_Home)
    assert lead.page.selection.current == EFFECT
    lead.desk.database.read_only = ""


def test_everything_has_a_name_for_those_who_cannot_see_it(six_causes):
    six_causes.choose("Driver")
    for widget in six_causes.page.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert widget.accessibleName(), (type(widget).__name__, widget.objectName())
            assert widget.accessibleDescription(), widget.accessibleName()


def test_one_and_thirty_nine_causes_are_all_in_view_when_they_fit(sit_down):
    for graph in (one(), thirty_nine()):
        lead = sit_down(graph, size=(1920, 1080))
        assert lead.page.canvas.all_in_view()
        assert lead.page.canvas.scale >= 0.5


def test_narrow_windows_leave_the_room_to_the_canvas(sit_down):
    lead = sit_down(six(), size=(1280, 720))
    assert not lead.page.outline.isVisible()
    assert lead.page.canvas.width() > 0.7 * lead.window.width()
    lead.desk.registry.run("diagram.pane.outline")
    assert lead.page.outline.isVisible()
    lead.desk.registry.run("diagram.pane.outline")
    assert not lead.page.outline.isVisible()
    lead.window.resize(960, 600)
    assert not lead.page.inspector.isVisible()
    lead.choose("Driver")
    lead.press(Key.Key_N)
    assert lead.page.inspector.isVisible()


def test_large_letters_leave_no_button_outside(sit_down):
    lead = sit_down(six(), size=(1280, 720))
    lead.desk.theme.choose_scale(150)
    QApplication.processEvents()
    strip = lead.page.strip
    for button in strip.findChildren(QWidget):
        if button.isVisible() and button.accessibleName():
            assert button.mapTo(strip, button.rect().bottomRight()).x() <= strip.width()


# -- mouse


def test_a_click_chooses_and_a_double_click_edits(six_causes):
    lead = six_causes
    key = lead.cause("No one").key
    viewport = lead.page.canvas.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, NONE, lead.middle(key))
    assert lead.page.selection.keys == (key,)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, CONTROL, lead.middle(lead.cause("DHCP").key))
    assert len(lead.page.selection.keys) == 2
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, NONE, lead.middle(key))
    assert lead.page.canvas.editor.toPlainText() == "No one owns the print server"


def test_a_label_is_dragged_into_another_and_between_others(six_causes):
    lead = six_causes
    lead.page.canvas.fit()
    contract, spooler = lead.cause("Contract").key, lead.cause("Spooler").key
    lead.drag(contract, spooler)
    assert lead.graph.causes[contract].parent == spooler
    dhcp = lead.cause("DHCP").key
    lead.drag(contract, lead.at(dhcp, 0.05))
    assert lead.texts(lead.category("Technology").key) == [
        "Spooler runs out of handles", "Contract covers hardware only", "DHCP lease ends at 07:00",
    ]  # fmt: skip
    lead.press(Key.Key_Z, Key.Key_Z, modifier=CONTROL)
    assert lead.graph.causes[contract].parent == lead.category("Suppliers").key


def test_nothing_is_dragged_into_itself(six_causes):
    lead = six_causes
    lead.page.canvas.fit()
    before = lead.graph
    lead.drag(lead.cause("Spooler").key, lead.cause("Driver").key)
    assert lead.graph == before


def test_a_category_is_dragged_to_the_other_side(six_causes):
    lead = six_causes
    lead.page.canvas.fit()
    people, process = lead.category("People").key, lead.category("Process").key
    target = lead.middle(process) - QPoint(lead.page.canvas.viewport().width() // 4, 0)
    lead.drag(people, target)
    assert lead.graph.causes[people].side == Side.BOTTOM
    assert lead.page.boxes[people].top > 0


def test_esc_gives_a_drag_up(six_causes):
    lead = six_causes
    key = lead.cause("Contract").key
    viewport = lead.page.canvas.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, NONE, lead.middle(key))
    QTest.mouseMove(viewport, lead.middle(lead.cause("Spooler").key))
    QTest.keyClick(lead.page.canvas, Key.Key_Escape)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, NONE, lead.middle(lead.cause("Spooler").key))
    assert lead.graph.causes[key].parent == lead.category("Suppliers").key


def test_a_marquee_chooses_what_it_touches(six_causes):
    lead = six_causes
    lead.page.canvas.fit()
    viewport = lead.page.canvas.viewport()
    lead.drag(QPoint(2, 2), viewport.rect().bottomRight() - QPoint(2, 2))
    assert len(lead.page.selection.keys) == 13
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, NONE, QPoint(3, 3))
    assert lead.page.selection.keys == ()


def wheel(canvas, at, turn, modifiers=NONE):
    event = QWheelEvent(
        QPointF(at), canvas.viewport().mapToGlobal(QPointF(at)), QPoint(), QPoint(0, turn),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)


def test_the_wheel_pans_and_zooms_at_the_pointer(six_causes):
    canvas = six_causes.page.canvas
    at = QPoint(200, 150)
    canvas.zoom_to(1.0)
    fixed = canvas.to_scene(QPointF(at))
    wheel(canvas, at, 120, CONTROL)
    assert canvas.scale > 1.0
    assert (canvas.to_scene(QPointF(at)) - fixed).manhattanLength() < 0.01
    for _turn in range(20):
        wheel(canvas, at, 120, CONTROL)
    assert canvas.scale == 3.0
    left, top = canvas.seen().left, canvas.seen().top
    wheel(canvas, at, -120)
    assert canvas.seen().top > top
    wheel(canvas, at, -120, SHIFT)
    assert canvas.seen().left > left
    for _turn in range(30):
        wheel(canvas, at, -120, CONTROL)
    assert canvas.scale == 0.25


def test_keys_zoom_the_picture_and_not_the_text_of_the_window(six_causes):
    lead = six_causes
    lead.page.canvas.zoom_to(1.0)
    lead.press(Key.Key_Plus, modifier=CONTROL)
    assert lead.page.canvas.scale == pytest.approx(1.2)
    lead.press(Key.Key_Minus, Key.Key_Minus, modifier=CONTROL)
    assert lead.page.canvas.scale < 1
    lead.press(Key.Key_0, modifier=CONTROL)
    assert lead.page.canvas.scale == 1.0
    assert lead.desk.theme.scale == 100


def test_the_middle_button_pans(six_causes):
    canvas = six_causes.page.canvas
    canvas.zoom_to(2.0)
    seen = canvas.seen()
    six_causes.drag(QPoint(300, 200), QPoint(240, 170), button=Qt.MouseButton.MiddleButton)
    assert canvas.seen().left == pytest.approx(seen.left + 30, abs=1)


def test_the_minimap_comes_with_what_is_not_in_view_and_leads_there(six_causes):
    lead = six_causes
    assert not lead.page.editor.minimap.isVisible()
    lead.page.canvas.zoom_to(2.0)
    assert lead.page.editor.minimap.isVisible()
    assert (lead.page.editor.minimap.width(), lead.page.editor.minimap.height()) == (180, 110)
    QTest.mouseClick(lead.page.editor.minimap, Qt.MouseButton.LeftButton, NONE, QPoint(8, 55))
    assert lead.page.canvas.seen().left < lead.page.canvas.picture.drawing.box.left + 100


def test_the_minimap_makes_room_for_what_is_worked_at(sit_down):
    lead = sit_down(thirty_nine())
    canvas, minimap = lead.page.canvas, lead.page.editor.minimap
    canvas.zoom_to(1.5)
    lead.choose("Single power feed")
    corner = minimap.geometry()
    label = canvas.to_view(lead.page.boxes[lead.page.selection.current])
    way = label.center() - QPointF(corner.center())
    canvas.pan(way.x(), way.y())
    label = canvas.to_view(lead.page.boxes[lead.page.selection.current]).toRect()
    assert label.intersects(corner)
    assert not label.intersects(minimap.geometry())


def test_in_a_mirrored_window_the_picture_is_mirrored(sit_down, qapp):
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        lead = sit_down(six())
        head, people = lead.page.boxes[EFFECT], lead.page.boxes[lead.category("People").key]
        assert head.right < people.left
        lead.choose("No one")
        lead.press(Key.Key_Tab)
        lead.write("Below")
        lead.press(Key.Key_Return)
        assert lead.page.boxes[lead.cause("Below").key].left > people.left
        assert lead.page.outline.x() > lead.page.canvas.x()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_a_new_cause_comes_into_view(sit_down):
    lead = sit_down(six())
    lead.page.canvas.zoom_to(2.0)
    lead.page.canvas.centre_on(0, 0)
    lead.page.selection.choose(lead.category("Information").key)
    lead.press(Key.Key_Tab)
    lead.write("Far away")
    seen, box = lead.page.canvas.seen(), lead.page.boxes[lead.page.selection.current]
    assert seen.left + 40 <= box.left
    assert box.bottom <= seen.bottom - 40


def test_a_right_click_opens_what_can_be_done(six_causes, qtbot):
    lead = six_causes
    key = lead.cause("DHCP").key
    point = lead.middle(key)
    QTest.mouseClick(lead.page.canvas.viewport(), Qt.MouseButton.RightButton, NONE, point)
    assert lead.page.selection.keys == (key,)
    lead.page.canvas.menu_wanted.emit(lead.page.canvas.viewport().mapToGlobal(point))
    menu = next(each for each in lead.page.findChildren(QMenu) if each.isVisible())
    assert lead.desk.registry.qaction("diagram.status.verified") in menu.actions()
    menu.close()


def test_the_picture_follows_light_and_dark(six_causes):
    canvas = six_causes.page.canvas
    light = canvas.grab().toImage().pixelColor(4, 4)
    six_causes.desk.theme.choose("dark")
    QApplication.processEvents()
    assert canvas.grab().toImage().pixelColor(4, 4) != light


def test_labels_glide_only_where_movement_is_wanted(sit_down):
    lead = sit_down(six())
    lead.desk.preferences.set("reduced_motion", False)
    lead.choose("Spooler")
    lead.press(Key.Key_Return)
    lead.write("Another")
    lead.press(Key.Key_Return)
    lead.press(Key.Key_Up, modifier=CONTROL)
    assert lead.page.canvas._offsets
    lead.qtbot.waitUntil(lambda: not lead.page.canvas._offsets)
    lead.desk.preferences.set("reduced_motion", True)
    lead.press(Key.Key_Down, modifier=CONTROL)
    assert not lead.page.canvas._offsets


# -- votes


def test_a_hidden_round_shows_everybody_only_their_own_votes(sit_down):
    mei = sit_down()
    mei.press(Key.Key_Tab)
    mei.write("One")
    mei.press(Key.Key_Return)
    mei.rest()
    luka = sit_down(actor="L. Novák", subject=mei.subject)
    mei.come()
    mei.choose("One")
    mei.desk.registry.run("diagram.votes.hide")
    mei.write("++")
    mei.rest()
    luka.rest()
    luka.come()
    luka.choose("One")
    assert luka.graph.effect.voting == Voting.HIDDEN
    assert luka.page.inspector.votes.text() == "0 of yours here · 5 dots left"
    luka.write("+")
    luka.desk.registry.run("diagram.votes.reveal")
    luka.rest()
    assert luka.page.inspector.votes.text() == "3 here · 4 dots left"
    luka.write("+++++")
    assert "all your 5 dots" in luka.window.message.text
    luka.desk.registry.run("diagram.votes.close")
    assert luka.desk.registry.why_disabled("diagram.votes.close")
    luka.write("-")
    assert luka.graph.votes_of(luka.current.key) == 7
    luka.desk.registry.run("diagram.votes.clear")
    assert luka.graph.votes_of(luka.current.key) == 0
    luka.press(Key.Key_Z, modifier=CONTROL)
    assert luka.graph.votes_of(luka.current.key) == 7


def test_votes_sort_the_outline_and_not_the_picture(six_causes):
    lead = six_causes
    lead.choose("DHCP")
    lead.write("++")
    lead.rest()
    before = dict(lead.page.boxes)
    model, technology = lead.page.outline.model, lead.category("Technology").key
    lead.page.outline.sort.click()
    index = model.index_of(technology)
    assert model.index(0, 0, index).data() == "DHCP lease ends at 07:00"
    assert lead.page.boxes == before
    lead.page.outline.sort.click()
    assert model.index(0, 0, index).data() == "Spooler runs out of handles"


def test_the_dots_of_each_person_are_set(six_causes, qtbot):
    from incidentdesk.desktop.investigate.dots_dialog import DotsDialog

    lead = six_causes
    lead.desk.registry.run("diagram.votes.dots")
    dialog = next(each for each in lead.window.findChildren(DotsDialog) if each.isVisible())
    dialog.dots.setValue(3)
    dialog.save_button.click()
    assert lead.graph.effect.dots == 3


# -- categories


def popup(lead):
    lead.qtbot.waitUntil(lambda: any(each.isVisible() for each in lead.window.findChildren(ChoicePopup)))
    return next(each for each in lead.window.findChildren(ChoicePopup) if each.isVisible())


def test_a_set_of_categories_is_chosen_and_what_has_causes_stays(six_causes):
    lead = six_causes
    lead.desk.registry.run("diagram.category.set")
    offered = popup(lead)
    assert offered.texts()[:4] == ["IT", "6M", "8P", "4S"]
    offered.line.setText("4S")
    offered._typed("4S")
    lead.press(Key.Key_Return)
    assert [each.text for each in lead.graph.categories] == [
        "People", "Process", "Technology", "Suppliers", "Surroundings", "Systems", "Skills",
    ]  # fmt: skip
    lead.press(Key.Key_Z, modifier=CONTROL)
    assert len(lead.graph.categories) == 6


def test_categories_are_kept_as_a_set_and_forgotten(six_causes, sqlite_desk):
    lead = six_causes
    lead.desk.registry.run("diagram.category.keep")
    lead.qtbot.waitUntil(lambda: any(each.isVisible() for each in lead.window.findChildren(LineDialog)))
    dialog = next(each for each in lead.window.findChildren(LineDialog) if each.isVisible())
    dialog.line.setText("Ours")
    dialog.save_button.click()
    lead.rest()
    with sqlite_desk.read() as reader:
        kept = category_sets(reader)[-1]
    assert (kept.name, len(kept.categories), kept.own) == ("Ours", 6, True)
    lead.come()
    lead.desk.registry.run("diagram.category.set")
    offered = popup(lead)
    offered.list.setCurrentRow(len(offered.texts()) - 1)
    lead.press(Key.Key_Return)
    lead.rest()
    with sqlite_desk.read() as reader:
        assert not any(each.own for each in category_sets(reader))


def test_a_category_is_added_and_changes_its_side(lead):
    lead.desk.registry.run("diagram.category.add")
    lead.write("Weather")
    lead.press(Key.Key_Return)
    weather = lead.category("Weather").key
    top = lead.page.boxes[weather].bottom < 0
    lead.desk.registry.run("diagram.category.side")
    assert (lead.page.boxes[weather].bottom < 0) != top


# -- clipboard


def test_indented_lines_become_causes_by_their_depth(lead):
    QGuiApplication.clipboard().setText("- One\n  - Below one\n    - Deeper\n- Two\n")
    lead.press(Key.Key_V, modifier=CONTROL)
    assert lead.texts() == ["One", "Two"]
    assert lead.texts(lead.cause("One").key) == ["Below one"]
    assert lead.current.text == "One"
    lead.press(Key.Key_Z, modifier=CONTROL)
    assert not lead.graph.in_order()


def test_lines_pasted_on_the_problem_are_categories(lead):
    QGuiApplication.clipboard().setText("People\n\tOne\nWeather\n\tStorm")
    lead.press(Key.Key_Home)
    lead.press(Key.Key_V, modifier=CONTROL)
    assert lead.texts() == ["One"]
    assert lead.texts(lead.category("Weather").key) == ["Storm"]


def test_a_very_long_paste_stands_whole_in_the_note(lead):
    text = "word " * 2_000
    QGuiApplication.clipboard().setText(text)
    lead.press(Key.Key_V, modifier=CONTROL)
    assert len(lead.current.text) <= 200
    assert lead.current.note == text.strip()
    lead.press(Key.Key_F2)
    QApplication.focusWidget().selectAll()
    lead.press(Key.Key_V, modifier=CONTROL)
    lead.press(Key.Key_Return)
    assert len(lead.current.text) <= 200


def test_copied_causes_are_text_for_others(six_causes):
    lead = six_causes
    lead.choose("Spooler")
    lead.press(Key.Key_C, modifier=CONTROL)
    assert QGuiApplication.clipboard().text() == "Spooler runs out of handles\n\tDriver 4.1 leaks"


def test_cut_causes_come_back_whole_and_a_copy_is_only_suspected(six_causes):
    lead = six_causes
    driver = lead.cause("Driver").key
    lead.choose("Spooler")
    lead.press(Key.Key_X, modifier=CONTROL)
    assert driver not in lead.graph.causes
    lead.choose("No one")
    lead.press(Key.Key_V, modifier=CONTROL)
    assert lead.graph.votes_of(driver) == 3
    assert lead.graph.backing_of(driver).supports == 2
    assert lead.graph.causes[lead.graph.causes[driver].parent].parent == lead.cause("No one").key
    lead.choose("Contract")
    lead.press(Key.Key_V, modifier=CONTROL)
    copies = [each for each in lead.graph.in_order() if each.text == "Driver 4.1 leaks" and each.key != driver]
    assert len(copies) == 1
    assert lead.graph.votes_of(copies[0].key) == 0
    assert lead.stored().votes_of(driver) == 3


def test_broken_branches_on_the_clipboard_are_refused(lead):
    data = mime_data()
    data.setData("application/x-incidentdesk-branches", b"{nonsense")
    data.setText("x")
    QGuiApplication.clipboard().setMimeData(data)
    lead.desk.registry.run("edit.paste")
    assert not lead.graph.in_order()


def test_select_all_chooses_what_is_shown_and_in_a_field_its_text(six_causes):
    lead = six_causes
    lead.press(Key.Key_A, modifier=CONTROL)
    assert len(lead.page.selection.keys) == 13
    lead.choose("Driver")
    lead.page.inspector.text.setFocus()
    lead.press(Key.Key_A, modifier=CONTROL)
    assert lead.page.inspector.text.textCursor().hasSelection()
    assert len(lead.page.selection.keys) == 1


# -- evidence


def test_e_asks_for_evidence_of_the_cause_once_it_is_saved(lead, monkeypatch):
    lead.press(Key.Key_Tab)
    lead.write("One")
    lead.press(Key.Key_Return, Key.Key_E)
    lead.qtbot.waitUntil(lambda: any(each.isVisible() for each in lead.window.findChildren(EvidenceDialog)))
    dialog = next(each for each in lead.window.findChildren(EvidenceDialog) if each.isVisible())
    lead.rest()
    dialog.kinds.choose("text")
    dialog.source.show_kind("text")
    dialog.source.text.setPlainText("08:09 link down")
    dialog.wanted.emit()
    lead.rest()
    lead.come()
    lead.choose("One")
    assert lead.graph.backing_of(lead.current.key).supports == 1
    assert lead.page.inspector.evidence.list.count() == 1
    lead.press(Key.Key_Z, modifier=CONTROL)
    lead.rest()
    assert lead.graph.backing_of(lead.cause("One").key).count == 0
    lead.press(Key.Key_Y, modifier=CONTROL)
    lead.rest()
    assert lead.graph.backing_of(lead.cause("One").key).count == 1


def test_a_file_dropped_on_a_label_is_offered_as_its_evidence(six_causes, tmp_path):
    lead = six_causes
    file = tmp_path / "syslog.txt"
    file.write_text("08:09 link down")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    key = lead.cause("DHCP").key
    event = QDropEvent(
        QPointF(lead.middle(key)), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NONE
    )  # fmt: skip
    lead.page.canvas._under_drag = key
    lead.page.canvas.dropEvent(event)
    lead.qtbot.waitUntil(lambda: any(each.isVisible() for each in lead.window.findChildren(EvidenceDialog)))
    dialog = next(each for each in lead.window.findChildren(EvidenceDialog) if each.isVisible())
    lead.rest()
    assert "DHCP lease ends" in dialog.cause_label.text()
    assert lead.page.selection.current == key
    dialog.reject()


# -- in the window


def test_the_way_back_leads_to_the_incident(six_causes, qtbot):
    lead = six_causes
    with qtbot.waitSignal(lead.page.opened) as opened:
        lead.page.strip.breadcrumb.links[0].click()
    assert opened.args == [lead.subject.number]


def test_a_reference_to_a_cause_chooses_it(six_causes):
    lead = six_causes
    key = lead.cause("Driver").key
    lead.page.show_part(key)
    assert lead.page.selection.current == key


def test_leaving_the_page_keeps_what_stands_in_an_open_label(lead):
    lead.press(Key.Key_Tab)
    lead.write("Nearly lost")
    lead.window.open("incidents")
    lead.rest()
    assert lead.stored().in_order()[0].text == "Nearly lost"


def test_closing_the_window_keeps_what_stands_in_an_open_label(lead):
    lead.press(Key.Key_Tab)
    lead.write("Nearly lost")
    lead.window.close()
    assert lead.stored().in_order()[0].text == "Nearly lost"


def test_the_page_says_while_something_is_not_saved(lead, monkeypatch):
    from incidentdesk.desktop.investigate import cause_document
    from incidentdesk.store.trouble import Full

    def full(*_args):
        raise Full("The disk is full.")

    monkeypatch.setattr(cause_document, "save_causes", full)
    told = []
    lead.page.not_saved.connect(told.append)
    lead.press(Key.Key_Tab)
    lead.write("One")
    lead.press(Key.Key_Return)
    lead.rest()
    assert "not saved yet" in lead.page.unsaved()
    assert lead.page.editor.footer.state.text() == "Not saved"
    assert lead.page.editor.message.text.startswith("The disk is full.")
    monkeypatch.undo()
    lead.page.editor.message.action_button.click()
    lead.rest()
    assert lead.page.unsaved() == ""
    assert (True in told, told[-1]) == (True, False)
    assert not lead.page.editor.message.isVisible()


def test_after_all_is_undone_there_is_something_to_go_on_from(lead):
    lead.press(Key.Key_Tab)
    lead.write("One")
    lead.press(Key.Key_Return)
    lead.rest()
    while lead.page.document.stack.canUndo():
        lead.press(Key.Key_Z, modifier=CONTROL)
        lead.rest()
    assert lead.graph.in_order() == []
    lead.press(Key.Key_Tab)
    lead.write("Again")
    lead.press(Key.Key_Return)
    lead.rest()
    assert [cause.text for cause in lead.graph.in_order()] == ["Again"]


def test_find_tells_how_many_there_are(six_causes):
    lead = six_causes
    lead.press(Key.Key_Slash)
    lead.write("er")
    find = lead.page.editor.find
    assert find.count.text().startswith("1 of ")
    lead.press(Key.Key_Return)
    assert find.count.text().startswith("2 of ")
    lead.press(Key.Key_Return, modifier=SHIFT)
    assert find.count.text().startswith("1 of ")
    find.field.setText("nothing like this")
    assert find.count.text() == "Nothing found"
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    assert lead.graph.causes[lead.page.selection.current].status in list(Status)
