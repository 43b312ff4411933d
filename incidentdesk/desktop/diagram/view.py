"""A drawing that can be looked at from near and far: zoom, pan, fit, and labels that glide to their new places."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QEasingCurve, QEvent, QPointF, QRect, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QKeyEvent, QNativeGestureEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QPinchGesture, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.diagram.far import FAR, FarParts, far_parts, name_room, paint_far
from incidentdesk.desktop.diagram.painting import paint_group
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.drawing.palette import DARK, LIGHT, Palette
from incidentdesk.drawing.shapes import Box, Drawing, Group

SMALLEST, LARGEST = 0.25, 3.0
# Whoever asks for everything at once gets it, however much it is.
_SMALLEST_FIT = 0.01
_STEP = 1.2
# A notch of a wheel counts 120.
_NOTCH = 120.0
_MARGIN = 48.0  # scene pixels around what is brought into view
# Pixels of the screen around the whole drawing, and from far away beside it.
_ROOM, _FAR_ROOM = 8, 48
_GLIDE = 150  # milliseconds


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, and where in it stands what can be chosen, by its key, in the order of the document."""

    drawing: Drawing = field(default_factory=lambda: Drawing((), Box(0, 0, 0, 0)))
    boxes: Mapping[str, Box] = field(default_factory=dict)


