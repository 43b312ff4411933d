"""Writing a status update: the text in view is the text that goes out, and nothing typed is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.conflict_dialog import ConflictDialog
from incidentdesk.desktop.respond.update_confirming import SendConfirmation
from incidentdesk.desktop.respond.update_sheet import UpdateSheet
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.state import State
from incidentdesk.prepare.audience import Form
from incidentdesk.prepare.audience_change import withdraw_audience
from incidentdesk.prepare.message_template import MessagePhase, message_template
from incidentdesk.respond.announcing import change_draft, draft_announcement
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.outbox import outbox_message
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger
from tests.desktop.respond.keys import notes, press, write
from tests.desktop.respond.updates_desk import act, make_audience, make_outlet, plain, schedules, tell, told

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(page):
    return page.window()


@pytest.fixture
def users(sqlite_desk):
    make_outlet(sqlite_desk)
    return make_audience(sqlite_desk, "Users")


@pytest.fixture
def responders(sqlite_desk, users):
    return make_audience(sqlite_desk, "Responders", Form.CAN, people=2)


@pytest.fixture
def open_sheet(page, window, qtbot, settle, incident_id):
    def open_sheet(**how):
        sheet = UpdateSheet(page.desk, incident_id, window, **how)
        sheet.open()
        qtbot.waitUntil(sheet.isActiveWindow)
        settle(page.desk)
        return sheet

    return open_sheet


def settled(qtbot, sheet):
    qtbot.waitUntil(lambda: sheet.why_not() == "")


def test_the_forms_follow_the_audiences(open_sheet, users, responders, qtbot, settle, page):
    sheet = open_sheet(audiences=[users])
    assert sheet.form.fields["summary"].isVisible()
    assert not sheet.form.fields["conditions"].isVisible()
    sheet.audiences.boxes[responders].click()
    settle(page.desk)
    assert sheet.form.fields["conditions"].isVisible()
    assert sheet.send_button.text() == "Send to 2 audiences"


def test_what_is_typed_is_in_the_text_at_once_and_is_sent_like_this(
    open_sheet, users, qtbot, sqlite_desk, incident_id, settle, page
):
    sheet = open_sheet(audiences=[users])
    write(qtbot, "Nobody gets mail")
    settle(page.desk)
    shown = sheet.preview.body_edit.toPlainText()
    assert "Nobody gets mail" in shown
    with qtbot.waitSignal(sheet.sent):
        press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    (sent,) = told(sqlite_desk, incident_id)
    assert sent.body.strip() == shown.strip()
    assert sent.fields == {"summary": "Nobody gets mail"}
    assert schedules(sqlite_desk, incident_id)[0].cadence == 30


def test_a_send_can_be_taken_back_while_nothing_has_left(
    open_sheet, users, qtbot, sqlite_desk, incident_id, settle, page
):
    sheet = open_sheet(audiences=[users])
    with qtbot.waitSignal(sheet.sent):
        sheet.send_button.click()
    page.desk.history.undo()
    qtbot.waitUntil(lambda: told(sqlite_desk, incident_id) == [])
    with sqlite_desk.read() as reader:
        assert reader.rows("SELECT 1 FROM outbox_message WHERE withdrawn_at IS NULL") == []
    assert schedules(sqlite_desk, incident_id) == []


def test_what_has_left_is_not_taken_back(open_sheet, users, qtbot, sqlite_desk, incident_id, settle, page):
    sheet = open_sheet(audiences=[users])
    with qtbot.waitSignal(sheet.sent):
        sheet.send_button.click()
    act(sqlite_desk, ledger.update, outbox_message, 1, {"state": "Sent", "sent_at": 1}, actor="agent")
    with qtbot.waitSignal(page.desk.background.refused):
        page.desk.history.undo()
        settle(page.desk)
    assert [each.state for each in told(sqlite_desk, incident_id)] == ["Sent"]


def test_enter_alone_sends_nothing(open_sheet, users, qtbot, sqlite_desk, incident_id):
    sheet = open_sheet(audiences=[users])
    sheet.preview.subject.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert sheet.isVisible()
    assert told(sqlite_desk, incident_id) == []


def test_who_gets_it_by_what_stands_below(open_sheet, users, sqlite_desk):
    sheet = open_sheet(audiences=[users])
    assert plain(sheet.preview.list.item(0).text()) == "users0@example.org · Mail"


def test_a_text_that_was_changed_by_hand_stays(open_sheet, users, responders, qtbot, settle, page):
    sheet = open_sheet(audiences=[users])
    sheet.preview.body_edit.setFocus()
    press(qtbot, Qt.Key.Key_A, modifier=CONTROL)
    write(qtbot, "By hand")
    sheet.form.fields["summary"].setPlainText("Other words")
    settle(page.desk)
    assert sheet.preview.body_edit.toPlainText() == "By hand"
    sheet.preview.again.click()
    settle(page.desk)
    assert "Other words" in sheet.preview.body_edit.toPlainText()


def test_without_anybody_it_can_not_be_sent_and_says_why(open_sheet, users, settle, page):
    sheet = open_sheet(audiences=[users])
    sheet.audiences.boxes[users].click()
    settle(page.desk)
    assert not sheet.send_button.isEnabled()
    assert sheet.send_button.toolTip() == "Choose who is to be told."


def test_an_audience_with_nobody_in_it_is_refused_and_the_text_stays(
    open_sheet, users, sqlite_desk, qtbot, incident_id, settle, page
):
    board = make_audience(sqlite_desk, "Board", people=0)
    sheet = open_sheet(audiences=[board])
    write(qtbot, "Nobody gets mail")
    settle(page.desk)
    assert "Nobody is in this audience" in sheet.preview.list.item(0).text()
    sheet.send_button.click()
    qtbot.waitUntil(lambda: "Nobody is in the audience Board" in plain(sheet.message.text))
    assert sheet.form.values()["summary"] == "Nobody gets mail"
    assert told(sqlite_desk, incident_id) == []


def test_who_was_slower_is_told_and_can_send_it_all_the_same(
    open_sheet, users, sqlite_desk, qtbot, incident_id, settle, page
):
    sheet = open_sheet(audiences=[users])
    write(qtbot, "Mine")
    settle(page.desk)
    tell(sqlite_desk, incident_id, users, actor="Bo Diaz")
    sheet.send_button.click()
    qtbot.waitUntil(lambda: "Bo Diaz has told Users meanwhile" in plain(sheet.message.text))
    sheet.message.action_button.click()
    settle(page.desk)
    settled(qtbot, sheet)
    assert sheet.form.values()["summary"] == "Mine"
    with qtbot.waitSignal(sheet.sent):
        sheet.send_button.click()
    assert len(told(sqlite_desk, incident_id)) == 2


def test_who_writes_while_another_resolves_is_told(open_sheet, users, sqlite_desk, qtbot, incident_id, settle, page):
    sheet = open_sheet(audiences=[users])
    wish = Move(State.RESOLVED, resolution_code="Solved", resolution_notes="Restarted")
    act(sqlite_desk, move, incident_id, wish, actor="Bo Diaz")
    sheet.send_button.click()
    qtbot.waitUntil(lambda: "is Resolved meanwhile" in sheet.message.text)
    sheet.form.phase_box.setCurrentIndex(sheet.form.phase_box.findData(MessagePhase.RESOLVED))
    settle(page.desk)
    with qtbot.waitSignal(sheet.sent):
        sheet.send_button.click()


def test_who_tells_the_end_of_what_is_open_is_told_so(open_sheet, users, settle, page):
    sheet = open_sheet(audiences=[users], phase="Resolved")
    assert "INC-0001 is still New in the register" in sheet.message.text
    assert sheet.send_button.isEnabled()
    sheet.form.phase_box.setCurrentIndex(0)
    settle(page.desk)
    assert sheet.message.text == ""


def test_more_than_twenty_letters_are_asked_for_once_more(
    open_sheet, users, sqlite_desk, qtbot, incident_id, settle, page
):
    everybody = make_audience(sqlite_desk, "Everybody", people=21)
    sheet = open_sheet(audiences=[everybody])
    sheet.send_button.click()
    asked = dialog_above(qtbot, sheet)
    assert asked.send_button.text() == "Send 21 e-mails"
    assert asked.cancel_button.isDefault()
    press(qtbot, Qt.Key.Key_Return)
    assert told(sqlite_desk, incident_id) == []
    sheet.send_button.click()
    asked = dialog_above(qtbot, sheet)
    with qtbot.waitSignal(sheet.sent):
        asked.send_button.click()
    assert sum(told(sqlite_desk, incident_id)[0].counts.values()) == 21


def dialog_above(qtbot, sheet):
    qtbot.waitUntil(lambda: any(each.isVisible() for each in sheet.findChildren(SendConfirmation)))
    asked = next(each for each in sheet.findChildren(SendConfirmation) if each.isVisible())
    qtbot.waitUntil(asked.isActiveWindow)
    return asked


def test_what_was_typed_is_there_again_after_escape(open_sheet, users, qtbot, settle, page):
    open_sheet(audiences=[users])
    write(qtbot, "Half a sent")
    press(qtbot, Qt.Key.Key_Escape)
    again = open_sheet(audiences=[users])
    assert again.form.values()["summary"] == "Half a sent"


def test_what_was_sent_is_no_draft_any_more(open_sheet, users, qtbot, settle, page):
    sheet = open_sheet(audiences=[users])
    write(qtbot, "Nobody gets mail")
    settle(page.desk)
    with qtbot.waitSignal(sheet.sent):
        sheet.send_button.click()
    assert open_sheet(audiences=[users]).form.values()["summary"] == ""


def test_the_draft_of_the_plan_is_looked_through_and_sent(open_sheet, users, sqlite_desk, incident_id, qtbot):
    facts = {"audience_id": users, "subject": "Mail", "body": "Drafted", "phase": "Started"}
    act(sqlite_desk, draft_announcement, incident_id, **facts)
    sheet = open_sheet(told=told(sqlite_desk, incident_id)[0])
    assert sheet.preview.body_edit.toPlainText() == "Drafted"
    sheet.preview.body_edit.setFocus()
    press(qtbot, Qt.Key.Key_End, modifier=CONTROL)
    write(qtbot, " and corrected")
    with qtbot.waitSignal(sheet.sent):
        sheet.send_button.click()
    (sent,) = told(sqlite_desk, incident_id)
    assert (sent.state, sent.body) == ("Sent", "Drafted and corrected")


def test_two_who_correct_one_draft_choose_what_stays(open_sheet, users, sqlite_desk, incident_id, qtbot, settle, page):
    facts = {"audience_id": users, "subject": "Mail", "body": "Drafted", "phase": "Started"}
    draft_id = act(sqlite_desk, draft_announcement, incident_id, **facts)
    sheet = open_sheet(told=told(sqlite_desk, incident_id)[0])
    sheet.preview.body_edit.setPlainText("Mine")
    act(sqlite_desk, change_draft, draft_id, {"body": "Theirs"}, actor="Bo Diaz")
    sheet.send_button.click()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in sheet.findChildren(ConflictDialog)))
    (asked,) = sheet.findChildren(ConflictDialog)
    asked.boxes[0].buttons["theirs"].click()
    asked.save.click()
    settle(page.desk)
    assert sheet.preview.body_edit.toPlainText() == "Theirs"
    with qtbot.waitSignal(sheet.sent):
        sheet.send_button.click()
    (sent,) = told(sqlite_desk, incident_id)
    assert (sent.state, sent.body) == ("Sent", "Theirs")
    with sqlite_desk.read() as reader:
        (declined,) = reader.rows("SELECT changes FROM ledger WHERE noun = 'announcement' AND act = 'declined'")
    assert "Mine" in declined[0]


def test_it_can_be_kept_as_a_draft_for_others(open_sheet, users, sqlite_desk, incident_id, qtbot, settle, page):
    sheet = open_sheet(audiences=[users])
    write(qtbot, "To be looked at")
    settle(page.desk)
    sheet.keep_button.click()
    qtbot.waitUntil(lambda: len(told(sqlite_desk, incident_id)) == 1)
    assert told(sqlite_desk, incident_id)[0].state == "Draft"


def test_what_was_said_last_time_can_be_taken_over(open_sheet, users, sqlite_desk, incident_id):
    tell(sqlite_desk, incident_id, users, summary="Nobody gets mail", impact="180 people")
    sheet = open_sheet(audiences=[users])
    assert sheet.form.values()["summary"] == ""
    sheet.form.repeat.click()
    assert sheet.form.values()["impact"] == "180 people"


def test_a_broken_template_is_said_and_stops_nothing(open_sheet, users, sqlite_desk, qtbot):
    words = {"phase": MessagePhase.STARTED, "subject": "S", "body": "{{ wage }}", "audience_id": users}
    act(sqlite_desk, ledger.insert, message_template, {"name": "broken", **words})
    sheet = open_sheet(audiences=[users])
    assert "wage" in plain(sheet.preview.warning.text)
    assert sheet.send_button.isEnabled()


def test_children_are_told_by_a_public_comment(open_sheet, users, sqlite_desk, incident_id, qtbot, settle, page):
    child = act(sqlite_desk, log_incident, title="No mail in branch 1")
    act(sqlite_desk, change_incident, child, {"parent": str(incident_id)})
    sheet = open_sheet(audiences=[users])
    assert "1 open child incident" in sheet.on_children.text().replace("&", "")
    sheet.on_children.click()
    write(qtbot, "We are on it")
    sheet.form.fields["summary"].setPlainText("We are on it")
    settle(page.desk)
    with qtbot.waitSignal(sheet.sent):
        sheet.send_button.click()
    with sqlite_desk.read() as reader:
        (row,) = reader.rows("SELECT incident_id, text, public FROM entry")
    assert row[0] == child
    assert "We are on it" in row[1]
    assert row[2]


def test_everything_has_a_name(open_sheet, users, responders):
    sheet = open_sheet(audiences=[users, responders])
    nameless = [
        each
        for each in sheet.findChildren(QWidget)
        if each.focusPolicy() != Qt.FocusPolicy.NoFocus and each.isVisible() and not each.accessibleName()
    ]
    assert nameless == []


def test_callers_read_what_stakeholders_are_told_and_not_what_responders_are(
    open_sheet, users, responders, qtbot, settle, page
):
    sheet = open_sheet(audiences=[users, responders])
    sheet.form.fields["summary"].setPlainText("No mail in all offices.")
    sheet.form.fields["conditions"].setPlainText("The certificate of relay 2 was stolen.")
    sheet.on_incident.setChecked(True)
    settle(page.desk)
    settled(qtbot, sheet)
    sheet.send_button.click()
    settle(page.desk)
    ((_kind, comment),) = notes(page)
    assert "No mail in all offices." in comment
    assert "relay 2" not in comment


def test_of_ten_thousand_receivers_the_first_two_hundred_are_listed(open_sheet, sqlite_desk):
    everybody = make_audience(sqlite_desk, "Everybody", people=250)
    make_outlet(sqlite_desk)
    sheet = open_sheet(audiences=[everybody])
    assert sheet.preview.list.count() == 201
    assert sheet.preview.list.item(200).text() == "and 50 more"


def test_an_audience_that_was_taken_away_meanwhile_is_told_no_more(open_sheet, users, sqlite_desk, page, settle):
    sheet = open_sheet(audiences=[users])
    act(sqlite_desk, withdraw_audience, users)
    sheet._reload()
    settle(page.desk)
    page.desk.theme.changed.emit()
    assert sheet.why_not() == "There is no audience yet. Make one under Plans."
