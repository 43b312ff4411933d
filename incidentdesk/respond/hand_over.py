"""A hand-over note: what the next one on call must know (R14)."""

import sqlalchemy as sa

from incidentdesk.store.base import filled, record, reference

hand_over = record(
    "hand_over",
    sa.Column("key", sa.Text, nullable=False, unique=True, info=filled()),
    reference("rota_id", "rota"),
    reference("from_id", "person"),
    reference("to_id", "person"),
    sa.Column("text", sa.Text, nullable=False, info=filled()),
    sa.Column("written_at", sa.BigInteger, nullable=False),
    sa.Column("written_by", sa.Text, nullable=False),
    # When the next one has read it.
    sa.Column("taken_at", sa.BigInteger),
)