class DiagramView(QAbstractScrollArea):
    """`zoomed` carries the new scale; `viewed` comes whenever another part is seen."""

    zoomed = Signal(float)
    viewed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.picture = Picture()
        self.scale = 1.0
        self._left = self._top = 0.0  # the scene point in the upper left corner of the viewport
        self._far: FarParts | None = None
        self._offsets: dict[tuple[str, str], tuple[float, float]] = {}
        self._glide = QVariantAnimation(self, startValue=1.0, endValue=0.0)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.valueChanged.connect(lambda _value: self._changed())
        self._glide.finished.connect(self._glided)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.setSingleStep(40)
            # Every pixel of the canvas is reached by its own keys.
            bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setStyleSheet(self.desk.theme.sheet("QAbstractScrollArea { background: $surface; }" + SCROLL_BARS))
        self._changed()

    # -- what is shown

    @property
    def palette_of_drawing(self) -> Palette:
        return DARK if self.desk.theme.dark else LIGHT

    def show_picture(self, picture: Picture, *, glide: bool = True) -> None:
        """Show a drawing; what stands in it already glides to its new place."""
        milliseconds = self.desk.preferences.duration(_GLIDE) if glide and self.isVisible() else 0
        offsets = _offsets(self.picture.drawing, picture.drawing, self._offset_now) if milliseconds else {}
        self.picture, self._far = picture, None
        self._glide.stop()
        self._offsets = offsets
        if offsets:
            self._glide.setDuration(milliseconds)
            self._glide.start()
        self._settle()

    def finish_gliding(self) -> None:
        self._glide.stop()
        self._glided()

    def _glided(self) -> None:
        self._offsets = {}
        self._changed()

    def _offset_now(self, group: Group) -> tuple[float, float]:
        left = self._glide.currentValue() if self._offsets else 0.0
        dx, dy = self._offsets.get((group.kind, group.key), (0.0, 0.0))
        return dx * left, dy * left

    def box_of(self, key: str) -> Box | None:
        return self.picture.boxes.get(key)

    def _changed(self) -> None:
        """Something looks different; who lays something over the drawing moves it."""
        self.viewport().update()
        self.viewed.emit()

    def worked_at(self) -> QRectF | None:
        """The part of the viewport that nothing should cover; None for none."""
        return None

    # -- places

    def to_scene(self, point: QPointF) -> QPointF:
        return QPointF(self._left + point.x() / self.scale, self._top + point.y() / self.scale)

    def to_view(self, box: Box) -> QRectF:
        return QRectF(
            (box.left - self._left) * self.scale,
            (box.top - self._top) * self.scale,
            box.width * self.scale,
            box.height * self.scale,
        )

    def seen(self) -> Box:
        """The part of the scene that is in view."""
        size = self.viewport().size()
        return Box(
            self._left, self._top, self._left + size.width() / self.scale, self._top + size.height() / self.scale
        )

    def whole(self) -> Box:
        """What can be scrolled to."""
        return self.picture.drawing.box.grown(_ROOM / self.scale)

    def all_in_view(self) -> bool:
        seen, box = self.seen(), self.picture.drawing.box
        return seen.left <= box.left and seen.top <= box.top and seen.right >= box.right and seen.bottom >= box.bottom

    # -- moving

    def pan(self, right: float, down: float) -> None:
        """Move the view over the drawing by so many pixels of the screen."""
        self._left += right / self.scale
        self._top += down / self.scale
        self._settle()

    def centre_on(self, x: float, y: float) -> None:
        seen = self.seen()
        self._left, self._top = x - seen.width / 2, y - seen.height / 2
        self._settle()

    def zoom_to(self, scale: float, at: QPointF | None = None, *, least: float = SMALLEST) -> None:
        """Zoom so that the point of the viewport, by default its middle, stays where it is."""
        scale = min(LARGEST, max(least, scale))
        at = at or QPointF(self.viewport().rect().center())
        fixed = self.to_scene(at)
        self.scale = scale
        self._left, self._top = fixed.x() - at.x() / scale, fixed.y() - at.y() / scale
        self._settle()
        self.zoomed.emit(scale)

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        # Below the smallest scale, where only fitting leads, the way back goes up by steps too.
        self.zoom_to(self.scale * _STEP**steps, at, least=min(SMALLEST, self.scale))

    def fit(self) -> None:
        """Show all of the drawing, at its own size at most."""
        box, size = self.picture.drawing.box, self.viewport().size()
        if not box.width or not size.width():
            return
        # Some room on the screen, for from far away names are larger than what they stand on.
        width, height = max(1, size.width() - 2 * _ROOM), max(1, size.height() - 2 * _ROOM)
        scale, aside = min(1.0, width / box.width, height / box.height), 0.0
        if scale < FAR:
            aside = name_room(self.picture.drawing)
            width = max(1.0, width - abs(aside) - 2 * _FAR_ROOM)
            scale = min(width / box.width, height / box.height)
        self.zoom_to(scale, least=_SMALLEST_FIT)
        self.centre_on((box.left + box.right + aside / self.scale) / 2, (box.top + box.bottom) / 2)

    def bring_into_view(self, box: Box) -> None:
        """Scroll as little as possible until the box is seen with some room around it."""
        seen, wanted = self.seen(), box.grown(_MARGIN)
        self._left += _shift(seen.left, seen.right, wanted.left, wanted.right)
        self._top += _shift(seen.top, seen.bottom, wanted.top, wanted.bottom)
        self._settle()

    def _settle(self) -> None:
        """Keep the drawing in reach, and the scroll bars in step with what is seen."""
        whole, size = self.whole(), self.viewport().size()
        self._left = _kept(self._left, whole.left, whole.right, size.width() / self.scale)
        self._top = _kept(self._top, whole.top, whole.bottom, size.height() / self.scale)
        for bar, start, length, at, page in (
            (self.horizontalScrollBar(), whole.left, whole.width, self._left, size.width()),
            (self.verticalScrollBar(), whole.top, whole.height, self._top, size.height()),
        ):
            bar.blockSignals(True)
            bar.setPageStep(page)
            bar.setRange(0, max(0, round(length * self.scale) - page))
            bar.setValue(round((at - start) * self.scale))
            bar.blockSignals(False)
        self._changed()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        whole = self.whole()
        if self.horizontalScrollBar().maximum():
            self._left = whole.left + self.horizontalScrollBar().value() / self.scale
        if self.verticalScrollBar().maximum():
            self._top = whole.top + self.verticalScrollBar().value() / self.scale
        self._changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    # -- wheel and fingers

    def wheelEvent(self, event: QWheelEvent) -> None:
        angle, pixels = event.angleDelta(), event.pixelDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by((angle.y() or angle.x()) / _NOTCH, event.position())
        else:
            step = pixels if not pixels.isNull() else angle * 0.6
            right, down = -step.x(), -step.y()
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not right:
                right, down = down, 0
            self.pan(right, down)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_to(self.scale * (1 + event.value()), event.position(), least=min(SMALLEST, self.scale))
            return True
        if event.type() == QEvent.Type.Gesture:
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                at = QPointF(self.viewport().mapFromGlobal(pinch.centerPoint().toPoint()))
                self.zoom_to(self.scale * pinch.scaleFactor(), at, least=min(SMALLEST, self.scale))
                return True
        return super().viewportEvent(event)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        palette = self.palette_of_drawing
        painter.fillRect(event.rect(), self.desk.theme.colour("surface"))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self._place_painter(painter)
        self.paint_below(painter)
        if self.scale < FAR:
            self.paint_from_afar(painter, palette)
        else:
            self.paint_near(painter, palette, self._seen_in(event.rect()))
        self.paint_above(painter)
        painter.end()

    def paint_from_afar(self, painter: QPainter, palette: Palette) -> None:
        """All of the drawing, where its labels can't be read."""
        paint_far(painter, self._far_parts(), palette, self.scale)

    def _far_parts(self) -> FarParts:
        if self._far is None:
            self._far = far_parts(self.picture.drawing)
        return self._far

    def _place_painter(self, painter: QPainter) -> None:
        painter.scale(self.scale, self.scale)
        painter.translate(-self._left, -self._top)

    def _seen_in(self, rect: QRect) -> Box:
        corner, other = self.to_scene(QPointF(rect.topLeft())), self.to_scene(QPointF(rect.bottomRight()))
        return Box(corner.x(), corner.y(), other.x() + 1, other.y() + 1).grown(4)

    def paint_near(self, painter: QPainter, palette: Palette, seen: Box) -> None:
        """The part of the drawing that is seen."""
        for group in self.picture.drawing.groups:
            dx, dy = self._offset_now(group) if self._offsets else (0.0, 0.0)
            if not may_show(group, seen, dx, dy):
                continue
            if dx or dy:
                painter.translate(dx, dy)
                paint_group(painter, group, palette)
                painter.translate(-dx, -dy)
            else:
                paint_group(painter, group, palette)

    def paint_below(self, painter: QPainter) -> None:
        """What lies below the drawing, in its coordinates."""

    def paint_above(self, painter: QPainter) -> None:
        """What lies above the drawing, in its coordinates."""


