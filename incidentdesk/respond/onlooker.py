"""Who looks at an incident at this moment, where several workstations share a database (features.md R12).

Whoever has its page before the eyes says so every few seconds; nothing of it is history, so it stands in no ledger.
"""

import sqlalchemy as sa

from incidentdesk.store.lease import insert_lease, lease, lease_now
from incidentdesk.store.session import Session

LENGTH = 45 * 1_000_000  # microseconds for which a look counts
_FORGOTTEN = 24 * 60 * 60 * 1_000_000  # microseconds


def look_at(session: Session, incident_id: int) -> list[str]:
    """Say that this person looks at an incident; returns the names of the others who do, in alphabetical order."""
    now = lease_now(session)
    row = {"name": _name(incident_id, session.actor), "owner": session.actor, "until": now + LENGTH, "beat_at": now}
    told = insert_lease(session).values(row)
    seen = {"until": told.excluded.until, "beat_at": told.excluded.beat_at}
    session.connection.execute(told.on_conflict_do_update(index_elements=["name"], set_=seen))
    _forget(session, now)
    others = sa.select(lease.c.owner).where(
        lease.c.name.startswith(_place(incident_id), autoescape=True), lease.c.until > now,
        lease.c.owner != session.actor,
    )  # fmt: skip
    return sorted({str(owner) for owner in session.connection.execute(others).scalars()}, key=str.casefold)


def look_away(session: Session, incident_id: int) -> None:
    """This person looks at it no more."""
    session.connection.execute(sa.delete(lease).where(lease.c.name == _name(incident_id, session.actor)))


def _place(incident_id: int) -> str:
    return f"look/{incident_id}/"


def _name(incident_id: int, actor: str) -> str:
    return f"{_place(incident_id)}{actor}"


def _forget(session: Session, now: int) -> None:
    """A program that died said no goodbye."""
    old = lease.c.name.startswith("look/") & (lease.c.until < now - _FORGOTTEN)
    session.connection.execute(sa.delete(lease).where(old))
