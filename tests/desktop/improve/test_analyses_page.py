"""The page of all analyses: its parts, its keys, and one search over everything."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QLineEdit

from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.improve.analyses_page import TABS
from incidentdesk.desktop.improve.lesson_dialog import LessonDialog
from incidentdesk.desktop.investigate.action_dialog import ActionDialog
from incidentdesk.desktop.investigate.problem_dialog import ProblemDialog
from incidentdesk.desktop.prepare.known_error_dialog import KnownErrorDialog
from incidentdesk.desktop.widgets.button import Button, IconButton
from incidentdesk.improve.lesson_change import write_lesson
from incidentdesk.improve.lesson_list import lessons
from incidentdesk.investigate.cause_editing import add_below, set_facts
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, applied
from incidentdesk.investigate.cause_record import save_changes, starting
from incidentdesk.investigate.problem_intake import open_problem
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.prepare.known_error_change import move_known_error, write_known_error
from incidentdesk.prepare.known_error_list import known_errors
from incidentdesk.respond.transition import Move, move
from tests.desktop.investigate.analyses_window import (
    CONTROL,
    SHIFT,
    Key,
    act,
    held_clock,
    log,
    propose,
    read,
    sit_down,
)
from tests.desktop.investigate.conftest import furnished
from tests.recover.proven import recover

__all__ = ["furnished", "held_clock", "sit_down"]
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def texts(lead, column=None):
    table = lead.page.pane.table
    place = next(
        place for place, each in enumerate(table.records.columns) if (each.key == column if column else not each.width)
    )
    return [table.records.index(row, place).data() for row in range(table.records.rowCount())]


def investigated(database, title="Branch offices lost WAN access"):
    subject = Subject(INCIDENT, log(database, title))
    graph, gesture = CauseGraph(), ()
    for text, status in (("Firmware", "Root cause"), ("Alert text", "Verified"), ("Cooling", "Ruled out")):
        cause = add_below(graph, EFFECT, text)
        graph = applied(graph, cause.gesture)
        changed = set_facts(graph, [cause.key], status=status)
        graph, gesture = applied(graph, changed), (*gesture, *cause.gesture, *changed)
    act(database, save_changes, subject, gesture, start=starting(subject, title, ("People",)))
    return subject


def learn(database, title="Nobody saw the volume run full", **facts):
    return act(database, write_lesson, None, title=title, **facts)


def publish(database, title="Payroll stops on a full volume"):
    known_error_id = act(database, write_known_error, title=title, workaround="Empty it")
    act(database, move_known_error, known_error_id, "Published")
    return known_error_id


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_ctrl_tab_goes_round_the_parts(sit_down):
    lead = sit_down()
    seen = []
    for _part in TABS:
        lead.press(Key.Key_Tab, modifier=CONTROL)
        seen.append(lead.page.key)
    keys = [tab.key for tab in TABS]
    assert seen == [*keys[1:], keys[0]]
    lead.press(Key.Key_Backtab, modifier=CONTROL | SHIFT)
    assert lead.page.key == keys[-1]


def test_the_arrows_change_the_part_on_the_tab_bar(sit_down):
    lead = sit_down()
    lead.page.tabs.setFocus()
    lead.press(Key.Key_Right, Key.Key_Right)
    assert lead.page.key == "actions"
    assert lead.page.tabs.hasFocus()


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.key)
def test_an_empty_part_says_what_belongs_there_and_how_to_begin(sit_down, tab):
    lead = sit_down(f"analyses#{tab.key}")
    pane = lead.page.pane
    assert pane.places.currentWidget() is pane.first_use
    assert pane.first_use.accessibleDescription()
    assert lead.page.new_button.text() == tab.new
    QAbstractItemModelTester(pane.table.records, FATAL)


@pytest.mark.parametrize(
    ("key", "dialog"),
    [
        ("problems", ProblemDialog), ("actions", ActionDialog), ("known-errors", KnownErrorDialog),
        ("lessons", LessonDialog), ("investigations", LineDialog), ("reviews", LineDialog),
    ],
)  # fmt: skip
def test_n_and_the_palette_make_a_new_one(sit_down, key, dialog):
    lead = sit_down(f"analyses#{key}")
    lead.press(Key.Key_N)
    lead.wait_for(dialog)
    lead.press(Key.Key_Escape)
    lead.come()
    assert f"analyses.new.{key}" in {entry.id for entry in lead.desk.registry.entries() if not entry.why_disabled}


def test_where_nothing_can_be_written_nothing_new_is_begun(sqlite_desk, sit_down):
    sqlite_desk.read_only = "The file is write-protected."
    button = sit_down("analyses#lessons").page.new_button
    assert not button.isEnabled()
    assert button.toolTip() == "The file is write-protected."


def test_f6_goes_round_the_panes(sqlite_desk, sit_down):
    propose(sqlite_desk)
    lead = sit_down("analyses#actions")
    lead.page.pane.table.setFocus()
    seen = []
    for _pane in range(4):
        lead.press(Key.Key_F6)
        seen.append(QApplication.focusWidget().accessibleName())
    assert seen == ["Filter", "Parts of the analyses", "Search everything", "Sidebar"]


def test_f5_reads_everything_again(sqlite_desk, sit_down):
    lead = sit_down("analyses#lessons")
    learn(sqlite_desk)
    lead.press(Key.Key_F5)
    assert texts(lead) == ["Nobody saw the volume run full"]


def test_the_numbers_say_what_waits(sqlite_desk, sit_down):
    act(sqlite_desk, open_problem, title="Volumes fill up")
    lead = sit_down()
    place_of = [tab.key for tab in TABS].index
    counted = [place_of(key) for key in ("problems", "actions", "reviews")]
    assert [lead.page.tabs.tabText(place) for place in counted] == ["Problems 1", "Corrective actions", "Reviews"]
    propose(sqlite_desk, state="Committed")
    lead.qtbot.waitUntil(lambda: lead.page.tabs.tabText(2) == "Corrective actions 1")


def test_the_part_is_remembered(sit_down):
    sit_down("analyses#lessons")
    assert sit_down().page.key == "lessons"


def test_every_control_has_a_name_for_those_who_cannot_see_it(sqlite_desk, sit_down):
    investigated(sqlite_desk)
    propose(sqlite_desk)
    learn(sqlite_desk)
    publish(sqlite_desk)
    lead = sit_down()
    for tab in TABS:
        lead.page.show_tab(tab.key)
    lead.rest()
    nameless = [
        f"{type(widget).__name__} {widget.accessibleName()}"
        for kind in (Button, IconButton, QAbstractItemView, QLineEdit)
        for widget in lead.page.findChildren(kind)
        if not (isinstance(widget, QHeaderView) or (widget.accessibleName() and widget.accessibleDescription()))
    ]
    assert nameless == []


def test_no_two_commands_have_the_same_keys(sqlite_desk, sit_down):
    act(sqlite_desk, open_problem, title="Volumes fill up")
    lead = sit_down()
    for tab in TABS:
        lead.page.show_tab(tab.key)
    lead.window.open("PRB-0001")
    lead.rest()
    registry = lead.desk.registry
    mine = [each for each in registry.ids() if registry.action(each).scope in ("analyses", "problem")]
    assert len(mine) > 20
    assert [(each, keys) for each in mine for keys in registry.bound(each) if registry.conflict(each, keys)] == []


# ── investigations, known errors, lessons, reviews ───────────────────────────────────────────────────────────────────


def test_investigations_count_their_causes_and_lead_to_the_diagrams(sqlite_desk, sit_down):
    investigated(sqlite_desk)
    lead = sit_down("analyses#investigations")
    assert [texts(lead, key)[0] for key in ("number", "causes", "verified", "root", "ruled_out")] == [
        "INC-0001", "3", "1", "1", "1",
    ]  # fmt: skip
    page = lead.page
    for key, reference in ((Key.Key_W, "INC-0001/whys"), (Key.Key_Return, "INC-0001/fishbone")):
        page.pane.table.setFocus()
        with lead.qtbot.waitSignal(page.opened) as opened:
            lead.press(key)
        assert opened.args == [reference]
        lead.window.back()
        lead.rest()


def test_an_investigation_begins_with_a_number(sqlite_desk, sit_down):
    log(sqlite_desk)
    lead = sit_down("analyses#investigations")
    page = lead.page
    lead.press(Key.Key_N)
    dialog = lead.wait_for(LineDialog)
    lead.write("INC-9")
    lead.press(Key.Key_Return)
    lead.qtbot.waitUntil(lambda: "There is no INC-0009" in dialog.message.text)
    dialog.line.setText("1")
    with lead.qtbot.waitSignal(page.opened) as opened:
        lead.press(Key.Key_Return)
    assert opened.args == ["INC-0001/fishbone"]


def test_known_errors_are_published_and_retired_with_a_letter(sqlite_desk, sit_down):
    act(sqlite_desk, write_known_error, title="Payroll stops", workaround="Empty it")
    lead = sit_down("analyses#known-errors")
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_P, modifier=SHIFT)
    lead.qtbot.waitUntil(lambda: [row.state for row in read(sqlite_desk, known_errors)] == ["Published"])
    why = lead.desk.registry.why_disabled
    lead.qtbot.waitUntil(lambda: why("analyses.publish") == "It is Published already.")
    lead.press(Key.Key_R)
    lead.qtbot.waitUntil(lambda: [row.state for row in read(sqlite_desk, known_errors)] == ["Retired"])
    lead.undo()
    assert [row.state for row in read(sqlite_desk, known_errors)] == ["Published"]


def test_what_can_t_be_published_says_why(sqlite_desk, sit_down):
    act(sqlite_desk, write_known_error, title="Payroll stops")
    lead = sit_down("analyses#known-errors")
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_P, modifier=SHIFT)
    lead.qtbot.waitUntil(lambda: "needs a workaround" in lead.page.pane.message.text)


def test_the_recommendation_of_a_lesson_becomes_an_action(sqlite_desk, sit_down):
    log(sqlite_desk)
    act(
        sqlite_desk, write_lesson, Subject(INCIDENT, 1), title="Nobody saw it", recommendation="Alert at 80 %",
    )  # fmt: skip
    lead = sit_down("analyses#lessons")
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_U)
    dialog = lead.wait_for(ActionDialog)
    assert dialog.form.fields["text"].text() == "Alert at 80 %"
    assert "INC-0001" in dialog.about.text()
    lead.press(Key.Key_Escape)
    lead.come()
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_C, modifier=CONTROL | SHIFT)
    assert QGuiApplication.clipboard().text() == "Alert at 80 %"


def test_rows_are_copied_for_a_spreadsheet(sqlite_desk, sit_down):
    learn(sqlite_desk, kind="Went badly", tags=["disk"])
    lead = sit_down("analyses#lessons")
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_C, modifier=CONTROL)
    head, row = QGuiApplication.clipboard().text().split("\n")
    assert head.startswith("Kind\tWhat was learnt")
    assert row.startswith("Went badly\tNobody saw the volume run full")


def test_a_lesson_goes_to_the_trash_and_comes_back(sqlite_desk, sit_down):
    learn(sqlite_desk)
    lead = sit_down("analyses#lessons")
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_Delete)
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, lessons) == [])
    lead.undo()
    assert len(read(sqlite_desk, lessons)) == 1


def test_majors_without_a_review_stand_first_with_their_clock(sqlite_desk, sit_down):
    incident_id = log(sqlite_desk, "WAN is down", major=True)
    act(sqlite_desk, recover, incident_id)
    act(sqlite_desk, move, incident_id, Move("Resolved", resolution_code="Solved", resolution_notes="Rollback"))
    lead = sit_down("analyses#reviews")
    assert (texts(lead), texts(lead, "state"), texts(lead, "due")) == (
        ["WAN is down"], ["Not started"], ["due in 3 d"],
    )  # fmt: skip
    page = lead.page
    page.pane.table.setFocus()
    with lead.qtbot.waitSignal(page.opened) as opened:
        lead.press(Key.Key_Return)
    assert opened.args == ["INC-0001/review"]


def test_how_many_majors_were_closed_without_a_review_is_told(sqlite_desk, sit_down):
    incident_id = log(sqlite_desk, "WAN is down", major=True)
    act(sqlite_desk, recover, incident_id)
    act(sqlite_desk, move, incident_id, Move("Resolved", resolution_code="Solved", resolution_notes="Rollback"))
    act(sqlite_desk, move, incident_id, Move("Closed"))
    lead = sit_down("analyses#reviews")
    told = "Majors closed in 365 days without a published review: 1 of 1"
    lead.qtbot.waitUntil(lambda: lead.page.pane.keep("", []).hint == told)


# ── references and search ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_reference_opens_a_part_and_a_record(sqlite_desk, sit_down):
    lesson_id = learn(sqlite_desk)
    lead = sit_down(f"analyses#lessons/{lesson_id}")
    assert lead.page.key == "lessons"
    assert lead.wait_for(LessonDialog).form.fields["title"].text() == "Nobody saw the volume run full"
    lead.press(Key.Key_Escape)


def test_one_search_finds_everything_and_opens_it(sqlite_desk, sit_down):
    log(sqlite_desk, "Payroll stopped: volume full")
    act(sqlite_desk, open_problem, title="Volumes run full at night")
    publish(sqlite_desk)
    learn(sqlite_desk)
    lead = sit_down("analyses#problems")
    lead.press(Key.Key_F, modifier=CONTROL | SHIFT)
    lead.write("full volume")
    table = lead.page.found.table
    lead.qtbot.waitUntil(lambda: len(table.records.rows) == 4)
    assert [str(row.kind) for row in table.records.rows] == ["lesson", "known_error", "problem", "incident"]
    assert lead.page.search.count_text == "4"
    lead.press(Key.Key_Down)
    lead.press(Key.Key_Return)
    lead.wait_for(LessonDialog)
    lead.press(Key.Key_Escape)
    assert lead.page.key == "lessons"
    assert lead.page.search.text == ""


def test_what_is_found_elsewhere_is_opened_there(sqlite_desk, sit_down):
    act(sqlite_desk, open_problem, title="Volumes run full at night")
    lead = sit_down("analyses#lessons")
    page = lead.page
    page.search.set_text("PRB-1")
    lead.rest()
    page.found.table.setFocus()
    with lead.qtbot.waitSignal(page.opened) as opened:
        lead.press(Key.Key_Return)
    assert opened.args == ["PRB-0001"]


def test_nothing_found_says_so_and_esc_leads_back(sqlite_desk, sit_down):
    learn(sqlite_desk)
    lead = sit_down("analyses#lessons")
    lead.page.search.setFocus()
    lead.write("elephant")
    lead.qtbot.waitUntil(lambda: lead.page.found.places.currentWidget() is lead.page.found.nothing)
    assert lead.page.parts.currentWidget() is lead.page.found
    lead.press(Key.Key_Escape, Key.Key_Escape)
    assert lead.page.parts.currentWidget() is lead.page.pane
    assert lead.page.pane.table.hasFocus()


def test_the_page_fits_a_narrow_window_with_large_letters(sqlite_desk, sit_down):
    for text in ("Donaudampfschifffahrtsgesellschaftskapitän" * 4, "لا يمكن طباعة وثائق الشحن", "倉庫管理システム"):
        propose(sqlite_desk, text)
    lead = sit_down("analyses#actions", size=(960, 600))
    lead.desk.theme.choose_scale(150)
    lead.rest()
    table = lead.page.pane.table
    assert table.horizontalScrollBar().maximum() == 0
    assert "text" in table.shown_columns()
    lead.desk.theme.choose_scale(100)


def test_a_popup_gives_the_keyboard_back(sqlite_desk, sit_down):
    propose(sqlite_desk)
    lead = sit_down("analyses#actions")
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_P)
    lead.wait_for(ChoicePopup)
    lead.press(Key.Key_Escape)
    assert lead.page.pane.table.hasFocus()
