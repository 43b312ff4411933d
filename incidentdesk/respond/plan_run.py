"""A run of a response plan: which version was activated for an incident, when and by whom."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, record, reference


class RunState(StrEnum):
    RUNNING = N_("Running")
    COMPLETED = N_("Completed")
    STOPPED = N_("Stopped")


plan_run = record(
    "plan_run",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident", nullable=False),
    # The version is pinned: later versions change nothing here.
    reference("plan_version_id", "plan_version", nullable=False),
    sa.Column("state", sa.Text, nullable=False, info=among(RunState)),
    sa.Column("activated_at", sa.BigInteger, nullable=False),
    sa.Column("activated_by", sa.Text, nullable=False),
    sa.Column("ended_at", sa.BigInteger),
    sa.Column("ended_by", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("end_reason", sa.Text, nullable=False, default="", server_default=""),
    sa.Index("ix_plan_run_incident", "incident_id"),
    incident="incident_id",
)
