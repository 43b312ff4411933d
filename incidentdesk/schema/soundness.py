"""Whether a database is whole: its pages, its references, its search index, its ledger, and its attachments."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from incidentdesk.detect.attachment import attachment, chunks
from incidentdesk.detect.number import number
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.schema import tables
from incidentdesk.store import ledger, verifying
from incidentdesk.store.base import metadata
from incidentdesk.store.database import Database
from incidentdesk.store.engine import ConnectionReader
from incidentdesk.store.reading import connect_for_reading

_MOST_OF_A_KIND = 50
_CHAINS_AT_ONCE = 1_000
_ORDERS = (
    "SELECT count(*) FROM incident",
    "SELECT count(*) FROM ledger",
    "SELECT count(*) FROM attachment",
)

assert tables.metadata is metadata  # every table is known


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: where, as the number of an incident or the name of a part, and what, as a clause."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Health:
    """What was looked at and what is wrong with it."""

    incidents: int
    ledger_entries: int
    attachments: int
    findings: tuple[Finding, ...]


def examine(database: Database) -> Health:
    """Look through everything and change nothing; raises Refused where the database can't be read.

    What a damaged page holds is not trusted, so after such a finding the rest is not looked at.
    """
    damage = list(_damaged_pages(database))
    if damage:
        return Health(0, 0, 0, tuple(damage))
    with _reading(database) as connection:
        counts = [int(connection.execute(sa.text(sql)).scalar() or 0) for sql in _ORDERS]
        findings = [*_guarded("references", _dangling(connection)), *_guarded("ledger", _ledger(connection))]
        findings += _guarded("attachments", _attachments(connection))
    findings += _guarded("full-text search", _search_index(database))
    return Health(counts[0], counts[1], counts[2], tuple(findings))


@contextmanager
def _reading(database: Database) -> Iterator[sa.Connection]:
    """A connection that can't write and holds up nobody's writing longer than a single query takes."""
    if not database.path:
        with database.engine.connect() as connection:
            yield connection.execution_options(isolation_level="REPEATABLE READ")
        return
    engine = sa.create_engine(
        "sqlite+pysqlite://", creator=lambda: connect_for_reading(str(database.path)), poolclass=sa.pool.StaticPool
    )
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _guarded(part: str, findings: Iterable[Finding]) -> list[Finding]:
    """What can't even be read is a finding too."""
    found: list[Finding] = []
    try:
        found.extend(findings)
    except (sqlite3.Error, sa.exc.DBAPIError) as error:
        found.append(Finding(part, _("can't be read: {reason}").format(reason=getattr(error, "orig", None) or error)))
    return found


def _damaged_pages(database: Database) -> Iterator[Finding]:
    if not database.path:
        return
    with database.read() as reader:
        try:
            told = [str(row[0]) for row in reader.rows(f"PRAGMA integrity_check({_MOST_OF_A_KIND})")]
        except sqlite3.DatabaseError as error:
            told = [str(error)]
    for line in told:
        if line != "ok":
            yield Finding("file", line)


def _dangling(connection: sa.Connection) -> Iterator[Finding]:
    """PostgreSQL checks its references itself."""
    if connection.dialect.name == "sqlite":
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_MOST_OF_A_KIND):
            yield Finding(f"{row[0]} {row[1]}", _("refers to a {noun} that does not exist").format(noun=row[2]))


def _search_index(database: Database) -> Iterator[Finding]:
    """SQLite compares the index with the texts; the order looks like a write and writes nothing."""
    if not database.path or database.read_only:
        return
    for table in metadata.tables.values():
        if "full_text" not in table.info:
            continue
        index = f"{table.name}_text"
        try:
            with database.engine.connect() as connection, connection.begin() as transaction:
                connection.exec_driver_sql(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
                transaction.rollback()
        except sa.exc.DatabaseError as error:
            if "malformed" not in str(error.orig):
                raise
            yield Finding(index, _("does not agree with the texts; searches may miss something"))


def _ledger(connection: sa.Connection) -> Iterator[Finding]:
    broken = set()
    for breach in verifying.verify(connection):
        broken.add(breach.chain)
        yield Finding(_chain_name(breach.chain), breach.sentence)
    chains = [int(row[0]) for row in connection.execute(sa.select(ledger.ledger_head.c.chain)) if row[0] not in broken]
    for start in range(0, len(chains), _CHAINS_AT_ONCE):
        for breach in verifying.differing(connection, chains[start : start + _CHAINS_AT_ONCE]):
            yield Finding(_chain_name(breach.chain), breach.sentence)
    yield from _unknown_records(connection)


def _unknown_records(connection: sa.Connection) -> Iterator[Finding]:
    """Records that stand in a table without the ledger knowing of them."""
    written = ledger.ledger
    for table in metadata.sorted_tables:
        if "incident" not in table.info:
            continue
        known = sa.select(written.c.record_id).where(written.c.noun == table.name, written.c.act == ledger.CREATED)
        for row in connection.execute(sa.except_(sa.select(table.c.id), known).limit(_MOST_OF_A_KIND)):
            name = number(row[0]) if table.name == "incident" else f"{table.name} {row[0]}"
            yield Finding(name, _("was added outside the program; the ledger does not know it"))


def _attachments(connection: sa.Connection) -> Iterator[Finding]:
    reader = ConnectionReader(connection)
    for attachment_id, incident_id, name in connection.execute(
        sa.select(attachment.c.id, attachment.c.incident_id, attachment.c.name).order_by(attachment.c.id)
    ).all():
        try:
            for _chunk in chunks(reader, attachment_id):
                pass
        except Refused:
            what = _("the attachment “{name}” is not what was attached").format(name=name)
            yield Finding(_chain_name(incident_id or ledger.DESK), what)


def _chain_name(chain: int) -> str:
    return _("the desk") if chain == ledger.DESK else number(chain)
