"""A setting of the desk, the same for everybody who shares the database."""

import sqlalchemy as sa

from incidentdesk.store.base import record

setting = record(
    "setting",
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("value", sa.Text, nullable=False),  # JSON
)
