"""How far into the ledger rules and news have read: everything is heard there, by whatever door it came in."""

import sqlalchemy as sa

from incidentdesk.respond.rule import rule, rule_place
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

RULES, NEWS = 1, 2


def place_of(reader: Reader, listener: int) -> int | None:
    """The last row of the ledger that was heard; None where nothing was ever listened for."""
    found = reader.rows("SELECT ledger_id FROM rule_place WHERE id = :id", {"id": listener})
    return int(found[0][0]) if found else None


def set_place(session: Session, listener: int, ledger_id: int) -> None:
    table = rule_place
    there = session.connection.execute(
        sa.update(table).where(table.c.id == listener).values(ledger_id=ledger_id)
    ).rowcount
    if not there:
        session.connection.execute(sa.insert(table).values(id=listener, ledger_id=ledger_id))


def newest(reader: Reader) -> int:
    """The id of the newest row of the ledger, 0 where it is empty."""
    return int(reader.rows("SELECT coalesce(max(id), 0) FROM ledger")[0][0])


def start_hearing(session: Session, *, anew: bool = False) -> None:
    """Listen for rules from now on, unless one is listening already."""
    enabled = session.connection.execute(
        sa.select(rule.c.id).where(rule.c.enabled, rule.c.withdrawn_at.is_(None))
    ).first()
    if anew or enabled is None or place_of(session.reader, RULES) is None:
        set_place(session, RULES, newest(session.reader))
