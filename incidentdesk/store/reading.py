"""Reading with plain SQL; needs no SQLAlchemy, so that the first page is on screen before that is loaded."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

Parameters = Mapping[str, Any]
Row = tuple[Any, ...]

# SQLite below 3.51.3 can corrupt a file in WAL mode when two connections write and checkpoint at the same moment
# (sqlite.org/wal.html); rollback journal with EXTRA lost nothing in simulated power failures.
WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)
BUSY_MILLISECONDS = 5_000


class Reader(Protocol):
    """Runs SQL text with `:named` parameters; the same text for both databases."""

    dialect: str

    def rows(self, sql: str, parameters: Parameters | None = None) -> list[Row]: ...

    def chunks(self, sql: str, parameters: Parameters | None = None, size: int = 10_000) -> Iterator[list[Row]]: ...

    def interrupt(self) -> None:
        """Ends a query that runs on another thread."""
        ...


class SqliteReader:
    """Reads a SQLite file through one connection of the standard library."""

    dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection, know_tables: Callable[[], object] = lambda: None) -> None:
        self.connection = connection
        self.know_tables = know_tables

    def rows(self, sql: str, parameters: Parameters | None = None) -> list[Row]:
        with _damage_of_texts():
            return self.connection.execute(sql, parameters or {}).fetchall()

    def chunks(self, sql: str, parameters: Parameters | None = None, size: int = 10_000) -> Iterator[list[Row]]:
        cursor = self.connection.execute(sql, parameters or {})
        try:
            with _damage_of_texts():
                while chunk := cursor.fetchmany(size):
                    yield chunk
        finally:
            cursor.close()

    def interrupt(self) -> None:
        self.connection.interrupt()


@contextmanager
def _damage_of_texts() -> Iterator[None]:
    """What the library says of damaged names and texts may be no text itself."""
    try:
        yield
    except UnicodeDecodeError as error:
        damage = sqlite3.DatabaseError("a text is damaged")
        damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise damage from error


def connect_for_reading(path: str) -> sqlite3.Connection:
    """A connection that cannot write; raises sqlite3.Error.

    Not `mode=ro`: after a crash the first reader must be allowed to roll the journal back.
    """
    from urllib.parse import quote

    # The bytes, because a name need not be valid UTF-8.
    quoted = quote(os.fsencode(path))
    try:
        return _connect(f"file:{quoted}?mode=rw")
    except sqlite3.OperationalError:
        return _connect(f"file:{quoted}?mode=ro")


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_MILLISECONDS / 1000
    )
    with _damage_of_texts():
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA cache_size = -16384")
    return connection
