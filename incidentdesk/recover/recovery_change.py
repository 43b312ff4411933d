"""The recovery of an incident and its restore tasks: begun, changed, put in order, done, failed and skipped.

A phase begins when all of the one before is done or skipped, and a task when all that it needs is.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.prepare.fact import changed_columns, give_up_facts, present, stored_facts
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.service import service
from incidentdesk.prepare.wording import text_of
from incidentdesk.recover.recovery import RestorePhase, RestoreState, recovery, restore_task
from incidentdesk.recover.recovery_fact import NEW_RESTORE_TASK, RECOVERY_FACTS, past_instant, restore_facts_in
from incidentdesk.recover.restore_order import ServiceToRestore, services_to_restore
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

FINISHED = (RestoreState.DONE, RestoreState.SKIPPED)
_PHASES = tuple(RestorePhase)
_STEP = 1_000  # between the positions of two tasks


# ── the recovery ─────────────────────────────────────────────────────────────────────────────────────────────────────


def begin_recovery(session: Session, incident_id: int, *, coordinator: str = "") -> int:
    """Begin to recover: propose what is restored in which order, and what must be met at the end; returns its id.

    The proposal follows what the services depend on, with their owners, RTO and RPO; every task can be changed or
    taken away. Raises Refused where a recovery was begun already.
    """
    from incidentdesk.respond.exit_criterion_change import add_default_criteria

    ledger.hold(session)
    present(session, incident, incident_id)
    if recovery_row(session, incident_id) is not None:
        raise Refused(_("The recovery of {number} was begun already.").format(number=number(incident_id)))
    columns = stored_facts(session, RECOVERY_FACTS, {"coordinator": coordinator})
    begun = {"incident_id": incident_id, "began_at": session.at, "began_by": session.actor}
    recovery_id = ledger.insert(session, recovery, {**columns, **begun})
    _propose(session, incident_id)
    add_default_criteria(session, incident_id)
    _touch(session, incident_id)
    return recovery_id


def change_recovery(
    session: Session, incident_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Change coordinator, rollback or change_ref of a recovery.

    Raises Conflict where somebody has changed one of them since it was seen, Refused where none was begun.
    """
    row = begun_recovery(session, incident_id)
    columns = changed_columns(session, recovery, RECOVERY_FACTS, row, changes, seen)
    if columns:
        ledger.update(session, recovery, row["id"], columns)
        _touch(session, incident_id)


