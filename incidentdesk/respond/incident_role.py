"""Who holds which role in an incident, from when until when; a hand-over ends one and begins another."""

import sqlalchemy as sa

from incidentdesk.store.base import filled, record, reference

incident_role = record(
    "incident_role",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident", nullable=False),
    reference("role_id", "role", nullable=False),
    reference("person_id", "person", nullable=False),
    sa.Column("from_at", sa.BigInteger, nullable=False),
    sa.Column("until_at", sa.BigInteger),
    # How the person came to it: on call, by hand, as the lead of a team.
    sa.Column("source", sa.Text, nullable=False, default="", server_default=""),
    # What the next one must know.
    sa.Column("note", sa.Text, nullable=False, default="", server_default=""),
    sa.Index("ix_incident_role_incident", "incident_id"),
    incident="incident_id",
)
