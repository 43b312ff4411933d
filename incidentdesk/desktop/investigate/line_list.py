"""A short list inside a page that is as high as its lines: a mark, a text, a note below it, and a word at the end."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.status_icon import status_pixmap
from incidentdesk.desktop.respond.fact_field import draw_text, wrapped
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.state_mark import Mark, state_mark
from incidentdesk.language import _

LINE = Qt.ItemDataRole.UserRole
_PAD, _GAP, _MARK, _MOST_LINES = 6, 8, 16, 2


@dataclass(frozen=True, slots=True)
class Line:
    """`key` is handed over when it is opened. One of `status`, `mark` and `icon` stands before the text.

    `word` stands at the trailing edge in the colour `role`. `spoken` is all of it for those who hear it.
    """

    key: str
    text: str
    note: str = ""
    word: str = ""
    role: str = "text2"
    status: str = ""
    mark: Mark | None = None
    icon: str = ""
    spoken: str = ""


class LineModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()

    def show_lines(self, lines: Sequence[Line]) -> bool:
        """Whether that changed anything."""
        if tuple(lines) == self.lines:
            return False
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()
        return True

    def place_of(self, key: str) -> QModelIndex:
        rows = (row for row, line in enumerate(self.lines) if line.key == key)
        return self.index(next(rows, -1))

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.spoken or ", ".join(part for part in (line.text, line.note, line.word) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.text
        return None


class LineList(QListView):
    """Emits `opened(key)` for the line that is wanted."""

    opened = Signal(str)

    def __init__(self, desk: Desk, name: str, description: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.lines = LineModel(self)
        self.setModel(self.lines)
        self._delegate = _Delegate(desk.theme, self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setAccessibleDescription(description or _("Enter opens one"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._fit)
        self.clicked.connect(lambda index: self.opened.emit(index.data(LINE).key))
        desk.theme.changed.connect(self._dress)
        self._dress()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Other lines; the chosen one stays chosen."""
        index = self.currentIndex()
        before = index.data(LINE).key if index.isValid() else ""
        if self.lines.show_lines(lines):
            self._delegate.forget()
            place = self.lines.place_of(before)
            self.setCurrentIndex(place if place.isValid() else self.lines.index(0))
            self._fit()
        self.setVisible(bool(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(index.data(LINE).key)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are commands here, not a search."""

    def wheelEvent(self, event) -> None:
        """The page scrolls, never the list in it."""
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._again.start()

    def _fit(self) -> None:
        self._delegate.forget()
        self.scheduleDelayedItemsLayout()
        rows = range(self.lines.rowCount())
        self.setFixedHeight(max(1, sum(self._delegate.height(self.lines.lines[row]) for row in rows)))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutDirectionChange, QEvent.Type.FontChange):
            self._again.start()
        return super().event(event)

    def _dress(self) -> None:
        self.setStyleSheet(self._desk.theme.sheet("QListView { background: transparent; border: none; }"))
        self._again.start()


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: LineList) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view
        self._wrapped: dict[tuple[str, int], list[str]] = {}

    def forget(self) -> None:
        self._wrapped.clear()

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(100, self.height(index.data(LINE)))

    def height(self, line: Line) -> int:
        base, small = self._metrics("base"), self._metrics("small")
        words = len(self._lines(line)) * base.lineSpacing()
        return max(_MARK, words) + (small.lineSpacing() if line.note else 0) + 2 * _PAD

    def _metrics(self, kind: str) -> QFontMetrics:
        return QFontMetrics(self._theme.font(kind))

    def _word_width(self, line: Line) -> int:
        return self._metrics("small").horizontalAdvance(line.word) + 2 + _GAP if line.word else 0

    def _lines(self, line: Line) -> list[str]:
        room = self._view.viewport().width() - _MARK - _GAP - 2 * _PAD - self._word_width(line)
        key = (line.text, max(60, room))
        if key not in self._wrapped:
            self._wrapped[key] = wrapped(" ".join(line.text.split()), self._theme.font("base"), key[1], _MOST_LINES)
        return self._wrapped[key]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        line: Line = index.data(LINE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(option.direction)
        self._paint_ground(painter, option)
        row = option.rect
        inner = row.adjusted(_PAD, _PAD, -_PAD, -_PAD)
        base, small = self._metrics("base").lineSpacing(), self._metrics("small").lineSpacing()
        self._paint_mark(painter, row, QRect(inner.left(), inner.top(), _MARK, max(base, _MARK)), line)
        left = inner.left() + _MARK + _GAP
        word = self._word_width(line)
        if line.word:
            place = QRect(inner.right() + 1 - word + _GAP, inner.top(), word - _GAP, base)
            self._text(painter, row, place, line.word, "small", line.role)
        top = inner.top()
        for words in self._lines(line):
            self._text(painter, row, QRect(left, top, inner.right() + 1 - word - left, base), words, "base", "text")
            top += base
        if line.note:
            place = QRect(left, max(top, inner.top() + _MARK), inner.right() + 1 - left, small)
            note = self._metrics("small").elidedText(line.note, Qt.TextElideMode.ElideRight, place.width())
            self._text(painter, row, place, note, "small", "text2")
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        frame = QRectF(option.rect).adjusted(1, 1, -1, -1)
        over = option.state & QStyle.StateFlag.State_MouseOver
        chosen = option.state & QStyle.StateFlag.State_Selected and self._view.hasFocus()
        painter.setPen(QPen(self._theme.colour("focus"), 2) if chosen else Qt.PenStyle.NoPen)
        ground = "selection" if chosen else "hover" if over else ""
        painter.setBrush(self._theme.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        if chosen or over:
            painter.drawRoundedRect(frame, 6, 6)

    def _paint_mark(self, painter: QPainter, row: QRect, place: QRect, line: Line) -> None:
        pixmap = self._pixmap(line, painter.device().devicePixelRatioF())
        if pixmap is None:
            return
        size = pixmap.deviceIndependentSize().toSize()
        box = self._mirrored(row, place)
        painter.drawPixmap(
            box.left() + (box.width() - size.width()) // 2, box.top() + (box.height() - size.height()) // 2, pixmap
        )

    def _pixmap(self, line: Line, ratio: float) -> QPixmap | None:
        if line.status:
            return status_pixmap(self._theme, line.status, ratio)
        if line.mark is not None:
            return state_mark(line.mark, self._theme, ratio)
        return self._theme.pixmap(line.icon, "text2", _MARK, ratio) if line.icon else None

    def _text(self, painter: QPainter, row: QRect, place: QRect, text: str, font: str, role: str) -> None:
        painter.setFont(self._theme.font(font))
        painter.setPen(self._theme.colour(role))
        draw_text(painter, self._mirrored(row, place), text)

    def _mirrored(self, row: QRect, place: QRect) -> QRect:
        if self._view.layoutDirection() != Qt.LayoutDirection.RightToLeft:
            return place
        return QRect(row.left() + row.right() - place.right(), place.top(), place.width(), place.height())
