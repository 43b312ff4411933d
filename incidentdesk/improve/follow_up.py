"""What follows a resolution: the tasks that a template added, and whether the reporter says that it is solved."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.improve.survey import AnswerWay
from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, record, reference


class ConfirmationAnswer(StrEnum):
    SOLVED = N_("Solved")
    NOT_SOLVED = N_("Not solved")


# Each template is used once for each resolution.
follow_up = record(
    "follow_up",
    reference("incident_id", "incident", nullable=False),
    reference("template_id", "follow_up_template", nullable=False),
    reference("task_id", "task", nullable=False),
    sa.Column("resolved_at", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("incident_id", "template_id", "resolved_at"),
    incident="incident_id",
)

confirmation = record(
    "confirmation",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident", nullable=False),
    # The resolution that it asks about.
    sa.Column("resolved_at", sa.BigInteger, nullable=False),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True, info=filled()),
    sa.Column("recipient", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("asked_at", sa.BigInteger, nullable=False),
    sa.Column("answer", sa.Text, nullable=False, default="", server_default="", info=among(("", *ConfirmationAnswer))),
    sa.Column("comment", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("answered_at", sa.BigInteger),
    sa.Column("answered_by", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("answered_way", sa.Text, nullable=False, default="", server_default="", info=among(("", *AnswerWay))),
    sa.UniqueConstraint("incident_id", "resolved_at"),
    incident="incident_id",
)
