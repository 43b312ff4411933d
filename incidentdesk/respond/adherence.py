"""How a response kept to its plan: what was done in time, late, skipped, left open and added, by phase (N4)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from incidentdesk.language import N_, _
from incidentdesk.prepare.minutes import length_text
from incidentdesk.respond.plan_run_list import Run, runs_of
from incidentdesk.respond.task import TaskState
from incidentdesk.respond.task_list import TaskRow, tasks
from incidentdesk.store.reading import Reader

MINUTE = 60_000_000  # microseconds


class Departure(StrEnum):
    """In which way a step was not as the plan says."""

    LATE = N_("Late")
    SKIPPED = N_("Skipped")
    OPEN = N_("Left open")
    ADDED = N_("Added")


@dataclass(frozen=True, slots=True)
class StepDeparture:
    """A step that was not as the plan says; `late_by` in microseconds, `reason` why it was skipped."""

    kind: Departure
    phase: str
    title: str
    late_by: int = 0
    reason: str = ""

    @property
    def note(self) -> str:
        """ "12 min late", or why it was skipped."""
        late = self.kind == Departure.LATE
        return _("{time} late").format(time=length_text(max(MINUTE, self.late_by))) if late else self.reason


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
    departures: tuple[StepDeparture, ...] = ()


def adherence_of(reader: Reader, incident_id: int, now: int) -> list[Adherence]:
    """Of every run of an incident, as it stands at `now`; tasks that belong to no run are left out."""
    rows = tasks(reader, incident_id)
    return [
        adherence(run, [row for row in rows if row.plan_run_id == run.id], now) for run in runs_of(reader, incident_id)
    ]


def adherence(run: Run, rows: Iterable[TaskRow], now: int) -> Adherence:
    """A run that goes on is held against `now`, one that has ended against its end.

    Times are those of the plan: whoever gives a step more time does not make it one that was in time.
    """
    offsets = {action.key: action.offset for action in run.content.actions}
    rows, end = [_as_planned(row, run, offsets) for row in rows], run.ended_at or now
    phases = dict.fromkeys([*(phase.title for phase in run.content.phases), *(row.phase for row in rows)])
    counted = tuple(_phase(name, [row for row in rows if row.phase == name], end) for name in phases)
    return Adherence(run, counted, tuple(_departures(rows, end)))


def _as_planned(row: TaskRow, run: Run, offsets: Mapping[str, int | None]) -> TaskRow:
    if row.action_key not in offsets:
        return row
    offset = offsets[row.action_key]
    return replace(row, due_at=None if offset is None else run.activated_at + offset * MINUTE)


def _departures(rows: Iterable[TaskRow], end: int) -> Iterator[StepDeparture]:
    """In the order of the plan; a step that was added is one whatever became of it."""
    for row in rows:
        kind = _kind(row, end)
        if row.added:
            yield StepDeparture(Departure.ADDED, row.phase, row.title)
        elif kind == "late":
            assert row.due_at is not None
            yield StepDeparture(Departure.LATE, row.phase, row.title, late_by=(row.ended_at or end) - row.due_at)
        elif kind == "skipped":
            yield StepDeparture(Departure.SKIPPED, row.phase, row.title, reason=row.skipped_reason)
        elif kind == "open":
            yield StepDeparture(Departure.OPEN, row.phase, row.title)


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
