"""The list and the board of corrective actions."""

import json

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.desktop.investigate.action_board import ACTION_BOARD
from incidentdesk.desktop.investigate.action_dialog import ActionDialog
from incidentdesk.desktop.investigate.action_move_dialog import ActionMoveDialog
from incidentdesk.desktop.investigate.row_choices import DueDialog
from incidentdesk.investigate.action_list import actions
from tests.desktop.investigate.analyses_window import (
    CONTROL,
    NONE,
    TODAY,
    Key,
    act,
    held_clock,
    log,
    propose,
    read,
    sit_down,
    stored_action,
)

__all__ = ["held_clock", "sit_down"]
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def at_list(sit_down):
    def at_list(**options):
        lead = sit_down("analyses#actions", **options)
        lead.page.pane.table.setFocus()
        lead.rest()
        return lead

    return at_list


@pytest.fixture
def at_board(sit_down):
    def at_board():
        lead = sit_down("analyses#actions")
        lead.page.pane.show_as("board")
        lead.page.pane.board.setFocus()
        lead.rest()
        return lead

    return at_board


def texts(lead):
    return [row.text for row in lead.page.pane.table.records.rows]


def cell(lead, row, key):
    records = lead.page.pane.table.records
    number = next(place for place, column in enumerate(records.columns) if column.key == key)
    return records.index(row, number).data()


def lanes(lead):
    return {
        state: [row.text for row in column.cards.rows]
        for state, column in lead.page.pane.board.columns.items()
        if column.cards.rows
    }


def test_the_overdue_come_first_and_say_by_how_much(sqlite_desk, at_list):
    propose(sqlite_desk, "idea", due_on="2026-01-01")
    propose(sqlite_desk, "in time", "Committed", due_on="2026-04-30")
    propose(sqlite_desk, "late", "Committed", due_on="2026-03-24")
    lead = at_list()
    assert texts(lead) == ["late", "in time", "idea"]
    # What is only proposed was promised by nobody, so it is not late.
    assert [cell(lead, row, "due") for row in range(3)] == ["⚠ 4 d over", "30 Apr", "1 Jan"]


def test_the_list_keeps_the_rules_of_a_model(sqlite_desk, at_list):
    for text in ("b", "a", "c"):
        propose(sqlite_desk, text)
    lead = at_list()
    table = lead.page.pane.table
    QAbstractItemModelTester(table.records, FATAL)
    table.horizontalHeader().sort(2)
    assert texts(lead) == ["a", "b", "c"]
    table.horizontalHeader().sort(2)
    assert texts(lead) == ["c", "b", "a"]
    propose(sqlite_desk, "d")
    lead.qtbot.waitUntil(lambda: len(texts(lead)) == 4)
    assert texts(lead) == ["d", "c", "b", "a"]


def test_the_filter_understands_what_the_command_line_does(sqlite_desk, at_list):
    propose(sqlite_desk, "late", "Committed", due_on="2026-03-24")
    propose(sqlite_desk, "Rotate the logs")
    lead = at_list()
    lead.press(Key.Key_F, modifier=CONTROL)
    lead.write("overdue")
    lead.qtbot.waitUntil(lambda: texts(lead) == ["late"])
    assert lead.page.pane.filter.count_text == "1 of 2"
    lead.press(Key.Key_Escape)
    lead.qtbot.waitUntil(lambda: len(texts(lead)) == 2)
    lead.write("colour:red")
    lead.qtbot.waitUntil(lambda: "is not a filter" in lead.page.pane.filter.hint_text)


def test_a_state_is_changed_in_its_cell_and_asks_only_for_what_is_missing(sqlite_desk, at_list):
    action_id = propose(sqlite_desk, owner="L. Novák")
    lead = at_list()
    lead.press(Key.Key_S)
    popup = lead.wait_for(ChoicePopup)
    lead.write("comm")
    lead.press(Key.Key_Return)
    dialog = lead.wait_for(ActionMoveDialog)
    assert not dialog.owner.isVisible()
    assert not dialog.save_button.isEnabled()
    lead.write("30.4.")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: stored_action(sqlite_desk, action_id).state == "Committed")
    assert stored_action(sqlite_desk, action_id).due_on == "2026-04-30"
    assert popup is not None


def test_a_state_that_can_t_follow_is_offered_with_the_reason(sqlite_desk, at_list):
    propose(sqlite_desk)
    lead = at_list()
    lead.press(Key.Key_S)
    popup = lead.wait_for(ChoicePopup)
    assert [choice.value for choice in popup._shown if choice.why_disabled] == ["Proposed", "Verified"]
    lead.press(Key.Key_Escape)


