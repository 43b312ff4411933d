"""An import: which file, how it was understood, and what came of it."""

import sqlalchemy as sa

from incidentdesk.store.base import json_of, record

batch = record(
    "import",
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("profile", sa.Text, nullable=False),
    sa.Column("mapping", sa.Text, nullable=False, info=json_of(dict)),
    sa.Column("zone", sa.Text, nullable=False),
    # All transactions of an import write under this one gesture, so that it can be undone as a whole.
    sa.Column("gesture", sa.BigInteger, nullable=False),
    sa.Column("started_at", sa.BigInteger, nullable=False),
    sa.Column("finished_at", sa.BigInteger),
    sa.Column("created", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Column("updated", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Column("unchanged", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Column("refused", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("undone_at", sa.BigInteger),
)
