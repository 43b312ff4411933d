"""The overview of an investigation on the page of an incident: what was found, what is done, and the ways on."""

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from incidentdesk.desktop.improve.lesson_dialog import LessonDialog
from incidentdesk.desktop.investigate.action_dialog import ActionDialog
from incidentdesk.desktop.investigate.line_list import Line, LineModel
from incidentdesk.desktop.investigate.problem_dialog import ProblemChooser
from incidentdesk.desktop.places import OPENERS
from incidentdesk.improve.lesson_change import write_lesson
from incidentdesk.investigate.action_intake import propose_action
from incidentdesk.investigate.action_move import ActionMove, move_action
from incidentdesk.investigate.cause_editing import add_below, set_facts
from incidentdesk.investigate.cause_graph import EFFECT
from incidentdesk.investigate.cause_record import cause_graph_of, save_changes
from incidentdesk.investigate.problem_intake import open_problem_of
from incidentdesk.investigate.stance import link_evidence
from incidentdesk.language import ISOLATE, POP
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.transition import Move, move
from tests.desktop.investigate.evidence_world import act, add_causes, put_text
from tests.recover.proven import recover

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(furnished, sqlite_desk, subject, qtbot, settle):
    """The page as the window makes it."""
    desk = furnished(sqlite_desk)
    page = next(each for each in OPENERS if each.pattern.fullmatch(subject.number)).make(desk, subject.id)
    window = QMainWindow()
    window.setCentralWidget(page)
    window.resize(1280, 720)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    settle(desk)
    page.show_part("analysis")
    settle(desk)
    yield page
    settle(desk)
    shiboken6.delete(window)


@pytest.fixture
def pane(page):
    return page.parts.part("analysis")


@pytest.fixture
def database(page):
    return page.desk.database


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def set_cause(database, subject, key, **facts):
    with database.read() as reader:
        graph = cause_graph_of(reader, subject)
    act(database, save_changes, subject, set_facts(graph, [key], **facts))


def wait_for(qtbot, page, kind):
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.window().findChildren(kind)))
    return next(each for each in page.window().findChildren(kind) if each.isVisible())


def plain(text):
    return text.replace(ISOLATE, "").replace(POP, "")


def said(lines):
    return [plain(line.spoken) for line in lines.lines.lines]


def shown(pane, kind):
    section, lines = pane.groups[kind]
    return said(lines) if not section.isHidden() else None


def test_nothing_investigated_offers_both_ways_to_begin(page, pane, qtbot):
    assert pane.stack.currentWidget() is pane.empty
    assert page.parts.text("analysis") == "Analysis"
    for place, reference in ((0, "INC-0001/fishbone"), (1, "INC-0001/whys")):
        with qtbot.waitSignal(page.opened) as opened:
            qtbot.mouseClick(pane.begin_buttons[place], Qt.MouseButton.LeftButton)
        assert opened.args == [reference]


def test_findings_stand_in_their_groups_with_what_speaks_for_them(page, pane, database, subject, settle):
    root, factor, trigger, gap, gone = add_causes(database, subject, "root", "factor", "trigger", "gap", "gone")
    set_cause(database, subject, root, status="Root cause", role="Contributing factor")
    set_cause(database, subject, factor, role="Contributing factor")
    set_cause(database, subject, trigger, status="Verified", role="Trigger")
    set_cause(database, subject, gap, role="Detection gap")
    set_cause(database, subject, gone, role="Trigger", status="Ruled out")
    evidence_id = put_text(database, subject)
    act(database, link_evidence, evidence_id, root, "supports")
    act(database, link_evidence, evidence_id, trigger, "contradicts")
    settle(page.desk)
    assert page.parts.text("analysis") == "Analysis 5"
    assert shown(pane, "Root cause") == ["root, Root cause, Contributing factor, 1 piece supports it"]
    assert shown(pane, "Contributing factor") == ["factor, Suspected, no evidence"]
    assert shown(pane, "Trigger") == ["trigger, Verified, 1 piece contradicts it"]
    assert shown(pane, "Detection gap") == ["gap, Suspected, no evidence"]
    assert pane.fishbone.counts.text() == "5 causes · 1 verified · 1 root cause"
    assert pane.fishbone.picture._drawing is not None
    assert pane.whys.picture._drawing is None


