"""A script that takes part in a drill: it does what the plan and the scenario ask for, sooner or later than they ask.

With it a drill can be played without people: to try a scenario before it is used, and to see how a plan fares.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.state import State
from incidentdesk.improve.drill_deed import acts_of, did
from incidentdesk.improve.drill_list import SECOND, DrillRow
from incidentdesk.improve.drill_playing import drilled_incident
from incidentdesk.improve.drill_result import ACKNOWLEDGEMENT, ACTIVATION, DETECTION
from incidentdesk.improve.drill_score import TARGETS
from incidentdesk.language import _
from incidentdesk.prepare.scenario_content import Deed, Inject, InjectKind
from incidentdesk.refusal import Refused
from incidentdesk.respond.activation import activate
from incidentdesk.respond.announcing import draft_announcement, send_announcement
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.major_step import accept
from incidentdesk.respond.message_draft import drafted
from incidentdesk.respond.note import add_note
from incidentdesk.respond.plan_run_change import acknowledge
from incidentdesk.respond.task import TaskState
from incidentdesk.respond.task_change import finish_task
from incidentdesk.respond.task_list import TaskRow, tasks
from incidentdesk.respond.transition import Move, move
from incidentdesk.respond.update_cadence import updates_of
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

MINUTE = 60 * SECOND
_BETWEEN = 60  # seconds between two steps without a time of their own

# What is to be done, as a function of the session of the sandbox.
Doing = Callable[[Session], object]


def doings(drill: DrillRow, sandbox: Reader, now: int, pace: float) -> list[Doing]:
    """What the script would do at `now` (microseconds since 1970), the most urgent first.

    `pace` is the share of every target that it takes: 0.5 is twice as fast as asked, 1.5 is late.
    """
    incident_id = drilled_incident(sandbox)
    if incident_id is None:
        return _given(_logging(drill, now, pace))
    logged_at = sandbox.rows("SELECT created_at FROM incident WHERE id = :id", {"id": incident_id})[0][0]
    since = now - int(logged_at)
    return [
        *_given(_acknowledging(sandbox, incident_id, since, pace)),
        *_given(_activating(drill, sandbox, incident_id, since, pace)),
        *_given(_updating(sandbox, incident_id, now, pace)),
        *_given(_stepping(sandbox, incident_id, now, pace)),
        *_expected(drill, sandbox, incident_id, now, pace),
    ]


def _given(doing: Doing | None) -> list[Doing]:
    return [] if doing is None else [doing]


def _logging(drill: DrillRow, now: int, pace: float) -> Doing | None:
    signal = next(
        (each for each in drill.content.injects if each.kind == InjectKind.SIGNAL and each.key in drill.played), None
    )
    if signal is None or now - drill.played[signal.key].at < (signal.within or TARGETS[DETECTION]) * pace * SECOND:
        return None
    content, service = drill.content, drill.service
    return lambda session: log_incident(
        session,
        title=signal.title,
        description=signal.text,
        reporter=signal.sender,
        service=service,
        impact=content.impact,
        urgency=content.urgency,
    )


def _acknowledging(sandbox: Reader, incident_id: int, since: int, pace: float) -> Doing | None:
    known = sandbox.rows("SELECT acknowledged_at FROM incident WHERE id = :id", {"id": incident_id})[0][0]
    if known is not None or since < TARGETS[ACKNOWLEDGEMENT] * pace * SECOND:
        return None
    return lambda session: acknowledge(session, incident_id)


def _activating(drill: DrillRow, sandbox: Reader, incident_id: int, since: int, pace: float) -> Doing | None:
    plan_id = drill.plan_id
    if plan_id is None or since < TARGETS[ACTIVATION] * pace * SECOND:
        return None
    if sandbox.rows("SELECT 1 FROM plan_run WHERE incident_id = :id AND withdrawn_at IS NULL", {"id": incident_id}):
        return None
    return lambda session: activate(session, incident_id, plan_id=plan_id)


def _updating(sandbox: Reader, incident_id: int, now: int, pace: float) -> Doing | None:
    for each in updates_of(sandbox, incident_id, now):
        if each.due_at is None or each.ended_at is not None or not each.cadence:
            continue
        begun = each.last_sent_at or each.started_at
        if now >= begun + (each.due_at - begun) * pace:
            return partial(_tell, incident_id=incident_id, audience_id=each.audience_id)
    return None


def _tell(session: Session, incident_id: int, audience_id: int) -> None:
    waiting = session.reader.rows(
        "SELECT id FROM announcement WHERE incident_id = :id AND audience_id = :audience AND state = 'Draft'"
        " AND withdrawn_at IS NULL ORDER BY id",
        {"id": incident_id, "audience": audience_id},
    )
    if waiting:
        send_announcement(session, int(waiting[0][0]))
        return
    text = drafted(session.reader, incident_id, audience_id=audience_id, phase="Investigating", sender=session.actor)
    draft = draft_announcement(
        session, incident_id, audience_id=audience_id, subject=text.subject, body=text.body, phase="Investigating"
    )
    send_announcement(session, draft)


def _stepping(sandbox: Reader, incident_id: int, now: int, pace: float) -> Doing | None:
    """The first step whose needs are done and whose time has come; one without a time comes a minute after the last."""
    rows = [row for row in tasks(sandbox, incident_id) if row.plan_run_id is not None]
    done = {row.id for row in rows if row.finished}
    last = max((row.ended_at or 0 for row in rows), default=0)
    for row in rows:
        ready = row.state in (TaskState.OPEN, TaskState.IN_PROGRESS) and all(need in done for need in row.needs)
        if ready and now >= _when(row, last, pace):
            return partial(finish_task, task_id=row.id, result=_("Done by the script."))
    return None


def _when(row: TaskRow, last: int, pace: float) -> float:
    begun = row.activated_at or row.created_at
    after_last = max(begun, last) + _BETWEEN * pace * SECOND
    if row.due_at is None:
        return after_last
    return begun + (row.due_at - begun) * pace


def _expected(drill: DrillRow, sandbox: Reader, incident_id: int, now: int, pace: float) -> list[Doing]:
    acts, found = acts_of(sandbox), list[Doing]()
    for each in drill.content.injects:
        played, deed = drill.played.get(each.key), _DEEDS.get(each.deed)
        if played is None or deed is None or now < played.at + (each.within or _BETWEEN) * pace * SECOND:
            continue
        if did(acts, each.deed, played.at, incident_id) is None:
            found.append(partial(deed, incident_id=incident_id, inject=each))
    return found


def _declare(session: Session, incident_id: int, inject: Inject) -> None:
    accept(session, incident_id, reason=inject.expected or inject.title)


def _note(session: Session, incident_id: int, inject: Inject) -> None:
    add_note(session, incident_id, inject.expected or inject.title)


def _assign(session: Session, incident_id: int, inject: Inject) -> None:  # noqa: ARG001 - all deeds have one form
    change_incident(session, incident_id, {"assignee": session.actor})


def _escalate(session: Session, incident_id: int, inject: Inject) -> None:
    changes: dict[str, Any] = {"priority": 1, "override_reason": inject.title}
    change_incident(session, incident_id, changes)


def _mitigate(session: Session, incident_id: int, inject: Inject) -> None:  # noqa: ARG001
    change_incident(session, incident_id, {"mitigated_at": clock.instant(session.at)})


def _resolve(session: Session, incident_id: int, inject: Inject) -> None:
    """A major incident stays open while its recovery is not proven, as outside a drill."""
    wish = Move(State.RESOLVED, resolution_code="Solved", resolution_notes=inject.expected or inject.title)
    move(session, incident_id, wish)


def _update(session: Session, incident_id: int, inject: Inject) -> None:  # noqa: ARG001
    rows = session.reader.rows(
        "SELECT audience_id FROM update_schedule WHERE incident_id = :id AND withdrawn_at IS NULL ORDER BY id",
        {"id": incident_id},
    ) or session.reader.rows("SELECT id FROM audience WHERE withdrawn_at IS NULL ORDER BY id")
    if not rows:
        raise Refused(_("There is no audience that could be told."))
    _tell(session, incident_id, int(rows[0][0]))


_DEEDS: dict[str, Callable[..., None]] = {
    Deed.DECLARED: _declare,
    Deed.NOTED: _note,
    Deed.ASSIGNED: _assign,
    Deed.ESCALATED: _escalate,
    Deed.MITIGATED: _mitigate,
    Deed.RESOLVED: _resolve,
    Deed.TOLD: _update,
}
