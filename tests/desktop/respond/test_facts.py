from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.respond.change import change_incident
from tests.desktop.respond.keys import CONTROL, press, sheet, wait_for, write


def test_a_fact_is_changed_where_it_stands(page, qtbot, settle):
    field = page.details.fields["service"]
    field.value_label.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is field.editor_widget
    write(qtbot, "Mail gateway")
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert sheet(page).facts["service"] == "Mail gateway"
    assert QApplication.focusWidget() is field.value_label
    assert field.value_label.text() == "Mail gateway"


def test_escape_leaves_a_fact_as_it_was(page, qtbot, settle):
    field = page.header.title
    field.value_label.setFocus()
    press(qtbot, Qt.Key.Key_F2)
    write(qtbot, "Something else")
    press(qtbot, Qt.Key.Key_Escape)
    settle(page.desk)
    assert sheet(page).facts["title"] == "Mail is down"
    assert field.value_label.text() == "Mail is down"


def test_leaving_a_field_saves_it(page, qtbot, settle):
    page.details.edit("external_ref")
    write(qtbot, "88-1234")
    press(qtbot, Qt.Key.Key_Tab)
    settle(page.desk)
    assert sheet(page).facts["external_ref"] == "88-1234"


def test_a_stage_time_is_back_dated(page, qtbot, settle):
    page.details.edit("occurred_at")
    write(qtbot, "2026-01-02 09:50")
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert sheet(page).facts["occurred_at"] == datetime(2026, 1, 2, 8, 50, tzinfo=UTC)
    assert "back-dated by" in page.details.fields["occurred_at"].value_label.accessibleDescription()


def test_a_stage_time_that_is_none_says_so_beside_the_field(page, qtbot, settle):
    page.details.edit("mitigated_at")
    write(qtbot, "soonish")
    press(qtbot, Qt.Key.Key_Return)
    field = page.details.fields["mitigated_at"]
    assert "is no time" in field.error.text()
    assert field.editing


def test_times_in_the_wrong_order_are_refused_and_stay_as_typed(page, qtbot, settle):
    page.details.edit("occurred_at")
    write(qtbot, "2030-01-01 00:00")
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    field = page.details.fields["occurred_at"]
    assert field.error.text()
    assert field.editor_widget.text() == "2030-01-01 00:00"
    assert sheet(page).facts["occurred_at"] is None


def test_impact_and_urgency_move_the_priority(page, qtbot, settle):
    page.details.edit("impact")
    press(qtbot, Qt.Key.Key_Home, Qt.Key.Key_Return)
    settle(page.desk)
    assert (sheet(page).facts["impact"], sheet(page).facts["priority"]) == (1, 2)
    assert page.details.fields["priority"].value_label.text() == "P2 High"


def test_a_priority_of_ones_own_asks_why(page, qtbot, settle):
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_P)
    wait_for(qtbot, page, ChoicePopup)
    press(qtbot, Qt.Key.Key_1)
    wait_for(qtbot, page, LineDialog)
    write(qtbot, "The board waits")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(page.desk)
    facts = sheet(page).facts
    assert (facts["priority"], facts["override_reason"]) == (1, "The board waits")
    assert "The board waits" in page.details.fields["priority"].value_label.accessibleDescription()


def test_a_and_a_takes_it_on(page, qtbot, settle):
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_A)
    wait_for(qtbot, page, ChoicePopup)
    press(qtbot, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: sheet(page).facts["assignee"] == "Mei Okafor")
    settle(page.desk)
    assert page.header.assignee.text() == "Mei Okafor"
    assert sheet(page).facts["acknowledged_at"] is not None


def test_tags_are_typed_as_words(page, qtbot, settle):
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_T)
    write(qtbot, " VPN, #berlin")
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert sheet(page).facts["tags"] == ("berlin", "mail", "vpn")


def test_major_is_a_flag(page, qtbot, settle):
    page.details.fields["major"].value_label.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    settle(page.desk)
    assert sheet(page).facts["major"] is True
    assert page.header.major.isVisible()


def test_watching_is_one_key(page, qtbot, settle):
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_W)
    settle(page.desk)
    assert sheet(page).watchers == ("Mei Okafor",)
    assert page.header.watchers.text() == "1 watching"
    press(qtbot, Qt.Key.Key_W)
    settle(page.desk)
    assert sheet(page).watchers == ()


def test_what_others_change_appears_and_what_is_typed_stays(page, qtbot, settle):
    page.composer.edit.setFocus()
    write(qtbot, "half a note")
    page.details.edit("service")
    write(qtbot, "half a serv")
    with page.desk.database.write(actor="L. Novák") as session:
        change_incident(session, page.incident_id, {"title": "Mail is slow", "team": "Network"})
    qtbot.waitUntil(lambda: page.header.title.value_label.text() == "Mail is slow")
    assert page.details.fields["team"].value_label.text() == "Network"
    assert page.composer.edit.toPlainText() == "half a note"
    assert page.details.fields["service"].editor_widget.text() == "half a serv"
    press(qtbot, Qt.Key.Key_Escape)


def test_a_letter_typed_into_a_field_is_no_command(page, qtbot, settle):
    page.composer.edit.setFocus()
    write(qtbot, "arpsctnw*")
    settle(page.desk)
    assert page.composer.edit.toPlainText() == "arpsctnw*"
    assert not any(each.isVisible() for each in page.window().findChildren(ChoicePopup))
