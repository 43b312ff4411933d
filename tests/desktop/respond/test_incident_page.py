from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from incidentdesk import clock
from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.desktop.detect.gesture_dialog import LineDialog, MoveDialog
from incidentdesk.desktop.respond import writing
from incidentdesk.desktop.respond.composer import Stream
from incidentdesk.desktop.respond.incident_page import DETAILS, RELATED
from incidentdesk.desktop.respond.note_dialogs import CorrectDialog, WholeTextDialog
from incidentdesk.desktop.respond.timeline_model import FactRow, GapRow
from incidentdesk.detect.intake import log_incident
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.note import add_note, change_note
from incidentdesk.respond.sheet import sheet_of
from incidentdesk.respond.timeline import Kind, timeline

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def sheet(page):
    with page.desk.database.read() as reader:
        return sheet_of(reader, page.incident_id)


def entries(page):
    with page.desk.database.read() as reader:
        facts = timeline(reader, page.incident_id)
    return [fact for fact in facts if fact.entry_id is not None]


def notes(page):
    return [(fact.kind, fact.text) for fact in entries(page)]


def press(qtbot, *keys, modifier=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        # After a dialog it takes a moment until the window is active again.
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def write(qtbot, text):
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    qtbot.keyClicks(QApplication.focusWidget(), text)


def child(page, kind):
    """The dialog or pop-up of a kind that is open."""
    return next(each for each in page.window().findChildren(kind) if each.isVisible())


def wait_for(qtbot, page, kind):
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.window().findChildren(kind)))
    found = child(page, kind)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and found.isAncestorOf(QApplication.focusWidget()))
    return found


def rows(page, kind=FactRow):
    return [row for row in page.timeline.model.rows if isinstance(row, kind)]


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── the timeline ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def noted(page, settle):
    """A note of mine, one of somebody else."""
    for actor, text in (("Mei Okafor", "Mine"), ("L. Novák", "Theirs")):
        with page.desk.database.write(actor=actor) as session:
            add_note(session, page.incident_id, text)
    settle(page.desk)
    return page


def choose(page, text):
    row = next(row for row in rows(page) if row.fact.text == text)
    page.timeline.view.setCurrentIndex(page.timeline.model.place_of(row.key))
    page.timeline.view.setFocus()
    page.desk.registry.refresh()


def test_a_star_marks_an_entry_for_the_report(noted, qtbot, settle):
    choose(noted, "Mine")
    press(qtbot, Qt.Key.Key_Asterisk)
    settle(noted.desk)
    assert [fact.text for fact in entries(noted) if fact.starred] == ["Mine"]
    assert noted.timeline.view.current_row().fact.text == "Mine"


def test_ones_own_note_is_corrected_and_what_it_said_is_kept(noted, qtbot, settle):
    choose(noted, "Mine")
    press(qtbot, Qt.Key.Key_F2)
    dialog = wait_for(qtbot, noted, CorrectDialog)
    write(qtbot, "Really ")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(noted.desk)
    assert "Really Mine" in [fact.text for fact in entries(noted)]
    assert not isValid(dialog)
    noted.window().activateWindow()
    choose(noted, "Really Mine")
    press(qtbot, Qt.Key.Key_Return)
    whole = wait_for(qtbot, noted, WholeTextDialog)
    qtbot.waitUntil(lambda: whole.earlier.count() == 2)
    assert whole.earlier.itemAt(1).widget().toPlainText() == "Mine"


def test_a_note_of_somebody_else_is_read_and_not_changed(noted, qtbot):
    choose(noted, "Theirs")
    press(qtbot, Qt.Key.Key_F2)
    assert wait_for(qtbot, noted, WholeTextDialog)
    assert "Only" in noted.commands.why_not_correct()


def test_a_correction_does_not_overwrite_what_was_saved_meanwhile(noted, qtbot, settle, monkeypatch):
    choose(noted, "Mine")
    press(qtbot, Qt.Key.Key_F2)
    wait_for(qtbot, noted, CorrectDialog)
    with noted.desk.database.write(actor="Mei Okafor") as session:
        change_note(session, next(fact.entry_id for fact in entries(noted) if fact.text == "Mine"), "From elsewhere")
    asked = []
    monkeypatch.setattr(
        "incidentdesk.desktop.respond.incident_page.ask_conflict",
        lambda _parent, _desk, conflict: asked.append(conflict) or {"text": "Both of them"},
    )
    write(qtbot, "Really ")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(noted.desk)
    assert [(clash.theirs, clash.mine) for clash in asked[0].clashes] == [("From elsewhere", "Really Mine")]
    assert "Both of them" in [fact.text for fact in entries(noted)]


def test_filters_show_what_is_asked_for(noted, qtbot):
    qtbot.mouseClick(noted.timeline.filter_buttons["people"], Qt.MouseButton.LeftButton)
    assert {row.fact.kind for row in rows(noted)} == {Kind.NOTE}
    qtbot.mouseClick(noted.timeline.filter_buttons["files"], Qt.MouseButton.LeftButton)
    assert noted.timeline.empty.isVisible()
    assert not noted.timeline.view.isVisible()


def test_the_order_is_remembered(noted, open_window, sqlite_desk, incident_id, qtbot):
    assert rows(noted)[0].fact.text == "Theirs"
    qtbot.mouseClick(noted.timeline.order_button, Qt.MouseButton.LeftButton)
    assert rows(noted)[0].fact.kind == Kind.LOGGED
    assert rows(open_window(sqlite_desk, incident_id))[0].fact.kind == Kind.LOGGED


