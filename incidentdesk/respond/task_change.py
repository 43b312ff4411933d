"""Doing the tasks of an incident: start, done, skipped, blocked, reopened; adding tasks and changing what they say.

Two people may tick at once (R12): the same tick twice is one, what differs is refused with who was first.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.detect.incident import incident
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.department import department, department_named
from incidentdesk.prepare.fact import (
    Fact,
    changed_columns,
    chosen,
    give_up_facts,
    line,
    present,
    shown_facts,
    stored_facts,
    text,
)
from incidentdesk.prepare.fact import named as named_fact
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.prepare.team import team, team_named
from incidentdesk.prepare.wording import clean, text_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.plan_run import RunState, plan_run
from incidentdesk.respond.task import UNFINISHED, TaskState, task
from incidentdesk.respond.task_need import unmet_needs
from incidentdesk.respond.task_time import minutes_after, taken_up_at
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

MOST_MINUTES = 60 * 24 * 365
STEP = 1_000  # between the positions of two tasks, so that one fits between


def _due(_session: Session, value: datetime | None) -> int | None:
    return None if value is None else clock.stored(value)


def _shown_due(_session: Session, value: int | None) -> datetime | None:
    return None if value is None else clock.instant(value)


def _minutes(value: Any) -> int | None:
    if value is None or value == "":
        return None
    if not isinstance(value, int) or not 0 <= value <= MOST_MINUTES:
        raise Refused(_("The time spent is a whole number of minutes, at most a year."))
    return value


def _one_line(_session: Session, value: Any) -> str:
    return " ".join(clean(str(value)).split())[:200]


FACTS = {
    "title": line("title", N_("A task needs a title: what is to be done?")),
    "instructions": text("instructions"),
    "criterion": text("criterion"),
    "phase": Fact("phase", _one_line, lambda _session, value: value),
    "role": Fact("role", _one_line, lambda _session, value: value),
    "person": named_fact("person_id", person, staff_named),
    "team": named_fact("team_id", team, team_named),
    "department": named_fact("department_id", department, department_named),
    "due": Fact("due_at", _due, _shown_due),
    "mandatory": chosen("mandatory", bool),
    "result": text("result"),
    "minutes": chosen("minutes", _minutes),
}  # fmt: skip


# ── doing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def start_task(session: Session, task_id: int) -> None:
    """Begin a task; its timer runs from now, and stands while it is blocked. Beginning what runs changes nothing."""
    row = _doable(session, task_id)
    if row["state"] == TaskState.IN_PROGRESS:
        return
    begun = {} if row["started_at"] is not None else {"started_at": session.at}
    _write(session, row, {"state": TaskState.IN_PROGRESS, "blocked_reason": "", **begun})


def finish_task(session: Session, task_id: int, *, result: str = "", reason: str = "") -> None:
    """Tick a task off, with what came of it.

    Ticking it twice is one tick, and a second result is kept beside the first. A task whose needs are not done asks
    for a reason. Raises Refused without one, and where it was skipped meanwhile.
    """
    row = _in_running_plan(session, task_id)
    said = text_of(result).strip()
    if row["state"] == TaskState.DONE:
        _write(session, row, {"result": _with(row["result"], said)})
        return
    _refuse_skipped(row)
    missing = unmet_needs(session, task_id)
    why = text_of(reason).strip()
    if missing and not why:
        raise Refused(
            _("“{title}” waits for “{needed}”. Do that first, or say why this is done all the same.").format(
                title=isolated(row["title"]), needed=isolated(missing[0])
            )
        )
    ended = {"state": TaskState.DONE, "ended_at": session.at, "ended_by": session.actor, "blocked_reason": ""}
    begun = {"started_at": session.at} if row["started_at"] is None else {}
    _write(session, row, {**ended, **begun, **_time_spent(session, row), "result": _with(row["result"], said)}, why)


def note_result(session: Session, task_id: int, text: str) -> None:
    """Write something beside what came of a task, such as the name of a file that shows it."""
    row = present(session, task, task_id)
    _write(session, row, {"result": _with(row["result"], text_of(text).strip())})


def skip_task(session: Session, task_id: int, *, reason: str) -> None:
    """Leave a task out; skipping it twice is one. Raises Refused without a reason, and where it was done meanwhile."""
    row = _in_running_plan(session, task_id)
    if row["state"] == TaskState.SKIPPED:
        return
    if row["state"] == TaskState.DONE:
        raise Refused(_done_by(row))
    why = text_of(reason).strip()
    if not why:
        raise Refused(_("Say why the step is skipped; whoever reviews the incident will ask."))
    ended = {"state": TaskState.SKIPPED, "ended_at": session.at, "ended_by": session.actor, "blocked_reason": ""}
    _write(session, row, {**ended, **_time_spent(session, row), "skipped_reason": why}, why)


def block_task(session: Session, task_id: int, *, reason: str) -> None:
    """Say that a task can't go on. Raises Refused without a reason, and for what is finished."""
    row = _doable(session, task_id)
    why = text_of(reason).strip()
    if not why:
        raise Refused(_("Say what the task waits for, so that somebody can clear the way."))
    _write(session, row, {"state": TaskState.BLOCKED, **_time_spent(session, row), "blocked_reason": why}, why)


