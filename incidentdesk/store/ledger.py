"""The ledger: who changed what from what to what, when, why and by which door.

It is written in the transaction of the change, by the only functions that write records, and chained by hash within
each incident: every row's hash covers the hash before it, so a changed, deleted, inserted or moved row is found.
Changes that belong to no incident stand in the chain of the desk.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.base import Identity, json_of, metadata
from incidentdesk.store.bulk import insert_rows
from incidentdesk.store.changes import DESK as DESK
from incidentdesk.store.session import Session
from incidentdesk.store.text import storable

CREATED, CHANGED, DECLINED = "created", "changed", "declined"
_IDS_AT_ONCE = 500

ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("id", Identity, primary_key=True, autoincrement=True),
    sa.Column("chain", sa.BigInteger, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("via", sa.Text, nullable=False),
    sa.Column("gesture", sa.BigInteger, nullable=False, index=True),
    sa.Column("noun", sa.Text, nullable=False),
    sa.Column("record_id", sa.BigInteger, nullable=False),
    sa.Column("act", sa.Text, nullable=False),
    # JSON: {field: value} of a new record, {field: [before, after]} of a change; values as they are stored.
    sa.Column("changes", sa.Text, nullable=False, info=json_of(dict)),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Index("ix_ledger_chain", "chain", "position", unique=True),
)

ledger_head = sa.Table(
    "ledger_head",
    metadata,
    sa.Column("chain", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)


class Event(NamedTuple):
    """What is to be written into the ledger about one record."""

    chain: int
    noun: str
    record_id: int
    act: str
    changes: Mapping[str, Any]
    reason: str = ""


class Head(NamedTuple):
    """The end of a chain; the hash is empty where nothing has been written yet."""

    position: int = 0
    hash: str = ""


_NOTHING_YET = Head()


# Made once: json.dumps makes an encoder for every call.
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_sorted_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def hash_of(previous: str, facts: Sequence[Any]) -> str:
    """SHA-256 over the hash before and the row's facts as JSON, as 64 hexadecimal digits."""
    text = _json(facts)
    return hashlib.sha256(f"{previous}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


# ── the door: the only functions that write records ──────────────────────────────────────────────────────────────


def insert(session: Session, table: sa.Table, values: Mapping[str, Any], *, reason: str = "") -> int:
    """Write a new record; returns its id, which is new unless `next_id` has given one before.

    Raises sqlalchemy.exc.IntegrityError where a rule of the table is broken.
    """
    complete = {**defaults_of(table), **_storable(values)}
    one, many = _inserting(table)
    if "id" in complete:
        session.connection.execute(many, complete)
        record_id = int(complete["id"])
    else:
        written = session.connection.execute(one, complete).inserted_primary_key
        record_id = int(written[0])  # type: ignore[index]  # a single insert has one
    event = _creation(table, record_id, complete, reason)
    _append(session, [event], new_chains=_opens_chains(table))
    return record_id


def next_id(session: Session, table: sa.Table) -> int:
    """An id for a record that is yet to be written in this transaction."""
    return _next_ids(session, table, 1)[0]


def insert_many(session: Session, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, reason: str = "") -> list[int]:
    """Write new records in one go; returns their ids in the same order."""
    if not rows:
        return []
    defaults = defaults_of(table)
    ids = _next_ids(session, table, len(rows))
    complete = [
        {**defaults, **_storable(values), "id": record_id, "version": 1}
        for record_id, values in zip(ids, rows, strict=True)
    ]
    insert_rows(session.connection, table, complete)
    events = [_creation(table, values["id"], values, reason) for values in complete]
    _append(session, events, new_chains=_opens_chains(table))
    return ids


def insert_copies(session: Session, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, reason: str = "") -> None:
    """Write records of another desk with their ids; they are the first of their table here."""
    if rows:
        copies = [{**row, "version": 1} for row in rows]
        insert_rows(session.connection, table, copies)
        _append(session, [_creation(table, each["id"], each, reason) for each in copies])


def update(
    session: Session, table: sa.Table, record_id: int, changes: Mapping[str, Any], *, reason: str = ""
) -> Mapping[str, Any]:
    """Change fields of a record; returns the record as it was before. What does not change is not written.

    Raises Refused where there is no such record.
    """
    before = current(session, table, record_id)
    _write_changes(session, table, before, changes, CHANGED, reason)
    return before


def update_many(
    session: Session, table: sa.Table, changes: Mapping[int, Mapping[str, Any]], *, reason: str = ""
) -> None:
    """Change fields of many records, by their ids, as `update` does one by one.

    Raises Refused where one of them does not exist; then none is written.
    """
    before = _current_many(session, table, list(changes))
    events: list[Event] = []
    by_fields: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for record_id, wanted in changes.items():
        row = before[record_id]
        different = {name: value for name, value in _storable(wanted).items() if row[name] != value}
        if not different:
            continue
        values = {"wanted": record_id, **{f"new_{name}": value for name, value in different.items()}}
        by_fields.setdefault(tuple(different), []).append(values)
        recorded = {
            name: [row[name], value] for name, value in different.items() if name not in table.info["unrecorded"]
        }
        if recorded:
            events.append(Event(_chain(table, row), table.name, record_id, CHANGED, recorded, reason))
        else:
            session.touched.append((table.name, record_id))
    for fields, values_of_all in by_fields.items():
        session.connection.execute(_updating(table, fields), values_of_all)
    if events:
        _append(session, events)


def withdraw(session: Session, table: sa.Table, record_id: int, *, reason: str = "") -> None:
    """Take a record out of sight; nothing is ever deleted."""
    update(session, table, record_id, {"withdrawn_at": session.at}, reason=reason)


def bring_back(session: Session, table: sa.Table, record_id: int, *, reason: str = "") -> None:
    update(session, table, record_id, {"withdrawn_at": None}, reason=reason)


def decline(session: Session, table: sa.Table, record_id: int, texts: Mapping[str, Any], *, reason: str = "") -> None:
    """Keep in the history what somebody wanted to write and gave up for what another had written (R12)."""
    row = current(session, table, record_id)
    changes = {name: [row[name], text] for name, text in _storable(texts).items()}
    _append(session, [Event(_chain(table, row), table.name, record_id, DECLINED, changes, reason)])


def current(session: Session, table: sa.Table, record_id: int) -> Mapping[str, Any]:
    """The record as it is, held against other writers until the transaction ends; raises Refused if there is none."""
    found = session.connection.execute(_selecting(table), {"wanted": record_id}).first()
    if found is None:
        raise Refused(_("There is no {noun} with the number {number}.").format(noun=_(table.name), number=record_id))
    return found._asdict()


def _current_many(session: Session, table: sa.Table, ids: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    found: dict[int, Mapping[str, Any]] = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        statement = sa.select(table).where(table.c.id.in_(some)).with_for_update()
        found.update((row.id, row._asdict()) for row in session.connection.execute(statement))
    for missing in (record_id for record_id in ids if record_id not in found):
        raise Refused(_("There is no {noun} with the number {number}.").format(noun=_(table.name), number=missing))
    return found


def hold(session: Session, chain: int = DESK) -> None:
    """Let nobody else write into a chain until the transaction ends; what is looked for then is there or stays away."""
    if session.dialect == "postgresql":
        _heads(session, [chain])


def _storable(values: Mapping[str, Any]) -> dict[str, Any]:
    # Nearly every text is as it should be; asking here saves a call for each.
    return {
        name: storable(value) if isinstance(value, str) and not (value.isascii() and "\0" not in value) else value
        for name, value in values.items()
    }


def _write_changes(
    session: Session,
    table: sa.Table,
    before: Mapping[str, Any],
    changes: Mapping[str, Any],
    act: str,
    reason: str,
) -> None:
    different = {name: value for name, value in _storable(changes).items() if before[name] != value}
    recorded = {
        name: [before[name], value] for name, value in different.items() if name not in table.info["unrecorded"]
    }
    if not different:
        return
    session.connection.execute(
        _updating(table, tuple(different)),
        {"wanted": before["id"], **{f"new_{name}": value for name, value in different.items()}},
    )
    if recorded:
        _append(session, [Event(_chain(table, before), table.name, before["id"], act, recorded, reason)])
    else:
        session.touched.append((table.name, before["id"]))


# ── writing the chain ────────────────────────────────────────────────────────────────────────────────────────────


def _append(session: Session, events: Sequence[Event], *, new_chains: bool = False) -> None:
    heads = {} if new_chains else _heads(session, {event.chain for event in events})
    rows = []
    for event in events:
        head = heads.get(event.chain, _NOTHING_YET)
        row = _ledger_row(session, event, head)
        heads[event.chain] = Head(row["position"], row["hash"])
        rows.append(row)
    insert_rows(session.connection, ledger, rows)
    values = [{"chain": chain, "position": head.position, "hash": head.hash} for chain, head in heads.items()]
    if new_chains:
        insert_rows(session.connection, ledger_head, values)
    else:
        session.connection.execute(_upsert_head(session.dialect), values)
    session.touched.extend((event.noun, event.record_id) for event in events)
    if not new_chains and any(event.chain for event in events):
        session.touched.extend(("incident", chain) for chain in heads if chain != DESK)


def _ledger_row(session: Session, event: Event, head: Head) -> dict[str, Any]:
    row = {
        "chain": event.chain,
        "position": head.position + 1,
        "at": session.at,
        "actor": session.actor,
        "via": session.via,
        "gesture": session.gesture,
        "noun": event.noun,
        "record_id": event.record_id,
        "act": event.act,
        "changes": _sorted_json(event.changes),
        "reason": storable(event.reason),
    }
    row["hash"] = hash_of(head.hash, list(row.values()))
    return row


def _heads(session: Session, chains: Iterable[int]) -> dict[int, Head]:
    found: dict[int, Head] = {}
    wanted = sorted(chains)
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        some = wanted[start : start + _IDS_AT_ONCE]
        statement = sa.select(ledger_head).where(ledger_head.c.chain.in_(some)).with_for_update()
        if session.dialect == "postgresql":
            # A new chain has no row to lock yet; without one, two writers would both begin it.
            session.connection.execute(_ensure_head(), [{"chain": chain, "position": 0, "hash": ""} for chain in some])
        for row in session.connection.execute(statement):
            found[row.chain] = Head(row.position, row.hash)
    return found


@cache
def _ensure_head() -> sa.Insert:
    from sqlalchemy.dialects.postgresql import insert as insert_into

    return insert_into(ledger_head).on_conflict_do_nothing()


@cache
def _upsert_head(dialect: str) -> sa.Insert:
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        statement = postgresql_insert(ledger_head)
        return statement.on_conflict_do_update(
            index_elements=["chain"],
            set_={"position": statement.excluded.position, "hash": statement.excluded.hash},
        )
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    statement_ = sqlite_insert(ledger_head)
    return statement_.on_conflict_do_update(
        index_elements=["chain"], set_={"position": statement_.excluded.position, "hash": statement_.excluded.hash}
    )


# ── what is known of a table ─────────────────────────────────────────────────────────────────────────────────────


@cache
def defaults_of(table: sa.Table) -> Mapping[str, Any]:
    """A value for every column but the id, so that one statement serves every insert."""
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.name != "id":
            values[column.name] = column.default.arg if column.default is not None else None  # type: ignore[attr-defined]
    return values


@cache
def _inserting(table: sa.Table) -> tuple[sa.Insert, sa.Insert]:
    names = [column.name for column in table.columns]
    one = table.insert().values({name: sa.bindparam(name) for name in names if name != "id"})
    many = table.insert().values({name: sa.bindparam(name) for name in names}).inline()
    return one, many


@cache
def _updating(table: sa.Table, fields: tuple[str, ...]) -> sa.Update:
    new: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in fields}
    return sa.update(table).where(table.c.id == sa.bindparam("wanted")).values({**new, "version": table.c.version + 1})


@cache
def _selecting(table: sa.Table) -> "sa.Select[Any]":
    return sa.select(table).where(table.c.id == sa.bindparam("wanted")).with_for_update()


def _next_ids(session: Session, table: sa.Table, count: int) -> list[int]:
    if session.dialect == "postgresql":
        statement = sa.text("SELECT nextval(pg_get_serial_sequence(:t, 'id')) FROM generate_series(1, :n)")
        return [int(row[0]) for row in session.connection.execute(statement, {"t": f'"{table.name}"', "n": count})]
    # A transaction that writes is alone on a SQLite file.
    last = session.connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
    return list(range(last + 1, last + 1 + count))


def _opens_chains(table: sa.Table) -> bool:
    return bool(table.info["incident"] == "id")


def _chain(table: sa.Table, row: Mapping[str, Any]) -> int:
    column = table.info["incident"]
    return int(row[column] or DESK) if column else DESK


def chain_of(session: Session, table: sa.Table, record_id: int) -> int:
    """In which chain changes of a record stand."""
    return _chain(table, current(session, table, record_id))


@cache
def _recorded(table: sa.Table) -> list[tuple[str, Any]]:
    """The columns that the ledger tells of, with their defaults."""
    silent = table.info["unrecorded"]
    return [(name, default) for name, default in sorted(defaults_of(table).items()) if name not in silent]


def _creation(table: sa.Table, record_id: int, values: Mapping[str, Any], reason: str) -> Event:
    facts = {name: values[name] for name, default in _recorded(table) if values[name] != default}
    chain = record_id if _opens_chains(table) else _chain(table, values)
    return Event(chain, table.name, record_id, CREATED, facts, reason)


def head_of(connection: sa.Connection, chain: int) -> Head:
    """The end of a chain, to be printed where it can later be compared."""
    row = connection.execute(sa.select(ledger_head).where(ledger_head.c.chain == chain)).first()
    return Head(row.position, row.hash) if row else _NOTHING_YET
