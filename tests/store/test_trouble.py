"""What goes wrong with disks, files, locks and servers: a sentence, nothing lost, and work goes on afterwards."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from incidentdesk.detect.intake import log_incident
from incidentdesk.refusal import Refused
from incidentdesk.schema.opening import open_desk
from incidentdesk.store import ledger, verifying
from incidentdesk.store.trouble import Busy, Damaged, Full, Interrupted, Unreachable, refusal_of


def log(desk, title="VPN down", **facts):
    with desk.write(actor="Mei") as session:
        return log_incident(session, title=title, **facts)


def titles(desk):
    with desk.read() as reader:
        return [row[0] for row in reader.rows("SELECT title FROM incident ORDER BY id")]


def is_whole(desk):
    with desk.engine.connect() as connection:
        chains = [row[0] for row in connection.execute(sa.select(ledger.ledger_head.c.chain))]
        return verifying.verify(connection) == [] == verifying.differing(connection, chains)


# ── disk full (safe-3) ───────────────────────────────────────────────────────────────────────────────────────────


def allow_pages(desk, pages):
    """SQLite says the same for its own limit as for a full disk: SQLITE_FULL."""
    with desk.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_is_a_sentence_and_loses_nothing(sqlite_desk):
    acknowledged = [log(sqlite_desk, f"before {count}") for count in range(3)]
    with sqlite_desk.read() as reader:
        pages = reader.rows("PRAGMA page_count")[0][0]
    allow_pages(sqlite_desk, pages + 4)
    with pytest.raises(Full, match=r"The disk with .* is full\. Nothing was saved\. Free some space"):  # noqa: PT012
        for count in range(500):
            acknowledged.append(log(sqlite_desk, f"filling {count}", description="x" * 500))
    with sqlite_desk.read() as reader:
        assert [row[0] for row in reader.rows("SELECT id FROM incident ORDER BY id")] == acknowledged
        assert reader.rows("PRAGMA integrity_check") == [("ok",)]
    with pytest.raises(Full):
        log(sqlite_desk, "still full", description="x" * 100_000)
    allow_pages(sqlite_desk, 1_000_000)
    acknowledged.append(log(sqlite_desk, "after", description="x" * 100_000))
    with sqlite_desk.read() as reader:
        assert [row[0] for row in reader.rows("SELECT id FROM incident ORDER BY id")] == acknowledged
    assert is_whole(sqlite_desk)


def test_other_errors_of_a_disk_are_sentences():
    place = "x.db"
    for code, sentence in [
        (sqlite3.SQLITE_IOERR_WRITE, "could not be read or written"),
        (sqlite3.SQLITE_IOERR_FSYNC, "could not be read or written"),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, "can't be opened"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "read-only"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "damaged"),
        (sqlite3.SQLITE_BUSY_RECOVERY, "Another program is writing"),
    ]:
        error = sqlite3.OperationalError("words that change with the version")
        error.sqlite_errorcode = code
        assert sentence in str(refusal_of(error, place))


def test_an_error_of_ours_is_no_sentence(desk):
    with pytest.raises((sqlite3.OperationalError, sa.exc.ProgrammingError)), desk.read() as reader:
        reader.rows("SELECT nothing FROM nowhere")
    assert refusal_of(ValueError("is locked, full, busy and malformed"), "x") is None
    assert refusal_of(sqlite3.IntegrityError("UNIQUE constraint failed: locked.full"), "x") is None


# ── locked by another (safe-4) ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def impatient(monkeypatch):
    """Nobody waits five seconds in a test."""
    monkeypatch.setattr("incidentdesk.store.reading.BUSY_MILLISECONDS", 200)
    monkeypatch.setattr("incidentdesk.store.engine.BUSY_MILLISECONDS", 200)


def test_a_file_that_another_is_writing_is_a_sentence_and_not_damage(sqlite_desk, impatient):
    log(sqlite_desk, "first")
    other = sqlite3.connect(sqlite_desk.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy, match=r"Another program is writing to .*\. Nothing was saved\. Try again\."):
        log(sqlite_desk, "second")
    assert titles(sqlite_desk) == ["first"]
    other.execute("ROLLBACK")
    other.close()
    log(sqlite_desk, "second")
    assert titles(sqlite_desk) == ["first", "second"]


def test_a_lock_met_by_the_first_look_for_damage_is_not_damage(tmp_path, impatient):
    open_desk(tmp_path / "d.db").close()
    desk = open_desk(tmp_path / "d.db")
    other = sqlite3.connect(desk.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Busy):
        log(desk)
    with pytest.raises(Busy):
        titles(desk)
    assert desk.read_only == ""
    other.execute("ROLLBACK")
    other.close()
    log(desk)
    desk.close()


def test_a_locked_file_is_said_when_it_is_opened(tmp_path, impatient):
    open_desk(tmp_path / "d.db").close()
    other = sqlite3.connect(tmp_path / "d.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Busy, match="Another program is writing"):
        open_desk(tmp_path / "d.db")
    other.close()


def test_writers_wait_for_each_other(desk):
    """Four threads, one file or server: every gesture is saved, none is doubled."""
    failed = []

    def write(name):
        try:
            for count in range(5):
                log(desk, f"{name} {count}", reporter="Ann", team="Net")
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(titles(desk)) == sorted(f"{name} {count}" for name in "abcd" for count in range(5))
    with desk.read() as reader:
        assert reader.rows("SELECT count(*) FROM person") == reader.rows("SELECT count(*) FROM team") == [(1,)]
    assert is_whole(desk)


# ── moved away, taken away ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("change", ["moved", "deleted", "replaced"])
def test_a_file_that_is_gone_is_neither_written_nor_made_anew(sqlite_desk, empty_file, change):
    log(sqlite_desk)
    path = sqlite_desk.path
    if change == "deleted":
        path.unlink()
    else:
        path.rename(path.with_name("elsewhere.db"))
    if change == "replaced":
        from incidentdesk.store.backup import restore

        restore(empty_file, path)
    with pytest.raises(Refused, match=r"was moved, replaced or disconnected\. Nothing was saved"):
        log(sqlite_desk)
    with pytest.raises(Refused, match="was moved"):
        titles(sqlite_desk)
    assert path.exists() == (change == "replaced")


def test_a_file_that_comes_back_can_be_written_again(sqlite_desk):
    log(sqlite_desk)
    aside = sqlite_desk.path.with_name("aside.db")
    sqlite_desk.path.rename(aside)
    with pytest.raises(Refused):
        log(sqlite_desk)
    aside.rename(sqlite_desk.path)
    log(sqlite_desk)
    assert len(titles(sqlite_desk)) == 2


# ── read-only (safe-4) ───────────────────────────────────────────────────────────────────────────────────────────

LOOK_AND_WRITE = """
import os, sys, tempfile
from pathlib import Path
from incidentdesk.refusal import Refused
from incidentdesk.schema.opening import open_desk
from incidentdesk.detect.intake import log_incident
with tempfile.TemporaryDirectory() as scratch:
    # Loads what is loaded late; the other account may not be allowed to read it.
    desk = open_desk(Path(scratch) / "desk.db")
    with desk.write(actor="Mei") as session:
        log_incident(session, title="x")
    desk.close()
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    desk = open_desk(sys.argv[1])
except Refused as refused:
    print(f"not opened: {refused}")
    sys.exit()
