"""The hours of one day as a strip: drag to add a window, drag an edge to change it, double click to remove it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _
from incidentdesk.prepare.day_hours import FULL_DAY, Hours, clock_text, day_text

_HEIGHT, _GRIP, _STEP = 28, 6, 15  # pixels, pixels, minutes


class DayStrip(QWidget):
    """Emits `drawn` with the windows when a person has changed them. Time runs from left to right in every language."""

    drawn = Signal(object)

    def __init__(self, theme: Theme, day: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.hours: Hours = ()
        self._before: Hours = ()
        # What is being dragged: the windows that stay, and the fixed end of the one that moves.
        self._still: Hours | None = None
        self._anchor = 0
        self._moving: tuple[int, int] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(_("{day} as a strip").format(day=day))
        self.setToolTip(_("Drag to add hours, drag an edge to change them, double click to remove them"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def show_hours(self, hours: Hours, before: Hours) -> None:
        """The windows of this day and those of the day before, which may reach into this one."""
        self.hours, self._before = hours, before
        self.setAccessibleDescription(day_text(hours) or _("closed"))
        self.update()

    # -- dragging

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.isEnabled():
            return
        grabbed = self._edge_at(event.position().x())
        if grabbed is not None:
            window, begin = grabbed
            self._still = tuple(each for each in self.hours if each != window)
            self._anchor = window[1] if begin else window[0]
            self._moving = window
        elif self._window_at(event.position().x()) is None:
            self._still, self._anchor = self.hours, self._minute(event.position().x())
            self._moving = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._still is None:
            on_edge = self._edge_at(event.position().x()) is not None
            self.setCursor(Qt.CursorShape.SizeHorCursor if on_edge else Qt.CursorShape.ArrowCursor)
            return
        minute = self._minute(event.position().x())
        begin, end = sorted((self._anchor, minute))
        self._moving = (begin, end) if end > begin else None
        if self._moving:
            words = f"{clock_text(begin)}-{clock_text(end)}"
            QToolTip.showText(event.globalPosition().toPoint(), words, self)
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._still is None:
            return
        windows = [*self._still, *([self._moving] if self._moving else [])]
        self._still, self._moving = None, None
        self.drawn.emit(_joined(windows))
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        window = self._window_at(event.position().x())
        self._still = None
        if window is not None and self.isEnabled():
            self.drawn.emit(tuple(each for each in self.hours if each != window))

    def _minute(self, x: float) -> int:
        minute = round(x / max(1, self.width() - 1) * FULL_DAY / _STEP) * _STEP
        return min(FULL_DAY, max(0, minute))

    def _x(self, minute: float) -> float:
        return minute / FULL_DAY * (self.width() - 1)

    def _edge_at(self, x: float) -> tuple[tuple[int, int], bool] | None:
        """The window whose beginning or end is here, and whether it is the beginning."""
        for window in self.hours:
            for begin, minute in ((True, window[0]), (False, window[1])):
                # Ends on the next day are written and not dragged.
                if window[1] <= FULL_DAY and abs(self._x(minute) - x) <= _GRIP:
                    return window, begin
        return None

    def _window_at(self, x: float) -> tuple[int, int] | None:
        minute = x / max(1, self.width() - 1) * FULL_DAY
        return next((each for each in self.hours if each[0] <= minute < each[1]), None)

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(frame, 4, 4)
        for hour in range(1, 24):
            strong = hour % 6 == 0
            painter.setPen(QPen(theme.colour("outline" if strong else "border"), 1))
            x = round(self._x(hour * 60)) + 0.5
            painter.drawLine(QPointF(x, 1 if strong else self.height() - 7), QPointF(x, self.height() - 2))
        for _begin, end in self._before:
            if end > FULL_DAY:
                self._paint_window(painter, 0, end - FULL_DAY, carried=True)
        shown = self.hours if self._still is None else (*self._still, *([self._moving] if self._moving else []))
        for begin, end in shown:
            self._paint_window(painter, begin, min(end, FULL_DAY), carried=False)
        painter.end()

    def _paint_window(self, painter: QPainter, begin: int, end: int, *, carried: bool) -> None:
        box = QRectF(self._x(begin), 3, max(2.0, self._x(end) - self._x(begin)), self.height() - 6)
        accent = self._theme.colour("accent")
        fill = QColor(accent)
        fill.setAlphaF(0.25 if carried else 0.85)
        painter.setPen(QPen(accent, 1, Qt.PenStyle.DashLine if carried else Qt.PenStyle.SolidLine))
        painter.setBrush(fill)
        painter.drawRoundedRect(box, 3, 3)


def _joined(windows: list[tuple[int, int]]) -> Hours:
    """In order; what touches or overlaps becomes one."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(windows):
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((begin, end))
    return tuple(joined)
