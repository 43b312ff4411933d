"""An escalation policy: whom to notify, and whom next, while nobody acknowledges an incident."""

import sqlalchemy as sa

from incidentdesk.store.base import filled, record, reference

MOST_REPEATS = 5

escalation_policy = record(
    "escalation_policy",
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("description", sa.Text, nullable=False, default="", server_default=""),
    # How often all steps are gone through once more.
    sa.Column("repeats", sa.SmallInteger, nullable=False, default=0, server_default="0"),
    # The working hours that steps ask for; without one, those of whoever is notified.
    reference("calendar_id", "calendar"),
)
# What is written together with it.
escalation_policy.info["parts"] = frozenset({"escalation_step"})

escalation_step = record(
    "escalation_step",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("policy_id", "escalation_policy", nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    # Minutes that pass, after the step before, until this one is taken.
    sa.Column("wait", sa.Integer, nullable=False),
    # Who is notified; one of these.
    reference("role_id", "role"),
    reference("rota_id", "rota"),
    reference("person_id", "person"),
    reference("team_id", "team"),
    sa.Column("working_hours_only", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    # Only once so many incidents of the service came within so many minutes; 0 is always.
    sa.Column("least_alerts", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Column("within", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Index("ix_escalation_step_policy", "policy_id"),
)
