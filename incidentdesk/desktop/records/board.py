"""A board of records: a column for each state, cards that are dragged or moved with the keyboard."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QItemSelectionModel,
    QLocale,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.clipboard import mime_data
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.records.card import ROW, RecordCard, Words
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.state_mark import Mark, state_mark
from incidentdesk.language import _

_Index = QModelIndex | QPersistentModelIndex
_DISPLAY, _TOOLTIP, _SPOKEN = (
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoardKind:
    """What is on a board: `mime` names what is dragged, `states` are its columns; `name` is marked for translation.

    A row has an id, a number and a state; `words` say what stands on its card, `counted` how many there are.
    """

    name: str
    mime: str
    states: tuple[str, ...]
    marks: Mapping[Any, Mark]
    words: Words
    counted: Callable[[int], str]


class CardModel(QAbstractListModel):
    """The records of one state."""

    def __init__(self, desk: Desk, kind: BoardKind, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._kind = desk, kind
        self.rows: list[Any] = []

    def show_rows(self, rows: Sequence[Any]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role not in (_DISPLAY, _TOOLTIP, _SPOKEN):
            return None
        said = self._kind.words(row, clock.now().astimezone(self._desk.zone).date())
        return {_DISPLAY: said.text, _TOOLTIP: said.tooltip, _SPOKEN: said.spoken}[Qt.ItemDataRole(role)]

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | (Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else Qt.ItemFlag.NoItemFlags)

    def mimeTypes(self) -> list[str]:
        return [self._kind.mime]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = mime_data()
        ids = [self.rows[index.row()].id for index in indexes]
        data.setData(self._kind.mime, QByteArray(json.dumps(ids).encode()))
        rows = [self.rows[index.row()] for index in indexes]
        data.setText("\n".join(f"{row.number} {index.data()}" for row, index in zip(rows, indexes, strict=True)))
        return data


class BoardColumn(QListView):
    """Emits `dropped(ids)`, `opened(row)`, `entered` when it gets the keyboard, `left(step)` for Left and Right."""

    dropped = Signal(list)
    opened = Signal(object)
    entered = Signal()
    left = Signal(int)

    def __init__(self, desk: Desk, kind: BoardKind, state: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._mime, self.state = desk, kind.mime, state
        self._over = False
        self.cards = CardModel(desk, kind, self)
        self.setModel(self.cards)
        self.card = RecordCard(desk, self, kind.words)
        self.setItemDelegate(self.card)
        self.setAccessibleName(_(state))
        self.setAccessibleDescription(
            _("Cards of this state; left and right change the column, Ctrl with them moves the card, Enter opens it")
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(ROW)))

    def selected(self) -> list[Any]:
        places = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        if not places and self.currentIndex().isValid():
            places = [self.currentIndex().row()]
        return [self.cards.rows[place] for place in places]

    def stand_on_row(self, place: int) -> None:
        """Make a card the current one, or the last where there are fewer."""
        place = min(place, len(self.cards.rows) - 1)
        if place >= 0:
            index = self.cards.index(place)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().data(ROW))
        elif plain and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if key == Qt.Key.Key_Right else -1
            self.left.emit(-step if self.isRightToLeft() else step)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.stand_on_row(0)
        self.entered.emit()

    # -- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._consider(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    def _consider(self, event: QDragMoveEvent) -> None:
        mine = event.mimeData().hasFormat(self._mime) and event.source() is not self
        self._show_over(mine)
        if mine:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._show_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_over(False)
        if event.mimeData().hasFormat(self._mime) and event.source() is not self:
            # The model of the other column must not take its rows away; what is saved is read again.
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(json.loads(bytes(event.mimeData().data(self._mime).data())))

    def _show_over(self, over: bool) -> None:
        if over != self._over:
            self._over = over
            self.viewport().update()

    # -- look

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        theme = self._desk.theme
        if not self.cards.rows:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("hint"))
            room = self.viewport().rect().adjusted(8, 12, -8, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, _("Drop a card here"))
        if self._over or (self.hasFocus() and not self.cards.rows):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            style = Qt.PenStyle.DashLine if self._over else Qt.PenStyle.SolidLine
            painter.setPen(QPen(theme.colour("focus"), 2, style))
            painter.drawRoundedRect(self.viewport().rect().adjusted(3, 1, -3, -2), 6, 6)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def dress(self) -> None:
        self.card.dress()
        theme = self._desk.theme
        self.setStyleSheet(theme.sheet("QListView { background: transparent; border: none; }" + SCROLL_BARS))
        self.scheduleDelayedItemsLayout()


class Board(QWidget):
    """Emits `opened(row)`, `moved(rows, state)` for cards that were dropped, `chosen` when the selection is another."""

    opened = Signal(object)
    moved = Signal(list, str)
    chosen = Signal()
    menu_wanted = Signal(QWidget, QPoint)

    def __init__(self, desk: Desk, kind: BoardKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._kind = desk, kind
        self._rows: dict[int, Any] = {}
        self.columns: dict[str, BoardColumn] = {}
        self._heads: dict[str, tuple[QLabel, QLabel]] = {}
        self.setAccessibleName(_(kind.name))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(8)
        for state in kind.states:
            row.addWidget(self._make_column(state), 1)
        self._active = self.columns[kind.states[0]]
        self.setFocusProxy(self._active)
        desk.theme.changed.connect(self.dress)
        self.dress()

    def _make_column(self, state: str) -> QFrame:
        column = BoardColumn(self._desk, self._kind, state)
        column.dropped.connect(lambda ids: self._drop(ids, state))
        column.opened.connect(self.opened)
        column.entered.connect(lambda: self._enter(column))
        column.left.connect(lambda step: self._go(column, step))
        column.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        column.customContextMenuRequested.connect(lambda at: self.menu_wanted.emit(column.viewport(), at))
        icon, name = QLabel(), QLabel()
        icon.setAccessibleName(_("State"))
        frame = QFrame()
        frame.setObjectName("lane")
        head = QHBoxLayout()
        head.setContentsMargins(10, 8, 10, 8)
        head.setSpacing(6)
        head.addWidget(icon)
        head.addWidget(name, 1)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(2, 0, 2, 4)
        inside.setSpacing(0)
        inside.addLayout(head)
        inside.addWidget(column, 1)
        self.columns[state] = column
        self._heads[state] = (icon, name)
        return frame

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these records in their columns; what was selected stays selected wherever it stands now."""
        wanted = [row.id for row in self.selected()]
        place = self._active.currentIndex().row()
        had_focus = any(column.hasFocus() for column in self.columns.values())
        self._rows = {row.id: row for row in rows}
        for state, column in self.columns.items():
            column.cards.show_rows([row for row in rows if row.state == state])
            count = QLocale().toString(len(column.cards.rows))
            self._heads[state][1].setText(f"{_(state)}  {count}")
            number = len(column.cards.rows)
            column.setAccessibleName(_("{state}, {count}").format(state=_(state), count=self._kind.counted(number)))
        if not (wanted and self.stand_on(wanted[0], focus=had_focus)):
            self._active.stand_on_row(max(0, place))

    def selected(self) -> list[Any]:
        """The selected cards of the column that has or had the keyboard."""
        return self._active.selected()

    def selected_count(self) -> int:
        return len(self.selected())

    def stand_on(self, record_id: int, *, focus: bool = False) -> bool:
        """Make a card the current one; tells whether it is on the board."""
        row = self._rows.get(record_id)
        column = self.columns.get(row.state) if row is not None else None
        if column is None:
            return False
        self._enter(column)
        column.stand_on_row(column.cards.rows.index(row))
        if focus:
            column.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def anchor(self) -> QRect:
        """Where the current card stands on the screen."""
        rect = self._active.visualRect(self._active.currentIndex())
        return QRect(self._active.viewport().mapToGlobal(rect.topLeft()), rect.size())

    def _enter(self, column: BoardColumn) -> None:
        if column is not self._active:
            self._active.clearSelection()
            self._active = column
            self.setFocusProxy(column)
            if not column.selectionModel().hasSelection() and column.currentIndex().isValid():
                column.stand_on_row(column.currentIndex().row())
            self.chosen.emit()

    def _go(self, column: BoardColumn, step: int) -> None:
        """To the next column that is not empty, or to the one beside it."""
        order = list(self.columns.values())
        here = order.index(column)
        ahead = order[here + 1 :] if step > 0 else order[:here][::-1]
        target = next((each for each in ahead if each.cards.rows), None)
        if target is not None:
            target.stand_on_row(max(0, column.currentIndex().row()))
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self, ids: Sequence[int], state: str) -> None:
        rows = [self._rows[each] for each in ids if each in self._rows]
        if rows:
            self.moved.emit(rows, state)

    def dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(theme.sheet("#lane { background: $window; border: none; border-radius: 8px; }"))
        for state, column in self.columns.items():
            icon, name = self._heads[state]
            icon.setPixmap(state_mark(self._kind.marks[state], theme, self.devicePixelRatioF()))
            name.setFont(theme.font("strong"))
            column.dress()
