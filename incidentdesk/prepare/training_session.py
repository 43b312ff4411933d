"""A session of a course: when and where it is held, and by whom."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, record, reference


class SessionState(StrEnum):
    PLANNED = N_("Planned")
    HELD = N_("Held")
    CANCELED = N_("Canceled")


training_session = record(
    "training_session",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("course_id", "training_course", nullable=False),
    sa.Column("starts_at", sa.BigInteger, nullable=False),
    sa.Column("ends_at", sa.BigInteger, nullable=False),
    sa.Column("place", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("trainer", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("note", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("state", sa.Text, nullable=False, info=among(SessionState)),
    # When those who come were last reminded.
    sa.Column("reminded_at", sa.BigInteger),
    sa.Index("ix_training_session_course", "course_id"),
)
