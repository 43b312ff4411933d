"""A service that can break."""

import sqlalchemy as sa

from incidentdesk.store.base import record

service = record("service", sa.Column("name", sa.Text, nullable=False, unique=True))
