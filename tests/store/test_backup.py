"""Backups are whole, sound and thinned out, and can be restored, also to a server (safe-10, safe-11)."""

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk import clock
from incidentdesk.detect.attachment import attach
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.saved_view import save_view
from incidentdesk.prepare.person import person_named
from incidentdesk.prepare.setting import set_setting
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.note import add_note
from incidentdesk.respond.watching import watch
from incidentdesk.schema.opening import open_desk
from incidentdesk.store import ledger, verifying
from incidentdesk.store.backup import Backup, back_up, back_up_if_changed, backups_in, restore, superseded
from incidentdesk.store.base import metadata
from incidentdesk.store.copying import restore_to_server
from tests.detection import detect_everything, go_about
from tests.improvement import improve_everything
from tests.investigation import investigate_everything
from tests.measurement import measure_everything
from tests.preparation import prepare_everything

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def held():
    times = {"now": NOW}
    clock.hold(lambda: times["now"])
    yield times
    clock.hold(None)


def fill(desk):
    """A child with a lower number than its parent, strange texts, and something in every table of records."""
    with desk.write(actor="Mei") as session:
        child = log_incident(session, title="打印机 🔥", reporter="Ann", category="Net", subcategory="VPN", tags=("a",))
        parent = log_incident(session, title="VPN down", assignee="Bo", team="Net", service="VPN", major=True)
        change_incident(session, child, {"parent": str(parent)})
        add_note(session, child, "x" * 100_000, public=True)
        attach(session, parent, "vpn.log", BytesIO(b"peer down\n"), size=10)
        watch(session, parent, person_named(session, "Cy") or 0, True)
        set_setting(session, "desk_name", "Service desk")
        save_view(session, name="VPN", query="vpn")
        investigate_everything(session, parent)
        prepare_everything(session, parent)
        measure_everything(session, parent)
        detect_everything(session, parent)
        improve_everything(session, parent)
        go_about(session, parent)


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request, filled_desk):
    return filled_desk(request.param, fill)


def everything(desk):
    with desk.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }


def is_whole(desk):
    with desk.engine.connect() as connection:
        chains = [row[0] for row in connection.execute(sa.select(ledger.ledger_head.c.chain))]
        return verifying.verify(connection) == [] == verifying.differing(connection, chains)


# ── there and back ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_backup_is_a_file_with_all_records(filled, tmp_path):
    back_up(filled, tmp_path / "backup.db")
    copy = open_desk(tmp_path / "backup.db")
    assert everything(copy) == everything(filled)
    assert [name for name, rows in everything(copy).items() if not rows] == ["import", "lease", "seen"]
    assert is_whole(copy)
    with copy.read() as reader:
        assert reader.rows("SELECT rowid FROM incident_text WHERE incident_text MATCH 'vpn'") == [(2,)]
    copy.close()


def test_a_restored_desk_has_all_records_and_goes_on(filled, tmp_path):
    back_up(filled, tmp_path / "backup.db")
    restore(tmp_path / "backup.db", tmp_path / "new" / "restored.db")
    restored = open_desk(tmp_path / "new" / "restored.db")
    assert everything(restored) == everything(filled)
    with restored.write(actor="Mei") as session:
        assert log_incident(session, title="after") == 3
    restored.close()


def test_a_backup_goes_back_into_an_empty_server_and_work_goes_on(filled, tmp_path, new_postgresql):
    back_up(filled, tmp_path / "backup.db")
    server = open_desk(new_postgresql)
    restore_to_server(tmp_path / "backup.db", server)
    assert everything(server) == everything(filled)
    assert is_whole(server)
    with server.write(actor="Mei") as session:
        assert log_incident(session, title="after", reporter="Cy") == 3
    assert is_whole(server)
    server.close()


def test_a_server_with_records_is_not_overwritten(sqlite_desk, tmp_path, postgresql_desk):
    back_up(sqlite_desk, tmp_path / "backup.db")
    with postgresql_desk.write(actor="Mei") as session:
        log_incident(session, title="mine")
    before = everything(postgresql_desk)
    with pytest.raises(Refused, match="has records already and is not overwritten"):
        restore_to_server(tmp_path / "backup.db", postgresql_desk)
    assert everything(postgresql_desk) == before


def test_a_backup_that_breaks_off_leaves_the_server_empty(filled, tmp_path, postgresql_desk, monkeypatch):
    back_up(filled, tmp_path / "backup.db")
    if filled.dialect == "postgresql":
        with filled.engine.begin() as connection:
            names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
            connection.execute(sa.text(f"TRUNCATE {names}"))

    def fail(*_arguments):
        raise RuntimeError("broken off")

    monkeypatch.setattr("incidentdesk.store.copying._point", fail)
    with pytest.raises(RuntimeError):
        restore_to_server(tmp_path / "backup.db", postgresql_desk)
    assert not any(everything(postgresql_desk).values())


