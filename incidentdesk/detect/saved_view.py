"""A saved view of the register: a query and how its result is shown."""

import sqlalchemy as sa

from incidentdesk.store.base import record

saved_view = record(
    "saved_view",
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    # JSON: columns, widths, sort, grouping, density
    sa.Column("layout", sa.Text, nullable=False, default="{}", server_default="{}"),
    sa.Column("position", sa.Integer, nullable=False),
)

# Which incidents an account has looked at, and when; nobody's business but that account's, so not in the ledger.
