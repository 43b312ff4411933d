"""Hearing of what others commit: other processes on one SQLite file, other workstations on one PostgreSQL."""

import json
import secrets
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from incidentdesk.store.changes import Changes, changes_of
from incidentdesk.store.ledger import news_since
from incidentdesk.store.reading import SqliteReader, connect_for_reading

if TYPE_CHECKING:
    import sqlalchemy as sa

    from incidentdesk.store.database import Database

_POLL_SECONDS = 0.3
_RETRY_SECONDS = 3.0
_CHANNEL = "incidentdesk"
_LONGEST_PAYLOAD = 7_900  # bytes; PostgreSQL refuses 8000
_TOLD_BY = secrets.token_hex(8)


class Watch(Protocol):
    def stop(self) -> None: ...


def watch(database: "Database", tell: Callable[[Changes], None]) -> Watch:
    return _Thread(_watch_sqlite if database.path else _watch_postgresql, database, tell)


class _Thread:
    def __init__(
        self,
        work: Callable[["Database", Callable[[Changes], None], threading.Event], None],
        database: "Database",
        tell: Callable[[Changes], None],
    ) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=work, args=(database, tell, self._stopping), name="news of change", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=5)


def _watch_sqlite(database: "Database", tell: Callable[[Changes], None], stopping: threading.Event) -> None:
    import sqlite3

    reader: SqliteReader | None = None
    version, last = -1, 0
    while not stopping.is_set():
        try:
            if reader is None:
                reader = SqliteReader(connect_for_reading(str(database.path)))
                last = reader.rows("SELECT coalesce(max(id), 0) FROM ledger")[0][0]
                version = reader.rows("PRAGMA data_version")[0][0]
            newest = reader.rows("PRAGMA data_version")[0][0]
            if newest != version:
                version = newest
                last = _tell_new_rows(database, reader, last, tell)
        except sqlite3.Error:
            # Locked or gone for a moment; the next look finds what this one missed.
            pass
        stopping.wait(_POLL_SECONDS)
    if reader is not None:
        reader.connection.close()


def _tell_new_rows(database: "Database", reader: SqliteReader, last: int, tell: Callable[[Changes], None]) -> int:
    rows = reader.rows("SELECT id, gesture, noun, record_id, chain FROM ledger WHERE id > :last", {"last": last})
    tell(changes_of(news_since(row[2:] for row in rows if not database.wrote(row[1]))))
    return max((row[0] for row in rows), default=last)


def tell_others(connection: "sa.Connection", teller: int, changes: Changes) -> None:
    """Ask PostgreSQL to tell the other workstations when this transaction commits."""
    import sqlalchemy as sa

    by = f"{_TOLD_BY}-{teller}"
    nouns: dict[str, Any] = {noun: None if ids is None else sorted(ids) for noun, ids in changes.items()}
    payload = json.dumps({"by": by, "changes": nouns})
    if len(payload) > _LONGEST_PAYLOAD:
        payload = json.dumps({"by": by, "changes": dict.fromkeys(nouns)})
    connection.execute(sa.text("SELECT pg_notify(:channel, :payload)"), {"channel": _CHANNEL, "payload": payload})


def _watch_postgresql(database: "Database", tell: Callable[[Changes], None], stopping: threading.Event) -> None:
    import psycopg

    own = f"{_TOLD_BY}-{id(database)}"
    missed = False
    while not stopping.is_set():
        try:
            with psycopg.connect(_plain(database.url), autocommit=True, connect_timeout=5) as connection:
                connection.execute(f"LISTEN {_CHANNEL}")
                if missed:
                    tell({"incident": None, "entry": None})
                while not stopping.is_set():
                    for notice in connection.notifies(timeout=_POLL_SECONDS):
                        _tell_notice(notice.payload, own, tell)
        except psycopg.Error:
            missed = True
            stopping.wait(_RETRY_SECONDS)


def _tell_notice(payload: str, own: str, tell: Callable[[Changes], None]) -> None:
    told = json.loads(payload)
    if told["by"] != own:
        tell({noun: None if ids is None else frozenset(ids) for noun, ids in told["changes"].items()})


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
