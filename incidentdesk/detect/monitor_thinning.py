"""What is kept of old checks: after two days one stretch for a day in which nothing changed, and nothing after a year.

Only what the checks found alike is put together, so that no change and no gap is lost.
"""

from dataclasses import dataclass
from itertools import pairwise

import sqlalchemy as sa

from incidentdesk.detect.monitor import Health, check_stretch, watch
from incidentdesk.detect.monitor_history import SECOND, Stretch, merged
from incidentdesk.store.session import Session

DAY = 24 * 3_600 * SECOND
_KEPT_APART = 2 * DAY
_KEPT = 400 * DAY
_LOOKED_BACK = 7 * DAY
_TOUCHING = 3_600 * SECOND


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    monitor_id: int
    stretch: Stretch


def thin_stretches(session: Session, now: int) -> int:
    """Thin what is old; returns how many rows went. `now` in microseconds since 1970."""
    oldest = now - _KEPT
    gone = session.connection.execute(sa.delete(check_stretch).where(check_stretch.c.until_at < oldest)).rowcount
    session.connection.execute(sa.delete(watch).where(watch.c.until_at < oldest))
    rows = _rows(session, now - _KEPT_APART - _LOOKED_BACK, now - _KEPT_APART)
    grown: dict[int, _Row] = {}
    doomed: list[int] = []
    last: _Row | None = None
    for row in rows:
        if last is not None and _joins(last, row):
            last = _Row(last.id, last.monitor_id, merged(last.stretch, row.stretch))
            grown[last.id] = last
            doomed.append(row.id)
        else:
            last = row
    for each in grown.values():
        _write(session, each)
    for first, end in pairwise([*range(0, len(doomed), 500), len(doomed)]):
        session.connection.execute(sa.delete(check_stretch).where(check_stretch.c.id.in_(doomed[first:end])))
    return int(gone) + len(doomed)


def _joins(first: _Row, second: _Row) -> bool:
    gap = second.stretch.from_at - first.stretch.until_at
    return (
        first.monitor_id == second.monitor_id
        and first.stretch.health == second.stretch.health
        and 0 <= gap <= _TOUCHING
        and first.stretch.from_at // DAY == second.stretch.from_at // DAY
    )


def _rows(session: Session, from_at: int, until_at: int) -> list[_Row]:
    statement = (
        sa.select(check_stretch)
        .where(check_stretch.c.until_at >= from_at, check_stretch.c.until_at < until_at)
        .order_by(check_stretch.c.monitor_id, check_stretch.c.from_at, check_stretch.c.id)
    )
    return [
        _Row(
            row.id,
            row.monitor_id,
            Stretch(row.from_at, row.until_at, Health(row.health), row.latency, row.slowest, row.said, row.checks),
        )
        for row in session.connection.execute(statement)
    ]


def _write(session: Session, row: _Row) -> None:
    session.connection.execute(
        sa.update(check_stretch)
        .where(check_stretch.c.id == row.id)
        .values(
            until_at=row.stretch.until_at,
            latency=row.stretch.latency,
            slowest=row.stretch.slowest,
            said=row.stretch.said,
            checks=row.stretch.checks,
        )
    )
