"""A response plan, its versions, and the rules that choose a plan for an incident.

What a version says is one value (`plan_content`): it is approved, pinned by the incident that runs it, and compared as
a whole.
"""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, iso_date, json_of, record, reference


class VersionState(StrEnum):
    DRAFT = N_("Draft")
    IN_REVIEW = N_("In Review")
    APPROVED = N_("Approved")
    SUPERSEDED = N_("Superseded")


plan = record(
    "plan",
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("description", sa.Text, nullable=False, default="", server_default=""),
    reference("owner_id", "person"),
    # Who is notified while nobody acknowledges an incident that runs this plan.
    reference("escalation_policy_id", "escalation_policy"),
    # The day by which somebody looks at the plan again.
    sa.Column("review_by", sa.Text, nullable=False, default="", server_default="", info=iso_date()),
)
# What is written together with it.
plan.info["parts"] = frozenset({"plan_version"})

plan_version = record(
    "plan_version",
    reference("plan_id", "plan", nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    # JSON of a PlanContent.
    sa.Column("content", sa.Text, nullable=False, info=json_of(dict)),
    sa.Column("state", sa.Text, nullable=False, info=among(VersionState)),
    # What is new in it.
    sa.Column("note", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("updated_at", sa.BigInteger, nullable=False),
    sa.Column("approved_at", sa.BigInteger),
    sa.Column("approved_by", sa.Text, nullable=False, default="", server_default=""),
    sa.UniqueConstraint("plan_id", "number"),
    unrecorded=("updated_at",),
)

# The first rule that fits chooses; what is empty fits everything.
plan_rule = record(
    "plan_rule",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    sa.Column("position", sa.BigInteger, nullable=False),
    reference("plan_id", "plan", nullable=False),
    reference("category_id", "category"),
    reference("service_id", "service"),
    # This priority or a higher one; 5 is any.
    sa.Column("priority", sa.SmallInteger, nullable=False, default=5, server_default="5"),
    # Words of the title or tags of which one is enough, with spaces between; empty is any.
    sa.Column("words", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("enabled", sa.Boolean, nullable=False, default=True, server_default=sa.true()),
)
