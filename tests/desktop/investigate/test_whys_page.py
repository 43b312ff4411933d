"""A 5-Whys is built, read back and answered with the keyboard, and asks back."""

from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMainWindow, QMenu

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.clipboard import mime_data
from incidentdesk.desktop.investigate.canvas_gesture import Drop
from incidentdesk.desktop.investigate.whys_page import WhysPage
from incidentdesk.detect.intake import log_incident
from incidentdesk.investigate.cause_graph import EFFECT, Cause, CauseGraph, Effort, Gate, Kind, Status
from incidentdesk.investigate.cause_record import cause_graph_of
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.language import ISOLATE, POP
from tests.investigate.investigated import investigate
from tests.investigate.pictured_whys import chain, foreign, mail, many, payroll

Key, Modifier = Qt.Key, Qt.KeyboardModifier
NAMES = ("undo", "redo", "cut", "copy", "paste", "selectall")


@pytest.fixture
def open_whys(qtbot, furnished, sqlite_desk, settle):
    """Opens the 5-Whys of a new incident in a window, with a graph that was written into it before."""
    windows = []

    def open_whys(graph=None, actor="Mei Okafor", size=(1280, 720), subject=None):
        desk = furnished(sqlite_desk, actor)
        for name in NAMES:
            keys = {"undo": "Ctrl+Z", "redo": "Ctrl+Y", "copy": "Ctrl+C", "cut": "Ctrl+X", "paste": "Ctrl+V"}.get(name)
            desk.registry.add(Action(f"edit.{name}", name, lambda: None, shortcuts=(keys,) if keys else ()))
        page = WhysPage(desk, subject or written(sqlite_desk, graph))
        window = QMainWindow()
        window.setCentralWidget(page)
        window.resize(*size)
        with qtbot.waitSignal(page.shown):
            window.show()
        qtbot.waitUntil(window.isActiveWindow)
        page.canvas.setFocus()
        settle(desk)
        windows.append((desk, window))
        return page

    yield open_whys
    for desk, window in windows:
        settle(desk)
        shiboken6.delete(window)


def written(database, graph):
    with database.write(actor="Mei Okafor") as session:
        if graph is None:
            return Subject(INCIDENT, log_incident(session, title="Payroll run failed", reporter="A. Lindqvist"))
        return investigate(session, graph)


@pytest.fixture
def page(open_whys):
    return open_whys(payroll())


@pytest.fixture
def empty(open_whys):
    return open_whys()


def press(*keys, modifier=Modifier.NoModifier):
    for key in keys:
        QTest.keyClick(QApplication.focusWidget(), key, modifier)
        QApplication.processEvents()


def write(text):
    QTest.keyClicks(QApplication.focusWidget(), text)
    QApplication.processEvents()


def key_of(page, text):
    graph = page.document.graph
    return next(key for key, each in {**graph.causes, **graph.measures}.items() if each.text.startswith(text))


def choose(page, text):
    key = EFFECT if not text else key_of(page, text)
    page.go(key)
    page.canvas.setFocus()
    return key


def told(graph, key=EFFECT):
    return [(cause.text, told(graph, cause.key)) if graph.children(cause.key) else cause.text
            for cause in graph.children(key) if cause.kind == Kind.CAUSE]  # fmt: skip


def middle(page, box):
    rect = page.canvas.to_view(box)
    return QPoint(round(rect.center().x()), round(rect.center().y()))


