from PySide6.QtCore import Qt

from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.desktop.detect.gesture_dialog import MoveDialog
from incidentdesk.respond.timeline import Kind
from tests.desktop.respond.keys import CONTROL, notes, press, sheet, wait_for, write


def test_resolving_asks_for_code_and_notes(page, qtbot, settle):
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_R)
    dialog = wait_for(qtbot, page, MoveDialog)
    assert not dialog.save_button.isEnabled()
    dialog.text.setFocus()
    write(qtbot, "Queue restarted")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(page.desk)
    found = sheet(page)
    assert (found.state, found.facts["resolution_notes"]) == ("Resolved", "Queue restarted")
    assert page.header.next.text() == "Close incident"


def test_a_half_written_resolution_is_offered_again(page, qtbot, settle):
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_R)
    dialog = wait_for(qtbot, page, MoveDialog)
    dialog.text.setFocus()
    write(qtbot, "Queue resta")
    press(qtbot, Qt.Key.Key_Escape)
    settle(page.desk)
    page.window().activateWindow()
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_R)
    again = wait_for(qtbot, page, MoveDialog)
    assert again.text.toPlainText() == "Queue resta"


def test_awaiting_the_caller_needs_a_public_comment(page, qtbot, settle):
    page.commands.move("On Hold")
    dialog = wait_for(qtbot, page, MoveDialog)
    assert dialog.hold_reason.currentData() == "Awaiting Caller"
    assert not dialog.save_button.isEnabled()
    dialog.text.setFocus()
    write(qtbot, "Which mailbox is it?")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(page.desk)
    assert sheet(page).on_hold_reason == "Awaiting Caller"
    assert notes(page) == [(Kind.COMMENT, "Which mailbox is it?")]
    assert page.header.state.text() == "On Hold · Awaiting Caller"


def test_the_state_pop_up_offers_only_what_may_follow(page, qtbot):
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_S)
    popup = wait_for(qtbot, page, ChoicePopup)
    can = {choice.text: not choice.why_disabled for choice in popup._shown}
    assert can == {
        "New": False, "In Progress": True, "On Hold": True, "Resolved": True, "Closed": False, "Canceled": True
    }  # fmt: skip


def test_the_one_filled_button_leads_through_the_states(page, qtbot, settle):
    page.commands.resolve()
    dialog = wait_for(qtbot, page, MoveDialog)
    dialog.text.setPlainText("Queue restarted")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(page.desk)
    qtbot.mouseClick(page.header.next, Qt.MouseButton.LeftButton)
    settle(page.desk)
    assert sheet(page).state == "Closed"
    assert page.header.next.text() == "Reopen"
    qtbot.mouseClick(page.header.next, Qt.MouseButton.LeftButton)
    wait_for(qtbot, page, MoveDialog)
    write(qtbot, "Down again")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(page.desk)
    assert (sheet(page).state, sheet(page).reopen_count) == ("In Progress", 1)


def test_a_state_that_cannot_follow_says_why(page):
    assert "New can't become Closed" in page.desk.registry.why_disabled("list.close")


def test_the_trash_is_said_and_left_again(page, qtbot, settle):
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_Delete)
    settle(page.desk)
    assert "in the trash" in page.message.text
    assert "in the trash" in page.commands.why_nothing()
    page.message.action_button.click()
    settle(page.desk)
    assert page.message.text == ""
    assert not sheet(page).withdrawn
