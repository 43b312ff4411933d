"""The database: one SQLite file, or PostgreSQL when a team shares it.

Reading needs no SQLAlchemy; it is loaded with the first write. Only the standard library's SQLite opens the live file.
"""

import queue
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.changes import Changes, changes_of
from incidentdesk.store.reading import Reader, SqliteReader, connect_for_reading
from incidentdesk.store.trouble import DAMAGED, Damaged, Unreachable, refusal_of

if TYPE_CHECKING:
    import sqlalchemy as sa

    from incidentdesk.store.session import Session

# A file up to this size is checked for damage before the first write of a process; a larger one while it is in use.
CHECKED_BEFORE_WRITING = 64 * 1024 * 1024  # bytes
# Up to this size its indexes are held against the tables too.
CHECKED_THOROUGHLY = 16 * 1024 * 1024  # bytes
_OWN_GESTURES = 4_096


class Database:
    """The one door to the records. `place` is how it is called to a person, `read_only` says why nothing is written."""

    def __init__(
        self,
        path: Path | None = None,
        url: str = "",
        *,
        bring_up: "Callable[[sa.Engine], None]",
        know_tables: Callable[[], object] = lambda: None,
        read_only: str = "",
    ) -> None:
        self.path = path
        self.bring_up = bring_up  # makes the tables, or brings older ones up to date
        self.know_tables = know_tables  # completes the collection of tables; whatever goes by that asks for it before
        self.url = url
        self.read_only = read_only
        self.dialect = "sqlite" if path else "postgresql"
        self.place = str(path) if path else _without_password(url)
        self.warnings: list[str] = []
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._listeners: list[Callable[[Changes], None]] = []
        self._own_gestures: deque[int] = deque(maxlen=_OWN_GESTURES)
        self._watch: Any = None
        self._found_sound = False
        self._identity: tuple[int, int] | None = None  # of the file that was opened: volume and number
        self._lock = threading.Lock()

    @cached_property
    def engine(self) -> "sa.Engine":
        from incidentdesk.store.engine import postgresql_engine, sqlite_engine

        self.know_tables()
        return sqlite_engine(self.path) if self.path else postgresql_engine(self.url)

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A reader for one thread; raises Refused where the database can't be read."""
        try:
            if self.path:
                with self._sqlite_reader() as reader:
                    yield reader
            else:
                from incidentdesk.store.engine import postgresql_reader

                with postgresql_reader(self.engine) as reader:
                    yield reader
        except Exception as error:
            self._raise_refusal(error)
            raise

    def saved(self, gesture: int) -> bool:
        """Whether a gesture is in the records; raises Refused where the database can't be read."""
        with self.read() as reader:
            return bool(reader.rows("SELECT 1 FROM ledger WHERE gesture = :gesture LIMIT 1", {"gesture": gesture}))

    @contextmanager
    def _sqlite_reader(self) -> Iterator[SqliteReader]:
        self._refuse_moved()
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = connect_for_reading(str(self.path))
        try:
            yield SqliteReader(connection, self.know_tables)
        finally:
            self._idle.put(connection)

    def as_refusal(self, error: Exception) -> Exception:
        """The sentence for an error of the database; any other error as it is."""
        refusal = refusal_of(error, self.place)
        if isinstance(refusal, Damaged):
            self.read_only = str(refusal)
        return refusal or error

    def _raise_refusal(self, error: Exception, gesture: int | None = None) -> None:
        refusal = self.as_refusal(error)
        if isinstance(refusal, Unreachable):
            refusal.gesture = gesture
        if refusal is not error:
            raise refusal from error

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def write(self, *, actor: str, via: str = "window") -> Iterator["Session"]:
        """One transaction for one gesture; committed at the end, rolled back when anything is raised.

        Raises Refused where the database can't be written; then nothing has been saved.
        """
        from incidentdesk.store.session import Session

        self._refuse_unsound()
        session: Session | None = None
        try:
            with self.engine.connect() as connection:
                with connection.begin():
                    session = Session(connection, actor, via)
                    self._own_gestures.append(session.gesture)
                    yield session
                    if not self.path and session.touched:
                        from incidentdesk.store.watching import tell_others

                        tell_others(connection, id(self), changes_of(session.touched))
        except Exception as error:
            self._raise_refusal(error, session.gesture if session else None)
            raise
        self._tell(changes_of(session.touched))

    def _refuse_unsound(self) -> None:
        if self.read_only:
            raise Refused(self.read_only)
        if not self.path:
            return
        self._refuse_moved()
        with self._lock:
            if not self._found_sound:
                if self.path.stat().st_size <= CHECKED_BEFORE_WRITING:
                    self.refuse_damage()
                self._found_sound = True

    def _refuse_moved(self) -> None:
        """A file that was moved away while it is open would be written all the same, and nobody would find it again."""
        assert self.path
        identity = None
        with suppress(OSError):
            found = self.path.stat()
            identity = (found.st_dev, found.st_ino)
        self._identity = self._identity or identity
        if identity is None or identity != self._identity:
            raise Refused(
                _("{place} was moved, replaced or disconnected. Nothing was saved. Open the database again.").format(
                    place=isolated(self.place)
                )
            )

    def refuse_damage(self) -> None:
        """Look through the whole file; raises Damaged, and nothing is written from then on, if a page is damaged."""
        if not self.path:
            return
        thorough = self.path.stat().st_size <= CHECKED_THOROUGHLY
        with self.read() as reader:
            found = reader.rows(f"PRAGMA {'integrity' if thorough else 'quick'}_check(1)")
        if found != [("ok",)]:
            self.read_only = _(DAMAGED).format(place=isolated(self.place))
            raise Damaged(self.read_only)

    # ── news ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def listen(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `listener` after every commit, ours or another's, from any thread; returns how to stop that."""
        with self._lock:
            self._listeners.append(listener)
            if self._watch is None:
                from incidentdesk.store.watching import watch

                self._watch = watch(self, self._tell)
        return lambda: self._listeners.remove(listener)

    def wrote(self, gesture: int) -> bool:
        """Whether a gesture was made through this object."""
        return gesture in self._own_gestures

    def _tell(self, changes: Changes) -> None:
        if changes:
            for listener in list(self._listeners):
                listener(changes)

    def close(self) -> None:
        if self._watch is not None:
            self._watch.stop()
            self._watch = None
        while not self._idle.empty():
            self._idle.get_nowait().close()
        if "engine" in self.__dict__:
            self.engine.dispose()
            del self.engine


def is_url(where: str | Path) -> bool:
    return str(where).startswith(("postgresql://", "postgres://", "postgresql+psycopg://"))


def _without_password(url: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.hostname or ''}{port}{parts.path}"
