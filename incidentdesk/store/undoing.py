"""Undo: a whole gesture is taken back by its opposite, and nobody's work on it goes along."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.base import metadata
from incidentdesk.store.changes import DESK
from incidentdesk.store.ledger import CREATED, DECLINED, current, ledger, update
from incidentdesk.store.session import Session


def undo(session: Session, gesture: int) -> None:
    """Take a whole gesture back by writing its opposite; history is never erased.

    The undoing is a gesture too, so it can be undone in turn. Raises Refused where one of the fields has been changed
    since, where somebody else has worked on a record that was made or on one that refers to it, where something stands
    below it, or where there is nothing to undo.
    """
    found = session.connection.execute(
        sa.select(ledger).where(ledger.c.gesture == gesture, ledger.c.act != DECLINED).order_by(ledger.c.id.desc())
    )
    events = [row._asdict() for row in found]
    if not events:
        raise Refused(_("There is nothing to undo."))
    own: dict[str, set[int]] = {}
    for event in events:
        own.setdefault(event["noun"], set()).add(event["record_id"])
    for event in events:
        table = metadata.tables[event["noun"]]
        row = current(session, table, event["record_id"])
        # People, teams and the like that came along with what refers to them stay if something else needs them now.
        if event["chain"] == DESK and _came_along(table, own) and _is_used_by_others(session, table, row["id"], own):
            continue
        back = {"withdrawn_at": session.at} if event["act"] == CREATED else _reversed(row, event)
        if back.get("withdrawn_at") is not None:
            _refuse_needed(session, table, event)
        update(session, table, row["id"], _touching(session, table, back), reason=_("undone"))


def _reversed(row: Mapping[str, Any], event: Mapping[str, Any]) -> dict[str, Any]:
    changes = json.loads(event["changes"])
    for name, (_before, after) in changes.items():
        if row[name] != after:
            raise Refused(
                _("This can't be undone any more: {field} has been changed since.").format(field=isolated(_(name)))
            )
    return {name: before for name, (before, _after) in changes.items()}


def _refuse_needed(session: Session, table: sa.Table, event: Mapping[str, Any]) -> None:
    """What a gesture made must not take along what was made on it since."""
    worker = _other_worker(session, table, event)
    if worker is not None:
        raise Refused(_("This can't be undone any more: {name} has worked on it since.").format(name=isolated(worker)))
    below = [column for column in _references_to(table) if column.table is table]
    if any(_refers(session, column, event["record_id"]) for column in below):
        raise Refused(_("This can't be undone any more: something stands below it."))


def _other_worker(session: Session, table: sa.Table, event: Mapping[str, Any]) -> str | None:
    """Whoever else has written since about a record or about one that refers to it; of an incident, about anything in
    its chain."""
    about = sa.select(ledger.c.actor).where(
        ledger.c.chain == event["chain"], ledger.c.position > event["position"], ledger.c.actor != session.actor
    )
    if table.info["incident"] != "id":
        about = about.where(ledger.c.noun == event["noun"], ledger.c.record_id == event["record_id"])
    found = session.connection.execute(about.limit(1)).scalar()
    for column in _references_to(table) if found is None else ():
        other = column.table
        written = sa.select(ledger.c.actor).where(
            ledger.c.id > event["id"], ledger.c.actor != session.actor, ledger.c.noun == other.name
        )
        using = written.join(other, other.c.id == ledger.c.record_id).where(
            column == event["record_id"], other.c.withdrawn_at.is_(None)
        )
        found = found or session.connection.execute(using.limit(1)).scalar()
    return found


def _came_along(table: sa.Table, own: Mapping[str, set[int]]) -> bool:
    """Whether something else that the same gesture wrote refers to such records, and is not just a part of them."""
    others = own.keys() - table.info.get("parts", frozenset())
    return any(column.table is not table and column.table.name in others for column in _references_to(table))


def _is_used_by_others(session: Session, table: sa.Table, record_id: int, own: Mapping[str, set[int]]) -> bool:
    """Whether a record that the gesture has not written refers to this one."""
    for column in _references_to(table):
        other = column.table
        written = own.get(other.name, set())
        using = sa.select(other.c.id).where(column == record_id, other.c.withdrawn_at.is_(None)).limit(len(written) + 1)
        if any(row.id not in written for row in session.connection.execute(using)):
            return True
    return False


def _refers(session: Session, column: "sa.Column[Any]", record_id: int) -> bool:
    """Whether a record that is not withdrawn has this one in a column."""
    using = sa.select(column).where(column == record_id, column.table.c.withdrawn_at.is_(None)).limit(1)
    return session.connection.execute(using).first() is not None


@cache
def _references_to(table: sa.Table) -> list["sa.Column[Any]"]:
    return [
        key.parent
        for other in metadata.tables.values()
        for key in other.foreign_keys
        if key.column.table is table and "withdrawn_at" in other.c
    ]


def _touching(session: Session, table: sa.Table, changes: dict[str, Any]) -> dict[str, Any]:
    return changes | {"updated_at": session.at} if "updated_at" in table.info["unrecorded"] else changes
