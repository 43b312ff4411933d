"""Which incidents an account has looked at, and when; nobody else's business, so it is not in the ledger."""

from collections.abc import Iterable

import sqlalchemy as sa

from incidentdesk.store.base import Identity, metadata
from incidentdesk.store.session import Session

seen = sa.Table(
    "seen",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("incident_id", Identity, sa.ForeignKey("incident.id"), primary_key=True, autoincrement=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)

# Written for both databases alike; a later look is never undone by an earlier one.
_MARK = sa.text(
    "INSERT INTO seen (account, incident_id, at) VALUES (:account, :incident_id, :at)"
    " ON CONFLICT (account, incident_id) DO UPDATE SET at = excluded.at WHERE seen.at < excluded.at"
)


def mark_seen(session: Session, account: str, incident_ids: Iterable[int]) -> None:
    """Note that an account has looked at these incidents as they are now."""
    looks = [{"account": account, "incident_id": each, "at": session.at} for each in incident_ids]
    if looks:
        session.connection.execute(_MARK, looks)
