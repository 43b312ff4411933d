"""An entry of the timeline: a work note, a public comment, or a fact that somebody wrote down."""

import sqlalchemy as sa

from incidentdesk.store.base import full_text, record, reference

entry = record(
    "entry",
    reference("incident_id", "incident", nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    # A public comment is for the requester, a work note is not.
    sa.Column("public", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("starred", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("happened_at", sa.BigInteger, nullable=False),
    sa.Column("entered_at", sa.BigInteger, nullable=False),
    sa.Index("ix_entry_incident", "incident_id", "happened_at"),
    incident="incident_id",
)
full_text(entry, ("text",))
