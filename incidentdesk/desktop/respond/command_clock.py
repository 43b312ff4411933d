"""A clock of a service level: what is left in words, and a line that fills as the time is used up (R10)."""

from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.respond.update_words import countdown
from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _
from incidentdesk.prepare.sla import TARGET_NAME

_BAR = 4


class ClockLine(QWidget):
    """One clock, as `detect.sla_clock.Clock` has it; it runs on by itself between two readings."""

    def __init__(self, theme: Theme, zone: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._zone = theme, zone
        self._clock: Any = None
        self._at = 0
        self.text = ""
        theme.changed.connect(self.updateGeometry)

    def show_clock(self, clock: Any, at: int, now: int) -> None:
        """A clock that was read at an instant, in microseconds since 1970, as it stands now."""
        self._clock, self._at = clock, at
        self.tick(now)

    def tick(self, now: int) -> None:
        text = clock_words(self._clock, now)
        if text == self.text:
            return
        self.text = text
        self.setAccessibleName(text)
        self.setAccessibleDescription(_("Clock of the service level {name}").format(name=self._clock.sla))
        due = self._clock.due_at
        business = _("{elapsed} of {aim} working time used, {actual} by the clock on the wall").format(
            elapsed=moment.length(self._clock.elapsed),
            aim=moment.length(self._clock.aim),
            actual=moment.length(self._clock.actual),
        )
        at = _("due {time}").format(time=moment.full(due, self._zone)) if due else ""
        self.setToolTip("\n".join(part for part in (self._clock.sla, business, at) if part))
        self.updateGeometry()
        self.update()

    @property
    def role(self) -> str:
        """The colour at 50, 75, 90 and 100 percent of the aim."""
        if self._clock.state == "Met":
            return "success"
        if self._clock.state in ("Paused", "Cancelled"):
            return "text2"
        percent = self._clock.percent
        return "danger" if percent >= 90 else "warning" if percent >= 50 else "success"

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font())
        return QSize(metrics.horizontalAdvance(self.text) + 4, metrics.height() + _BAR + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _font(self) -> QFont:
        late = self._clock is not None and self._clock.percent >= 100 and self._clock.is_open
        font = QFont(self._theme.font("strong" if late else "base"))
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def paintEvent(self, _event: object) -> None:
        if self._clock is None:
            return
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        urgent = self._clock.is_open and self._clock.percent >= 90
        painter.setPen(theme.colour("danger" if urgent else "text"))
        painter.drawText(
            self.rect().adjusted(0, 0, 0, -_BAR - 2), Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter,
            self.text,
        )  # fmt: skip
        top, width = self.height() - _BAR, float(self.width())
        part = min(1.0, self._clock.percent / 100) * width
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("border"))
        painter.drawRoundedRect(QRectF(0, top, width, _BAR), 2, 2)
        painter.setBrush(theme.colour(self.role))
        painter.drawRoundedRect(QRectF(width - part if mirrored else 0, top, part, _BAR), 2, 2)
        painter.end()


def clock_words(clock: Any, now: int) -> str:
    """ "Resolution: 42:10 left", "First response: met after 4 min", "Update: ⚠ 12:00 over"."""
    name = _(TARGET_NAME[clock.target])
    if clock.state == "Met":
        return _("{target}: met after {length}").format(target=name, length=moment.length(clock.elapsed))
    if clock.state == "Cancelled":
        return _("{target}: cancelled").format(target=name)
    if clock.state == "Paused":
        why = _(clock.hold_reason) if clock.hold_reason else _("paused")
        return _("{target}: paused, {why}").format(target=name, why=why)
    if clock.due_at is None:
        return _("{target}: no working hour ahead").format(target=name)
    if not clock.is_open:
        return _("{target}: breached, {length} over").format(target=name, length=moment.length(-clock.left))
    if now > clock.due_at:
        return _("{target}: ⚠ {length} over").format(target=name, length=countdown(now - clock.due_at))
    return _("{target}: {length} left").format(target=name, length=countdown(clock.due_at - now))
