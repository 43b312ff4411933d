"""The rows of the plan editor as a list, which can be renamed in place and moved with the mouse."""

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from incidentdesk.desktop.clipboard import mime_data
from incidentdesk.desktop.prepare.plan_rows import Kind, PlanLine

LINE = Qt.ItemDataRole.UserRole
MIME = "application/x-incidentdesk-plan-part"
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class PlanOutlineModel(QAbstractListModel):
    """Emits `renamed(key, title)`, and `dropped(keys, row)` with the row before which something was put."""

    renamed = Signal(str, str)
    dropped = Signal(object, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[PlanLine] = []
        self.fixed = False

    def show(self, lines: Sequence[PlanLine]) -> None:
        """Other rows; those that stay keep their place in the view."""
        new = list(lines)
        old = [line.key for line in self.lines]
        keys = [line.key for line in new]
        start = _common(old, keys)
        end = min(_common(old[::-1], keys[::-1]), min(len(old), len(keys)) - start)
        if len(old) - end > start:
            self.beginRemoveRows(_NOWHERE, start, len(old) - end - 1)
            del self.lines[start : len(old) - end]
            self.endRemoveRows()
        if len(keys) - end > start:
            self.beginInsertRows(_NOWHERE, start, len(keys) - end - 1)
            self.lines[start:start] = new[start : len(keys) - end]
            self.endInsertRows()
        for row, line in enumerate(new):
            if self.lines[row] != line:
                self.lines[row] = line
                at = self.index(row)
                self.dataChanged.emit(at, at)

    def row_of(self, key: str) -> int:
        """-1 where there is no such row."""
        return next((row for row, line in enumerate(self.lines) if line.key == key), -1)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken
        return line.said or None if role == Qt.ItemDataRole.ToolTipRole else None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        line = self.lines[index.row()] if index.isValid() else None
        if role != Qt.ItemDataRole.EditRole or line is None or line.kind == Kind.PLAN or self.fixed:
            return False
        self.renamed.emit(line.key, str(value))
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags if self.fixed else Qt.ItemFlag.ItemIsDropEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not self.fixed and self.lines[index.row()].kind != Kind.PLAN:
            flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
        return flags

    # -- drag and drop

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        keys = [self.lines[index.row()].key for index in sorted(indexes, key=lambda each: each.row())]
        data = mime_data()
        data.setData(MIME, json.dumps(keys).encode())
        return data

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: _Index
    ) -> bool:  # fmt: skip
        """Before a row; on a row it goes behind it, on a phase it becomes its first action."""
        if not data.hasFormat(MIME) or self.fixed:
            return False
        at = parent.row() + 1 if parent.isValid() else row if row >= 0 else len(self.lines)
        self.dropped.emit(json.loads(bytes(data.data(MIME).data()).decode()), at)
        # The rows are moved by the plan that comes back, not by the view.
        return False


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    """How many at the beginning are the same."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count
