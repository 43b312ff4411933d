"""The review of an incident (post-incident review, PIR): what happened, why, what was learnt and what will change."""

import sqlalchemy as sa

from incidentdesk.store.base import record, reference

review = record(
    "review",
    reference("incident_id", "incident", nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    # Why there is no review; empty where there is one.
    sa.Column("skipped_reason", sa.Text, nullable=False, default="", server_default=""),
    reference("lead_id", "person"),
    sa.Column("meeting_at", sa.BigInteger),
    sa.Column("people_affected", sa.Integer),
    # JSON: [["Orders delayed", "412"], ...], what else can be said of the impact in numbers.
    sa.Column("impact_numbers", sa.Text, nullable=False, default="[]", server_default="[]"),
    *(
        sa.Column(name, sa.Text, nullable=False, default="", server_default="")
        for name in (
            "overview",
            "impact",
            "detection",
            "causes",
            "resolution",
            "went_well",
            "went_badly",
            "got_lucky",
            "outside_message",
        )
    ),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("submitted_at", sa.BigInteger),
    sa.Column("reviewed_at", sa.BigInteger),
    sa.Column("reviewed_by", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("published_at", sa.BigInteger),
    sa.Column("published_by", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("updated_at", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("incident_id"),
    incident="incident_id",
    unrecorded=("updated_at",),
)
