"""What another SLA would mean: for the incidents that are open, and for those that have ended (SLA rule 12)."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.detect.condition import OPEN
from incidentdesk.detect.sla_clock import Clock, ClockState, computed_clocks
from incidentdesk.detect.sla_ending import result_row
from incidentdesk.detect.sla_event import Story, stories, stories_where
from incidentdesk.detect.sla_policy import Policy, policies_in_force, policy_of
from incidentdesk.detect.sla_result import IMPORTED, sla_result
from incidentdesk.language import _
from incidentdesk.prepare.business_time import WorkingTime, working_of
from incidentdesk.prepare.sla_kind import SlaKind, Target
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Effect:
    """Open clocks that the SLA governs before or after its change, and how many of them are breached."""

    clocks_before: int
    clocks_after: int
    breached_before: int
    breached_after: int
    incidents: int
    # The ids of the incidents with a clock that would be breached and is not, and the other way round.
    newly_breached: tuple[int, ...] = ()
    no_longer_breached: tuple[int, ...] = ()


def affected_by(reader: Reader, changed: Mapping[str, Any], now: datetime) -> Effect:
    """What becomes of the open clocks if the SLA is written so.

    `changed` has the columns of a record of `prepare.sla`; an `id` that no SLA has (or none) is a new one, and one with
    `enabled` False or `withdrawn_at` set is none any more. Reads the whole open backlog, so it belongs on a worker.
    """
    before = policies_in_force(reader)
    after = [each for each in before if each.id != changed.get("id")]
    if changed.get("enabled", True) and changed.get("withdrawn_at") is None:
        after = sorted([*after, policy_of(changed)], key=lambda each: (each.position, each.id))
    told = open_stories(reader)
    at = clock.stored(now)
    wanted = {int(changed.get("id") or 0)}
    return _compared(_open(reader, before, told, at), _open(reader, after, told, at), wanted)


def affected_by_hours(reader: Reader, calendar_id: int, columns: Mapping[str, str], now: datetime) -> Effect:
    """The same for a calendar on which SLAs stand; `columns` are all of `prepare.calendar`, as wished for."""
    policies = policies_in_force(reader)
    wanted = {each.id for each in policies if each.calendar_id == calendar_id}
    told = open_stories(reader) if wanted else []
    at = clock.stored(now)
    hours = {calendar_id: working_of(columns)}
    return _compared(_open(reader, policies, told, at), _open(reader, policies, told, at, hours), wanted)


def open_stories(reader: Reader) -> list[Story]:
    """The stories of all open incidents."""
    return list(stories_where(reader, f"i.withdrawn_at IS NULL AND {OPEN}").values())


def _open(
    reader: Reader,
    policies: Sequence[Policy],
    told: Sequence[Story],
    at: int,
    calendars: Mapping[int, WorkingTime] | None = None,
) -> dict[int, list[Clock]]:
    found = computed_clocks(reader, policies, told, at, calendars)
    return {each: [one for one in clocks if one.is_open] for each, clocks in found.items()}


def _compared(
    before: Mapping[int, list[Clock]], after: Mapping[int, list[Clock]], wanted: Container[int | None]
) -> Effect:
    touched = {
        each
        for found in (before, after)
        for each, clocks in found.items()
        if any(one.sla_id in wanted for one in clocks)
    }
    old = {each: before.get(each, []) for each in touched}
    new = {each: after.get(each, []) for each in touched}
    late, later = _late(old), _late(new)
    return Effect(
        sum(map(len, old.values())), sum(map(len, new.values())), _breached(old), _breached(new), len(touched),
        tuple(sorted(later - late)), tuple(sorted(late - later)),
    )  # fmt: skip


def _breached(found: Mapping[int, list[Clock]]) -> int:
    return sum(one.state == ClockState.BREACHED for clocks in found.values() for one in clocks)


def _late(found: Mapping[int, list[Clock]]) -> set[int]:
    return {each for each, clocks in found.items() if any(one.state == ClockState.BREACHED for one in clocks)}


# ── what has ended ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a recomputation wrote: the id of its run, how many results, and how many outcomes are other than before."""

    run: str
    incidents: int
    results: int
    changed: int


def recompute(session: Session, incident_ids: Iterable[int] | None = None) -> Recomputed:
    """Judge clocks that have ended by the SLAs that are in force now; without ids, all incidents that have ended.

    The results get the id of this run; those before are withdrawn, so they are kept and no longer count. What another
    tool said of an incident that no SLA of the desk fits stands.
    """
    run = uuid4().hex
    policies = policies_in_force(session.reader)
    incidents = results = changed = 0
    for some in _chunks(list(incident_ids) if incident_ids is not None else _ended_ids(session.reader)):
        clocks = computed_clocks(session.reader, policies, stories(session.reader, some).values(), session.at)
        rows = [result_row(each, one, run) for each in some for one in clocks.get(each, ()) if not one.is_open]
        before = _withdrawn_results(session, some, judged={each for each in some if _is_judged(clocks.get(each, ()))})
        ledger.insert_many(session, sla_result, rows)
        after = {_identity(row): row["outcome"] for row in rows}
        changed += sum(before.get(key) != after.get(key) for key in {*before, *after})
        incidents, results = incidents + len({row["incident_id"] for row in rows}), results + len(rows)
    return Recomputed(run, incidents, results, changed)


def _ended_ids(reader: Reader) -> list[int]:
    sql = f"SELECT i.id FROM incident AS i WHERE i.withdrawn_at IS NULL AND NOT ({OPEN}) ORDER BY i.id"
    return [int(row[0]) for row in reader.rows(sql)]


def _is_judged(clocks: Iterable[Clock]) -> bool:
    """Whether an SLA of the desk says something of the resolution."""
    return any((one.kind, one.target) == (SlaKind.SLA, Target.RESOLUTION) and not one.is_open for one in clocks)


def _withdrawn_results(session: Session, ids: Sequence[int], *, judged: Container[int]) -> dict[tuple[Any, ...], str]:
    """Take the standing results of some incidents out of sight; returns their outcomes."""
    statement = sa.select(sla_result).where(sla_result.c.incident_id.in_(ids), sla_result.c.withdrawn_at.is_(None))
    rows = [
        row._asdict()
        for row in session.connection.execute(statement)
        if row.run != IMPORTED or row.incident_id in judged
    ]
    gone = {row["id"]: {"withdrawn_at": session.at} for row in rows}
    ledger.update_many(session, sla_result, gone, reason=_("recomputed"))
    return {_identity(row): row["outcome"] for row in rows}


def _identity(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["incident_id"], str(row["kind"]), str(row["target"]), row["started_at"]


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