def give_up_recovery_changes(session: Session, incident_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    row = begun_recovery(session, incident_id)
    give_up_facts(session, recovery, RECOVERY_FACTS, row["id"], given_up)


def recovery_row(session: Session, incident_id: int) -> Mapping[str, Any] | None:
    wanted = sa.select(recovery).where(recovery.c.incident_id == incident_id, recovery.c.withdrawn_at.is_(None))
    row = session.connection.execute(wanted).mappings().first()
    return dict(row) if row is not None else None


def begun_recovery(session: Session, incident_id: int) -> Mapping[str, Any]:
    """Raises Refused where the incident has no recovery."""
    row = recovery_row(session, incident_id)
    if row is None:
        raise Refused(_("The recovery of {number} was not begun yet.").format(number=number(incident_id)))
    return row


def _propose(session: Session, incident_id: int) -> None:
    for title in (_("Check the backups before they are used"), _("Agree how the recovery is undone if it fails")):
        _proposed(session, incident_id, RestorePhase.PREPARE, title)
    services = services_to_restore(session.reader, incident_id)
    if not services:
        _proposed(session, incident_id, RestorePhase.RECOVER, _("Restore what is broken"))
        _proposed(session, incident_id, RestorePhase.VALIDATE, _("Verify it with those who use it"))
        return
    made: dict[int, str] = {}
    for each in services:
        title = _("Restore {service}").format(service=each.name)
        needs = [made[need] for need in each.needs if need in made]
        made[each.id] = _proposed(session, incident_id, RestorePhase.RECOVER, title, each, needs)
    title = _("Verify {service} with those who use it").format(service=services[-1].name)
    _proposed(session, incident_id, RestorePhase.VALIDATE, title, services[-1], aims=False)


def _proposed(
    session: Session,
    incident_id: int,
    phase: RestorePhase,
    title: str,
    service: ServiceToRestore | None = None,
    needs: Sequence[str] = (),
    *,
    aims: bool = True,
) -> str:
    """Write a proposed task and return its key; only with `aims` it has the RTO and RPO of the service."""
    columns: dict[str, Any] = {"phase": phase, "title": title, "needs": json.dumps(list(needs))}
    if service is not None:
        columns |= {"service_id": service.id, "owner_id": service.owner_id}
        columns |= {"rto": service.rto, "rpo": service.rpo} if aims else {}
    return _insert(session, incident_id, columns)[1]


# ── what a task says ─────────────────────────────────────────────────────────────────────────────────────────────────


def add_restore_task(session: Session, incident_id: int, *, zone: tzinfo = UTC, **facts: Any) -> int:
    """Add a task at the end of its phase and return its id; `facts` are those of NEW_RESTORE_TASK.

    A task of a service has the RTO and RPO of that service where nothing else is said. Raises Refused without a
    title, and where no recovery was begun.
    """
    begun_recovery(session, incident_id)
    columns = stored_facts(session, restore_facts_in(zone), {**NEW_RESTORE_TASK, **facts})
    if columns["service_id"] is not None:
        columns |= _aims_of(session, columns, {"rto", "rpo"} - facts.keys())
    task_id = _insert(session, incident_id, columns)[0]
    _touch(session, incident_id)
    return task_id


def change_restore_task(
    session: Session,
    task_id: int,
    changes: Mapping[str, Any],
    *,
    seen: Mapping[str, Any] | None = None,
    zone: tzinfo = UTC,
) -> None:
    """Change facts of a task.

    Raises Conflict where somebody has changed one of them since it was seen, Refused for tasks that wait for one
    another, and for a need of a later phase.
    """
    row = present(session, restore_task, task_id)
    columns = changed_columns(session, restore_task, restore_facts_in(zone), row, changes, seen)
    if not columns:
        return
    if {"needs", "phase"} & columns.keys():
        _refuse_impossible(session, {**row, **columns})
    if columns.get("phase", row["phase"]) != row["phase"]:
        columns["position"] = _last_position(session, row["incident_id"], columns["phase"]) + _STEP
    _write(session, row, columns)


def give_up_restore_changes(session: Session, task_id: int, given_up: Mapping[str, Any], *, zone: tzinfo = UTC) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, restore_task, restore_facts_in(zone), task_id, given_up)


def move_restore_task(session: Session, task_id: int, by: int) -> None:
    """Put a task earlier (-1) or later (1) within its phase.

    Raises Refused at either end, and where it would come before what it needs or behind what needs it.
    """
    row = present(session, restore_task, task_id)
    own = [each for each in _tasks(session, row["incident_id"]) if each["phase"] == row["phase"]]
    at = next(place for place, each in enumerate(own) if each["id"] == task_id)
    to = at + (1 if by > 0 else -1)
    if not 0 <= to < len(own):
        raise Refused(_("It stands at the end of its phase already. Change its phase to move it on."))
    first, then = (own[to], own[at]) if to > at else (own[at], own[to])
    if then["key"] in _needs(first):
        raise Refused(
            _("“{title}” needs “{needed}”, so it comes behind it.").format(
                title=isolated(first["title"]), needed=isolated(then["title"])
            )
        )
    own[at], own[to] = own[to], own[at]
    changes: dict[int, Mapping[str, Any]] = {
        each["id"]: {"position": place * _STEP}
        for place, each in enumerate(own, 1)
        if each["position"] != place * _STEP
    }
    ledger.update_many(session, restore_task, changes)
    _touch(session, row["incident_id"])


