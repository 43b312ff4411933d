"""A fact that is kept in rows of its own, such as the dependencies of a service, beside those in columns (R12)."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from incidentdesk.prepare.fact import Facts, changed_columns, give_up_facts
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict
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


def give_up_with_rows(
    session: Session,
    table: sa.Table,
    facts: Facts,
    record_id: int,
    given_up: Mapping[str, Any],
    *,
    fact: str,
    rows_of: tuple[sa.Table, Sequence[int]],
    kept: str,
) -> None:
    """As `give_up_facts`; what is given up of the `fact` is kept with its newest row, in the text column `kept`."""
    plain = {name: value for name, value in given_up.items() if name != fact}
    give_up_facts(session, table, facts, record_id, plain)
    rows, ids = rows_of
    if fact in given_up and ids:
        ledger.decline(session, rows, max(ids), {kept: str(given_up[fact])})


def _last_writer(session: Session, table: sa.Table, ids: Sequence[int]) -> str:
    told = ledger.ledger
    written = sa.select(told.c.actor).where(told.c.noun == table.name, told.c.record_id.in_(ids))
    return str(session.connection.execute(written.order_by(told.c.position.desc()).limit(1)).scalar() or "")
