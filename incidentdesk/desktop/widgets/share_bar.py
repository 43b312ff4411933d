"""A bar that shows how much of something is done."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _


class ShareBar(QWidget):
    """Tells its numbers to those who do not see it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.done, self.count = 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Progress"))
        theme.changed.connect(self.update)

    def show_share(self, done: int, count: int, text: str = "") -> None:
        """`text` says it for those who do not see it; without one, it counts steps."""
        self.done, self.count = done, count
        text = text or _("{done} of {count} steps").format(done=done, count=count)
        self.setAccessibleDescription(text)
        self.setToolTip(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 6)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("border"))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        if self.count and self.done:
            width = self.width() * self.done / self.count
            left = self.width() - width if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 0
            painter.setBrush(self._theme.colour("success"))
            painter.drawRoundedRect(QRectF(left, 0, width, self.height()), 3, 3)
        painter.end()