# ── from the keyboard ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_tree_is_built_from_the_keyboard_alone(empty, settle, sqlite_desk):
    page = empty
    press(Key.Key_Tab)
    write("The database was read-only")
    press(Key.Key_Tab)
    write("The volume was full")
    press(Key.Key_Return, Key.Key_V, Key.Key_Return)
    write("A path failed")
    press(Key.Key_Return, Key.Key_X)
    press(Key.Key_Up, Key.Key_Tab)
    write("Vendor work ends without a checklist")
    press(Key.Key_Return, Key.Key_R)
    press(Key.Key_M)
    write("Closing checklist")
    press(Key.Key_Return, Key.Key_D, Key.Key_D)
    press(Key.Key_Left, Key.Key_Left, Key.Key_Left, Key.Key_G)
    settle(page.desk)
    with sqlite_desk.read() as reader:
        graph = cause_graph_of(reader, page.subject)
    assert told(graph) == [
        (
            "The database was read-only",
            [("The volume was full", ["Vendor work ends without a checklist"]), "A path failed"],
        )
    ]
    statuses = {cause.text: cause.status for cause in graph.in_order()}
    assert statuses["The volume was full"] == Status.VERIFIED
    assert statuses["A path failed"] == Status.RULED_OUT
    assert statuses["Vendor work ends without a checklist"] == Status.ROOT_CAUSE
    assert graph.gate(graph.loose[0].key) == Gate.OR
    (measure,) = graph.measures.values()
    assert (measure.text, measure.effort) == ("Closing checklist", Effort.CORRECT)


def test_everything_is_undone_and_redone(empty, settle):
    page = empty
    press(Key.Key_Tab)
    write("Read-only")
    press(Key.Key_Tab)
    write("Full")
    press(Key.Key_Return, Key.Key_R, Key.Key_M)
    write("Watch it")
    press(Key.Key_Return)
    after = page.document.graph
    for _step in range(page.document.stack.count()):
        press(Key.Key_Z, modifier=Modifier.ControlModifier)
    assert page.document.graph.in_order() == []
    assert page.document.graph.measures == {}
    while page.document.stack.canRedo():
        press(Key.Key_Y, modifier=Modifier.ControlModifier)
    settle(page.desk)
    assert page.document.graph.causes == after.causes
    assert [each.text for each in page.document.graph.measures.values()] == ["Watch it"]


def test_the_hint_of_an_empty_tree_begins_it(empty, qtbot):
    page = empty
    hint = page.canvas.picture.drawing.group(EFFECT, "hint")
    qtbot.mouseClick(page.canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle(page, hint.box))
    assert page.canvas.editor is not None
    write("First")
    press(Key.Key_Return)
    assert told(page.document.graph) == ["First"]


def test_a_new_answer_without_a_text_does_not_stay(empty, settle):
    press(Key.Key_Tab, Key.Key_Escape)
    settle(empty.desk)
    assert empty.document.graph.in_order() == []
    assert empty.selection.current == EFFECT


def test_a_counter_measure_without_a_text_does_not_stay(page):
    choose(page, "Debug logging")
    before = len(page.document.graph.measures)
    press(Key.Key_M, Key.Key_Escape)
    assert len(page.document.graph.measures) == before
    assert page.document.graph.causes[page.selection.current].text.startswith("Debug logging")


def test_the_arrows_walk_the_tree(page):
    choose(page, "")
    walked = []
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Down, Key.Key_Down, Key.Key_Left, Key.Key_Home):
        press(key)
        current = page.selection.current
        walked.append(page.document.graph.causes[current].text[:12] if current else "")
    assert walked == [
        "The payroll ", "The storage ", "Database swi", "Pre-flight c", "The batch do", "",
    ]  # fmt: skip


def test_the_arrows_reach_the_counter_measures(page):
    choose(page, "Vendor work")
    press(Key.Key_Right, Key.Key_Down, Key.Key_Down)
    assert page.document.graph.measures[page.selection.current].text.startswith("Owner + review")
    press(Key.Key_Left)
    assert page.document.graph.causes[page.selection.current].text.startswith("Alert routes")


def test_in_a_mirrored_window_the_arrows_are_mirrored(open_whys, settle):
    page = open_whys(payroll())
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    choose(page, "")
    press(Key.Key_Left)
    assert page.document.graph.causes[page.selection.current].text.startswith("The payroll")
    press(Key.Key_Right)
    assert page.selection.current == EFFECT


def test_a_ruled_out_branch_is_not_developed(page):
    choose(page, "Database switched")
    press(Key.Key_Tab)
    assert page.canvas.editor is None
    assert page.document.graph.children(page.selection.current) == []


