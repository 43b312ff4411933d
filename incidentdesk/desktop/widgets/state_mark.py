"""The mark of a state, a shape and a colour, as incidents have theirs; readable without the colour."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from incidentdesk.desktop.theme import Theme
from incidentdesk.improve.lesson_kind import LessonKind
from incidentdesk.improve.review_state import ReviewState
from incidentdesk.investigate.action_state import ActionState
from incidentdesk.investigate.problem_state import ProblemState
from incidentdesk.measure.effectiveness import Verdict
from incidentdesk.prepare.known_error_state import KnownErrorState

SIZE = 14  # logical pixels
_RING, _QUARTER, _HALF, _THREE, _CHECK, _SEAL, _SQUARE, _CROSS, _SHIELD, _DOTS, _PLUS, _MINUS, _STAR, _CROWN = (
    "ring", "quarter", "half", "three", "check", "seal", "square", "cross", "shield", "dots", "plus", "minus", "star",
    "crown",
)  # fmt: skip
# Shape and colour role.
ACTION_MARK = {
    ActionState.PROPOSED: (_DOTS, "text2"),
    ActionState.COMMITTED: (_RING, "info"),
    ActionState.IN_PROGRESS: (_HALF, "warning"),
    ActionState.DONE: (_CHECK, "success"),
    ActionState.VERIFIED: (_SEAL, "success"),
    ActionState.DROPPED: (_CROSS, "hint"),
}
PROBLEM_MARK = {
    ProblemState.NEW: (_RING, "info"),
    ProblemState.ASSESS: (_QUARTER, "info"),
    ProblemState.ANALYSIS: (_HALF, "warning"),
    ProblemState.FIX: (_THREE, "warning"),
    ProblemState.RESOLVED: (_CHECK, "success"),
    ProblemState.CLOSED: (_SQUARE, "text2"),
    ProblemState.RISK_ACCEPTED: (_SHIELD, "text2"),
}
KNOWN_ERROR_MARK = {
    KnownErrorState.DRAFT: (_DOTS, "text2"),
    KnownErrorState.PUBLISHED: (_SEAL, "success"),
    KnownErrorState.RETIRED: (_SQUARE, "text2"),
}
REVIEW_MARK = {
    ReviewState.NOT_NEEDED: (_MINUS, "hint"),
    ReviewState.NOT_STARTED: (_RING, "danger"),
    ReviewState.SKIPPED: (_CROSS, "hint"),
    ReviewState.DRAFT: (_QUARTER, "warning"),
    ReviewState.IN_REVIEW: (_HALF, "warning"),
    ReviewState.REVIEWED: (_CHECK, "success"),
    ReviewState.PUBLISHED: (_SEAL, "success"),
}
LESSON_MARK = {
    LessonKind.WELL: (_PLUS, "success"),
    LessonKind.BADLY: (_MINUS, "danger"),
    LessonKind.LUCKY: (_STAR, "warning"),
    LessonKind.FINDING: (_RING, "info"),
}
EFFECT_MARK = {
    Verdict.YES: (_SEAL, "success"),
    Verdict.NO: (_CROSS, "danger"),
    Verdict.UNKNOWN: (_MINUS, "text2"),
    Verdict.PENDING: (_DOTS, "text2"),
}
# Somebody whose incidents are looked at first.
VIP_MARK = (_CROWN, "warning")
Mark = tuple[str, str]


def choice_mark(mark: Mark, theme: Theme) -> QPixmap:
    """The mark of a state for a list of choices, where pictures have 16 pixels."""
    picture = QPixmap(16, 16)
    picture.fill("transparent")
    painter = QPainter(picture)
    painter.drawPixmap(1, 1, state_mark(mark, theme))
    painter.end()
    return picture


def state_mark(mark: Mark, theme: Theme, ratio: float = 1.0) -> QPixmap:
    """A mark as a picture, drawn once for each theme and screen."""
    return theme.cached(("mark", *mark, ratio), lambda: _drawn(mark, theme, ratio))


def _drawn(mark: Mark, theme: Theme, ratio: float) -> QPixmap:
    shape, role = mark
    pixmap = QPixmap(QSize(round(SIZE * ratio), round(SIZE * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _draw(painter, shape, theme.colour(role), theme.colour("surface"))
    painter.end()
    return pixmap


def _draw(painter: QPainter, shape: str, ink: QColor, ground: QColor) -> None:
    pen = QPen(ink, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    circle = QRectF(1.5, 1.5, 11, 11)
    painter.setPen(pen)
    if shape == _DOTS:
        painter.setPen(QPen(ink, 1.6, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap))
        dashed = painter.pen()
        dashed.setDashPattern([1.8, 1.8])
        painter.setPen(dashed)
        painter.drawEllipse(circle)
    elif shape in (_RING, _QUARTER, _HALF, _THREE):
        painter.drawEllipse(circle)
        _fill_pie(painter, circle, {_RING: 0, _QUARTER: 90, _HALF: 180, _THREE: 270}[shape], ink)
    elif shape == _SEAL:
        painter.setBrush(ink)
        painter.drawEllipse(circle)
        _check(painter, QPen(ground, 1.8, pen.style(), pen.capStyle(), pen.joinStyle()), inner=True)
    elif shape == _CHECK:
        _check(painter, QPen(ink, 2.2, pen.style(), pen.capStyle(), pen.joinStyle()), inner=False)
    elif shape == _SQUARE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawRoundedRect(QRectF(2, 2, 10, 10), 1.5, 1.5)
    else:
        _draw_lines(painter, shape, ink, pen)


def _draw_lines(painter: QPainter, shape: str, ink: QColor, pen: QPen) -> None:
    painter.setPen(QPen(ink, 2, pen.style(), pen.capStyle(), pen.joinStyle()))
    if shape == _CROSS:
        painter.drawLine(QPointF(3, 3), QPointF(11, 11))
        painter.drawLine(QPointF(11, 3), QPointF(3, 11))
    elif shape in (_PLUS, _MINUS):
        painter.drawLine(QPointF(2.5, 7), QPointF(11.5, 7))
        if shape == _PLUS:
            painter.drawLine(QPointF(7, 2.5), QPointF(7, 11.5))
    elif shape == _SHIELD:
        painter.setPen(pen)
        path = QPainterPath(QPointF(7, 1.5))
        path.lineTo(12, 3.4)
        path.cubicTo(12, 8.5, 10.5, 11, 7, 12.8)
        path.cubicTo(3.5, 11, 2, 8.5, 2, 3.4)
        path.closeSubpath()
        painter.drawPath(path)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        points = _CROWN_POINTS if shape == _CROWN else _STAR_POINTS
        painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))


_STAR_POINTS = (
    (7, 1), (8.9, 5), (13.2, 5.5), (10, 8.5), (10.9, 12.8), (7, 10.7), (3.1, 12.8), (4, 8.5), (0.8, 5.5), (5.1, 5),
)  # fmt: skip


_CROWN_POINTS = ((1, 3.5), (4.2, 6.6), (7, 1.8), (9.8, 6.6), (13, 3.5), (11.6, 12), (2.4, 12))


def _fill_pie(painter: QPainter, circle: QRectF, degrees: int, ink: QColor) -> None:
    if degrees:
        path = QPainterPath(circle.center())
        path.arcTo(circle, 90, -degrees)
        path.closeSubpath()
        painter.fillPath(path, ink)


def _check(painter: QPainter, pen: QPen, *, inner: bool) -> None:
    painter.setPen(pen)
    points = ((4.2, 7.2), (6.3, 9.3), (9.8, 4.9)) if inner else ((2, 7.6), (5.6, 11.2), (12, 3.2))
    painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))
