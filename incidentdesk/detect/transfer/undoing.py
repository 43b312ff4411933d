"""Taking an import back as a whole."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.detect.transfer.batch import batch
from incidentdesk.detect.transfer.comparing import VIA
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.base import metadata
from incidentdesk.store.database import Database
from incidentdesk.store.session import Session

_EVENTS_AT_ONCE = 2_000
_SHARED = ("person", "team", "service", "category")


@dataclass
class Undone:
    """`withdrawn` incidents, `restored` incidents, and fields that were changed since and therefore left."""

    withdrawn: int = 0
    restored: int = 0
    left: int = 0


def undo_import(
    database: Database,
    batch_id: int,
    *,
    actor: str,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Undone:
    """Withdraw everything that an import made and restore what it changed, as far as nobody has changed it since.

    People, teams, services and categories that it made are withdrawn if nothing else uses them. Raises Refused if there
    is no such import or if it is undone already.
    """
    with database.read() as reader:
        found = reader.rows('SELECT gesture, undone_at FROM "import" WHERE id = :id', {"id": batch_id})
        if not found:
            raise Refused(_("There is no import with the number {number}.").format(number=batch_id))
        gesture, undone_at = found[0]
        if undone_at is not None:
            raise Refused(_("This import is undone already."))
        total, last = reader.rows(
            "SELECT count(*), max(id) FROM ledger WHERE gesture = :gesture", {"gesture": gesture}
        )[0]
    undone, done, before = Undone(), 0, int(last or 0) + 1
    while True:
        with database.write(actor=actor, via=VIA) as session:
            events = _events(session, gesture, before)
            for event in events:
                _take_back(session, event, undone)
            if not events:
                _mark(session, batch_id)
                return undone
        before, done = events[-1]["id"], done + len(events)
        progress(done, total)


def _events(session: Session, gesture: int, before: int) -> list[Mapping[str, Any]]:
    """The newest events of the import first, so that what it changed twice goes back step by step."""
    table = ledger.ledger
    statement = (
        sa.select(table)
        .where(table.c.gesture == gesture, table.c.id < before)
        .order_by(table.c.id.desc())
        .limit(_EVENTS_AT_ONCE)
    )
    return list(session.connection.execute(statement).mappings())  # type: ignore[arg-type]


def _take_back(session: Session, event: Mapping[str, Any], undone: Undone) -> None:
    table = metadata.tables[event["noun"]]
    if table is batch:
        return
    if event["act"] == ledger.CREATED:
        if table.name in _SHARED and _is_used(session, table, event["record_id"]):
            undone.left += 1
            return
        row = ledger.current(session, table, event["record_id"])
        if row["withdrawn_at"] is None:
            ledger.withdraw(session, table, event["record_id"], reason=_("import undone"))
            undone.withdrawn += table is incident
        return
    if table.name in _SHARED:
        return
    row = ledger.current(session, table, event["record_id"])
    changes = json.loads(event["changes"])
    back = {name: before for name, (before, after) in changes.items() if row[name] == after}
    undone.left += len(changes) - len(back)
    if back:
        if table is incident:
            back["updated_at"] = session.at
            undone.restored += 1
        ledger.update(session, table, event["record_id"], back, reason=_("import undone"))


def _is_used(session: Session, table: sa.Table, record_id: int) -> bool:
    """Whether a record that is not withdrawn refers to this one."""
    for other in metadata.tables.values():
        if "withdrawn_at" not in other.c:
            continue
        for key in other.foreign_keys:
            if key.column.table is table:
                using = sa.select(other.c.id).where(key.parent == record_id, other.c.withdrawn_at.is_(None)).limit(1)
                if session.connection.execute(using).first():
                    return True
    return False


def _mark(session: Session, batch_id: int) -> None:
    ledger.update(session, batch, batch_id, {"undone_at": session.at})
