"""Priorities and states as lists and pages paint them: a glyph, a word and a colour, readable without the colour.

Glyphs are shapes and not characters, so that no font is needed for them; a chip is drawn once for each theme and
screen, because lists paint many.
"""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.priority import priority_label
from incidentdesk.detect.state import State
from incidentdesk.language import _

_STATE_ROLE = {
    State.NEW: "info",
    State.IN_PROGRESS: "warning",
    State.ON_HOLD: "text2",
    State.RESOLVED: "success",
    State.CLOSED: "text2",
    State.CANCELED: "hint",
}
_GLYPH = 14
_GAP = 6


def paint_priority_chip(painter: QPainter, rect: QRect, priority: int, theme: Theme) -> int:
    """Paint the chip of priority 1 to 5 at the leading edge of `rect`, in its middle; returns the chip's width."""
    ratio = painter.device().devicePixelRatioF()
    chip = theme.cached(("priority", priority, ratio), lambda: _priority_chip(priority, theme, ratio))
    size = chip.deviceIndependentSize().toSize()
    _put(painter, rect, chip, size)
    return size.width()


def paint_state(painter: QPainter, rect: QRect, state: str, theme: Theme, role: str = "text") -> None:
    """Paint the glyph of a state at the leading edge of `rect` and the state's word, elided, behind it."""
    ratio = painter.device().devicePixelRatioF()
    glyph = theme.cached(("state", str(state), ratio), lambda: state_glyph(state, theme, ratio))
    _put(painter, rect, glyph, QSize(_GLYPH, _GLYPH))
    rest = rect.adjusted(_GLYPH + _GAP, 0, 0, 0)
    if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        rest = rect.adjusted(0, 0, -_GLYPH - _GAP, 0)
    font = theme.font("base")
    painter.setFont(font)
    painter.setPen(theme.colour(role))
    word = QFontMetrics(font).elidedText(_(str(state)), Qt.TextElideMode.ElideRight, rest.width())
    painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, word)


def state_glyph(state: str, theme: Theme, ratio: float = 1.0) -> QPixmap:
    """The glyph of a state, 14 logical pixels wide and high."""
    pixmap, painter = _canvas(QSize(_GLYPH, _GLYPH), ratio)
    _draw_state(painter, State(state), theme.colour(_STATE_ROLE[State(state)]))
    painter.end()
    return pixmap


def priority_chip_width(theme: Theme) -> int:
    """The width of the widest priority chip in logical pixels."""
    return _chip_width(theme)


class PriorityChip(QWidget):
    """A priority chip as a widget of its own."""

    def __init__(self, theme: Theme, priority: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.show_priority(priority)
        theme.changed.connect(self._dress)

    def show_priority(self, priority: int) -> None:
        self._priority = priority
        self.setAccessibleName(priority_label(priority))
        self.setAccessibleDescription(_("Priority"))
        self.setToolTip(priority_label(priority))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_chip_width(self._theme), _chip_height(self._theme))

    minimumSizeHint = sizeHint

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        paint_priority_chip(painter, self.rect(), self._priority, self._theme)
        painter.end()

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()


