"""The dialog of a corrective action: the keyboard alone, nothing typed gets lost, two people are asked."""

import pytest
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.conflict_dialog import ConflictDialog
from incidentdesk.desktop.investigate.action_dialog import ActionDialog, open_action_dialog
from incidentdesk.desktop.investigate.action_move_dialog import ActionMoveDialog
from incidentdesk.investigate.action_change import change_action, withdraw_action
from incidentdesk.investigate.action_list import actions
from incidentdesk.investigate.cause_editing import add_below
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph
from incidentdesk.investigate.cause_record import save_changes, starting
from incidentdesk.investigate.subject import INCIDENT, Subject
from tests.desktop.investigate.analyses_window import (
    CONTROL,
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


@pytest.fixture
def lead(sit_down):
    return sit_down("analyses#actions")


def opened(lead, action_id=0, **options):
    open_action_dialog(lead.desk, lead.window, action_id, **options)
    return lead.wait_for(ActionDialog)


def test_an_action_is_proposed_with_the_keys_alone(sqlite_desk, lead):
    incident_id = log(sqlite_desk)
    saved = []
    open_action_dialog(lead.desk, lead.window, subject=Subject(INCIDENT, incident_id), done=saved.append)
    lead.wait_for(ActionDialog)
    lead.write("Alert on log growth")
    lead.press(Key.Key_Tab, Key.Key_Tab, Key.Key_Right, Key.Key_Tab)
    lead.write("mon")
    lead.press(Key.Key_Tab)
    lead.write("P. Silva")
    lead.press(Key.Key_Tab, Key.Key_Tab)
    lead.write("30.4.")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: bool(saved))
    found = stored_action(sqlite_desk, saved[0])
    assert (found.text, found.effort, found.type, found.owner, found.due_on, found.state) == (
        "Alert on log growth", "Detect", "Monitoring", "P. Silva", "2026-04-30", "Proposed",
    )  # fmt: skip


def test_commit_saves_and_promises_in_one_gesture(sqlite_desk, lead):
    incident_id = log(sqlite_desk)
    dialog = opened(lead, subject=Subject(INCIDENT, incident_id))
    lead.write("Alert on log growth")
    dialog.commit.click()
    assert dialog.form.error("owner") == "A committed action needs an owner: who will do it?"
    assert QApplication.focusWidget() is dialog.owner
    dialog.me.click()
    dialog.form.fields["due_on"].write("fri")
    dialog.commit.click()
    lead.qtbot.waitUntil(lambda: [row.state for row in read(sqlite_desk, actions, today=TODAY)] == ["Committed"])
    lead.undo()
    assert read(sqlite_desk, actions, today=TODAY) == []


def test_what_is_wrong_is_told_beside_its_field(sqlite_desk, lead):
    log(sqlite_desk)
    dialog = opened(lead)
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert dialog.form.error("text") == "Say what is to be done."
    lead.write("Alert")
    assert dialog.form.error("text") == ""
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert dialog.form.error("subject") == "Say for which incident or problem, as INC-0042."
    lead.write("INC-99")
    lead.qtbot.waitUntil(lambda: "There is no INC-0099" in dialog.form.error("subject"))
    dialog.form.fields["subject"].setText("1")
    dialog.form.fields["due_on"].write("soon")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert "is no day" in dialog.form.error("due_on")
    assert read(sqlite_desk, actions, today=TODAY) == []


def test_a_day_that_is_none_can_t_be_committed_to(sqlite_desk, lead):
    dialog = opened(lead, subject=Subject(INCIDENT, log(sqlite_desk)))
    lead.write("Alert")
    dialog.me.click()
    dialog.form.fields["due_on"].write("soon")
    dialog.commit.click()
    lead.rest()
    assert "is no day" in dialog.form.error("due_on")
    assert read(sqlite_desk, actions, today=TODAY) == []
    lead.press(Key.Key_Escape)


def test_the_cause_that_it_answers_is_offered_and_taken_over(sqlite_desk, lead):
    subject = Subject(INCIDENT, log(sqlite_desk))
    cause = add_below(CauseGraph(), EFFECT, "Logs are not rotated")
    act(sqlite_desk, save_changes, subject, cause.gesture, start=starting(subject, "Volume full", ()))
    dialog = opened(lead, subject=subject, cause_key=cause.key)
    lead.qtbot.waitUntil(lambda: dialog.cause.currentText() == "○ Logs are not rotated")
    lead.write("Rotate them")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(
        lambda: [row.cause for row in read(sqlite_desk, actions, today=TODAY)] == ["Logs are not rotated"]
    )


def test_escape_keeps_what_was_typed_until_it_is_saved(sqlite_desk, lead):
    subject = Subject(INCIDENT, log(sqlite_desk))
    dialog = opened(lead, subject=subject)
    lead.write("Half a thought")
    lead.press(Key.Key_Escape)
    lead.come()
    dialog = opened(lead, subject=subject)
    assert dialog.form.fields["text"].text() == "Half a thought"
    assert "did not save" in dialog.message.text
    dialog.message.action_button.click()
    lead.rest()
    assert dialog.form.fields["text"].text() == ""
    lead.press(Key.Key_Escape)
    lead.come()
    assert opened(lead, subject=subject).message.text == ""
    lead.press(Key.Key_Escape)


