"""The map of services on the screen: looked at from near and far, walked through with the arrows, one is chosen."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QToolTip, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.diagram.far import FAR
from incidentdesk.desktop.diagram.painting import paint_group, painter_path
from incidentdesk.desktop.diagram.view import DiagramView, Picture, zoom_steps
from incidentdesk.desktop.prepare.service_map_far import MapFar, map_far, paint_map_far, straight
from incidentdesk.drawing.palette import Palette
from incidentdesk.drawing.shapes import Box, Group, Path
from incidentdesk.language import _
from incidentdesk.prepare.service_list import ServiceRow, broken_by, needed_for
from incidentdesk.prepare.service_map import LINK, SERVICE, ServiceMap

_CELL = 512.0  # scene pixels: the groups of a drawing are looked up by squares of that size
_FRAME, _RING, _LEAST = 3.0, 4.0, 10.0
_FEW_PIXELS = 4
_BEYOND = 240  # pixels of the screen that are painted around what is seen


@dataclass(frozen=True, slots=True)
class _Shot:
    """A part of the map as it looks; `key` is all that its look depends on."""

    key: tuple[Any, ...]
    box: Box
    pixmap: QPixmap


class ServiceMapView(DiagramView):
    """`chosen(id)` with 0 for none, `entered(id)` for Enter and a double click, `menu_wanted(place on the screen)`."""

    chosen = Signal(int)
    entered = Signal(int)
    menu_wanted = Signal(QPoint)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.map: ServiceMap | None = None
        self.rows: Sequence[ServiceRow] = ()
        self.current = 0
        # What the chosen one needs and what breaks with it, both also through others.
        self.needed: frozenset[int] = frozenset()
        self.broken: frozenset[int] = frozenset()
        self._cells: dict[tuple[int, int], list[int]] = {}
        self._links: dict[str, Group] = {}
        self._far_map: MapFar | None = None
        self._shot: _Shot | None = None
        self._press: QPointF | None = None
        self._panned = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Service map"))
        self.setAccessibleDescription(_("Arrows go from service to service, Enter opens one, F shows all of them"))

    # -- what is shown

    def show_map(self, made: ServiceMap, rows: Sequence[ServiceRow]) -> None:
        """Show a map; the chosen service stays chosen while it is there."""
        self.map, self.rows, self._far_map, self._shot = made, rows, None, None
        self._cells = _cells(made.drawing.groups)
        self._links = {group.key: group for group in made.drawing.groups if group.kind == LINK}
        self.show_picture(Picture(made.drawing, made.boxes))
        self.choose(self.current if str(self.current) in made.boxes else 0)
        count = len(made.boxes)
        self.setAccessibleName(_("Service map, {count} services").format(count=count))

    def choose(self, service_id: int, *, reveal: bool = False) -> None:
        """Choose a service, 0 for none; what it needs and what needs it is marked."""
        self.current = service_id
        self.needed = frozenset(row.id for row in needed_for(self.rows, service_id)) if service_id else frozenset()
        self.broken = frozenset(row.id for row in broken_by(self.rows, service_id)) if service_id else frozenset()
        box = self.box_of(str(service_id))
        if box is not None and reveal:
            self.bring_into_view(box)
        self._changed()
        self._announce()
        self.chosen.emit(service_id)

    def _announce(self) -> None:
        group = self.map.drawing.group(str(self.current), SERVICE) if self.map and self.current else None
        if group is not None and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, group.name))

    def service_at(self, point: QPointF) -> int:
        """The service at a point of the viewport, 0 for none."""
        at = self.to_scene(point)
        return next(
            (
                int(key)
                for key, box in self.picture.boxes.items()
                if box.left <= at.x() <= box.right and box.top <= at.y() <= box.bottom
            ),
            0,
        )

    # -- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.service_at(event.position())
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._press, self._panned = event.position(), False
        if found and event.button() != Qt.MouseButton.MiddleButton:
            self.choose(found)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            return
        step = self._press - event.position()
        if not self._panned and step.manhattanLength() < _FEW_PIXELS:
            return
        self._panned = True
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self.pan(step.x(), step.y())
        self._press = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        clicked = self._press is not None and not self._panned and event.button() == Qt.MouseButton.LeftButton
        self._press = None
        self.viewport().unsetCursor()
        if clicked and not self.service_at(event.position()):
            self.choose(0)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self.service_at(event.position())
        if found and event.button() == Qt.MouseButton.LeftButton:
            self._press = None
            self.entered.emit(found)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place, box = event.globalPos(), self.box_of(str(self.current))
        if event.reason() == QContextMenuEvent.Reason.Keyboard and box is not None:
            place = self.viewport().mapToGlobal(self.to_view(box).bottomLeft().toPoint())
        self.menu_wanted.emit(place)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self.service_at(QPointF(event.pos()))
            group = self.map.drawing.group(str(found), SERVICE) if self.map and found else None
            QToolTip.showText(event.globalPos(), group.name if group else "", self.viewport())
            return True
        return super().viewportEvent(event)

    # -- keys

    def event(self, event: QEvent) -> bool:
        # Zooming has the keys by which the rest of the window has its text larger and smaller.
        if event.type() == QEvent.Type.ShortcutOverride and zoom_steps(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = zoom_steps(event)
        target = self._neighbour(event.key()) if event.modifiers() == Qt.KeyboardModifier.NoModifier else None
        if steps is not None:
            self.zoom_by(steps) if steps else self.zoom_to(1.0)
        elif target is not None:
            self.choose(target, reveal=True)
        elif event.key() == Qt.Key.Key_Escape and self.current:
            self.choose(0)
        else:
            super().keyPressEvent(event)

    def _neighbour(self, key: int) -> int | None:
        """Where an arrow leads: up and down within a column, left and right to the nearest card of the next one."""
        columns = self.map.columns if self.map else ()
        if not columns:
            return None
        here = next(((at, column.index(str(self.current))) for at, column in enumerate(columns)
                     if str(self.current) in column), None)  # fmt: skip
        arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End) or (here is None and key in arrows):
            return int(columns[-1][-1] if key == Qt.Key.Key_End else columns[0][0])
        if here is None or key not in arrows:
            return None
        at, place = here
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            place += 1 if key == Qt.Key.Key_Down else -1
            return int(columns[at][min(len(columns[at]) - 1, max(0, place))])
        to = at + (1 if key == Qt.Key.Key_Right else -1)
        if not 0 <= to < len(columns):
            return self.current
        middle = _middle(self.picture.boxes[str(self.current)])
        return int(min(columns[to], key=lambda each: abs(_middle(self.picture.boxes[each]) - middle)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.current and self.map and self.map.columns:
            self.choose(int(self.map.columns[0][0]))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # -- painting

    def paint_near(self, painter: QPainter, palette: Palette, seen: Box) -> None:
        """From a picture that reaches beyond the viewport, so that panning seldom paints a card anew."""
        if self._offsets:
            self._paint_groups(painter, palette, seen)
            return
        key = (id(self.picture), self.scale, self.desk.theme.dark, self.devicePixelRatioF())
        if self._shot is None or self._shot.key != key or not _holds(self._shot.box, seen):
            self._shot = self._take_shot(key, palette)
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(self.to_view(self._shot.box).topLeft().toPoint(), self._shot.pixmap)
        painter.restore()

    def _take_shot(self, key: tuple[Any, ...], palette: Palette) -> "_Shot":
        box, ratio = self.seen().grown(_BEYOND / self.scale), self.devicePixelRatioF()
        pixmap = QPixmap(QSize(ceil(box.width * self.scale * ratio), ceil(box.height * self.scale * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(self.desk.theme.colour("surface"))
        painter = QPainter(pixmap)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(self.scale, self.scale)
        painter.translate(-box.left, -box.top)
        self._paint_groups(painter, palette, box)
        painter.end()
        return _Shot(key, box, pixmap)

    def _paint_groups(self, painter: QPainter, palette: Palette, seen: Box) -> None:
        groups = self.picture.drawing.groups
        for number in _numbers_in(self._cells, seen):
            group = groups[number]
            dx, dy = self._offset_now(group) if self._offsets else (0.0, 0.0)
            painter.translate(dx, dy)
            paint_group(painter, group, palette)
            painter.translate(-dx, -dy)

    def paint_from_afar(self, painter: QPainter, palette: Palette) -> None:
        if self.map is not None:
            if self._far_map is None:
                self._far_map = map_far(self.map.drawing)
            paint_map_far(painter, self._far_map, palette, self.scale)

    def paint_above(self, painter: QPainter) -> None:
        """What the chosen one needs has a whole frame, what breaks with it a broken one."""
        if not self.current or self.map is None or self._offsets:
            return
        accent = self.desk.theme.colour("accent")
        self._paint_lines(painter, accent)
        for members, style in ((self.needed, Qt.PenStyle.SolidLine), (self.broken, Qt.PenStyle.DashLine)):
            painter.setPen(QPen(accent, max(1.6, 1.6 / self.scale), style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for key in members:
                painter.drawRoundedRect(self._frame(key, _FRAME), 10, 10)
        painter.setPen(QPen(accent, max(3.0, 3.0 / self.scale)))
        painter.drawRoundedRect(self._frame(self.current, _FRAME), 10, 10)
        if self.hasFocus():
            painter.setPen(QPen(self.desk.theme.colour("focus"), max(1.2, 1.2 / self.scale)))
            painter.drawRoundedRect(self._frame(self.current, _FRAME + _RING / self.scale), 12, 12)

    def _paint_lines(self, painter: QPainter, accent: QColor) -> None:
        down, up = {self.current, *self.needed}, {self.current, *self.broken}
        for key, (one, other) in self.map.links.items():
            along = one in down and other in down
            if not along and not (one in up and other in up):
                continue
            pen = QPen(accent, max(2.4, 2.0 / self.scale), Qt.PenStyle.SolidLine if along else Qt.PenStyle.DashLine)
            if self.scale < FAR:
                painter.setPen(pen)
                painter.drawLines(straight(self._links[key]))
                continue
            painter.strokePath(path_of(self._links[key]), pen)

    def _frame(self, key: int, by: float) -> QRectF:
        box = self.picture.boxes[str(key)]
        grown = box.grown(max(by, (_LEAST / self.scale - box.height) / 2))
        return QRectF(grown.left, grown.top, grown.width, grown.height)


def path_of(group: Group) -> QPainterPath:
    """The line of a link, for a pen of one's own."""
    line = next(shape for shape in group.shapes if isinstance(shape, Path) and shape.stroke)
    return painter_path(line.steps)


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.left <= inner.left and outer.top <= inner.top
        and inner.right <= outer.right and inner.bottom <= outer.bottom
    )  # fmt: skip


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _cells(groups: Sequence[Group]) -> dict[tuple[int, int], list[int]]:
    """The numbers of the groups that stand in each square."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for cell in _cells_of(group.box):
            found[cell].append(number)
    return found


def _cells_of(box: Box) -> list[tuple[int, int]]:
    columns = range(int(box.left // _CELL), int(box.right // _CELL) + 1)
    rows = range(int(box.top // _CELL), int(box.bottom // _CELL) + 1)
    return [(column, row) for column in columns for row in rows]


def _numbers_in(cells: dict[tuple[int, int], list[int]], seen: Box) -> list[int]:
    """From back to front."""
    return sorted({number for cell in _cells_of(seen) for number in cells.get(cell, ())})