with desk.read() as reader:
    print(reader.rows("SELECT title FROM incident"))
print(desk.read_only)
try:
    with desk.write(actor="Mei") as session:
        log_incident(session, title="x")
    print("written")
except Refused as refused:
    print(f"refused: {refused}")
desk.close()
"""


@pytest.fixture
def open_folder():
    """A folder that any account may look into; pytest's own are closed to others."""
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="incidentdesk-test-"))
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755)
    shutil.rmtree(folder)


def as_somebody_else(path):
    """Runs in a process of an account that may not do everything, also where the tests run as root."""
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "HOME": "/nonexistent"}
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOOK_AND_WRITE, str(path)],
        capture_output=True, text=True, timeout=60, check=False, env=environment,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize("closed", ["file", "folder"])
def test_what_is_read_only_opens_to_look_at(open_folder, closed):
    desk = open_desk(open_folder / "desk.db")
    log(desk)
    desk.close()
    (open_folder / "desk.db").chmod(0o444 if closed == "file" else 0o666)
    open_folder.chmod(0o777 if closed == "file" else 0o555)
    before = (open_folder / "desk.db").read_bytes()
    said = as_somebody_else(open_folder / "desk.db")
    assert "[('VPN down',)]" in said
    assert ("The folder of" in said) == (closed == "folder")
    assert "is read-only: you can look at everything and change nothing." in said
    assert "refused:" in said
    assert "written" not in said
    assert (open_folder / "desk.db").read_bytes() == before


def test_a_new_file_in_a_folder_that_may_not_be_written_is_refused(open_folder):
    open_folder.chmod(0o555)
    said = as_somebody_else(open_folder / "desk.db")
    assert "not opened:" in said
    assert "You may not write to the folder" in said