def test_many_get_an_owner_in_one_step_that_is_undone_in_one(sqlite_desk, at_list):
    incident_id = log(sqlite_desk)
    ids = [propose(sqlite_desk, f"action {place}", incident_id=incident_id) for place in range(3)]
    lead = at_list()
    lead.press(Key.Key_A, modifier=CONTROL)
    assert lead.page.pane.footer.text == "3 selected"
    lead.press(Key.Key_A)
    lead.wait_for(ChoicePopup)
    lead.write("Pia Silva")
    lead.press(Key.Key_Return)
    lead.qtbot.waitUntil(lambda: all(stored_action(sqlite_desk, each).owner == "Pia Silva" for each in ids))
    lead.undo()
    assert [stored_action(sqlite_desk, each).owner for each in ids] == ["", "", ""]


def test_many_get_a_due_date_in_one_step(sqlite_desk, at_list):
    incident_id = log(sqlite_desk)
    ids = [propose(sqlite_desk, f"action {place}", incident_id=incident_id) for place in range(2)]
    lead = at_list()
    lead.press(Key.Key_A, modifier=CONTROL)
    lead.press(Key.Key_D)
    dialog = lead.wait_for(DueDialog)
    lead.write("31.2.")
    assert not dialog.save_button.isEnabled()
    dialog.field.field.clear()
    lead.write("+2w")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: [stored_action(sqlite_desk, each).due_on for each in ids] == ["2026-04-11"] * 2)


def test_what_many_are_asked_for_fills_in_only_what_is_missing(sqlite_desk, at_list):
    incident_id = log(sqlite_desk)
    owned = propose(sqlite_desk, "owned", incident_id=incident_id, owner="P. Silva", due_on="2026-05-01")
    bare = propose(sqlite_desk, "bare", incident_id=incident_id)
    lead = at_list()
    lead.press(Key.Key_A, modifier=CONTROL)
    lead.page.pane.commands.move("Committed", lead.page.pane.selected())
    lead.wait_for(ActionMoveDialog)
    lead.write("Mei Okafor")
    lead.press(Key.Key_Tab)
    lead.write("30.4.")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: stored_action(sqlite_desk, bare).state == "Committed")
    found = [stored_action(sqlite_desk, each) for each in (owned, bare)]
    assert [(row.owner, row.due_on) for row in found] == [("P. Silva", "2026-05-01"), ("Mei Okafor", "2026-04-30")]


def test_if_one_can_t_none_is_changed(sqlite_desk, at_list):
    incident_id = log(sqlite_desk)
    ids = [propose(sqlite_desk, text, state, incident_id) for text, state in (("a", "Committed"), ("b", "Proposed"))]
    lead = at_list()
    lead.press(Key.Key_A, modifier=CONTROL)
    lead.press(Key.Key_A)
    lead.wait_for(ChoicePopup)
    lead.write("Nobody")
    lead.press(Key.Key_Return)
    lead.qtbot.waitUntil(lambda: "ACT-0001: A committed action needs an owner" in lead.page.pane.message.text)
    assert [stored_action(sqlite_desk, each).owner for each in ids] == ["L. Novák", ""]


def test_del_moves_it_to_the_trash_and_undo_brings_it_back(sqlite_desk, at_list):
    propose(sqlite_desk)
    lead = at_list()
    lead.press(Key.Key_Delete)
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, actions, today=TODAY) == [])
    lead.qtbot.waitUntil(lambda: lead.page.pane.places.currentWidget() is lead.page.pane.first_use)
    lead.undo()
    lead.qtbot.waitUntil(lambda: texts(lead) == ["Rotate the logs"])


def test_enter_opens_an_action(sqlite_desk, at_list):
    propose(sqlite_desk)
    lead = at_list()
    lead.press(Key.Key_Return)
    dialog = lead.wait_for(ActionDialog)
    assert dialog.form.fields["text"].text() == "Rotate the logs"


def test_a_list_without_actions_offers_to_make_one(sqlite_desk, sit_down):
    lead = sit_down("analyses#actions")
    pane = lead.page.pane
    assert pane.places.currentWidget() is pane.first_use
    pane.first_use.action_button.click()
    assert lead.wait_for(ActionDialog).record_id == 0


def test_news_of_others_arrive_and_the_selection_stays(sqlite_desk, at_list):
    first = propose(sqlite_desk, "first")
    propose(sqlite_desk, "second")
    lead = at_list()
    lead.press(Key.Key_Down)
    from incidentdesk.investigate.action_change import change_action

    act(sqlite_desk, change_action, first, {"text": "another"}, actor="Pia Silva")
    lead.qtbot.waitUntil(lambda: "another" in texts(lead))
    assert lead.page.pane.table.current().text == "second"


# ── reminders ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_hint_shows_where_people_reminders_are_all_there_is(sqlite_desk, at_list):
    weak = log(sqlite_desk, "weak")
    propose(sqlite_desk, "Tell everybody", type="Training", incident_id=weak)
    propose(sqlite_desk, "Quota", type="Configuration")
    lead = at_list()
    hint = lead.page.pane.hint
    assert hint.text.startswith("INC-0001: All that is planned asks people to remember")
    hint.action_button.click()
    lead.rest()
    assert texts(lead) == ["Tell everybody"]
    propose(sqlite_desk, "Alert", type="Monitoring", incident_id=weak)
    lead.qtbot.waitUntil(lambda: hint.text == "")


