"""How what is offered in a pop-up list is painted: a mark, the name, and at the other end what it means."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from incidentdesk.desktop.theme import Theme

MEANING, MARK = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex


class OfferDelegate(QStyledItemDelegate):
    """`MEANING` is a text, `MARK` a pixmap."""

    def __init__(self, theme: Theme, parent: QListWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._list = parent

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, max(28, QFontMetrics(self._theme.font("base")).height() + 10))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, rect = self._theme, option.rect
        painter.save()
        if index.row() == self._list.currentRow():
            painter.fillRect(rect, theme.colour("selection"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))
        inner = rect.adjusted(8, 0, -8, 0)
        mark = index.data(MARK)
        if isinstance(mark, QPixmap):
            inner = self._paint_mark(painter, inner, mark, option.direction)
        self._paint_texts(painter, inner, index)
        painter.restore()

    def _paint_mark(self, painter: QPainter, inner: QRect, mark: QPixmap, direction: Qt.LayoutDirection) -> QRect:
        size = mark.deviceIndependentSize().toSize()
        mirrored = direction == Qt.LayoutDirection.RightToLeft
        left = inner.right() + 1 - size.width() if mirrored else inner.left()
        painter.drawPixmap(QPointF(left, inner.top() + (inner.height() - size.height()) // 2), mark)
        gap = size.width() + 8
        return inner.adjusted(0, 0, -gap, 0) if mirrored else inner.adjusted(gap, 0, 0, 0)

    def _paint_texts(self, painter: QPainter, inner: QRect, index: _Index) -> None:
        theme, font = self._theme, self._theme.font("base")
        metrics = QFontMetrics(font)
        enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        painter.setFont(font)
        painter.setPen(theme.colour("text" if enabled else "hint"))
        name = metrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, inner.width())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeading, name)
        room = inner.width() - metrics.horizontalAdvance(name) - 16
        meaning = metrics.elidedText(index.data(MEANING) or "", Qt.TextElideMode.ElideRight, max(0, room))
        painter.setPen(theme.colour("text2"))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignTrailing, meaning)


def popup_sheet(theme: Theme, name: str) -> str:
    """The look of a pop-up with that object name."""
    return theme.sheet(
        f"#{name} {{ background: $surface; color: $text; border: 1px solid $outline; border-radius: 6px;"
        " padding: 4px; outline: 0; }"
    )
