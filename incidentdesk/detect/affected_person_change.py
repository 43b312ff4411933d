"""Saying who is affected by an incident, beside whoever reported it (U9)."""

import sqlalchemy as sa

from incidentdesk.detect.affected_person import affected_person
from incidentdesk.detect.affected_person_list import affected_people
from incidentdesk.detect.incident import incident
from incidentdesk.language import _
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.naming import name_of
from incidentdesk.prepare.part import Cells, cell, lines_in
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


def change_affected(session: Session, incident_id: int, lines: str, *, seen: str) -> None:
    """Add, take off and note what differs between two texts of `affected_lines`: what was seen, and what is to hold.

    What somebody else has added or taken off meanwhile stays as it is. Raises Refused where a line names nobody.
    """
    before, after = _by_name(seen), _by_name(lines)
    there = {each.name.casefold(): each for each in affected_people(session.reader, incident_id) if not each.reporter}
    for name in before.keys() - after.keys():
        if name in there:
            remove_affected(session, there[name].id)
    for name, cells in after.items():
        if cells == before.get(name):
            continue
        affected_id = add_affected(session, incident_id, cells[0])
        ledger.update(session, affected_person, affected_id, {"note": text_of(cell(cells, 1)).strip()})


def _by_name(lines: str) -> dict[str, Cells]:
    return {name_of(cells[0]).casefold(): cells for cells in lines_in(lines)}
