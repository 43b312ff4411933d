"""The tasks of an incident in the order in which they stand, with whoever does them and what each of them needs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from incidentdesk.respond.plan_run import RunState
from incidentdesk.respond.task import UNFINISHED, TaskState
from incidentdesk.respond.task_time import MINUTE, taken_up_at
from incidentdesk.store.reading import Reader, Row

_COLUMNS = (
    "t.id, t.\"key\", t.incident_id, t.plan_run_id, COALESCE(p.name, ''), COALESCE(r.state, ''), r.activated_at,"
    " t.action_key, t.position, t.phase, t.title, t.instructions, t.criterion, t.mandatory, t.role,"
    " t.person_id, COALESCE(person.name, ''), t.team_id, COALESCE(team.name, ''), t.department_id,"
    " COALESCE(department.name, ''), t.due_at, t.state, t.blocked_reason, t.skipped_reason, t.result, t.started_at,"
    " t.ended_at, t.ended_by, t.minutes, t.audience, t.message, t.created_at, t.created_by, t.version"
)
_FROM = (
    " FROM task t LEFT JOIN plan_run r ON r.id = t.plan_run_id LEFT JOIN plan_version v ON v.id = r.plan_version_id"
    " LEFT JOIN plan p ON p.id = v.plan_id LEFT JOIN person ON person.id = t.person_id"
    " LEFT JOIN team ON team.id = t.team_id LEFT JOIN department ON department.id = t.department_id"
    " WHERE t.withdrawn_at IS NULL"
)
_ORDER = " ORDER BY COALESCE(t.plan_run_id, 0) DESC, t.position, t.id"
_LATE = (
    f"SELECT {_COLUMNS}{_FROM} AND t.state IN ('Open', 'In Progress', 'Blocked') AND t.due_at < :now"
    " AND (t.plan_run_id IS NULL OR r.state = 'Running')"
    # What is to be done after a resolution is late then, what belongs to the response is over.
    " AND t.incident_id IN (SELECT i.id FROM incident i WHERE i.withdrawn_at IS NULL"
    " AND (i.state NOT IN ('Resolved', 'Closed', 'Canceled') OR t.id IN (SELECT f.task_id FROM follow_up f)))"
    " ORDER BY t.due_at, t.id"
)
_NEEDS = "SELECT task_id, needs_id FROM task_dependency WHERE incident_id = :id AND withdrawn_at IS NULL ORDER BY id"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Instants in microseconds since 1970, `minutes` of work.

    `plan`, `run_state` and `activated_at` are those of the run whose step it is, empty and None for a task that was
    added. `needs` are the ids of the tasks that are done before. `since` is when the work was taken up that goes on.
    """

    id: int
    key: str
    incident_id: int
    plan_run_id: int | None
    plan: str
    run_state: str
    activated_at: int | None
    action_key: str
    position: int
    phase: str
    title: str
    instructions: str
    criterion: str
    mandatory: bool
    role: str
    person_id: int | None
    person: str
    team_id: int | None
    team: str
    department_id: int | None
    department: str
    due_at: int | None
    state: str
    blocked_reason: str
    skipped_reason: str
    result: str
    started_at: int | None
    ended_at: int | None
    ended_by: str
    minutes: int | None
    audience: str
    message: str
    created_at: int
    created_by: str
    version: int
    needs: tuple[int, ...] = ()
    since: int | None = None

    @property
    def finished(self) -> bool:
        return self.state not in UNFINISHED

    @property
    def active(self) -> bool:
        """Whether somebody is still to do it: it is unfinished, and its plan has not ended."""
        return not self.finished and self.run_state in ("", RunState.RUNNING)

    @property
    def added(self) -> bool:
        """Whether it was added to what the plan says, or there is no plan."""
        return not self.action_key

    @property
    def who(self) -> str:
        """The person, else the team, else the department; empty while nobody does it."""
        return self.person or self.team or self.department

    def worked(self, now: int) -> int:
        """How long somebody has worked on it, in microseconds."""
        return (self.minutes or 0) * MINUTE + (0 if self.since is None else max(0, now - self.since))

    def late(self, now: int) -> bool:
        """Whether it is still to be done after its time, or was done after it."""
        if self.due_at is None or self.state == TaskState.SKIPPED:
            return False
        return (self.ended_at or now) > self.due_at if self.finished or self.active else False


def tasks(reader: Reader, incident_id: int) -> list[TaskRow]:
    """All tasks of an incident, those of the newest run first, what was added without a run last."""
    needs: dict[int, list[int]] = defaultdict(list)
    for task_id, needed in reader.rows(_NEEDS, {"id": incident_id}):
        needs[task_id].append(needed)
    rows = reader.rows(f"SELECT {_COLUMNS}{_FROM} AND t.incident_id = :id{_ORDER}", {"id": incident_id})
    return [_running(reader, _row(row, needs[row[0]])) for row in rows]


def _running(reader: Reader, row: TaskRow) -> TaskRow:
    """With the time since when work goes on; few tasks are in progress at a time."""
    if row.state != TaskState.IN_PROGRESS:
        return row
    return replace(row, since=taken_up_at(reader, row.incident_id, row.id))


def tasks_of(reader: Reader, incident_ids: Sequence[int]) -> dict[int, list[TaskRow]]:
    """The tasks of some incidents, each in the order of `tasks`; when work was taken up is left out."""
    marks = {f"id{place}": each for place, each in enumerate(incident_ids)}
    some = ", ".join(f":{name}" for name in marks)
    found: dict[int, list[TaskRow]] = {incident_id: [] for incident_id in incident_ids}
    if not found:
        return found
    needs: dict[int, list[int]] = defaultdict(list)
    wanted = f"SELECT task_id, needs_id FROM task_dependency WHERE incident_id IN ({some}) AND withdrawn_at IS NULL"
    for task_id, needed in reader.rows(wanted, marks):
        needs[task_id].append(needed)
    for row in reader.rows(f"SELECT {_COLUMNS}{_FROM} AND t.incident_id IN ({some}){_ORDER}", marks):
        found[row[2]].append(_row(row, needs[row[0]]))
    return found


def late_tasks(reader: Reader, now: int) -> list[TaskRow]:
    """Tasks of any open incident that are still to be done after their time, the longest overdue first.

    Their needs are left out. Those of a run that has ended, and of an incident that is over, are nobody's any more.
    """
    return [_row(row, ()) for row in reader.rows(_LATE, {"now": now})]


def _row(row: Row, needs: Iterable[int]) -> TaskRow:
    facts = [*row, tuple(needs)]
    facts[13] = bool(facts[13])
    return TaskRow(*facts)


def finished_of(rows: Iterable[TaskRow]) -> tuple[int, int]:
    """How many of some tasks are done or skipped, and how many there are."""
    states = [row.finished for row in rows]
    return sum(states), len(states)
