"""A page of several lists, one behind each tab, each made when it is first wanted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.place_parts import PARTS
from incidentdesk.desktop.widgets.button import PrimaryButton
from incidentdesk.desktop.widgets.part_tabs import PartTabs
from incidentdesk.language import _

_GATHERING = 200  # milliseconds


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the page. `new` is what its filled button makes, "" for none; the texts are marked for translation.

    What `make` gives is a widget with `opened = Signal(str)`, `refresh()`, `new()`, `panes()` for F6, and perhaps
    `show_record(id)`.
    """

    key: str
    text: str
    new: str
    make: Callable[[Desk], QWidget]


def tabs_of(place: str, *makes: Callable[[Desk], QWidget]) -> tuple[Tab, ...]:
    """The tabs of a place, in the order of its parts."""
    parts = zip(PARTS[place], makes, strict=True)
    return tuple(Tab(part.key, part.text, part.new, make) for part, make in parts)


@dataclass(frozen=True, slots=True)
class TabbedPlace:
    """What a page is called and where it stands: `key` is the beginning of the ids of its commands, and their scope.

    `counts` reads the numbers behind the tabs, again with news of `counted`.
    """

    key: str
    title: str
    parts_name: str
    menu: str
    tabs: Sequence[Tab]
    counts: Callable[[Any], Mapping[str, int]]
    counted: frozenset[str]


class TabbedPage(QWidget):
    """Emits `opened(reference)`. The preference `KEY_tab` remembers which part was shown."""

    opened = Signal(str)

    def __init__(self, desk: Desk, place: TabbedPlace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.place = desk, place
        self.panes_by_key: dict[str, Any] = {}
        self._build()
        self._declare_steps()
        self._declare_new()
        self._connect()
        self._dress()
        self.show_tab(desk.preferences.get(f"{place.key}_tab"))
        self._count()

    # -- building

    def _build(self) -> None:
        theme = self.desk.theme
        self._title = QLabel(self.place.title)
        self.new_button = PrimaryButton(theme, "", "plus")
        names = [_(tab.text) for tab in self.place.tabs]
        self.tabs = PartTabs(theme, self.place.parts_name, names, ground="window")
        self.tabs.setAccessibleDescription(_("Left and right arrow change the part, Ctrl+Tab from anywhere"))
        self.parts = QStackedWidget()
        self.head = QHBoxLayout()
        self.head.setSpacing(12)
        self.head.addWidget(self._title, 1)
        self.head.addWidget(self.new_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 0)
        column.setSpacing(0)
        column.addLayout(self.head)
        column.addSpacing(8)
        column.addWidget(self.tabs)
        column.addSpacing(8)
        column.addWidget(self.parts, 1)

    def _declare_steps(self) -> None:
        key, menu = self.place.key, self.place.menu
        for name, text, step, keys in (
            ("next_tab", _("Next part"), 1, "Ctrl+Tab"),
            ("previous_tab", _("Previous part"), -1, "Ctrl+Shift+Tab"),
        ):
            icon = "chevron-right" if step > 0 else "chevron-left"
            self.desk.registry.add(
                Action(f"{key}.{name}", text, lambda step=step: self.step(step), icon, (keys,), key, menu, 5), self
            )

    def _declare_new(self) -> None:
        for tab in self.place.tabs:
            if not tab.new:
                continue
            self.desk.registry.add(
                Action(
                    f"{self.place.key}.new.{tab.key}", _(tab.new), lambda key=tab.key: self.make_new(key), "plus", (),
                    "global", "", 0, self._why_read_only,
                ),
                self,
            )  # fmt: skip

    def _why_read_only(self) -> str:
        return str(self.desk.database.read_only)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda place: self.show_tab(self.place.tabs[place].key))
        self.tabs.tabBarClicked.connect(lambda place: self.show_tab(self.place.tabs[place].key))
        self.new_button.clicked.connect(lambda: self.make_new(self.key))
        self.desk.changes.changed.connect(self._heard)
        self.desk.theme.changed.connect(self._dress)
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self._count)

    # -- parts

    @property
    def key(self) -> str:
        """The key of the part that is chosen."""
        return self.place.tabs[self.tabs.currentIndex()].key

    @property
    def pane(self) -> Any:
        return self.panes_by_key[self.key]

    def show_tab(self, key: str) -> None:
        """Show a part; it is made when it is first wanted."""
        tabs = self.place.tabs
        place = next((place for place, tab in enumerate(tabs) if tab.key == key), 0)
        tab = tabs[place]
        if tab.key not in self.panes_by_key:
            pane = self.panes_by_key[tab.key] = tab.make(self.desk)
            pane.opened.connect(self.opened)
            self.parts.addWidget(pane)
            pane.refresh()
        had_focus = self.parts.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(place)
        self.tabs.blockSignals(False)
        self.parts.setCurrentWidget(self.panes_by_key[tab.key])
        self.desk.preferences.set(f"{self.place.key}_tab", tab.key)
        # Empty text has a translation of its own in gettext, which is no name.
        new = _(tab.new) if tab.new else ""
        self.new_button.setText(new)
        self.new_button.setAccessibleName(new)
        self.new_button.setAccessibleDescription(new)
        self.new_button.setVisible(bool(new))
        why_shut = self._why_read_only()
        self.new_button.setEnabled(not why_shut)
        self.new_button.setToolTip(why_shut)
        if had_focus:
            self.pane.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.desk.registry.refresh()

    def step(self, step: int) -> None:
        """To the next part, or the one before."""
        place = (self.tabs.currentIndex() + step) % len(self.place.tabs)
        on_tabs = self.tabs.hasFocus()
        self.show_tab(self.place.tabs[place].key)
        if not on_tabs:
            self.pane.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_part(self, name: str) -> None:
        """A part by its key, or one of its records: "actions", "lessons/12"."""
        key, _slash, record_id = name.replace("_", "-").partition("/")
        if key not in {tab.key for tab in self.place.tabs}:
            return
        self.show_tab(key)
        show_record = getattr(self.pane, "show_record", None)
        if record_id.isdecimal() and callable(show_record):
            show_record(int(record_id))

    def make_new(self, key: str) -> None:
        """Begin a new record in a part."""
        self.show_tab(key)
        self.pane.new()

    # -- numbers

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if self.place.counted & changes.keys():
            self._gathering.start()

    def _count(self) -> None:
        self.desk.background.run_latest(
            f"counts of {id(self)}",
            _counts,
            self.desk.database,
            self.place.counts,
            then=self._show_counts,
            failed=lambda _refused: None,
        )

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        for place, tab in enumerate(self.place.tabs):
            count = counts.get(tab.key, 0)
            text = _(tab.text)
            counted = _("{what} {count}").format(what=text, count=self.locale().toString(count)) if count else text
            self.tabs.setTabText(place, counted)

    # -- what the window asks

    def title(self) -> str:
        return self.place.title

    def refresh(self) -> None:
        """Read everything that is shown anew."""
        for pane in self.panes_by_key.values():
            pane.refresh()
        self._count()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [*self.pane.panes(), self.tabs]

    def _dress(self) -> None:
        self._title.setFont(self.desk.theme.font("h1"))
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        self._title.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)


def _counts(database: Any, counts: Callable[[Any], Mapping[str, int]]) -> Mapping[str, int]:
    with database.read() as reader:
        return counts(reader)