def test_groups_without_a_cause_are_not_shown_and_a_missing_root_cause_is_said(pane, database, subject, settle):
    add_causes(database, subject, "one")
    settle(pane.desk)
    assert shown(pane, "Trigger") is None
    assert shown(pane, "Root cause") == []
    assert pane.groups["Root cause"][0].sentence.text() == "No root cause is marked yet."


def test_a_finding_leads_to_its_place_in_the_diagram(page, pane, database, subject, qtbot, settle):
    [on_bone] = add_causes(database, subject, "on a bone")
    set_cause(database, subject, on_bone, status="Root cause")
    with database.read() as reader:
        loose = add_below(cause_graph_of(reader, subject), EFFECT, "loose")
    act(database, save_changes, subject, loose.gesture)
    set_cause(database, subject, loose.key, role="Trigger")
    settle(page.desk)
    lines = pane.groups["Root cause"][1]
    lines.setFocus()
    with qtbot.waitSignal(page.opened) as opened:
        press(qtbot, Qt.Key.Key_Return)
    assert opened.args == [f"INC-0001/fishbone#{on_bone}"]
    lines = pane.groups["Trigger"][1]
    with qtbot.waitSignal(page.opened) as opened:
        rect = lines.visualRect(lines.model().index(0))
        qtbot.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert opened.args == [f"INC-0001/whys#{loose.key}"]


def test_actions_are_listed_with_owner_and_due_date_and_reminders_are_not_enough(page, pane, database, subject, settle):
    action_id = act(
        database,
        propose_action,
        subject,
        text="Remind the team",
        type="Training",
        owner="L. Novák",
        due_on="2020-04-30",
    )
    act(database, move_action, action_id, ActionMove("Committed"))
    settle(page.desk)
    assert said(pane.action_list) == ["Remind the team, ACT-0001 · Committed · L. Novák, overdue, 30 Apr 2020"]
    assert pane.action_list.lines.lines[0].role == "danger"
    assert "asks people to remember" in pane.hint.text
    act(database, propose_action, subject, text="Test it in the pipeline", type="Software update")
    settle(page.desk)
    assert pane.hint.text == ""
    assert pane.actions.heading.text() == "Corrective actions 2"
    assert plain(pane.action_list.lines.lines[1].note) == "ACT-0002 · Proposed · nobody yet"


def test_an_action_is_added_by_a_key_and_opened_by_enter(page, pane, database, subject, qtbot, settle):
    page.show_part("timeline")
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_A, SHIFT)
    wait_for(qtbot, page, ActionDialog).reject()
    act(database, propose_action, subject, text="Test the rollback plan")
    page.show_part("analysis")
    settle(page.desk)
    page.window().activateWindow()
    pane.action_list.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert "ACT-" in wait_for(qtbot, page, ActionDialog).windowTitle()


def test_the_problem_behind_it_is_shown_and_chosen(page, pane, database, subject, qtbot, settle):
    page.timeline.view.setFocus()
    page.desk.registry.run("analysis.problem")
    wait_for(qtbot, page, ProblemChooser).reject()
    act(database, open_problem_of, subject.id, title="Firmware drops BGP")
    settle(page.desk)
    assert said(pane.problem_list) == ["Firmware drops BGP, PRB-0001 · New · 1 incident"]
    page.window().activateWindow()
    with qtbot.waitSignal(page.opened) as opened:
        pane.problem_list.setFocus()
        press(qtbot, Qt.Key.Key_Return)
    assert opened.args == ["PRB-0001"]


def test_the_review_has_its_clock_and_lessons_are_listed(page, pane, database, subject, qtbot, settle):
    learning = pane.learning
    assert said(learning.review_line)[0].startswith("Review, Not needed")
    act(database, change_incident, subject.id, {"major": True})
    act(database, recover, subject.id)
    act(database, move, subject.id, Move("Resolved", resolution_code="Solved", resolution_notes="rolled back"))
    settle(page.desk)
    assert said(learning.review_line) == ["Review, Not started, due in 2 d"]
    # A review that is due is seen although nothing has been investigated.
    assert pane.stack.currentWidget() is pane.scroll
    act(database, write_lesson, subject, title="Test rollbacks", recommendation="in the lab")
    settle(page.desk)
    assert said(learning.lesson_list) == ["Test rollbacks, Finding · in the lab"]
    with qtbot.waitSignal(page.opened) as opened:
        learning.review_line.setFocus()
        press(qtbot, Qt.Key.Key_Return)
    assert opened.args == ["INC-0001/review"]
    press(qtbot, Qt.Key.Key_L, SHIFT)
    assert wait_for(qtbot, page, LessonDialog)


