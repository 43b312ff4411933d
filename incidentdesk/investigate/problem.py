"""A problem: the cause behind one or more incidents, from its assessment to the fix or the accepted risk."""

import sqlalchemy as sa

from incidentdesk.detect.priority import PRIORITIES
from incidentdesk.investigate.problem_state import ProblemState
from incidentdesk.store.base import among, full_text, record, reference

problem = record(
    "problem",
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("description", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("state", sa.Text, nullable=False, info=among(ProblemState)),
    sa.Column("priority", sa.SmallInteger, nullable=False, info=among(PRIORITIES)),
    reference("service_id", "service"),
    reference("owner_id", "person"),
    sa.Column("workaround", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("resolution", sa.Text, nullable=False, default="", server_default=""),
    # Why the risk was accepted instead of being removed.
    sa.Column("risk_reason", sa.Text, nullable=False, default="", server_default=""),
    reference("known_error_id", "known_error"),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("resolved_at", sa.BigInteger),
    sa.Column("closed_at", sa.BigInteger),
    sa.Column("updated_at", sa.BigInteger, nullable=False),
    unrecorded=("updated_at",),
)
full_text(problem, ("title", "description"))

# Many incidents have one problem.
problem_incident = record(
    "problem_incident",
    reference("incident_id", "incident", nullable=False),
    reference("problem_id", "problem", nullable=False),
    sa.UniqueConstraint("incident_id"),
    sa.Index("ix_problem_incident_problem", "problem_id"),
    incident="incident_id",
)
