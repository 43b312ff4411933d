"""What a record of another desk becomes here; a table that has an opinion says so in its `info`."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import _
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

Facts = dict[str, Any]
_KEY = "of_another_desk"


def as_here(table: sa.Table, facts: Facts) -> Facts:
    """The facts of a record as they may be written here."""
    change: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = table.info.get(_KEY)
    return facts if change is None else dict(change(facts))


def settle(session: Session, table: sa.Table) -> None:
    """Change the records of a table that came in as they were, so that they may be here; the ledger tells of it."""
    if _KEY not in table.info:
        return
    changes: dict[int, Facts] = {}
    for row in session.connection.execute(sa.select(table)):
        facts = row._asdict()
        after = as_here(table, facts)
        if after != facts:
            changes[row.id] = {name: value for name, value in after.items() if facts[name] != value}
    ledger.update_many(session, table, changes, reason=_("imported from another desk"))
