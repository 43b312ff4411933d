"""A fact that is kept in rows of its own, such as the dependencies of a service, beside those in columns (R12)."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from incidentdesk.prepare.fact import Facts, changed_columns
from incidentdesk.store.conflict import Conflict
from incidentdesk.store.ledger import ledger
from incidentdesk.store.session import Session


def changed_with_rows(
    session: Session,
    table: sa.Table,
    facts: Facts,
    row: Mapping[str, Any],
    changes: Mapping[str, Any],
    seen: Mapping[str, Any] | None,
    *,
    rows_of: tuple[sa.Table, Sequence[int]],
) -> dict[str, Any]:
    """As `changed_columns`; `row` has the fact of the rows beside the columns, and `rows_of` says which they are.

    Raises Conflict as well where the rows have become others since they were seen.
    """
    try:
        return changed_columns(session, table, facts, row, changes, seen)
    except Conflict as conflict:
        if conflict.changed_by:
            raise
        raise Conflict(conflict.clashes, _last_writer(session, *rows_of)) from conflict


def _last_writer(session: Session, table: sa.Table, ids: Sequence[int]) -> str:
    written = sa.select(ledger.c.actor).where(ledger.c.noun == table.name, ledger.c.record_id.in_(ids))
    return str(session.connection.execute(written.order_by(ledger.c.position.desc()).limit(1)).scalar() or "")
