"""What becomes of a check: how its monitor stands, and an incident that is opened, told of, reopened or resolved.

One incident for one cause: while a parent fails, nothing is opened below it, and what fails again soon after a recovery
goes on in the incident that it had.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.check import Outcome
from incidentdesk.detect.incident import incident
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.maintenance import in_maintenance
from incidentdesk.detect.maintenance_list import windows_in
from incidentdesk.detect.monitor import Health, MonitorKind, OnRecovery, monitor, monitor_state
from incidentdesk.detect.monitor_history import SECOND
from incidentdesk.detect.monitor_standing import (
    Standing,
    after_check,
    begin_state,
    parent_of,
    standings,
    write_standings,
)
from incidentdesk.detect.number import number
from incidentdesk.detect.stage_time import disorder, sources_after
from incidentdesk.detect.state import OPEN_STATES, State
from incidentdesk.language import _, ngettext
from incidentdesk.prepare.fact import name_of
from incidentdesk.prepare.service import service
from incidentdesk.prepare.team import team
from incidentdesk.refusal import Refused
from incidentdesk.respond.exit_criterion import CriterionKind
from incidentdesk.respond.exit_criterion_change import reopen_criteria
from incidentdesk.respond.note import add_note
from incidentdesk.respond.reopen_window import why_shut
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

_MINUTE = 60 * SECOND
_QUIET = (Health.MAINTENANCE, Health.SUPPRESSED)
_CODE = "Solved"

# Does something about the incident of a monitor; gives how it stands then, and lines for whoever looks on.
Act = Callable[[Session, Standing, int], tuple[Standing, list[str]]]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a monitor has found at an instant, in microseconds since 1970."""

    monitor_id: int
    outcome: Outcome
    at: int


@dataclass(frozen=True, slots=True)
class TakenChecks:
    """Lines for whoever looks on, seconds until the next check of each monitor, and parents to be looked at now."""

    lines: tuple[str, ...] = ()
    waits: Mapping[int, float] = field(default_factory=dict)
    asked: frozenset[int] = frozenset()


def take_checks(session: Session, found: Iterable[Checked]) -> TakenChecks:
    """Take what checks have found, in the order in which they were made.

    What is found of a monitor that was switched off or taken away meanwhile is dropped.
    """
    checked = sorted(found, key=lambda each: each.at)
    known = standings(session, {each.monitor_id for each in checked})
    windows = windows_in(session.reader)
    changed: dict[int, Standing] = {}
    lines: list[str] = []
    asked: set[int] = set()
    for each in checked:
        before = known.get(each.monitor_id)
        if before is None:
            continue
        own = before.monitor
        after = after_check(
            before,
            each.outcome,
            each.at,
            maintenance=in_maintenance(windows, own["id"], own["service_id"], each.at),
            parent=parent_of(known, before, each.at),
        )
        after, told = _answered(session, after, each.at)
        if after.course.health != before.course.health or told:
            session.touched.append(("monitor", own["id"]))
        if after.course.asks_parent and own["parent_id"] in known:
            asked.add(own["parent_id"])
        known[own["id"]] = changed[own["id"]] = after
        lines += told
    write_standings(session, changed.values())
    waits = {
        each: (after.next_at - (after.course.checked_at or after.next_at)) / SECOND for each, after in changed.items()
    }
    return TakenChecks(tuple(lines), waits, frozenset(asked))


def beat(session: Session, key: str, at: int) -> int:
    """Take a sign of life for the heartbeat of that key; returns its id. Raises Refused where there is none."""
    row = session.connection.execute(
        sa.select(monitor.c.id).where(
            monitor.c.key == key,
            monitor.c.kind == MonitorKind.HEARTBEAT,
            monitor.c.enabled.is_(True),
            monitor.c.withdrawn_at.is_(None),
        )
    ).first()
    if row is None:
        raise Refused(_("There is no heartbeat with this address."))
    begin_state(session, row.id, at)
    session.connection.execute(
        sa.update(monitor_state).where(monitor_state.c.monitor_id == row.id).values(beat_at=at, next_at=0)
    )
    return int(row.id)


# ── the incident ─────────────────────────────────────────────────────────────────────────────────────────────────


def _answered(session: Session, standing: Standing, at: int) -> tuple[Standing, list[str]]:
    """What the rules forbid for one monitor holds no other one up; its next check tries again."""
    act = _due_act(standing, at)
    if act is None:
        return standing, []
    try:
        with session.connection.begin_nested():
            return act(session, standing, at)
    except Refused as refused:
        return standing, [_("{name}: {reason}").format(name=standing.monitor["name"], reason=refused)]


def _due_act(standing: Standing, at: int) -> Act | None:
    course = standing.course
    has_incident = standing.incident_id is not None and standing.recovered_at is None
    if course.trouble and not has_incident and course.health not in _QUIET and not _is_muted(standing, at):
        return _opened
    if has_incident and not course.trouble and course.last_ok:
        return _recovered
    return None


def _is_muted(standing: Standing, at: int) -> bool:
    until = standing.monitor["muted_until"]
    return until is not None and until > at