def test_what_is_no_backup_is_not_restored(tmp_path, sqlite_desk):
    (tmp_path / "letter.doc").write_text("hello " * 500)
    for source in ("letter.doc", "missing.db"):
        with pytest.raises(Refused):
            restore(tmp_path / source, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


def test_nothing_is_overwritten_by_restoring(sqlite_desk, tmp_path):
    back_up(sqlite_desk, tmp_path / "backup.db")
    with pytest.raises(Refused, match="exists already and is not overwritten"):
        restore(tmp_path / "backup.db", sqlite_desk.path)


@pytest.mark.parametrize("way", ["itself", "a link"])
def test_a_backup_never_replaces_the_desk(sqlite_desk, tmp_path, way):
    target = sqlite_desk.path
    if way == "a link":
        target = tmp_path / "link.db"
        target.symlink_to(sqlite_desk.path)
    with pytest.raises(Refused, match="can't replace the database itself"):
        back_up(sqlite_desk, target)


def test_a_backup_that_is_cancelled_leaves_the_older_one(filled, tmp_path):
    (tmp_path / "backup.db").write_bytes(b"older")

    def cancel(*_arguments):
        raise KeyboardInterrupt

    if filled.dialect == "sqlite":
        with pytest.raises(KeyboardInterrupt):
            back_up(filled, tmp_path / "backup.db", cancel)
    assert (tmp_path / "backup.db").read_bytes() == b"older"
    assert not [path for path in tmp_path.iterdir() if "unfinished" in path.name]


def test_too_little_room_is_said_before_anything_is_written(sqlite_desk, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(total=100, used=90, free=10))
    with pytest.raises(Refused, match="too little room"):
        back_up(sqlite_desk, tmp_path / "backups" / "backup.db")
    assert list((tmp_path / "backups").iterdir()) == []


WRITE_ON = """
import sys
from incidentdesk.detect.intake import log_incident
from incidentdesk.schema.opening import open_desk
desk = open_desk(sys.argv[1])
print("ready", flush=True)
while True:
    with desk.write(actor="Bo") as session:
        log_incident(session, title="on and on", description="x" * 2000)
"""


def test_a_backup_while_another_process_writes_is_whole(sqlite_desk, tmp_path):
    writer = subprocess.Popen([sys.executable, "-c", WRITE_ON, str(sqlite_desk.path)], stdout=subprocess.PIPE)
    try:
        assert writer.stdout.readline() == b"ready\n"
        for count in range(5):
            back_up(sqlite_desk, tmp_path / f"{count}.db")
    finally:
        writer.kill()
        writer.communicate()
    for count in range(5):
        copy = open_desk(tmp_path / f"{count}.db")
        assert is_whole(copy)
        copy.close()


# ── automatic backups ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_backup_is_made_only_after_a_change(sqlite_desk, tmp_path, held):
    folder = tmp_path / "backups"
    with sqlite_desk.write(actor="Mei") as session:
        log_incident(session, title="x")
    held["now"] += timedelta(minutes=30)
    first = back_up_if_changed(sqlite_desk, folder, "desk")
    assert first is not None
    held["now"] += timedelta(minutes=30)
    assert back_up_if_changed(sqlite_desk, folder, "desk") is None
    with sqlite_desk.write(actor="Mei") as session:
        log_incident(session, title="y")
    held["now"] += timedelta(minutes=30)
    second = back_up_if_changed(sqlite_desk, folder, "desk")
    assert [backup.path for backup in backups_in(folder, "desk")] == [second.path, first.path]


def test_only_the_backups_of_this_desk_are_found(tmp_path):
    for name in ("desk 20261123-120000.db", "other 20261123-120000.db", "desk.db", "desk 2026.db", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    assert [backup.path.name for backup in backups_in(tmp_path, "desk")] == ["desk 20261123-120000.db"]
    assert backups_in(tmp_path / "missing", "desk") == []


# ── thinning ─────────────────────────────────────────────────────────────────────────────────────────────────────


def made(hours):
    return [Backup(Path(f"{count}.db"), NOW - timedelta(hours=age), 1) for count, age in enumerate(hours)]


def kept(backups):
    gone = set(superseded(backups, NOW))
    return [backup for backup in backups if backup not in gone]


def test_all_of_two_days_stay():
    backups = made(range(48))
    assert kept(backups) == backups


def test_two_years_of_a_backup_every_half_hour_come_down_to_days_weeks_and_months():
    backups = made(count / 2 for count in range(2 * 24 * 730))
    older = [backup for backup in kept(backups) if NOW - backup.made_at >= timedelta(days=2)]
    assert len(older) == 12 + 10 + 9
    days = {backup.made_at.date() for backup in older[:12]}
    assert len(days) == 12


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(min_value=0, max_value=24 * 900), unique=True, max_size=80))
def test_thinning_keeps_the_young_and_the_newest_and_never_more_than_it_says(hours):
    backups = made(hours)
    staying = kept(backups)
    young = [backup for backup in backups if NOW - backup.made_at < timedelta(days=2)]
    assert set(young) <= set(staying)
    assert len(staying) - len(young) <= 12 + 10 + 9
    if backups:
        assert max(backups, key=lambda backup: backup.made_at) in staying
    assert superseded(staying, NOW) == []


def test_the_order_in_which_backups_are_found_does_not_matter():
    backups = made(range(0, 24 * 400, 7))
    assert set(kept(backups)) == set(kept(backups[::-1]))


def test_a_damaged_backup_is_not_restored(filled, tmp_path):
    back_up(filled, tmp_path / "backup.db")
    broken = bytearray((tmp_path / "backup.db").read_bytes())
    broken[20_000:40_000] = bytes(20_000)
    (tmp_path / "backup.db").write_bytes(broken)
    with pytest.raises(Refused):
        restore(tmp_path / "backup.db", tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()
    with pytest.raises(sqlite3.Error), sqlite3.connect(f"file:{tmp_path}/new.db?mode=ro", uri=True) as missing:
        missing.execute("SELECT 1")
