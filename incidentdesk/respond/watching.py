"""Who watches an incident."""

import sqlalchemy as sa

from incidentdesk.detect.incident import watcher
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def watch(session: Session, incident_id: int, person_id: int, watching: bool) -> None:
    """Add a person to those who watch an incident, or take them off."""
    ledger.hold(session, incident_id)
    found = session.connection.execute(
        sa.select(watcher.c.id).where(watcher.c.incident_id == incident_id, watcher.c.person_id == person_id)
    ).scalar()
    if found is None and watching:
        ledger.insert(session, watcher, {"incident_id": incident_id, "person_id": person_id})
    elif found is not None:
        ledger.update(session, watcher, found, {"withdrawn_at": None if watching else session.at})
