"""Taking an import back as a whole."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
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
_IDS_AT_ONCE = 500
_NAMES = ("person", "team", "service", "category")

Event = Mapping[str, Any]


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

    What belongs to no incident (people, teams, problems and so on) is withdrawn if nothing else uses it. Raises Refused
    if there is no such import or if it is undone already.
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
            for alike in _alike(events):
                _take_back(session, alike, undone)
            if not events:
                _mark(session, batch_id)
                return undone
        before, done = events[-1]["id"], done + len(events)
        progress(done, total)


def _events(session: Session, gesture: int, before: int) -> list[Event]:
    """The newest events of the import first, so that what it changed twice goes back step by step."""
    table = ledger.ledger
    statement = (
        sa.select(table)
        .where(table.c.gesture == gesture, table.c.id < before)
        .order_by(table.c.id.desc())
        .limit(_EVENTS_AT_ONCE)
    )
    return list(session.connection.execute(statement).mappings())  # type: ignore[arg-type]


def _alike(events: Iterable[Event]) -> Iterator[list[Event]]:
    """Neighbouring events of one kind, of which no two are about one record: they can be taken back at once."""
    group: list[Event] = []
    seen: set[int] = set()
    for event in events:
        first = group[0] if group else event
        alike = (event["noun"], event["act"]) == (first["noun"], first["act"]) and event["record_id"] not in seen
        # A category is used by its subcategories, which go before it.
        if group and (not alike or event["noun"] == "category"):
            yield group
            group, seen = [], set()
        group.append(event)
        seen.add(event["record_id"])
    if group:
        yield group


def _take_back(session: Session, events: list[Event], undone: Undone) -> None:
    table = metadata.tables[events[0]["noun"]]
    if table is batch:
        return
    present = _present(session, table, [event["record_id"] for event in events])
    if events[0]["act"] == ledger.CREATED:
        ids = [record_id for record_id, row in present.items() if row["withdrawn_at"] is None]
        if table.info["incident"] is None:
            used = {record_id for record_id in ids if _is_used(session, table, record_id)}
            undone.left += len(used)
            ids = [record_id for record_id in ids if record_id not in used]
        undone.withdrawn += len(ids) if table is incident else 0
        changes: dict[int, dict[str, Any]] = {record_id: {"withdrawn_at": session.at} for record_id in ids}
    elif table.name in _NAMES:
        return
    else:
        changes = {event["record_id"]: _back(event, present[event["record_id"]], undone) for event in events}
        changes = {record_id: back for record_id, back in changes.items() if back}
        undone.restored += len(changes) if table is incident else 0
    if "updated_at" in table.info["unrecorded"]:
        changes = {record_id: {**back, "updated_at": session.at} for record_id, back in changes.items()}
    ledger.update_many(session, table, changes, reason=_("import undone"))


def _present(session: Session, table: sa.Table, ids: list[int]) -> dict[int, Mapping[str, Any]]:
    found: dict[int, Mapping[str, Any]] = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        statement = sa.select(table).where(table.c.id.in_(ids[start : start + _IDS_AT_ONCE]))
        found.update((row.id, row._asdict()) for row in session.connection.execute(statement))
    return found


def _back(event: Event, row: Mapping[str, Any], undone: Undone) -> dict[str, Any]:
    """What the fields were before, of those that nobody has changed since."""
    changes = json.loads(event["changes"])
    back = {name: before for name, (before, after) in changes.items() if row[name] == after}
    undone.left += len(changes) - len(back)
    return back


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
