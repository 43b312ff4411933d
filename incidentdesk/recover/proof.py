"""Proofs of a recovery: the backup was whole before it was used, what came back is what was meant to come back, and the
monitors pass for long enough."""

from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.language import N_
from incidentdesk.store.base import among, filled, json_of, record, reference


class ProofResult(StrEnum):
    OPEN = N_("Open")
    PASSED = N_("Passed")
    FAILED = N_("Failed")


class VerificationKind(StrEnum):
    CHECKLIST = N_("Checklist")
    FILE_TREE = N_("Files")
    ROW_COUNTS = N_("Row counts and checksums")


backup_check = record(
    "backup_check",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident", nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("location", sa.Text, nullable=False, default="", server_default=""),
    # The instant at which the backup was made.
    sa.Column("backup_at", sa.BigInteger),
    # The file of hashes against which it was held.
    sa.Column("manifest", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("manifest_sha256", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("files", sa.Integer),
    sa.Column("bytes", sa.BigInteger),
    # JSON: what differs, see recover/tree_comparison.py.
    sa.Column("findings", sa.Text, nullable=False, default="[]", server_default="[]", info=json_of(list)),
    sa.Column("result", sa.Text, nullable=False, info=among(ProofResult)),
    # What a test restore of it has shown.
    sa.Column("test_restore", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("checked_at", sa.BigInteger, nullable=False),
    sa.Column("checked_by", sa.Text, nullable=False, default="", server_default=""),
    sa.Index("ix_backup_check_incident", "incident_id"),
    incident="incident_id",
)

verification = record(
    "verification",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident", nullable=False),
    reference("service_id", "service"),
    sa.Column("kind", sa.Text, nullable=False, info=among(VerificationKind)),
    sa.Column("title", sa.Text, nullable=False),
    # JSON: the points of a checklist with their answers, or what was compared with what and what differs.
    sa.Column("detail", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    sa.Column("result", sa.Text, nullable=False, info=among(ProofResult)),
    sa.Column("verified_at", sa.BigInteger),
    sa.Column("verified_by", sa.Text, nullable=False, default="", server_default=""),
    # A second person, never the one who verified.
    sa.Column("signed_at", sa.BigInteger),
    sa.Column("signed_by", sa.Text, nullable=False, default="", server_default=""),
    sa.Index("ix_verification_incident", "incident_id"),
    incident="incident_id",
)

soak = record(
    "soak",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("incident_id", "incident", nullable=False),
    reference("monitor_id", "monitor", nullable=False),
    # So many checks one after the other pass, over so many minutes.
    sa.Column("passes", sa.Integer, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("began_at", sa.BigInteger, nullable=False),
    sa.Column("began_by", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("result", sa.Text, nullable=False, info=among(ProofResult)),
    sa.Column("ended_at", sa.BigInteger),
    sa.Column("said", sa.Text, nullable=False, default="", server_default=""),
    sa.Index("ix_soak_incident", "incident_id"),
    incident="incident_id",
)
