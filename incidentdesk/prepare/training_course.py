"""A course of the training programme, and who is required to have taken it."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, iso_date, record, reference


class CourseKind(StrEnum):
    TRAINING = N_("Training")
    AWARENESS = N_("Awareness")


training_course = record(
    "training_course",
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False, info=among(CourseKind)),
    sa.Column("description", sa.Text, nullable=False, default="", server_default=""),
    # Of a usual session.
    sa.Column("minutes", sa.Integer, nullable=False, default=60, server_default="60"),
    # How long a result is good for; 0 is for ever.
    sa.Column("valid_months", sa.Integer, nullable=False, default=0, server_default="0"),
    # Percent; 0 where being there is enough.
    sa.Column("pass_mark", sa.Integer, nullable=False, default=0, server_default="0"),
    reference("owner_id", "person"),
)

# What is written together with it.
training_course.info["parts"] = frozenset({"training_requirement"})

# Who needs the course: those of a role, a team or a department; all staff where all three are empty.
training_requirement = record(
    "training_requirement",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("course_id", "training_course", nullable=False),
    reference("role_id", "role"),
    reference("team_id", "team"),
    reference("department_id", "department"),
    # The day from which on it is required, and how many days a person then has.
    sa.Column("since", sa.Text, nullable=False, info=iso_date()),
    sa.Column("within_days", sa.Integer, nullable=False, default=30, server_default="30"),
)
