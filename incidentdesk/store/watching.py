"""Hearing of what others commit: other processes on one SQLite file, other workstations on one PostgreSQL."""

import json
import secrets
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from incidentdesk.refusal import Refused
from incidentdesk.store.changes import MOST_IDS, Changes, changes_of, news_since
from incidentdesk.store.reading import SqliteReader, connect_for_reading

if TYPE_CHECKING:
    import sqlalchemy as sa

    from incidentdesk.store.database import Database

_POLL_SECONDS = 0.3
_RETRY_SECONDS = 3.0
_CHANNEL = "incidentdesk"
_LONGEST_PAYLOAD = 7_900  # bytes; PostgreSQL refuses 8000
_TOLD_BY = secrets.token_hex(8)
# What is told when it is not known what was missed; most pages show incidents or their entries.
EVERYTHING: Changes = {"incident": None, "entry": None}

Tell = Callable[[Changes], None]


class Watch(Protocol):
    def stop(self) -> None: ...


def watch(database: "Database", tell: Tell) -> Watch:
    """Tells from a thread of its own what others commit from this moment on."""
    return _Thread(_watch_sqlite if database.path else _watch_postgresql, database, _newest(database), tell)


class _Thread:
    def __init__(
        self,
        work: Callable[["Database", int | None, Tell, threading.Event], None],
        database: "Database",
        known: int | None,
        tell: Tell,
    ) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=work, args=(database, known, tell, self._stopping), name="news of change", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=5)


def _newest(database: "Database") -> int | None:
    """The id of the newest ledger row, None where it can't be read now."""
    with suppress(Refused), database.read() as reader:
        return int(reader.rows("SELECT coalesce(max(id), 0) FROM ledger")[0][0])
    return None


def _watch_sqlite(database: "Database", known: int | None, tell: Tell, stopping: threading.Event) -> None:
    reader: SqliteReader | None = None
    version = None
    while not stopping.is_set():
        # Locked or gone for a moment; the next look finds what this one missed.
        with suppress(sqlite3.Error):
            if reader is None:
                reader = SqliteReader(connect_for_reading(str(database.path)))
            current = reader.rows("PRAGMA data_version")[0][0]
            if current != version:
                known = _tell_new_rows(database, reader, known, tell)
                version = current
        stopping.wait(_POLL_SECONDS)
    if reader is not None:
        reader.connection.close()


def _tell_new_rows(database: "Database", reader: SqliteReader, known: int | None, tell: Tell) -> int:
    newest = int(reader.rows("SELECT coalesce(max(id), 0) FROM ledger")[0][0])
    if known is None:
        tell(EVERYTHING)
        return newest
    span = {"after": known, "to": newest}
    counted = reader.rows(
        "SELECT gesture, noun, count(*) FROM ledger WHERE id > :after AND id <= :to GROUP BY gesture, noun", span
    )
    others = [(gesture, noun, count) for gesture, noun, count in counted if not database.wrote(gesture)]
    if any(count > MOST_IDS for _gesture, _noun, count in others):
        tell({**EVERYTHING, **dict.fromkeys(noun for _gesture, noun, _count in others)})
    elif others:
        rows = reader.rows("SELECT gesture, noun, record_id, chain FROM ledger WHERE id > :after AND id <= :to", span)
        tell(changes_of(news_since(row[1:] for row in rows if not database.wrote(row[0]))))
    return newest


def tell_others(connection: "sa.Connection", teller: int, changes: Changes) -> None:
    """Ask PostgreSQL to tell the other workstations when this transaction commits."""
    import sqlalchemy as sa

    by = f"{_TOLD_BY}-{teller}"
    nouns: dict[str, Any] = {noun: None if ids is None else sorted(ids) for noun, ids in changes.items()}
    payload = json.dumps({"by": by, "changes": nouns})
    if len(payload) > _LONGEST_PAYLOAD:
        payload = json.dumps({"by": by, "changes": dict.fromkeys(nouns)})
    connection.execute(sa.text("SELECT pg_notify(:channel, :payload)"), {"channel": _CHANNEL, "payload": payload})


def _watch_postgresql(database: "Database", known: int | None, tell: Tell, stopping: threading.Event) -> None:
    import psycopg

    own = f"{_TOLD_BY}-{id(database)}"
    while not stopping.is_set():
        try:
            with psycopg.connect(_plain(database.url), autocommit=True, connect_timeout=5) as connection:
                connection.execute(f"LISTEN {_CHANNEL}")
                # Only what is committed from here on is told by the server.
                if known is None or known != _newest(database):
                    tell(EVERYTHING)
                while not stopping.is_set():
                    for notice in connection.notifies(timeout=_POLL_SECONDS):
                        _tell_notice(notice.payload, own, tell)
        except psycopg.Error:
            known = None
            stopping.wait(_RETRY_SECONDS)


def _tell_notice(payload: str, own: str, tell: Tell) -> None:
    told = json.loads(payload)
    if told["by"] != own:
        tell({noun: None if ids is None else frozenset(ids) for noun, ids in told["changes"].items()})


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
