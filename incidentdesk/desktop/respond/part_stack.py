"""The parts of an incident's page behind their tabs, each known by a key.

The tabs that find no room stand in the menu of the button behind them, and never have to be scrolled for.
"""

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.fact_field import fill
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.part_tabs import PartTabs
from incidentdesk.language import _, ngettext


class DropTabs(PartTabs):
    """What is dragged over a tab opens its part after a moment; what is dropped on it is for that part.

    Emits `dropped(place, data)`, and `stepped(step)` for the next part or the one before.
    """

    dropped = Signal(int, QMimeData)
    stepped = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _("Parts of the incident"))
        self.setAccessibleDescription(_("Left and right arrow change the part, Ctrl+Tab from anywhere"))
        self.setUsesScrollButtons(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAcceptDrops(True)
        self.setChangeCurrentOnDrag(True)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def widths(self) -> list[int]:
        """What each tab needs, also those that are not shown."""
        return [self.tabSizeHint(place).width() for place in range(self.count())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Also to those that are not shown, which Qt would pass over or scroll to."""
        forth = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        step = {Qt.Key.Key_Right: forth, Qt.Key.Key_Left: -forth}.get(event.key(), 0)
        if step and 0 <= self.currentIndex() + step < self.count():
            self.stepped.emit(step)
        elif not step:
            super().keyPressEvent(event)

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
        self.more = Button(desk.theme, "", description=_("Parts that find no room beside the others"))
        self.more.setMenu(QMenu(self.more))
        self.more.menu().aboutToShow.connect(self._offer_more)
        self.more.hide()
        self.stack = QStackedWidget()
        self._strip = QWidget()
        strip = QHBoxLayout(self._strip)
        strip.setContentsMargins(0, 0, 8, 0)
        strip.setSpacing(4)
        strip.addWidget(self.tabs, 1)
        strip.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._strip)
        column.addWidget(self.stack, 1)
        self.tabs.currentChanged.connect(self._show)
        self.tabs.stepped.connect(self.step)
        self.tabs.dropped.connect(lambda place, data: self.dropped.emit(self.keys[place], data))
        desk.theme.changed.connect(self._dress)
        self._dress()

    def add(self, key: str, part: QWidget, text: str = "") -> None:
        self.keys.append(key)
        self.stack.addWidget(part)
        self.tabs.addTab(text)
        self._fit()

    def remove(self, key: str) -> None:
        """Take a part out; the widget itself stays."""
        place = self.keys.index(key)
        self.keys.remove(key)
        self.stack.removeWidget(self.stack.widget(place))
        self.tabs.removeTab(place)
        self._fit()

    def name(self, key: str, text: str, count: int = 0) -> None:
        counted = _("{what} {count}").format(what=text, count=self.locale().toString(count)) if count else text
        if counted != self.text(key):
            self.tabs.setTabText(self.keys.index(key), counted)
            self._fit()

    def text(self, key: str) -> str:
        return self.tabs.tabText(self.keys.index(key))

    @property
    def current(self) -> str:
        return self.keys[self.tabs.currentIndex()]

    def part(self, key: str) -> QWidget:
        return self.stack.widget(self.keys.index(key))

    def open(self, key: str) -> None:
        if key in self.keys:
            self._turn_to(self.keys.index(key))

    def _turn_to(self, place: int) -> None:
        # Its tab is in view before it becomes the current one, so that Qt does not scroll to it.
        self._fit(place)
        self.tabs.setCurrentIndex(place)

    def step(self, step: int) -> None:
        """To the next part, or the one before; the keyboard goes along, unless it is on the tabs."""
        on_tabs = self.tabs.hasFocus()
        self._turn_to((self.tabs.currentIndex() + step) % self.tabs.count())
        pane = getattr(self.stack.currentWidget(), "pane", None)
        if not on_tabs:
            (pane() if callable(pane) else self.stack.currentWidget()).setFocus(Qt.FocusReason.OtherFocusReason)

    # -- tabs that find no room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @property
    def hidden(self) -> list[str]:
        """The keys of the parts whose tabs find no room."""
        return [key for place, key in enumerate(self.keys) if not self.tabs.isTabVisible(place)]

    def _fit(self, wanted: int = -1) -> None:
        """Show as many tabs as there is room for, among them the current one and the one that is wanted."""
        shown = self._fitting({self.tabs.currentIndex(), wanted} - {-1})
        for place in range(self.tabs.count()):
            # Setting what is so already, Qt forgets that the tabs before are still to be laid out.
            if (place in shown) != self.tabs.isTabVisible(place):
                self.tabs.setTabVisible(place, place in shown)
        self._name_more(self.tabs.count() - len(shown))

    def _fitting(self, needed: set[int]) -> set[int]:
        """The places of the tabs for which there is room, those that are needed before all others."""
        widths = self.tabs.widths()
        room = self.width() - self._strip.layout().contentsMargins().right()
        if sum(widths) <= room:
            return set(range(len(widths)))
        room -= self._more_width() + sum(widths[place] for place in needed)
        shown = set(needed)
        for place, width in enumerate(widths):
            if place not in needed:
                room -= width
                if room < 0:
                    break
                shown.add(place)
        return shown

    def _more_width(self) -> int:
        self._name_more(len(self.keys))
        return self.more.sizeHint().width() + self._strip.layout().spacing()

    def _name_more(self, count: int) -> None:
        self.more.setVisible(count > 0)
        self.more.setText(ngettext("{count} more", "{count} more", count).format(count=count))
        self.more.setAccessibleName(ngettext("{count} more part", "{count} more parts", count).format(count=count))

    def _offer_more(self) -> None:
        menu = self.more.menu()
        menu.clear()
        for key in self.hidden:
            menu.addAction(self.text(key), lambda key=key: self._open_from_menu(key))

    def _open_from_menu(self, key: str) -> None:
        self.open(key)
        self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, place: int) -> None:
        if 0 <= place < len(self.keys):
            self._fit()
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
        for widget in (self._strip, self.tabs):
            fill(widget, self._desk.theme)
        self._fit()
