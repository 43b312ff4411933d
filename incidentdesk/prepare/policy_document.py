"""A policy document that people read and acknowledge, version by version."""

import sqlalchemy as sa

from incidentdesk.store.base import filled, iso_date, record, reference

policy_document = record(
    "policy_document",
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("description", sa.Text, nullable=False, default="", server_default=""),
    reference("owner_id", "person"),
    # Who acknowledges it: this team or department, all staff where both are empty.
    reference("team_id", "team"),
    reference("department_id", "department"),
    sa.Column("review_by", sa.Text, nullable=False, default="", server_default="", info=iso_date()),
)
# What is written together with it.
policy_document.info["parts"] = frozenset({"policy_version"})

policy_version = record(
    "policy_version",
    reference("document_id", "policy_document", nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False, info=filled()),
    # What is new in it.
    sa.Column("note", sa.Text, nullable=False, default="", server_default=""),
    # Empty while it is a draft.
    sa.Column("published_at", sa.BigInteger),
    sa.Column("published_by", sa.Text, nullable=False, default="", server_default=""),
    sa.UniqueConstraint("document_id", "number"),
)

acknowledgement = record(
    "acknowledgement",
    reference("policy_version_id", "policy_version", nullable=False),
    reference("person_id", "person", nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("policy_version_id", "person_id"),
)
