"""A campaign: an audience is asked to read and acknowledge a policy document or a response plan until a day."""

import sqlalchemy as sa

from incidentdesk.store.base import filled, iso_date, record, reference

campaign = record(
    "campaign",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    sa.Column("name", sa.Text, nullable=False),
    # One of the two.
    reference("policy_version_id", "policy_version"),
    reference("plan_version_id", "plan_version"),
    # Whom it asks: those of a role, a team or a department; all staff where all three are empty.
    reference("role_id", "role"),
    reference("team_id", "team"),
    reference("department_id", "department"),
    sa.Column("message", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("due_on", sa.Text, nullable=False, info=iso_date()),
    sa.Column("started_at", sa.BigInteger, nullable=False),
    sa.Column("ended_at", sa.BigInteger),
    sa.Column("reminded_at", sa.BigInteger),
)

# Who has read which version of a response plan; for policy documents see `policy_document`.
plan_acknowledgement = record(
    "plan_acknowledgement",
    reference("plan_version_id", "plan_version", nullable=False),
    reference("person_id", "person", nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("plan_version_id", "person_id"),
)
