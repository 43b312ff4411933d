"""How a response kept to its plan: what was done in time, late, skipped, left open and added, by phase (N4)."""

from collections.abc import Iterable
from dataclasses import dataclass

from incidentdesk.respond.plan_run_list import Run, runs_of
from incidentdesk.respond.task import TaskState
from incidentdesk.respond.task_list import TaskRow, tasks
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class PhaseAdherence:
    """Counts of the steps of a phase; `late` were done after their time, `in_time` before it or had no time."""

    phase: str
    steps: int
    in_time: int
    late: int
    skipped: int
    open: int
    added: int


@dataclass(frozen=True, slots=True)
class Adherence:
    """One run against the version that it pinned."""

    run: Run
    phases: tuple[PhaseAdherence, ...]


def adherence_of(reader: Reader, incident_id: int, now: int) -> list[Adherence]:
    """Of every run of an incident, as it stands at `now`; tasks that belong to no run are left out."""
    rows = tasks(reader, incident_id)
    return [
        adherence(run, [row for row in rows if row.plan_run_id == run.id], now) for run in runs_of(reader, incident_id)
    ]


def adherence(run: Run, rows: Iterable[TaskRow], now: int) -> Adherence:
    """A run that goes on is held against `now`, one that has ended against its end."""
    rows, end = list(rows), run.ended_at or now
    phases = dict.fromkeys([*(phase.title for phase in run.content.phases), *(row.phase for row in rows)])
    return Adherence(run, tuple(_phase(name, [row for row in rows if row.phase == name], end) for name in phases))


def _phase(name: str, rows: list[TaskRow], end: int) -> PhaseAdherence:
    kinds = [_kind(row, end) for row in rows if not row.added]
    return PhaseAdherence(
        name,
        steps=len(kinds),
        in_time=kinds.count(""),
        late=kinds.count("late"),
        skipped=kinds.count("skipped"),
        open=kinds.count("open"),
        added=sum(row.added for row in rows),
    )


def _kind(row: TaskRow, end: int) -> str:
    if row.state == TaskState.SKIPPED:
        return "skipped"
    if row.state != TaskState.DONE:
        return "open"
    return "late" if row.late(end) else ""
