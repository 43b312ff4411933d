"""How the cells of a list of records are painted: like those of the list of incidents."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.model import ROW, RecordModel
from incidentdesk.desktop.widgets.chip import paint_priority_chip
from incidentdesk.desktop.widgets.state_mark import SIZE, state_mark
from incidentdesk.desktop.widgets.value_label import draw_text

PAD = 12
_GAP = 6
_Index = QModelIndex | QPersistentModelIndex


class RecordDelegate(QStyledItemDelegate):
    def __init__(self, desk: Desk, view: QTableView) -> None:
        super().__init__(view)
        self._desk, self._view = desk, view
        self.dress()

    def dress(self) -> None:
        """Take the fonts of the theme as it is now."""
        theme = self._desk.theme
        self._fonts = {kind: theme.font(kind) for kind in ("base", "strong")}

    def row_height(self) -> int:
        """Logical pixels of a row, more where the text is larger."""
        wanted = self._desk.preferences.row_height
        return max(wanted, QFontMetrics(self._fonts["base"]).height() + (16 if wanted > 30 else 8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model: RecordModel = index.model()
        column, row = model.columns[index.column()], index.data(ROW)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        painter.save()
        painter.setClipRect(option.rect)
        painter.setLayoutDirection(option.direction)
        self._paint_ground(painter, option)
        inner = option.rect.adjusted(PAD, 0, -PAD if column.trailing else -4, -1)
        if mirrored:
            inner = option.rect.adjusted(PAD if column.trailing else 4, 0, -PAD, -1)
        if column.priority is not None:
            paint_priority_chip(painter, inner, column.priority(row), self._desk.theme)
        else:
            self._paint_text(painter, self._paint_mark(painter, inner, column, row, mirrored), column, row, model)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, rect = self._desk.theme, option.rect
        selected = option.state & QStyle.StateFlag.State_Selected
        painter.fillRect(rect, theme.colour("selection" if selected else "surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("border"))

    def _paint_mark(self, painter: QPainter, inner: QRect, column: Column, row: object, mirrored: bool) -> QRect:
        mark = column.mark(row)
        if mark is None:
            return inner
        picture = state_mark(mark, self._desk.theme, painter.device().devicePixelRatioF())
        left = inner.right() + 1 - SIZE if mirrored else inner.left()
        painter.drawPixmap(QPointF(left, inner.top() + (inner.height() - SIZE) // 2), picture)
        gap = SIZE + _GAP
        return inner.adjusted(0, 0, -gap, 0) if mirrored else inner.adjusted(gap, 0, 0, 0)

    def _paint_text(self, painter: QPainter, rect: QRect, column: Column, row: object, model: RecordModel) -> None:
        now = model.now()
        text = column.text(row, now)
        if not text:
            return
        font: QFont = self._fonts["strong" if column.strong(row, now) else "base"]
        painter.setFont(font)
        painter.setPen(self._desk.theme.colour(column.role(row, now)))
        line = " ".join(text[:600].split())
        shown = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, rect.width())
        draw_text(painter, rect, shown, trailing=column.trailing)
