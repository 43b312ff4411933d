"""An improvement of the register of continual improvement, from the idea to its result."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, full_text, iso_date, record, reference


class ImprovementState(StrEnum):
    """Source: the states of ServiceNow Continual Improvement Management; Rejected is ours."""

    NEW = N_("New")
    ACCEPTED = N_("Accepted")
    ASSESS = N_("Assess")
    APPROVED = N_("Approved")
    IN_PROGRESS = N_("In Progress")
    REVIEW = N_("Review")
    CLOSED = N_("Closed")
    REJECTED = N_("Rejected")


class ImprovementSource(StrEnum):
    REVIEW = N_("Review")
    DRILL = N_("Drill")
    SURVEY = N_("Survey")
    FEEDBACK = N_("Feedback session")
    METRIC = N_("Metric")
    PERSON = N_("Person")


class Amount(StrEnum):
    """How much it brings, or costs."""

    LOW = N_("Low")
    MEDIUM = N_("Medium")
    HIGH = N_("High")


improvement = record(
    "improvement",
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("description", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("state", sa.Text, nullable=False, info=among(ImprovementState)),
    sa.Column("source", sa.Text, nullable=False, info=among(ImprovementSource)),
    # Where it came from, as far as that is a record.
    reference("from_incident_id", "incident"),
    reference("lesson_id", "lesson"),
    reference("drill_id", "drill"),
    reference("survey_id", "survey"),
    reference("feedback_session_id", "feedback_session"),
    # The name of the metric that shows it.
    sa.Column("metric", sa.Text, nullable=False, default="", server_default=""),
    reference("service_id", "service"),
    reference("plan_id", "plan"),
    reference("owner_id", "person"),
    sa.Column("benefit", sa.Text, nullable=False, default="", server_default="", info=among(("", *Amount))),
    sa.Column("effort", sa.Text, nullable=False, default="", server_default="", info=among(("", *Amount))),
    sa.Column("due_on", sa.Text, nullable=False, default="", server_default="", info=iso_date()),
    # What came of it, and why it was rejected.
    sa.Column("result", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("reason", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("closed_at", sa.BigInteger),
    sa.Column("updated_at", sa.BigInteger, nullable=False),
    sa.Index("ix_improvement_state", "state"),
    unrecorded=("updated_at",),
)
full_text(improvement, ("title", "description", "result"))
