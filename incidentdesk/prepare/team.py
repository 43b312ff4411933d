"""A team that incidents are assigned to."""

import sqlalchemy as sa

from incidentdesk.prepare.naming import named
from incidentdesk.store.base import record, reference
from incidentdesk.store.session import Session

team = record(
    "team",
    sa.Column("name", sa.Text, nullable=False, unique=True),
    reference("department_id", "department"),
    sa.Column("email", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("description", sa.Text, nullable=False, default="", server_default=""),
)


def team_named(session: Session, name: str) -> int | None:
    """The id of the team of that name, made if there is none; None for an empty name."""
    return named(session, team, name)
