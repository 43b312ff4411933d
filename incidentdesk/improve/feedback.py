"""Feedback of those who worked on an incident, and the sessions in which it is talked over."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, record, reference


class FeedbackState(StrEnum):
    PLANNED = N_("Planned")
    HELD = N_("Held")
    CANCELED = N_("Canceled")


responder_feedback = record(
    "responder_feedback",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident", nullable=False),
    sa.Column("author", sa.Text, nullable=False, info=filled()),
    # 1 (badly) to 5 (very well): how the incident was handled.
    sa.Column("score", sa.SmallInteger, nullable=False, info=among((1, 2, 3, 4, 5))),
    sa.Column("went_well", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("went_badly", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("suggestion", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("given_at", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("incident_id", "author"),
    incident="incident_id",
)

feedback_session = record(
    "feedback_session",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("starts_at", sa.BigInteger, nullable=False),
    sa.Column("ends_at", sa.BigInteger, nullable=False),
    sa.Column("place", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("agenda", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("notes", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("decisions", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("state", sa.Text, nullable=False, info=among(FeedbackState)),
    sa.Column("created_by", sa.Text, nullable=False),
)

feedback_attendee = record(
    "feedback_attendee",
    reference("session_id", "feedback_session", nullable=False),
    reference("person_id", "person", nullable=False),
    # Empty until somebody has said.
    sa.Column("came", sa.Boolean),
    sa.UniqueConstraint("session_id", "person_id"),
)

feedback_incident = record(
    "feedback_incident",
    reference("session_id", "feedback_session", nullable=False),
    reference("incident_id", "incident", nullable=False),
    sa.UniqueConstraint("session_id", "incident_id"),
    incident="incident_id",
)
