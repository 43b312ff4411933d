"""The table in which records stand, with its header; it looks and behaves like the list of incidents."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.records.column import Column, Now, fitting
from incidentdesk.desktop.records.delegate import PAD, RecordDelegate
from incidentdesk.desktop.records.model import RecordModel
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.language import _

_BAR = 3
_BEAT = 30_000  # milliseconds after which relative times are written anew


class RecordTable(QTableView):
    """Emits `opened(row)` for Enter and a double click, `chosen` when the selection or the current row is another,
    `edit_wanted(row, column)` for F2 and a double click on what can be changed in its cell."""

    opened = Signal(object)
    chosen = Signal()
    edit_wanted = Signal(object, object)

    def __init__(
        self,
        desk: Desk,
        name: str,
        columns: Sequence[Column],
        identity: Callable[[Any], Any],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("Enter opens a row, a click on a title sorts"))
        self.records = RecordModel(columns, self.now, identity, self)
        self.delegate = RecordDelegate(desk, self)
        self._header = RecordHeader(desk, self)
        self.setHorizontalHeader(self._header)
        self.setModel(self.records)
        self.setItemDelegate(self.delegate)
        self._set_up()
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        self.selectionModel().currentChanged.connect(lambda *_: self.chosen.emit())
        desk.theme.changed.connect(self._dress)
        desk.preferences.changed.connect(self._preference_changed)
        self._beat = QTimer(self, interval=_BEAT)
        self._beat.timeout.connect(self.viewport().update)
        self._beat.start()
        self._dress()

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def now(self) -> Now:
        now = clock.now()
        return Now(clock.stored(now), now.astimezone(self._desk.zone).date().isoformat(), self._desk.zone)

    # -- rows

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows; what was selected and where somebody was stays as far as it is still there."""
        model = self.records
        current, selected = self.current(), [model.identity(row) for row in self.selected()]
        at, top = self.currentIndex().row(), self.verticalScrollBar().value()
        model.show_rows(rows)
        self.arrange_columns()
        self.verticalScrollBar().setValue(top)
        self._select([place for each in selected if (place := model.place_of(each)) >= 0])
        place = model.place_of(model.identity(current)) if current is not None else -1
        if place < 0 and at >= 0:
            # Its place is taken by the row that moved up.
            place = min(at, len(model.rows) - 1)
        if place < 0 and model.rows:
            place = 0
        if place >= 0:
            self._go(place, select=not self.selectionModel().hasSelection())
        self.chosen.emit()

    def current(self) -> Any:
        """The current row; None for none."""
        index = self.currentIndex()
        return self.records.rows[index.row()] if index.isValid() and index.row() < len(self.records.rows) else None

    def selected(self) -> list[Any]:
        """The selected rows in their order; the current one where none is selected."""
        rows = [self.records.rows[place] for place in self._selected_places() if place < len(self.records.rows)]
        current = self.current()
        return rows or ([current] if current is not None else [])

    def _selected_places(self) -> list[int]:
        """From the stretches of the selection, which are few where the rows are many."""
        stretches = self.selectionModel().selection()
        return sorted({place for each in stretches for place in range(each.top(), each.bottom() + 1)})

    def selected_count(self) -> int:
        return len(self._selected_places())

    @property
    def has_row(self) -> bool:
        """Whether there is something that a command could be given for."""
        return self.selectionModel().hasSelection() or self.current() is not None

    def go_to(self, identity: Any) -> bool:
        """Stand on a row and select it; tells whether it is there."""
        place = self.records.place_of(identity)
        if place >= 0:
            self._go(place, select=True)
        return place >= 0

    def step(self, rows: int) -> None:
        """Move the current row."""
        if self.records.rows:
            here = max(0, self.currentIndex().row())
            self._go(min(len(self.records.rows) - 1, max(0, here + rows)), select=True)

    def _go(self, place: int, *, select: bool) -> None:
        flags = QItemSelectionModel.SelectionFlag
        column = max(0, self.currentIndex().column())
        mode = flags.ClearAndSelect | flags.Rows if select else flags.NoUpdate
        self.selectionModel().setCurrentIndex(self.records.index(place, column), mode)
        self.scrollTo(self.records.index(place, column))

    def _select(self, places: Sequence[int]) -> None:
        selection = QItemSelection()
        last = self.records.columnCount() - 1
        for place in places:
            selection.select(self.records.index(place, 0), self.records.index(place, last))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    # -- columns

    def arrange_columns(self) -> None:
        """Give the title what the others leave, and hide the least important ones where that is too little."""
        widths = fitting(self.records.columns, self.viewport().width(), max(1.0, self._desk.theme.scale / 100))
        for number, column in enumerate(self.records.columns):
            self._header.setSectionHidden(number, column.key not in widths)
            if column.key in widths:
                self._header.resizeSection(number, widths[column.key])

    def shown_columns(self) -> list[str]:
        """The keys of the columns that are in view."""
        return [column.key for number, column in enumerate(self.records.columns) if not self.isColumnHidden(number)]

    # -- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_current()
        elif plain and event.key() == Qt.Key.Key_F2:
            self.edit_current()
        elif plain and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            # Rows are chosen whole, so the first and the last are meant and not the columns of this one.
            self._go(0 if event.key() == Qt.Key.Key_Home else self.records.rowCount() - 1, select=True)
        elif event.key() == Qt.Key.Key_Escape and self.selected_count() > 1:
            self._go(self.currentIndex().row(), select=True)
        else:
            super().keyPressEvent(event)

    def open_current(self) -> None:
        if self.current() is not None:
            self.opened.emit(self.current())

    def edit_current(self) -> None:
        """Change the current cell, or the first that can be changed."""
        column = self.records.columns[max(0, self.currentIndex().column())]
        if not column.field:
            column = next((each for each in self.records.columns if each.field), None)
        if column is not None and self.current() is not None:
            self.edit_wanted.emit(self.current(), column)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here; looking for text is what the filter is for."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        column = self.records.columns[index.column()]
        if column.field and not event.modifiers():
            self.edit_wanted.emit(self.records.rows[index.row()], column)
        else:
            self.opened.emit(self.records.rows[index.row()])

    def cell_rect(self, row: Any, key: str) -> QRect:
        """Where a cell stands on the screen."""
        number = next(place for place, column in enumerate(self.records.columns) if column.key == key)
        if self.isColumnHidden(number):
            number = next(place for place, column in enumerate(self.records.columns) if not column.width)
        rect = self.visualRect(self.records.index(self.records.place_of(self.records.identity(row)), number))
        rect.setWidth(min(340, rect.width()))
        return QRect(self.viewport().mapToGlobal(rect.topLeft()), rect.size())

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        mirrored = self.isRightToLeft()
        first, last = max(0, self.rowAt(event.rect().top())), self.rowAt(event.rect().bottom())
        last = len(self.records.rows) - 1 if last < 0 else last
        for each in self.selectionModel().selection():
            for place in range(max(first, each.top()), min(last, each.bottom()) + 1):
                rect = self._row_rect(place)
                left = rect.right() + 1 - _BAR if mirrored else rect.left()
                painter.fillRect(QRect(left, rect.top(), _BAR, rect.height()), self._desk.theme.colour("accent"))
        if self.hasFocus() and self.currentIndex().isValid():
            rect = QRectF(self._row_rect(self.currentIndex().row()))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._desk.theme.colour("focus"), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _row_rect(self, place: int) -> QRect:
        width = min(self.viewport().width(), self._header.length())
        left = self.viewport().width() - width if self.isRightToLeft() else 0
        return QRect(left, self.rowViewportPosition(place), width, self.rowHeight(place))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.records.rows:
            self._go(0, select=True)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange_columns()

    def _preference_changed(self, name: str) -> None:
        if name == "density":
            self._dress()

    def _dress(self) -> None:
        theme = self._desk.theme
        self.delegate.dress()
        self.verticalHeader().setDefaultSectionSize(self.delegate.row_height())
        self.verticalScrollBar().setSingleStep(self.delegate.row_height())
        self._header.dress()
        self.setStyleSheet(theme.sheet("QTableView { background: $surface; border: none; }" + SCROLL_BARS))
        self.arrange_columns()


