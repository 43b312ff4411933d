"""The whole diagram small in a corner, with a frame around what is seen: to find the way, and to go elsewhere."""

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.diagram.far import far_parts, paint_far
from incidentdesk.desktop.diagram.view import DiagramView
from incidentdesk.language import _

SIZE = QSize(180, 110)
_FROM_EDGE, _INSIDE = 12, 6
_LATER = 150  # milliseconds after a change, so that typing does not wait for it


class Minimap(QWidget):
    """Stands over a view while that does not show everything; a click or a drag moves the view there."""

    def __init__(self, view: DiagramView) -> None:
        super().__init__(view)
        self._view = view
        self._pixmap: QPixmap | None = None
        self._drawn = None
        self.setFixedSize(SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(_("Overview"))
        self.setAccessibleDescription(_("The whole diagram; a click moves the view there"))
        self.setToolTip(_("Click or drag to move the view"))
        self._drawing = QTimer(self, singleShot=True, interval=_LATER)
        self._drawing.timeout.connect(self._draw)
        view.viewed.connect(self._follow)
        view.desk.theme.changed.connect(self._forget)
        view.viewport().installEventFilter(self)
        self.hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        """In the lower corner that is nearer to the problem, unless what is worked at stands there."""
        area = self._view.viewport().geometry().adjusted(_FROM_EDGE, _FROM_EDGE, -_FROM_EDGE, -_FROM_EDGE)
        corners = [
            area.bottomRight() - QPoint(SIZE.width(), SIZE.height()),
            area.bottomLeft() - QPoint(0, SIZE.height()),
        ]
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            corners.reverse()
        busy = self._view.worked_at()
        free = [corner for corner in corners if busy is None or not busy.intersects(QRectF(corner, QSizeF(SIZE)))]
        self.move((free or corners)[0])

    def _follow(self) -> None:
        roomy = self._view.viewport().width() > 3 * SIZE.width() and self._view.viewport().height() > 3 * SIZE.height()
        wanted = roomy and not self._view.all_in_view()
        if self._view.picture.drawing is not self._drawn and not self._drawing.isActive():
            self._drawing.start()
        if wanted != self.isVisible():
            self.setVisible(wanted)
        if wanted:
            self._place()
        self.update()

    def _forget(self) -> None:
        self._drawn = None
        self._drawing.start()

    def _scale(self) -> float:
        box = self._view.picture.drawing.box
        width, height = SIZE.width() - 2 * _INSIDE, SIZE.height() - 2 * _INSIDE
        return min(width / max(1.0, box.width), height / max(1.0, box.height))

    def _start(self) -> QPointF:
        """Where the upper left corner of the drawing is in here."""
        box, scale = self._view.picture.drawing.box, self._scale()
        return QPointF((SIZE.width() - box.width * scale) / 2, (SIZE.height() - box.height * scale) / 2)

    def _draw(self) -> None:
        drawing, ratio = self._view.picture.drawing, self.devicePixelRatioF()
        pixmap = QPixmap(SIZE * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self._scale()
        painter.translate(self._start())
        painter.scale(scale, scale)
        painter.translate(-drawing.box.left, -drawing.box.top)
        parts = far_parts(drawing)
        parts.named, parts.others = [], [*parts.others, *parts.named]
        paint_far(painter, parts, self._view.palette_of_drawing, max(scale, 0.12) * 2)
        painter.end()
        self._pixmap, self._drawn = pixmap, drawing
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._view.desk.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("outline"), 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self._pixmap is not None:
            painter.drawPixmap(0, 0, self._pixmap)
        tint = QColor(theme.colour("accent"))
        painter.setPen(QPen(tint, 1.5))
        tint.setAlphaF(0.10)
        painter.setBrush(tint)
        painter.drawRoundedRect(self._frame(), 2, 2)
        painter.end()

    def _frame(self) -> QRectF:
        seen, box, scale, start = self._view.seen(), self._view.picture.drawing.box, self._scale(), self._start()
        frame = QRectF(
            start.x() + (seen.left - box.left) * scale,
            start.y() + (seen.top - box.top) * scale,
            seen.width * scale,
            seen.height * scale,
        )
        return frame.intersected(QRectF(self.rect()).adjusted(2, 2, -2, -2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def _go(self, point: QPointF) -> None:
        box, scale, start = self._view.picture.drawing.box, self._scale(), self._start()
        self._view.centre_on(box.left + (point.x() - start.x()) / scale, box.top + (point.y() - start.y()) / scale)
