"""A diagram in small with what it holds and the button that opens it."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.diagram.painting import image
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.drawing.palette import DARK, LIGHT
from incidentdesk.drawing.shapes import Drawing
from incidentdesk.language import _

_HEIGHT, _PAD = 132, 8


class DiagramCard(QFrame):
    """Emits `wanted` when the diagram is to be opened."""

    wanted = Signal()

    def __init__(
        self, desk: Desk, name: str, verb: str, icon: str, tooltip: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("diagram.card")
        self.picture = _Picture(desk.theme, name)
        self.picture.wanted.connect(self.wanted)
        self.heading = QLabel(name)
        self.counts = QLabel(wordWrap=True)
        self.counts.setTextFormat(Qt.TextFormat.PlainText)
        self.open = Button(desk.theme, verb, icon, description=tooltip)
        self.open.clicked.connect(self.wanted)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.heading)
        words.addWidget(self.counts)
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 12)
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self.open, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.picture)
        column.addLayout(row)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def show_diagram(self, drawing: Drawing | None, counts: str) -> None:
        self.picture.show_drawing(drawing)
        self.counts.setText(counts)
        self.counts.setAccessibleName(counts)

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(
            theme.sheet(
                "#diagram\\.card { background: $window; border: 1px solid $border; border-radius: 8px; }"
                "QLabel { background: transparent; }"
            )
        )
        self.heading.setFont(theme.font("strong"))
        self.counts.setFont(theme.font("small"))
        theme.tint(self.counts, "text2")


class _Picture(QWidget):
    """The drawing as large as there is room, painted once for each size and theme; a click opens the diagram."""

    wanted = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._drawing: Drawing | None = None
        self._image: QImage | None = None
        self.setAccessibleName(_("Small picture: {name}").format(name=name))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._forget)

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def show_drawing(self, drawing: Drawing | None) -> None:
        if drawing is not self._drawing:
            self._drawing = drawing
            self._forget()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.wanted.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 0, 0, 8), 7, 7)
        painter.setPen(self._theme.colour("border"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        room = self.rect().adjusted(_PAD, _PAD, -_PAD, -_PAD)
        if self._drawing is None:
            painter.setPen(self._theme.colour("hint"))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, _("Nothing here yet"))
        elif room.isValid():
            picture = self._painted(room.size(), painter.device().devicePixelRatioF())
            size = picture.deviceIndependentSize().toSize()
            left = room.left() + (room.width() - size.width()) // 2
            painter.drawImage(left, room.top() + (room.height() - size.height()) // 2, picture)
        painter.end()

    def _painted(self, room: QSize, ratio: float) -> QImage:
        box = self._drawing.box
        scale = min(room.width() / max(1, box.width), room.height() / max(1, box.height), 1.0)
        wanted = QSize(round(box.width * scale * ratio), round(box.height * scale * ratio))
        if self._image is None or abs(self._image.width() - wanted.width()) > 1:
            self._image = image(self._drawing, DARK if self._theme.dark else LIGHT, scale * ratio)
            self._image.setDevicePixelRatio(ratio)
        return self._image

    def _forget(self) -> None:
        self._image = None
        self.update()
