"""A lease: who of several programs does a work now, until when, and when it was last done.

It is no record: it changes every few seconds and says nothing of what happened.
"""

import sqlalchemy as sa

from incidentdesk.store.base import metadata

lease = sa.Table(
    "lease",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    # Microseconds since 1970.
    sa.Column("until", sa.BigInteger, nullable=False),
    sa.Column("beat_at", sa.BigInteger, nullable=False),
)
