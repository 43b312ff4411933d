"""Which incidents have a problem as their cause: many incidents, one problem."""

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.investigate.problem import problem, problem_incident
from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject
from incidentdesk.investigate.subject_record import mark_changed, subject_columns
from incidentdesk.language import _
from incidentdesk.prepare.fact import present
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session


def problem_of(reader: Reader, incident_id: int) -> int | None:
    """The id of the problem that an incident is linked to, None for none."""
    rows = reader.rows(
        "SELECT l.problem_id FROM problem_incident l JOIN problem p ON p.id = l.problem_id"
        " WHERE l.incident_id = :id AND l.withdrawn_at IS NULL AND p.withdrawn_at IS NULL",
        {"id": incident_id},
    )
    return int(rows[0][0]) if rows else None


def link_incident(session: Session, problem_id: int, incident_id: int, *, move: bool = False) -> None:
    """Say that a problem is the cause of an incident; with `move` also where it has been linked to another one.

    Raises Refused where problem or incident is not there, and without `move` where the incident has another problem.
    """
    present(session, problem, problem_id)
    subject_columns(session, Subject(INCIDENT, incident_id))
    ledger.hold(session, incident_id)
    other = problem_of(session.reader, incident_id)
    if other == problem_id:
        return
    if other is not None and not move:
        raise Refused(
            _("{incident} is linked to {problem} already. Release it there first.").format(
                incident=number(incident_id), problem=Subject(PROBLEM, other).number
            )
        )
    link_id = session.connection.execute(
        sa.select(problem_incident.c.id).where(problem_incident.c.incident_id == incident_id)
    ).scalar()
    if link_id is None:
        ledger.insert(session, problem_incident, {"incident_id": incident_id, "problem_id": problem_id})
    else:
        ledger.update(session, problem_incident, link_id, {"problem_id": problem_id, "withdrawn_at": None})
    for each in (other, problem_id):
        _mark(session, incident_id, each)


def unlink_incident(session: Session, problem_id: int, incident_id: int) -> None:
    """Say that a problem is not the cause of an incident after all; nothing where it is not linked."""
    found = session.connection.execute(
        sa.select(problem_incident.c.id).where(
            problem_incident.c.incident_id == incident_id,
            problem_incident.c.problem_id == problem_id,
            problem_incident.c.withdrawn_at.is_(None),
        )
    ).scalar()
    if found is not None:
        ledger.withdraw(session, problem_incident, found)
        _mark(session, incident_id, problem_id)


def _mark(session: Session, incident_id: int, problem_id: int | None) -> None:
    ledger.update(session, incident, incident_id, {"updated_at": session.at})
    if problem_id is not None:
        mark_changed(session, Subject(PROBLEM, problem_id))
