"""A message template: what an audience is told in a phase of an incident, with fields that are filled in."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, record, reference


class MessagePhase(StrEnum):
    """At which point of an incident a message is written."""

    STARTED = N_("Started")
    INVESTIGATING = N_("Investigating")
    IDENTIFIED = N_("Identified")
    MONITORING = N_("Monitoring")
    RESOLVED = N_("Resolved")


message_template = record(
    "message_template",
    sa.Column("name", sa.Text, nullable=False, unique=True),
    # Empty: for every audience.
    reference("audience_id", "audience"),
    sa.Column("phase", sa.Text, nullable=False, info=among(MessagePhase)),
    sa.Column("subject", sa.Text, nullable=False, info=filled()),
    sa.Column("body", sa.Text, nullable=False, info=filled()),
)
