"""Choosing columns and their order."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _

_SHEET = """
QListView::indicator { width: 16px; height: 16px; border: 1px solid $outline; background: $surface;
    border-radius: 4px; }
QListView::indicator:checked { background: $accent; border-color: $accent; image: url(CHECK); }
QListView::item:disabled { color: $outline; }
QListView::indicator:checked:disabled { background: $outline; border-color: $outline; }
"""


class ColumnList(QListWidget):
    """Columns with a tick where they are wanted, in the order in which they will stand; Alt and an arrow move one."""

    changed = Signal()

    def __init__(
        self, theme: Theme, columns: Sequence[tuple[str, str]], chosen: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        names = dict(columns)
        for name in (*chosen, *(name for name, _label in columns if name not in chosen)):
            item = QListWidgetItem(names[name], self)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsDragEnabled
            )
            item.setCheckState(Qt.CheckState.Checked if name in chosen else Qt.CheckState.Unchecked)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setToolTip(_("Space takes a column in or out; drag it, or press Alt and an arrow, to move it"))
        self.setMinimumHeight(120)
        self.setCurrentRow(0)
        theme.changed.connect(self._dress)
        self._dress()
        self.itemChanged.connect(lambda _item: self.changed.emit())
        self.model().rowsMoved.connect(lambda: self.changed.emit())

    def chosen(self) -> tuple[str, ...]:
        items = [self.item(row) for row in range(self.count())]
        return tuple(
            item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def choose(self, wanted: Sequence[str]) -> None:
        """Tick these and no others."""
        self.blockSignals(True)
        for row in range(self.count()):
            item = self.item(row)
            chosen = item.data(Qt.ItemDataRole.UserRole) in wanted
            item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
        self.blockSignals(False)
        self.changed.emit()

    def move(self, row: int, step: int) -> None:
        """Put a column one place up or down."""
        target = row + step
        if 0 <= row < self.count() and 0 <= target < self.count():
            self.blockSignals(True)
            item = self.takeItem(row)
            self.insertItem(target, item)
            self.blockSignals(False)
            self.setCurrentRow(target)
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move(self.currentRow(), step)
            return
        super().keyPressEvent(event)

    def _dress(self) -> None:
        sheet = _SHEET.replace("CHECK", self._theme.image("check", "accent_text"))
        self.setStyleSheet(self._theme.sheet(sheet))
