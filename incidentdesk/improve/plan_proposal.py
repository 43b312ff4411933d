"""A proposal to change a response plan, from a lesson or an improvement; accepted, it becomes a new version."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, json_of, record, reference


class ProposalState(StrEnum):
    PROPOSED = N_("Proposed")
    ACCEPTED = N_("Accepted")
    REJECTED = N_("Rejected")


plan_proposal = record(
    "plan_proposal",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("plan_id", "plan", nullable=False),
    # The version that was looked at when it was written.
    reference("base_version_id", "plan_version", nullable=False),
    reference("lesson_id", "lesson"),
    reference("improvement_id", "improvement"),
    # JSON of a PlanContent.
    sa.Column("content", sa.Text, nullable=False, info=json_of(dict)),
    sa.Column("reason", sa.Text, nullable=False, info=filled()),
    sa.Column("state", sa.Text, nullable=False, info=among(ProposalState)),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("decided_at", sa.BigInteger),
    sa.Column("decided_by", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("decision", sa.Text, nullable=False, default="", server_default=""),
    # The version that it became.
    reference("version_id", "plan_version"),
    sa.Index("ix_plan_proposal_plan", "plan_id"),
)