def test_a_new_file_in_a_folder_that_cannot_be_made_is_refused(open_folder):
    open_folder.chmod(0o555)
    assert "can't be made" in as_somebody_else(open_folder / "sub" / "desk.db")


def test_a_file_that_may_not_be_read_is_refused(open_folder):
    open_desk(open_folder / "desk.db").close()
    (open_folder / "desk.db").chmod(0)
    assert "not opened:" in as_somebody_else(open_folder / "desk.db")


# ── the server ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_server_that_does_not_answer_is_a_sentence():
    with pytest.raises(Unreachable, match="does not answer"):
        open_desk("postgresql://nobody:secret@127.0.0.1:1/desk")


def test_a_password_is_never_shown():
    with pytest.raises(Refused) as refused:
        open_desk("postgresql://nobody:hunter2@127.0.0.1:1/desk")
    assert "hunter2" not in str(refused.value)


def test_a_database_that_is_not_there_is_a_sentence(postgresql):
    with pytest.raises(Refused, match="no such database"):
        open_desk(postgresql.replace("/postgres?", "/missing?"))


def cut(desk):
    """Ends every other connection to the database, as a failing network or server does."""
    import psycopg

    with psycopg.connect(desk.url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_connection_that_breaks_in_a_gesture_saves_nothing_and_the_next_gesture_goes_on(postgresql_desk):
    log(postgresql_desk, "first")

    def broken():
        with postgresql_desk.write(actor="Mei") as session:
            log_incident(session, title="second")
            cut(postgresql_desk)
            log_incident(session, title="third")

    with pytest.raises(Unreachable, match="does not answer") as unknown:
        broken()
    assert unknown.value.gesture is not None
    assert not postgresql_desk.saved(unknown.value.gesture)
    log(postgresql_desk, "fourth")
    assert titles(postgresql_desk) == ["first", "fourth"]
    assert is_whole(postgresql_desk)


def test_when_the_answer_to_a_commit_is_lost_it_can_be_found_out_what_became_of_it(postgresql_desk, monkeypatch):
    """The server has committed, and the connection breaks before it can say so."""
    import psycopg

    log(postgresql_desk, "first")
    committing = psycopg.Connection.commit

    def lost(connection):
        committing(connection)
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(psycopg.Connection, "commit", lost)
    with pytest.raises(Unreachable) as unknown:
        log(postgresql_desk, "second")
    monkeypatch.undo()
    assert postgresql_desk.saved(unknown.value.gesture)
    assert titles(postgresql_desk) == ["first", "second"]


def test_two_who_wait_for_each_other_get_a_sentence_and_nothing_is_half_done(postgresql_desk):
    from incidentdesk.respond.change import change_incident

    first, second = log(postgresql_desk, "first"), log(postgresql_desk, "second")
    meet = threading.Barrier(2)
    ended = []

    def cross(mine, other):
        try:
            with postgresql_desk.write(actor=f"holder of {mine}") as session:
                change_incident(session, mine, {"description": "a"})
                meet.wait(timeout=20)
                change_incident(session, other, {"description": "b"})
            ended.append("saved")
        except Busy:
            ended.append("busy")

    threads = [threading.Thread(target=cross, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["busy", "saved"]
    assert is_whole(postgresql_desk)


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        *(("53100", Full), ("53300", Busy), ("40P01", Busy), ("40001", Busy), ("23505", Busy), ("57014", Interrupted)),
        *(("57P01", Unreachable), ("08006", Unreachable), ("25006", Refused), ("42501", Refused), ("28P01", Refused)),
    ],
)
def test_every_state_of_the_server_that_users_can_meet_has_a_sentence(state, kind):
    import psycopg

    error = psycopg.errors.lookup(state)("words that change with the language")
    refusal = refusal_of(error, "server/desk")
    assert type(refusal) is kind
    assert str(refusal).endswith(".")


def test_reading_is_ended_from_another_thread(sqlite_desk):
    with sqlite_desk.read() as reader:
        timer = threading.Timer(0.3, reader.interrupt)
        timer.start()
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        with pytest.raises(sqlite3.OperationalError, match="interrupted") as ended:
            reader.rows(endless)
        timer.join()
    assert type(refusal_of(ended.value, "x")) is Interrupted


def test_damage_found_while_reading_ends_writing(sqlite_desk):
    log(sqlite_desk)
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    with pytest.raises(Damaged, match=r"is not written any more\. Restore the newest backup"), sqlite_desk.read():
        raise error
    with pytest.raises(Refused, match="is damaged"):
        log(sqlite_desk)
