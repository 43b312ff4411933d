"""The requirement matrix as a view sees it: people or roles downwards, courses across."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from incidentdesk.desktop.improve.training_words import CellWords
from incidentdesk.improve.training_list import CourseRow

CELL = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """`key` is the id of the person, or the name of the role; `below` stands small under the name."""

    key: Any
    name: str
    below: str
    cells: tuple[CellWords, ...]


class MatrixModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.courses: Sequence[CourseRow] = ()
        self.lines: Sequence[MatrixLine] = ()

    def show_lines(self, courses: Sequence[CourseRow], lines: Sequence[MatrixLine]) -> None:
        self.beginResetModel()
        self.courses, self.lines = courses, lines
        self.endResetModel()

    def place_of(self, key: Any, course_id: int) -> QModelIndex:
        """Where a cell stands; an index that is not valid where it does not."""
        row = next((place for place, line in enumerate(self.lines) if line.key == key), -1)
        column = next((place for place, course in enumerate(self.courses) if course.id == course_id), -1)
        return self.index(row, column) if row >= 0 and column >= 0 else QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.courses)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self.lines[index.row()].cells[index.column()]
        if role == CELL:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.word
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell.whole
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.courses[section].name if section < len(self.courses) else None
        return self.lines[section].name if section < len(self.lines) else None
