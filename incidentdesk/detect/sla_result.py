"""How a clock of an SLA ended: what was aimed at and what was reached, written when the clock ends (SLA rule 9).

A later change of the SLA leaves it as it is; a recomputation adds results of another run and withdraws those before
(SLA rule 12). A reopening withdraws what the clock had reached, for it runs on.
"""

import sqlalchemy as sa

from incidentdesk.detect.sla_outcome import Outcome as Outcome
from incidentdesk.prepare.sla_kind import SlaKind, Target
from incidentdesk.store.base import among, record, reference

IMPORTED = "import"

sla_result = record(
    "sla_result",
    reference("incident_id", "incident", nullable=False),
    sa.Column("target", sa.Text, nullable=False, info=among(Target)),
    sa.Column("kind", sa.Text, nullable=False, default="SLA", server_default="SLA", info=among(SlaKind)),
    # The name that the SLA had.
    sa.Column("sla", sa.Text, nullable=False),
    # Microseconds of the SLA's calendar; an aim of 0 is not known.
    sa.Column("aim", sa.BigInteger, nullable=False),
    sa.Column("elapsed", sa.BigInteger, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False, info=among(Outcome)),
    sa.Column("started_at", sa.BigInteger, nullable=False),
    sa.Column("ended_at", sa.BigInteger, nullable=False),
    # Empty for what was written when the clock ended, IMPORTED for what another tool said.
    sa.Column("run", sa.Text, nullable=False, default="", server_default=""),
    sa.Index("ix_sla_result_incident", "incident_id"),
    sa.Index("ix_sla_result_outcome", "outcome", "target", "ended_at"),
    incident="incident_id",
)
