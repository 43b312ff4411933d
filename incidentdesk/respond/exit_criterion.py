"""An exit criterion: what must be met, or waived with a reason, before an incident counts as recovered."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, record, reference


class CriterionKind(StrEnum):
    """What can prove it; what is OTHER is proven by whoever signs."""

    MONITORS = N_("The monitors pass again")
    BACKUPS = N_("The backups were checked before use")
    RESTORED = N_("What was restored is verified")
    ALL_CLEAR = N_("Everyone who was told has the all-clear")
    OTHER = N_("Other")


class CriterionState(StrEnum):
    OPEN = N_("Open")
    MET = N_("Met")
    WAIVED = N_("Waived")


exit_criterion = record(
    "exit_criterion",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident", nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False, info=among(CriterionKind)),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, info=among(CriterionState)),
    # Why it is waived, or what was seen.
    sa.Column("reason", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("decided_at", sa.BigInteger),
    sa.Column("decided_by", sa.Text, nullable=False, default="", server_default=""),
    sa.Index("ix_exit_criterion_incident", "incident_id"),
    incident="incident_id",
)
