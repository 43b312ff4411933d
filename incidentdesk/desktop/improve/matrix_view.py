"""The requirement matrix: names stay at the side and courses above while the cells are scrolled."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.matrix_model import CELL, MatrixModel
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.state_mark import SIZE, state_mark
from incidentdesk.desktop.widgets.value_label import draw_text
from incidentdesk.language import _

_PAD, _GAP = 8, 6
_CELL_WIDTH, _WIDEST, _NAME_WIDTH, _TITLE_LINES = 144, 200, 184, 3
_WRAPPED = int(Qt.TextFlag.TextWordWrap)
_SHEET = """
QTableView, QHeaderView { background: $surface; border: none; }
QAbstractScrollArea::corner { background: $surface; border: none; }
QTableCornerButton::section { background: $surface; border: none; border-bottom: 1px solid $border; }
"""
_Index = QModelIndex | QPersistentModelIndex


class MatrixView(QTableView):
    """Emits `opened` for Enter and a double click on a cell, `chosen` when another cell is the current one."""

    opened = Signal()
    chosen = Signal()

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("Arrows go from cell to cell, Enter opens one"))
        self.matrix = MatrixModel(self)
        self._titles, self._names = _Titles(desk, self), _Names(desk, self)
        self.setHorizontalHeader(self._titles)
        self.setVerticalHeader(self._names)
        self.setModel(self.matrix)
        self.setItemDelegate(_Cells(desk, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.selectionModel().currentChanged.connect(lambda *_: self._moved())
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        desk.theme.changed.connect(self.dress)
        self.dress()

    def show_matrix(self, courses: Any, lines: Any) -> None:
        """Show these; whoever stood on a cell stands there again."""
        kept = self.current_cell()
        self.matrix.show_lines(courses, lines)
        self.dress()
        if kept is None or not self.go_to(*kept):
            first = self.matrix.index(0, 0)
            if first.isValid():
                self.setCurrentIndex(first)
        self.chosen.emit()

    def current_cell(self) -> tuple[Any, int] | None:
        """The key of the line and the id of the course; None for none."""
        return self._cell(self.currentIndex())

    def selected_cells(self) -> list[tuple[Any, int]]:
        """As `current_cell`, for every selected one, in their order."""
        places = sorted((each.row(), each.column()) for each in self.selectedIndexes())
        cells = [self._cell(self.matrix.index(*place)) for place in places]
        return [each for each in cells if each is not None]

    def go_to(self, key: Any, course_id: int) -> bool:
        """Stand on a cell; tells whether it is there."""
        index = self.matrix.place_of(key, course_id)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return index.isValid()

    def _moved(self) -> None:
        # The title of the current column is another one.
        self._titles.viewport().update()
        self.chosen.emit()

    def _cell(self, index: _Index) -> tuple[Any, int] | None:
        if not index.isValid() or index.row() >= len(self.matrix.lines):
            return None
        return self.matrix.lines[index.row()].key, self.matrix.courses[index.column()].id

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.indexAt(event.position().toPoint()).isValid():
            self.opened.emit()

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here; looking for text is what the filter is for."""

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        self._titles.viewport().update()
        self.viewport().update()

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        self._titles.viewport().update()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    def _spread(self) -> None:
        """A few courses take the room that there is, as far as cells may grow."""
        scale = max(1.0, self._desk.theme.scale / 100)
        room = self.viewport().width() // max(1, self.matrix.columnCount())
        self.horizontalHeader().setDefaultSectionSize(
            min(round(_WIDEST * scale), max(round(_CELL_WIDTH * scale), room))
        )

    def dress(self) -> None:
        theme = self._desk.theme
        scale = max(1.0, theme.scale / 100)
        base, small = QFontMetrics(theme.font("base")), QFontMetrics(theme.font("small"))
        self.verticalHeader().setDefaultSectionSize(base.height() + small.height() + 12)
        self._spread()
        self._titles.setFixedHeight(_TITLE_LINES * QFontMetrics(theme.font("strong")).height() + 12)
        self._names.setFixedWidth(round(_NAME_WIDTH * scale))
        self.setStyleSheet(theme.sheet(_SHEET + SCROLL_BARS))
        self.viewport().update()


