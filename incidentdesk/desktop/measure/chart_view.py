"""A chart in the window: its marks say what they are, lead to the incidents behind them, and can be gone through."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from incidentdesk.desktop.measure.chart_picture import ChartPicture
from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _

# A mark that is smaller is still hit so many pixels around it.
_REACH = 10.0
_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class ChartView(QWidget):
    """Emits `chosen(query)` for a mark with incidents behind it, `opened(reference)` for one that leads elsewhere.

    `resized` comes when it needs a picture of another size.
    """

    chosen = Signal(str)
    opened = Signal(str)
    resized = Signal()

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = title
        self.picture: ChartPicture | None = None
        self._words = ""
        self._place = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 110)
        self.setAccessibleName(title)
        self.setAccessibleDescription(_("Left and right go through the marks, Enter shows what is behind one"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(480, 220)

    # -- what is shown

    def show_picture(self, picture: ChartPicture) -> None:
        self.picture = picture
        self._place = min(self._place, len(picture.marks) - 1)
        self._words = ""
        self.update()

    def show_words(self, text: str) -> None:
        """Say something as long as there is no picture."""
        self._words = text
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self.picture is not None:
            painter.drawImage(QRectF(self.rect()), self.picture.image)
            self._paint_place(painter)
        elif self._words:
            painter.setPen(self._theme.colour("text2"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(16, 8, -16, -8), flags, self._words)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_place(self, painter: QPainter) -> None:
        if not 0 <= self._place < len(self.picture.marks):
            return
        tint = QColor(self._theme.colour("accent"))
        tint.setAlphaF(0.12)
        painter.setBrush(tint)
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.drawRoundedRect(self._box(self._place).adjusted(-2, -2, 2, 2), 4, 4)

    def _box(self, place: int) -> QRectF:
        """Where a mark stands now; until the picture of a new size is there, the old one is stretched."""
        box, image = self.picture.box(place), self.picture.image
        across = self.width() / max(1.0, image.width() / image.devicePixelRatio())
        down = self.height() / max(1.0, image.height() / image.devicePixelRatio())
        return QRectF(box.left() * across, box.top() * down, box.width() * across, box.height() * down)

    # -- its marks

    @property
    def place(self) -> int:
        """Which mark is pointed at, -1 for none."""
        return self._place

    def go_to(self, place: int, *, say: bool = True) -> None:
        """Point at a mark."""
        if self.picture is None or place == self._place:
            return
        self._place = place
        self.update()
        if say and place >= 0:
            text = self.picture.marks[place].text
            spoken = _("{text}; {place} of {count}").format(
                text=text.replace("\n", ", "), place=place + 1, count=len(self.picture.marks)
            )
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))
            QToolTip.showText(self.mapToGlobal(self._box(place).bottomRight().toPoint()), text, self)

    def _mark_at(self, point: QPointF) -> int:
        if self.picture is None:
            return -1
        near = [
            (_distance(self._box(place), point), mark.width * mark.height, place)
            for place, mark in enumerate(self.picture.marks)
        ]
        found = min(near, default=(_REACH + 1, 0.0, -1))
        return found[2] if found[0] <= _REACH else -1

    def _choose(self, place: int) -> None:
        if self.picture is not None and 0 <= place < len(self.picture.marks):
            mark = self.picture.marks[place]
            if mark.query:
                self.chosen.emit(mark.query)
            elif mark.reference:
                self.opened.emit(mark.reference)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            place = self._mark_at(QPointF(event.pos()))
            if place >= 0:
                QToolTip.showText(event.globalPos(), self.picture.marks[place].text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._mark_at(event.position())
        self.go_to(place, say=False)
        leads = place >= 0 and bool(self.picture.marks[place].query or self.picture.marks[place].reference)
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)
        if place >= 0:
            QToolTip.showText(event.globalPosition().toPoint(), self.picture.marks[place].text, self)
        else:
            QToolTip.hideText()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._mark_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self.go_to(-1, say=False)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.go_to(-1, say=False)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = 0 if self.picture is None else len(self.picture.marks)
        run: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Home: lambda: self.go_to(0),
            Qt.Key.Key_End: lambda: self.go_to(count - 1),
            Qt.Key.Key_Return: lambda: self._choose(self._place),
            Qt.Key.Key_Enter: lambda: self._choose(self._place),
        }
        if count and event.key() in _KEYS:
            step = _KEYS[event.key()]
            self.go_to(max(0, min(count - 1, self._place + step)))
        elif count and event.key() in run and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            run[event.key()]()
        else:
            super().keyPressEvent(event)


def _distance(box: QRectF, point: QPointF) -> float:
    across = max(box.left() - point.x(), 0.0, point.x() - box.right())
    down = max(box.top() - point.y(), 0.0, point.y() - box.bottom())
    return (across * across + down * down) ** 0.5
