"""The order of the people of a layer: dragged with the mouse, or moved with Alt and the arrows."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import Button, IconButton
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.language import _

_ROWS = 4


class OrderedList(QListWidget):
    """Alt+Up and Alt+Down move the chosen one, Del takes it out. Emits `reordered` for all of them."""

    reordered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("People in the order of their turns"))
        self.setAccessibleDescription(_("Alt+Up and Alt+Down move the chosen one, Del takes it out"))
        self.setToolTip(self.accessibleDescription())
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.model().rowsMoved.connect(self.reordered)
        self.model().rowsInserted.connect(self.reordered)
        self.model().rowsRemoved.connect(self.reordered)

    def names(self) -> tuple[str, ...]:
        return tuple(self.item(row).text() for row in range(self.count()))

    def step(self, by: int) -> None:
        row = self.currentRow()
        if row >= 0 and 0 <= row + by < self.count():
            self.insertItem(row + by, self.takeItem(row))
            self.setCurrentRow(row + by)

    def take_out(self) -> None:
        if self.currentRow() >= 0:
            self.takeItem(self.currentRow())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.step(steps[event.key()])
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.take_out()
        else:
            super().keyPressEvent(event)


class PeopleField(QWidget):
    """A tuple of names. `changed` comes with every change; the line adds a name, or several with commas, on Enter."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("People"))
        self.setAccessibleDescription(_("People in the order of their turns"))
        self.list = OrderedList()
        self.list.setFixedHeight(_ROWS * (self.list.fontMetrics().height() + 12) + 4)
        self.line = NameField(_("Add a person"), _("Enter adds the name to the order"))
        self.line.setPlaceholderText(_("Add a person"))
        self.add = Button(theme, _("A&dd"), "plus", description=_("Add this name at the end of the order"))
        self.up = IconButton(theme, "chevron-up", _("Earlier"), description=_("Move earlier (Alt+Up)"))
        self.down = IconButton(theme, "chevron-down", _("Later"), description=_("Move later (Alt+Down)"))
        self.out = IconButton(theme, "close", _("Take out"), description=_("Take out of the order (Del)"))
        self.add.setAutoDefault(False)
        self._lay_out()
        self.setFocusProxy(self.list)
        self.add.clicked.connect(self.take_line)
        self.up.clicked.connect(lambda: self.list.step(-1))
        self.down.clicked.connect(lambda: self.list.step(1))
        self.out.clicked.connect(self.list.take_out)
        self.list.reordered.connect(self.changed)
        self.line.textChanged.connect(lambda _text: self.changed.emit())

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(4)
        for button in (self.up, self.down, self.out):
            side.addWidget(button)
        side.addStretch(1)
        upper = QHBoxLayout()
        upper.setSpacing(8)
        upper.addWidget(self.list, 1)
        upper.addLayout(side)
        lower = QHBoxLayout()
        lower.setSpacing(8)
        lower.addWidget(self.line, 1)
        lower.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(upper)
        layout.addLayout(lower)

    def take_line(self) -> None:
        """Put what stands in the line into the order."""
        from incidentdesk.prepare.rota_typing import typed_names

        names = typed_names(self.line.text())
        if names:
            self.list.addItems(list(names))
            self.list.setCurrentRow(self.list.count() - 1)
        self.line.clear()

    def names(self) -> tuple[str, ...]:
        """The order, with a name at the end that stands in the line and was not added yet."""
        from incidentdesk.prepare.rota_typing import typed_names

        return (*self.list.names(), *typed_names(self.line.text()))

    def text(self) -> str:
        return "\n".join(self.names())

    def show_names(self, names: Iterable[str]) -> None:
        self.list.clear()
        self.line.clear()
        self.list.addItems(list(names))
