"""Opening a desk: what lies there is told apart, and what is not ours is left as it is."""

import hashlib
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from incidentdesk.detect.intake import log_incident
from incidentdesk.refusal import Refused
from incidentdesk.schema import opening
from incidentdesk.schema.opening import open_desk
from incidentdesk.schema.revision import HEAD
from incidentdesk.store.trouble import Damaged
from incidentdesk.store.volume import is_on_network, volume_type


def fingerprint(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def log(desk):
    with desk.write(actor="Mei") as session:
        return log_incident(session, title="VPN down")


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    ["desk.db", "sub/folder/desk.db", "with blank.db", "ünïcödé 打印机 🔥.db", "100%.db", "a?b#c&d.db", "'q'.db"],
)
def test_a_new_desk_is_made_wherever_it_may_lie(tmp_path, name):
    desk = open_desk(tmp_path / name)
    log(desk)
    desk.close()
    again = open_desk(str(tmp_path / name))
    with again.read() as reader:
        assert reader.rows("SELECT title FROM incident") == [("VPN down",)]
    again.close()
    assert sorted(path.name for path in (tmp_path / name).parent.iterdir()) == [Path(name).name]


def test_a_name_that_is_no_text_can_be_opened(tmp_path):
    """Such names are there on Unix only; elsewhere this is a name like others."""
    path = tmp_path / ("d\udce9sk.db" if os.name == "posix" else "d\xe9sk.db")
    desk = open_desk(path)
    log(desk)
    desk.close()
    open_desk(path).close()


def test_an_empty_file_becomes_a_desk(tmp_path):
    (tmp_path / "desk.db").touch()
    open_desk(tmp_path / "desk.db").close()


