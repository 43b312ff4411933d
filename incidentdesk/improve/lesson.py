"""A lesson: what was learnt from an incident or a problem, to be found when something like it happens again."""

import sqlalchemy as sa

from incidentdesk.improve.lesson_kind import LessonKind
from incidentdesk.store.base import among, full_text, record, reference

lesson = record(
    "lesson",
    reference("incident_id", "incident"),
    reference("problem_id", "problem"),
    sa.Column("kind", sa.Text, nullable=False, info=among(LessonKind)),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False, default="", server_default=""),
    # What to do next time, in words that can be used again.
    sa.Column("recommendation", sa.Text, nullable=False, default="", server_default=""),
    reference("service_id", "service"),
    reference("category_id", "category"),
    # As those of an incident: " network wan ".
    sa.Column("tags", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("updated_at", sa.BigInteger, nullable=False),
    sa.Index("ix_lesson_incident", "incident_id"),
    sa.Index("ix_lesson_problem", "problem_id"),
    incident="incident_id",
    unrecorded=("updated_at",),
)
full_text(lesson, ("title", "text", "recommendation"))
