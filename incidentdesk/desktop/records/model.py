"""The rows of a list of records as the view sees them: all of them are here, sorted by one column."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from incidentdesk.desktop.records.column import Column, Now
from incidentdesk.language import _

ROW = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


class RecordModel(QAbstractTableModel):
    """`identity` tells what stays the same of a row when it is read again."""

    def __init__(
        self,
        columns: Sequence[Column],
        now: Callable[[], Now],
        identity: Callable[[Any], Any],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.now = now
        self.identity = identity
        self._given: list[Any] = []
        self.rows: list[Any] = []
        self.order: tuple[int, bool] | None = None  # column and whether the last come first

    def show_rows(self, rows: Sequence[Any]) -> None:
        """These and no others, in the order that they have unless one was chosen."""
        self.beginResetModel()
        self._given = list(rows)
        self.rows = self._sorted()
        self.endResetModel()

    def renew_rows(self, rows: Sequence[Any]) -> bool:
        """Show the same records as they are now, each in its place or where it is sorted to; False for other ones."""
        if {self.identity(row) for row in rows} != {self.identity(row) for row in self._given}:
            return False
        self._given = list(rows)
        self.sort_by(self.order)
        return True

    def sort_by(self, order: tuple[int, bool] | None) -> None:
        """Sort by a column; None is the order in which the rows were given."""
        self.layoutAboutToBeChanged.emit()
        self.order = order
        before = {self.identity(row): place for place, row in enumerate(self.rows)}
        self.rows = self._sorted()
        places = {before[self.identity(row)]: place for place, row in enumerate(self.rows)}
        for index in self.persistentIndexList():
            self.changePersistentIndex(index, self.index(places[index.row()], index.column()))
        self.layoutChanged.emit()

    def _sorted(self) -> list[Any]:
        if self.order is None:
            return list(self._given)
        number, descending = self.order
        key = self.columns[number].sort
        # What is empty comes last in either direction.
        full = [row for row in self._given if not _is_empty(key(row))]
        empty = [row for row in self._given if _is_empty(key(row))]
        return [*sorted(full, key=lambda row: _folded(key(row)), reverse=descending), *empty]

    def place_of(self, identity: Any) -> int:
        """In which row something stands; -1 where it does not."""
        return next((place for place, row in enumerate(self.rows) if self.identity(row) == identity), -1)

    # -- what a view asks

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row, self.now())
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            now = self.now()
            text = (column.whole or column.text)(row, now)
            if role == Qt.ItemDataRole.ToolTipRole:
                return text
            return _("{column}: {value}").format(column=_(column.title), value=text or _("none"))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(self.columns[section].title)
        return None


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
