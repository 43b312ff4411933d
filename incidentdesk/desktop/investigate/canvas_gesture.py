"""What the mouse does on a canvas from press to release: each gesture is an object of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.diagram.painting import paint_group
from incidentdesk.drawing.shapes import Box, Point

if TYPE_CHECKING:
    from incidentdesk.desktop.investigate.diagram_canvas import DiagramCanvas

_EDGE, _SCROLLED = 28, 14  # pixels of the screen: near the edge, and how far it scrolls with each move
_GHOST = 0.45


@dataclass(frozen=True, slots=True)
class Drop:
    """Where what is dragged would come: below `parent`, as the one number `at` of those that stay there, or last.

    It is shown by a box around what it comes into, or by a line between those that it comes between. `side` is that
    of the spine, for a category.
    """

    parent: str
    at: int | None = None
    box: Box | None = None
    line: tuple[Point, Point] | None = None
    side: str = ""


FindDrop = Callable[[QPointF, tuple[str, ...]], Drop | None]


class CanvasGesture(Protocol):
    """Points are those of the viewport."""

    def move(self, point: QPointF) -> None: ...

    def end(self, point: QPointF) -> None: ...

    def cancel(self) -> None: ...

    def paint(self, painter: QPainter) -> None: ...


class Pan:
    """The drawing goes with the pointer."""

    def __init__(self, canvas: "DiagramCanvas", start: QPointF) -> None:
        self._canvas, self._last = canvas, start
        canvas.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, point: QPointF) -> None:
        step, self._last = self._last - point, point
        self._canvas.pan(step.x(), step.y())

    def end(self, _point: QPointF) -> None:
        self._canvas.viewport().unsetCursor()

    def cancel(self) -> None:
        self._canvas.viewport().unsetCursor()

    def paint(self, painter: QPainter) -> None:
        """There is nothing to show but the drawing itself."""


class Marquee:
    """Everything that a rectangle touches is chosen, in addition to what was chosen before if that is wanted."""

    def __init__(self, canvas: "DiagramCanvas", start: QPointF, adding: bool) -> None:
        self._canvas = canvas
        self._start = self._end = canvas.to_scene(start)
        self._before = canvas.selection.keys if adding else ()

    def move(self, point: QPointF) -> None:
        scroll_at_edge(self._canvas, point)
        self._end = self._canvas.to_scene(point)
        touched = [key for key, box in self._canvas.picture.boxes.items() if self._rect().intersects(_rect_of(box))]
        self._canvas.selection.choose(*self._before, *touched)
        self._canvas.viewport().update()

    def end(self, _point: QPointF) -> None:
        if self._start == self._end:
            self._canvas.selection.choose(*self._before)
        self._canvas.viewport().update()

    def cancel(self) -> None:
        self._canvas.selection.choose(*self._before)
        self._canvas.viewport().update()

    def paint(self, painter: QPainter) -> None:
        accent = self._canvas.desk.theme.colour("accent")
        tint = QColor(accent)
        tint.setAlphaF(0.10)
        painter.setPen(QPen(accent, 1 / self._canvas.scale))
        painter.setBrush(tint)
        painter.drawRect(self._rect())

    def _rect(self) -> QRectF:
        return QRectF(self._start, self._end).normalized()


class Carry:
    """Labels go to another parent, or to another place among their siblings."""

    def __init__(self, canvas: "DiagramCanvas", start: QPointF, key: str) -> None:
        self._canvas, self._key, self._press = canvas, key, start
        self._start = canvas.to_scene(start)
        self._now = self._start
        self._carrying = False
        self._drop: Drop | None = None

    def move(self, point: QPointF) -> None:
        far = (point - self._press).manhattanLength() >= QApplication.startDragDistance()
        if not self._carrying and (not far or not self._canvas.can_carry(self._canvas.selection.keys)):
            return
        self._carrying = True
        scroll_at_edge(self._canvas, point)
        self._now = self._canvas.to_scene(point)
        self._drop = self._canvas.find_drop(self._now, self._canvas.selection.keys)
        taken = self._drop is not None
        self._canvas.viewport().setCursor(Qt.CursorShape.DragMoveCursor if taken else Qt.CursorShape.ForbiddenCursor)
        self._canvas.viewport().update()

    def end(self, _point: QPointF) -> None:
        self._canvas.viewport().unsetCursor()
        if not self._carrying:
            self._canvas.selection.choose(self._key)
        elif self._drop is not None:
            self._canvas.carried.emit(self._canvas.selection.keys, self._drop)
        self._canvas.viewport().update()

    def cancel(self) -> None:
        self._carrying = False
        self._canvas.viewport().unsetCursor()
        self._canvas.viewport().update()

    def paint(self, painter: QPainter) -> None:
        if not self._carrying:
            return
        accent, scale = self._canvas.desk.theme.colour("accent"), self._canvas.scale
        if self._drop is not None:
            self._paint_drop(painter, self._drop, accent, scale)
        painter.save()
        painter.setOpacity(_GHOST)
        painter.translate(self._now - self._start)
        for group in self._canvas.picture.drawing.groups:
            if group.key in self._canvas.selection.keys and group.key in self._canvas.picture.boxes:
                paint_group(painter, group, self._canvas.palette_of_drawing)
        painter.restore()

    def _paint_drop(self, painter: QPainter, drop: Drop, accent: QColor, scale: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent, 2 / scale))
        if drop.box is not None:
            tint = QColor(accent)
            tint.setAlphaF(0.15)
            painter.setBrush(tint)
            painter.drawRoundedRect(_rect_of(drop.box.grown(4)), 5, 5)
        if drop.line is not None:
            start, end = QPointF(*drop.line[0]), QPointF(*drop.line[1])
            painter.drawLine(start, end)
            painter.setBrush(accent)
            for point in (start, end):
                painter.drawEllipse(point, 3 / scale, 3 / scale)


def scroll_at_edge(canvas: "DiagramCanvas", point: QPointF) -> None:
    rect = canvas.viewport().rect()
    right = (point.x() > rect.right() - _EDGE) - (point.x() < rect.left() + _EDGE)
    down = (point.y() > rect.bottom() - _EDGE) - (point.y() < rect.top() + _EDGE)
    if right or down:
        canvas.pan(right * _SCROLLED, down * _SCROLLED)


def _rect_of(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)
