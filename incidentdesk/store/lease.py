"""A lease: who of several programs does a work now, until when, and when it was last done.

It is no record: it changes every few seconds and says nothing of what happened.
"""

from typing import Any

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.store.base import metadata
from incidentdesk.store.session import Session

lease = sa.Table(
    "lease",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    # Microseconds since 1970.
    sa.Column("until", sa.BigInteger, nullable=False),
    sa.Column("beat_at", sa.BigInteger, nullable=False),
)


def lease_now(session: Session) -> int:
    """The clock that all who share the database see, in microseconds since 1970."""
    if session.dialect == "postgresql":
        seconds = session.connection.execute(sa.text("SELECT extract(epoch FROM clock_timestamp())")).scalar()
        return int(float(seconds or 0) * 1_000_000)
    return clock.stored(clock.now())


def insert_lease(session: Session) -> Any:
    """An insert that can say what becomes of a lease that is there already."""
    if session.dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        return postgresql_insert(lease)
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    return sqlite_insert(lease)
