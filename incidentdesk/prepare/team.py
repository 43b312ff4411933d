"""A team that incidents are assigned to."""

import sqlalchemy as sa

from incidentdesk.prepare.naming import named
from incidentdesk.store.base import record
from incidentdesk.store.session import Session

team = record("team", sa.Column("name", sa.Text, nullable=False, unique=True))


def team_named(session: Session, name: str) -> int | None:
    """The id of the team of that name, made if there is none; None for an empty name."""
    return named(session, team, name)
