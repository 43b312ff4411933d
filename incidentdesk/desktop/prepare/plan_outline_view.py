"""The graphical editor of a plan: phases and cards of actions, gone through, written and moved by keys and mouse."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QFrame, QListView, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.plan_line_delegate import PlanLineDelegate, TitleLine
from incidentdesk.desktop.prepare.plan_outline_model import PlanOutlineModel
from incidentdesk.desktop.prepare.plan_rows import PLAN, Kind, PlanLine
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.language import _


class PlanOutline(QListView):
    """Emits `chosen(key)`, and `ended(key)` when writing a title in place has ended; `left` when Tab goes on."""

    chosen = Signal(str)
    ended = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = desk.theme
        self.rows = PlanOutlineModel(self)
        self._editing = ""
        self.setModel(self.rows)
        self.setItemDelegate(PlanLineDelegate(desk.theme, self))
        self.setAccessibleName(_("Phases and actions"))
        self.setAccessibleDescription(_("Enter adds an action below, F2 writes the title, Ctrl+Up and Ctrl+Down move"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.itemDelegate().closeEditor.connect(self._ended)
        desk.theme.changed.connect(self._dress)
        self._dress()

    # -- what is shown and chosen

    def show_lines(self, lines: Sequence[PlanLine], *, fixed: bool, key: str | None = None) -> None:
        """These rows; `key` is chosen, else what was, else what stands in its place."""
        was, row = self.key, max(0, self.currentIndex().row())
        self.rows.fixed = fixed
        self.rows.show(lines)
        self.scheduleDelayedItemsLayout()
        wanted = key if key is not None and self.rows.row_of(key) >= 0 else was
        at = self.rows.row_of(wanted) if wanted is not None else -1
        if at < 0:
            at = min(row, len(lines) - 1)
        if at != self.currentIndex().row() or not self.selectionModel().hasSelection():
            self.go_to_row(at)

    @property
    def key(self) -> str | None:
        line = self.line
        return line.key if line else None

    @property
    def line(self) -> PlanLine | None:
        index = self.currentIndex()
        return self.rows.lines[index.row()] if index.isValid() and index.row() < len(self.rows.lines) else None

    def selected(self) -> list[PlanLine]:
        rows = sorted(index.row() for index in self.selectedIndexes())
        return [self.rows.lines[row] for row in rows if row < len(self.rows.lines)]

    def go_to(self, key: str) -> None:
        if (row := self.rows.row_of(key)) >= 0:
            self.go_to_row(row)

    def go_to_row(self, row: int) -> None:
        index = self.rows.index(row)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def choose(self, keys: Sequence[str]) -> None:
        """Select several, the first of which is the current one."""
        flag = QItemSelectionModel.SelectionFlag
        for place, key in enumerate(keys):
            if (row := self.rows.row_of(key)) >= 0:
                index = self.rows.index(row)
                if place == 0:
                    self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect)
                self.selectionModel().select(index, flag.Select)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and current.row() < len(self.rows.lines):
            self.chosen.emit(self.rows.lines[current.row()].key)
            self.viewport().update()

    # -- writing in place

    def write(self) -> None:
        """Begin to write the title of the current row."""
        line = self.line
        if line and line.kind != Kind.PLAN and not self.rows.fixed:
            self._editing = line.key
            self.scrollTo(self.currentIndex())
            # Rows that have just come must have their places before a field can stand in one.
            self.executeDelayedItemsLayout()
            self.edit(self.currentIndex())

    def _ended(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        key, self._editing = self._editing or self.key or PLAN, ""
        if hint == QAbstractItemDelegate.EndEditHint.RevertModelCache and isinstance(editor, TitleLine):
            self.rows.renamed.emit(key, editor.before)
        self.ended.emit(key)
        if hint == QAbstractItemDelegate.EndEditHint.EditNextItem:
            self.left.emit()

    def closeEditor(self, editor: QWidget, _hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Tab goes on to the fields beside, not to the title below."""
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def event(self, event: QEvent) -> bool:
        # Qt would spend Tab on going to the next widget before it is a key.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._is_writing_key(event):
            self.write()
            return True
        return super().event(event)

    def _is_writing_key(self, event: QKeyEvent) -> bool:
        plain = event.key() == Qt.Key.Key_Tab and event.modifiers() == Qt.KeyboardModifier.NoModifier
        return bool(plain and not self.rows.fixed and self.line and self.line.kind != Kind.PLAN)

    # -- moving with the mouse

    def dropEvent(self, event: QDropEvent) -> None:
        index, position = self.indexAt(event.position().toPoint()), self.dropIndicatorPosition()
        row = index.row() if index.isValid() else self.rows.rowCount()
        if index.isValid() and position != QAbstractItemView.DropIndicatorPosition.AboveItem:
            row += 1
        self.rows.dropMimeData(event.mimeData(), Qt.DropAction.MoveAction, row, 0, QModelIndex())
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _dress(self) -> None:
        self.setStyleSheet(
            self._theme.sheet("QListView { background: $window; border: none; outline: 0; }" + SCROLL_BARS)
        )
        self.scheduleDelayedItemsLayout()
