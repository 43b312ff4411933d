"""Some days of one monitor: its strip, and below it how long its answers took."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.monitor_mark import STRETCH_WORD
from incidentdesk.desktop.respond.monitor_strip import Part, paint_strip, part_rect
from incidentdesk.language import _

_STRIP, _LINE, _GAP = 20, 64, 6  # logical pixels


class MonitorHistoryView(QWidget):
    """Stretches have health, from_at, until_at, latency and slowest (milliseconds or None) and said."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._stretches: Sequence[Any] = ()
        self._span = (0, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("History"))
        desk.theme.changed.connect(self.updateGeometry)

    def show_stretches(self, stretches: Sequence[Any], span: tuple[int, int], told: str) -> None:
        """`told` is what the picture says, for those who do not see it."""
        self._stretches, self._span = stretches, span
        self.setAccessibleDescription(told)
        self.updateGeometry()
        self.update()

    @property
    def has_latency(self) -> bool:
        return any(each.latency is not None for each in self._stretches)

    def sizeHint(self) -> QSize:
        return QSize(200, _STRIP + _GAP + (_LINE + _GAP if self.has_latency else 0) + self._metrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._desk.theme.font("small"))

    @property
    def _mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _strip_rect(self) -> QRectF:
        return QRectF(0, 0, self.width(), _STRIP)

    def _line_rect(self) -> QRectF:
        return QRectF(0, _STRIP + _GAP, self.width(), _LINE)

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        parts: list[Part] = [(each.from_at, each.until_at, each.health) for each in self._stretches]
        paint_strip(painter, self._strip_rect(), parts, self._span, self._desk.theme, mirrored=self._mirrored)
        if self.has_latency:
            self._paint_latency(painter, self._line_rect())
        self._paint_days(painter)
        painter.end()

    def _paint_latency(self, painter: QPainter, rect: QRectF) -> None:
        """The mean as a line of steps, and up to the slowest answer as its shade."""
        theme = self._desk.theme
        told = [each for each in self._stretches if each.latency is not None]
        top = max(max(each.latency, each.slowest or 0) for each in told) or 1.0
        shade = theme.colour("series1")
        shade.setAlpha(60)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        for each in told:
            place = part_rect(rect, (each.from_at, each.until_at, each.health), self._span, mirrored=self._mirrored)
            if place is None:
                continue
            mean, slow = (rect.height() * value / top for value in (each.latency, each.slowest or each.latency))
            painter.fillRect(QRectF(place.left(), rect.bottom() - slow, place.width(), slow - mean), shade)
            painter.fillRect(
                QRectF(place.left(), rect.bottom() - max(mean, 1.5), max(1.0, place.width()), 1.5),
                theme.colour("series1"),
            )
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        side = Qt.AlignmentFlag.AlignRight if self._mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop
        painter.drawText(rect, flags, latency_text(top))

    def _paint_days(self, painter: QPainter) -> None:
        """The beginning and the end of the span below it."""
        theme, metrics = self._desk.theme, self._metrics()
        rect = QRectF(0, self.height() - metrics.height(), self.width(), metrics.height())
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        begin = moment.day(self._span[0], self._span[1], self._desk.zone)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        for text, side in ((begin, right if self._mirrored else left), (_("now"), left if self._mirrored else right)):
            painter.drawText(rect, side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter, text)

    # -- asking

    def event(self, event: Any) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QHelpEvent.Type.ToolTip:
            text = self.told_at(event.position().x() if hasattr(event, "position") else event.pos().x())
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def told_at(self, x: float) -> str:
        """What is known of the instant below a place."""
        share = 1 - x / max(1, self.width()) if self._mirrored else x / max(1, self.width())
        at = self._span[0] + round(share * (self._span[1] - self._span[0]))
        found = next((each for each in reversed(self._stretches) if each.from_at <= at <= each.until_at), None)
        return stretch_text(found, self._span[1], self._desk) if found is not None else ""


def stretch_text(stretch: Any, now: int, desk: Desk) -> str:
    """When a stretch began, how long it was, how it stood and what was said."""
    when = moment.day_and_time(stretch.from_at, now, desk.zone)
    length = moment.length(stretch.until_at - stretch.from_at)
    told = _("{time}: {state}, {length}").format(time=when, state=_(STRETCH_WORD[stretch.health]), length=length)
    parts = [told, stretch.said, latency_text(stretch.latency) if stretch.latency is not None else ""]
    return "\n".join(part for part in parts if part)


def latency_text(milliseconds: float | None) -> str:
    """ "12 ms", "1.4 s"; "" for none."""
    if milliseconds is None:
        return ""
    if milliseconds < 1000:
        return _("{count} ms").format(count=QLocale().toString(round(milliseconds)))
    return _("{count} s").format(count=QLocale().toString(milliseconds / 1000, "f", 1))
