"""A day is typed as people say it, or chosen from a calendar."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCalendarWidget

from incidentdesk import clock
from incidentdesk.desktop.widgets.day_field import DayField, short_day, spoken_day
from incidentdesk.refusal import Refused


@pytest.fixture
def field(theme, qtbot):
    clock.hold(lambda: datetime(2026, 3, 28, 23, 30, tzinfo=UTC))
    field = DayField(theme, ZoneInfo("Europe/Berlin"), "Due")
    qtbot.addWidget(field)
    field.show()
    qtbot.waitActive(field)
    yield field
    clock.hold(None)


def test_what_is_typed_is_told_below_in_the_zone_of_the_desk(field, qtbot):
    qtbot.keyClicks(field.field, "tomorrow")
    # In Berlin it is the 29th already.
    assert field.value() == "2026-03-30"
    assert field.meaning.text() == "Monday, 30 March · in 1 day"


def test_what_is_no_day_is_told_and_refused(field, qtbot):
    qtbot.keyClicks(field.field, "soon")
    assert "is no day" in field.meaning.text()
    with pytest.raises(Refused, match="is no day"):
        field.value()


def test_a_day_is_chosen_from_the_calendar(field, qtbot):
    field.write("30.4.")
    field.field.setFocus()
    qtbot.keyClick(field.field, Qt.Key.Key_Down)
    calendar = field.findChild(QCalendarWidget)
    assert calendar.selectedDate().toString(Qt.DateFormat.ISODate) == "2026-04-30"
    calendar.activated.emit(calendar.selectedDate().addDays(1))
    assert field.value() == "2026-05-01"


def test_days_are_written_short_and_long():
    today = date(2026, 3, 28)
    assert [short_day(day, today) for day in ("2026-04-30", "2027-04-30", "")] == ["30 Apr", "30 Apr 2027", ""]
    assert spoken_day(date(2026, 3, 24), today) == "Tuesday, 24 March · 4 days ago"
    assert spoken_day(today, today) == "Saturday, 28 March · today"