# ── board ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_b_turns_the_list_into_a_board_and_back(sqlite_desk, at_list):
    propose(sqlite_desk)
    lead = at_list()
    lead.press(Key.Key_B)
    assert lead.page.pane.places.currentWidget() is lead.page.pane.board
    assert lead.page.pane.board.isAncestorOf(QApplication.focusWidget())
    lead.press(Key.Key_B)
    assert lead.page.pane.places.currentWidget() is lead.page.pane.table


def test_each_state_has_a_column_with_its_number(sqlite_desk, at_board):
    propose(sqlite_desk, "idea")
    propose(sqlite_desk, "promised", "Committed")
    lead = at_board()
    assert lanes(lead) == {"Proposed": ["idea"], "Committed": ["promised"]}
    for column in lead.page.pane.board.columns.values():
        QAbstractItemModelTester(column.cards, FATAL)
    assert lead.page.pane.board.columns["Committed"].accessibleName() == "Committed, 1 action"


def test_cards_are_moved_with_the_keyboard_and_keep_it(sqlite_desk, at_board):
    action_id = propose(sqlite_desk, "promised", "Committed")
    lead = at_board()
    lead.press(Key.Key_Right)
    lead.press(Key.Key_Right, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: lanes(lead) == {"In Progress": ["promised"]})
    assert lead.page.pane.board.columns["In Progress"].hasFocus()
    lead.press(Key.Key_Right, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: lanes(lead) == {"Done": ["promised"]})
    lead.press(Key.Key_Right, modifier=CONTROL)
    dialog = lead.wait_for(ActionMoveDialog)
    assert dialog.verifier.text() == "Mei Okafor"
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: stored_action(sqlite_desk, action_id).state == "Verified")
    assert stored_action(sqlite_desk, action_id).verified_by == "Mei Okafor"


def test_there_is_nothing_beyond_the_ends_of_the_board(sqlite_desk, at_board):
    propose(sqlite_desk)
    lead = at_board()
    assert lead.desk.registry.why_disabled("action.back") == "There is no such state next to it."
    assert lead.desk.registry.why_disabled("action.next") == ""


def test_a_card_that_is_dropped_on_a_column_goes_there(sqlite_desk, at_board):
    action_id = propose(sqlite_desk, owner="L. Novák", due_on="2026-04-30")
    lead = at_board()
    columns = lead.page.pane.board.columns
    source = columns["Proposed"]
    data = source.cards.mimeData([source.cards.index(0)])
    assert json.loads(bytes(data.data(ACTION_BOARD.mime).data())) == [action_id]
    _drop(columns["In Progress"], data)
    lead.qtbot.waitUntil(lambda: stored_action(sqlite_desk, action_id).state == "In Progress")
    lead.qtbot.waitUntil(lambda: lanes(lead) == {"In Progress": ["Rotate the logs"]})


def test_what_is_refused_stays_where_it_was(sqlite_desk, at_board):
    action_id = propose(sqlite_desk, owner="L. Novák", due_on="2026-04-30")
    lead = at_board()
    columns = lead.page.pane.board.columns
    data = columns["Proposed"].cards.mimeData([columns["Proposed"].cards.index(0)])
    _drop(columns["Verified"], data)
    dialog = lead.wait_for(ActionMoveDialog)
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: "can't become" in dialog.message.text)
    assert stored_action(sqlite_desk, action_id).state == "Proposed"
    lead.press(Key.Key_Escape)


def test_other_things_can_t_be_dropped(sqlite_desk, at_board):
    action_id = propose(sqlite_desk)
    lead = at_board()
    data = QMimeData()
    data.setText("a file")
    _drop(lead.page.pane.board.columns["In Progress"], data)
    lead.rest()
    assert stored_action(sqlite_desk, action_id).state == "Proposed"


def _drop(column, data):
    """What the window system tells a widget on which something is dropped."""
    at, move, left, none = QPoint(20, 40), Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, NONE
    entering = QDragEnterEvent(at, move, data, left, none)
    QApplication.sendEvent(column.viewport(), entering)
    if entering.isAccepted():
        QApplication.sendEvent(column.viewport(), QDropEvent(QPointF(at), move, data, left, none))


def test_filter_and_board_go_together(sqlite_desk, at_board):
    propose(sqlite_desk, "idea")
    propose(sqlite_desk, "promised", "Committed")
    lead = at_board()
    lead.page.pane.filter.set_text("state:committed")
    assert lanes(lead) == {"Committed": ["promised"]}


def test_the_board_is_remembered(sqlite_desk, at_board, sit_down):
    propose(sqlite_desk)
    at_board()
    assert sit_down("analyses#actions").page.pane.shown_as == "board"
