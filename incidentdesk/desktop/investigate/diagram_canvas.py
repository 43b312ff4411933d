"""The canvas on which a diagram is edited: choosing, dragging, writing into labels."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.diagram.far import FAR
from incidentdesk.desktop.diagram.view import DiagramView, zoom_steps
from incidentdesk.desktop.investigate.canvas_gesture import CanvasGesture, Carry, Drop, Marquee, Pan
from incidentdesk.desktop.investigate.diagram_selection import DiagramSelection
from incidentdesk.desktop.investigate.label_editor import LabelEditor
from incidentdesk.desktop.investigate.label_place import text_place
from incidentdesk.drawing.shapes import Box

_ADDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
# Scene pixels from a label to the frame of what is chosen, and from there to the ring of the keyboard.
_FRAME, _RING = 3.0, 3.0
# How high a frame is at least on the screen.
_LEAST = 22.0


def _nowhere(_point: QPointF, _keys: tuple[str, ...]) -> Drop | None:
    return None


class DiagramCanvas(DiagramView):
    """`edit_wanted(key)`, `menu_wanted(place on the screen)`, `carried(keys, Drop)` after a drag, `dropped(key, data)`
    for files and texts from elsewhere, `typed(key, text)` and `ended(key, text, how)` from the open label.

    `find_drop(point, keys)` tells where a drag would lead; `why_fixed()` why nothing can be changed; `tip(key)` is what
    the pointer is told about a label.
    """

    edit_wanted = Signal(str)
    menu_wanted = Signal(object)
    carried = Signal(object, object)
    dropped = Signal(str, object)
    typed = Signal(str, str)
    ended = Signal(str, str, str)

    def __init__(self, desk: Desk, selection: DiagramSelection, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.selection = selection
        self.find_drop: Callable[[QPointF, tuple[str, ...]], Drop | None] = _nowhere
        self.why_fixed: Callable[[], str] = str
        self.tip: Callable[[str], str] = lambda _key: ""
        self.editor: LabelEditor | None = None
        self.edited = ""
        self.gesture: CanvasGesture | None = None
        self._under_drag: str | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        selection.changed.connect(self._changed)
        self.viewed.connect(self._place_editor)

    # -- what stands where

    def key_at(self, point: QPointF) -> str | None:
        """The key of the label at a point of the viewport, None for none; the one in front."""
        at = self.to_scene(point)
        found = None
        for key, box in self.picture.boxes.items():
            if box.left <= at.x() <= box.right and box.top <= at.y() <= box.bottom:
                found = key
        return found

    def reveal(self, key: str) -> None:
        box = self.box_of(key)
        if box is not None:
            self.bring_into_view(box)

    def worked_at(self) -> QRectF | None:
        box = self.box_of(self.selection.current) if self.selection.current is not None else None
        return None if box is None else self.to_view(box.grown(_RING))

    def can_carry(self, keys: tuple[str, ...]) -> bool:
        return bool(keys) and "" not in keys and not self.why_fixed()

    def announce(self, text: str) -> None:
        """Have a screen reader say it."""
        if self.isVisible() and text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    # -- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if event.button() == Qt.MouseButton.MiddleButton:
            self.gesture = Pan(self, point)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._press(point, bool(event.modifiers() & _ADDING))
        elif event.button() == Qt.MouseButton.RightButton:
            self.finish_editing()
            key = self.key_at(point)
            if key is not None and key not in self.selection.keys:
                self.selection.choose(key)
        event.accept()

    def _press(self, point: QPointF, adding: bool) -> None:
        self.finish_editing()
        key = self.key_at(point)
        if key is None:
            self.gesture = Marquee(self, point, adding)
        elif adding:
            self.selection.toggle(key)
        else:
            if key not in self.selection.keys:
                self.selection.choose(key)
            self.gesture = Carry(self, point, key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.gesture is not None:
            self.gesture.move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        gesture, self.gesture = self.gesture, None
        if gesture is not None:
            gesture.end(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        key = self.key_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and key is not None:
            self.gesture = None
            self.edit_wanted.emit(key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = event.globalPos()
        box = self.box_of(self.selection.current) if self.selection.current is not None else None
        if event.reason() == QContextMenuEvent.Reason.Keyboard and box is not None:
            place = self.viewport().mapToGlobal(self.to_view(box).bottomLeft().toPoint())
        self.menu_wanted.emit(QPoint(place))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            key = self.key_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.tip(key) if key is not None else "", self.viewport())
            return True
        return super().viewportEvent(event)

    # -- what comes from elsewhere

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._drag(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._drag(event)

    def _drag(self, event: QDragMoveEvent) -> None:
        data = event.mimeData()
        useful = data.hasUrls() or data.hasImage() or data.hasText()
        self._under_drag = self.key_at(event.position()) if useful and not self.why_fixed() else None
        if self._under_drag is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
        # Where nothing is under the pointer it may be in a moment.
        event.setAccepted(self._under_drag is not None or event.type() == QEvent.Type.DragEnter)
        self.viewport().update()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._under_drag = None
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:
        key, self._under_drag = self._under_drag, None
        self.viewport().update()
        if key is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(key, event.mimeData())

    # -- keys

    def event(self, event: QEvent) -> bool:
        # Zooming has the keys by which the rest of the window has its text larger and smaller.
        if event.type() == QEvent.Type.ShortcutOverride and zoom_steps(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = zoom_steps(event)
        if steps is not None:
            self.zoom_by(steps) if steps else self.zoom_to(1.0)
        elif event.key() == Qt.Key.Key_Escape and self.gesture is not None:
            self.gesture.cancel()
            self.gesture = None
        elif event.key() == Qt.Key.Key_Escape and self.selection.keys:
            self.selection.clear()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # -- writing into a label

    def open_editor(self, key: str, name: str, text: str) -> None:
        """Edit the text of a label where it stands; `name` says to a screen reader what is edited."""
        self.finish_editing()
        if self.box_of(key) is None:
            return
        if self.scale < FAR * 2:
            self.zoom_to(1.0, self.to_view(self.box_of(key)).center())
        self.finish_gliding()
        self.reveal(key)
        self.edited = key
        editor = self.editor = LabelEditor(self.desk.theme, name, text, self.viewport())
        editor.typed.connect(lambda text: self.typed.emit(self.edited, text))
        editor.ended.connect(self._end_editing)
        self._place_editor()
        editor.show()
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        editor.selectAll()

    def finish_editing(self) -> None:
        """Keep what stands in the open label, if there is one."""
        if self.editor is not None:
            self.editor.finish()

    def _end_editing(self, how: str) -> None:
        editor, key = self.editor, self.edited
        self.editor = None
        had_focus = editor.hasFocus()
        editor.hide()
        editor.deleteLater()
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ended.emit(key, editor.toPlainText(), how)

    def _place_editor(self) -> None:
        group = self._group_of(self.edited) if self.editor is not None else None
        if group is None:
            return
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        place = text_place(group, self.palette_of_drawing, right_to_left=mirrored)
        box = Box(place.left, place.top, place.left + place.width, place.top + place.height)
        self.editor.place(place, self.to_view(box), self.scale)

    def _group_of(self, key: str):
        box = self.box_of(key)
        groups = (each for each in self.picture.drawing.groups if each.key == key and each.box == box)
        return next(groups, None)

    # -- painting

    def paint_below(self, painter: QPainter) -> None:
        accent = self.desk.theme.colour("accent")
        tint = QColor(accent)
        tint.setAlphaF(0.10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        for key in self.selection.keys:
            box = self._box_now(key)
            if box is not None:
                painter.drawRoundedRect(_rect(box, _FRAME, _LEAST / self.scale), 5, 5)

    def paint_above(self, painter: QPainter) -> None:
        theme = self.desk.theme
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("accent"), 2 / self.scale))
        for key in (*self.selection.keys, *([self._under_drag] if self._under_drag is not None else [])):
            box = self._box_now(key)
            if box is not None:
                painter.drawRoundedRect(_rect(box, _FRAME, _LEAST / self.scale), 5, 5)
        current = self._box_now(self.selection.current) if self.selection.current is not None else None
        if current is not None and self.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 1.2 / self.scale))
            by = _RING / self.scale
            ring = _rect(current, _FRAME, _LEAST / self.scale).adjusted(-by, -by, by, by)
            painter.drawRoundedRect(ring, 7, 7)
        if self.gesture is not None:
            self.gesture.paint(painter)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and not self.selection.keys:
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self.desk.theme.colour("focus"), 2))
            painter.drawRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1))
            painter.end()

    def _box_now(self, key: str) -> Box | None:
        """Where a label is while it glides."""
        box = self.box_of(key)
        if box is None or not self._offsets:
            return box
        group = self._group_of(key)
        dx, dy = self._offset_now(group) if group is not None else (0.0, 0.0)
        return Box(box.left + dx, box.top + dy, box.right + dx, box.bottom + dy)


def _rect(box: Box, by: float, least: float) -> QRectF:
    """Grown on all sides, and to a least height around its middle."""
    grown = box.grown(max(by, (least - box.height) / 2))
    return QRectF(grown.left, grown.top, grown.width, grown.height)
