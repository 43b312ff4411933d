"""An outage: from when to when a service was not there, or not as it should be."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, record, reference


class Degree(StrEnum):
    """How much of the service was missing; only a full outage is downtime."""

    FULL = N_("Full")
    DEGRADED = N_("Degraded")


outage = record(
    "outage",
    # Made where the outage is recorded, so that other desks know it although it has ended meanwhile.
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("service_id", "service", nullable=False),
    # The incident that tells of it; a planned outage has none.
    reference("incident_id", "incident"),
    sa.Column("began_at", sa.BigInteger, nullable=False),
    # Empty while it goes on.
    sa.Column("ended_at", sa.BigInteger),
    sa.Column("degree", sa.Text, nullable=False, info=among(Degree)),
    sa.Column("planned", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("note", sa.Text, nullable=False, default="", server_default=""),
    sa.Index("ix_outage_service", "service_id", "began_at"),
    incident="incident_id",
)
