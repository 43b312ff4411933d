"""A parent incident and its children: one level deep, without circles."""

from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)
_OPEN_CHILDREN = (
    f"SELECT id FROM incident WHERE parent_id = :id AND withdrawn_at IS NULL AND state IN ({_OPEN}) ORDER BY id"
)


def parent_of(session: Session, child_id: int, text: str) -> int | None:
    """The id of the parent named in a text, None for an empty text.

    Raises Refused where there is no such incident, where it is the child itself, where it has a parent, and where the
    child has children.
    """
    if not text.strip():
        return None
    parent_id = incident_id_of(text)
    parent = session.connection.execute(
        sa.select(incident.c.parent_id, incident.c.withdrawn_at).where(incident.c.id == parent_id).with_for_update()
    ).first()
    if parent is None or parent.withdrawn_at is not None:
        raise Refused(_("There is no incident {number}.").format(number=isolated(text.strip())))
    if parent_id == child_id:
        raise Refused(_("An incident can't be its own parent."))
    if parent.parent_id is not None:
        raise Refused(_("{number} has a parent itself; parents are one level deep.").format(number=number(parent_id)))
    if children_of(session, child_id):
        raise Refused(_("This incident has children, so it can't have a parent; parents are one level deep."))
    return parent_id


def children_of(session: Session, parent_id: int) -> list[Any]:
    """Id and state of every child."""
    statement = (
        sa.select(incident.c.id, incident.c.state, incident.c.on_hold_reason)
        .where(incident.c.parent_id == parent_id, incident.c.withdrawn_at.is_(None))
        .order_by(incident.c.id)
    )
    return list(session.connection.execute(statement))


def why_held_up(reader: Reader, parent_id: int) -> str:
    """Why a parent can't be closed yet, "" where it can: a child of it is open still (frappe#2370)."""
    waiting = [child_id for (child_id,) in reader.rows(_OPEN_CHILDREN, {"id": parent_id})]
    if not waiting:
        return ""
    return ngettext(
        "{number} can't be closed while its child {first} is open. Resolve the child, or release it.",
        "{number} can't be closed while {count} of its children are open, the first of them {first}. "
        "Resolve them, or release them.",
        len(waiting),
    ).format(number=number(parent_id), count=len(waiting), first=number(waiting[0]))
