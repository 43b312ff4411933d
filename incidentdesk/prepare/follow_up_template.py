"""A follow-up template: a task that is added when an incident of its kind has been resolved."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, record, reference


class FollowUpDoer(StrEnum):
    ASSIGNEE = N_("Whoever the incident is assigned to")
    TEAM = N_("The team of the incident")
    SERVICE_OWNER = N_("The owner of the service")


follow_up_template = record(
    "follow_up_template",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("instructions", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("position", sa.BigInteger, nullable=False),
    # Days of the calendar after the incident was resolved.
    sa.Column("days", sa.Integer, nullable=False, default=1, server_default="1"),
    sa.Column("doer", sa.Text, nullable=False, info=among(FollowUpDoer)),
    # What is empty fits everything; this priority or a higher one, 5 is any.
    reference("category_id", "category"),
    reference("service_id", "service"),
    sa.Column("priority", sa.SmallInteger, nullable=False, default=5, server_default="5"),
    sa.Column("only_major", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("enabled", sa.Boolean, nullable=False, default=True, server_default=sa.true()),
)
