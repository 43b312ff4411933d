"""What a person wrote in place of the generated sentences of a report, for one period and one filter."""

import sqlalchemy as sa

from incidentdesk.store.base import filled, json_of, record

report_text = record(
    "report_text",
    # The key of the period, as 2026-10.
    sa.Column("period", sa.Text, nullable=False, info=filled()),
    sa.Column("query", sa.Text, nullable=False, default="", server_default=""),
    # JSON: a list of sentences.
    sa.Column("sentences", sa.Text, nullable=False, default="[]", server_default="[]", info=json_of(list)),
    sa.UniqueConstraint("period", "query"),
)