def test_what_was_typed_about_an_action_stands_there_again_and_still_asks(sqlite_desk, lead):
    action_id = propose(sqlite_desk)
    dialog = opened(lead, action_id)
    dialog.form.fields["text"].setText("Mine")
    lead.press(Key.Key_Escape)
    act(sqlite_desk, change_action, action_id, {"text": "Theirs"}, actor="Pia Silva")
    lead.come()
    dialog = opened(lead, action_id)
    assert dialog.form.fields["text"].text() == "Mine"
    dialog.save.click()
    conflict = lead.wait_for(ConflictDialog)
    assert conflict.boxes[0].clash.theirs == "Theirs"
    conflict.boxes[0].buttons["mine"].setChecked(True)
    conflict.save.click()
    lead.qtbot.waitUntil(lambda: stored_action(sqlite_desk, action_id).text == "Mine")


def test_different_fields_of_two_people_merge(sqlite_desk, lead):
    action_id = propose(sqlite_desk)
    dialog = opened(lead, action_id)
    dialog.form.fields["text"].setText("Mine")
    act(sqlite_desk, change_action, action_id, {"priority": 1}, actor="Pia Silva")
    # What nobody has touched here shows what the other has saved.
    lead.qtbot.waitUntil(lambda: dialog.form.fields["priority"].currentData() == 1)
    assert dialog.form.fields["text"].text() == "Mine"
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: stored_action(sqlite_desk, action_id).text == "Mine")
    assert stored_action(sqlite_desk, action_id).priority == 1


def test_done_asks_for_what_shows_it(sqlite_desk, lead):
    action_id = propose(sqlite_desk, state="Committed")
    act(sqlite_desk, change_action, action_id, {"completion": ""})
    dialog = opened(lead, action_id)
    dialog.states.buttons["Done"].click()
    assert dialog.form.error("completion") == "Say what shows that it was done."
    dialog.form.fields["completion"].setPlainText("Change 2291")
    dialog.states.buttons["Done"].click()
    lead.qtbot.waitUntil(lambda: stored_action(sqlite_desk, action_id).state == "Done")
    assert stored_action(sqlite_desk, action_id).completion == "Change 2291"


def test_dropping_asks_why(sqlite_desk, lead):
    action_id = propose(sqlite_desk)
    dialog = opened(lead, action_id)
    dialog.states.buttons["Dropped"].click()
    asking = lead.wait_for(ActionMoveDialog)
    assert not asking.save_button.isEnabled()
    lead.write("too expensive")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: stored_action(sqlite_desk, action_id).dropped_reason == "too expensive")
    lead.come()
    assert "too expensive" in opened(lead, action_id).states.label.text()
    lead.press(Key.Key_Escape)


def test_an_overdue_action_says_so(sqlite_desk, lead):
    action_id = propose(sqlite_desk, state="Committed", due_on="2026-03-24")
    assert opened(lead, action_id).states.label.text() == "Committed · 4 days overdue"
    lead.press(Key.Key_Escape)


def test_the_hint_shows_while_all_that_is_planned_are_reminders(sqlite_desk, lead):
    dialog = opened(lead, subject=Subject(INCIDENT, log(sqlite_desk)))
    lead.write("Remind everybody")
    assert dialog.hint.text.startswith("All that is planned")
    dialog.form.fields["type"].choose("Configuration")
    assert dialog.hint.text == ""
    lead.press(Key.Key_Escape)


def test_remove_takes_it_away_and_undo_brings_it_back(sqlite_desk, lead):
    action_id = propose(sqlite_desk)
    opened(lead, action_id).remove.click()
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, actions, today=TODAY) == [])
    lead.undo()
    assert stored_action(sqlite_desk, action_id).text == "Rotate the logs"


def test_what_somebody_has_taken_away_meanwhile_is_told(sqlite_desk, lead):
    action_id = propose(sqlite_desk)
    dialog = opened(lead, action_id)
    dialog.form.fields["text"].setText("Mine")
    act(sqlite_desk, withdraw_action, action_id, actor="Pia Silva")
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: "taken" in dialog.message.text)
    assert dialog.form.fields["text"].text() == "Mine"
    lead.press(Key.Key_Escape)


def test_text_in_any_script_and_of_any_length_is_kept(sqlite_desk, lead):
    text = "تدوير السجلات 倉庫 🚚 " + "x" * 400
    dialog = opened(lead, subject=Subject(INCIDENT, log(sqlite_desk)))
    dialog.form.fields["text"].setText(text)
    dialog.form.fields["detail"].setPlainText("y" * 10_000)
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: len(read(sqlite_desk, actions, today=TODAY)) == 1)
    (row,) = read(sqlite_desk, actions, today=TODAY)
    assert (row.text, len(row.detail)) == (text, 10_000)
