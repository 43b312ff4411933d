"""How monitors stand between two checks: read for many at once, and written in few statements.

Beside the ledger, as it is measured and not decided by anybody.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.check import Outcome
from incidentdesk.detect.monitor import Health, check_stretch, monitor, monitor_state
from incidentdesk.detect.monitor_course import Course, Parent, Terms, found_health, kept_text, step, with_kept
from incidentdesk.detect.monitor_history import SECOND, hold_of
from incidentdesk.store.session import Session

_HOUR = 3_600 * SECOND
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch that goes on: neighbouring checks that found the same; latency is the mean, in milliseconds."""

    id: int | None
    health: Health
    from_at: int
    until_at: int
    checks: int
    latency: float | None
    slowest: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A monitor and how it stands; `ended` are stretches that nothing is added to any more."""

    monitor: Mapping[str, Any]
    course: Course
    known: bool = False
    said: str = ""
    latency: float | None = None
    place: str = ""
    next_at: int = 0
    incident_id: int | None = None
    recovered_at: int | None = None
    span: Span | None = None
    ended: tuple[Span, ...] = ()

    @property
    def hold(self) -> int:
        return hold_of(self.monitor["interval"], self.monitor["retry_interval"], self.monitor["timeout"])


def standings(session: Session, ids: Collection[int]) -> dict[int, Standing]:
    """The monitors of these ids and their parents, without those that are switched off or withdrawn."""
    found = _standings(session, ids)
    above = {each.monitor["parent_id"] for each in found.values()} - {None} - found.keys()
    return found | _standings(session, above)


def after_check(standing: Standing, outcome: Outcome, at: int, *, maintenance: bool, parent: Parent | None) -> Standing:
    """How a monitor stands after one more check."""
    own, course = standing.monitor, standing.course
    apart = 0 if course.checked_at is None else abs(at - course.checked_at)
    course = step(
        course,
        outcome.ok,
        at,
        Terms(own["failures"], own["recoveries"]),
        maintenance=maintenance,
        parent=parent,
        unwatched=apart > standing.hold,
    )
    soon = not outcome.ok and not course.down
    wait = own["retry_interval"] if soon else own["interval"]
    return _with_span(
        replace(
            standing,
            course=course,
            said=outcome.said,
            latency=outcome.latency if outcome.ok else None,
            place=outcome.place or standing.place,
            next_at=at + wait * SECOND,
        ),
        outcome,
        at,
    )


def parent_of(all_standings: Mapping[int, Standing], standing: Standing, at: int) -> Parent | None:
    """How the parent was found the last time; None where there is none, or nobody looks at it."""
    above = all_standings.get(standing.monitor["parent_id"] or 0)
    if above is None or above.course.checked_at is None or at - above.course.checked_at > 2 * above.hold:
        return None
    return Parent(not above.course.last_ok, above.course.checked_at)


def write_standings(session: Session, changed: Iterable[Standing]) -> None:
    """Write how monitors stand, with their stretches."""
    several = list(changed)
    for each in several:
        for span in each.ended:
            _write_span(session, each.monitor["id"], span)
    kept = [replace(each, span=_with_id(session, each)) for each in several]
    grown = [_grown(each.span) for each in kept if each.span is not None]
    if grown:
        session.connection.execute(_GROWING, grown)
    for each in kept:
        if not each.known:
            begin_state(session, each.monitor["id"], each.course.since)
    if kept:
        session.connection.execute(_UPDATING, [{**_columns(each), "wanted": each.monitor["id"]} for each in kept])


def begin_state(session: Session, monitor_id: int, at: int) -> None:
    """See that there is a row of how a monitor stands; somebody else may write it at this moment."""
    if session.dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        inserting: Any = postgresql_insert(monitor_state)
    else:
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert

        inserting = sqlite_insert(monitor_state)
    row = {"monitor_id": monitor_id, "health": Health.UNKNOWN, "since": at}
    session.connection.execute(inserting.values(row).on_conflict_do_nothing())


# ── stretches ────────────────────────────────────────────────────────────────────────────────────────────────────


def _with_span(standing: Standing, outcome: Outcome, at: int) -> Standing:
    """Goes on with the stretch, or begins another one; by the hour, so that latency can be drawn."""
    health, span = found_health(standing.course), standing.span
    latency = outcome.latency if outcome.ok else None
    if span is not None and _goes_on(span, health, at, standing.hold):
        return replace(standing, span=_longer(span, latency, outcome.said, at))
    fresh = Span(None, health, at, at, 1, latency, latency, outcome.said)
    ended = standing.ended if span is None else (*standing.ended, span)
    return replace(standing, span=fresh, ended=ended)


def _goes_on(span: Span, health: Health, at: int, hold: int) -> bool:
    return span.health == health and 0 <= at - span.until_at <= hold and span.from_at // _HOUR == at // _HOUR


def _longer(span: Span, latency: float | None, said: str, at: int) -> Span:
    told = span.latency if latency is None else latency
    before = told if span.latency is None else span.latency
    mean = None if told is None or before is None else (before * span.checks + told) / (span.checks + 1)
    slowest = max((each for each in (span.slowest, latency) if each is not None), default=None)
    return replace(span, until_at=at, checks=span.checks + 1, latency=mean, slowest=slowest, said=said)


def _with_id(session: Session, standing: Standing) -> Span | None:
    span = standing.span
    if span is None or span.id is not None:
        return span
    return replace(span, id=_write_span(session, standing.monitor["id"], span))


def _write_span(session: Session, monitor_id: int, span: Span) -> int:
    if span.id is not None:
        session.connection.execute(_GROWING, [_grown(span)])
        return span.id
    values = {
        "monitor_id": monitor_id, "health": span.health, "from_at": span.from_at, "until_at": span.until_at,
        "checks": span.checks, "latency": span.latency, "slowest": span.slowest, "said": span.said,
    }  # fmt: skip
    written = session.connection.execute(sa.insert(check_stretch), values).inserted_primary_key
    return int(written[0])  # type: ignore[index]  # a single insert has one


def _grown(span: Span) -> dict[str, Any]:
    return {
        "wanted": span.id, "new_until_at": span.until_at, "new_checks": span.checks, "new_latency": span.latency,
        "new_slowest": span.slowest, "new_said": span.said,
    }  # fmt: skip


_GROWING = (
    sa.update(check_stretch)
    .where(check_stretch.c.id == sa.bindparam("wanted"))
    .values(
        until_at=sa.bindparam("new_until_at"),
        checks=sa.bindparam("new_checks"),
        latency=sa.bindparam("new_latency"),
        slowest=sa.bindparam("new_slowest"),
        said=sa.bindparam("new_said"),
    )
)


# ── states ───────────────────────────────────────────────────────────────────────────────────────────────────────

_STATE = (
    "health", "since", "failing_since", "failures", "successes", "checked_at", "next_at", "latency", "said", "changes",
    "place", "stretch_id", "incident_id", "recovered_at",
)  # fmt: skip
_UPDATING = (
    sa.update(monitor_state)
    .where(monitor_state.c.monitor_id == sa.bindparam("wanted"))
    .values({name: sa.bindparam(name) for name in _STATE})
)


def _columns(standing: Standing) -> dict[str, Any]:
    course = standing.course
    return {
        "health": course.health,
        "since": course.since,
        "failing_since": course.failing_since,
        "failures": course.failures,
        "successes": course.successes,
        "checked_at": course.checked_at,
        "next_at": standing.next_at,
        "latency": standing.latency,
        "said": standing.said,
        "changes": kept_text(course),
        "place": standing.place,
        "stretch_id": standing.span.id if standing.span else None,
        "incident_id": standing.incident_id,
        "recovered_at": standing.recovered_at,
    }


def _standings(session: Session, ids: Collection[int]) -> dict[int, Standing]:
    found: dict[int, Standing] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        statement = sa.select(monitor).where(
            monitor.c.id.in_(some), monitor.c.withdrawn_at.is_(None), monitor.c.enabled.is_(True)
        )
        monitors = {row.id: row._asdict() for row in session.connection.execute(statement)}
        states = {
            row.monitor_id: row
            for row in session.connection.execute(sa.select(monitor_state).where(monitor_state.c.monitor_id.in_(some)))
        }
        spans = _spans(session, [row.stretch_id for row in states.values() if row.stretch_id is not None])
        found |= {each: _standing(own, states.get(each), spans) for each, own in monitors.items()}
    return found


def _spans(session: Session, ids: list[int]) -> dict[int, Span]:
    rows = session.connection.execute(sa.select(check_stretch).where(check_stretch.c.id.in_(ids))) if ids else ()
    return {
        row.id: Span(
            row.id, Health(row.health), row.from_at, row.until_at, row.checks, row.latency, row.slowest, row.said
        )
        for row in rows
    }


def _standing(own: Mapping[str, Any], row: Any, spans: Mapping[int, Span]) -> Standing:
    if row is None:
        return Standing(own, Course())
    course = Course(
        Health(row.health), row.since, row.checked_at, row.failing_since,
        failures=row.failures, successes=row.successes,
    )  # fmt: skip
    return Standing(
        own, with_kept(course, row.changes), True, row.said, row.latency, row.place, row.next_at, row.incident_id,
        row.recovered_at, spans.get(row.stretch_id),
    )  # fmt: skip