def unblock_task(session: Session, task_id: int, *, reason: str = "") -> None:
    """Let a task go on; one that is not blocked stays as it is."""
    row = _doable(session, task_id)
    if row["state"] == TaskState.BLOCKED:
        state = TaskState.OPEN if row["started_at"] is None else TaskState.IN_PROGRESS
        _write(session, row, {"state": state, "blocked_reason": ""}, text_of(reason).strip())


def reopen_task(session: Session, task_id: int, *, reason: str = "") -> None:
    """Take a tick or a skip back; a task that is open stays as it is."""
    row = _in_running_plan(session, task_id)
    if row["state"] in UNFINISHED:
        return
    state = TaskState.OPEN if row["state"] == TaskState.SKIPPED else TaskState.IN_PROGRESS
    again = {"state": state, "ended_at": None, "ended_by": "", "skipped_reason": ""}
    _write(session, row, again, text_of(reason).strip())


# ── what a task says ─────────────────────────────────────────────────────────────────────────────────────────────


def add_task(session: Session, incident_id: int, *, title: str, after: int | None = None, **facts: Any) -> int:
    """Add a task of one's own, after another one or at the end; returns its id.

    `facts` are those of `FACTS`. After a step of a run it stands among the steps of that run.
    """
    ledger.current(session, incident, incident_id)
    before = present(session, task, after) if after is not None else None
    run_id = before["plan_run_id"] if before is not None else None
    if before is not None:
        facts.setdefault("phase", before["phase"])
    facts.setdefault("mandatory", False)
    values = {
        **stored_facts(session, FACTS, {"title": title, **facts}),
        "key": uuid4().hex,
        "incident_id": incident_id,
        "plan_run_id": run_id,
        "position": _position_after(session, incident_id, run_id, before),
        "state": TaskState.OPEN,
        "created_at": session.at,
        "created_by": session.actor,
    }
    task_id = ledger.insert(session, task, values)
    _touch(session, incident_id)
    return task_id


def facts_of_task(session: Session, task_id: int) -> dict[str, Any]:
    """All changeable facts as a person sees them; raises Refused where there is no such task."""
    return shown_facts(session, task, FACTS, task_id)