@pytest.mark.parametrize(
    ("key", "modifier", "reference"),
    [
        (Qt.Key.Key_B, CONTROL | SHIFT, "INC-0001/fishbone"),
        (Qt.Key.Key_W, CONTROL | SHIFT, "INC-0001/whys"),
        (Qt.Key.Key_R, CONTROL | SHIFT, "INC-0001/review"),
    ],
)
def test_keys_lead_to_the_diagrams_and_the_review_from_any_part(page, qtbot, key, modifier, reference):
    page.show_part("timeline")
    page.timeline.view.setFocus()
    with qtbot.waitSignal(page.opened) as opened:
        press(qtbot, key, modifier)
    assert opened.args == [reference]


def test_its_commands_have_keys_of_their_own_stand_in_the_menu_and_are_found_in_the_palette(page):
    registry = page.desk.registry
    mine = [each for each in registry.ids() if each.startswith(("analysis.", "evidence."))]
    assert len(mine) >= 14
    for action_id in mine:
        action = registry.action(action_id)
        assert all(not registry.conflict(action_id, keys) for keys in action.shortcuts), action_id
        if not action_id.startswith("evidence.from"):
            assert action.menu.split("/")[0] == "analysis"
            assert action.synonyms, action_id
        assert registry.qaction(action_id).isEnabled() or registry.why_disabled(action_id)


def test_on_a_hidden_page_nothing_is_read_until_it_is_shown_again(page, pane, database, subject, qtbot, settle):
    page.hide()
    add_causes(database, subject, "one", "two")
    settle(page.desk)
    assert page.parts.text("analysis") == "Analysis"
    assert pane.count() == 0
    page.show()
    settle(page.desk)
    assert page.parts.text("analysis") == "Analysis 2"
    assert any(fact.about == "INC-0001#analysis" for fact in page.loaded.facts)


def test_behind_another_tab_the_count_is_kept_and_no_picture_is_made(page, pane, database, subject, settle):
    page.show_part("timeline")
    add_causes(database, subject, "one", "two")
    settle(page.desk)
    assert page.parts.text("analysis") == "Analysis 2"
    assert pane.fishbone.picture._drawing is None
    page.show_part("analysis")
    settle(page.desk)
    assert pane.fishbone.picture._drawing is not None


def test_a_picture_is_painted_and_follows_the_theme(page, pane, database, subject, settle):
    add_causes(database, subject, *(f"cause {n}" for n in range(12)))
    settle(page.desk)
    picture = pane.fishbone.picture
    light = picture.grab().toImage()
    ground = light.pixelColor(4, 40)
    assert any(
        light.pixelColor(x, y) != ground
        for x in range(10, light.width() - 10, 3)
        for y in range(10, light.height() - 20, 3)
    )
    page.desk.theme.choose("dark")
    assert picture.grab().toImage().pixelColor(4, 40) != ground
    page.desk.theme.choose("light")


def test_the_model_of_lines_keeps_the_rules_of_models():
    model = LineModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.show_lines([Line("a", "one"), Line("b", "two", "note")])
    assert not model.show_lines([Line("a", "one"), Line("b", "two", "note")])
    assert model.place_of("b").row() == 1
    model.show_lines([])


def test_everything_in_it_has_a_name_and_nothing_scrolls_sideways(page, pane, database, subject, settle):
    [key] = add_causes(database, subject, "Wiederherstellungsplanüberprüfungsverfahren " * 8)
    set_cause(database, subject, key, status="Root cause")
    act(database, propose_action, subject, text="https://example.com/" + "x" * 300)
    settle(page.desk)
    page.desk.theme.choose_scale(150)
    settle(page.desk)
    assert pane.scroll.horizontalScrollBar().maximum() == 0
    for widget in pane.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert widget.accessibleName(), type(widget).__name__
            assert widget.accessibleDescription(), widget.accessibleName()
    page.desk.theme.choose_scale(100)
    assert not [each for each in page.window().findChildren(QDialog) if each.isVisible()]
