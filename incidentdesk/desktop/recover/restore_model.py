"""The rows of the restore tasks: phases, and under each what is restored, in order."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from incidentdesk.desktop.recover.restore_lanes import Piece, lanes_of, pieces
from incidentdesk.desktop.recover.restore_words import spoken
from incidentdesk.language import _
from incidentdesk.recover.recovery import RestorePhase
from incidentdesk.recover.recovery_list import RecoverySheet, RestoreRow

ROW = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """A phase; `done` of `count` tasks in it are finished, `shut` while the one before is not."""

    phase: str
    done: int
    count: int
    shut: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    task: RestoreRow
    pieces: tuple[Piece, ...]


Row = PhaseRow | TaskRow


class RestoreModel(QAbstractListModel):
    """`lanes` is how many lines run side by side; `sheet` what is shown, None for nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self.sheet: RecoverySheet | None = None
        self.lanes = 0
        self.now = 0

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if isinstance(row, PhaseRow):
            text = _("{phase}: {done} of {count} done").format(phase=_(row.phase), done=row.done, count=row.count)
            return text if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.task.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole) and self.sheet is not None:
            return spoken(row.task, self.sheet, self.now)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """The cursor stands on tasks only."""
        if index.isValid() and isinstance(self.rows[index.row()], TaskRow):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemIsEnabled

    def show(self, sheet: RecoverySheet | None, now: int) -> None:
        """Other rows; where they are the same tasks in the same order only what is written in them changes."""
        rows = rows_of(sheet.tasks) if sheet is not None else []
        same = [_key(row) for row in rows] == [_key(row) for row in self.rows]
        if not same:
            self.beginResetModel()
        self.rows, self.sheet, self.now = rows, sheet, now
        self.lanes = lanes_of([row.pieces for row in rows if isinstance(row, TaskRow)])
        if not same:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def place_of(self, task_id: int | None) -> int:
        """-1 where it is not there."""
        found = (at for at, row in enumerate(self.rows) if isinstance(row, TaskRow) and row.task.id == task_id)
        return next(found, -1)

    def task_at(self, index: _Index) -> RestoreRow | None:
        row = self.rows[index.row()] if index.isValid() and index.row() < len(self.rows) else None
        return row.task if isinstance(row, TaskRow) else None


def rows_of(tasks: Sequence[RestoreRow]) -> list[Row]:
    """Every phase has a head, even one in which nothing is to be done."""
    listed: list[RestoreRow | PhaseRow] = []
    shut = False
    for phase in RestorePhase:
        own = [task for task in tasks if task.phase == phase]
        done = sum(task.finished for task in own)
        listed += [PhaseRow(phase, done, len(own), shut), *own]
        shut = shut or done < len(own)
    lines = pieces([each.id if isinstance(each, RestoreRow) else None for each in listed],
                   {task.id: task.blocks for task in tasks})  # fmt: skip
    return [TaskRow(each, lines[at]) if isinstance(each, RestoreRow) else each for at, each in enumerate(listed)]


def _key(row: Row) -> object:
    return row.phase if isinstance(row, PhaseRow) else row.task.id
