"""A service level agreement: within which time incidents get a first response, updates and a resolution.

An OLA is the same between teams of the house. Where several fit an incident, the most specific one holds, of two that
are as specific the one that stands first; there are never two clocks of one type (features, SLA rule 14).
"""

import sqlalchemy as sa

from incidentdesk.prepare.sla_kind import TARGET_NAME as TARGET_NAME
from incidentdesk.prepare.sla_kind import SlaKind as SlaKind
from incidentdesk.prepare.sla_kind import Target as Target
from incidentdesk.prepare.sla_kind import UpdateMode as UpdateMode
from incidentdesk.prepare.sla_kind import ZoneSource as ZoneSource
from incidentdesk.store.base import among, filled, json_of, record, reference

sla = record(
    "sla",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False, info=among(SlaKind)),
    # Without a calendar, every hour counts.
    reference("calendar_id", "calendar"),
    sa.Column(
        "zone_source", sa.Text, nullable=False, default="calendar", server_default="calendar", info=among(ZoneSource)
    ),
    # For which incidents; what is empty fits all.
    reference("service_id", "service"),
    reference("team_id", "team"),
    reference("category_id", "category"),
    # JSON: {"1": {"response": 15, "update": 60, "resolution": 240}, ...} minutes by priority; a target that is not
    # named is none.
    sa.Column("targets", sa.Text, nullable=False, info=json_of(dict)),
    sa.Column("update_mode", sa.Text, nullable=False, default="every", server_default="every", info=among(UpdateMode)),
    # JSON: the on-hold reasons that stop the clocks of update and resolution.
    sa.Column("pauses", sa.Text, nullable=False, info=json_of(list)),
    # An OLA may begin anew when a team gets the incident.
    sa.Column("restarts", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("enabled", sa.Boolean, nullable=False, default=True, server_default=sa.true()),
)
