"""Copying all records between databases of the same revision, table by table."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.base import metadata
from incidentdesk.store.database import Database
from incidentdesk.store.engine import sqlite_engine
from incidentdesk.store.reading import connect_for_reading
from incidentdesk.store.sound import refuse_unsound

_ROWS_AT_ONCE = 2_000


def copy_to_sqlite(database: Database, target: Path) -> None:
    """All records of one instant of a PostgreSQL database, as a new SQLite file."""
    engine = sqlite_engine(target)
    try:
        database.bring_up(engine)
        with database.engine.connect() as connection:
            snapshot = connection.execution_options(isolation_level="REPEATABLE READ")
            with engine.begin() as copy:
                copy_records(snapshot, copy)
    finally:
        engine.dispose()


def restore_to_server(backup: Path, database: Database) -> None:
    """Copy a backup into an empty PostgreSQL database; raises Refused where either is not fit for it.

    It is all or nothing: what was half-way there is rolled back.
    """
    refuse_unsound(backup)
    source = sa.create_engine(
        "sqlite+pysqlite://", creator=lambda: connect_for_reading(str(backup)), poolclass=sa.pool.NullPool
    )
    try:
        database.bring_up(database.engine)
        with source.connect() as origin, database.engine.begin() as target:
            _refuse_filled(target, database.place)
            _refuse_other_revision(origin, target, str(backup))
            copy_records(origin, target)
    except Exception as error:
        raise database.as_refusal(error) from error
    finally:
        source.dispose()


def _refuse_filled(target: sa.Connection, place: str) -> None:
    if any(target.execute(sa.select(table).limit(1)).first() for table in metadata.sorted_tables):
        raise Refused(
            _("{place} has records already and is not overwritten. Choose an empty database.").format(
                place=isolated(place)
            )
        )


def _refuse_other_revision(origin: sa.Connection, target: sa.Connection, place: str) -> None:
    revision = sa.text("SELECT version_num FROM alembic_version")
    if origin.execute(revision).scalar() != target.execute(revision).scalar():
        raise Refused(
            _(
                "{place} was made by another version of IncidentDesk. Restore it to a file, open that, try again."
            ).format(place=isolated(place))
        )


def copy_records(source: sa.Connection, target: sa.Connection) -> None:
    """Every row of every table of ours; the target's tables must be empty."""
    if target.dialect.name == "sqlite":
        target.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for table in metadata.sorted_tables:
        later = [] if target.dialect.name == "sqlite" else _references_to_itself(table)
        pointing: list[dict[str, Any]] = []
        rows = source.execution_options(yield_per=_ROWS_AT_ONCE).execute(sa.select(table).order_by(*table.primary_key))
        for part in rows.partitions():
            whole = [row._asdict() for row in part]
            pointing += [{"wanted": row["id"], name: row[name]} for row in whole for name in later if row[name]]
            target.execute(table.insert(), [row | dict.fromkeys(later) for row in whole])
        for name in later:
            _point(target, table.c[name], [row for row in pointing if name in row])
        if target.dialect.name == "postgresql" and "id" in table.c:
            _continue_numbers(target, table)


def _references_to_itself(table: sa.Table) -> list[str]:
    """A child may have a lower number than its parent, so these are written when all rows are there."""
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


def _point(target: sa.Connection, column: "sa.Column[Any]", rows: list[dict[str, Any]]) -> None:
    table = column.table
    statement = sa.update(table).where(table.c.id == sa.bindparam("wanted")).values({column: sa.bindparam(column.name)})
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        target.execute(statement, rows[start : start + _ROWS_AT_ONCE])


def _continue_numbers(target: sa.Connection, table: sa.Table) -> None:
    last = target.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
    target.execute(
        sa.text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :next, false)"),
        {"name": f'"{table.name}"', "next": last + 1},
    )
