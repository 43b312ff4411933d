"""The table in which incidents stand, with its header."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QHeaderView, QTableView, QToolTip, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.incident_column import COLUMNS, NUMBER_OF, SHOWN, TITLE, TITLE_AT_LEAST, full_text
from incidentdesk.desktop.detect.incident_delegate import PAD, Cell, IncidentPainter, Line
from incidentdesk.desktop.detect.incident_model import IncidentModel
from incidentdesk.detect.query import Order
from incidentdesk.detect.query_key import SORTS
from incidentdesk.language import _

# Rows beyond the visible ones that are fetched without waiting for them.
_AHEAD = 60
# Relative times are written anew so often, in milliseconds.
_BEAT = 30_000
_MOST_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody was in the list, by incidents and not by rows. `offset` is how far below the top edge the anchor
    stood, in pixels."""

    current: int = 0
    column: int = TITLE
    anchor: int = 0
    offset: int = 0
    selected: tuple[int, ...] = ()
    everything: bool = False
    current_row: int = -1

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple({*self.selected, self.current, self.anchor} - {0})


class IncidentTable(QTableView):
    """Emits `opened(id)` for Enter and a double click on what can't be changed in place, `chosen` when the selection or
    the current row is another, `ticked` every 30 s."""

    opened = Signal(int)
    chosen = Signal()
    resorted = Signal(object)
    columns_changed = Signal()
    columns_wanted = Signal(QPoint)
    edit_wanted = Signal(object)
    ticked = Signal()

    def __init__(self, desk: Desk, model: IncidentModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._model = model
        self.painter = IncidentPainter(desk)
        self.faded = False
        self.in_trash = False
        self._marking = False
        self.wanted_columns: tuple[str, ...] = SHOWN
        self.own_columns = False
        self.setAccessibleName(_("Incidents"))
        self.setAccessibleDescription(_("The list of incidents; Enter opens one, F2 changes a field"))
        self._header = IncidentHeader(desk, self)
        self.setHorizontalHeader(self._header)
        self.setModel(model)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        self.selectionModel().currentChanged.connect(lambda *_: self.chosen.emit())
        self._set_up()
        model.cache.arrived.connect(self.viewport().update)
        desk.theme.changed.connect(self._dress)
        desk.preferences.changed.connect(self._preference_changed)
        self._beat = QTimer(self, interval=_BEAT)
        self._beat.timeout.connect(self._tick)
        self._beat.start()
        self._dress()
        self.arrange_columns()

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(1)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def _tick(self) -> None:
        """Time has passed: say anew how long ago it was, and have the clocks in view worked out again."""
        self._model.cache.refresh_clocks()
        self.viewport().update()
        self.ticked.emit()

    # -- columns

    def show_columns(self, keys: Iterable[str], *, own: bool = True) -> None:
        """Show these columns in this order. Columns of a person's own choice stay when there is too little room."""
        self.wanted_columns = tuple(key for key in keys if key in NUMBER_OF) or SHOWN
        if "title" not in self.wanted_columns:
            self.wanted_columns = (*self.wanted_columns, "title")
        self.own_columns = own
        rest = [column.key for column in COLUMNS if column.key not in self.wanted_columns]
        for place, key in enumerate((*self.wanted_columns, *rest)):
            self._header.moveSection(self._header.visualIndex(NUMBER_OF[key]), place)
        self.arrange_columns()
        self.columns_changed.emit()

    def shown_columns(self) -> list[str]:
        """The keys of the columns that are in view, in their order."""
        order = (self._header.logicalIndex(place) for place in range(len(COLUMNS)))
        return [COLUMNS[number].key for number in order if not self._header.isSectionHidden(number)]

    def widths(self) -> dict[str, int]:
        """The widths that a person has chosen, in pixels at 100 % text size."""
        return dict(self._header.chosen)

    def set_widths(self, widths: dict[str, int]) -> None:
        self._header.chosen = {key: int(width) for key, width in widths.items() if key in NUMBER_OF}
        self.arrange_columns()

    def arrange_columns(self) -> None:
        """Give the title what the others leave, and hide the least important ones where that is too little."""
        scale = max(1.0, self._desk.theme.scale / 100)
        width = {
            key: round(self._header.chosen.get(key, COLUMNS[NUMBER_OF[key]].width) * scale)
            for key in self.wanted_columns
        }
        room = self.viewport().width()
        shown = [key for key in self.wanted_columns if key != "title"]
        if not self.own_columns:
            shown = _fitting(shown, width, room - TITLE_AT_LEAST)
        width["title"] = max(TITLE_AT_LEAST, room - sum(width[key] for key in shown))
        self._header.arrange({key: width[key] for key in (*shown, "title")})
        self.viewport().update()

    def show_order(self, orders: tuple[Order, ...]) -> None:
        """Mark the header with the order of the list."""
        self._header.orders = orders
        self._header.viewport().update()

    # -- what is selected

    @property
    def current_id(self) -> int:
        """The incident of the current row; 0 for none and for a heading."""
        index = self.currentIndex()
        return self._model.id_at(index.row()) if index.isValid() else 0

    def selected_ids(self, most: int = 0) -> list[int]:
        """The selected incidents in the order of the list, or the first of them; the current one where none is."""
        found: list[int] = []
        for first, last in self._ranges():
            if most:
                last = min(last, first + most - len(found))
            found.extend(self._model.ids_between(first, last))
            if most and len(found) >= most:
                break
        if not found and self.current_id:
            return [self.current_id]
        return found

    def selected_count(self) -> int:
        """How many are selected, without listing them."""
        headings = [band.top for band in self._model.bands]
        return sum(last - first + 1 - sum(first <= top <= last for top in headings) for first, last in self._ranges())

    def _ranges(self) -> list[tuple[int, int]]:
        found = sorted((each.top(), each.bottom()) for each in self.selectionModel().selection())
        joined: list[tuple[int, int]] = []
        for first, last in found:
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            else:
                joined.append((first, last))
        return joined

    def select_rows(self, ranges: Iterable[tuple[int, int]]) -> None:
        selection = QItemSelection()
        last_column = self._model.columnCount() - 1
        for first, last in ranges:
            selection.select(self._model.index(first, 0), self._model.index(last, last_column))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def go_to_row(self, row: int, *, select: bool = True) -> None:
        """Make a row the current one."""
        if not 0 <= row < self._model.row_total:
            return
        column = self.currentIndex().column() if self.currentIndex().isValid() else TITLE
        flags = QItemSelectionModel.SelectionFlag
        mode = flags.ClearAndSelect | flags.Rows if select else flags.NoUpdate
        self.selectionModel().setCurrentIndex(self._model.index(row, column), mode)
        self.scrollTo(self._model.index(row, column))

    def step(self, rows: int) -> None:
        """Move the current row; what is marked stays marked."""
        here = self.currentIndex().row()
        row = min(self._model.row_total - 1, max(0, here + rows)) if here >= 0 else 0
        self.go_to_row(row, select=not self._marking)

    def mark(self) -> None:
        """Select the current row too, or no more."""
        index = self.currentIndex()
        if not index.isValid() or not self._model.id_at(index.row()):
            return
        flags = QItemSelectionModel.SelectionFlag
        if not self._marking and self.selected_count() == 1 and self.selectionModel().isSelected(index):
            # The row was selected because the cursor came by; marking keeps it.
            self._marking = True
            self.chosen.emit()
            self.viewport().update()
            return
        self._marking = True
        self.selectionModel().select(index, flags.Toggle | flags.Rows)

    @property
    def marking(self) -> bool:
        return self._marking

    def end_marking(self) -> None:
        """From now on the selection goes where the cursor goes."""
        self._marking = False

    def activate_current(self) -> None:
        """Open the current incident, or fold the current group."""
        row = self.currentIndex().row()
        heading = self._model.heading(row) if row >= 0 else None
        if heading is not None:
            self._model.fold(row, not heading.folded)
        elif self.current_id:
            self.opened.emit(self.current_id)

    def edit_current(self) -> None:
        """Change the current cell, or the title where it can't be changed."""
        index = self.currentIndex()
        if index.isValid() and not COLUMNS[index.column()].field:
            index = index.siblingAtColumn(TITLE)
        self.edit_wanted.emit(index)

    def unmark(self) -> None:
        """Select nothing but the current row."""
        self._marking = False
        if self.currentIndex().isValid():
            self.go_to_row(self.currentIndex().row())
        else:
            self.clearSelection()

    def selectionCommand(self, index, event=None):
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            self._marking = bool(event.modifiers())
        plain_key = isinstance(event, QKeyEvent) and not event.modifiers()
        if self._marking and plain_key and event.key() in _MOVING:
            return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    # -- where somebody is, kept while the list is replaced

    def place(self) -> Place:
        model, current = self._model, self.currentIndex()
        top = self.rowAt(0)
        anchor_row = current.row() if current.isValid() and self._is_visible(current.row()) else max(0, top)
        at_top = self.verticalScrollBar().value() == 0
        everything = self.selected_count() == len(model.ids) > 1
        selected = () if everything or self.selected_count() > _MOST_KEPT else tuple(self._all_selected())
        return Place(
            current=self.current_id,
            column=current.column() if current.isValid() else TITLE,
            anchor=0 if at_top else model.id_at(anchor_row),
            offset=self.rowViewportPosition(anchor_row) if anchor_row < model.row_total else 0,
            selected=selected,
            everything=everything,
            current_row=current.row(),
        )

    def _all_selected(self) -> list[int]:
        return self.selected_ids() if self._ranges() else []

    def _is_visible(self, row: int) -> bool:
        return 0 <= self.rowViewportPosition(row) < self.viewport().height()

    def restore(self, place: Place, rows: dict[int, int]) -> None:
        """Go back to where somebody was; `rows` says in which row each incident stands now."""
        model = self._model
        if place.anchor in rows:
            self.verticalScrollBar().setValue(rows[place.anchor] * self.rowHeight(0) - place.offset)
        elif not place.anchor:
            self.verticalScrollBar().setValue(0)
        # The current incident may have left the list; then its place is taken by the one that moved up.
        row = rows.get(place.current, min(place.current_row, model.row_total - 1))
        if row >= 0 and place.current_row >= 0:
            index = model.index(row, place.column)
            # The anchor says what is in view; the current row must not pull it elsewhere.
            self.setAutoScroll(False)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.setAutoScroll(True)
        if place.everything:
            self.selectAll()
        else:
            kept = sorted(rows[each] for each in place.selected if each in rows)
            if not kept and row >= 0 and place.selected and not self._marking:
                kept = [row]
            self.select_rows(_spans(kept))
        self._marking = self._marking and self.selected_count() > 0
        self.chosen.emit()

    def start_anew(self) -> None:
        """Stand on the first row of a list that has nothing to do with the one before."""
        self._marking = False
        self.verticalScrollBar().setValue(0)
        first = next((row for row in range(min(2, self._model.row_total)) if self._model.id_at(row)), -1)
        if first >= 0:
            self.go_to_row(first)
        self.chosen.emit()

    # -- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = event.key(), self.currentIndex().row()
        heading = self._model.heading(row) if row >= 0 else None
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.activate_current()
            return
        if heading is not None and key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space):
            folded = not heading.folded if key == Qt.Key.Key_Space else key == self._folding_key()
            self._model.fold(row, folded)
            return
        if key == Qt.Key.Key_Escape and (self._marking or self.selected_count() > 1):
            self.unmark()
            return
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.go_to_row(0 if key == Qt.Key.Key_Home else self._model.row_total - 1, select=not self._marking)
            return
        super().keyPressEvent(event)

    def _folding_key(self) -> Qt.Key:
        return Qt.Key.Key_Right if self.isRightToLeft() else Qt.Key.Key_Left

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here; looking for text is what the filter is for."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.rowAt(int(event.position().y()))
        heading = self._model.heading(row) if row >= 0 else None
        if heading is not None and event.button() == Qt.MouseButton.LeftButton:
            self._model.fold(row, not heading.folded)
            self.go_to_row(row, select=False)
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and self._model.id_at(index.row()):
            if COLUMNS[index.column()].field and not event.modifiers():
                self.edit_wanted.emit(index)
            else:
                self.opened.emit(self._model.id_at(index.row()))
            return
        super().mouseDoubleClickEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.row_total:
            self.go_to_row(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._desk.theme.colour("surface"))
        if self._model.row_total:
            self._paint_rows(painter, event.rect())
        painter.end()

    def _paint_rows(self, painter: QPainter, exposed: QRect) -> None:
        height = self.rowHeight(0)
        offset = self.verticalHeader().offset()
        first = max(0, (exposed.top() + offset) // height)
        last = min(self._model.row_total - 1, (exposed.bottom() + offset) // height)
        if last < first:
            return
        self._model.need(first, last)
        self.painter.mirrored = self.isRightToLeft()
        painter.setClipRect(exposed)
        self.painter.paint(
            painter,
            max(self.viewport().width(), self._header.length() - self._header.offset()),
            self._cells(exposed),
            self._lines(first, last, height, offset),
            focused=self.hasFocus(),
            faded=self.faded,
        )

    def _cells(self, exposed: QRect) -> list[Cell]:
        header, found = self._header, []
        for number in range(len(COLUMNS)):
            if header.isSectionHidden(number):
                continue
            left, width = self.columnViewportPosition(number), self.columnWidth(number)
            if left <= exposed.right() and left + width > exposed.left():
                found.append(Cell(number, left, width))
        return found

    def _lines(self, first: int, last: int, height: int, offset: int) -> list[Line]:
        model, get = self._model, self._model.cache.get
        ranges = self._ranges() if self.selectionModel().hasSelection() else []
        current = self.currentIndex().row()
        lines = []
        for row in range(first, last + 1):
            incident_id = model.id_at(row)
            lines.append(
                Line(
                    row * height - offset,
                    height,
                    get(incident_id) if incident_id else None,
                    None if incident_id else model.heading(row),
                    incident_id != 0 and any(low <= row <= high for low, high in ranges),
                    row == current,
                )
            )
        return lines

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dy and self._model.row_total:
            # What comes next in the direction of scrolling.
            height = self.rowHeight(0)
            top = self.verticalHeader().offset() // height
            bottom = top + self.viewport().height() // height + 1
            first, last = (bottom + 1, bottom + _AHEAD) if dy < 0 else (top - _AHEAD, top - 1)
            if last >= 0 and first < self._model.row_total:
                self._model.need(max(0, first), min(last, self._model.row_total - 1), 0)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            return self._show_tooltip(event)
        return super().viewportEvent(event)

    def _show_tooltip(self, event: QHelpEvent) -> bool:
        index = self.indexAt(event.pos())
        row = self._model.incident(index.row()) if index.isValid() else None
        text = full_text(COLUMNS[index.column()], row, self._desk.zone) if row is not None else ""
        QToolTip.showText(event.globalPos(), text, self.viewport(), self.visualRect(index) if text else QRect())
        return True

    def fade(self, faded: bool) -> None:
        """Show the rows as what they are while others are on their way: old."""
        if faded != self.faded:
            self.faded = faded
            self.viewport().update()

    # -- look

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange_columns()

    def _preference_changed(self, name: str) -> None:
        if name == "density":
            self._dress()

    def _dress(self) -> None:
        self.painter.dress()
        self.verticalHeader().setDefaultSectionSize(self.painter.row_height())
        self.verticalScrollBar().setSingleStep(self.painter.row_height())
        self._header.dress()
        self.arrange_columns()


_MOVING = frozenset({
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End,
})  # fmt: skip


def _fitting(keys: list[str], width: dict[str, int], room: int) -> list[str]:
    """The columns that there is room for, the most important first to get it, in the order that they have."""
    fitting = set()
    for key in sorted(keys, key=lambda key: COLUMNS[NUMBER_OF[key]].rank):
        if COLUMNS[NUMBER_OF[key]].rank == 0 or width[key] <= room:
            fitting.add(key)
            room -= width[key]
    return [key for key in keys if key in fitting]


def _spans(rows: list[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], row)
        else:
            spans.append((row, row))
    return spans


class IncidentHeader(QHeaderView):
    """Column titles with the order of the list; paints itself because Qt asks for a million rows whether they are
    selected before it paints a title."""

    def __init__(self, desk: Desk, table: IncidentTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._desk = desk
        self._table = table
        self.orders: tuple[Order, ...] = ()
        self.chosen: dict[str, int] = {}
        self._arranging = False
        self.setAccessibleName(_("Columns"))
        self.setAccessibleDescription(_("A click sorts, with Shift by one more column; a right click chooses columns"))
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(False)
        self.setMinimumSectionSize(48)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: table.columns_wanted.emit(self.mapToGlobal(at)))
        self.sectionClicked.connect(self._sort)
        self.sectionResized.connect(self._resized)
        self.sectionMoved.connect(self._moved)

    def arrange(self, widths: dict[str, int]) -> None:
        """Show these columns with these widths and hide the others."""
        self._arranging = True
        for number, column in enumerate(COLUMNS):
            hidden = column.key not in widths
            if hidden != self.isSectionHidden(number):
                self.setSectionHidden(number, hidden)
            if not hidden and self.sectionSize(number) != widths[column.key]:
                self.resizeSection(number, widths[column.key])
        self._arranging = False

    def _resized(self, number: int, _old: int, new: int) -> None:
        if self._arranging or not new or self.isSectionHidden(number):
            return
        scale = max(1.0, self._desk.theme.scale / 100)
        if number != TITLE:
            self.chosen[COLUMNS[number].key] = round(new / scale)
        # After the section has got its size.
        QTimer.singleShot(0, self._table.arrange_columns)
        self._table.columns_changed.emit()

    def _moved(self, _number: int, _old: int, _new: int) -> None:
        order = [COLUMNS[self.logicalIndex(place)].key for place in range(len(COLUMNS))]
        self._table.wanted_columns = tuple(key for key in order if key in self._table.wanted_columns)
        self._table.columns_changed.emit()

    def _sort(self, number: int) -> None:
        key = COLUMNS[number].sort
        if key:
            more = bool(_modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._table.resorted.emit(next_orders(self.orders, key, more))

    def paintSection(self, painter: QPainter, rect: QRect, number: int) -> None:
        theme, column = self._desk.theme, COLUMNS[number]
        painter.save()
        painter.fillRect(rect, theme.colour("surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("border"))
        place = next((place for place, order in enumerate(self.orders) if order.key == column.sort), -1)
        inner = rect.adjusted(PAD, 0, -PAD if column.trailing else -4, -1)
        if self.isRightToLeft():
            inner = rect.adjusted(PAD if column.trailing else 4, 0, -PAD, -1)
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.colour("text" if place >= 0 else "text2"))
        mark = 16 if place >= 0 and column.sort else 0
        flags = Qt.AlignmentFlag.AlignVCenter
        metrics = painter.fontMetrics()
        title = metrics.elidedText(_(column.title), Qt.TextElideMode.ElideRight, inner.width() - mark)
        width = metrics.horizontalAdvance(title)
        at_end = column.trailing != self.isRightToLeft()
        left = inner.right() + 1 - width if at_end else inner.left()
        flags |= Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(QRect(left, inner.top(), width + 2, inner.height()), flags, title)
        if mark:
            self._paint_mark(painter, left - mark if at_end else left + width + 2, inner, place)
        painter.restore()

    def _paint_mark(self, painter: QPainter, left: int, inner: QRect, place: int) -> None:
        theme, ratio = self._desk.theme, painter.device().devicePixelRatioF()
        name = "chevron-down" if self.orders[place].descending else "chevron-up"
        painter.drawPixmap(left, inner.top() + (inner.height() - 14) // 2, theme.pixmap(name, "text", 14, ratio))
        if len(self.orders) > 1:
            painter.setFont(theme.font("small"))
            at = left - 8 if self.isRightToLeft() else left + 12
            painter.drawText(
                QRect(at, inner.top(), 10, inner.height() - 6), Qt.AlignmentFlag.AlignVCenter, str(place + 1)
            )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._desk.theme.colour("surface"))
        painter.fillRect(0, self.height() - 1, self.viewport().width(), 1, self._desk.theme.colour("border"))
        painter.end()
        super().paintEvent(event)

    def dress(self) -> None:
        self.setFixedHeight(max(30, QFontMetrics(self._desk.theme.font("strong")).height() + 12))
        self.viewport().update()


def next_orders(orders: tuple[Order, ...], key: str, more: bool) -> tuple[Order, ...]:
    """The order after a click on a column: ascending or descending first as the key has it, then the other way, then
    not at all; with `more` the other columns stay."""
    first = SORTS[key]
    place = next((place for place, order in enumerate(orders) if order.key == key), -1)
    if place < 0:
        return (*orders, Order(key, first)) if more else (Order(key, first),)
    turned = Order(key, not first) if orders[place].descending == first else None
    if not more:
        return (turned,) if turned else ()
    rest = list(orders)
    rest[place : place + 1] = [turned] if turned else []
    return tuple(rest)


def _modifiers() -> Qt.KeyboardModifier:
    return QApplication.keyboardModifiers()