def test_ruled_out_branches_refuse_with_a_sentence(page, qtbot):
    with qtbot.waitSignal(page.desk.registry.refused) as refused:
        choose(page, "Database switched")
        press(Key.Key_Tab)
    assert "ruled out" in str(refused.args[0])


def test_the_gate_turns_with_g_from_an_answer_too(page):
    choose(page, "Audit log")
    press(Key.Key_G)
    assert page.document.graph.gate(key_of(page, "The storage volume")) == Gate.OR
    choose(page, "Debug logging")
    assert page.desk.registry.why_disabled("diagram.gate") == "One answer needs no gate."


def test_the_gate_turns_with_a_click(page, qtbot):
    choose(page, "The payroll database")
    key = key_of(page, "The payroll database")
    gate = page.canvas.picture.drawing.group(key, "gate")
    qtbot.mouseClick(page.canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle(page, gate.box))
    assert page.document.graph.gate(key) == Gate.AND


def test_order_and_level_change_with_ctrl_and_arrows(page):
    choose(page, "No one acted")
    press(Key.Key_Up, modifier=Modifier.ControlModifier)
    storage = key_of(page, "The storage volume")
    assert [each.text[:9] for each in page.document.graph.children(storage)] == ["No one ac", "Audit log"]
    choose(page, "Audit log")
    press(Key.Key_Right, modifier=Modifier.ControlModifier)
    assert page.document.graph.causes[key_of(page, "Audit log")].parent == key_of(page, "No one acted")
    press(Key.Key_Left, modifier=Modifier.ControlModifier)
    assert page.document.graph.causes[key_of(page, "Audit log")].parent == storage


def test_counter_measures_change_their_order_too(page):
    choose(page, "Log level")
    press(Key.Key_Up, modifier=Modifier.ControlModifier)
    root = key_of(page, "Vendor work")
    assert [each.text[:9] for each in page.document.graph.measures_of(root)] == ["Log level", "Closing c"]


def test_space_folds_and_unfolds(page):
    key = choose(page, "The storage volume")
    press(Key.Key_Space)
    assert page.whys.hidden == {key: 6}
    press(Key.Key_Right)
    assert page.whys.hidden == {}
    assert page.document.graph.causes[page.selection.current].text.startswith("Audit log")


def test_del_takes_a_branch_away_and_a_proposed_counter_measure(page, qtbot):
    choose(page, "No one acted")
    press(Key.Key_Delete)
    assert not any(cause.text.startswith("Warning goes") for cause in page.document.graph.in_order())
    assert page.document.graph.causes[page.selection.current].text.startswith("Audit log")
    choose(page, "Audit log")
    press(Key.Key_M)
    write("Cap the log")
    press(Key.Key_Return, Key.Key_Delete)
    assert not any(each.text == "Cap the log" for each in page.document.graph.measures.values())
    choose(page, "Closing checklist")
    with qtbot.waitSignal(page.desk.registry.refused) as refused:
        press(Key.Key_Delete)
    assert "taken this on" in str(refused.args[0])


def test_votes_are_given_and_taken_back(page):
    key = choose(page, "Audit log")
    press(Key.Key_Plus, Key.Key_Plus, Key.Key_Minus)
    assert page.document.graph.votes_of(key) == 1


def test_enter_and_f2_write_into_a_counter_measure(page):
    key = choose(page, "Closing checklist")
    press(Key.Key_Return)
    assert page.canvas.editor is not None
    write("Checklist")
    press(Key.Key_Return)
    assert page.document.graph.measures[key].text == "Checklist"
    press(Key.Key_F2)
    write("Checklist, signed")
    press(Key.Key_Return, modifier=Modifier.ControlModifier)
    assert page.document.graph.measures[key].text == "Checklist, signed"
    # Ctrl+Enter goes on with another one against the same cause.
    write("And another")
    press(Key.Key_Return)
    assert [each.text for each in page.document.graph.measures_of(key_of(page, "Vendor work"))] == [
        "Checklist, signed", "Log level resets itself after 8 h", "And another",
    ]  # fmt: skip