def _opened(session: Session, standing: Standing, at: int) -> tuple[Standing, list[str]]:
    earlier = _incident(session, standing.incident_id)
    shut = "" if earlier is None else why_shut(session.reader, earlier["id"], session.at)
    if earlier is not None and _is_recent(standing, at) and earlier["state"] != State.CANCELED and not shut:
        _go_on(session, earlier, standing)
        incident_id, sentence = earlier["id"], _("{number}: {name} fails again")
    else:
        incident_id, sentence = _log(session, standing, earlier, at), _("{number}: {name} fails")
    line = sentence.format(number=number(incident_id), name=standing.monitor["name"])
    return replace(standing, incident_id=incident_id, recovered_at=None), [line]


def _is_recent(standing: Standing, at: int) -> bool:
    within = standing.monitor["reopen_within"] * _MINUTE
    return standing.recovered_at is not None and at - standing.recovered_at <= within


def _log(session: Session, standing: Standing, earlier: Any, at: int) -> int:
    own, course = standing.monitor, standing.course
    began = course.first_failed if course.flapping and not course.down else course.failing_since
    # A clock that was set back must not make a machine's incident impossible.
    detected = min(at, session.at + _MINUTE)
    return log_incident(
        session,
        title=_title(standing),
        description=_description(standing, earlier),
        channel=Channel.MONITOR,
        service=name_of(session, service, own["service_id"]),
        team=name_of(session, team, own["team_id"]),
        impact=own["impact"],
        urgency=own["urgency"],
        occurred_at=clock.instant(min(began or detected, detected)),
        detected_at=clock.instant(detected),
        measured=True,
    )


def _title(standing: Standing) -> str:
    if standing.course.flapping and not standing.course.down:
        return _("{name} is flapping").format(name=standing.monitor["name"])
    return _("{name} is down").format(name=standing.monitor["name"])


def _description(standing: Standing, earlier: Any) -> str:
    own = standing.monitor
    where = _("{kind}: {target}").format(kind=_(own["kind"]), target=own["target"]) if own["target"] else _(own["kind"])
    lines = [standing.said, where]
    if earlier is not None:
        lines.append(_("It failed before: {number}.").format(number=number(earlier["id"])))
    return "\n".join(lines)


def _go_on(session: Session, earlier: Any, standing: Standing) -> None:
    """The same trouble is back: the incident is opened again where it was ended."""
    said = _("{name} fails again: {said}").format(name=standing.monitor["name"], said=standing.said)
    if State(earlier["state"]) in OPEN_STATES:
        add_note(session, earlier["id"], said)
    else:
        move(session, earlier["id"], Move(State.IN_PROGRESS, reason=said))
    row = ledger.current(session, incident, earlier["id"])
    if row["restored_at"] is not None:
        sources = sources_after(session, row, ["restored_at"], {})
        ledger.update(session, incident, row["id"], {"restored_at": None, **sources}, reason=said)
    reopen_criteria(session, row["id"], said, CriterionKind.MONITORS)


def _recovered(session: Session, standing: Standing, at: int) -> tuple[Standing, list[str]]:
    row = _incident(session, standing.incident_id)
    after = replace(standing, recovered_at=at)
    if row is None:
        return after, []
    since = standing.course.fine_since or at
    _restore(session, row, since)
    policy = OnRecovery(standing.monitor["on_recovery"])
    is_open = State(row["state"]) in OPEN_STATES
    said = _recovery(standing, row, since)
    # A major incident is over when whoever leads it says so.
    if is_open and policy == OnRecovery.RESOLVE and not row["major"]:
        move(session, row["id"], Move(State.RESOLVED, resolution_code=_CODE, resolution_notes=said))
    else:
        proposal = _("It can be resolved.") if is_open and policy != OnRecovery.NOTE else ""
        add_note(session, row["id"], f"{said} {proposal}".strip())
    line = _("{number}: {name} works again").format(number=number(row["id"]), name=standing.monitor["name"])
    return after, [line]


def _restore(session: Session, row: Any, since: int) -> None:
    """Write when it worked again, unless somebody has said so already or the times would stand the wrong way round."""
    if row["restored_at"] is None and not disorder({**row, "restored_at": since}):
        sources = sources_after(session, row, ["restored_at"], {})
        ledger.update(
            session, incident, row["id"], {"restored_at": since, "updated_at": session.at, **sources},
            reason=_("measured by its monitor"),
        )  # fmt: skip


def _recovery(standing: Standing, row: Any, since: int) -> str:
    began = row["occurred_at"] or row["detected_at"] or since
    minutes = max(1, round((since - began) / _MINUTE))
    return ngettext(
        "{name} works again: {said} It did not for {n} minute.",
        "{name} works again: {said} It did not for {n} minutes.",
        minutes,
    ).format(name=standing.monitor["name"], said=standing.said, n=minutes)


def _incident(session: Session, incident_id: int | None) -> Any:
    """The incident, None where there is none or it was taken away."""
    if incident_id is None:
        return None
    row = ledger.current(session, incident, incident_id)
    return None if row["withdrawn_at"] is not None else row
