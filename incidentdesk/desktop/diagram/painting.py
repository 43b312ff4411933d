"""A drawing painted with Qt: on the screen, and as a picture for a file or the clipboard."""

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QTextLayout

from incidentdesk.drawing.palette import Palette
from incidentdesk.drawing.shapes import Drawing, Group, Path, Shape, Step, Text
from incidentdesk.paper.label import text_layout

# Groups that are kept ready for painting: more than the largest diagram has, so that only what changed is made anew.
_READY = 4000
# Half a gigabyte; and what Qt can paint on.
MOST_DOTS, _LONGEST_SIDE = 1 << 27, 32_000


@dataclass(frozen=True, slots=True)
class _ReadyPath:
    path: QPainterPath
    shape: Path

    def paint(self, painter: QPainter, palette: Palette) -> None:
        shape = self.shape
        if shape.fill:
            painter.fillPath(self.path, QColor(palette[shape.fill]))
        if shape.stroke:
            painter.strokePath(self.path, _pen(shape, palette))


@dataclass(frozen=True, slots=True)
class _ReadyText:
    layout: QTextLayout
    place: QPointF
    text: Text

    def paint(self, painter: QPainter, palette: Palette) -> None:
        painter.setPen(QColor(palette[self.text.colour]))
        self.layout.draw(painter, self.place)
        if self.text.struck:
            strike = self.text.strike
            painter.fillRect(QRectF(strike.left, strike.top, strike.width, strike.height), painter.pen().color())


_Ready = tuple[_ReadyPath | _ReadyText, ...]
# By the identity of a group, which is kept with it: a layout gives the same object back for what has not changed.
_ready: OrderedDict[int, tuple[Group, _Ready]] = OrderedDict()


def paint_group(painter: QPainter, group: Group, palette: Palette) -> None:
    """Paint on the thread of the window, with a painter that smooths edges."""
    for each in _made_ready(group):
        each.paint(painter, palette)


def image(drawing: Drawing, palette: Palette, scale: float = 1.0) -> QImage:
    """The drawing on the surface of the palette, with `scale` dots for each of its pixels; on any thread.

    A null picture where it would have more dots than a machine has memory for.
    """
    width, height = max(1, round(drawing.box.width * scale)), max(1, round(drawing.box.height * scale))
    if width * height > MOST_DOTS or max(width, height) > _LONGEST_SIDE:
        return QImage()
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(QColor(palette["surface"]))
    picture.setDotsPerMeterX(round(96 * scale / 0.0254))
    picture.setDotsPerMeterY(round(96 * scale / 0.0254))
    painter = QPainter(picture)
    painter.scale(scale, scale)
    painter.translate(-drawing.box.left, -drawing.box.top)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    for group in drawing.groups:
        # Nothing that is kept: a text that was laid out on one thread must not be painted on another.
        for shape in group.shapes:
            _ready_shape(shape).paint(painter, palette)
    painter.end()
    return picture


def png(drawing: Drawing, palette: Palette, scale: float = 1.0) -> bytes:
    """The picture as a PNG file; nothing where `image` gives none."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image(drawing, palette, scale).save(buffer, "PNG")
    return bytes(buffer.data())


def _made_ready(group: Group) -> _Ready:
    known = _ready.get(id(group))
    if known is not None:
        _ready.move_to_end(id(group))
        return known[1]
    made = tuple(_ready_shape(shape) for shape in group.shapes)
    _ready[id(group)] = (group, made)
    if len(_ready) > _READY:
        _ready.popitem(last=False)
    return made


def _ready_shape(shape: Shape) -> _ReadyPath | _ReadyText:
    if isinstance(shape, Path):
        return _ReadyPath(painter_path(shape.steps), shape)
    layout = text_layout(shape.text, shape.font, shape.right_to_left)
    line = layout.lineAt(0)
    # A line from right to left stands at the right end of its layout.
    return _ReadyText(layout, QPointF(shape.x - line.naturalTextRect().x(), shape.y - line.ascent()), shape)


def painter_path(steps: tuple[Step, ...]) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for kind, *values in steps:
        if kind == "M":
            path.moveTo(*values)
        elif kind == "L":
            path.lineTo(*values)
        elif kind == "C":
            path.cubicTo(*values)
        else:
            path.closeSubpath()
    return path


def _pen(shape: Path, palette: Palette) -> QPen:
    stroke = shape.stroke
    pen = QPen(QBrush(QColor(palette[stroke.colour])), stroke.width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if stroke.dash:
        pen.setDashPattern([length / stroke.width for length in stroke.dash])
    return pen
