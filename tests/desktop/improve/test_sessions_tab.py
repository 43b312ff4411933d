"""Sessions of courses in the window: planned, invited to, held, canceled, and written as a calendar file."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from PySide6.QtTest import QAbstractItemModelTester

from incidentdesk import clock
from incidentdesk.desktop.improve.attendance_sheet import AttendanceSheet
from incidentdesk.desktop.improve.invite_sheet import InviteSheet
from incidentdesk.desktop.improve.reason_dialog import ReasonDialog
from incidentdesk.desktop.improve.session_dialog import SessionDialog
from incidentdesk.desktop.measure.report_preview import ReportPreview
from incidentdesk.improve.training_result_change import invite
from incidentdesk.improve.training_session_list import session_row, sessions
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.training_course_change import create_course
from incidentdesk.prepare.training_session_change import plan_session
from tests.desktop.investigate.analyses_window import CONTROL, NOW, Key, act, held_clock, read, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls, cut_off

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def school(sqlite_desk, held_clock):
    clock.hold(lambda: datetime(2025, 1, 1, tzinfo=UTC))
    for name in ("Ada Park", "Bo Diaz", "Mei Okafor"):
        act(sqlite_desk, staff_named, name)
    requirement = "everybody\t\t2025-02-01\t30"
    act(sqlite_desk, create_course, name="Phishing", pass_mark="80", minutes="90", requirements=requirement)
    clock.hold(lambda: NOW)
    return sqlite_desk


@pytest.fixture
def session_id(school):
    return act(school, plan_session, course="Phishing", starts="2026-03-30 09:00", place="Room 2")


@pytest.fixture
def lead(school, sit_down):
    lead = sit_down("drills#sessions")
    lead.page.pane.table.setFocus()
    lead.rest()
    return lead


def later(**span):
    clock.hold(lambda: NOW + timedelta(**span))


def test_a_session_is_planned_with_the_keyboard_alone(school, lead):
    lead.press(Key.Key_N)
    lead.wait_for(SessionDialog)
    for text in ("Phishing", "2026-03-31 14:00", "", "Room 2"):
        lead.write(text)
        lead.press(Key.Key_Tab)
    lead.write("Ann Lee")
    lead.press(Key.Key_Return, modifier=CONTROL)
    (row,) = read(school, sessions)
    assert (row.course, row.place, row.trainer, row.state) == ("Phishing", "Room 2", "Ann Lee", "Planned")
    assert (row.starts_at, row.ends_at - row.starts_at) == (
        clock.stored(datetime(2026, 3, 31, 12, tzinfo=UTC)), 90 * 60_000_000,
    )  # fmt: skip
    table = lead.page.pane.table
    lead.qtbot.waitUntil(lambda: len(table.records.rows) == 1)
    QAbstractItemModelTester(table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_what_is_no_time_is_said_below_its_field(lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(SessionDialog)
    dialog.course.setText("Phishing")
    dialog.starts.setText("soonish")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert "is no time" in dialog.form.error("starts")
    dialog.reject()
    lead.rest()


def test_those_who_lack_the_course_are_ticked_and_get_an_invitation(school, session_id, lead):
    lead.qtbot.waitUntil(lambda: bool(lead.page.pane.rows))
    lead.press(Key.Key_I)
    sheet = lead.wait_for(InviteSheet)
    assert len(sheet.people.ticked()) == 3
    sheet.people.filter.set_text("bo")
    assert [item.isHidden() for item in sheet.people._items()] == [True, False, True]
    sheet.people.list.setFocus()
    lead.press(Key.Key_Space)
    sheet.send.click()
    lead.rest()
    assert [each.name for each in read(school, session_row, session_id).attendees] == ["Ada Park", "Mei Okafor"]
    with school.read() as reader:
        rows = reader.rows("SELECT subject FROM outbox_message")
    assert rows[0][0].startswith("Invitation: Phishing, 2026-03-30 11:00 CEST")


def test_who_came_is_recorded_with_the_score_in_one_gesture(school, session_id, lead):
    ids = [person for person, _name in _people(school)]
    act(school, invite, session_id, ids[:2])
    later(days=3)
    lead.page.pane.refresh()
    lead.rest()
    lead.press(Key.Key_Return)
    sheet = lead.wait_for(AttendanceSheet)
    sheet.mark_all()
    first, second = sheet.lines.values()
    first.score.setText("90")
    second.score.setText("70")
    sheet.save_button.click()
    lead.rest()
    row = read(school, session_row, session_id)
    assert [(each.attendance, each.outcome) for each in row.attendees] == [
        ("Attended", "Passed"), ("Attended", "Failed"),
    ]  # fmt: skip
    assert row.state == "Held"
    lead.undo()
    assert {each.attendance for each in read(school, session_row, session_id).attendees} == {"Invited"}


def _people(database):
    with database.read() as reader:
        return reader.rows("SELECT id, name FROM person ORDER BY name")


def test_nobody_came_yet_to_what_is_still_to_come(school, session_id, lead):
    act(school, invite, session_id, [_people(school)[0][0]])
    lead.rest()
    lead.press(Key.Key_Return)
    sheet = lead.wait_for(AttendanceSheet)
    assert (sheet.save_button.isEnabled(), sheet.save_button.toolTip()) == (False, "This session is still to come.")
    assert [each for each in controls(sheet) if not each.accessibleName()] == []
    assert list(cut_off(sheet)) == []
    sheet.reject()


def test_a_score_that_is_none_is_said_and_nothing_is_lost(school, session_id, lead):
    act(school, invite, session_id, [_people(school)[0][0]])
    later(days=3)
    lead.page.pane.refresh()
    lead.rest()
    lead.press(Key.Key_Return)
    sheet = lead.wait_for(AttendanceSheet)
    sheet.mark_all()
    (line,) = sheet.lines.values()
    line.score.setText("much")
    sheet.save_button.click()
    lead.rest()
    assert "from 0 to 100" in sheet.message.text
    assert line.score.text() == "much"
    sheet.reject()


def test_a_session_is_canceled_with_a_reason_that_is_told(school, session_id, lead):
    act(school, invite, session_id, [_people(school)[0][0]])
    lead.rest()
    lead.run("session.cancel")
    dialog = lead.wait_for(ReasonDialog)
    assert not dialog.save_button.isEnabled()
    lead.write("The trainer is ill")
    dialog.save_button.click()
    lead.rest()
    assert read(school, session_row, session_id).state == "Canceled"
    with school.read() as reader:
        (row,) = reader.rows("SELECT recipient, body FROM outbox_message")
    assert (row[0], "The trainer is ill" in row[1]) == ("Ada Park", True)
    lead.qtbot.waitUntil(lambda: lead.page.pane._why_not_open() == "This session was canceled.")


def test_the_calendar_file_is_whole(school, session_id, lead, tmp_path):
    path = tmp_path / "sessions.ics"
    lead.qtbot.waitUntil(lambda: bool(lead.page.pane.rows))
    lead.page.pane.save_calendar(path, lead.page.pane.selected())
    lead.rest()
    (event,) = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert str(event["summary"]) == "Phishing"
    lead.page.pane.save_calendar(tmp_path / "missing" / "x.ics", lead.page.pane.selected())
    lead.rest()
    assert lead.page.pane.message.text


def test_the_list_to_sign_is_previewed(school, session_id, lead):
    lead.qtbot.waitUntil(lambda: bool(lead.page.pane.rows))
    lead.run("session.sheet")
    preview = lead.window.findChildren(ReportPreview)[-1]
    lead.qtbot.waitUntil(lambda: preview.document is not None and not preview.busy, timeout=20_000)
    assert len(preview.document) == 1
    preview.close()
    lead.rest()


def test_a_session_was_held_also_where_nobody_was_invited(school, session_id, lead):
    lead.qtbot.waitUntil(lambda: bool(lead.page.pane.rows))
    assert lead.page.pane._why_not_held() == "This session is still to come."
    later(days=3)
    lead.page.pane.refresh()
    lead.rest()
    lead.press(Key.Key_H)
    assert read(school, session_row, session_id).state == "Held"
