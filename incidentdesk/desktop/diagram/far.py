"""A diagram from far away: its lines, a dot for each label, and what must be read all the same (ux.md 6.6)."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from incidentdesk.desktop.diagram.painting import paint_group
from incidentdesk.drawing.palette import Palette
from incidentdesk.drawing.shapes import Box, Drawing, Font, Group, Path, Text
from incidentdesk.paper.label import label_font

FAR = 0.35  # the scale below which labels can't be read
# Pixels of the screen: what a name is written in, the room around it, and a dot.
_NAME, _PAD, _DOT = 11.0, 5.0, 6.0
_THINNEST = 0.8
# With more labels than this none can be told from the next one, so that nobody misses their round edges.
_CROWD, _SPECK = 4_000, 2.0
# The width of the longest name.
_HEAD_NAME = 220.0
_NAMED = ("category", "head")
_CARDS = ("cause", "measure", "missing", "accepted")


@dataclass(slots=True)
class FarParts:
    """The lines of a drawing by colour and width, the places of its labels by the colour of their status, the rest."""

    lines: dict[tuple[str, float], list[QLineF]] = field(default_factory=lambda: defaultdict(list))
    dots: dict[str, list[QPointF]] = field(default_factory=lambda: defaultdict(list))
    others: list[Group] = field(default_factory=list)
    named: list[Group] = field(default_factory=list)
    middle: float = 0.0


def far_parts(drawing: Drawing) -> FarParts:
    parts = FarParts(middle=_middle(drawing.box)[0])
    for group in drawing.groups:
        if _is_card(group):
            parts.others.append(_without_text(group))
            if group.kind == "cause":
                _take_dot(parts, group)
        elif group.kind == "cause":
            _take_cause(parts, group)
        elif group.kind in _NAMED:
            parts.named.append(group)
        elif group.kind not in ("legend", "hint"):
            parts.others.append(group)
    return parts


def _is_card(group: Group) -> bool:
    """Whether it stands in a frame, as in the 5-Whys."""
    return group.kind in _CARDS and isinstance(group.shapes[0], Path) and group.shapes[0].decoration


def _without_text(group: Group) -> Group:
    return replace(group, shapes=tuple(shape for shape in group.shapes if isinstance(shape, Path)))


def _take_cause(parts: FarParts, group: Group) -> None:
    for shape in group.shapes:
        if isinstance(shape, Path) and not shape.decoration and shape.stroke and len(shape.steps) == 2:
            (_move, x1, y1), (_line, x2, y2) = shape.steps
            parts.lines[shape.stroke.colour, shape.stroke.width].append(QLineF(x1, y1, x2, y2))
    _take_dot(parts, group)


def _take_dot(parts: FarParts, group: Group) -> None:
    signs = (shape for shape in group.shapes if isinstance(shape, Path) and shape.decoration)
    colour = next((sign.stroke.colour if sign.stroke else sign.fill for sign in signs), "outline")
    parts.dots[colour].append(QPointF(*_middle(group.box)))


def paint_far(painter: QPainter, parts: FarParts, palette: Palette, scale: float) -> None:
    """Paint with a painter at that scale."""
    for group in (*parts.others, *parts.named):
        paint_group(painter, group, palette)
    crowded = sum(map(len, parts.dots.values())) > _CROWD
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not crowded)
    for (colour, width), lines in parts.lines.items():
        # Never thinner than what the eye finds.
        painter.setPen(QPen(QColor(palette[colour]), 0 if crowded else max(width, _THINNEST / scale)))
        painter.drawLines(lines)
    size, cap = (_SPECK, Qt.PenCapStyle.SquareCap) if crowded else (_DOT, Qt.PenCapStyle.RoundCap)
    for colour, points in parts.dots.items():
        painter.setPen(QPen(QColor(palette[colour]), size / scale, Qt.PenStyle.SolidLine, cap))
        painter.drawPoints(points)
    painter.restore()
    for group in parts.named:
        _paint_name(painter, group, palette, scale, _room_for(group, parts.named), parts.middle)


def _room_for(group: Group, named: list[Group]) -> float:
    """How wide a name may be before it touches another in the same row."""
    x, y = _middle(group.box)
    apart = [
        abs(_middle(each.box)[0] - x)
        for each in named
        if each is not group and abs(_middle(each.box)[1] - y) < group.box.height + each.box.height
    ]
    return min(apart, default=10_000.0)


def name_room(drawing: Drawing) -> float:
    """How many pixels of the screen the name of the problem needs beside the drawing, negative at its left."""
    head = next((group for group in drawing.groups if group.kind == "head"), None)
    if head is None:
        return 0.0
    return _HEAD_NAME if _middle(head.box)[0] > _middle(drawing.box)[0] else -_HEAD_NAME


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def _paint_name(
    painter: QPainter, group: Group, palette: Palette, scale: float, room: float, whole_middle: float
) -> None:
    texts = [shape for shape in group.shapes if isinstance(shape, Text)]
    largest = max((text.font.size for text in texts), default=0.0)
    lines = [text for text in texts if text.font.size == largest]
    if not lines or largest * scale >= _NAME:
        return
    name = " ".join(line.text for line in lines)
    font = label_font(Font(_NAME, 600), name)
    metrics = QFontMetricsF(font)
    width = min(metrics.horizontalAdvance(name), room * scale - 3 * _PAD, _HEAD_NAME)
    name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, width)
    width = metrics.horizontalAdvance(name)
    x, y = _middle(group.box)
    painter.save()
    if group.kind == "head":
        # Away from everything else, however small the head is.
        side = 1 if x > whole_middle else -1
        x = (group.box.left if side > 0 else group.box.right) + side * (width / 2 + _PAD) / scale
        shift = _back_into_view(painter, group.box, x, width / 2 + _PAD) / scale
        if shift:
            # There it would cover what stands beside the head.
            x, y = x + shift, group.box.bottom + (metrics.height() / 2 + 4) / scale
    painter.translate(x, y)
    painter.scale(1 / scale, 1 / scale)
    box = QRectF(-width / 2 - _PAD, -metrics.height() / 2 - 2, width + 2 * _PAD, metrics.height() + 4)
    frame = next(shape for shape in group.shapes if isinstance(shape, Path) and shape.decoration)
    painter.setPen(QPen(QColor(palette[frame.stroke.colour]), 1.2) if frame.stroke else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(palette[frame.fill]))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(palette[lines[0].colour]))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
    painter.restore()


def _back_into_view(painter: QPainter, box: Box, x: float, half: float) -> float:
    """How far a name has to move to the right, or to the left, to be seen whole where what it names is seen."""
    view, room = painter.worldTransform().mapRect(QRectF(box.left, box.top, box.width, box.height)), painter.window()
    if not view.intersects(QRectF(room)):
        return 0.0
    at = painter.worldTransform().map(QPointF(x, box.top)).x()
    return max(0.0, half + 4 - at) - max(0.0, at + half + 4 - room.width())
