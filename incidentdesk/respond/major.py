"""Whether an incident is major: proposed, then accepted or rejected, and demoted where it turns out smaller (R3)."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, json_of, record, reference


class MajorState(StrEnum):
    PROPOSED = N_("Proposed")
    ACCEPTED = N_("Accepted")
    REJECTED = N_("Rejected")
    DEMOTED = N_("Demoted")


major_incident = record(
    "major_incident",
    reference("incident_id", "incident", nullable=False),
    sa.Column("state", sa.Text, nullable=False, info=among(MajorState)),
    # JSON: the qualifiers that hold, with what was said of each.
    sa.Column("qualifiers", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    sa.Column("reason", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("proposed_at", sa.BigInteger, nullable=False),
    sa.Column("proposed_by", sa.Text, nullable=False),
    sa.Column("decided_at", sa.BigInteger),
    sa.Column("decided_by", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("decision", sa.Text, nullable=False, default="", server_default=""),
    sa.UniqueConstraint("incident_id"),
    incident="incident_id",
)
