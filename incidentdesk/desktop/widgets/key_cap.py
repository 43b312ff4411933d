"""Keys as they stand on a keyboard."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.theme import Theme


class KeyCap(QWidget):
    """One shortcut in a frame."""

    def __init__(self, theme: Theme, keys: str, command: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.keys = keys
        self.setAccessibleName(keys)
        self.setAccessibleDescription(command)
        theme.changed.connect(self._dress)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("small"))
        return QSize(max(24, metrics.horizontalAdvance(self.keys) + 14), metrics.height() + 4)

    minimumSizeHint = sizeHint

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("border"), 1))
        painter.setBrush(self._theme.colour("neutral_bg"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(self._theme.font("small"))
        painter.setPen(self._theme.colour("text2"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.keys)
        painter.end()

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
