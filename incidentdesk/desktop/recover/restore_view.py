"""The list of restore tasks, as high as its rows and worked by the keyboard first."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QKeyCombination, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QSizePolicy, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.recover.restore_delegate import RestoreDelegate
from incidentdesk.desktop.recover.restore_model import RestoreModel
from incidentdesk.language import _
from incidentdesk.recover.recovery_list import RecoverySheet, RestoreRow

# The page knows some of these letters too; while tasks have the focus, the keys are for them.
KEYED = ("start", "fail", "skip", "unaffected", "reopen", "assign", "edit", "add", "withdraw", "up", "down")
_DONE, _EDIT = Qt.Key.Key_Space, (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RestoreView(QListView):
    """Emits `wanted(what)` for the task under the cursor, and `cursor_moved`."""

    wanted = Signal(str)
    cursor_moved = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.tasks = RestoreModel(self)
        self.delegate = RestoreDelegate(desk.theme, self.tasks)
        self.setModel(self.tasks)
        self.setItemDelegate(self.delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Restore tasks"))
        self.setAccessibleDescription(
            _(
                "Space says done, B begins, F says failed, S skips, W says that it worked all the time, A gives it to"
                " somebody, N adds a task, Enter opens one, Alt with the arrows moves it"
            )
        )
        self.doubleClicked.connect(lambda _index: self.wanted.emit("edit"))
        desk.theme.changed.connect(self._dress)
        self._dress()

    def show_sheet(self, sheet: RecoverySheet | None, now: int) -> None:
        """The cursor stays on its task; at first it stands on what can be done now."""
        current = self.current_task()
        self.tasks.show(sheet, now)
        self._fit()
        if sheet is not None and sheet.tasks:
            known = current.id if current is not None and sheet.task(current.id) is not None else None
            ready = next((task.id for task in sheet.tasks if task.ready), sheet.tasks[0].id)
            self.choose(known if known is not None else ready)

    def renew(self, now: int) -> None:
        """Other times for the same tasks."""
        self.tasks.now = now
        self.viewport().update()

    def current_task(self) -> RestoreRow | None:
        return self.tasks.task_at(self.currentIndex())

    def choose(self, task_id: int) -> None:
        place = self.tasks.place_of(task_id)
        if place >= 0 and place != self.currentIndex().row():
            index = self.tasks.index(place)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        task = self.tasks.task_at(current)
        self.delegate.chosen = task.id if task is not None else None
        self.viewport().update()
        self.cursor_moved.emit()

    def anchor(self) -> QRect:
        """Where the task under the cursor stands on the screen."""
        rect = self.visualRect(self.currentIndex())
        return QRect(self.viewport().mapToGlobal(rect.topLeft()), rect.size())

    def _fit(self) -> None:
        rows = range(self.tasks.rowCount())
        self.setFixedHeight(sum(self.sizeHintForIndex(self.tasks.index(row)).height() for row in rows) + 2)

    # -- keys and mouse

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._wish(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wish = self._wish(event)
        if wish:
            self.wanted.emit(wish)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        """To the next task, over the heads of phases."""
        place = self.currentIndex().row() + by
        while 0 <= place < len(self.tasks.rows):
            task = self.tasks.task_at(self.tasks.index(place))
            if task is not None:
                self.choose(task.id)
                return
            place += by

    def _wish(self, event: QKeyEvent) -> str:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not modifiers and event.key() == _DONE:
            return "finish"
        if not modifiers and event.key() in _EDIT:
            return "edit"
        pressed = QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key())))
        registry = self._desk.registry
        known = [key for key in KEYED if f"recovery.{key}" in registry.ids()]
        return next((key for key in known if pressed in registry.qaction(f"recovery.{key}").shortcuts()), "")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.wanted.emit("menu")
        event.accept()

    def _dress(self) -> None:
        self.setFont(self._desk.theme.font("base"))
        self.setStyleSheet("QListView { background: transparent; border: none; outline: 0; }")
        self._fit()