class RecordHeader(QHeaderView):
    """A click on a title sorts by it, then the other way, then not at all."""

    def __init__(self, desk: Desk, table: RecordTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._desk, self._table = desk, table
        self.setAccessibleName(_("Columns"))
        self.setAccessibleDescription(_("A click sorts"))
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(32)
        self.sectionClicked.connect(self.sort)

    def sort(self, number: int) -> None:
        """As a click on the title of a column."""
        model = self._table.records
        first = model.columns[number].descending
        if model.order is None or model.order[0] != number:
            model.sort_by((number, first))
        else:
            model.sort_by((number, not first) if model.order[1] == first else None)
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, number: int) -> None:
        theme, model = self._desk.theme, self._table.records
        column = model.columns[number]
        sorted_by = model.order is not None and model.order[0] == number
        painter.save()
        painter.fillRect(rect, theme.colour("surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("border"))
        inner = rect.adjusted(PAD, 0, -PAD if column.trailing else -4, -1)
        if self.isRightToLeft():
            inner = rect.adjusted(PAD if column.trailing else 4, 0, -PAD, -1)
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.colour("text" if sorted_by else "text2"))
        room = inner.width() - (16 if sorted_by else 0)
        title = painter.fontMetrics().elidedText(_(column.title), Qt.TextElideMode.ElideRight, room)
        width = painter.fontMetrics().horizontalAdvance(title)
        at_end = column.trailing != self.isRightToLeft()
        left = inner.right() + 1 - width if at_end else inner.left()
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(left, inner.top(), width + 2, inner.height()), flags, title)
        if sorted_by:
            name = "chevron-down" if model.order[1] else "chevron-up"
            mark = theme.pixmap(name, "text", 14, painter.device().devicePixelRatioF())
            painter.drawPixmap(
                left - 16 if at_end else left + width + 2, inner.top() + (inner.height() - 14) // 2, mark
            )
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._desk.theme.colour("surface"))
        painter.fillRect(0, self.height() - 1, self.viewport().width(), 1, self._desk.theme.colour("border"))
        painter.end()
        super().paintEvent(event)

    def dress(self) -> None:
        self.setFixedHeight(max(30, QFontMetrics(self._desk.theme.font("strong")).height() + 12))
        self.viewport().update()
