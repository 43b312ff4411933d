"""Saying who is affected by an incident, beside whoever reported it (U9)."""

import sqlalchemy as sa

from incidentdesk.detect.affected_person import affected_person
from incidentdesk.detect.incident import incident
from incidentdesk.language import _
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.naming import name_of
from incidentdesk.prepare.person import person_named
from incidentdesk.prepare.wording import text_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def add_affected(session: Session, incident_id: int, name: str, *, note: str = "") -> int:
    """Add a person by name to those who are affected, a new name to the people; returns the id of the entry.

    Whoever is affected already keeps one entry, with the new note if there is one. Raises Refused for an empty name.
    """
    present(session, incident, incident_id)
    if not name_of(name):
        raise Refused(_("Say who is affected."))
    person_id = person_named(session, name)
    note = text_of(note).strip()
    ledger.hold(session, incident_id)
    found = session.connection.execute(
        sa.select(affected_person.c.id, affected_person.c.withdrawn_at).where(
            affected_person.c.incident_id == incident_id, affected_person.c.person_id == person_id
        )
    ).first()
    if found is None:
        facts = {"incident_id": incident_id, "person_id": person_id, "note": note}
        affected_id = ledger.insert(session, affected_person, facts)
    else:
        affected_id = int(found.id)
        noted = {"note": note} if note or found.withdrawn_at is not None else {}
        ledger.update(session, affected_person, affected_id, {"withdrawn_at": None, **noted})
    ledger.update(session, incident, incident_id, {"updated_at": session.at})
    return affected_id


def remove_affected(session: Session, affected_id: int) -> None:
    """Take a person off again; raises Refused where somebody else has done so meanwhile."""
    row = ledger.current(session, affected_person, affected_id)
    if row["withdrawn_at"] is not None:
        raise Refused(_("That person was taken off already."))
    ledger.withdraw(session, affected_person, affected_id)
    ledger.update(session, incident, row["incident_id"], {"updated_at": session.at})


def set_affected(session: Session, incident_id: int, names: str) -> None:
    """Make the people of some lines, one name each, the affected ones; who is left out is no longer among them."""
    wanted = {name_of(line).casefold(): line for line in names.splitlines() if name_of(line)}
    rows = session.reader.rows(
        "SELECT a.id, person.name FROM affected_person a JOIN person ON person.id = a.person_id"
        " WHERE a.incident_id = :id AND a.withdrawn_at IS NULL",
        {"id": incident_id},
    )
    there = {str(name).casefold(): int(key) for key, name in rows}
    for key in there.keys() - wanted.keys():
        remove_affected(session, there[key])
    for folded, name in wanted.items():
        if folded not in there:
            add_affected(session, incident_id, name)
