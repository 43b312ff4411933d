"""What a task waits for: other tasks of the same incident, never in a circle."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.language import _, isolated
from incidentdesk.prepare.fact import present
from incidentdesk.refusal import Refused
from incidentdesk.respond.task import UNFINISHED, task, task_dependency
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_NEEDS = "SELECT task_id, needs_id FROM task_dependency WHERE incident_id = :id AND withdrawn_at IS NULL"


def unmet_needs(session: Session, task_id: int) -> list[str]:
    """The titles of the tasks that a task waits for."""
    wanted = (
        sa.select(task.c.title)
        .join(task_dependency, task_dependency.c.needs_id == task.c.id)
        .where(
            task_dependency.c.task_id == task_id,
            task_dependency.c.withdrawn_at.is_(None),
            task.c.withdrawn_at.is_(None),
            task.c.state.in_(UNFINISHED),
        )
        .order_by(task.c.position, task.c.id)
    )
    return [str(title) for (title,) in session.connection.execute(wanted)]


def wait_for(session: Session, task_id: int, needed_id: int) -> None:
    """Let a task wait for another one; where it does already nothing changes.

    Raises Refused for a task of another incident, for itself, and where the other one waits for it.
    """
    row, needed = present(session, task, task_id), present(session, task, needed_id)
    # Of two people who link two tasks at once, the second one sees what the first has done.
    ledger.hold(session, row["incident_id"])
    _refuse_circle(session, row, needed)
    known = _link(session, task_id, needed_id)
    if known is None:
        ids = {"incident_id": row["incident_id"], "task_id": task_id, "needs_id": needed_id}
        ledger.insert(session, task_dependency, ids)
    elif known.withdrawn_at is not None:
        ledger.bring_back(session, task_dependency, known.id)
    ledger.update(session, incident, row["incident_id"], {"updated_at": session.at})


def wait_no_more(session: Session, task_id: int, needed_id: int) -> None:
    """Let a task wait for another one no more; where it does not nothing changes."""
    row, known = present(session, task, task_id), _link(session, task_id, needed_id)
    if known is not None and known.withdrawn_at is None:
        ledger.withdraw(session, task_dependency, known.id)
        ledger.update(session, incident, row["incident_id"], {"updated_at": session.at})


def _link(session: Session, task_id: int, needed_id: int) -> Any:
    columns = task_dependency.c
    wanted = sa.select(columns.id, columns.withdrawn_at).where(
        columns.task_id == task_id, columns.needs_id == needed_id
    )
    return session.connection.execute(wanted).first()


def _refuse_circle(session: Session, row: Mapping[str, Any], needed: Mapping[str, Any]) -> None:
    if needed["incident_id"] != row["incident_id"]:
        raise Refused(_("A task waits for tasks of its own incident only."))
    if needed["id"] == row["id"]:
        raise Refused(_("A task can't wait for itself."))
    if row["id"] in _all_needs(session.reader, row["incident_id"], needed["id"]):
        raise Refused(
            _("“{needed}” waits for “{title}” itself, so neither could ever begin.").format(
                needed=isolated(needed["title"]), title=isolated(row["title"])
            )
        )


def _all_needs(reader: Reader, incident_id: int, task_id: int) -> set[int]:
    """Everything that a task waits for, at any depth."""
    needs: dict[int, list[int]] = {}
    for one, other in reader.rows(_NEEDS, {"id": incident_id}):
        needs.setdefault(one, []).append(other)
    found: set[int] = set()
    left = [task_id]
    while left:
        fresh = [each for each in needs.get(left.pop(), ()) if each not in found]
        found.update(fresh)
        left += fresh
    return found
