"""Which incidents an account has looked at, and when; nobody else's business, so it is not in the ledger."""

import sqlalchemy as sa

from incidentdesk.store.base import Identity, metadata

seen = sa.Table(
    "seen",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("incident_id", Identity, sa.ForeignKey("incident.id"), primary_key=True, autoincrement=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)
