"""A mailbox that is read, and the mails that were taken in from it or from files."""

import sqlalchemy as sa

from incidentdesk.store.base import Identity, filled, json_of, metadata, record, reference

mailbox = record(
    "mailbox",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    # JSON: host, port, security, user, folder, moved_to, way ("password" or "xoauth2"); nothing that is secret.
    sa.Column("options", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    # Seconds between looks where the server has no IDLE.
    sa.Column("interval", sa.Integer, nullable=False, default=60, server_default="60"),
    sa.Column("enabled", sa.Boolean, nullable=False, default=True, server_default=sa.true()),
    # The address of the desk, to which answers come.
    sa.Column("address", sa.Text, nullable=False, default="", server_default=""),
    reference("service_id", "service"),
    reference("team_id", "team"),
    reference("category_id", "category"),
    # Why the last look failed, and about when one last succeeded.
    sa.Column("trouble", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("looked_at", sa.BigInteger),
    unrecorded=("trouble", "looked_at"),
)

# What was taken in, so that nothing is taken twice, and answers find their incident.
mail = sa.Table(
    "mail",
    metadata,
    sa.Column("id", Identity, primary_key=True, autoincrement=True),
    # Mailbox, UIDVALIDITY and UID, or the hash of the bytes of a file.
    sa.Column("place", sa.Text, nullable=False, unique=True),
    sa.Column("message_id", sa.Text, nullable=False, server_default=""),
    # SHA-256 of what was said, which stays when a mail comes by two ways.
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("sender", sa.Text, nullable=False, server_default=""),
    sa.Column("subject", sa.Text, nullable=False, server_default=""),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("taken_at", sa.BigInteger, nullable=False),
    sa.Column("incident_id", Identity, sa.ForeignKey("incident.id")),
    sa.Column("dead_letter_id", Identity, sa.ForeignKey("dead_letter.id")),
    sa.Index("ix_mail_message", "message_id"),
    sa.Index("ix_mail_digest", "digest"),
    sa.Index("ix_mail_sender", "sender", "taken_at"),
)
