"""A list whose items have a small line with a mark and, below it, what they are about."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QEvent, QMetaMethod, QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.state_mark import SIZE, Mark, state_mark
from incidentdesk.desktop.widgets.value_label import draw_text
from incidentdesk.language import _

KEY = Qt.ItemDataRole.UserRole
_HEAD, _NOTE, _MARK, _LATE, _SAID = KEY + 1, KEY + 2, KEY + 3, KEY + 4, KEY + 5
_PAD, _GAP = 10, 8
_Index = QModelIndex | QPersistentModelIndex


class TwoLineList(QListWidget):
    """As high as its items, up to `most` of them. Emits `opened` with the key of an item, `removed` for Del.

    The chosen item is marked while the list has the keyboard, with `marked` always.
    """

    opened = Signal(object)
    removed = Signal(object)

    def __init__(
        self, theme: Theme, name: str, *, most: int = 6, marked: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._most, self.marked = theme, most, marked
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("Enter opens one"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setItemDelegate(_Delegate(theme, self))
        self.itemActivated.connect(lambda item: self.opened.emit(item.data(KEY)))
        theme.changed.connect(self._dress)
        self._dress()

    def add(
        self,
        key: Any,
        head: str,
        text: str,
        *,
        note: str = "",
        said: str = "",
        mark: Mark | Any = None,
        late: bool = False,
    ) -> None:
        """`note` stands at the other end of the small line, `late` paints it as something that is late.

        `said` explains the note to those who ask.

        `mark` is a Mark or a picture of 14 logical pixels.
        """
        item = QListWidgetItem(" ".join(text.split()))
        for role, value in (
            (KEY, key), (_HEAD, head), (_NOTE, note), (_MARK, mark), (_LATE, late), (_SAID, said),
        ):  # fmt: skip
            item.setData(role, value)
        _speak(item)
        item.setToolTip("\n".join(filter(None, (text, said))))
        self.addItem(item)

    def show_items(self, items: list[dict[str, Any]]) -> None:
        """Show these, each as `add` takes it; the chosen one stays chosen."""
        chosen = self.key()
        self.clear()
        for each in items:
            self.add(**each)
            if each["key"] == chosen:
                self.setCurrentRow(self.count() - 1)
        self.setVisible(bool(items))
        self._fit()

    def show_notes(self, notes: Iterable[str]) -> None:
        """Other notes behind the items that are shown, which stay where they are."""
        for row, note in enumerate(notes):
            item = self.item(row)
            if item is not None and item.data(_NOTE) != note:
                item.setData(_NOTE, note)
                _speak(item)

    def key(self) -> Any:
        """The key of the chosen item; None for none."""
        return self.currentItem().data(KEY) if self.currentItem() is not None else None

    def texts(self) -> list[str]:
        return [self.item(row).text() for row in range(self.count())]

    def event(self, event: QEvent) -> bool:
        """Where Del removes an item it is not for the page, which would move a whole record to the trash."""
        wanted = event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Delete
        if wanted and self.key() is not None and self.isSignalConnected(QMetaMethod.fromSignal(self.removed)):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.key() is not None:
            self.removed.emit(self.key())
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        rows = min(self._most, self.count())
        self.setFixedHeight(rows * row_height(self._theme) + 2)

    def _dress(self) -> None:
        sheet = "QListWidget { background: transparent; border: none; outline: 0; }"
        self.setStyleSheet(self._theme.sheet(sheet + SCROLL_BARS))
        self._fit()


def _speak(item: QListWidgetItem) -> None:
    """All that it shows, in words."""
    parts = (item.data(_HEAD), item.text(), item.data(_NOTE), item.data(_SAID))
    item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in parts if part))


def row_height(theme: Theme) -> int:
    """Logical pixels of one item."""
    return sum(QFontMetrics(theme.font(kind)).lineSpacing() for kind in ("small", "base")) + 14


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: TwoLineList) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, row_height(self._theme))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = self._theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(option.direction)
        rect = option.rect.adjusted(0, 1, 0, -1)
        self._paint_ground(painter, rect, option)
        inner = rect.adjusted(_PAD, 6, -_PAD, -6)
        small = QFontMetrics(theme.font("small")).lineSpacing()
        head = QRect(inner.left(), inner.top(), inner.width(), small)
        rest = self._paint_mark(painter, head, index.data(_MARK), option.direction)
        painter.setFont(theme.font("small"))
        note = index.data(_NOTE) or ""
        painter.setPen(theme.colour("danger" if index.data(_LATE) else "text2"))
        draw_text(painter, rest, note, trailing=True)
        width = painter.fontMetrics().horizontalAdvance(note) + (12 if note else 0)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        room = rest.adjusted(width, 0, 0, 0) if mirrored else rest.adjusted(0, 0, -width, 0)
        painter.setPen(theme.colour("text2"))
        elide = Qt.TextElideMode.ElideRight
        draw_text(painter, room, painter.fontMetrics().elidedText(index.data(_HEAD), elide, room.width()))
        painter.setFont(theme.font("base"))
        painter.setPen(theme.colour("text"))
        # Letters of other scripts are higher than those of the usual font.
        high = painter.fontMetrics().lineSpacing() + 4
        below = QRect(inner.left(), inner.top() + small, inner.width(), high)
        draw_text(painter, below, painter.fontMetrics().elidedText(index.data(), elide, below.width()))
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem) -> None:
        theme = self._theme
        in_use = self._view.marked or self._view.hasFocus()
        selected = option.state & QStyle.StateFlag.State_Selected and in_use
        over = option.state & QStyle.StateFlag.State_MouseOver
        painter.setPen(Qt.PenStyle.NoPen)
        if selected or over:
            painter.setBrush(theme.colour("selection" if selected else "hover"))
            painter.drawRoundedRect(rect, 6, 6)
        if selected and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)

    def _paint_mark(self, painter: QPainter, line: QRect, mark: Any, direction: Qt.LayoutDirection) -> QRect:
        if mark is None:
            return line
        ratio = painter.device().devicePixelRatioF()
        picture = state_mark(tuple(mark), self._theme, ratio) if isinstance(mark, tuple | list) else mark
        mirrored = direction == Qt.LayoutDirection.RightToLeft
        left = line.right() + 1 - SIZE if mirrored else line.left()
        painter.drawPixmap(QPointF(left, line.top() + (line.height() - SIZE) / 2), picture)
        gap = SIZE + _GAP
        return line.adjusted(0, 0, -gap, 0) if mirrored else line.adjusted(gap, 0, 0, 0)