def change_task(
    session: Session, task_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Change facts of a task; raises Conflict where somebody has changed one since it was seen, Refused otherwise."""
    row = present(session, task, task_id)
    columns = changed_columns(session, task, FACTS, row, changes, seen)
    if columns:
        _write(session, row, columns)


def give_up_task_changes(session: Session, task_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written."""
    give_up_facts(session, task, FACTS, task_id, given_up)


def move_task(session: Session, task_id: int, *, before: int | None = None) -> None:
    """Put a task before another one of the same run, or at the end; it takes the phase of what it stands before."""
    row = present(session, task, task_id)
    siblings = [each for each in _siblings(session, row["incident_id"], row["plan_run_id"]) if each.id != task_id]
    place = next((at for at, each in enumerate(siblings) if each.id == before), len(siblings))
    neighbour = siblings[place] if place < len(siblings) else siblings[-1] if siblings else None
    order = [each.id for each in siblings]
    order.insert(place, task_id)
    positions = {each.id: each.position for each in siblings} | {task_id: row["position"]}
    changes: dict[int, Mapping[str, Any]] = {
        each: {"position": at * STEP} for at, each in enumerate(order, 1) if positions[each] != at * STEP
    }
    if neighbour is not None and neighbour.phase != row["phase"]:
        changes[task_id] = {**changes.get(task_id, {}), "phase": neighbour.phase}
    if changes:
        ledger.update_many(session, task, changes)
        _touch(session, row["incident_id"])


def withdraw_task(session: Session, task_id: int) -> None:
    """Take a task that was added away again. Raises Refused for a step of a plan, which is skipped with a reason."""
    row = present(session, task, task_id)
    if row["action_key"]:
        raise Refused(_("This is a step of the plan. Skip it with a reason instead."))
    ledger.withdraw(session, task, task_id)
    _touch(session, row["incident_id"])


# ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _in_running_plan(session: Session, task_id: int) -> Mapping[str, Any]:
    row = present(session, task, task_id)
    if row["plan_run_id"] is not None:
        run = ledger.current(session, plan_run, row["plan_run_id"])
        if run["state"] == RunState.STOPPED:
            raise Refused(_("The plan was stopped, so its steps stay as they are. Activate it anew to go on."))
        if run["state"] == RunState.COMPLETED:
            raise Refused(_("The plan is completed, so its steps stay as they are. Add a task for what is left."))
    return row


def _doable(session: Session, task_id: int) -> Mapping[str, Any]:
    row = _in_running_plan(session, task_id)
    if row["state"] == TaskState.DONE:
        raise Refused(_done_by(row))
    _refuse_skipped(row)
    return row


def _done_by(row: Mapping[str, Any]) -> str:
    return _("{person} has done “{title}” already. Reopen it first if that is not so.").format(
        person=isolated(row["ended_by"]), title=isolated(row["title"])
    )


def _refuse_skipped(row: Mapping[str, Any]) -> None:
    if row["state"] == TaskState.SKIPPED:
        raise Refused(
            _("{person} has skipped “{title}”: {reason} Reopen it first to do it all the same.").format(
                person=isolated(row["ended_by"]),
                title=isolated(row["title"]),
                reason=isolated(row["skipped_reason"].rstrip(".") + "."),
            )
        )


def _time_spent(session: Session, row: Mapping[str, Any]) -> dict[str, int]:
    """The minutes of work with those since it was taken up, where that changes them."""
    if row["state"] != TaskState.IN_PROGRESS:
        return {}
    since = taken_up_at(session.reader, row["incident_id"], row["id"])
    minutes = minutes_after(row["minutes"], since, session.at)
    return {} if minutes is None or minutes == row["minutes"] else {"minutes": min(minutes, MOST_MINUTES)}


def _with(before: str, said: str) -> str:
    """A result beside what stands there already."""
    return before if not said or said in before.split("\n") else f"{before}\n{said}".strip()


def _siblings(session: Session, incident_id: int, run_id: int | None) -> list[Any]:
    own = task.c.plan_run_id.is_(None) if run_id is None else task.c.plan_run_id == run_id
    wanted = (
        sa.select(task.c.id, task.c.position, task.c.phase)
        .where(task.c.incident_id == incident_id, own, task.c.withdrawn_at.is_(None))
        .order_by(task.c.position, task.c.id)
    )
    return list(session.connection.execute(wanted))


def _position_after(session: Session, incident_id: int, run_id: int | None, before: Mapping[str, Any] | None) -> int:
    """Between a task and the next one; where no number is free between them, all behind it make way."""
    siblings = _siblings(session, incident_id, run_id)
    if before is None:
        return (siblings[-1].position if siblings else 0) + STEP
    later = [each for each in siblings if (each.position, each.id) > (before["position"], before["id"])]
    if not later or later[0].position - before["position"] > 1:
        following = later[0].position if later else before["position"] + 2 * STEP
        return int((before["position"] + following) // 2)
    ledger.update_many(session, task, {each.id: {"position": each.position + STEP} for each in later})
    return int(before["position"] + STEP // 2)


def _write(session: Session, row: Mapping[str, Any], changes: Mapping[str, Any], reason: str = "") -> None:
    ledger.update(session, task, row["id"], changes, reason=reason)
    _touch(session, row["incident_id"])


def _touch(session: Session, incident_id: int) -> None:
    ledger.update(session, incident, incident_id, {"updated_at": session.at})
