"""The incident or problem that something is about, in the database."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.investigate.problem import problem
from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def subject_columns(session: Session, subject: Subject) -> dict[str, int | None]:
    """The columns of a record that is about a subject; raises Refused where it is not there or in the trash."""
    table = _table(subject)
    found = session.connection.execute(sa.select(table.c.withdrawn_at).where(table.c.id == subject.id)).first()
    if found is None or found.withdrawn_at is not None:
        raise Refused(_("There is no {number}.").format(number=subject.number))
    return {"incident_id": subject.incident_id, "problem_id": subject.problem_id}


def subject_in(row: Mapping[str, Any]) -> Subject | None:
    """What a record with the columns incident_id and problem_id is about."""
    if row["incident_id"] is not None:
        return Subject(INCIDENT, int(row["incident_id"]))
    return None if row["problem_id"] is None else Subject(PROBLEM, int(row["problem_id"]))


def mark_changed(session: Session, subject: Subject | None) -> None:
    """Note on the subject that something about it has changed now."""
    if subject is not None:
        ledger.update(session, _table(subject), subject.id, {"updated_at": session.at})


def _table(subject: Subject) -> sa.Table:
    return incident if subject.noun == INCIDENT else problem
