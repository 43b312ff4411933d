"""Copying all records between databases of the same revision, table by table."""

from pathlib import Path

import sqlalchemy as sa

from incidentdesk.store.base import metadata
from incidentdesk.store.database import Database
from incidentdesk.store.engine import sqlite_engine

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


def copy_records(source: sa.Connection, target: sa.Connection) -> None:
    """Every row of every table of ours; the target's tables must be empty."""
    if target.dialect.name == "sqlite":
        target.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for table in metadata.sorted_tables:
        rows = source.execution_options(yield_per=_ROWS_AT_ONCE).execute(sa.select(table).order_by(*table.primary_key))
        for part in rows.mappings().partitions():
            target.execute(table.insert(), [dict(row) for row in part])
        if target.dialect.name == "postgresql" and "id" in table.c:
            _continue_numbers(target, table)


def _continue_numbers(target: sa.Connection, table: sa.Table) -> None:
    target.execute(
        sa.text("SELECT setval(pg_get_serial_sequence(:name, 'id'), greatest((SELECT max(id) FROM records), 1))"
                .replace("records", f'"{table.name}"')),
        {"name": f'"{table.name}"'},
    )  # fmt: skip


