"""A field for a day, typed as people say it or chosen from a calendar; below it stands what it means."""

from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import IconButton
from incidentdesk.desktop.widgets.field import mark_invalid
from incidentdesk.detect.typed_day import typed_day
from incidentdesk.language import _, ngettext
from incidentdesk.refusal import Refused


class DayField(QWidget):
    """Empty means none. `changed` comes while it is typed."""

    changed = Signal()

    def __init__(self, theme: Theme, zone: ZoneInfo, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._zone = theme, zone
        self.field = QLineEdit(placeholderText=_("none"))
        self.field.setAccessibleName(name)
        self.field.setAccessibleDescription(_("A day such as 30.4., Friday or +2w; Down opens a calendar"))
        self.field.setToolTip(_("30.4., tomorrow, Friday, +2w, 2026-04-30"))
        self.button = IconButton(theme, "calendar", _("Calendar"), description=_("Choose a day"))
        self.meaning = QLabel(wordWrap=True)
        self.meaning.setTextFormat(Qt.TextFormat.PlainText)
        self.meaning.hide()
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.meaning)
        self.setFocusProxy(self.field)
        self.field.textChanged.connect(self._explain)
        self.button.clicked.connect(self.open_calendar)
        theme.changed.connect(self._explain)

    def text(self) -> str:
        """What is typed."""
        return self.field.text()

    def write(self, text: str) -> None:
        """Show a day as YYYY-MM-DD, or what somebody has typed."""
        self.field.setText(text)

    def value(self) -> str:
        """The day as YYYY-MM-DD, "" for none; raises Refused for what is no day."""
        found = typed_day(self.field.text(), self.today())
        return found.isoformat() if found else ""

    def today(self) -> date:
        return clock.now().astimezone(self._zone).date()

    def complain(self, sentence: str) -> None:
        """Say below the field what is wrong with it; an empty sentence takes it away."""
        if sentence:
            self._say(sentence, "danger")
            mark_invalid(self.field, True)
        elif self.field.property("invalid"):
            self._explain()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def open_calendar(self) -> None:
        """Let a person choose a day; Esc gives up."""
        popup = _CalendarPopup(self._theme, self.field.text(), self.today(), self)
        popup.chosen.connect(self.write)
        popup.chosen.connect(lambda _text: self.field.setFocus(Qt.FocusReason.PopupFocusReason))
        popup.move(self.mapToGlobal(QPoint(0, self.field.height() + 2)))
        popup.show()

    def _explain(self) -> None:
        try:
            value = self.value()
        except Refused as refused:
            # While somebody still types, a day is often none yet: only the words, no red.
            self._say(str(refused), "text2")
        else:
            self._say(spoken_day(date.fromisoformat(value), self.today()) if value else "", "text2")
        mark_invalid(self.field, False)
        self.changed.emit()

    def _say(self, text: str, role: str) -> None:
        self.meaning.setText(text)
        self.meaning.setAccessibleName(text)
        self.meaning.setVisible(bool(text))
        self._theme.tint(self.meaning, role)
        self.meaning.setFont(self._theme.font("small"))


class _CalendarPopup(QFrame):
    """Emits `chosen` with the day as YYYY-MM-DD."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, text: str, today: date, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("calendar")
        self.calendar = QCalendarWidget()
        self.calendar.setAccessibleName(_("Calendar"))
        self.calendar.setAccessibleDescription(_("Arrows move by days and weeks, Enter chooses"))
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setSelectedDate(_qt(_day_in(text, today)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.calendar)
        self.setStyleSheet(theme.sheet("#calendar { background: $surface; border: 1px solid $outline; }"))
        self.calendar.clicked.connect(self._take)
        self.calendar.activated.connect(self._take)
        self.setFocusProxy(self.calendar)

    def _take(self, day: QDate) -> None:
        self.chosen.emit(day.toString(Qt.DateFormat.ISODate))
        self.close()


def _day_in(text: str, today: date) -> date:
    try:
        return typed_day(text, today) or today
    except Refused:
        return today


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def spoken_day(day: date, today: date) -> str:
    """ "Friday, 3 April · in 6 days", with the year where it is another one."""
    pattern = _("dddd, d MMMM") if day.year == today.year else _("dddd, d MMMM yyyy")
    return _("{day} · {distance}").format(
        day=QLocale().toString(_qt(day), pattern), distance=distance_in_days((day - today).days)
    )


def distance_in_days(days: int) -> str:
    """ "today", "in 6 days", "4 days ago"."""
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in {count} day", "in {count} days", days).format(count=days)
    return ngettext("{count} day ago", "{count} days ago", -days).format(count=-days)


def short_day(due_on: str, today: date) -> str:
    """ "30 Apr", "30 Apr 2027" for a date given as YYYY-MM-DD; "" for none."""
    if not due_on:
        return ""
    day = date.fromisoformat(due_on)
    return QLocale().toString(_qt(day), _("d MMM") if day.year == today.year else _("d MMM yyyy"))