def may_show(group: Group, seen: Box, dx: float = 0.0, dy: float = 0.0) -> bool:
    """The bone and the twig of a cause reach beyond its box, so that there is more to look for around it."""
    if group.kind != "cause":
        return True
    box = group.box
    return (
        box.left + dx - _REACH < seen.right
        and seen.left < box.right + dx + _REACH
        and box.top + dy - _REACH < seen.bottom
        and seen.top < box.bottom + dy + _REACH
    )


_REACH = 400.0


def _offsets(before: Drawing, after: Drawing, now) -> dict[tuple[str, str], tuple[float, float]]:
    """How far each group stands from its new place, if it is not far away and not new."""
    places = {(group.kind, group.key): (group, *now(group)) for group in before.groups if group.key}
    found: dict[tuple[str, str], tuple[float, float]] = {}
    for group in after.groups:
        old = places.get((group.kind, group.key))
        if old is None:
            continue
        dx, dy = old[0].box.left + old[1] - group.box.left, old[0].box.top + old[2] - group.box.top
        if abs(dx) > 0.5 or abs(dy) > 0.5:
            found[group.kind, group.key] = (dx, dy)
    return found


def _shift(start: float, end: float, wanted_start: float, wanted_end: float) -> float:
    """How far a stretch must move to hold another; what is too long for it is shown from its start."""
    if wanted_end - wanted_start > end - start or wanted_start < start:
        return wanted_start - start
    return max(0.0, wanted_end - end)


def _kept(at: float, start: float, end: float, page: float) -> float:
    """A position from which something is seen; what is smaller than the page may stand anywhere in it."""
    low, high = sorted((start, end - page))
    return min(high, max(low, at))


def zoom_steps(event: QKeyEvent) -> int | None:
    """How many steps nearer a key leads, 0 for the usual size, None where it does not zoom."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier
    if modifiers != Qt.KeyboardModifier.ControlModifier:
        return None
    return {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_0: 0}.get(event.key())
