"""Opening a problem."""

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.investigate.problem import problem
from incidentdesk.investigate.problem_change import PROBLEM_FACTS
from incidentdesk.investigate.problem_link import link_incident
from incidentdesk.investigate.problem_state import ProblemState
from incidentdesk.language import _
from incidentdesk.prepare.fact import stored_facts
from incidentdesk.prepare.service import service as service_table
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

MIDDLE_PRIORITY = 3


def open_problem(
    session: Session,
    *,
    title: str,
    description: str = "",
    priority: int = MIDDLE_PRIORITY,
    service: str = "",
    owner: str = "",
    workaround: str = "",
) -> int:
    """Write a new problem and return its id, which is its number.

    Raises Refused for a title that is empty or too long and for a priority outside 1 to 5.
    """
    facts = {
        "title": title,
        "description": description,
        "priority": priority,
        "service": service,
        "owner": owner,
        "workaround": workaround,
    }
    return ledger.insert(
        session,
        problem,
        {
            **stored_facts(session, PROBLEM_FACTS, facts),
            "state": ProblemState.NEW,
            "created_at": session.at,
            "created_by": session.actor,
            "updated_at": session.at,
        },
    )


def open_problem_of(session: Session, incident_id: int, *, title: str = "", owner: str = "", move: bool = False) -> int:
    """Open a problem as the cause of an incident and link the two; returns the id of the problem.

    Title, description, service and priority are those of the incident unless a title is given. Raises Refused where
    there is no such incident, and without `move` where it has a problem already.
    """
    row = session.connection.execute(
        sa.select(
            incident.c.title, incident.c.description, incident.c.priority, service_table.c.name, incident.c.withdrawn_at
        )
        .outerjoin(service_table, service_table.c.id == incident.c.service_id)
        .where(incident.c.id == incident_id)
    ).first()
    if row is None or row.withdrawn_at is not None:
        raise Refused(_("There is no such incident any more."))
    problem_id = open_problem(
        session,
        title=title.strip() or row.title,
        description=row.description,
        priority=row.priority,
        service=row.name or "",
        owner=owner,
    )
    link_incident(session, problem_id, incident_id, move=move)
    return problem_id