def test_a_counter_measure_has_no_why(page, qtbot):
    choose(page, "Closing checklist")
    with qtbot.waitSignal(page.desk.registry.refused) as refused:
        press(Key.Key_Tab)
    assert "has no why" in str(refused.args[0])


def test_the_corrective_action_opens_with_ctrl_enter_and_a_double_click(page, qtbot, settle):
    choose(page, "Closing checklist")
    press(Key.Key_Return, modifier=Modifier.ControlModifier)
    settle(page.desk)
    dialog = QApplication.activeModalWidget()
    assert type(dialog).__name__ == "ActionDialog"
    settle(page.desk)
    dialog.reject()
    settle(page.desk)
    page.canvas.setFocus()
    box = page.boxes[key_of(page, "Closing checklist")]
    qtbot.mouseDClick(page.canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle(page, box))
    settle(page.desk)
    dialog = QApplication.activeModalWidget()
    assert type(dialog).__name__ == "ActionDialog"
    dialog.reject()


def test_a_new_counter_measure_can_be_opened_at_once(empty, settle):
    press(Key.Key_Tab)
    write("Full")
    press(Key.Key_Return, Key.Key_M)
    write("Watch it")
    press(Key.Key_Return)
    press(Key.Key_Return, modifier=Modifier.ControlModifier)
    settle(empty.desk)
    dialog = QApplication.activeModalWidget()
    assert type(dialog).__name__ == "ActionDialog"
    dialog.reject()


def test_an_open_editor_covers_no_more_than_its_text(open_whys):
    page = open_whys(foreign())
    choose(page, "Die Rückfallplanung")
    press(Key.Key_F2)
    card = page.canvas.to_view(page.boxes[page.selection.current])
    assert card.toRect().contains(page.canvas.editor.geometry())


# ── what is shown ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_b_reads_back_from_the_root(page):
    width = page.canvas.picture.drawing.box.width
    press(Key.Key_B)
    assert page.canvas.picture.drawing.box.width > width
    assert page.desk.registry.qaction("diagram.read_back").isChecked()
    press(Key.Key_B)
    assert page.canvas.picture.drawing.box.width == width


def bones() -> CauseGraph:
    causes = [
        Cause("k", kind=Kind.CATEGORY, text="Technology"),
        Cause("a", "k", text="Firmware drops the session"),
        Cause("b", "a", text="Release notes were not read"),
        Cause("c", "k", position=2, text="Failover is manual"),
        Cause("d", position=9, text="Nobody was told", asked=False),
    ]
    return CauseGraph(causes={each.key: each for each in causes})


def shown(page):
    return {page.document.graph.causes[key].text for key in page.boxes if key in page.document.graph.causes}


def test_chains_or_all_causes_are_shown(open_whys):
    page = open_whys(bones())
    assert shown(page) == {"Nobody was told"}
    page.desk.registry.run("diagram.everything")
    assert shown(page) == {
        "Firmware drops the session", "Release notes were not read", "Failover is manual", "Nobody was told",
    }  # fmt: skip


def test_a_reference_to_a_cause_on_a_bone_shows_its_branch_alone(open_whys):
    page = open_whys(bones())
    key = key_of(page, "Release notes")
    page.show_part(key)
    assert shown(page) == {"Firmware drops the session", "Release notes were not read"}
    assert page.selection.current == key
    page.isolate("")
    assert shown(page) == {"Nobody was told"}


def test_a_reference_before_anything_is_read_is_kept(open_whys, sqlite_desk, furnished, settle, qtbot):
    first = open_whys(bones())
    key = key_of(first, "Failover")
    page = WhysPage(first.desk, first.subject)
    page.show_part(key)
    with qtbot.waitSignal(page.shown):
        pass
    assert page.selection.current == key
    settle(first.desk)
    shiboken6.delete(page)


def test_a_reference_to_a_counter_measure_shows_it(page):
    key = key_of(page, "Log level")
    page.fold({key_of(page, "The storage volume")}, True)
    page.show_part(key)
    assert page.selection.current == key
    assert key in page.boxes


