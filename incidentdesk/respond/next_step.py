"""What is to be done next: the first open mandatory task whose needs are done (ux.md 5)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from incidentdesk.prepare.naming import same_name
from incidentdesk.respond.task import TaskState
from incidentdesk.respond.task_list import TaskRow


class Waiting(NamedTuple):
    """A task with the tasks that it still waits for."""

    row: TaskRow
    needs: tuple[TaskRow, ...]


def waiting(rows: Iterable[TaskRow]) -> list[Waiting]:
    """Every task with its needs that are not done or skipped; a need that was taken away is none."""
    rows = list(rows)
    by_id = {row.id: row for row in rows}
    return [
        Waiting(row, tuple(by_id[need] for need in row.needs if need in by_id and not by_id[need].finished))
        for row in rows
    ]


def next_step(rows: Iterable[TaskRow], me: str = "") -> TaskRow | None:
    """What runs already, else the next mandatory task, else the next optional one; None where all is done.

    What is blocked or waits for another is passed over, so that the way on is shown and not the obstacle. With `me`,
    tasks of that person go before others of the same kind.
    """
    ready = [each.row for each in waiting(rows) if each.row.active and not each.needs]
    ready = [row for row in ready if row.state != TaskState.BLOCKED]
    order = sorted(range(len(ready)), key=lambda place: (*_rank(ready[place], me), place))
    return ready[order[0]] if order else None


def _rank(row: TaskRow, me: str) -> tuple[bool, bool, bool]:
    mine = bool(me) and bool(row.person) and same_name(row.person, me)
    return row.state != TaskState.IN_PROGRESS, not row.mandatory, not mine


def late_of(rows: Iterable[TaskRow], now: int) -> list[TaskRow]:
    """What is still to be done after its time, the longest overdue first."""
    late = [row for row in rows if row.active and row.late(now)]
    return sorted(late, key=lambda row: row.due_at or 0)


def mine_of(rows: Iterable[TaskRow], me: str) -> list[TaskRow]:
    """What one person is still to do, in the order of the tasks."""
    return [row for row in rows if row.active and row.person and same_name(row.person, me)]


def steps_around(rows: Sequence[TaskRow], most: int) -> list[TaskRow]:
    """Some tasks in their order: the last that are finished and the next that are not, as a pane has room for."""
    done = [row for row in rows if row.finished]
    left = [row for row in rows if not row.finished]
    before = max(most - len(left), min(len(done), most // 2))
    chosen = {row.id for row in (*done[len(done) - min(before, len(done)) :], *left[: most - min(before, len(done))])}
    return [row for row in rows if row.id in chosen]
