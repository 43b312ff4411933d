"""The review of an incident (post-incident review, PIR): what happened, why, what was learnt and what will change."""

import json

import sqlalchemy as sa

from incidentdesk.improve.review_state import ReviewState
from incidentdesk.store.base import among, record, reference

STORED = (ReviewState.DRAFT, ReviewState.IN_REVIEW, ReviewState.REVIEWED, ReviewState.PUBLISHED)


def are_numbers(text: str) -> bool:
    """Whether it is JSON of labels and values."""
    try:
        rows = json.loads(text)
        return isinstance(rows, list) and all(isinstance(part, str) for label, value in rows for part in (label, value))
    except (ValueError, TypeError, RecursionError):
        return False


review = record(
    "review",
    reference("incident_id", "incident", nullable=False),
    sa.Column("state", sa.Text, nullable=False, info=among(STORED)),
    # Why there is no review; empty where there is one.
    sa.Column("skipped_reason", sa.Text, nullable=False, default="", server_default=""),
    reference("lead_id", "person"),
    sa.Column("meeting_at", sa.BigInteger),
    sa.Column("people_affected", sa.Integer),
    # JSON: [["Orders delayed", "412"], ...], what else can be said of the impact in numbers.
    sa.Column("impact_numbers", sa.Text, nullable=False, default="[]", server_default="[]", info={"fits": are_numbers}),
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
