"""Companions: what stands around incidents (investigations, actions, problems, lessons and so on) in a portable file.

No table of theirs is named here; they are all those that a merge does not take in its own way. A record of the file is
one of this desk if both have the same key, or the same values where only one record may have them, or were made at the
same instant by the same person for the same incident.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa

from incidentdesk.detect.transfer.another_desk import as_here
from incidentdesk.detect.transfer.bundle import Bundle, Record, tables
from incidentdesk.detect.transfer.comparing import histories
from incidentdesk.language import _
from incidentdesk.store.changes import DESK
from incidentdesk.store.reading import Reader

# What a merge takes in its own way; watchers, settings and earlier imports stay those of this desk.
_OTHERWISE = frozenset({
    "team", "person", "service", "category", "setting", "saved_view", "import", "incident", "watcher", "entry",
    "attachment", "ledger", "ledger_head",
})  # fmt: skip
_AT_ONCE = 500

Ids = dict[str, dict[int, int | None]]
Facts = dict[str, Any]


@dataclass
class Along:
    """How records of the file are called here, by table and by their ids there.

    A negative number stands for one that is not here yet, None for one that stays away with its incident.
    """

    bundle: Bundle
    desk: str  # the hash of this desk, as in the manifest of a file
    ids: Ids = field(default_factory=dict)


@dataclass
class Plan:
    """What a file brings for a table: new records by their ids there, changes by the ids here, and what is refused."""

    table: sa.Table
    new: dict[int, Facts] = field(default_factory=dict)
    changes: dict[int, Facts] = field(default_factory=dict)
    warnings: list[tuple[int | None, str]] = field(default_factory=list)  # with the id of the incident here


def companions() -> list[sa.Table]:
    """The tables of companions, those that are referred to first."""
    return [table for name, table in tables().items() if name not in _OTHERWISE]


def referred(bundle: Bundle) -> dict[str, set[int]]:
    """Which other records the companions of the file refer to, by table.

    All rows are read, so that damage is found before anything is written; raises Refused as `Bundle.rows` does.
    """
    found: dict[str, set[int]] = {}
    for table in companions():
        for row in bundle.rows(table.name):
            for column, target in references(table):
                if row[column] is not None:
                    found.setdefault(target, set()).add(row[column])
    return found


@cache
def references(table: sa.Table) -> list[tuple[str, str]]:
    """Columns and the tables that they refer to."""
    return sorted((key.parent.name, key.column.table.name) for key in table.foreign_keys)


def plan(reader: Reader, along: Along, table: sa.Table) -> Plan:
    """Hold the rows of a table against those here; `along` learns what they are called."""
    made = Plan(table)
    known: dict[int, Facts] = {}
    here = _Here(reader, along, table)
    ids = along.ids.setdefault(table.name, {})
    rows, away = {}, {}
    for there, facts, gone in _mapped_rows(along, table):
        rows[there], away[there] = facts, gone
    for there, facts in rows.items():
        ids[there] = None if facts is None else here.find(facts) or -there
    for there, facts in rows.items():
        if facts is None:
            continue
        for column in selves(table):
            facts[column] = _here_or_refused(along, table.name, facts[column])
        record_id = ids[there] or 0
        if record_id > 0:
            # A reference to what stays away says nothing of what stands here.
            known[record_id] = {name: value for name, value in facts.items() if name not in away[there]}
        else:
            made.new[there] = here.with_free_key(facts)
    _compare(reader, known, made)
    return made


def _mapped_rows(along: Along, table: sa.Table) -> Iterator[tuple[int, Facts | None, set[str]]]:
    """Ids there, rows as they are here, and which of their references are to what stays away."""
    for row in along.bundle.rows(table.name):
        facts = _mapped(along, table, row)
        gone = {name for name, _target in references(table) if facts and facts[name] is None and row[name] is not None}
        yield row["id"], facts, gone


def _mapped(along: Along, table: sa.Table, row: Record) -> Facts | None:
    """The row with its references as they are here; None where what it belongs to stays away."""
    facts = {name: value for name, value in row.items() if name not in ("id", "version")}
    for column, target in references(table):
        if facts[column] is None or target == table.name:
            continue
        facts[column] = _here_or_refused(along, target, facts[column])
        belongs = not table.c[column].nullable or column == table.info["incident"]
        if facts[column] is None and belongs:
            return None
    return facts


def _here_or_refused(along: Along, target: str, there: int | None) -> int | None:
    if there is None:
        return None
    if there not in along.ids.get(target, {}):
        raise along.bundle.damaged(_("its records do not fit together"))
    return along.ids[target][there]


def selves(table: sa.Table) -> list[str]:
    """Columns that refer to another record of the same table."""
    return [column for column, target in references(table) if target == table.name]


# ── knowing records again ────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _identities(table: sa.Table) -> list[tuple[str, ...]]:
    """By which columns a record is known again: any of these."""
    unique = sorted(
        tuple(column.name for column in each.columns)
        for each in table.constraints
        if isinstance(each, sa.UniqueConstraint)
    )
    if unique:
        return [("key", *_owners(table)) if columns == ("key",) else columns for columns in unique]
    names = [column.name for column in table.c]
    if {"created_at", "created_by"} <= set(names):
        return [("created_at", "created_by", *_owners(table))]
    return [tuple(name for name in names if name not in ("id", "version", "withdrawn_at"))]


def _owners(table: sa.Table) -> list[str]:
    """What a record belongs to for ever."""
    needed = [column for column, _target in references(table) if not table.c[column].nullable]
    return needed or [column for column, _target in references(table) if column in ("incident_id", "problem_id")]


def _derived_key(desk: str, key: str) -> str:
    """The key under which a record of another desk goes here, where its own is that of another record already."""
    return uuid5(NAMESPACE_URL, f"incidentdesk:{desk}/{key}").hex


class _Here:
    """The records of a table that are here, by what they are known by."""

    def __init__(self, reader: Reader, along: Along, table: sa.Table) -> None:
        self._identities = _identities(table)
        self._unique = any(isinstance(each, sa.UniqueConstraint) for each in table.constraints)
        self._from = along.bundle.manifest.desk
        self._keys: set[str] = set()
        self._ids: dict[tuple[Any, ...], list[int]] = {}
        columns = sorted({name for identity in self._identities for name in identity})
        names = ", ".join(f'"{name}"' for name in ("id", *columns))
        for record_id, *values in reader.rows(f'SELECT {names} FROM "{table.name}" ORDER BY id'):
            facts = dict(zip(columns, values, strict=True))
            self._keys.add(facts.get("key", ""))
            for identity in self._with_derived_key(facts, along.desk):
                self._ids.setdefault(identity, []).append(int(record_id))

    def find(self, facts: Facts) -> int | None:
        """The one that it is; each is found once, so that of two alike the second is the second one here."""
        for identity in self._with_derived_key(facts, self._from):
            if found := self._ids.get(identity):
                return found.pop(0)
        return None

    def with_free_key(self, facts: Facts) -> Facts:
        if facts.get("key") not in self._keys:
            return facts
        return {**facts, "key": _derived_key(self._from, facts["key"])}

    def _with_derived_key(self, facts: Facts, desk: str) -> Iterator[tuple[Any, ...]]:
        for identity in self._identities:
            values = tuple(facts[name] for name in identity)
            if identity[0] == "key":
                yield identity, *values
                # As which it may have gone to the other desk, or have come from there.
                yield identity, _derived_key(desk, values[0]), *values[1:]
            elif None not in values or not self._unique:
                yield identity, *values


# ── holding them against each other ──────────────────────────────────────────────────────────────────────────────────


def _compare(reader: Reader, known: Mapping[int, Facts], made: Plan) -> None:
    """What was changed here stays; see `comparing`."""
    table = made.table
    fixed = {name for identity in _identities(table) for name in identity} | table.info["unrecorded"]
    fixed |= {"id", "version", table.info["incident"]}
    names = [column.name for column in table.c if column.name not in fixed]
    here = _present(reader, table, list(known))
    differing = {}
    for record_id, facts in known.items():
        # What was changed when it came in is no difference when it comes again.
        settled = as_here(table, facts)
        differing[record_id] = {
            name: facts[name]
            for name in names
            if name in facts and here[record_id][name] not in (facts[name], settled[name])
        }
    differing = {record_id: facts for record_id, facts in differing.items() if facts}
    past = histories(reader, table, {record_id: _chain(table, here[record_id]) for record_id in differing})
    for record_id, facts in differing.items():
        history = past[record_id]
        taken = {name: value for name, value in facts.items() if not history.local(name)}
        if taken:
            made.changes[record_id] = taken
        for name in facts.keys() - taken.keys():
            if history.imported(name) != facts[name]:
                made.warnings.append((_chain(table, here[record_id]) or None, _both_changed(table, record_id, name)))


def _both_changed(table: sa.Table, record_id: int, name: str) -> str:
    return _("{noun} {number}: {field} was changed here and in the file; what was written here stays.").format(
        noun=_(table.name), number=record_id, field=_(name)
    )


def _present(reader: Reader, table: sa.Table, ids: Sequence[int]) -> dict[int, Facts]:
    names = list(table.c.keys())
    columns = ", ".join(f'"{name}"' for name in names)
    found: dict[int, Facts] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = ", ".join(map(str, ids[start : start + _AT_ONCE]))
        for row in reader.rows(f'SELECT {columns} FROM "{table.name}" WHERE id IN ({some})'):
            facts = dict(zip(names, row, strict=True))
            found[facts["id"]] = facts
    return found


def _chain(table: sa.Table, row: Facts) -> int:
    column = table.info["incident"]
    return int(row[column] or DESK) if column else DESK
