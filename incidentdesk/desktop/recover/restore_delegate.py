"""How a restore task is painted: its place among the others, who does it, and target against actual RTO and RPO."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from incidentdesk.desktop.recover.restore_lanes import Piece
from incidentdesk.desktop.recover.restore_model import ROW, PhaseRow, RestoreModel, TaskRow
from incidentdesk.desktop.recover.restore_words import (
    AIM_MARK,
    Measured,
    mark_of,
    recovery_point,
    recovery_time,
    second_line,
)
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.state_mark import SIZE, Mark, state_mark
from incidentdesk.desktop.widgets.value_label import draw_text
from incidentdesk.language import _
from incidentdesk.recover.recovery import RestoreState
from incidentdesk.recover.recovery_list import Aim

_Index = QModelIndex | QPersistentModelIndex
SIDE, GAP, PAD, LANE, BAR = 12, 8, 5, 10, 4


class RestoreDelegate(QStyledItemDelegate):
    """`chosen` is the id of the task whose lines are painted strong."""

    def __init__(self, theme: Theme, model: RestoreModel) -> None:
        super().__init__(model)
        self._theme, self._model = theme, model
        self.chosen: int | None = None

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        base, small = (QFontMetrics(self._theme.font(kind)).height() for kind in ("base", "small"))
        row = index.data(ROW)
        if isinstance(row, PhaseRow):
            return QSize(0, small + 14)
        return QSize(0, max(base + small, len(self._measured(row)) * (small + BAR + 2)) + 2 * PAD + 2)

    def _measured(self, row: TaskRow) -> list[Measured]:
        found = (recovery_time(row.task, self._model.now), recovery_point(row.task))
        return [each for each in found if each is not None]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(option.direction)
        if isinstance(row, PhaseRow):
            self._paint_phase(painter, option, row)
        elif isinstance(row, TaskRow):
            self._paint_task(painter, option, row)
        painter.restore()

    def _paint_phase(self, painter: QPainter, option: QStyleOptionViewItem, row: PhaseRow) -> None:
        theme, rect = self._theme, option.rect.adjusted(SIDE, 6, -SIDE, -2)
        font = QFont(theme.font("small"))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(theme.colour("text2"))
        said = _("{done} of {count}").format(done=row.done, count=row.count) if row.count else _("nothing to do")
        if row.shut and row.done < row.count:
            said = _("{done} · waits for the phase before").format(done=said)
        draw_text(painter, rect, said, trailing=True)
        room = rect.width() - painter.fontMetrics().horizontalAdvance(said) - GAP
        painter.setPen(theme.colour("text"))
        draw_text(painter, rect, painter.fontMetrics().elidedText(_(row.phase), Qt.TextElideMode.ElideRight, room))

    def _paint_task(self, painter: QPainter, option: QStyleOptionViewItem, row: TaskRow) -> None:
        theme, rect = self._theme, option.rect
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        self._paint_ground(painter, option, mirrored)
        painter.fillRect(QRect(rect.left() + SIDE, rect.bottom(), rect.width() - 2 * SIDE, 1), theme.colour("border"))
        gutter = self._model.lanes * LANE + (GAP if self._model.lanes else 0)
        lanes = _leading(rect.adjusted(SIDE, 0, -SIDE, -1), gutter, mirrored)
        for piece in sorted(row.pieces, key=self._touches):
            self._paint_piece(painter, lanes, piece, mirrored)
        rest = _without(rect.adjusted(SIDE, PAD, -SIDE, -PAD - 1), gutter, mirrored)
        self._paint_mark(painter, _leading(rest, SIZE, mirrored), mark_of(row.task))
        rest = _without(rest, SIZE + GAP, mirrored)
        rest = self._paint_number(painter, rest, row, mirrored)
        measured = self._measured(row)
        width = min(self._measured_width(), rest.width() // 2) if measured else 0
        if measured:
            self._paint_measured(painter, _trailing(rest, width, mirrored), measured, mirrored)
        words = _shortened(rest, width + 2 * GAP if width else 0, mirrored)
        self._paint_words(painter, words, row)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, mirrored: bool) -> None:
        theme, rect = self._theme, option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("selection"))
            if option.state & QStyle.StateFlag.State_HasFocus:
                painter.fillRect(_leading(rect, 3, mirrored), theme.colour("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))

    # -- what waits for what

    def _touches(self, piece: Piece) -> bool:
        """Whether the line begins at the chosen task, or ends there."""
        sheet = self._model.sheet
        chosen = sheet.task(self.chosen) if sheet is not None else None
        return chosen is not None and (piece.source == chosen.id or piece.source in chosen.needs)

    def _paint_piece(self, painter: QPainter, lanes: QRect, piece: Piece, mirrored: bool) -> None:
        sheet = self._model.sheet
        source = sheet.task(piece.source) if sheet is not None else None
        strong = self._touches(piece)
        open_still = source is not None and not source.finished
        ink = self._theme.colour("accent" if strong else "text2" if open_still else "outline")
        style = Qt.PenStyle.SolidLine if open_still else Qt.PenStyle.DotLine
        painter.setPen(QPen(ink, 2 if strong else 1.2, style))
        offset = piece.lane * LANE + LANE / 2
        x = lanes.right() + 1 - offset if mirrored else lanes.left() + offset
        edge = lanes.left() + 2 if mirrored else lanes.right() - 1
        middle = lanes.center().y() + 0.5
        if piece.above:
            painter.drawLine(QPointF(x, lanes.top()), QPointF(x, middle))
        if piece.below:
            painter.drawLine(QPointF(x, middle), QPointF(x, lanes.bottom() + 1))
        if piece.origin or piece.target:
            painter.drawLine(QPointF(x, middle), QPointF(edge, middle))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        if piece.target:
            back = 4 if mirrored else -4
            painter.drawPolygon(QPolygonF([QPointF(edge, middle), QPointF(edge + back, middle - 3),
                                           QPointF(edge + back, middle + 3)]))  # fmt: skip
        if piece.origin:
            painter.drawEllipse(QPointF(x, middle), 2.5, 2.5)

    # -- words

    def _paint_mark(self, painter: QPainter, rect: QRect, mark: Mark) -> None:
        picture = state_mark(mark, self._theme, painter.device().devicePixelRatioF())
        painter.drawPixmap(QPointF(rect.left(), rect.top() + (rect.height() - SIZE) / 2), picture)

    def _paint_number(self, painter: QPainter, rest: QRect, row: TaskRow, mirrored: bool) -> QRect:
        font = QFont(self._theme.font("small"))
        font.setFeature(QFont.Tag("tnum"), 1)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text2"))
        width = painter.fontMetrics().horizontalAdvance("00")
        draw_text(painter, _leading(rest, width, mirrored), str(row.task.number), trailing=True)
        return _without(rest, width + GAP, mirrored)

    def _paint_words(self, painter: QPainter, inner: QRect, row: TaskRow) -> None:
        task = row.task
        sheet = self._model.sheet
        first = QFontMetrics(self._theme.font("base")).height()
        small = QFontMetrics(self._theme.font("small")).height()
        top = inner.top() + (inner.height() - first - small) // 2
        title = QRect(inner.left(), top, inner.width(), first)
        below = QRect(inner.left(), top + first, inner.width(), small + 2)
        strong = task.ready and task.state != RestoreState.SKIPPED
        self._draw(painter, title, "strong" if strong else "base", "text2" if task.finished else "text", task.title)
        if sheet is not None:
            role, text = second_line(task, sheet)
            # A sentence of ours runs as the window does, whatever the script of the name that it begins with.
            ours = "\u200f" if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft else "\u200e"
            self._draw(painter, below, "small", role, ours + text)

    def _draw(self, painter: QPainter, rect: QRect, kind: str, role: str, text: str) -> None:
        painter.setFont(self._theme.font(kind))
        painter.setPen(self._theme.colour(role))
        shown = painter.fontMetrics().elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, rect.width())
        draw_text(painter, rect, shown)

    # -- target and actual

    def _measured_width(self) -> int:
        metrics = QFontMetrics(self._theme.font("small"))
        wanted = metrics.horizontalAdvance(_("RTO") + "  " + _("00 h 00 min of 00 h 00 min"))
        return max(150, wanted + SIZE + GAP)

    def _paint_measured(self, painter: QPainter, rect: QRect, measured: list[Measured], mirrored: bool) -> None:
        small = QFontMetrics(self._theme.font("small")).height()
        each_height = small + BAR + 2
        top = rect.top() + (rect.height() - each_height * len(measured)) // 2
        for place, each in enumerate(measured):
            line = QRect(rect.left(), top + place * each_height, rect.width(), each_height)
            self._paint_line(painter, line, small, each, mirrored)

    def _paint_line(self, painter: QPainter, line: QRect, height: int, each: Measured, mirrored: bool) -> None:
        theme = self._theme
        mark = AIM_MARK[each.aim]
        words = QRect(line.left(), line.top(), line.width(), height)
        self._paint_mark(painter, _trailing(words, SIZE, mirrored), mark)
        room = _shortened(words, SIZE + GAP, mirrored)
        font = QFont(theme.font("small"))
        font.setFeature(QFont.Tag("tnum"), 1)
        painter.setFont(font)
        painter.setPen(theme.colour("text2"))
        draw_text(painter, room, each.name)
        name = painter.fontMetrics().horizontalAdvance(each.name) + GAP
        if each.aim == Aim.MISSED:
            font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
        painter.setPen(theme.colour("danger" if each.aim == Aim.MISSED else "text"))
        text = painter.fontMetrics().elidedText(each.text, Qt.TextElideMode.ElideRight, room.width() - name)
        draw_text(painter, _without(room, name, mirrored), text, trailing=True)
        self._paint_bar(painter, QRectF(room.left(), words.bottom() + 1, room.width(), BAR), each, mirrored)

    def _paint_bar(self, painter: QPainter, bar: QRectF, each: Measured, mirrored: bool) -> None:
        """What is used up of the target; what is missed is hatched behind a line that stands for the target."""
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("border"))
        painter.drawRoundedRect(bar, 2, 2)
        if each.share <= 0:
            return
        role = AIM_MARK[each.aim][1]
        whole = max(1.0, each.share)
        used = bar.width() * min(1.0, each.share) / whole
        painter.setBrush(theme.colour(role))
        painter.drawRoundedRect(_part(bar, 0, used, mirrored), 2, 2)
        if each.share > 1:
            painter.setBrush(theme.colour("surface"))
            painter.drawRect(_part(bar, used, bar.width() - used, mirrored))
            painter.setBrush(QBrush(theme.colour(role), Qt.BrushStyle.Dense4Pattern))
            painter.drawRect(_part(bar, used, bar.width() - used, mirrored))
            painter.setBrush(theme.colour("text"))
            painter.drawRect(_part(bar, used - 1, 2, mirrored).adjusted(0, -1, 0, 1))


def _part(bar: QRectF, start: float, width: float, mirrored: bool) -> QRectF:
    left = bar.right() - start - width if mirrored else bar.left() + start
    return QRectF(left, bar.top(), width, bar.height())


def _leading(rect: QRect, width: int, mirrored: bool) -> QRect:
    left = rect.right() + 1 - width if mirrored else rect.left()
    return QRect(left, rect.top(), width, rect.height())


def _trailing(rect: QRect, width: int, mirrored: bool) -> QRect:
    return _leading(rect, width, not mirrored)


def _without(rect: QRect, width: int, mirrored: bool) -> QRect:
    """What is left behind so much at the leading edge."""
    return rect.adjusted(0, 0, -width, 0) if mirrored else rect.adjusted(width, 0, 0, 0)


def _shortened(rect: QRect, width: int, mirrored: bool) -> QRect:
    """What is left before so much at the other edge."""
    return _without(rect, width, not mirrored)
