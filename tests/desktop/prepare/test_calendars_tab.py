"""The list of calendars and the dialog in which the hours of a week are typed and drawn."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from incidentdesk import clock
from incidentdesk.desktop.prepare.calendar_dialog import CalendarDialog
from incidentdesk.desktop.prepare.day_strip import DayStrip
from incidentdesk.desktop.prepare.holiday_import_dialog import HolidayImportDialog
from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.calendar_change import calendar_facts, create_calendar
from incidentdesk.prepare.sla_change import create_sla
from tests.desktop.investigate.analyses_window import CONTROL, NOW, Key, act, held_clock, read, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]

ICS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//desk//EN\r
BEGIN:VEVENT\r
UID:1\r
DTSTART;VALUE=DATE:20261224\r
SUMMARY:Works outing\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2\r
DTSTART;VALUE=DATE:20250101\r
SUMMARY:Long ago\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture
def office(sqlite_desk):
    return act(sqlite_desk, create_calendar, name="Office", time_zone="Europe/Berlin", windows="mon-fri 09:00-17:00")


@pytest.fixture
def opened(sit_down, office):
    lead = sit_down("organisation#calendars")
    lead.page.pane.show_record(office)
    lead.rest()
    return lead, lead.wait_for(CalendarDialog)


def facts(database, calendar_id=1):
    return read(database, calendar_facts, calendar_id)


def test_which_incidents_other_hours_would_breach_is_said_before_they_are_saved(sqlite_desk, opened):
    lead, dialog = opened
    act(sqlite_desk, create_sla, name="Standard", calendar="Office", targets="P3\t\t\t4 h")
    clock.hold(lambda: NOW - timedelta(days=1))
    act(sqlite_desk, log_incident, title="VPN down", impact=2, urgency=2)
    clock.hold(lambda: NOW)
    dialog.form.fields["windows"].setText("mon-thu 09:00-17:00; fri 16:00-17:00")
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: "affected" in dialog.message.text)
    assert "breached 1 → 0" in dialog.message.text
    assert "No longer breached: INC-0001" in dialog.message.text
    assert facts(sqlite_desk)["windows"] == "mon-fri 09:00-17:00"
    dialog.message.action_button.click()
    lead.qtbot.waitUntil(lambda: facts(sqlite_desk)["windows"] == "mon-thu 09:00-17:00; fri 16:00-17:00")


@pytest.fixture
def strip(qtbot, theme):
    strip = DayStrip(theme, "Monday")
    qtbot.addWidget(strip)
    strip.resize(24 * 20 + 1, 28)
    strip.show()
    strip.drawn.connect(lambda hours: strip.show_hours(hours, ()))
    return strip


def drag(widget, start, end):
    """From one hour to another."""
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(widget, left, pos=QPoint(round(start * 20), 14))
    QTest.mouseMove(widget, QPoint(round(end * 20), 14))
    QTest.mouseRelease(widget, left, pos=QPoint(round(end * 20), 14))


def test_hours_are_drawn_stretched_and_taken_away_on_the_strip(strip):
    drag(strip, 9, 12)
    assert strip.hours == ((540, 720),)
    drag(strip, 13, 17)
    assert strip.hours == ((540, 720), (780, 1020))
    drag(strip, 17, 18)
    assert strip.hours == ((540, 720), (780, 1080))
    drag(strip, 12, 14)
    assert strip.hours == ((540, 1080),)
    QTest.mouseDClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(200, 14))
    assert strip.hours == ()


def test_a_week_is_typed_copied_and_saved(sqlite_desk, opened):
    lead, dialog = opened
    week = dialog.week
    assert week.sentence.text() == "40 h a week on 5 days"
    week.lines["mon"].setText("9-12, 13-17")
    week.copy("mon", ("tue", "wed"))
    week.lines["sat"].setText("22:00-06:00")
    assert "Saturday 22:00 until 06:00 of the next day" in week.sentence.text()
    dialog.save.click()
    lead.qtbot.waitUntil(
        lambda: (
            facts(sqlite_desk)["windows"] == "mon-wed 09:00-12:00, 13:00-17:00; thu-fri 09:00-17:00; sat 22:00-06:00"
        )
    )


def test_the_menu_of_a_day_copies_and_opens_it_all_day(opened):
    _lead, dialog = opened
    actions = {action.text(): action for action in dialog.week.menus["sun"].actions()}
    actions["24 hours"].trigger()
    assert dialog.week.lines["sun"].text() == "00:00-24:00"
    actions["Copy to all days"].trigger()
    assert dialog.week.sentence.text() == "168 h a week on 7 days"
    actions["Closed"].trigger()
    assert dialog.week.lines["sun"].text() == ""


def test_what_are_no_hours_is_said_and_stays_as_it_is_typed(sqlite_desk, opened):
    lead, dialog = opened
    dialog.week.lines["tue"].setText("from nine")
    dialog.save.click()
    assert "Tuesday" in dialog.form.error("windows")
    dialog.week.lines["tue"].setText("09:00-12:00, 11:00-15:00")
    dialog.save.click()
    assert "overlap at 11:00" in dialog.form.error("windows")
    dialog.reject()
    lead.rest()
    lead.page.pane.show_record(1)
    lead.rest()
    dialog = lead.wait_for(CalendarDialog)
    assert dialog.week.lines["tue"].text() == "09:00-12:00, 11:00-15:00"
    assert facts(sqlite_desk)["windows"] == "mon-fri 09:00-17:00"


def test_a_calendar_without_hours_is_allowed_and_warned_of(sqlite_desk, sit_down):
    lead = sit_down("organisation#calendars")
    lead.run("organisation.new")
    dialog = lead.wait_for(CalendarDialog)
    lead.write("Closed")
    for line in dialog.week.lines.values():
        line.clear()
    assert "No working hours" in dialog.week.sentence.text()
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: len(lead.page.pane.table.records.rows) == 1)
    assert facts(sqlite_desk)["windows"] == ""


def test_a_time_zone_that_there_is_not_is_refused_at_its_field(opened):
    _lead, dialog = opened
    dialog.zone.setText("Berlin")
    dialog.save.click()
    assert "Europe/Berlin" in dialog.form.error("time_zone")


def test_the_holidays_of_a_region_are_listed_for_twelve_months(sqlite_desk, opened):
    lead, dialog = opened
    lead.qtbot.waitUntil(lambda: dialog.country.count() > 100)
    dialog.country.setCurrentIndex(dialog.country.findData("DE"))
    lead.qtbot.waitUntil(lambda: dialog.region.findData("BY") > 0)
    dialog.region.setCurrentIndex(dialog.region.findData("BY"))
    lead.qtbot.waitUntil(lambda: any("Jun 2026" in line for line in dialog._days.stringList()))
    dialog.own.add.click()
    dialog.own.rows[0].cells[0].setText("2026-12-23")
    dialog.own.rows[0].cells[1].setText("Works outing")
    lead.qtbot.waitUntil(lambda: any("Works outing" in line for line in dialog._days.stringList()))
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: facts(sqlite_desk)["region"] == "BY")
    assert (facts(sqlite_desk)["country"], facts(sqlite_desk)["holidays"]) == ("DE", "2026-12-23\tWorks outing")


def test_a_calendar_file_is_looked_at_before_it_becomes_holidays(opened, tmp_path):
    lead, dialog = opened
    path = tmp_path / "days.ics"
    path.write_bytes(ICS)
    dialog.read_file(path)
    lead.rest()
    preview = lead.wait_for(HolidayImportDialog)
    # What is over is not ticked.
    assert preview.ticked() == [("2026-12-24", "Works outing")]
    assert preview.take.text() == "Add 1 holiday"
    preview.take.click()
    lead.qtbot.waitUntil(lambda: dialog.own.text() == "2026-12-24\tWorks outing")


def test_a_file_that_is_no_calendar_is_refused_with_a_sentence(opened, tmp_path):
    lead, dialog = opened
    path = tmp_path / "days.ics"
    path.write_bytes(b"\x00nothing")
    dialog.read_file(path)
    lead.qtbot.waitUntil(lambda: bool(dialog.message.text))
    dialog.message.clear()
    dialog.read_file(tmp_path / "gone.ics")
    lead.qtbot.waitUntil(lambda: "can't be read" in dialog.message.text)
