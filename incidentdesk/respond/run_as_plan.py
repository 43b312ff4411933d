"""Saving what was done for an incident as a response plan, so that the next one is met prepared (ux.md 5)."""

from collections.abc import Sequence

from incidentdesk.detect.number import number
from incidentdesk.language import _
from incidentdesk.prepare.plan_content import Action, Phase, PlanContent, new_key
from incidentdesk.refusal import Refused
from incidentdesk.respond.plan_run_list import runs_of
from incidentdesk.respond.task import TaskState
from incidentdesk.respond.task_list import TaskRow, tasks
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

MINUTE = 60_000_000  # microseconds


def plan_of_tasks(reader: Reader, incident_id: int) -> PlanContent:
    """What was done, as a plan: in its order and phases, with roles and needs; what was skipped is left out.

    A step keeps its T+offset; one that was added gets the time after which it was done. The rest of the plan is that
    of the newest run. Raises Refused where the incident has no tasks that could become steps.
    """
    rows = [row for row in tasks(reader, incident_id) if row.state != TaskState.SKIPPED]
    if not rows:
        raise Refused(_("There is no task that could become a step of a plan."))
    runs = runs_of(reader, incident_id)
    start = runs[0].activated_at if runs else min(row.created_at for row in rows)
    before = runs[0].content if runs else PlanContent(purpose=_purpose(reader, incident_id))
    phases = _phases(rows, start)
    roles = dict.fromkeys([*before.roles, *(row.role for row in rows if row.role)])
    return PlanContent(
        purpose=before.purpose,
        phases=phases,
        roles=tuple(roles),
        contacts=before.contacts,
        channels=before.channels,
        audiences=before.audiences,
        cadence=before.cadence,
        first_message=before.first_message,
    )


def save_as_plan(session: Session, incident_id: int, *, name: str) -> int:
    """Write it as the draft of a new plan; returns the id of the plan. Raises Refused for a name that is taken."""
    from incidentdesk.prepare.plan_change import create_plan

    content = plan_of_tasks(session.reader, incident_id)
    return create_plan(
        session,
        name=name,
        content=content,
        description=_("Made from what was done for {number}.").format(number=number(incident_id)),
    )


def _phases(rows: Sequence[TaskRow], start: int) -> tuple[Phase, ...]:
    keys = {row.id: new_key() for row in rows}
    names = dict.fromkeys(row.phase for row in rows)
    return tuple(
        Phase(new_key(), name or _("Steps"), tuple(_action(row, keys, start) for row in rows if row.phase == name))
        for name in names
    )


def _action(row: TaskRow, keys: dict[int, str], start: int) -> Action:
    return Action(
        keys[row.id],
        row.title,
        role=row.role,
        department=row.department,
        offset=_offset(row, start),
        needs=tuple(keys[need] for need in row.needs if need in keys),
        mandatory=row.mandatory,
        instructions=row.instructions,
        criterion=row.criterion,
        audience=row.audience,
        message=row.message,
    )


def _offset(row: TaskRow, start: int) -> int | None:
    due = row.due_at if row.due_at is not None else row.ended_at if row.added else None
    return None if due is None else max(0, round((due - start) / MINUTE))


def _purpose(reader: Reader, incident_id: int) -> str:
    return str(reader.rows("SELECT title FROM incident WHERE id = :id", {"id": incident_id})[0][0])