def test_a_gap_is_filled_from_memory(page, qtbot, settle):
    at = clock.now()
    with page.desk.database.write(actor="Mei Okafor") as session:
        add_note(session, page.incident_id, "Long ago", happened_at=at.replace(year=at.year - 1))
    settle(page.desk)
    gap = rows(page, GapRow)[0]
    page.timeline.view.setCurrentIndex(page.timeline.model.place_of(gap.key))
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert page.composer.time.value() is not None
    assert QApplication.focusWidget() is page.composer.edit


def test_a_text_of_a_million_characters_is_shown_in_part(page, settle):
    with page.desk.database.write(actor="Mei Okafor") as session:
        add_note(session, page.incident_id, "word " * 199_999)
    settle(page.desk)
    row = rows(page)[0]
    assert page.timeline.view.sizeHintForRow(1) < 1_000
    dialog = WholeTextDialog(page.desk, row, page.window())
    assert dialog.text.toPlainText().count("word") == 199_999
    dialog.deleteLater()


def test_a_row_can_be_copied(noted, qtbot):
    choose(noted, "Theirs")
    press(qtbot, Qt.Key.Key_C, modifier=CONTROL)
    assert QApplication.clipboard().text() == "Theirs"


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── states ───────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── relatives ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def other(page, settle):
    with page.desk.database.write(actor="Mei Okafor") as session:
        other = log_incident(session, title="Mail is down in Hamburg")
    settle(page.desk)
    return other


def test_a_parent_is_set_and_left(page, other, qtbot, settle):
    page.show_tab(RELATED)
    page.related.parent_field.edit()
    write(qtbot, str(other))
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert sheet(page).parent.id == other
    assert "INC-0002" in page.header.parent_link.text()
    with qtbot.waitSignal(page.opened) as opened:
        qtbot.mouseClick(page.header.parent_link, Qt.MouseButton.LeftButton)
    assert opened.args == ["INC-0002"]


def test_a_parent_that_is_none_is_refused_beside_the_field(page, qtbot, settle):
    page.show_tab(RELATED)
    page.related.parent_field.edit()
    write(qtbot, "INC-0001")
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert "its own parent" in page.related.parent_field.error.text()


def test_children_are_listed_added_and_released(page, other, qtbot, settle):
    page.show_tab(RELATED)
    page.commands.add_child()
    wait_for(qtbot, page, LineDialog)
    write(qtbot, "inc-2")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(page.desk)
    assert page.related.children_list.count() == 1
    assert "Hamburg" in page.related.children_list.item(0).text()
    assert page.tabs.tabText(RELATED) == "Related 1"
    page.related.children_list.setCurrentRow(0)
    qtbot.mouseClick(page.related.drop_child, Qt.MouseButton.LeftButton)
    settle(page.desk)
    assert page.related.children_list.count() == 0


def test_incidents_alike_are_listed(page, other, qtbot):
    page.show_tab(RELATED)
    qtbot.waitUntil(lambda: page.related.similar_list.count() == 1)
    page.related.similar_list.setCurrentRow(0)
    page.related.similar_list.setFocus()
    with qtbot.waitSignal(page.opened) as opened:
        press(qtbot, Qt.Key.Key_Return)
    assert opened.args == ["INC-0002"]


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_incident_that_is_not_there_says_so(qapp, qtbot, sqlite_desk, tmp_path, clear_desk):
    from incidentdesk.desktop.desk import furnish
    from incidentdesk.desktop.preferences import Preferences
    from incidentdesk.desktop.respond.incident_page import IncidentPage

    desk = furnish(sqlite_desk, actor="Mei Okafor", preferences=Preferences(tmp_path / "settings"))
    page = IncidentPage(desk, 99)
    page.show()
    qtbot.waitUntil(lambda: page.stack.count() == 2)
    assert page.stack.currentWidget().accessibleName() == "INC-0099 can't be shown"
    page.deleteLater()
    clear_desk(desk)


def test_on_a_narrow_page_the_details_are_a_part_of_their_own(page, qtbot):
    assert page.tabs.count() == DETAILS
    page.window().resize(1000, 600)
    page.desk.theme.choose_scale(150)
    qtbot.waitUntil(lambda: page.tabs.count() == DETAILS + 1)
    page.commands.edit_fact("tags")
    assert page.parts.currentWidget() is page.details
    press(qtbot, Qt.Key.Key_Escape)
    page.desk.theme.choose_scale(100)
    qtbot.waitUntil(lambda: page.tabs.count() == DETAILS)
    assert page.details.isVisible()


def test_a_page_that_was_looked_at_is_seen(page, settle):
    settle(page.desk)
    with page.desk.database.read() as reader:
        assert reader.rows("SELECT account, incident_id FROM seen") == [("Mei Okafor", 1)]


def test_everything_has_a_name_for_those_who_cannot_see_it(page):
    for part in range(page.tabs.count()):
        page.show_tab(part)
        for widget in page.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
                assert widget.accessibleName(), (type(widget).__name__, widget.objectName())


def test_every_command_has_a_reason_where_it_is_disabled(page):
    registry = page.desk.registry
    mine = [each for each in registry.ids() if each.startswith(("incident.", "list."))]
    assert len(mine) > 15
    for action_id in mine:
        assert registry.qaction(action_id).isEnabled() or registry.why_disabled(action_id)


def test_the_link_is_put_on_the_clipboard(page, qtbot):
    page.timeline.view.setFocus()
    press(qtbot, Qt.Key.Key_C, modifier=CONTROL | SHIFT)
    assert QApplication.clipboard().text() == "INC-0001 Mail is down"
