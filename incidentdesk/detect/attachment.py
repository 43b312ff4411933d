"""A file that belongs to an incident; it lies in the database in chunks."""

import sqlalchemy as sa

from incidentdesk.store.base import Identity, metadata, record, reference

attachment = record(
    "attachment",
    reference("incident_id", "incident", nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),  # bytes
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("added_at", sa.BigInteger, nullable=False),
    sa.Column("added_by", sa.Text, nullable=False),
    sa.Index("ix_attachment_incident", "incident_id"),
    incident="incident_id",
)

attachment_chunk = sa.Table(
    "attachment_chunk",
    metadata,
    sa.Column("attachment_id", Identity, sa.ForeignKey("attachment.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
