"""A team that incidents are assigned to."""

import sqlalchemy as sa

from incidentdesk.store.base import record

team = record("team", sa.Column("name", sa.Text, nullable=False, unique=True))
