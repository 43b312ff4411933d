"""The recovery of an incident as it is read: what is restored in which order, and target against actual RTO and RPO.

Recovery time: from when the service was gone to when its task was done. Recovery point: from the last data that came
back to when the service was gone (NIST SP 800-34 rev. 1, 3.2.1). A service was gone from the beginning of its outage
of this incident, else from when the incident occurred, was detected or was logged, the first that is known.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from incidentdesk.language import N_
from incidentdesk.prepare.minutes import minutes_text
from incidentdesk.recover.recovery import RestorePhase, RestoreState
from incidentdesk.store.reading import Reader

FINISHED = (RestoreState.DONE, RestoreState.SKIPPED)
_PHASES = tuple(RestorePhase)
_MINUTE = 60_000_000  # microseconds


class Aim(StrEnum):
    """How an actual time stands to its target."""

    NONE = ""
    MET = N_("Met")
    RUNNING = N_("Running")
    CLOSE = N_("Close")
    MISSED = N_("Missed")
    UNKNOWN = N_("Not known")


@dataclass(frozen=True, slots=True)
class RestoreRow:
    """A restore task; instants in microseconds since 1970, `rto` and `rpo` in minutes, None where nobody has said.

    `number` counts them in their order. `needs`, `blocks` and `waits_for` are ids; the last are to be done before
    it and are not, be they needs or of the phase before.
    """

    id: int
    key: str
    number: int
    phase: str
    title: str
    instructions: str
    service_id: int | None
    service: str
    criticality: str
    owner_id: int | None
    owner: str
    rto: int | None
    rpo: int | None
    state: str
    started_at: int | None
    ended_at: int | None
    ended_by: str
    data_until: int | None
    result: str
    rollback: str
    change_ref: str
    away_since: int
    needs: tuple[int, ...] = ()
    blocks: tuple[int, ...] = ()
    waits_for: tuple[int, ...] = ()

    @property
    def finished(self) -> bool:
        return self.state in FINISHED

    @property
    def ready(self) -> bool:
        """Whether it can be begun now, or is under way."""
        return not self.finished and not self.waits_for

    def recovery_time(self, now: int) -> int:
        """Microseconds that the service was, or is, away; runs on until the task is done."""
        until = self.ended_at if self.finished and self.ended_at is not None else now
        return max(0, until - self.away_since)

    def rto_aim(self, now: int) -> Aim:
        """Close is when less than a quarter of the target is left."""
        if self.rto is None or self.state == RestoreState.SKIPPED:
            return Aim.NONE
        spent, target = self.recovery_time(now), self.rto * _MINUTE
        if spent > target:
            return Aim.MISSED
        if self.finished:
            return Aim.MET
        return Aim.CLOSE if spent * 4 > target * 3 else Aim.RUNNING

    def data_lost(self) -> int | None:
        """Microseconds of data that did not come back; None where nobody has said until when the data goes."""
        return None if self.data_until is None else max(0, self.away_since - self.data_until)

    def rpo_aim(self) -> Aim:
        lost = self.data_lost()
        if self.rpo is None or self.state == RestoreState.SKIPPED:
            return Aim.NONE
        if lost is None:
            return Aim.UNKNOWN
        return Aim.MISSED if lost > self.rpo * _MINUTE else Aim.MET


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """`mitigated_at`, `restored_at`, `resolved_at`, `closed_at` are four things; None where it has not come so far."""

    incident_id: int
    title: str
    state: str
    major: bool
    mitigated_at: int | None
    restored_at: int | None
    resolved_at: int | None
    closed_at: int | None
    began_at: int
    began_by: str
    coordinator: str
    rollback: str
    change_ref: str
    declared_at: int | None
    declared_by: str
    tasks: tuple[RestoreRow, ...]

    @property
    def done(self) -> int:
        return sum(each.finished for each in self.tasks)

    @property
    def phase(self) -> str:
        """The phase in which something is still to be done; "" where all is."""
        return next((each.phase for each in self.tasks if not each.finished), "")

    def task(self, task_id: int | None) -> RestoreRow | None:
        return next((each for each in self.tasks if each.id == task_id), None)

    def aims(self, now: int) -> tuple[int, int]:
        """How many RTO and RPO were missed so far, and how many are known at all."""
        known = [aim for each in self.tasks for aim in (each.rto_aim(now), each.rpo_aim()) if aim not in _UNDECIDED]
        return sum(aim == Aim.MISSED for aim in known), len(known)


_UNDECIDED = (Aim.NONE, Aim.UNKNOWN, Aim.RUNNING, Aim.CLOSE)


def restore_facts(row: RestoreRow) -> dict[str, Any]:
    """The changeable facts as a person sees them, those of `recovery_fact.NEW_RESTORE_TASK`."""
    lengths = {"rto": minutes_text(row.rto), "rpo": minutes_text(row.rpo)}
    names = ("phase", "title", "instructions", "service", "owner", "rollback", "change_ref")
    return {**{name: getattr(row, name) for name in names}, **lengths, "needs": " ".join(map(str, row.needs))}


def recovery_of(reader: Reader, incident_id: int) -> RecoverySheet | None:
    """The recovery of an incident with its tasks in their order; None where none was begun."""
    rows = reader.rows(
        "SELECT i.title, i.state, i.major, i.mitigated_at, i.restored_at, i.resolved_at, i.closed_at, r.began_at,"
        " r.began_by, COALESCE(p.name, ''), r.rollback, r.change_ref, r.declared_at, r.declared_by"
        " FROM recovery r JOIN incident i ON i.id = r.incident_id LEFT JOIN person p ON p.id = r.coordinator_id"
        " WHERE r.incident_id = :id AND r.withdrawn_at IS NULL",
        {"id": incident_id},
    )
    if not rows:
        return None
    title, state, major, *rest = rows[0]
    return RecoverySheet(incident_id, title, state, bool(major), *rest, tuple(_tasks(reader, incident_id)))  # type: ignore[call-arg]


def _tasks(reader: Reader, incident_id: int) -> list[RestoreRow]:
    away, away_of = _away_since(reader, incident_id)
    rows = reader.rows(
        "SELECT t.id, t.key, t.phase, t.title, t.instructions, t.service_id, COALESCE(s.name, ''),"
        " COALESCE(s.criticality, ''), t.owner_id, COALESCE(p.name, ''), t.rto, t.rpo, t.state, t.started_at,"
        " t.ended_at, t.ended_by, t.data_until, t.result, t.rollback, t.change_ref, t.needs, t.position"
        " FROM restore_task t LEFT JOIN service s ON s.id = t.service_id LEFT JOIN person p ON p.id = t.owner_id"
        " WHERE t.incident_id = :id AND t.withdrawn_at IS NULL",
        {"id": incident_id},
    )
    rows.sort(key=lambda row: (_PHASES.index(RestorePhase(row[2])), row[-1], row[0]))
    ids = {row[1]: row[0] for row in rows}
    found = [
        RestoreRow(
            row[0], row[1], number, *row[2:20], away_of.get(row[5] or 0, away),
            tuple(ids[key] for key in json.loads(row[20]) if key in ids),
        )  # type: ignore[call-arg]
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    return [_linked(each, found) for each in found]


def _linked(row: RestoreRow, rows: list[RestoreRow]) -> RestoreRow:
    blocks = tuple(each.id for each in rows if row.id in each.needs)
    if row.finished:
        return replace(row, blocks=blocks)
    place = _PHASES.index(RestorePhase(row.phase))
    before = [each for each in rows if _PHASES.index(RestorePhase(each.phase)) < place]
    waits = [each.id for each in rows if not each.finished and (each.id in row.needs or each in before)]
    return replace(row, blocks=blocks, waits_for=tuple(waits))


def _away_since(reader: Reader, incident_id: int) -> tuple[int, Mapping[int, int]]:
    """Since when the incident goes on, and since when each service with an outage of it was gone."""
    known: list[tuple[Any, ...]] = reader.rows(
        "SELECT COALESCE(occurred_at, detected_at, created_at) FROM incident WHERE id = :id", {"id": incident_id}
    )
    began = reader.rows(
        "SELECT service_id, min(began_at) FROM outage WHERE incident_id = :id AND withdrawn_at IS NULL"
        " GROUP BY service_id",
        {"id": incident_id},
    )
    return int(known[0][0]), dict(began)
