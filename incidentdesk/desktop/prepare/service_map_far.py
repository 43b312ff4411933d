"""The map of services from far away: its lines and cards in one go each, and where incidents are open (speed-13)."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from incidentdesk.drawing.palette import Palette
from incidentdesk.drawing.shapes import Drawing, Group, Path
from incidentdesk.prepare.service_map import LINK, SERVICE

_THINNEST, _DOT = 0.8, 7.0  # pixels of the screen
# With more cards than this none can be told from the next, so that nobody misses their smooth edges.
_CROWD = 1_500


@dataclass(slots=True)
class MapFar:
    """Straight lines from end to end; cards by the colour and width of their frame; where incidents are open."""

    lines: list[QLineF] = field(default_factory=list)
    cards: dict[tuple[str, float], list[QRectF]] = field(default_factory=lambda: defaultdict(list))
    opened: list[QPointF] = field(default_factory=list)


def map_far(drawing: Drawing) -> MapFar:
    parts = MapFar()
    # Where lines have come together, one is enough.
    lines: dict[tuple[float, ...], QLineF] = {}
    for group in drawing.groups:
        if group.kind == LINK:
            lines.update({(line.x1(), line.y1(), line.x2(), line.y2()): line for line in straight(group)})
        elif group.kind == SERVICE:
            _take_card(parts, group)
    parts.lines = list(lines.values())
    return parts


def straight(group: Group) -> list[QLineF]:
    """The line of a link without its bends."""
    line = next(shape for shape in group.shapes if isinstance(shape, Path) and shape.stroke)
    points = [QPointF(*step[-2:]) for step in line.steps]
    return [QLineF(one, other) for one, other in pairwise(points)]


def _take_card(parts: MapFar, group: Group) -> None:
    frame, box = group.shapes[0], group.box
    parts.cards[frame.stroke.colour, frame.stroke.width].append(QRectF(box.left, box.top, box.width, box.height))
    badge = next((shape for shape in group.shapes if isinstance(shape, Path) and shape.fill == "root"), None)
    if badge is not None:
        parts.opened.append(QPointF(box.right, box.top))


def paint_map_far(painter: QPainter, parts: MapFar, palette: Palette, scale: float) -> None:
    """Paint with a painter at that scale."""
    crowded = sum(map(len, parts.cards.values())) > _CROWD
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not crowded)
    painter.setPen(QPen(QColor(palette["link"]), 0 if crowded else max(1.4, _THINNEST / scale)))
    painter.drawLines(parts.lines)
    painter.setBrush(QColor(palette["card"]))
    for (colour, width), cards in parts.cards.items():
        painter.setPen(QPen(QColor(palette[colour]), 0 if crowded else max(width, width * _THINNEST / scale)))
        painter.drawRects(cards)
    painter.setPen(QPen(QColor(palette["root"]), _DOT / scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPoints(parts.opened)
    painter.restore()