class StateLabel(QWidget):
    """A state's glyph and word as a widget of its own."""

    def __init__(self, theme: Theme, state: str = State.NEW, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.show_state(state)
        theme.changed.connect(self._dress)

    def show_state(self, state: str) -> None:
        self._state = state
        self.setAccessibleName(_(str(state)))
        self.setAccessibleDescription(_("State"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("base"))
        width = _GLYPH + _GAP + metrics.horizontalAdvance(_(str(self._state))) + 2
        return QSize(width, max(20, metrics.height()))

    minimumSizeHint = sizeHint

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        paint_state(painter, self.rect(), self._state, self._theme)
        painter.end()

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()


def _put(painter: QPainter, rect: QRect, pixmap: QPixmap, size: QSize) -> None:
    leading = rect.left()
    if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        leading = rect.right() + 1 - size.width()
    painter.drawPixmap(QPointF(leading, rect.top() + (rect.height() - size.height()) // 2), pixmap)


def _canvas(size: QSize, ratio: float) -> tuple[QPixmap, QPainter]:
    pixmap = QPixmap(QSize(round(size.width() * ratio), round(size.height() * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return pixmap, painter


def _chip_font(theme: Theme):
    font = theme.font("small")
    font.setWeight(font.Weight.Bold)
    return font


def _chip_width(theme: Theme) -> int:
    return 8 + 10 + 4 + QFontMetrics(_chip_font(theme)).horizontalAdvance("P4") + 8


def _chip_height(theme: Theme) -> int:
    return max(20, QFontMetrics(_chip_font(theme)).height() + 4)


def _priority_chip(priority: int, theme: Theme, ratio: float) -> QPixmap:
    size = QSize(_chip_width(theme), _chip_height(theme))
    pixmap, painter = _canvas(size, ratio)
    ink = theme.colour(f"p{priority}_fg")
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(f"p{priority}_bg"))
    painter.drawRoundedRect(QRectF(0, 0, size.width(), size.height()), 4, 4)
    painter.save()
    painter.translate(8, size.height() / 2 - 5)
    _draw_priority(painter, priority, ink)
    painter.restore()
    painter.setPen(ink)
    painter.setFont(_chip_font(theme))
    painter.drawText(QRectF(22, 0, size.width() - 22, size.height()), Qt.AlignmentFlag.AlignVCenter, f"P{priority}")
    painter.end()
    return pixmap


def _draw_priority(painter: QPainter, priority: int, ink: QColor) -> None:
    """In a square of 10: two up, one up, a bar, one down, one down hollow."""
    painter.setBrush(ink)
    if priority == 1:
        painter.drawPolygon(QPolygonF([QPointF(5, 0), QPointF(9, 4.6), QPointF(1, 4.6)]))
        painter.drawPolygon(QPolygonF([QPointF(5, 5.2), QPointF(9, 9.8), QPointF(1, 9.8)]))
    elif priority == 2:
        painter.drawPolygon(QPolygonF([QPointF(5, 2.4), QPointF(9.2, 7.4), QPointF(0.8, 7.4)]))
    elif priority == 3:
        painter.drawRoundedRect(QRectF(0.5, 3.6, 9, 2.8), 1, 1)
    elif priority == 4:
        painter.drawPolygon(QPolygonF([QPointF(5, 7.6), QPointF(9.2, 2.6), QPointF(0.8, 2.6)]))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPolygon(QPolygonF([QPointF(5, 8), QPointF(9.2, 2.6), QPointF(0.8, 2.6)]))


def _draw_state(painter: QPainter, state: State, ink: QColor) -> None:
    """In a square of 14, as in detect.state.GLYPH."""
    pen = QPen(ink, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    circle = QRectF(1.5, 1.5, 11, 11)
    if state in (State.NEW, State.IN_PROGRESS):
        painter.setPen(pen)
        painter.drawEllipse(circle)
    if state is State.IN_PROGRESS:
        path = QPainterPath(QPointF(7, 1.5))
        path.arcTo(circle, 90, -180)
        path.closeSubpath()
        painter.fillPath(path, ink)
    elif state is State.ON_HOLD:
        painter.fillRect(QRectF(3.2, 2, 2.6, 10), ink)
        painter.fillRect(QRectF(8.2, 2, 2.6, 10), ink)
    elif state is State.CLOSED:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawRoundedRect(QRectF(2, 2, 10, 10), 1.5, 1.5)
    elif state is State.RESOLVED:
        painter.setPen(QPen(pen.color(), 2.2, pen.style(), pen.capStyle(), pen.joinStyle()))
        painter.drawPolyline(QPolygonF([QPointF(2, 7.6), QPointF(5.6, 11.2), QPointF(12, 3.2)]))
    elif state is State.CANCELED:
        painter.setPen(QPen(pen.color(), 2, pen.style(), pen.capStyle(), pen.joinStyle()))
        painter.drawLine(QPointF(3, 3), QPointF(11, 11))
        painter.drawLine(QPointF(11, 3), QPointF(3, 11))
