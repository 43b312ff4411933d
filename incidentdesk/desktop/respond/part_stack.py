"""The parts of an incident's page behind their tabs, each known by a key."""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.fact_field import fill
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.part_tabs import PartTabs
from incidentdesk.language import _


class DropTabs(PartTabs):
    """What is dragged over a tab opens its part after a moment; what is dropped on it is for that part.

    Emits `dropped(place, data)`.
    """

    dropped = Signal(int, QMimeData)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _("Parts of the incident"))
        self.setAcceptDrops(True)
        self.setChangeCurrentOnDrag(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self.tabAt(event.position().toPoint()) >= 0:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        place = self.tabAt(event.position().toPoint())
        if place >= 0:
            event.acceptProposedAction()
            self.dropped.emit(place, event.mimeData())


class PartStack(QWidget):
    """Emits `shown(key)` when another part has come into view, and `dropped(key, data)`."""

    shown = Signal(str)
    dropped = Signal(str, QMimeData)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.keys: list[str] = []
        self.tabs = DropTabs(desk.theme)
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)
        self.tabs.currentChanged.connect(self._show)
        self.tabs.dropped.connect(lambda place, data: self.dropped.emit(self.keys[place], data))
        desk.theme.changed.connect(self._dress)
        self._dress()

    def add(self, key: str, part: QWidget, text: str = "") -> None:
        self.keys.append(key)
        self.stack.addWidget(part)
        self.tabs.addTab(text)

    def remove(self, key: str) -> None:
        """Take a part out; the widget itself stays."""
        place = self.keys.index(key)
        self.keys.remove(key)
        self.stack.removeWidget(self.stack.widget(place))
        self.tabs.removeTab(place)

    def name(self, key: str, text: str, count: int = 0) -> None:
        counted = _("{what} {count}").format(what=text, count=self.locale().toString(count)) if count else text
        self.tabs.setTabText(self.keys.index(key), counted)

    def text(self, key: str) -> str:
        return self.tabs.tabText(self.keys.index(key))

    @property
    def current(self) -> str:
        return self.keys[self.tabs.currentIndex()]

    def part(self, key: str) -> QWidget:
        return self.stack.widget(self.keys.index(key))

    def open(self, key: str) -> None:
        if key in self.keys:
            self.tabs.setCurrentIndex(self.keys.index(key))

    def _show(self, place: int) -> None:
        if 0 <= place < len(self.keys):
            part = self.stack.widget(place)
            seen = part.focusWidget() is not None
            self.stack.setCurrentIndex(place)
            if not seen:
                self._mend_focus(part)
            self.shown.emit(self.keys[place])

    def _mend_focus(self, part: QWidget) -> None:
        """At the first time the focus goes from what is hidden to whatever stands first, where the keys do nothing."""
        focus, pane = self.focusWidget(), getattr(part, "pane", None)
        if focus is not None and part.isAncestorOf(focus) and callable(pane):
            pane().setFocus(Qt.FocusReason.OtherFocusReason)

    def _dress(self) -> None:
        fill(self.tabs, self._desk.theme)
