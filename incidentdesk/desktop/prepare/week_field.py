"""The working hours of a week as a field of a form: each day is typed, and drawn on a strip beside it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget

from incidentdesk.desktop.prepare.day_strip import DayStrip
from incidentdesk.desktop.prepare.wrapped_label import WrappedLabel
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import IconButton
from incidentdesk.desktop.widgets.field import mark_invalid
from incidentdesk.language import _
from incidentdesk.prepare.calendar import DAYS
from incidentdesk.prepare.day_hours import FULL_DAY, Hours, day_text, hours_of_day, week_of, week_sentence, week_text
from incidentdesk.prepare.windows import DAY_NAME
from incidentdesk.refusal import Refused

_WORKDAYS = DAYS[:5]


class WeekField(QWidget):
    """Takes and gives mon-fri 09:00-12:00, 13:00-17:00 as one text. Emits `changed`."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._busy = False
        self.setAccessibleName(_("Working hours"))
        self.setAccessibleDescription(_("Hours of each weekday, typed or drawn"))
        self.lines: dict[str, QLineEdit] = {}
        self.strips: dict[str, DayStrip] = {}
        self.menus: dict[str, QMenu] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 3)
        self._labels: list[QLabel] = []
        self.scale = _HourScale(theme)
        grid.addWidget(self.scale, 0, 2)
        self.sentence = WrappedLabel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(grid)
        # Its menus are children too: made before the days stand in it, they would cut the days off from the Tab key.
        for row, day in enumerate(DAYS, 1):
            self._add_day(grid, row, day)
        column.addWidget(self.sentence)
        self.setFocusProxy(self.lines["mon"])
        theme.changed.connect(self._explain)
        self._explain()

    def _add_day(self, grid: QGridLayout, row: int, day: str) -> None:
        name = _(DAY_NAME[day])
        label, line, strip = QLabel(name), QLineEdit(), DayStrip(self._theme, name)
        line.setPlaceholderText(_("closed"))
        line.setAccessibleName(_("Hours on {day}").format(day=name))
        line.setAccessibleDescription(_("Such as 09:00-12:00, 13:00-17:00; 22:00-06:00 ends on the next day"))
        line.setToolTip(line.accessibleDescription())
        label.setBuddy(line)
        more = IconButton(
            self._theme,
            "copy",
            _("Copy {day}").format(day=name),
            description=_("Copy these hours to other days, or set the whole day"),
        )
        menu = self.menus[day] = self._menu(day)
        more.setMenu(menu)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        line.textChanged.connect(lambda _text: self._typed())
        line.editingFinished.connect(lambda: self._tidy(day))
        strip.drawn.connect(lambda hours: line.setText(day_text(hours)))
        self.lines[day], self.strips[day] = line, strip
        self._labels.append(label)
        for column, widget in enumerate((label, line, strip, more)):
            grid.addWidget(widget, row, column)

    def _menu(self, day: str) -> QMenu:
        menu = QMenu(self)
        menu.setAccessibleName(_("Copy the hours"))
        menu.addAction(_("Copy to Monday to Friday"), lambda: self.copy(day, _WORKDAYS))
        menu.addAction(_("Copy to all days"), lambda: self.copy(day, DAYS))
        others = menu.addMenu(_("Copy to one day"))
        for other in DAYS:
            if other != day:
                others.addAction(_(DAY_NAME[other]), lambda other=other: self.copy(day, (other,)))
        menu.addSeparator()
        menu.addAction(_("24 hours"), lambda: self.lines[day].setText(day_text(((0, FULL_DAY),))))
        menu.addAction(_("Closed"), lambda: self.lines[day].setText(""))
        return menu

    def copy(self, day: str, to: tuple[str, ...]) -> None:
        """Give other days the hours of this one."""
        for other in to:
            self.lines[other].setText(self.lines[day].text())

    # -- the value

    def text(self) -> str:
        """The hours of the week; where a line makes no sense, the lines as they are typed."""
        try:
            return week_text(tuple(hours_of_day(self.lines[day].text()) for day in DAYS))
        except Refused:
            typed = {day: line.text().strip() for day, line in self.lines.items()}
            return "; ".join(f"{day} {text}" for day, text in typed.items() if text)

    def setText(self, text: str) -> None:
        try:
            days = [day_text(hours) for hours in week_of(text)]
        except Refused:
            typed = {part.strip()[:3]: part.strip()[3:].strip() for part in text.split(";")}
            days = [typed.get(day, "") for day in DAYS]
        self._busy = True
        for day, hours in zip(DAYS, days, strict=True):
            self.lines[day].setText(hours)
        self._busy = False
        self._typed()

    def problem(self) -> str:
        """What is wrong with the first line that makes no sense; "" where all is well."""
        for day, line in self.lines.items():
            try:
                hours_of_day(line.text())
            except Refused as refused:
                return f"{_(DAY_NAME[day])}: {refused}"
        return ""

    def hours(self) -> tuple[Hours, ...]:
        """The windows of each day; none of a day whose line makes no sense."""
        return tuple(_hours_or_none(self.lines[day].text()) for day in DAYS)

    def _tidy(self, day: str) -> None:
        line = self.lines[day]
        try:
            tidy = day_text(hours_of_day(line.text()))
        except Refused:
            mark_invalid(line, True)
        else:
            if line.text() != tidy:
                line.setText(tidy)

    def _typed(self) -> None:
        if self._busy:
            return
        hours = self.hours()
        for place, day in enumerate(DAYS):
            self.strips[day].show_hours(hours[place], hours[place - 1])
            if self.lines[day].property("invalid"):
                mark_invalid(self.lines[day], False)
        self._explain()
        self.changed.emit()

    def _explain(self) -> None:
        windows = self.hours()
        wrong = self.problem()
        self.sentence.setText(wrong or week_sentence(windows))
        self.sentence.setAccessibleName(self.sentence.text())
        self.sentence.setFont(self._theme.font("small"))
        none = not any(windows)
        self._theme.tint(self.sentence, "danger" if wrong else "warning" if none else "text2")


class _HourScale(QWidget):
    """The hours above the strips."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(_("Hours of the day"))
        self._fit()
        theme.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().height() + 2)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._theme.font("small"))
        painter.setPen(self._theme.colour("text2"))
        metrics = painter.fontMetrics()
        for hour in (0, 6, 12, 18, 24):
            words = str(hour)
            wide = metrics.horizontalAdvance(words)
            x = hour / 24 * (self.width() - 1) - wide / 2
            painter.drawText(round(min(self.width() - wide - 1, max(0, x))), metrics.ascent() + 1, words)
        painter.end()


def _hours_or_none(text: str) -> Hours:
    try:
        return hours_of_day(text)
    except Refused:
        return ()
