from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop import writing
from incidentdesk.desktop.respond.composer import Stream
from incidentdesk.refusal import Refused
from incidentdesk.respond.timeline import Kind
from tests.desktop.respond.keys import CONTROL, SHIFT, entries, notes, press, rows, sheet, write


def test_the_page_shows_what_is_known(page):
    assert page.header.title.value_label.text() == "Mail is down"
    assert page.details.fields["reporter"].value_label.text() == "A. Lindqvist"
    assert page.details.fields["tags"].value_label.text() == "mail"
    assert page.title().startswith("INC-0001")


def test_a_work_note_is_written_with_the_keys_alone(page, qtbot, settle):
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_N)
    write(qtbot, "Restarted the queue")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(page.desk)
    assert notes(page) == [(Kind.NOTE, "Restarted the queue")]
    assert page.composer.edit.toPlainText() == ""
    assert "Restarted the queue" in page.timeline.model.index(1).data()


def test_a_public_comment_says_who_sees_it(page, qtbot, settle):
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_N, modifier=SHIFT)
    assert page.composer.send_button.text() == "Send public comment"
    assert "requester" in page.composer.edit.accessibleName()
    write(qtbot, "We are working on it")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(page.desk)
    assert notes(page) == [(Kind.COMMENT, "We are working on it")]
    assert sheet(page).facts["first_response_at"] is not None


def test_an_answer_of_the_caller_is_theirs(page, qtbot, settle):
    page.composer.stream_actions[Stream.ANSWER].trigger()
    write(qtbot, "It works again")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(page.desk)
    assert [(fact.actor, fact.text) for fact in entries(page)] == [("A. Lindqvist", "It works again")]
    assert page.composer.stream == Stream.NOTE


def test_a_note_can_be_about_an_earlier_time(page, qtbot, settle):
    page.composer.edit.setPlainText("The line was cut")
    page.composer.time.setFocus()
    write(qtbot, "-50m")
    page.composer.send()
    settle(page.desk)
    (fact,) = entries(page)
    assert (fact.entered_at - fact.happened_at) // 60_000_000 in (49, 50)
    assert page.composer.time.text() == ""


def test_a_time_that_is_none_keeps_the_text(page, qtbot, settle):
    page.composer.edit.setPlainText("The line was cut")
    page.composer.time.write("soon")
    page.composer.send()
    settle(page.desk)
    assert page.composer.edit.toPlainText() == "The line was cut"
    assert "is no time" in page.composer.time.meaning.text()
    assert notes(page) == []


def test_escape_keeps_the_text_and_goes_to_the_timeline(page, qtbot):
    page.composer.edit.setFocus()
    write(qtbot, "half a thou")
    press(qtbot, Qt.Key.Key_Escape)
    assert page.composer.edit.toPlainText() == "half a thou"
    assert QApplication.focusWidget() is page.timeline.view


def test_a_half_written_note_is_there_when_the_page_is_opened_again(page, open_window, sqlite_desk, incident_id, qtbot):
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_N, modifier=SHIFT)
    write(qtbot, "half a thou")
    assert page.unsaved() == ""
    again = open_window(sqlite_desk, incident_id)
    assert again.composer.edit.toPlainText() == "half a thou"
    assert again.composer.stream == Stream.COMMENT


def test_what_cannot_be_saved_stays_and_can_be_tried_again(page, qtbot, settle, monkeypatch):
    def full(*_args):
        raise Refused("The disk is full. Nothing was saved.")

    page.composer.edit.setPlainText("Restarted the queue")
    with monkeypatch.context() as broken:
        broken.setattr(writing, "_write", full)
        page.composer.send()
        settle(page.desk)
    assert page.composer.edit.toPlainText() == "Restarted the queue"
    assert not page.composer.edit.isReadOnly()
    page.composer.message.action_button.click()
    settle(page.desk)
    assert notes(page) == [(Kind.NOTE, "Restarted the queue")]


def test_text_of_a_work_note_goes_public_only_when_it_is_said_twice(page, qtbot, settle):
    page.composer.edit.setPlainText("The password of the switch is admin1")
    page.composer.send()
    settle(page.desk)
    page.composer.choose(Stream.COMMENT)
    page.composer.edit.setPlainText("Hello,\nthe switch: The password of the switch is admin1")
    page.composer.send()
    settle(page.desk)
    assert len(notes(page)) == 1
    assert "only the team sees" in page.composer.message.text
    page.composer.message.action_button.click()
    settle(page.desk)
    assert len(notes(page)) == 2


def test_a_note_can_be_taken_back(page, qtbot, settle):
    page.composer.edit.setPlainText("Wrong incident")
    page.composer.send()
    settle(page.desk)
    page.desk.history.undo()
    settle(page.desk)
    assert notes(page) == []
    assert not any("Wrong" in row.fact.text for row in rows(page))
