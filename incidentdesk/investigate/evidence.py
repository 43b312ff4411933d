"""Evidence: what speaks for a cause or against it, with its hash from the moment it was added and who had it when."""

import sqlalchemy as sa

from incidentdesk.investigate.evidence_list import Act, EvidenceType, Stance
from incidentdesk.store.base import among, filled, record, reference

evidence = record(
    "evidence",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident"),
    reference("problem_id", "problem"),
    sa.Column("type", sa.Text, nullable=False, info=among(EvidenceType)),
    sa.Column("title", sa.Text, nullable=False),
    # An excerpt of a log, what was said in an interview, why a picture matters.
    sa.Column("text", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("source", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("link", sa.Text, nullable=False, default="", server_default=""),
    # The bytes lie in an attachment, or in a file that is too large for it and stays where it is.
    reference("attachment_id", "attachment"),
    sa.Column("path", sa.Text, nullable=False, default="", server_default=""),
    reference("entry_id", "entry"),
    sa.Column("size", sa.BigInteger),  # bytes
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("collected_at", sa.BigInteger, nullable=False),
    sa.Column("collected_by", sa.Text, nullable=False),
    sa.Column("added_at", sa.BigInteger, nullable=False),
    sa.Column("added_by", sa.Text, nullable=False),
    sa.Index("ix_evidence_incident", "incident_id"),
    sa.Index("ix_evidence_problem", "problem_id"),
    incident="incident_id",
)

cause_evidence = record(
    "cause_evidence",
    reference("cause_id", "cause", nullable=False),
    reference("evidence_id", "evidence", nullable=False),
    reference("incident_id", "incident"),
    sa.Column("stance", sa.Text, nullable=False, info=among(Stance)),
    sa.UniqueConstraint("cause_id", "evidence_id"),
    sa.Index("ix_cause_evidence_evidence", "evidence_id"),
    incident="incident_id",
)

# Who had the evidence when, and what came of a look at it; never changed.
custody = record(
    "custody",
    reference("evidence_id", "evidence", nullable=False),
    reference("incident_id", "incident"),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("act", sa.Text, nullable=False, info=among(Act)),
    sa.Column("note", sa.Text, nullable=False, default="", server_default=""),
    sa.Index("ix_custody_evidence", "evidence_id"),
    incident="incident_id",
)
