"""Ending soaks that have passed or failed, so that nobody has to sit beside the monitors and wait."""

from incidentdesk.agent.delivery import ACTOR, VIA
from incidentdesk.recover.soak_watching import due_soaks, move_soak
from incidentdesk.store.database import Database


def move_soaks(database: Database) -> list[str]:
    """Each in a transaction of its own; returns a line for each."""
    with database.read() as reader:
        due = due_soaks(reader)
    lines = []
    for soak_id in due:
        with database.write(actor=ACTOR, via=VIA) as session:
            lines.append(move_soak(session, soak_id))
    return [line for line in lines if line]
