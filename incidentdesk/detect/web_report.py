"""A report by the web form, and the private link by which whoever reported it follows it."""

import sqlalchemy as sa

from incidentdesk.store.base import record, reference

web_report = record(
    "web_report",
    reference("incident_id", "incident", nullable=False),
    # SHA-256 of the token in the link.
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("language", sa.Text, nullable=False, default="", server_default=""),
    # One for each sending of the form, so that pressing twice reports once.
    sa.Column("submission", sa.Text, nullable=False, unique=True),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("incident_id"),
    incident="incident_id",
)
