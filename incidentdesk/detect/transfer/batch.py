"""An import: one file that was taken in, what became of its rows, and whether it was undone."""

import sqlalchemy as sa

from incidentdesk.store.base import record

import_batch = record(
    "import",
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("profile", sa.Text, nullable=False),
    sa.Column("mapping", sa.Text, nullable=False),  # JSON
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("started_at", sa.BigInteger, nullable=False),
    sa.Column("finished_at", sa.BigInteger),
    sa.Column("created", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Column("updated", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Column("unchanged", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Column("refused", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Column("undone_at", sa.BigInteger),
    sa.Column("made_by", sa.Text, nullable=False),
)
