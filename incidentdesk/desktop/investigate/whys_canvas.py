"""The canvas of a 5-Whys: what every diagram has, and gates that turn with a click."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.diagram_canvas import DiagramCanvas
from incidentdesk.desktop.investigate.diagram_selection import DiagramSelection
from incidentdesk.drawing.shapes import Box, Group

# What is drawn for a cause beside its card; a click there means the cause.
_OF_CAUSE = ("missing", "accepted")
# What a single click sets off.
_BUTTONS = ("gate", "hint")


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
