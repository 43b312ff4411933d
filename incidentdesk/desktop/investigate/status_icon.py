"""The sign of a cause's status as an icon, the same as in the diagrams."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from incidentdesk.desktop.diagram.painting import paint_group
from incidentdesk.desktop.theme import Theme
from incidentdesk.drawing.palette import DARK, LIGHT
from incidentdesk.drawing.shapes import Box, Group
from incidentdesk.investigate.cause_graph import Status
from incidentdesk.investigate.marks import status_mark

SIZE = 16
_GROUPS = {
    status: Group("", "sign", status_mark(status, (SIZE / 2, SIZE / 2)), Box(0, 0, SIZE, SIZE)) for status in Status
}


def status_pixmap(theme: Theme, status: str, ratio: float = 1.0) -> QPixmap:
    """16 logical pixels wide and high."""
    return theme.cached(("status of a cause", str(status), ratio), lambda: _drawn(theme, Status(status), ratio))


def _drawn(theme: Theme, status: Status, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(round(SIZE * ratio), round(SIZE * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_group(painter, _GROUPS[status], DARK if theme.dark else LIGHT)
    painter.end()
    return pixmap
