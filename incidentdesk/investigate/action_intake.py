"""Proposing a corrective action."""

from uuid import uuid4

import sqlalchemy as sa

from incidentdesk.investigate.action_fact import ACTION_FACTS
from incidentdesk.investigate.action_state import ActionState
from incidentdesk.investigate.cause_editing import GAP
from incidentdesk.investigate.cause_graph import EFFECT, Effort
from incidentdesk.investigate.cause_record import investigation_of
from incidentdesk.investigate.corrective_action import corrective_action
from incidentdesk.investigate.subject import Subject
from incidentdesk.investigate.subject_record import mark_changed, subject_columns
from incidentdesk.prepare.fact import stored_facts
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

MIDDLE_PRIORITY = 3


def propose_action(
    session: Session,
    subject: Subject,
    *,
    text: str,
    detail: str = "",
    type: str = "",
    effort: str = Effort.PREVENT,
    owner: str = "",
    due_on: str = "",
    priority: int = MIDDLE_PRIORITY,
    verification: str = "",
    cause: str = EFFECT,
) -> int:
    """Write a new corrective action for an incident or problem and return its id, which is its number.

    `cause` is the key of the cause that it answers, `due_on` a date as YYYY-MM-DD. It stands in the diagrams of the
    subject too, where there is an investigation. Raises Refused for an empty text, an unknown type, effort or
    priority, what is no date, and a subject or cause that is not there.
    """
    facts = {
        "text": text,
        "detail": detail,
        "type": type,
        "effort": effort,
        "owner": owner,
        "due_on": due_on,
        "priority": priority,
        "verification": verification,
        "cause": cause,
    }
    whose = subject_columns(session, subject)
    action_id = ledger.insert(
        session,
        corrective_action,
        {
            "key": uuid4().hex,
            **whose,
            "investigation_id": investigation_of(session.reader, subject),
            **stored_facts(session, ACTION_FACTS, facts),
            "position": _last_position(session, subject) + GAP,
            "state": ActionState.PROPOSED,
            "created_at": session.at,
            "created_by": session.actor,
            "updated_at": session.at,
        },
    )
    mark_changed(session, subject)
    return action_id


def _last_position(session: Session, subject: Subject) -> int:
    column = corrective_action.c[f"{subject.noun}_id"]
    last = sa.select(sa.func.max(corrective_action.c.position)).where(column == subject.id)
    return int(session.connection.execute(last).scalar() or 0)
