"""Choosing an entry of the timeline by searching for it."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.number import number
from incidentdesk.investigate.evidence_offer import OfferedEntry
from incidentdesk.language import _, isolated

_LONGEST_SHOWN = 160  # characters
ENTRY = Qt.ItemDataRole.UserRole


class EntryModel(QAbstractListModel):
    """The entries that hold all the words searched for."""

    def __init__(self, zone: ZoneInfo, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._all: list[OfferedEntry] = []
        self._shown: list[OfferedEntry] = []
        self._several = False

    def offer(self, entries: list[OfferedEntry]) -> None:
        self._all = entries
        self._several = len({entry.incident_id for entry in entries}) > 1
        self.search("")

    def search(self, words: str) -> None:
        wanted = words.casefold().split()
        self.beginResetModel()
        self._shown = [
            entry for entry in self._all if all(word in f"{entry.author} {entry.text}".casefold() for word in wanted)
        ]
        self.endResetModel()

    def place_of(self, entry_id: int) -> QModelIndex:
        rows = (row for row, entry in enumerate(self._shown) if entry.id == entry_id)
        return self.index(next(rows, -1))

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if not index.isValid():
            return None
        entry = self._shown[index.row()]
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.ToolTipRole:
            return moment.full(entry.happened_at, self._zone)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._told(entry)
        return None

    def _told(self, entry: OfferedEntry) -> str:
        line = " ".join(entry.text.split())
        short = line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"
        when = moment.day_and_time(entry.happened_at, clock.stored(clock.now()), self._zone)
        told = _("{time} · {name}: {text}").format(time=when, name=isolated(entry.author), text=isolated(short))
        if not self._several:
            return told
        return _("{number} · {entry}").format(number=number(entry.incident_id), entry=told)


class EntryPicker(QWidget):
    """A search field above the list; arrows move in the list while words are typed. Emits `changed`."""

    changed = Signal()

    def __init__(self, theme: Theme, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = EntryModel(zone, self)
        self.search = QLineEdit(placeholderText=_("Search the timeline"))
        self.search.setAccessibleName(_("Search the timeline"))
        self.search.setAccessibleDescription(_("Words that the entry has; up and down choose one"))
        self.search.setClearButtonEnabled(True)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setAccessibleName(_("Entries of the timeline"))
        self.list.setAccessibleDescription(_("The latest first"))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing = QLabel(_("No entry has these words."), alignment=Qt.AlignmentFlag.AlignCenter)
        self.nothing.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.nothing, 1)
        self.setFocusProxy(self.search)
        self._wanted = 0
        self.search.textChanged.connect(self._search)
        self.search.installEventFilter(self)
        self.list.selectionModel().currentChanged.connect(lambda _now, _before: self.changed.emit())
        self._theme = theme

    def offer(self, entries: list[OfferedEntry]) -> None:
        self.model.offer(entries)
        self._search(self.search.text())
        if not entries:
            self.nothing.setText(_("The timeline has no notes yet."))
        if self._wanted:
            self.choose(self._wanted)

    def choose(self, entry_id: int) -> None:
        """Choose an entry, at once or as soon as it is offered."""
        self._wanted = entry_id
        place = self.model.place_of(entry_id)
        if place.isValid():
            self.list.setCurrentIndex(place)
            self.list.scrollTo(place)

    def chosen(self) -> OfferedEntry | None:
        index = self.list.currentIndex()
        return index.data(ENTRY) if index.isValid() else None

    def _search(self, words: str) -> None:
        before = self.chosen()
        self.model.search(words)
        found = self.model.rowCount() > 0
        self.list.setVisible(found)
        self.nothing.setVisible(not found)
        place = self.model.place_of(before.id) if before else QModelIndex()
        if words and found:
            self.list.setCurrentIndex(place if place.isValid() else self.model.index(0))
        self.changed.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        if QKeyEvent.key(event) not in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            return False
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))
        else:
            self.list.keyPressEvent(event)
        return True
