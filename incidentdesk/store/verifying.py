"""Verifying the ledger: every row follows from the rows before it, and the records are what it says."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import _
from incidentdesk.store.base import metadata
from incidentdesk.store.engine import connection_of
from incidentdesk.store.ledger import CREATED, DECLINED, Head, defaults_of, hash_of, ledger, ledger_head
from incidentdesk.store.reading import Reader

_NOTHING_YET = Head()
_IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Breach:
    """A place where the ledger is not what was written; position 0 stands for the whole chain."""

    chain: int
    position: int
    sentence: str


def is_whole(reader: Reader, chain: int) -> bool:
    """Whether every row of one chain follows from the rows before it, and the records are what it says."""
    columns = ", ".join(column.name for column in ledger.c if column.name != "id")
    last = ""
    sql = f"SELECT {columns} FROM ledger WHERE chain = :chain ORDER BY position"
    for *facts, hash_ in reader.rows(sql, {"chain": chain}):
        if hash_of(last, facts) != hash_:
            return False
        last = hash_
    with connection_of(reader) as connection:
        return not differing(connection, [chain])


def verify(connection: sa.Connection) -> list[Breach]:
    """Every row whose hash does not follow from the rows before it, and every chain whose end is missing."""
    heads = {row.chain: Head(row.position, row.hash) for row in connection.execute(sa.select(ledger_head))}
    breaches: list[Breach] = []
    chain, last, broken = -1, _NOTHING_YET, False
    # Of the statement only: set on the connection it would leave open whatever is executed there next.
    rows = connection.execute(
        sa.select(*(column for column in ledger.c if column.name != "id"))
        .order_by(ledger.c.chain, ledger.c.position)
        .execution_options(yield_per=5_000)
    )
    for row in rows:
        if row.chain != chain:
            breaches += _end(chain, last, heads, broken)
            chain, last, broken = row.chain, _NOTHING_YET, False
        if broken:
            continue
        expected = hash_of(last.hash, list(row[:-1]))
        if row.position != last.position + 1:
            sentence = _("an entry before number {position} is missing or was moved").format(position=row.position)
            breaches.append(Breach(chain, row.position, sentence))
            broken = True
        elif expected != row.hash:
            sentence = _("entry number {position} was changed").format(position=row.position)
            breaches.append(Breach(chain, row.position, sentence))
            broken = True
        last = Head(row.position, row.hash)
    breaches += _end(chain, last, heads, broken)
    breaches += [Breach(chain, 0, _("all entries are missing")) for chain, head in heads.items() if head.position > 0]
    return breaches


def _end(chain: int, last: Head, heads: dict[int, Head], broken: bool) -> list[Breach]:
    head = heads.pop(chain, _NOTHING_YET)
    if chain < 0 or broken or head == last:
        return []
    if head.position > last.position:
        return [Breach(chain, last.position + 1, _("the last entries are missing"))]
    return [Breach(chain, last.position, _("an entry was added past the end"))]


def differing(connection: sa.Connection, chains: Sequence[int]) -> list[Breach]:
    """Records of these chains whose fields are not what the ledger says; someone changed the table directly."""
    states: dict[tuple[str, int], dict[str, Any]] = {}
    chain_of: dict[tuple[str, int], int] = {}
    rows = connection.execute(
        sa.select(ledger.c.chain, ledger.c.noun, ledger.c.record_id, ledger.c.act, ledger.c.changes)
        .where(ledger.c.chain.in_(chains), ledger.c.act != DECLINED)
        .order_by(ledger.c.chain, ledger.c.position)
    )
    for row in rows:
        key = (row.noun, row.record_id)
        chain_of[key] = row.chain
        changes = json.loads(row.changes)
        if row.act == CREATED:
            states[key] = changes
        else:
            states.setdefault(key, {}).update({name: pair[1] for name, pair in changes.items()})
    found: list[Breach] = []
    for noun in sorted({noun for noun, _id in states}):
        wanted = {record_id: facts for (name, record_id), facts in states.items() if name == noun}
        for record_id, fields in _unlike(connection, metadata.tables[noun], wanted):
            sentence = _("{noun} {number} was changed outside the program: {fields}").format(
                noun=_(noun), number=record_id, fields=fields
            )
            found.append(Breach(chain_of[noun, record_id], 0, sentence))
    return found


def _unlike(
    connection: sa.Connection, table: sa.Table, wanted: Mapping[int, Mapping[str, Any]]
) -> Iterable[tuple[int, str]]:
    defaults = defaults_of(table)
    skipped = table.info["unrecorded"] | {"id", "version"}
    present = {}
    ids = sorted(wanted)
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        for found in connection.execute(sa.select(table).where(table.c.id.in_(some))):
            present[found.id] = found._asdict()
    for record_id, facts in wanted.items():
        row = present.get(record_id)
        if row is None:
            yield record_id, _("it is gone")
            continue
        expected = {**defaults, **facts}
        fields = [name for name, value in expected.items() if name not in skipped and row[name] != value]
        if fields:
            yield record_id, ", ".join(fields)
