"""The head of the console of a drill: which it is, how it stands, how long it has been running, and what comes next."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.drill_words import DRILL_MARK, leaving_words, people_words, plan_words
from incidentdesk.desktop.widgets.button import Button, LinkButton, PrimaryButton
from incidentdesk.desktop.widgets.command_button import command_button
from incidentdesk.desktop.widgets.elided_label import ElidedLabel
from incidentdesk.desktop.widgets.state_mark import SIZE, state_mark
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_list import DrillRow
from incidentdesk.language import _
from incidentdesk.prepare.drill_time import drill_clock

# Which commands stand in the head in which state; the first one is the filled button.
_OFFERED = {
    DrillState.SCHEDULED: ("drill.start", "drill.change", "drill.calendar"),
    DrillState.RUNNING: ("drill.play", "drill.window", "drill.pause", "drill.end"),
    DrillState.PAUSED: ("drill.resume", "drill.window", "drill.end"),
    DrillState.ENDED: ("drill.report", "drill.conclude"),
    DrillState.CANCELED: (),
}


class DrillHeader(QFrame):
    """Emits `opened(reference)` for the list and for the plan."""

    opened = Signal(str)

    def __init__(self, desk: Desk, number: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._row: DrillRow | None = None
        self.setObjectName("header")
        theme = desk.theme
        self.back = LinkButton(theme, _("Drills"), "chevron-left", description=_("Back to the list of drills"))
        self.back.clicked.connect(lambda: self.opened.emit("drills#drills"))
        self.number, self.title, self.clock = QLabel(number), ElidedLabel(), QLabel()
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.clock.setAccessibleDescription(_("Time of the drill"))
        self.mark, self.state, self.told = QLabel(), QLabel(), ElidedLabel()
        self.mark.setFixedSize(QSize(SIZE, SIZE))
        self.mark.setAccessibleName(_("State"))
        self.buttons = {key: self._button(key, first=place == 0) for keys in _OFFERED.values()
                        for place, key in enumerate(keys)}  # fmt: skip
        self._lay_out()
        theme.changed.connect(self._dress)
        self._dress()

    def _button(self, key: str, *, first: bool) -> Button:
        kind = PrimaryButton if first else Button
        words = {
            "drill.play": _("Play the next inject"),
            "drill.window": _("Sandbox window"),
            "drill.change": _("Change…"),
            "drill.conclude": _("Conclusion…"),
            "drill.calendar": _("Calendar file…"),
        }
        button = command_button(self._desk.theme, self._desk.registry, key, kind, words.get(key, ""))
        button.hide()
        return button

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.back)
        first.addWidget(self.number)
        first.addWidget(self.title, 1)
        first.addSpacing(8)
        first.addWidget(self.clock)
        second.setContentsMargins(6, 0, 0, 0)
        second.setSpacing(8)
        for widget, share in ((self.mark, 0), (self.state, 0), (self.told, 1)):
            second.addWidget(widget, share)
        for button in reversed(list(self.buttons.values())):
            second.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 16, 8)
        column.setSpacing(4)
        column.addLayout(first)
        column.addLayout(second)

    def show_row(self, row: DrillRow, now: int) -> None:
        self._row = row
        self.title.setText(row.title)
        self.title.setToolTip(row.title)
        self.state.setText(_(row.state))
        parts = [self._when(row, now), plan_words(row), people_words(row), leaving_words(row.effects)]
        if row.reason and row.state in (DrillState.PAUSED, DrillState.CANCELED):
            parts.insert(0, row.reason)
        self.told.setText(" · ".join(parts))
        self.told.setToolTip("\n".join(parts))
        shown = _OFFERED[DrillState(row.state)]
        for key, button in self.buttons.items():
            button.setVisible(key in shown)
        self._show_mark()
        self.tick(now)

    def _when(self, row: DrillRow, now: int) -> str:
        at = row.started_at or row.planned_at
        said = moment.day_and_time(at, now, self._desk.zone)
        return _("since {time}").format(time=said) if row.live else said

    def tick(self, now: int) -> None:
        row = self._row
        if row is None:
            return
        text = drill_clock(row.elapsed(now)) if row.started_at else ""
        if text != self.clock.text():
            self.clock.setText(text)
            self.clock.setAccessibleName(_("{time} since the start").format(time=text))
        role = {DrillState.RUNNING: "text", DrillState.PAUSED: "danger"}.get(DrillState(row.state), "text2")
        self._desk.theme.tint(self.clock, role)

    def _show_mark(self) -> None:
        if self._row is not None:
            mark = DRILL_MARK[DrillState(self._row.state)]
            self.mark.setPixmap(state_mark(mark, self._desk.theme, self.devicePixelRatioF()))
            paused = self._row.state == DrillState.PAUSED
            self._desk.theme.tint(self.state, "danger" if paused else "text")
            self._desk.theme.tint(self.told, "danger" if paused else "text2")

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(
            theme.sheet("#header { background: $surface; border: none; border-bottom: 1px solid $border; }")
        )
        self.title.setFont(theme.font("h2"))
        self.state.setFont(theme.font("strong"))
        big = QFont(theme.font("h1"))
        big.setPointSizeF(big.pointSizeF() * 1.3)
        big.setFeature(QFont.Tag("tnum"), 1)
        self.clock.setFont(big)
        for label in (self.number, self.told):
            theme.tint(label, "text2")
        self._show_mark()
