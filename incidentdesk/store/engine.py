"""SQLAlchemy engines for the two databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from incidentdesk.store.reading import BUSY_MILLISECONDS, WAL_IS_SAFE, Parameters, Reader, Row, SqliteReader

_PATIENCE = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}


def sqlite_engine(path: Path | None) -> sa.Engine:
    """Writes in immediate transactions with the journal that loses nothing."""
    engine = sa.create_engine(
        sa.URL.create("sqlite+pysqlite", database=str(path)),
        connect_args={"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The library's own transactions would not roll back DDL and would begin too late.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA journal_mode = {'WAL' if WAL_IS_SAFE else 'DELETE'}")
    cursor.execute(f"PRAGMA synchronous = {'FULL' if WAL_IS_SAFE else 'EXTRA'}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA cache_size = -32768")
    cursor.close()


def postgresql_engine(url: str) -> sa.Engine:
    parsed = sa.make_url(url).set(drivername="postgresql+psycopg")
    patience = {name: value for name, value in _PATIENCE.items() if name not in parsed.query}
    return sa.create_engine(parsed, connect_args=patience, pool_pre_ping=True)


class ConnectionReader:
    """Reads through a connection of SQLAlchemy."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.dialect = connection.dialect.name

    def rows(self, sql: str, parameters: Parameters | None = None) -> list[Row]:
        return [tuple(row) for row in self.connection.execute(sa.text(sql), dict(parameters or {}))]

    def chunks(self, sql: str, parameters: Parameters | None = None, size: int = 10_000) -> Iterator[list[Row]]:
        result = self.connection.execute(sa.text(sql), dict(parameters or {}))
        for part in result.partitions(size):
            yield [tuple(row) for row in part]

    def interrupt(self) -> None:
        driver = self.connection.connection.driver_connection
        if driver is not None:
            driver.cancel_safe()


@contextmanager
def connection_of(reader: Reader) -> Iterator[sa.Connection]:
    """What a reader reads through, as a connection of SQLAlchemy; it stays open and in the reader's hands.

    All tables are known from then on.
    """
    if isinstance(reader, ConnectionReader):
        yield reader.connection
        return
    assert isinstance(reader, SqliteReader)
    reader.know_tables()
    driver = reader.connection
    engine = sa.create_engine("sqlite+pysqlite://", creator=lambda: driver, poolclass=sa.pool.StaticPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose(close=False)


@contextmanager
def postgresql_reader(engine: sa.Engine) -> Iterator[ConnectionReader]:
    """A reader that is in no transaction, so that it holds nothing up."""
    with engine.connect() as connection:
        yield ConnectionReader(connection.execution_options(isolation_level="AUTOCOMMIT"))
