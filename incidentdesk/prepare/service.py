"""A service that can break."""

import sqlalchemy as sa

from incidentdesk.prepare.naming import named
from incidentdesk.store.base import record
from incidentdesk.store.session import Session

service = record("service", sa.Column("name", sa.Text, nullable=False, unique=True))


def service_named(session: Session, name: str) -> int | None:
    """The id of the service of that name, made if there is none; None for an empty name."""
    return named(session, service, name)
