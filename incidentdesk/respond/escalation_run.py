"""An escalation: a policy that runs for an incident until somebody acknowledges it."""

import sqlalchemy as sa

from incidentdesk.store.base import filled, record, reference

escalation = record(
    "escalation",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident", nullable=False),
    reference("policy_id", "escalation_policy", nullable=False),
    sa.Column("started_at", sa.BigInteger, nullable=False),
    # How many steps were taken, counted over all rounds.
    sa.Column("taken", sa.Integer, nullable=False, default=0, server_default="0"),
    # When the next step is due; empty once it has ended.
    sa.Column("next_at", sa.BigInteger),
    sa.Column("ended_at", sa.BigInteger),
    sa.Column("end_reason", sa.Text, nullable=False, default="", server_default=""),
    sa.Index("ix_escalation_incident", "incident_id"),
    sa.Index("ix_escalation_next", "next_at"),
    incident="incident_id",
)
