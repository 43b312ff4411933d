"""A department of the organisation, to which teams and people belong."""

import sqlalchemy as sa

from incidentdesk.prepare.naming import named
from incidentdesk.store.base import record
from incidentdesk.store.session import Session

department = record("department", sa.Column("name", sa.Text, nullable=False, unique=True))


def department_named(session: Session, name: str) -> int | None:
    """The id of the department of that name, made if there is none; None for an empty name."""
    return named(session, department, name)
