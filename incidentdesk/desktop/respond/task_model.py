"""The rows of the plan runner: phases, their steps, and the step that is unfolded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from incidentdesk.desktop import moment
from incidentdesk.desktop.respond.task_words import role_and_who, state_words, timing
from incidentdesk.language import _
from incidentdesk.respond.next_step import waiting
from incidentdesk.respond.task_list import TaskRow, finished_of

ROW = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class HeadRow:
    """A phase, or a plan where an incident has run several; `done` of `count` of its steps are finished."""

    text: str
    done: int
    count: int

    @property
    def key(self) -> tuple:
        return ("head", self.text)


@dataclass(frozen=True, slots=True)
class StepRow:
    """`needs` are the titles of the tasks that it waits for."""

    task: TaskRow
    needs: tuple[str, ...] = ()
    is_next: bool = False

    @property
    def key(self) -> tuple:
        return ("step", self.task.id)


@dataclass(frozen=True, slots=True)
class OpenRow:
    """The place in which a step is unfolded; a widget stands there."""

    task: TaskRow

    @property
    def key(self) -> tuple:
        return ("open", self.task.id)


Row = HeadRow | StepRow | OpenRow


def rows_of(tasks: Sequence[TaskRow], next_id: int | None, opened: int | None) -> list[Row]:
    """Steps under their phases in the order of the tasks; those of no run come last."""
    needs = {each.row.id: tuple(need.title for need in each.needs) for each in waiting(tasks)}
    runs = {task.plan_run_id for task in tasks if task.plan_run_id is not None}
    heads = {_head(task, len(runs)) for task in tasks}
    counts = {head: finished_of(each for each in tasks if _head(each, len(runs)) == head) for head in heads}
    rows: list[Row] = []
    before: str | None = None
    for task in tasks:
        head = _head(task, len(runs))
        if head != before:
            before = head
            if head:
                rows.append(HeadRow(head, *counts[head]))
        rows.append(StepRow(task, needs[task.id] if task.active else (), task.id == next_id))
        if task.id == opened:
            rows.append(OpenRow(task))
    return rows


def _head(task: TaskRow, runs: int) -> str:
    if task.plan_run_id is None:
        return _("Added without a plan") if runs else task.phase
    if runs > 1:
        return " · ".join(part for part in (task.plan, task.phase) if part)
    return task.phase


class TaskModel(QAbstractListModel):
    """Keeps the rows that stay, so that the cursor and what is unfolded stay where another person ticks."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self.now = 0

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def show(self, rows: Iterable[Row]) -> None:
        """Other rows; where keys and order are the same only what is written in them changes."""
        rows = list(rows)
        if [row.key for row in rows] == [row.key for row in self.rows]:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self._replace(rows)

    def _replace(self, rows: list[Row]) -> None:
        """Take out and put in only what differs between a common beginning and a common end."""
        before, after = [row.key for row in self.rows], [row.key for row in rows]
        start = _common(before, after)
        end = _common(before[start:][::-1], after[start:][::-1])
        gone, come = len(before) - start - end, len(after) - start - end
        if gone:
            self.beginRemoveRows(QModelIndex(), start, start + gone - 1)
            del self.rows[start : start + gone]
            self.endRemoveRows()
        if come:
            self.beginInsertRows(QModelIndex(), start, start + come - 1)
            self.rows[start:start] = rows[start : start + come]
            self.endInsertRows()
        self.rows = rows
        if rows:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def row_at(self, index: QModelIndex) -> Row | None:
        return self.rows[index.row()] if index.isValid() and index.row() < len(self.rows) else None

    def place_of(self, key: tuple) -> int:
        """Where a row stands, -1 for nowhere."""
        return next((place for place, row in enumerate(self.rows) if row.key == key), -1)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        row = self.row_at(index)
        if row is None:
            return Qt.ItemFlag.NoItemFlags
        if isinstance(row, StepRow):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemIsEnabled

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row_at(index)
        if row is None:
            return None
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text if isinstance(row, HeadRow) else row.task.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, StepRow):
            return row.task.title
        return None

    def _spoken(self, row: Row) -> str:
        if isinstance(row, HeadRow):
            return _("{phase}, {done} of {count} done").format(phase=row.text, done=row.done, count=row.count)
        if isinstance(row, OpenRow):
            return row.task.title
        parts = [row.task.title, state_words(row.task), role_and_who(row.task), timing(row.task, self.now).text]
        if row.needs:
            parts.append(_("waits for {task}").format(task=row.needs[0]))
        return ", ".join(part for part in parts if part)


def _common(first: Sequence[tuple], second: Sequence[tuple]) -> int:
    return next(
        (place for place, (one, other) in enumerate(zip(first, second, strict=False)) if one != other),
        min(len(first), len(second)),
    )


def running_time(task: TaskRow, now: int) -> str:
    """How long somebody has worked on a task; "" for what nobody has begun, or has only ticked off."""
    worked = task.worked(now)
    return moment.length(worked) if task.since is not None or worked else ""
