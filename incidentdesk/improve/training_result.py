"""A training result: whether somebody came to a session, or has learnt elsewhere, and until when that is good."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, iso_date, record, reference


class Attendance(StrEnum):
    INVITED = N_("Invited")
    ATTENDED = N_("Attended")
    ABSENT = N_("Absent")
    EXCUSED = N_("Excused")


class TrainingOutcome(StrEnum):
    PASSED = N_("Passed")
    FAILED = N_("Failed")


class CommanderStep(StrEnum):
    """The ladder of an incident commander. Source: the training of PagerDuty's incident response guide."""

    SHADOW = N_("Shadow")
    SCRIBE = N_("Scribe")
    REVERSE_SHADOW = N_("Reverse shadow")
    QUALIFIED = N_("Qualified")


training_result = record(
    "training_result",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("course_id", "training_course", nullable=False),
    reference("person_id", "person", nullable=False),
    # Empty where it was earned elsewhere.
    reference("session_id", "training_session"),
    sa.Column("attendance", sa.Text, nullable=False, info=among(Attendance)),
    # Empty while nobody has said.
    sa.Column("outcome", sa.Text, nullable=False, default="", server_default="", info=among(("", *TrainingOutcome))),
    # Percent.
    sa.Column("score", sa.Integer),
    sa.Column("day", sa.Text, nullable=False, default="", server_default="", info=iso_date()),
    sa.Column("expires_on", sa.Text, nullable=False, default="", server_default="", info=iso_date()),
    sa.Column("note", sa.Text, nullable=False, default="", server_default=""),
    sa.UniqueConstraint("session_id", "person_id"),
    sa.Index("ix_training_result_person", "person_id", "course_id"),
)

commander_evidence = record(
    "commander_evidence",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("person_id", "person", nullable=False),
    sa.Column("step", sa.Text, nullable=False, info=among(CommanderStep)),
    # Where it was shown: an incident or a drill; else the note says.
    reference("from_incident_id", "incident"),
    reference("drill_id", "drill"),
    sa.Column("day", sa.Text, nullable=False, info=iso_date()),
    sa.Column("note", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("signed_by", sa.Text, nullable=False, default="", server_default=""),
)
