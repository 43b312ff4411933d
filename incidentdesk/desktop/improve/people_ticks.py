"""A list of people to tick, with a field that narrows it; who is ticked stays so while it is narrowed."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.search_field import SearchField
from incidentdesk.language import _

_ID = Qt.ItemDataRole.UserRole
_SHEET = """
QListWidget::indicator { width: 14px; height: 14px; border: 1px solid $outline; border-radius: 3px;
    background: $surface; }
QListWidget::indicator:checked { border: 1px solid $accent; background: $accent; image: url(%s); }
"""


@dataclass(frozen=True, slots=True)
class Ticked:
    """`note` says what is known of somebody, such as that a course is overdue."""

    person_id: int
    name: str
    note: str = ""
    ticked: bool = False


class PeopleTicks(QWidget):
    """Emits `changed` when somebody is ticked or no longer."""

    changed = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filter = SearchField(theme, _("Filter"), _("A name, a team, what is known"))
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setAccessibleDescription(_("Space ticks somebody"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.filter)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self.filter.changed.connect(self._narrow)
        self.filter.left.connect(lambda: self.list.setFocus(Qt.FocusReason.OtherFocusReason))
        self.list.itemChanged.connect(lambda _item: self.changed.emit())
        self._theme = theme
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        """The boxes of the style are not seen on every ground."""
        self.setStyleSheet(self._theme.sheet(_SHEET % self._theme.image("check", "surface")))

    def show_people(self, people: Iterable[Ticked]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for each in people:
            item = QListWidgetItem(f"{each.name} · {each.note}" if each.note else each.name)
            item.setData(_ID, each.person_id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if each.ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        if self.list.count():
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self._narrow(self.filter.text)
        self.changed.emit()

    def ticked(self) -> list[int]:
        """The ids of those who are ticked, in their order."""
        return [item.data(_ID) for item in self._items() if item.checkState() == Qt.CheckState.Checked]

    def tick(self, people: Iterable[int]) -> None:
        """Tick just these."""
        wanted = set(people)
        self.list.blockSignals(True)
        for item in self._items():
            item.setCheckState(Qt.CheckState.Checked if item.data(_ID) in wanted else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self.changed.emit()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        shown = 0
        for item in self._items():
            kept = all(word in item.text().casefold() for word in words)
            item.setHidden(not kept)
            shown += kept
        current = self.list.currentItem()
        if current is None or current.isHidden():
            self.list.setCurrentItem(next((item for item in self._items() if not item.isHidden()), None))
        self.filter.show_count(shown, self.list.count())
