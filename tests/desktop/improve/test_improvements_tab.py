"""Improvements at the window: kept, moved on the board, and turned into a change of a plan."""

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.conflict_dialog import ConflictDialog
from incidentdesk.desktop.improve.improvement_dialog import ImprovementDialog
from incidentdesk.desktop.improve.improvement_move_dialog import ImprovementMoveDialog
from incidentdesk.desktop.improve.propose_sheet import ProposeSheet
from incidentdesk.improve.improvement_change import change_improvement, create_improvement, move_improvement
from incidentdesk.improve.improvement_list import improvement_row, improvements
from tests.desktop.improve.plan_window import approved_plan
from tests.desktop.investigate.analyses_window import CONTROL, TODAY, Key, act, held_clock, log, read, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def improve(database, *states, title="Call earlier", **facts):
    key = act(database, create_improvement, **{"title": title, "source": "Review", **facts})
    for state in states:
        act(database, move_improvement, key, state, reason="so it is")
    return key


def stored(database, key):
    return read(database, improvement_row, key)


def lanes(lead):
    columns = lead.page.pane.board.columns
    return {
        state: [row.title for row in column.cards.rows] for state, column in columns.items() if column.cards.rows
    }  # fmt: skip


@pytest.fixture
def at_list(sit_down):
    return lambda: sit_down("analyses#improvements")


@pytest.fixture
def at_board(at_list):
    def at_board():
        lead = at_list()
        lead.press(Key.Key_B)
        return lead

    return at_board


def test_an_improvement_is_kept_by_keys(sqlite_desk, at_list):
    lead = at_list()
    lead.press(Key.Key_N)
    dialog = lead.wait_for(ImprovementDialog)
    dialog.form.fields["title"].setText("Call the board earlier")
    dialog.form.fields["source"].choose("Drill")
    dialog.owner.setText("Bo Diaz")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: bool(read(sqlite_desk, improvements, today=TODAY)))
    (row,) = read(sqlite_desk, improvements, today=TODAY)
    assert (row.title, row.source, row.owner, row.state) == ("Call the board earlier", "Drill", "Bo Diaz", "New")


def test_the_list_says_where_an_improvement_comes_from_and_what_it_is_worth(sqlite_desk, at_list):
    incident_id = log(sqlite_desk)
    improve(sqlite_desk, from_incident_id=incident_id, benefit="High", effort="Low", owner="Bo Diaz")
    lead = at_list()
    table = lead.page.pane.table
    QAbstractItemModelTester(table.records, FATAL)
    shown = {column.key: table.records.index(0, place).data() for place, column in enumerate(table.records.columns)}
    assert shown["source"] == f"Review · INC-{incident_id:04d}"
    assert shown["worth"] == "Benefit high, effort low"
    assert shown["owner"] == "Bo Diaz"


def test_the_improvement_leads_to_its_incident(sqlite_desk, at_list):
    incident_id = log(sqlite_desk)
    improve(sqlite_desk, from_incident_id=incident_id)
    lead = at_list()
    lead.press(Key.Key_I)
    lead.qtbot.waitUntil(lambda: lead.page.title().startswith(f"INC-{incident_id:04d}"))


def test_a_card_goes_to_the_next_state_by_keys(sqlite_desk, at_board):
    key = improve(sqlite_desk)
    lead = at_board()
    QAbstractItemModelTester(lead.page.pane.board.columns["New"].cards, FATAL)
    assert lanes(lead) == {"New": ["Call earlier"]}
    lead.press(Key.Key_Right, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: stored(sqlite_desk, key).state == "Accepted")
    lead.qtbot.waitUntil(lambda: lanes(lead) == {"Accepted": ["Call earlier"]})


def test_approving_asks_for_an_owner_where_there_is_none(sqlite_desk, at_board):
    key = improve(sqlite_desk, "Accepted", "Assess")
    lead = at_board()
    lead.press(Key.Key_Right, modifier=CONTROL)
    dialog = lead.wait_for(ImprovementMoveDialog)
    assert not dialog.save_button.isEnabled()
    dialog.owner.setText("Bo Diaz")
    dialog.save_button.click()
    lead.qtbot.waitUntil(lambda: stored(sqlite_desk, key).state == "Approved")
    assert stored(sqlite_desk, key).owner == "Bo Diaz"


def test_closing_asks_what_came_of_it(sqlite_desk, at_board):
    key = improve(sqlite_desk, "Accepted", "Approved", "In Progress", "Review", owner="Bo Diaz")
    lead = at_board()
    lead.press(Key.Key_Right, modifier=CONTROL)
    dialog = lead.wait_for(ImprovementMoveDialog)
    dialog.text.setPlainText("The call came after 4 minutes")
    dialog.save_button.click()
    lead.qtbot.waitUntil(lambda: stored(sqlite_desk, key).state == "Closed")
    assert stored(sqlite_desk, key).result == "The call came after 4 minutes"


def test_the_dialog_rejects_with_a_reason(sqlite_desk, at_list):
    key = improve(sqlite_desk)
    lead = at_list()
    lead.press(Key.Key_Return)
    dialog = lead.wait_for(ImprovementDialog)
    lead.qtbot.waitUntil(lambda: "Rejected" in dialog.states.buttons)
    dialog.states.buttons["Rejected"].click()
    asked = lead.wait_for(ImprovementMoveDialog)
    asked.text.setPlainText("The provider changes anyway")
    asked.save_button.click()
    lead.qtbot.waitUntil(lambda: stored(sqlite_desk, key).state == "Rejected")
    assert stored(sqlite_desk, key).reason == "The provider changes anyway"


def test_what_two_people_change_at_once_is_asked(sqlite_desk, at_list):
    key = improve(sqlite_desk)
    lead = at_list()
    lead.press(Key.Key_Return)
    dialog = lead.wait_for(ImprovementDialog)
    lead.qtbot.waitUntil(lambda: dialog.form.fields["title"].text() == "Call earlier")
    dialog.form.fields["title"].setText("Call sooner")
    act(sqlite_desk, change_improvement, key, {"title": "Call at once"}, actor="Pia Silva")
    lead.press(Key.Key_Return, modifier=CONTROL)
    conflict = lead.wait_for(ConflictDialog)
    conflict.boxes[0].buttons["mine"].click()
    conflict.save.click()
    lead.qtbot.waitUntil(lambda: stored(sqlite_desk, key).title == "Call sooner")


def test_an_improvement_goes_to_the_trash_and_comes_back(sqlite_desk, at_list):
    key = improve(sqlite_desk)
    lead = at_list()
    lead.press(Key.Key_Delete)
    lead.qtbot.waitUntil(lambda: stored(sqlite_desk, key) is None)
    lead.desk.history.undo()
    lead.qtbot.waitUntil(lambda: stored(sqlite_desk, key) is not None)


def test_an_improvement_proposes_a_change_to_its_plan(sqlite_desk, at_list):
    plan_id = approved_plan(sqlite_desk)
    improve(sqlite_desk, plan="Mail outage")
    lead = at_list()
    lead.press(Key.Key_G)
    sheet = lead.wait_for(ProposeSheet)
    lead.qtbot.waitUntil(lambda: sheet.base is not None)
    assert sheet.base.plan_id == plan_id
    assert sheet.reason.toPlainText() == "Call earlier"
    assert "IMP-0001" in sheet.about.text()
    QApplication.processEvents()
