"""The canvas of a 5-Whys: what every diagram has, and gates that turn with a click."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.diagram.far import FAR
from incidentdesk.desktop.diagram.painting import paint_group
from incidentdesk.desktop.investigate.diagram_canvas import DiagramCanvas
from incidentdesk.desktop.investigate.diagram_selection import DiagramSelection
from incidentdesk.drawing.shapes import Box, Group

# What is drawn for a cause beside its card; a click there means the cause.
_OF_CAUSE = ("missing", "accepted")
# What a single click sets off.
_BUTTONS = ("gate", "hint")
# So much of the heads of columns stays in view, in pixels of the drawing.
_HEADS = 42.0


class WhysCanvas(DiagramCanvas):
    """`gate_wanted(key)` after a click on a gate, `first_wanted` on the hint of an empty 5-Whys, `measure_wanted(key)`
    after a double click where a counter-measure is missing."""

    gate_wanted = Signal(str)
    first_wanted = Signal()
    measure_wanted = Signal(str)

    def __init__(self, desk: Desk, selection: DiagramSelection, parent: QWidget | None = None) -> None:
        super().__init__(desk, selection, parent)
        self._pointing = False

    def group_at(self, point: QPointF, *kinds: str) -> Group | None:
        """The group of one of these kinds at a point of the viewport."""
        at = self.to_scene(point)
        for group in self.picture.drawing.groups:
            box = group.box
            if group.kind in kinds and box.left <= at.x() <= box.right and box.top <= at.y() <= box.bottom:
                return group
        return None

    def sees(self, box: Box) -> bool:
        """Whether all of it is in view."""
        seen = self.seen()
        return seen.left <= box.left and box.right <= seen.right and seen.top <= box.top and box.bottom <= seen.bottom

    def paint_above(self, painter: QPainter) -> None:
        super().paint_above(painter)
        heads = [group for group in self.picture.drawing.groups if group.kind == "header"]
        seen = self.seen()
        down = seen.top - min((head.box.top for head in heads), default=seen.top)
        if down > 0 and self.scale >= FAR:
            self._paint_heads(painter, heads, seen, down)

    def _paint_heads(self, painter: QPainter, heads: list[Group], seen: Box, down: float) -> None:
        """The heads of the columns stay in view, however far down one looks."""
        ground = QColor(self.desk.theme.colour("surface"))
        ground.setAlphaF(0.94)
        painter.fillRect(QRectF(seen.left, seen.top, seen.width, _HEADS), ground)
        painter.fillRect(
            QRectF(seen.left, seen.top + _HEADS, seen.width, 1 / self.scale), self.desk.theme.colour("border")
        )
        painter.translate(0, down)
        for head in heads:
            paint_group(painter, head, self.palette_of_drawing)
        painter.translate(0, -down)

    def key_at(self, point: QPointF) -> str | None:
        key = super().key_at(point)
        if key is not None:
            return key
        group = self.group_at(point, *_OF_CAUSE)
        return group.key if group else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        pressed = self.group_at(event.position(), *_BUTTONS) if event.button() == Qt.MouseButton.LeftButton else None
        if pressed is None:
            super().mousePressEvent(event)
            return
        self.finish_editing()
        event.accept()
        if pressed.kind == "gate":
            self.gate_wanted.emit(pressed.key)
        else:
            self.first_wanted.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        pointing = self.gesture is None and self.group_at(event.position(), *_BUTTONS) is not None
        if pointing != self._pointing:
            self._pointing = pointing
            if pointing:
                self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
            elif self.gesture is None:
                self.viewport().unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        missing = self.group_at(event.position(), "missing")
        if missing is not None and event.button() == Qt.MouseButton.LeftButton:
            self.gesture = None
            self.measure_wanted.emit(missing.key)
        elif self.group_at(event.position(), *_BUTTONS) is None:
            super().mouseDoubleClickEvent(event)
