"""Which incidents an account has looked at, and when; nobody else's business, so it is not in the ledger.

An open incident is unread for those who have not seen it as it is now (`detect.register`).
"""

from collections.abc import Iterable

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.store.base import Identity, metadata
from incidentdesk.store.session import Session

_IDS_AT_ONCE = 500

seen = sa.Table(
    "seen",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("incident_id", Identity, sa.ForeignKey("incident.id"), primary_key=True, autoincrement=False),
    # The change up to which it was seen, in microseconds since 1970; not when that was, as clocks may differ.
    sa.Column("at", sa.BigInteger, nullable=False),
)


def mark_seen(session: Session, account: str, incident_ids: Iterable[int]) -> None:
    """The account has seen these incidents as they are now."""
    wanted = sorted(set(incident_ids))
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        _mark(session, account, wanted[start : start + _IDS_AT_ONCE])


def _mark(session: Session, account: str, incident_ids: list[int]) -> None:
    mine = seen.c.account == account
    session.connection.execute(sa.delete(seen).where(mine, seen.c.incident_id.in_(incident_ids)))
    now = sa.select(sa.literal(account), incident.c.id, incident.c.updated_at).where(incident.c.id.in_(incident_ids))
    session.connection.execute(sa.insert(seen).from_select(["account", "incident_id", "at"], now))
