"""A diagram in small, which opens its editor."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.diagram.painting import image
from incidentdesk.drawing.palette import DARK, LIGHT
from incidentdesk.drawing.shapes import Drawing
from incidentdesk.language import _

_HEIGHT, _PAD = 120, 8


class DiagramThumbnail(QAbstractButton):
    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._drawing: Drawing | None = None
        self._picture: QImage | None = None
        self.setText(name)
        self.setAccessibleName(_("Open the diagram: {name}").format(name=name))
        self.setAccessibleDescription(_("A small picture of it"))
        self.setToolTip(_("Open the diagram: {name}").format(name=name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        desk.theme.changed.connect(self._dress)
        self.hide()

    def show_drawing(self, drawing: Drawing | None) -> None:
        if drawing is not self._drawing:
            self._drawing, self._picture = drawing, None
            self.setVisible(drawing is not None)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        theme = self._desk.theme
        edge = "focus" if self.hasFocus() else "accent" if self.underMouse() else "border"
        painter.setPen(QPen(theme.colour(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        room = self.rect().adjusted(_PAD, _PAD, -_PAD, -_PAD)
        if self._drawing is not None and room.isValid():
            picture = self._painted(room.size(), painter.device().devicePixelRatioF())
            size = picture.deviceIndependentSize().toSize()
            painter.drawImage(
                room.left() + (room.width() - size.width()) // 2, room.top() + (room.height() - size.height()) // 2,
                picture,
            )  # fmt: skip
        painter.end()

    def _painted(self, room: QSize, ratio: float) -> QImage:
        """Painted once and kept, for a large diagram takes its time."""
        box = self._drawing.box
        scale = min(room.width() / box.width, room.height() / box.height, 1.0)
        wanted = QSize(max(1, round(box.width * scale * ratio)), max(1, round(box.height * scale * ratio)))
        if self._picture is None or self._picture.size() != wanted:
            palette = DARK if self._desk.theme.dark else LIGHT
            self._picture = image(self._drawing, palette, scale * ratio)
            self._picture.setDevicePixelRatio(ratio)
        return self._picture

    def _dress(self) -> None:
        self._picture = None
        self.update()
