"""A diagram from far away: its lines, a dot for each label, and what must be read all the same (ux.md 6.6)."""

from collections import defaultdict
from dataclasses import dataclass, field

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
_NAMED = ("category", "head")


@dataclass(slots=True)
class FarParts:
    """The lines of a drawing by colour and width, the places of its labels by the colour of their status, the rest."""

    lines: dict[tuple[str, float], list[QLineF]] = field(default_factory=lambda: defaultdict(list))
    dots: dict[str, list[QPointF]] = field(default_factory=lambda: defaultdict(list))
    others: list[Group] = field(default_factory=list)
    named: list[Group] = field(default_factory=list)


def far_parts(drawing: Drawing) -> FarParts:
    parts = FarParts()
    for group in drawing.groups:
        if group.kind == "cause":
            _take_cause(parts, group)
        elif group.kind in _NAMED:
            parts.named.append(group)
        elif group.kind not in ("legend", "hint"):
            parts.others.append(group)
    return parts


def _take_cause(parts: FarParts, group: Group) -> None:
    sign = ""
    for shape in group.shapes:
        if not isinstance(shape, Path):
            continue
        if shape.decoration:
            sign = sign or (shape.stroke.colour if shape.stroke else shape.fill)
        elif shape.stroke and len(shape.steps) == 2:
            (_move, x1, y1), (_line, x2, y2) = shape.steps
            parts.lines[shape.stroke.colour, shape.stroke.width].append(QLineF(x1, y1, x2, y2))
    box = group.box
    parts.dots[sign or "outline"].append(QPointF((box.left + box.right) / 2, (box.top + box.bottom) / 2))


def paint_far(painter: QPainter, parts: FarParts, palette: Palette, scale: float) -> None:
    """Paint with a painter at that scale."""
    for group in (*parts.others, *parts.named):
        paint_group(painter, group, palette)
    for (colour, width), lines in parts.lines.items():
        # Never thinner than what the eye finds.
        painter.setPen(QPen(QColor(palette[colour]), max(width, _THINNEST / scale)))
        painter.drawLines(lines)
    for colour, points in parts.dots.items():
        painter.setPen(QPen(QColor(palette[colour]), _DOT / scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(points)
    for group in parts.named:
        _paint_name(painter, group, palette, scale, _room_for(group, parts.named))


def _room_for(group: Group, named: list[Group]) -> float:
    """How wide a name may be before it touches another in the same row."""
    x, y = _middle(group.box)
    apart = [
        abs(_middle(each.box)[0] - x)
        for each in named
        if each is not group and abs(_middle(each.box)[1] - y) < group.box.height + each.box.height
    ]
    return min(apart, default=10_000.0)


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def _paint_name(painter: QPainter, group: Group, palette: Palette, scale: float, room: float) -> None:
    texts = [shape for shape in group.shapes if isinstance(shape, Text)]
    largest = max((text.font.size for text in texts), default=0.0)
    lines = [text for text in texts if text.font.size == largest]
    if not lines or largest * scale >= _NAME:
        return
    name = " ".join(line.text for line in lines)
    font = label_font(Font(_NAME, 600), name)
    metrics = QFontMetricsF(font)
    width = min(metrics.horizontalAdvance(name), room * scale - 3 * _PAD, 220.0)
    name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, width)
    width = metrics.horizontalAdvance(name)
    x, y = _middle(group.box)
    painter.save()
    if group.kind == "head":
        # Beyond the end of the spine, however small the head is.
        side = 1 if group.box.left >= 0 else -1
        x = (group.box.left if side > 0 else group.box.right) + side * (width / 2 + _PAD) / scale
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