def test_w_leads_to_the_cause_in_the_fishbone(page, qtbot):
    key = choose(page, "Audit log")
    with qtbot.waitSignal(page.opened) as opened:
        press(Key.Key_W)
    assert opened.args == [f"{page.subject.number}/fishbone#{key}"]


def test_a_first_answer_is_put_on_a_bone(open_whys):
    page = open_whys(bones())
    key = choose(page, "Nobody was told")
    press(Key.Key_F)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["Technology"]
    QTest.keyClick(menu, Key.Key_Return)
    QApplication.processEvents()
    cause = page.document.graph.causes[key]
    assert page.document.graph.causes[cause.parent].text == "Technology"
    assert "Nobody was told" in shown(page)
    assert "on no bone yet" in page.desk.registry.why_disabled("diagram.put_on_bone")


def test_a_branch_is_isolated_from_the_menu(page):
    page.strip.start_wanted.emit(key_of(page, "The batch does not"))
    assert {text[:9] for text in shown(page)} == {"The batch", "Pre-fligh"}
    press(Key.Key_E, modifier=Modifier.ControlModifier | Modifier.ShiftModifier)
    assert len(shown(page)) == 11


def test_the_menu_of_starts_names_the_first_answers(page):
    page.strip._starts.aboutToShow.emit()
    texts = [action.text() for action in page.strip._starts.actions()]
    assert texts[0] == "The problem: the whole tree"
    assert texts[1].startswith("The payroll database")
    assert len(texts) == 3


def test_the_footer_counts(page):
    assert page.editor.footer.counts.text() == (
        "11 causes, 5 whys deep · 7 verified · 2 root causes · 4 counter-measures"
    )


def test_very_many_causes_open_folded(open_whys):
    page = open_whys(many(130))
    assert len(page.whys.columns) == 3
    page.unfold(next(iter(page.whys.hidden)))
    assert len(page.whys.columns) > 3


def test_where_the_first_answer_is_out_of_sight_the_problem_is_chosen(open_whys):
    page = open_whys(many(100))
    assert page.selection.current == EFFECT
    assert page.canvas.sees(page.boxes[EFFECT])


def test_the_heads_of_columns_stay_in_view(open_whys):
    page = open_whys(many(60))
    canvas = page.canvas

    def ink_at_the_top():
        picture = canvas.viewport().grab().toImage()
        ground = page.desk.theme.colour("surface").name()
        x = round(canvas.to_view(page.boxes[EFFECT]).left())
        return sum(picture.pixelColor(x + at, y).name() != ground for at in range(60) for y in range(4, 30))

    canvas.centre_on(200, canvas.picture.drawing.box.bottom / 2)
    assert canvas.seen().top > 100
    assert ink_at_the_top() > 50


def test_the_inspector_says_which_why_it_is(page, open_whys):
    choose(page, "Audit log")
    assert page.inspector.place.text() == "Why 3"
    page = open_whys(bones())
    page.go(key_of(page, "Release notes"))
    assert page.inspector.place.text().replace(ISOLATE, "").replace(POP, "") == "Why 2, on the bone Technology"


def test_the_outline_follows_the_picture(page, qtbot):
    press(Key.Key_Tab)
    write("Another one")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: page.outline.model.index_of(key_of(page, "Another one")).isValid())


def test_a_screen_reader_hears_what_is_chosen(page, monkeypatch):
    heard = []
    monkeypatch.setattr(page.canvas, "announce", heard.append)
    choose(page, "Vendor work")
    assert "root cause, why 5, 2 evidence, 2 counter-measures, 1 of 1" in heard[-1]


def test_the_inspector_shows_the_cause_of_a_counter_measure(page):
    choose(page, "Log level")
    assert page.inspector.text.toPlainText().startswith("Vendor work")


def test_e_adds_evidence_to_the_chosen_cause(page, settle):
    choose(page, "Pre-flight checks")
    press(Key.Key_E)
    settle(page.desk)
    dialog = QApplication.activeModalWidget()
    assert type(dialog).__name__ == "EvidenceDialog"
    dialog.reject()


def test_n_writes_a_note(page):
    choose(page, "Pre-flight checks")
    press(Key.Key_N)
    assert QApplication.focusWidget() is page.inspector.note