def withdraw_restore_task(session: Session, task_id: int) -> None:
    """Take a task away that is not to be done. Raises Refused for one that was begun; it is skipped with a reason."""
    row = present(session, restore_task, task_id)
    if row["state"] != RestoreState.OPEN:
        raise Refused(_("This task was begun, so it stays in the record. Skip it with a reason instead."))
    ledger.withdraw(session, restore_task, task_id)
    _touch(session, row["incident_id"])


# ── doing ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def start_restore_task(session: Session, task_id: int) -> None:
    """Begin a task, or try a failed one again; one that runs stays as it is.

    Raises Refused while the phase before or a task that it needs is not done.
    """
    row = _doable(session, task_id)
    if row["state"] != RestoreState.IN_PROGRESS:
        begun = {"started_at": session.at} if row["started_at"] is None else {}
        again = {"ended_at": None, "ended_by": "", **_without_failure(row)}
        _write(session, row, {"state": RestoreState.IN_PROGRESS, **again, **begun})


def finish_restore_task(session: Session, task_id: int, *, result: str = "", data_until: Any = None) -> None:
    """Say that a task is done, and until when the data goes that came back: microseconds, or an aware datetime.

    Doing it twice is once. Raises Refused as `start_restore_task` does, and for a time to come.
    """
    row = present(session, restore_task, task_id)
    until = past_instant(session, data_until)
    known: dict[str, Any] = {"data_until": until} if until is not None else {}
    said = text_of(result).strip()
    known |= {"result": said} if said else _without_failure(row)
    if row["state"] == RestoreState.DONE:
        _write(session, row, known)
        return
    _doable(session, task_id)
    begun = {"started_at": session.at} if row["started_at"] is None else {}
    _write(session, row, {**_ended(session, RestoreState.DONE), **begun, **known})


def fail_restore_task(session: Session, task_id: int, reason: str) -> None:
    """Say that it did not work; it can be tried again. Raises Refused without a reason, and for what is finished."""
    row = _doable(session, task_id)
    why = _said(reason, _("Say what went wrong, so that the next attempt can go another way."))
    _write(session, row, {**_ended(session, RestoreState.FAILED), "result": why}, why)


def skip_restore_task(session: Session, task_id: int, reason: str) -> None:
    """Leave a task out; skipping it twice is once. Raises Refused without a reason, and where it is done."""
    row = present(session, restore_task, task_id)
    if row["state"] == RestoreState.SKIPPED:
        return
    if row["state"] == RestoreState.DONE:
        raise Refused(_already_done(row))
    why = _said(reason, _("Say why the task is skipped; whoever reviews the incident will ask."))
    _write(session, row, {**_ended(session, RestoreState.SKIPPED), "result": why}, why)


def reopen_restore_task(session: Session, task_id: int, reason: str) -> None:
    """Take a tick or a skip back; what is open stays as it is. Raises Refused without a reason."""
    row = present(session, restore_task, task_id)
    if row["state"] not in FINISHED:
        return
    why = _said(reason, _("Say why the task is open again."))
    state = RestoreState.OPEN if row["started_at"] is None else RestoreState.IN_PROGRESS
    _write(session, row, {"state": state, "ended_at": None, "ended_by": "", **_without_failure(row)}, why)


def why_waiting(session: Session, row: Mapping[str, Any]) -> str:
    """Why a task can't be begun yet, in a sentence; "" where it can."""
    tasks = _tasks(session, row["incident_id"])
    unfinished = [each for each in tasks if each["state"] not in FINISHED and each["id"] != row["id"]]
    earlier = _PHASES[: _PHASES.index(RestorePhase(row["phase"]))]
    before = next((each for each in unfinished if each["phase"] in earlier), None)
    if before is not None:
        return _("“{title}” belongs to the phase {phase}. First do or skip “{first}” of the phase {before}.").format(
            title=isolated(row["title"]), phase=_(row["phase"]), first=isolated(before["title"]),
            before=_(before["phase"]),
        )  # fmt: skip
    needed = next((each for each in unfinished if each["key"] in _needs(row)), None)
    if needed is not None:
        return _("“{title}” waits for “{needed}”. First do that, or skip it with a reason.").format(
            title=isolated(row["title"]), needed=isolated(needed["title"])
        )
    return ""


# ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _doable(session: Session, task_id: int) -> Mapping[str, Any]:
    row = present(session, restore_task, task_id)
    if row["state"] == RestoreState.DONE:
        raise Refused(_already_done(row))
    if row["state"] == RestoreState.SKIPPED:
        raise Refused(_("“{title}” was skipped. Reopen it first.").format(title=isolated(row["title"])))
    why = why_waiting(session, row)
    if why:
        raise Refused(why)
    return row


def _without_failure(row: Mapping[str, Any]) -> dict[str, Any]:
    """Why it failed or was skipped is no result of what comes now; the history keeps it."""
    return {"result": ""} if row["state"] in (RestoreState.FAILED, RestoreState.SKIPPED) and row["result"] else {}


def _already_done(row: Mapping[str, Any]) -> str:
    return _("{person} has done “{title}” already. Reopen it first if that is not so.").format(
        person=isolated(row["ended_by"]), title=isolated(row["title"])
    )


def _said(reason: str, missing: str) -> str:
    why = text_of(reason).strip()
    if not why:
        raise Refused(missing)
    return why


def _ended(session: Session, state: RestoreState) -> dict[str, Any]:
    return {"state": state, "ended_at": session.at, "ended_by": session.actor}


def _needs(row: Mapping[str, Any]) -> list[str]:
    return list(json.loads(row["needs"]))


def _tasks(session: Session, incident_id: int) -> list[Mapping[str, Any]]:
    """In the order in which they are done."""
    wanted = sa.select(restore_task).where(
        restore_task.c.incident_id == incident_id, restore_task.c.withdrawn_at.is_(None)
    )
    rows = [dict(row) for row in session.connection.execute(wanted).mappings()]
    return sorted(rows, key=lambda row: (_PHASES.index(RestorePhase(row["phase"])), row["position"], row["id"]))


def _refuse_impossible(session: Session, row: Mapping[str, Any]) -> None:
    tasks = {each["key"]: each for each in _tasks(session, row["incident_id"])} | {row["key"]: row}
    for key in _needs(row):
        if key in tasks and _PHASES.index(tasks[key]["phase"]) > _PHASES.index(row["phase"]):
            raise Refused(
                _("“{needed}” is done in a later phase, so nothing before can wait for it.").format(
                    needed=isolated(tasks[key]["title"])
                )
            )
    seen, waiting = set(), _needs(row)
    while waiting:
        key = waiting.pop()
        if key == row["key"]:
            raise Refused(_("These tasks would wait for one another. Take one of the needs away."))
        if key in tasks and key not in seen:
            seen.add(key)
            waiting.extend(_needs(tasks[key]))


def _aims_of(session: Session, columns: Mapping[str, Any], unsaid: set[str]) -> dict[str, int | None]:
    row = ledger.current(session, service, columns["service_id"])
    return {name: row[name] for name in unsaid if not columns[name]}


def _last_position(session: Session, incident_id: int, phase: str) -> int:
    return max((each["position"] for each in _tasks(session, incident_id) if each["phase"] == phase), default=0)


def _insert(session: Session, incident_id: int, columns: Mapping[str, Any]) -> tuple[int, str]:
    key = new_key()
    position = _last_position(session, incident_id, columns["phase"]) + _STEP
    values = {**columns, "key": key, "incident_id": incident_id, "position": position, "state": RestoreState.OPEN}
    return ledger.insert(session, restore_task, values), key


def _write(session: Session, row: Mapping[str, Any], changes: Mapping[str, Any], reason: str = "") -> None:
    if changes:
        ledger.update(session, restore_task, row["id"], changes, reason=reason)
        _touch(session, row["incident_id"])


def _touch(session: Session, incident_id: int) -> None:
    ledger.update(session, incident, incident_id, {"updated_at": session.at})
