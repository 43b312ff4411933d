"""A span of time as a strip: when it was up, failing, down or in maintenance, and hatched when nobody watched."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from incidentdesk.desktop.respond.monitor_mark import STRIP_LOOK
from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.monitor import Health

# From when to when, in microseconds since 1970, and how it stood.
Part = tuple[int, int, str]
_LEAST = {Health.DOWN: 2.0, Health.SOFT: 1.5, Health.FLAPPING: 2.0}  # logical pixels; a short outage is seen too
_ORDER = tuple(STRIP_LOOK)


def paint_strip(
    painter: QPainter, rect: QRectF, parts: Sequence[Part], span: tuple[int, int], theme: Theme, *, mirrored: bool
) -> None:
    """Paint what lies in a span; where no part is, nobody watched. What is bad is painted over what is not."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    _hatch(painter, rect, theme)
    watched = [part for part in parts if part[2] in STRIP_LOOK]
    for part in sorted(watched, key=lambda part: _ORDER.index(Health(part[2]))):
        _paint_part(painter, rect, part, span, theme, mirrored=mirrored)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("border"), 1))
    painter.drawRect(rect.adjusted(0, 0, -1, -1))
    painter.restore()


def _hatch(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.fillRect(rect, theme.colour("surface"))
    painter.fillRect(rect, QBrush(theme.colour("outline"), Qt.BrushStyle.BDiagPattern))


def _paint_part(
    painter: QPainter, rect: QRectF, part: Part, span: tuple[int, int], theme: Theme, *, mirrored: bool
) -> None:
    share, role = STRIP_LOOK[part[2]]
    place = part_rect(rect, part, span, mirrored=mirrored)
    if place is None:
        return
    painter.fillRect(place, theme.colour("surface"))
    height = rect.height() * share
    painter.fillRect(QRectF(place.left(), place.bottom() - height, place.width(), height), theme.colour(role))


def part_rect(rect: QRectF, part: Part, span: tuple[int, int], *, mirrored: bool) -> QRectF | None:
    """Where a part stands; None where it lies outside of the span."""
    begin, end = max(part[0], span[0]), min(part[1], span[1])
    if end < begin or span[1] <= span[0] or part[1] < span[0] or part[0] > span[1]:
        return None
    scale = rect.width() / (span[1] - span[0])
    left, right = (begin - span[0]) * scale, (end - span[0]) * scale
    right = min(rect.width(), max(right, left + _LEAST.get(Health(part[2]), 0.5)))
    left = min(left, right - _LEAST.get(Health(part[2]), 0.5))
    if mirrored:
        left, right = rect.width() - right, rect.width() - left
    return QRectF(rect.left() + left, rect.top(), right - left, rect.height())
