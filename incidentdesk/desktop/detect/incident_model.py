"""The list of incidents as Qt sees it: ids in an array, rows fetched when they are looked at."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.incident_column import COLUMNS, cell_text, full_text
from incidentdesk.desktop.detect.listing import Listed, places
from incidentdesk.desktop.detect.row_cache import PATIENCE, RowCache
from incidentdesk.detect.register import Group, IncidentRow
from incidentdesk.language import _, isolated, ngettext

_Index = QModelIndex | QPersistentModelIndex
ID = Qt.ItemDataRole.UserRole


@dataclass(slots=True)
class Band:
    """A group with the place of its first incident in the list and the row of its heading."""

    group: Group
    start: int
    top: int = 0
    folded: bool = False

    @property
    def height(self) -> int:
        """Rows that it takes, with its heading."""
        return 1 if self.folded else 1 + self.group.size


class IncidentModel(QAbstractTableModel):
    """Rows are incidents and, where the list is grouped, headings of groups. Every look-up takes the same time in a
    list of a million as in one of ten."""

    def __init__(self, desk: Desk, cache: RowCache, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.cache = cache
        self.ids: array[int] = array("q")
        self.bands: list[Band] = []
        self._tops: list[int] = []
        self._folded: set[tuple[str, object]] = set()
        self._group_key = ""
        self._size = 0

    # -- filling

    def show(self, listed: Listed) -> bool:
        """Take another list; says whether rows have changed their places, so that the selection has to be set anew."""
        self.cache.put(listed.rows)
        if listed.ids == self.ids and not listed.groups and not self.bands:
            return False
        if not listed.groups and not self.bands and self._is_continued_by(listed.ids):
            self.beginInsertRows(QModelIndex(), len(self.ids), len(listed.ids) - 1)
            self.ids = listed.ids
            self._size = len(self.ids)
            self.endInsertRows()
            return False
        self.beginResetModel()
        self.ids = listed.ids
        self._group_key = listed.query.group or ""
        self._make_bands(listed.groups)
        self.endResetModel()
        return True

    def _is_continued_by(self, ids: "array[int]") -> bool:
        return 0 < len(self.ids) < len(ids) and ids[: len(self.ids)] == self.ids

    def _make_bands(self, groups: Sequence[Group]) -> None:
        self.bands, start = [], 0
        for group in groups:
            # A commit between the two questions may have made the list shorter than its groups say.
            size = min(group.size, len(self.ids) - start)
            if size > 0:
                folded = (self._group_key, group.value) in self._folded
                self.bands.append(Band(group._replace(size=size), start, folded=folded))
                start += size
        if self.bands and start < len(self.ids):
            last = self.bands[-1]
            last.group = last.group._replace(size=last.group.size + len(self.ids) - start)
        self._stack_bands()

    def _stack_bands(self) -> None:
        top = 0
        for band in self.bands:
            band.top = top
            top += band.height
        self._tops = [band.top for band in self.bands]
        self._size = top if self.bands else len(self.ids)

    def clear(self) -> None:
        self.beginResetModel()
        self.ids, self.bands, self._tops, self._size = array("q"), [], [], 0
        self.endResetModel()

    # -- rows and ids

    @property
    def row_total(self) -> int:
        return self._size

    def band_of(self, row: int) -> Band | None:
        """The group that a row belongs to."""
        return self.bands[bisect_right(self._tops, row) - 1] if self.bands else None

    def heading(self, row: int) -> Band | None:
        """The group whose heading a row is."""
        band = self.band_of(row)
        return band if band is not None and band.top == row else None

    def id_at(self, row: int) -> int:
        """The incident in a row; 0 for a heading and for a row that does not exist."""
        if not 0 <= row < self._size:
            return 0
        band = self.band_of(row)
        if band is None:
            return self.ids[row]
        return 0 if band.top == row else self.ids[band.start + row - band.top - 1]

    def ids_between(self, first: int, last: int) -> "array[int]":
        """The incidents in these rows, both ends included."""
        if not self.bands:
            return self.ids[max(0, first) : last + 1]
        found = array("q")
        row = max(0, first)
        while row <= min(last, self._size - 1):
            band = self.band_of(row)
            end = band.top + band.height - 1
            low = max(row, band.top + 1)
            high = min(last, end)
            if high >= low:
                offset = band.start - band.top - 1
                found.extend(self.ids[low + offset : high + offset + 1])
            row = end + 1
        return found

    def rows_of(self, wanted: Iterable[int], known: dict[int, int] | None = None) -> dict[int, int]:
        """The rows in which incidents stand, of those that stand in one; `known` are their places in the list."""
        found = places(self.ids, wanted) if known is None else known
        rows = {}
        for each, place in found.items():
            row = self.row_of_place(place)
            if row >= 0:
                rows[each] = row
        return rows

    def row_of_place(self, place: int) -> int:
        """The row of a place in the list; -1 inside a folded group."""
        if not self.bands:
            return place
        band = self.bands[bisect_right([each.start for each in self.bands], place) - 1]
        return -1 if band.folded else band.top + 1 + place - band.start

    def incident(self, row: int, patience: int = 0) -> IncidentRow | None:
        """What the list shows of the incident in a row; None for a heading and until it has come."""
        incident_id = self.id_at(row)
        if not incident_id:
            return None
        if patience:
            self.cache.need([incident_id], patience)
        return self.cache.get(incident_id)

    def need(self, first: int, last: int, patience: int = PATIENCE) -> None:
        """These rows are being looked at."""
        self.cache.need(self.ids_between(first, last), patience)

    # -- groups

    def fold(self, row: int, folded: bool) -> None:
        """Fold or unfold the group whose heading stands in a row."""
        band = self.heading(row)
        if band is None or band.folded == folded:
            return
        key = (self._group_key, band.group.value)
        (self._folded.add if folded else self._folded.discard)(key)
        first, last = row + 1, row + band.group.size
        if folded:
            self.beginRemoveRows(QModelIndex(), first, last)
            band.folded = True
            self._stack_bands()
            self.endRemoveRows()
        else:
            self.beginInsertRows(QModelIndex(), first, last)
            band.folded = False
            self._stack_bands()
            self.endInsertRows()

    def fold_all(self, folded: bool) -> None:
        self.beginResetModel()
        for band in self.bands:
            band.folded = folded
            key = (self._group_key, band.group.value)
            (self._folded.add if folded else self._folded.discard)(key)
        self._stack_bands()
        self.endResetModel()

    # -- what Qt asks

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._size

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.heading(index.row()):
            return Qt.ItemFlag.ItemIsEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsEditable if COLUMNS[index.column()].field else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole):
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(COLUMNS):
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                return _(COLUMNS[section].title)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                end = Qt.AlignmentFlag.AlignTrailing if COLUMNS[section].trailing else Qt.AlignmentFlag.AlignLeading
                return end | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole):
        if not index.isValid() or index.row() >= self._size:
            return None
        if role == ID:
            return self.id_at(index.row())
        if role not in _TOLD:
            return None
        band = self.heading(index.row())
        if band is not None:
            return _told(band) if index.column() == 0 or role == Qt.ItemDataRole.AccessibleTextRole else ""
        row = self.incident(index.row(), PATIENCE)
        if row is None:
            return ""
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(column, row, clock.stored(clock.now()), self._desk.zone)
        if role == Qt.ItemDataRole.EditRole:
            return column.text(row)
        text = full_text(column, row, self._desk.zone)
        if column.key == "title" and role == Qt.ItemDataRole.AccessibleTextRole:
            text = _("{title}, VIP").format(title=text) if row.vip else text
            return _("{title}, unread").format(title=text) if row.unread else text
        return text


_TOLD = frozenset({
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
})  # fmt: skip


def _told(band: Band) -> str:
    size = ngettext("{count} incident", "{count} incidents", band.group.size).format(count=band.group.size)
    return _("{name}, {count}").format(name=isolated(band.group.label), count=size)
