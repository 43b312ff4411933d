"""The dialog of a lesson."""

import pytest
from PySide6.QtGui import QGuiApplication

from incidentdesk.desktop.conflict_dialog import ConflictDialog
from incidentdesk.desktop.improve.lesson_dialog import LessonDialog, open_lesson_dialog
from incidentdesk.desktop.investigate.action_dialog import ActionDialog
from incidentdesk.improve.lesson_change import change_lesson, write_lesson
from incidentdesk.improve.lesson_list import lessons
from incidentdesk.investigate.action_list import actions
from incidentdesk.investigate.subject import INCIDENT, Subject
from tests.desktop.investigate.analyses_window import (
    CONTROL,
    TODAY,
    Key,
    act,
    held_clock,
    log,
    read,
    sit_down,
)
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def lead(sit_down):
    return sit_down("analyses#lessons")


def stored(database):
    (row,) = read(database, lessons)
    return row


def test_a_lesson_is_kept_with_the_keys_alone(sqlite_desk, lead):
    subject = Subject(INCIDENT, log(sqlite_desk))
    saved = []
    open_lesson_dialog(lead.desk, lead.window, subject=subject, kind="Went badly", done=saved.append)
    dialog = lead.wait_for(LessonDialog)
    assert "INC-0001" in dialog.about.text()
    lead.write("Nobody saw the volume run full")
    lead.press(Key.Key_Tab, Key.Key_Right, Key.Key_Tab)
    lead.write("A user called")
    lead.press(Key.Key_Tab)
    lead.write("Alert at 80 %")
    lead.press(Key.Key_Tab)
    lead.write("Payroll")
    lead.press(Key.Key_Tab, Key.Key_Tab)
    lead.write("Disk alert")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: saved == [1])
    row = stored(sqlite_desk)
    assert (row.kind, row.title, row.text, row.recommendation, row.service, row.tags, row.subject) == (
        "Got lucky", "Nobody saw the volume run full", "A user called", "Alert at 80 %", "Payroll", ("alert", "disk"),
        subject,
    )  # fmt: skip


def test_without_a_title_nothing_is_kept(sqlite_desk, lead):
    open_lesson_dialog(lead.desk, lead.window)
    dialog = lead.wait_for(LessonDialog)
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert dialog.form.error("title") == "Say in one sentence what was learnt."
    assert read(sqlite_desk, lessons) == []
    lead.press(Key.Key_Escape)


def test_the_recommendation_is_used_in_an_action(sqlite_desk, lead):
    subject = Subject(INCIDENT, log(sqlite_desk))
    lesson_id = act(sqlite_desk, write_lesson, subject, title="Nobody saw it", recommendation="Alert at 80 %")
    open_lesson_dialog(lead.desk, lead.window, lesson_id)
    dialog = lead.wait_for(LessonDialog)
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == "Alert at 80 %"
    dialog.use.click()
    lead.wait_for(ActionDialog)
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: [row.text for row in read(sqlite_desk, actions, today=TODAY)] == ["Alert at 80 %"])
    dialog.recommendation = dialog.form.fields["recommendation"]
    dialog.recommendation.clear()
    assert not dialog.use.isEnabled()
    dialog.activateWindow()
    lead.qtbot.waitUntil(dialog.isActiveWindow)
    dialog.reject()


def test_tags_of_two_people_are_asked_for(sqlite_desk, lead):
    lesson_id = act(sqlite_desk, write_lesson, None, title="Nobody saw it", tags=["disk"])
    open_lesson_dialog(lead.desk, lead.window, lesson_id)
    dialog = lead.wait_for(LessonDialog)
    dialog.form.fields["tags"].setText("disk volume")
    act(sqlite_desk, change_lesson, lesson_id, {"tags": ["disk", "log"]}, actor="Pia Silva")
    lead.rest()
    dialog.save.click()
    conflict = lead.wait_for(ConflictDialog)
    conflict.boxes[0].buttons["both"].setChecked(True)
    conflict.save.click()
    lead.qtbot.waitUntil(lambda: stored(sqlite_desk).tags == ("disk", "log", "volume"))


def test_what_was_not_touched_is_no_draft(sqlite_desk, lead):
    lesson_id = act(sqlite_desk, write_lesson, None, title="Nobody saw it", tags=["disk"])
    for _time in range(2):
        open_lesson_dialog(lead.desk, lead.window, lesson_id)
        dialog = lead.wait_for(LessonDialog)
        assert dialog.message.text == ""
        lead.press(Key.Key_Escape)
        lead.come()
