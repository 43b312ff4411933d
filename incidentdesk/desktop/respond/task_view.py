"""The list of steps of the plan runner, worked by the keyboard first."""

from collections.abc import Iterable

from PySide6.QtCore import QAbstractItemModel, QEvent, QItemSelectionModel, QMimeData, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.task_delegate import TaskDelegate
from incidentdesk.desktop.respond.task_keys import wish_of
from incidentdesk.desktop.respond.task_model import HeadRow, OpenRow, Row, StepRow, TaskModel
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.language import _
from incidentdesk.respond.task_list import TaskRow


class TaskView(QListView):
    """Emits `wanted(what)` for the step under the cursor: "tick", "skip", "block", "assign", "add", "unfold" and so on.

    `dropped(task_id, data)` brings files.
    """

    wanted = Signal(str)
    dropped = Signal(int, QMimeData)
    cursor_moved = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.tasks = TaskModel(self)
        self.setModel(self.tasks)
        self.delegate = TaskDelegate(desk.theme, self)
        self.setItemDelegate(self.delegate)
        self._unfolded: QWidget | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setAccessibleName(_("Steps of the plan"))
        self.setAccessibleDescription(
            _("Space ticks, S skips, B blocks, A assigns, N adds a task, Enter shows what is to be done")
        )
        desk.theme.changed.connect(self._dress)
        self._dress()

    # -- what is shown

    def show_rows(self, rows: Iterable[Row], now: int, unfolded: QWidget | None) -> None:
        """`unfolded` is the widget for the OpenRow among the rows; None where there is none."""
        current, before = self.current_task(), self.currentIndex().row()
        self.delegate.now = self.tasks.now = now
        if unfolded is not self._unfolded:
            self._let_go()
        self.tasks.show(rows)
        self._unfolded = unfolded
        place = next((at for at, row in enumerate(self.tasks.rows) if isinstance(row, OpenRow)), -1)
        if unfolded is not None and place >= 0:
            if self.indexWidget(self.tasks.index(place)) is not unfolded:
                self.setIndexWidget(self.tasks.index(place), unfolded)
            self.fit_unfolded()
        if current is not None and self.tasks.place_of(("step", current.id)) >= 0:
            self.choose(current.id)
        elif current is not None:
            # It was taken away: the cursor stays where it stood.
            self._step(min(before, len(self.tasks.rows) - 1), -1)
        elif self.tasks.rows:
            self.choose_first()

    def _let_go(self) -> None:
        for place, row in enumerate(self.tasks.rows):
            if isinstance(row, OpenRow):
                self.setIndexWidget(self.tasks.index(place), None)

    def fit_unfolded(self) -> None:
        """Give what is unfolded the height that it needs at this width."""
        if self._unfolded is None:
            return
        width = self.viewport().width()
        height = self._unfolded.heightForWidth(width) if self._unfolded.hasHeightForWidth() else -1
        height = max(height, self._unfolded.minimumSizeHint().height())
        if height != self.delegate.open_height:
            self.delegate.open_height = height
            self.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What was in view under the cursor stays so, as when a reason is asked for above; at first nothing was."""
        before, current = event.oldSize().height(), self.visualRect(self.currentIndex())
        super().resizeEvent(event)
        self.fit_unfolded()
        if before <= 0 or not self.isVisible() or 0 <= current.top() < before:
            self.show_current()

    def renew(self, now: int) -> None:
        """Other times for the same steps."""
        self.delegate.now = self.tasks.now = now
        self.viewport().update()

    # -- the cursor

    def current_task(self) -> TaskRow | None:
        row = self.tasks.row_at(self.currentIndex())
        return row.task if isinstance(row, StepRow | OpenRow) else None

    def choose(self, task_id: int) -> None:
        place = self.tasks.place_of(("step", task_id))
        if place >= 0 and place != self.currentIndex().row():
            self._set_current(place)

    def show_current(self) -> None:
        """Scroll to the step under the cursor with what is unfolded below it, its beginning first."""
        index = self.currentIndex()
        self.executeDelayedItemsLayout()
        below = index.row() + 1
        if below < len(self.tasks.rows) and isinstance(self.tasks.rows[below], OpenRow):
            self.scrollTo(self.tasks.index(below))
        self.scrollTo(index)

    def choose_first(self) -> None:
        self._step(0, 1)

    def _set_current(self, place: int) -> None:
        index = self.tasks.index(place)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.cursor_moved.emit()

    def _step(self, start: int, by: int) -> None:
        place = start
        while 0 <= place < len(self.tasks.rows):
            if isinstance(self.tasks.rows[place], StepRow):
                self._set_current(place)
                return
            place += by

    # -- keys and mouse

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and wish_of(self._desk.registry, event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wish = wish_of(self._desk.registry, event)
        if wish:
            self.wanted.emit(wish)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            by = -1 if event.key() == Qt.Key.Key_Up else 1
            self._step(self.currentIndex().row() + by, by)
        elif event.key() == Qt.Key.Key_Home:
            self._step(0, 1)
        elif event.key() == Qt.Key.Key_End:
            self._step(len(self.tasks.rows) - 1, -1)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not isinstance(self.tasks.row_at(index), StepRow):
            return
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        # Somewhat larger than it looks, so that it is easy to hit.
        box = self.delegate.box_of(self.visualRect(index), mirrored).adjusted(-6, -6, 6, 6)
        self.wanted.emit("tick" if box.contains(event.position().toPoint()) else "unfold")

    def contextMenuEvent(self, _event: QContextMenuEvent) -> None:
        if self.current_task() is not None:
            self.wanted.emit("menu")

    # -- files

    def _task_under(self, event: QDropEvent) -> TaskRow | None:
        row = self.tasks.row_at(self.indexAt(event.position().toPoint()))
        return None if row is None or isinstance(row, HeadRow) else row.task

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        task = self._task_under(event)
        if task is not None:
            self.choose(task.id)
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        task = self._task_under(event)
        if task is not None:
            event.acceptProposedAction()
            self.dropped.emit(task.id, event.mimeData())

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(theme.sheet("QListView { background: $surface; outline: 0; }" + SCROLL_BARS))
        model: QAbstractItemModel = self.tasks
        if model.rowCount():
            self.scheduleDelayedItemsLayout()