class _Cells(QStyledItemDelegate):
    def __init__(self, desk: Desk, view: MatrixView) -> None:
        super().__init__(view)
        self._desk, self._view = desk, view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        header = self._view.horizontalHeader().defaultSectionSize()
        return QSize(header, self._view.verticalHeader().defaultSectionSize())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, rect, cell = self._desk.theme, option.rect, index.data(CELL)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setClipRect(rect)
        painter.setLayoutDirection(option.direction)
        painter.fillRect(rect, theme.colour("selection" if chosen else "surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("border"))
        self._paint_words(painter, rect, cell, option.direction == Qt.LayoutDirection.RightToLeft)
        if self._view.hasFocus() and index == self._view.currentIndex():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -2, -2), 4, 4)
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRect, cell: Any, mirrored: bool) -> None:
        theme = self._desk.theme
        base, small = theme.font("strong" if cell.strong else "base"), theme.font("small")
        high, low = QFontMetrics(base).height(), QFontMetrics(small).height() if cell.detail else 0
        top = rect.top() + (rect.height() - high - low) // 2
        picture = state_mark(cell.mark, theme, painter.device().devicePixelRatioF())
        left = rect.right() + 1 - _PAD - SIZE if mirrored else rect.left() + _PAD
        painter.drawPixmap(QPointF(left, top + (high - SIZE) / 2), picture)
        room = rect.width() - 2 * _PAD - SIZE - _GAP
        start = rect.left() + _PAD if mirrored else rect.left() + _PAD + SIZE + _GAP
        quiet = cell.mark[0] == "minus"
        for text, font, at, high_, role in (
            (cell.word, base, top, high, "text2" if quiet else "text"), (cell.detail, small, top + high, low, "text2"),
        ):  # fmt: skip
            painter.setFont(font)
            painter.setPen(theme.colour(role))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
            draw_text(painter, QRect(start, at, room, high_), shown)


class _Titles(QHeaderView):
    """The names of the courses, in up to three lines."""

    def __init__(self, desk: Desk, view: MatrixView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._desk, self._view = desk, view
        self.setAccessibleName(_("Courses"))
        self.setAccessibleDescription(_("The course of each column"))
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = self._desk.theme
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, theme.colour("surface"))
        painter.setFont(theme.font("strong"))
        current = self._view.currentIndex().column() == section
        painter.setPen(theme.colour("accent" if current and self._view.hasFocus() else "text2"))
        inner = rect.adjusted(_PAD, 4, -_PAD, -6)
        flags = Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        name = self._view.matrix.courses[section].name
        shown = _fitting(name, painter.fontMetrics(), inner)
        painter.drawText(inner, int(flags | side | Qt.AlignmentFlag.AlignAbsolute), shown)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("border"))
        painter.restore()


class _Names(QHeaderView):
    """Who a line is about, with the team or the number of people below."""

    def __init__(self, desk: Desk, view: MatrixView) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self._desk, self._view = desk, view
        self.setAccessibleName(_("Names"))
        self.setAccessibleDescription(_("The person or the role of each line"))
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(1)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme, line = self._desk.theme, self._view.matrix.lines[section]
        painter.save()
        painter.setClipRect(rect)
        painter.setLayoutDirection(self.layoutDirection())
        painter.fillRect(rect, theme.colour("surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("border"))
        edge = rect.left() if self.isRightToLeft() else rect.right()
        painter.fillRect(edge, rect.top(), 1, rect.height(), theme.colour("border"))
        strong, small = theme.font("strong"), theme.font("small")
        high, low = QFontMetrics(strong).height(), QFontMetrics(small).height() if line.below else 0
        top = rect.top() + (rect.height() - high - low) // 2
        room = rect.width() - 2 * _PAD - 4
        for text, font, at, height, role in (
            (line.name, strong, top, high, "text"), (line.below, small, top + high, low, "text2"),
        ):  # fmt: skip
            painter.setFont(font)
            painter.setPen(theme.colour(role))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
            draw_text(painter, QRect(rect.left() + _PAD + 2, at, room, height), shown)
        painter.restore()


def _fitting(text: str, metrics: QFontMetrics, room: QRect) -> str:
    """The text as far as its lines have room, with an ellipsis where it has not, also within a long word."""
    whole = [metrics.elidedText(word, Qt.TextElideMode.ElideRight, room.width()) for word in text.split()]
    for count in range(len(whole), 1, -1):
        shown = " ".join(whole[:count]) + ("" if count == len(whole) else "…")
        if metrics.boundingRect(QRect(0, 0, room.width(), 10_000), _WRAPPED, shown).height() <= room.height():
            return shown
    return whole[0] if whole else ""
