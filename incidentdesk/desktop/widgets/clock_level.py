"""How much of a target is used up, as a pie that needs no colour to be read, and as a colour (features, R10)."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF

from incidentdesk.desktop.theme import Theme

# The colours from 0, 50, 75, 90 and 100 % on.
LEVEL_ROLE = ("success", "info", "warning", "p2_fg", "danger")
SIZE = 14


def level_glyph(theme: Theme, level: int, percent: float, ratio: float, *, paused: bool = False) -> QPixmap:
    """A pie filled to so many percent, a triangle where the target is over, two bars where the clock is paused."""
    pixmap = QPixmap(QSize(round(SIZE * ratio), round(SIZE * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = theme.colour("text2" if paused else LEVEL_ROLE[level])
    painter.setPen(QPen(ink, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    if paused:
        painter.fillRect(QRectF(3.2, 2, 2.6, 10), ink)
        painter.fillRect(QRectF(8.2, 2, 2.6, 10), ink)
    elif level == len(LEVEL_ROLE) - 1:
        painter.setBrush(ink)
        painter.drawPolygon(QPolygonF([QPointF(7, 1.6), QPointF(12.8, 12), QPointF(1.2, 12)]))
        painter.setPen(QPen(theme.colour("surface"), 1.6))
        painter.drawLine(QPointF(7, 5.4), QPointF(7, 8.4))
        painter.drawPoint(QPointF(7, 10.4))
    else:
        painter.drawEllipse(QRectF(1.5, 1.5, 11, 11))
        painter.setBrush(ink)
        painter.drawPie(QRectF(1.5, 1.5, 11, 11), 90 * 16, -round(360 * 16 * min(1.0, percent / 100)))
    painter.end()
    return pixmap
