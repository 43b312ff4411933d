"""A known error: a symptom whose cause is known, and what helps until it is gone."""

import sqlalchemy as sa

from incidentdesk.prepare.known_error_state import KnownErrorState
from incidentdesk.store.base import among, full_text, record, reference

known_error = record(
    "known_error",
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("symptom", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("cause", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("workaround", sa.Text, nullable=False, default="", server_default=""),
    reference("service_id", "service"),
    sa.Column("state", sa.Text, nullable=False, info=among(KnownErrorState)),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("updated_at", sa.BigInteger, nullable=False),
    unrecorded=("updated_at",),
)
full_text(known_error, ("title", "symptom", "workaround"))
