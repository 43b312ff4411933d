"""How a step of the plan runner is painted: its box, what is to be done, who does it, and how its time stands."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from incidentdesk.desktop.respond.task_model import ROW, HeadRow, OpenRow, StepRow, running_time
from incidentdesk.desktop.respond.task_words import offset_of, role_and_who, timing
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.value_label import draw_text
from incidentdesk.language import _, isolated
from incidentdesk.respond.task import TaskState

_Index = QModelIndex | QPersistentModelIndex
BOX, SIDE, GAP = 18, 16, 12
_PAD = 8


class TaskDelegate(QStyledItemDelegate):
    """Paints heads and steps; where a step is unfolded its widget stands, which tells its height by `open_height`."""

    def __init__(self, theme: Theme, parent: object = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.open_height = 0
        self.now = 0

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        row = index.data(ROW)
        if isinstance(row, OpenRow):
            return QSize(0, max(1, self.open_height))
        if isinstance(row, HeadRow):
            return QSize(0, QFontMetrics(self._theme.font("small")).height() + 16)
        lines = QFontMetrics(self._theme.font("base")).height() + QFontMetrics(self._theme.font("small")).height()
        return QSize(0, lines + 2 * _PAD + 2)

    def box_of(self, rect: QRect, mirrored: bool) -> QRect:
        """Where the box to tick stands within the rectangle of a step."""
        left = rect.right() + 1 - SIDE - BOX if mirrored else rect.left() + SIDE
        return QRect(left, rect.top() + (rect.height() - BOX) // 2, BOX, BOX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, HeadRow):
            self._paint_head(painter, option, row)
        elif isinstance(row, StepRow):
            self._paint_step(painter, option, row)
        painter.restore()

    def _paint_head(self, painter: QPainter, option: QStyleOptionViewItem, row: HeadRow) -> None:
        theme, rect = self._theme, option.rect.adjusted(SIDE, 6, -SIDE, 0)
        font = theme.font("small")
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(theme.colour("text2"))
        count = _("{done} of {count}").format(done=row.done, count=row.count)
        draw_text(painter, rect, count, trailing=True)
        room = rect.width() - painter.fontMetrics().horizontalAdvance(count) - GAP
        text = painter.fontMetrics().elidedText(row.text, Qt.TextElideMode.ElideRight, room)
        draw_text(painter, rect, text)

    def _paint_step(self, painter: QPainter, option: QStyleOptionViewItem, row: StepRow) -> None:
        theme, rect = self._theme, option.rect
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        self._paint_ground(painter, option, mirrored)
        self._paint_box(painter, self.box_of(rect, mirrored), row)
        start = SIDE + BOX + GAP
        inner = rect.adjusted(SIDE, _PAD, -start, -_PAD) if mirrored else rect.adjusted(start, _PAD, -SIDE, -_PAD)
        right = self._paint_times(painter, inner, row)
        left = inner.adjusted(right, 0, 0, 0) if mirrored else inner.adjusted(0, 0, -right, 0)
        self._paint_words(painter, left, row)
        painter.fillRect(QRect(rect.left() + SIDE, rect.bottom(), rect.width() - 2 * SIDE, 1), theme.colour("border"))

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, mirrored: bool) -> None:
        theme, rect = self._theme, option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("selection"))
            if option.state & QStyle.StateFlag.State_HasFocus or option.state & QStyle.StateFlag.State_Active:
                left = rect.right() - 2 if mirrored else rect.left()
                painter.fillRect(QRect(left, rect.top(), 3, rect.height()), theme.colour("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))

    def _paint_box(self, painter: QPainter, box: QRect, row: StepRow) -> None:
        theme, state = self._theme, row.task.state
        frame = QRectF(box).adjusted(0.75, 0.75, -0.75, -0.75)
        if state == TaskState.DONE:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("success"))
            painter.drawRoundedRect(frame, 4, 4)
            self._paint_check(painter, box, theme.colour("surface"))
            return
        role = {TaskState.BLOCKED: "warning", TaskState.IN_PROGRESS: "accent"}.get(state, "outline")
        painter.setPen(QPen(theme.colour(role), 1.5))
        painter.setBrush(theme.colour("neutral_bg" if state == TaskState.SKIPPED else "surface"))
        painter.drawRoundedRect(frame, 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(role))
        inner = frame.adjusted(4, 4, -4, -4)
        if state == TaskState.IN_PROGRESS:
            painter.drawRoundedRect(inner, 2, 2)
        elif state == TaskState.BLOCKED:
            painter.drawRect(QRectF(inner.left(), inner.top(), 2.5, inner.height()))
            painter.drawRect(QRectF(inner.right() - 2.5, inner.top(), 2.5, inner.height()))
        elif state == TaskState.SKIPPED:
            painter.drawRect(QRectF(inner.left(), inner.center().y() - 1, inner.width(), 2))

    def _paint_check(self, painter: QPainter, box: QRect, ink: QColor) -> None:
        pen = QPen(ink, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        at = box.topLeft()
        points = [QPointF(at.x() + x, at.y() + y) for x, y in ((4.5, 9.5), (7.8, 12.8), (13.5, 5.8))]
        painter.drawPolyline(points)

    def _paint_times(self, painter: QPainter, inner: QRect, row: StepRow) -> int:
        """The time at the far end, with T+ or the time of work below; returns the room that it takes."""
        theme = self._theme
        told = timing(row.task, self.now)
        below = offset_of(row.task)
        worked = running_time(row.task, self.now)
        if worked:
            below = " · ".join(part for part in (below, _("⏱ {length}").format(length=worked)) if part)
        strong, small = theme.font("small"), theme.font("small")
        strong.setWeight(strong.Weight.DemiBold if told.role != "text2" else strong.Weight.Normal)
        width = max(QFontMetrics(strong).horizontalAdvance(told.text), QFontMetrics(small).horizontalAdvance(below))
        if not width:
            return 0
        top, bottom = self._lines(inner)
        for rect, font, role, text in ((top, strong, told.role, told.text), (bottom, small, "text2", below)):
            painter.setFont(font)
            painter.setPen(theme.colour(role))
            draw_text(painter, rect, text, trailing=True)
        return width + GAP

    def _paint_words(self, painter: QPainter, inner: QRect, row: StepRow) -> None:
        theme, task = self._theme, row.task
        top, bottom = self._lines(inner)
        font = theme.font("strong" if row.is_next else "base")
        self._draw(painter, top, font, "text2" if task.finished else "text", task.title)
        role, text = self._second(row)
        self._draw(painter, bottom, theme.font("small"), role, text)

    def _second(self, row: StepRow) -> tuple[str, str]:
        """What stands below the title, and its colour role."""
        task = row.task
        if task.state == TaskState.SKIPPED:
            return "text2", " · ".join(filter(None, (task.ended_by, task.skipped_reason)))
        if task.state == TaskState.DONE:
            return "text2", " · ".join(filter(None, (task.ended_by, " ".join(task.result.split()))))
        if task.state == TaskState.BLOCKED:
            return "warning", " · ".join(filter(None, (role_and_who(task), task.blocked_reason)))
        parts = [role_and_who(task), "" if task.mandatory else _("optional")]
        if row.needs:
            parts.append(_("waits for {task}").format(task=isolated(row.needs[0])))
        open_role = bool(task.role) and not task.who and task.active
        return "warning" if open_role else "text2", " · ".join(part for part in parts if part)

    def _lines(self, inner: QRect) -> tuple[QRect, QRect]:
        first = QFontMetrics(self._theme.font("base")).height()
        top = QRect(inner.left(), inner.top(), inner.width(), first)
        return top, QRect(inner.left(), inner.top() + first + 2, inner.width(), inner.height() - first - 2)

    def _draw(self, painter: QPainter, rect: QRect, font, role: str, text: str) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.colour(role))
        shown = QFontMetrics(font).elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, rect.width())
        draw_text(painter, rect, shown)
