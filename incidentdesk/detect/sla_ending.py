"""Writing how clocks ended, in the transaction that ended them: elapsed, target and outcome (SLA rule 9)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.sla_clock import Clock, ClockState, computed_clocks
from incidentdesk.detect.sla_event import Story, stories
from incidentdesk.detect.sla_policy import policies_in_force
from incidentdesk.detect.sla_result import IMPORTED, Outcome, sla_result
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _
from incidentdesk.prepare.sla_kind import Target
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

_OUTCOME_OF = {
    ClockState.MET: Outcome.MET,
    ClockState.BREACHED: Outcome.BREACHED,
    ClockState.CANCELLED: Outcome.CANCELLED,
}


def write_sla_results(session: Session, incident_id: int) -> None:
    """Write the results of the clocks that have ended by now, and take back those of clocks that run again.

    To be called after everything else that a gesture writes about the incident. What stands there already stays as it
    is, also where the SLA has been changed since.
    """
    write_many_sla_results(session, [incident_id])


def write_results_of_turn(session: Session, incident_id: int) -> None:
    """The same after another team got the incident: only what begins anew with each team has ended by that."""
    if any(each.restarts for each in policies_in_force(session.reader)):
        write_sla_results(session, incident_id)


def write_many_sla_results(session: Session, incident_ids: Iterable[int]) -> None:
    """The same for several incidents, with as few queries as for one."""
    ids = list(incident_ids)
    policies = policies_in_force(session.reader) if ids else []
    written = _written(session, ids) if ids else {}
    if not policies and not any(row["run"] == IMPORTED for rows in written.values() for row in rows):
        return
    told = stories(session.reader, ids)
    clocks = computed_clocks(session.reader, policies, told.values(), session.at)
    rows = []
    for each in ids:
        standing = written.get(each, [])
        for row in _outdated(standing, clocks.get(each, ()), told.get(each)):
            ledger.withdraw(session, sla_result, row["id"], reason=_("the clock runs again"))
            standing.remove(row)
        rows += [result_row(each, one) for one in _new(standing, clocks.get(each, ()))]
    ledger.insert_many(session, sla_result, rows)


def result_row(incident_id: int, one: Clock, run: str = "") -> dict[str, Any]:
    """The record of a clock that has ended."""
    return {
        "incident_id": incident_id,
        "target": one.target,
        "kind": one.kind,
        "sla": one.sla,
        "aim": one.aim,
        "elapsed": one.elapsed,
        "outcome": _OUTCOME_OF[one.state],
        "started_at": one.started_at,
        "ended_at": one.ended_at,
        "run": run,
    }


def _written(session: Session, ids: Sequence[int]) -> dict[int, list[Mapping[str, Any]]]:
    found: dict[int, list[Mapping[str, Any]]] = {}
    statement = sa.select(sla_result).where(sla_result.c.incident_id.in_(ids), sla_result.c.withdrawn_at.is_(None))
    for row in session.connection.execute(statement.order_by(sla_result.c.id)):
        found.setdefault(row.incident_id, []).append(row._asdict())
    return found


def _outdated(
    written: Sequence[Mapping[str, Any]], clocks: Sequence[Clock], story: Story | None
) -> list[Mapping[str, Any]]:
    """Results of a clock that has not ended after all, or has ended at another time.

    A round of updates stays unless one that began with it ended at another time. What another tool said stands as long
    as the incident does not go on, whatever is reckoned here.
    """
    ends: dict[tuple[Any, ...], set[int | None]] = {}
    for one in clocks:
        ends.setdefault(_clock_of(one.kind, one.target, one.started_at), set()).add(one.ended_at)
    goes_on = story is not None and bool(story.stretches) and story.stretches[-1].state in OPEN_STATES
    return [
        row
        for row in written
        if (
            goes_on
            if row["run"] == IMPORTED
            else row["ended_at"] not in ends.get(_clock_of_row(row), {row["ended_at"]})
        )
    ]


def _clock_of_row(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return _clock_of(row["kind"], row["target"], row["started_at"])


def _clock_of(kind: str, target: str, started_at: int) -> tuple[Any, ...]:
    """Under which a result is held against the clocks: of updates there are many, one after the other."""
    return (kind, target, started_at) if target == Target.UPDATE else (kind, target)


def _new(written: Sequence[Mapping[str, Any]], clocks: Sequence[Clock]) -> list[Clock]:
    known = {(row["kind"], row["target"], row["ended_at"]) for row in written}
    imported = {(row["kind"], row["target"]) for row in written if row["run"] == IMPORTED}
    last = {row["kind"]: row["ended_at"] for row in sorted(written, key=_ended) if row["target"] == Target.UPDATE}
    return [
        one
        for one in clocks
        if one.ended_at is not None
        and (one.kind, one.target, one.ended_at) not in known
        and (one.kind, one.target) not in imported
        and (one.target is not Target.UPDATE or one.started_at >= last.get(one.kind, one.started_at))
    ]


def _ended(row: Mapping[str, Any]) -> int:
    return int(row["ended_at"])