# ── hints ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_blaming_answer_is_asked_back_while_it_is_written(empty):
    press(Key.Key_Tab)
    write("Operator error")
    press(Key.Key_Return)
    assert empty.hints.hint.text == "What made this the sensible thing to do?"
    empty.hints.buttons["rewrite"].click()
    write("The two buttons look the same")
    press(Key.Key_Return)
    assert empty.hints.hint is None


def test_a_name_of_the_desk_is_blame_too(open_whys, sqlite_desk, settle):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        log_incident(session, title="Other", reporter="A", assignee="Mei Okafor")
    page = open_whys()
    settle(page.desk)
    press(Key.Key_Tab)
    write("Okafor was alone")
    press(Key.Key_Return)
    assert page.hints.hint is not None


def test_a_root_cause_asks_for_a_counter_measure(empty):
    press(Key.Key_Tab)
    write("No owner")
    press(Key.Key_Return, Key.Key_R)
    assert "without a counter-measure" in empty.hints.label.toolTip()
    empty.hints.buttons["answer"].click()
    write("Name an owner")
    press(Key.Key_Return)
    assert [each.text for each in empty.document.graph.measures.values()] == ["Name an owner"]
    assert empty.hints.hint is None


def test_a_root_cause_can_be_accepted_with_a_reason(empty, settle):
    press(Key.Key_Tab)
    write("No owner")
    press(Key.Key_Return, Key.Key_R)
    empty.hints.buttons["accept"].click()
    assert QApplication.focusWidget() is empty.inspector.accepted_reason
    write("The line is replaced in May")
    empty.canvas.setFocus()
    settle(empty.desk)
    (cause,) = empty.document.graph.in_order()
    assert cause.accepted_reason == "The line is replaced in May"
    assert empty.hints.hint is None


def test_five_whys_deep_it_asks_whether_to_go_on(open_whys):
    page = open_whys(chain(5))
    choose(page, "Because of what stands to the right of this, number 5")
    assert page.hints.hint.kind == "deep"
    page.hints.buttons["continue"].click()
    write("And deeper")
    press(Key.Key_Return)
    assert len(page.whys.columns) == 7


def test_a_single_chain_gets_another_answer(open_whys):
    page = open_whys(chain(3))
    assert page.hints.hint.kind == "single"
    page.hints.buttons["another"].click()
    write("Something else")
    press(Key.Key_Return)
    assert page.hints.hint is None


def test_hints_are_gone_through_and_dismissed(open_whys):
    graph = chain(1)
    causes = {f"x{n}": Cause(f"x{n}", position=n, text=f"User error {n}") for n in range(2)}
    page = open_whys(replace(graph, causes=causes))
    assert page.hints.count.text() == "1 of 2"
    first = page.hints.hint
    page.hints.next.click()
    assert page.hints.count.text() == "2 of 2"
    assert page.selection.current == page.hints.hint.key != first.key
    page.hints.dismiss.click()
    assert page.hints.hint == first
    page.hints.dismiss.click()
    assert page.hints.hint is None
    assert "Tab asks why" in page.hints.label.toolTip()


def test_causes_on_bones_are_offered_where_nothing_was_asked(open_whys):
    graph = bones()
    page = open_whys(replace(graph, causes={key: each for key, each in graph.causes.items() if key != "d"}))
    assert page.hints.hint.text == "2 causes hang on the fishbone, and their why was not asked yet."
    page.hints.buttons["show"].click()
    assert len(shown(page)) == 3
    assert page.hints.hint is None


# ── mouse, clipboard, other people ───────────────────────────────────────────────────────────────────────────────────


def test_a_card_is_dragged_to_another_why(page):
    choose(page, "")
    moved, target = key_of(page, "Pre-flight checks"), key_of(page, "The storage volume")
    page.canvas.carried.emit((moved,), page.canvas.find_drop(centre(page.boxes[target]), (moved,)))
    assert page.document.graph.causes[moved].parent == target