def test_a_home_is_understood(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    desk = open_desk("~/desk.db")
    desk.close()
    assert desk.path == tmp_path / "desk.db"


def test_what_is_not_there_is_not_made_when_it_is_only_to_be_opened(tmp_path):
    with pytest.raises(Refused, match="There is no database at"):
        open_desk(tmp_path / "sub" / "desk.db", create=False)
    (tmp_path / "empty.db").touch()
    with pytest.raises(Refused, match="There is no database at"):
        open_desk(tmp_path / "empty.db", create=False)
    assert [path.name for path in tmp_path.iterdir() if path.name != "profile"] == ["empty.db"]


def test_a_folder_is_no_desk(tmp_path):
    with pytest.raises(Refused, match="is a folder"):
        open_desk(tmp_path)


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(Refused, match="can't be made"):
        open_desk(tmp_path / "file" / "desk.db")


@pytest.mark.parametrize(
    "content",
    [b"x", b"not a database at all" * 500, b"PK\x03\x04" + bytes(4000), b"\0" * 8192, "打印机".encode() * 999],
)
def test_what_is_no_database_is_refused_and_left_as_it_is(tmp_path, content):
    path = tmp_path / "letter.doc"
    path.write_bytes(content)
    with pytest.raises(Damaged, match=r"is not an IncidentDesk database.*restore the newest backup"):
        open_desk(path)
    assert path.read_bytes() == content
    assert [found.name for found in tmp_path.iterdir() if found.name != "profile"] == ["letter.doc"]


@pytest.mark.parametrize("table", ["customers", "incident", "alembic_version"])
def test_a_database_of_another_program_is_refused_and_left_as_it_is(tmp_path, table):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE {table} (name TEXT)")
    connection.close()
    before = fingerprint(path)
    with pytest.raises(Refused, match="belongs to another program"):
        open_desk(path)
    assert fingerprint(path) == before


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "desk.db"
    open_desk(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = fingerprint(path)
    with pytest.raises(Refused, match="newer version of IncidentDesk"):
        open_desk(path)
    assert fingerprint(path) == before


def test_opening_and_looking_change_nothing(sqlite_desk):
    log(sqlite_desk)
    sqlite_desk.close()
    before = fingerprint(sqlite_desk.path)
    desk = open_desk(sqlite_desk.path)
    with desk.read() as reader:
        reader.rows("SELECT * FROM incident")
    desk.close()
    assert fingerprint(sqlite_desk.path) == before


def test_a_reader_cannot_write(sqlite_desk):
    for statement in ("INSERT INTO team (name) VALUES ('x')", "DROP TABLE team", "UPDATE incident SET title = ''"):
        with pytest.raises(Refused, match="read-only"), sqlite_desk.read() as reader:
            reader.rows(statement)


def test_a_journal_left_by_a_crash_is_rolled_back_by_the_first_reader(sqlite_desk, tmp_path):
    """The file and its hot journal are copied while a writer is in the middle."""
    log(sqlite_desk)
    writer = sqlite3.connect(sqlite_desk.path, isolation_level=None)
    writer.executescript("PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE incident SET title = 'half'")
    for count in range(300):
        writer.execute("INSERT INTO setting (key, value) VALUES (?, ?)", (f"k{count}", "x" * 2000))
    crashed = tmp_path / "crashed.db"
    crashed.write_bytes(sqlite_desk.path.read_bytes())
    journal = sqlite_desk.path.with_name(sqlite_desk.path.name + "-journal").read_bytes()
    crashed.with_name("crashed.db-journal").write_bytes(journal)
    writer.execute("ROLLBACK")
    writer.close()
    desk = open_desk(crashed)
    with desk.read() as reader:
        assert reader.rows("SELECT title FROM incident") == [("VPN down",)]
        assert reader.rows("SELECT count(*) FROM setting") == [(0,)]
    desk.close()


# ── two at one moment ────────────────────────────────────────────────────────────────────────────────────────────


def test_several_may_open_a_new_place_at_the_same_moment(tmp_path, new_postgresql):
    for place in (tmp_path / "desk.db", new_postgresql):
        failed = []
        gate = threading.Barrier(4)

        def start(place=place, gate=gate, failed=failed):
            try:
                gate.wait(timeout=20)
                desk = open_desk(place)
                log(desk)
                desk.close()
            except Exception as error:
                failed.append(error)

        threads = [threading.Thread(target=start) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        desk = open_desk(place)
        with desk.read() as reader:
            assert reader.rows("SELECT count(*) FROM incident") == [(4,)]
        desk.close()


# ── read-only and network ────────────────────────────────────────────────────────────────────────────────────────


def test_a_read_only_place_opens_in_view_mode(tmp_path, monkeypatch):
    path = tmp_path / "desk.db"
    open_desk(path).close()
    monkeypatch.setattr(opening.os, "access", lambda place, _mode: Path(place) != path)
    desk = open_desk(path)
    assert "is read-only: you can look at everything and change nothing" in desk.read_only
    with pytest.raises(Refused, match="is read-only"):
        log(desk)
    with desk.read() as reader:
        assert reader.rows("SELECT count(*) FROM incident") == [(0,)]
    desk.close()


MOUNTS = """\
/dev/vda1 / ext4 rw 0 0
proc /proc proc rw 0 0
fileserver:/desk /srv/desk nfs4 rw 0 0
//server/share /srv/my\\040share cifs rw 0 0
me@host:/ /home/mei/remote fuse.sshfs rw 0 0
/dev/vdb1 /srv/desk/local xfs rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("path", "kind", "network"),
    [
        ("/home/mei/desk.db", "ext4", False),
        ("/srv/desk/desk.db", "nfs4", True),
        ("/srv/desk/sub/desk.db", "nfs4", True),
        ("/srv/desktop/desk.db", "ext4", False),
        ("/srv/my share/desk.db", "cifs", True),
        ("/home/mei/remote/desk.db", "fuse.sshfs", True),
        ("/srv/desk/local/desk.db", "xfs", False),
    ],
)
def test_the_kind_of_volume_is_that_of_the_nearest_mount(path, kind, network):
    assert volume_type(Path(path), MOUNTS) == kind
    assert is_on_network(Path(path), MOUNTS) is network


def test_a_link_to_a_share_is_a_share(tmp_path):
    (tmp_path / "share").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "share")
    mounts = f"/dev/x / ext4 rw 0 0\nserver:/x {tmp_path}/share nfs rw 0 0\n"
    assert is_on_network(tmp_path / "link" / "desk.db", mounts)


def test_a_network_share_is_said_when_it_is_opened(tmp_path, monkeypatch):
    read_text = Path.read_text

    def mounts(path, *arguments, **named):
        if str(path) == "/proc/mounts":
            return f"/dev/x / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n"
        return read_text(path, *arguments, **named)

    monkeypatch.setattr(Path, "read_text", mounts)
    desk = open_desk(tmp_path / "desk.db")
    assert len(desk.warnings) == 1
    assert "lies on a network share (nfs4)" in desk.warnings[0]
    assert "PostgreSQL" in desk.warnings[0]
    log(desk)
    desk.close()


def test_a_local_volume_is_no_reason_to_warn(sqlite_desk):
    assert sqlite_desk.warnings == []


# ── PostgreSQL ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_database_on_a_server_becomes_a_desk(new_postgresql):
    for _ in range(2):
        desk = open_desk(new_postgresql)
        with desk.read() as reader:
            assert reader.rows("SELECT version_num FROM alembic_version") == [(HEAD,)]
        desk.close()


def test_a_database_of_another_program_on_a_server_is_refused(new_postgresql):
    import psycopg

    with psycopg.connect(new_postgresql, autocommit=True) as connection:
        connection.execute("CREATE TABLE customers (name text)")
        with pytest.raises(Refused, match="belongs to another program"):
            open_desk(new_postgresql)
        connection.execute("DROP TABLE customers")
    with pytest.raises(Refused, match="There is no database"):
        open_desk(new_postgresql, create=False)


def test_a_read_only_server_is_a_sentence(new_postgresql):
    import psycopg

    open_desk(new_postgresql).close()
    with psycopg.connect(new_postgresql, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {connection.info.dbname} SET default_transaction_read_only = on")
    desk = open_desk(new_postgresql)
    with pytest.raises(Refused, match=r"is read-only\. Nothing was saved"):
        log(desk)
    desk.close()


# ── the command line's process ───────────────────────────────────────────────────────────────────────────────────


def test_opening_an_existing_desk_loads_no_sqlalchemy(sqlite_desk):
    code = (
        "import sys; from incidentdesk.schema.opening import open_desk; d = open_desk(sys.argv[1])\n"
        "with d.read() as r: r.rows('SELECT count(*) FROM incident')\n"
        "print([m for m in ('sqlalchemy', 'alembic', 'psycopg') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(sqlite_desk.path)], capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stdout.strip() == "[]"
