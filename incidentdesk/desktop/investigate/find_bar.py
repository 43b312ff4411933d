"""Finding a cause by words in its text or note."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import IconButton
from incidentdesk.desktop.widgets.field import dress_fields
from incidentdesk.investigate.cause_graph import CauseGraph
from incidentdesk.language import _


def found_keys(graph: CauseGraph, text: str) -> list[str]:
    """The causes and categories that have every word of the text in them, in the order of the document."""
    words = text.casefold().split()
    if not words:
        return []
    return [
        cause.key
        for cause in graph.subtree("")
        if all(word in f"{cause.text} {cause.note} {cause.owner}".casefold() for word in words)
    ]


class FindBar(QFrame):
    """Emits `found(key)` for the one to be shown, and `closed` when the keyboard goes back."""

    found = Signal(str)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._graph = CauseGraph()
        self._keys: list[str] = []
        self._place = 0
        self.setObjectName("find")
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Find a cause"))
        self.field.setAccessibleName(_("Find a cause"))
        self.field.setAccessibleDescription(_("Enter goes to the next one, Shift+Enter to the one before, Esc closes"))
        self.count = QLabel()
        self.previous = IconButton(desk.theme, "chevron-up", _("The one before"))
        self.next = IconButton(desk.theme, "chevron-down", _("The next one"))
        close = IconButton(desk.theme, "close", _("Close"))
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 6, 8, 6)
        line.setSpacing(6)
        for widget in (self.field, self.count, self.previous, self.next, close):
            line.addWidget(widget)
        line.insertStretch(2, 0)
        self.field.textChanged.connect(self._narrow)
        self.field.installEventFilter(self)
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        close.clicked.connect(self.leave)
        desk.theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def open(self, graph: CauseGraph) -> None:
        self._graph = graph
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._narrow(self.field.text())

    def show_graph(self, graph: CauseGraph) -> None:
        self._graph = graph
        if not self.isHidden():
            self._keys = found_keys(graph, self.field.text())
            self._tell()

    def leave(self) -> None:
        self.hide()
        self.closed.emit()

    def _narrow(self, text: str) -> None:
        self._keys, self._place = found_keys(self._graph, text), 0
        self._show()

    def step(self, by: int) -> None:
        if self._keys:
            self._place = (self._place + by) % len(self._keys)
            self._show()

    def _show(self) -> None:
        self._tell()
        if self._keys:
            self.found.emit(self._keys[self._place])

    def _tell(self) -> None:
        if not self.field.text().strip():
            self.count.setText("")
        elif not self._keys:
            self.count.setText(_("Nothing found"))
        else:
            self._place = min(self._place, len(self._keys) - 1)
            self.count.setText(_("{place} of {count}").format(place=self._place + 1, count=len(self._keys)))

    def eventFilter(self, _field: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            return False
        return True

    def _dress(self) -> None:
        dress_fields(
            self,
            self._desk.theme,
            "#find { background: $window; border: none; border-bottom: 1px solid $border; }"
            "QLabel { color: $text2; background: transparent; }",
        )
        self.field.setMaximumWidth(360)