def test_a_counter_measure_is_dragged_to_another_cause(page):
    moved, target = key_of(page, "Log level"), key_of(page, "Debug logging")
    page.canvas.carried.emit((moved,), page.canvas.find_drop(centre(page.boxes[target]), (moved,)))
    assert page.document.graph.measures[moved].cause == target


def test_a_card_is_not_put_below_itself(page):
    above, below = key_of(page, "The storage volume"), key_of(page, "Audit log")
    page.canvas.carried.emit((above,), Drop(below))
    assert "below itself" in page.editor.message.text


def centre(box):
    return QPointF((box.left + box.right) / 2, (box.top + box.bottom) / 2)


def test_pasted_lines_become_answers_and_no_categories(empty):
    data = mime_data()
    data.setText("Volume full\n\tLog grew\nNo check")
    QGuiApplication.clipboard().setMimeData(data)
    empty.desk.registry.run("edit.paste")
    assert told(empty.document.graph) == [("Volume full", ["Log grew"]), "No check"]
    assert not any(empty.document.graph.children(each.key) for each in empty.document.graph.categories)


def test_a_branch_is_cut_and_pasted_below_another(page):
    choose(page, "No one acted")
    press(Key.Key_X, modifier=Modifier.ControlModifier)
    choose(page, "The batch does not")
    press(Key.Key_V, modifier=Modifier.ControlModifier)
    graph = page.document.graph
    assert graph.causes[key_of(page, "No one acted")].parent == key_of(page, "The batch does not")
    assert len(graph.measures_of(key_of(page, "Alert routes"))) == 1


def test_the_context_menu_of_a_cause_and_of_a_counter_measure(page):
    for text, wanted, unwanted in (("Audit log", "diagram.gate", "diagram.effort"),
                                   ("Log level", "diagram.effort", "diagram.gate")):  # fmt: skip
        choose(page, text)
        page.canvas.menu_wanted.emit(QPoint(0, 0))
        menu = QApplication.activePopupWidget()
        names = [action.objectName() for action in menu.actions()]
        assert wanted in names
        assert unwanted not in names
        menu.close()


def test_two_people_see_each_others_causes(open_whys, settle):
    ben = open_whys(actor="Ben Adler")
    mei = open_whys(subject=ben.subject)
    press(Key.Key_Tab)
    write("Full")
    press(Key.Key_Return)
    for page in (mei, ben, mei):
        settle(page.desk)
    assert told(ben.document.graph) == ["Full"]


def test_an_incident_that_is_not_there_is_said(qtbot, furnished, sqlite_desk, settle):
    desk = furnished(sqlite_desk)
    page = WhysPage(desk, Subject(INCIDENT, 4711))
    qtbot.addWidget(page)
    settle(desk)
    assert page.editor.count() == 2
    assert page.printable().kind == "whys"


def test_the_whole_picture_is_written_however_it_is_looked_at(page):
    page.fold({key_of(page, "The payroll database")}, True)
    assert sum(group.kind == "cause" for group in page.whole().groups) == 11


def test_what_was_being_typed_into_a_counter_measure_is_recovered(page, settle, qtbot):
    choose(page, "Debug logging")
    press(Key.Key_M)
    write("Watch the log")
    page.document.keep()
    again = WhysPage(page.desk, page.subject)
    with qtbot.waitSignal(again.shown):
        pass
    assert "Watch the log" in {each.text for each in again.document.graph.measures.values()}
    assert "Watch the log" in again.editor.message.text
    settle(page.desk)
    shiboken6.delete(again)


def test_every_control_has_a_name_and_says_what_it_does(open_whys):
    page = open_whys(chain(5))
    choose(page, "Because of what stands to the right of this, number 5")
    controls = [*page.strip.findChildren(QAbstractButton), *page.hints.findChildren(QAbstractButton), page.canvas]
    assert len(controls) > 12
    for control in controls:
        assert control.accessibleName(), control
        assert control.accessibleDescription() or control.toolTip(), control.accessibleName()


def test_long_names_do_not_break_the_page(open_whys):
    page = open_whys(mail(), size=(960, 600))
    assert page.title().startswith("INC-0001 5-Whys")
    assert not page.outline.isVisible()
