"""An audience: whom an announcement tells, how often, and in which form."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, record, reference


class Form(StrEnum):
    """How a status update is written: for responders, or short for stakeholders."""

    CAN = N_("Conditions, actions, needs")
    EXECUTIVE = N_("Executive")


audience = record(
    "audience",
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("description", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("form", sa.Text, nullable=False, info=among(Form)),
    # Minutes between updates of a running incident; 0 is never by itself.
    sa.Column("cadence", sa.Integer, nullable=False, default=30, server_default="30"),
)
# What is written together with it.
audience.info["parts"] = frozenset({"audience_member"})

audience_member = record(
    "audience_member",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("audience_id", "audience", nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    # One of these, or an e-mail address; an outlet of chat or webhook reaches its room by itself.
    reference("person_id", "person"),
    reference("team_id", "team"),
    reference("role_id", "role"),
    reference("contact_id", "contact"),
    reference("outlet_id", "outlet"),
    sa.Column("address", sa.Text, nullable=False, default="", server_default=""),
    sa.Index("ix_audience_member_audience", "audience_id"),
)
