"""Migrations: they lead to the tables of the program, keep every row, and are all or nothing (safe-7)."""

import gzip
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from incidentdesk.detect.attachment import attach
from incidentdesk.detect.intake import log_incident
from incidentdesk.refusal import Refused
from incidentdesk.schema import opening, revision, tables
from incidentdesk.schema.opening import open_desk
from incidentdesk.schema.upgrade import configuration, upgrade
from incidentdesk.store import ledger, verifying
from incidentdesk.store.engine import postgresql_engine
from tests.detection import detect_everything
from tests.improvement import improve_everything
from tests.investigation import investigate_everything
from tests.measurement import measure_everything
from tests.preparation import prepare_everything

SAMPLES = Path(__file__).parent / "samples"
KILLS = int(os.environ.get("INCIDENTDESK_TEST_KILLS", "8"))


def test_the_migrations_lead_up_to_the_revision_that_the_program_speaks(sqlite_desk):
    with sqlite_desk.engine.connect() as connection:
        scripts = ScriptDirectory.from_config(configuration(connection))
        assert [script.revision for script in scripts.walk_revisions()][::-1] == list(revision.REVISIONS)
        assert scripts.get_heads() == [revision.HEAD]
        assert MigrationContext.configure(connection).get_current_heads() == (revision.HEAD,)


def test_the_migrated_tables_are_those_of_the_program(desk):
    searched = [table.name for table in tables.metadata.sorted_tables if "full_text" in table.info]

    def ours(_object, name, kind, _reflected, _compared):
        # The full-text index is made by the database's own means and is no table of the program.
        return not (kind == "table" and any(name.startswith(f"{table}_text") for table in searched))

    with desk.engine.connect() as connection:
        # SQLite gives a default back in other words than it was given.
        defaults = desk.dialect == "postgresql"
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": defaults, "include_object": ours}
        )
        differences = compare_metadata(context, tables.metadata)
    # An index over an expression can't be compared; it is the full-text index.
    assert [found for found in differences if "_text" not in str(found)] == []


def test_every_record_has_an_id_a_version_and_a_withdrawal(desk):
    inspector = sa.inspect(desk.engine)
    for table in tables.metadata.sorted_tables:
        if "incident" in table.info:
            names = {column["name"] for column in inspector.get_columns(table.name)}
            assert {"id", "version", "withdrawn_at"} <= names


# ── databases of every earlier version ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", revision.REVISIONS)
def test_a_stored_desk_of_every_revision_is_brought_up_to_date_with_all_its_rows(tmp_path, number):
    path = tmp_path / "desk.db"
    path.write_bytes(gzip.decompress((SAMPLES / f"{number}.db.gz").read_bytes()))
    expected = json.loads((SAMPLES / f"{number}.json").read_text(encoding="utf-8"))
    desk = open_desk(path)
    with desk.read() as reader:
        assert reader.rows("SELECT version_num FROM alembic_version") == [(revision.HEAD,)]
        assert reader.rows("PRAGMA integrity_check") == [("ok",)]
        assert reader.rows("PRAGMA foreign_key_check") == []
        for table, rows in expected.items():
            columns = ", ".join(f'"{name}"' for name in rows["columns"])
            found = reader.rows(f'SELECT {columns} FROM "{table}" ORDER BY 1, 2')
            assert [list(row) for row in found] == rows["rows"], table
        assert reader.rows("SELECT rowid FROM incident_text WHERE incident_text MATCH 'vpn'")
    with desk.engine.connect() as connection:
        chains = [row[0] for row in connection.execute(sa.select(ledger.ledger_head.c.chain))]
        assert verifying.verify(connection) == [] == verifying.differing(connection, chains)
    with desk.write(actor="Mei") as session:
        log_incident(session, title="after the upgrade")
    desk.close()


@pytest.mark.parametrize("number", revision.REVISIONS)
def test_a_server_of_every_revision_is_brought_up_to_date(new_postgresql, number):
    engine = postgresql_engine(new_postgresql)
    upgrade(engine, number)
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO person (name) VALUES ('Zoë')"))
    engine.dispose()
    assert opening.upgrade_at(new_postgresql) == (number, revision.HEAD)
    desk = open_desk(new_postgresql)
    with desk.write(actor="Mei") as session:
        incident_id = log_incident(session, title="after the upgrade", service="VPN", category="Network")
        attach(session, incident_id, "vpn.log", BytesIO(b"peer down\n"), size=10)
        investigate_everything(session, incident_id)
        prepare_everything(session, incident_id)
        measure_everything(session, incident_id)
        detect_everything(session, incident_id)
        improve_everything(session, incident_id)
        assert session.reader.rows("SELECT name FROM person WHERE id = 1") == [("Zoë",)]
    desk.close()


# ── a migration that is yet to come ──────────────────────────────────────────────────────────────────────────────

NEXT = '''
"""A migration of the future: a table, a column, and new values in all rows."""
import time
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9000", {head!r}, None, None

def upgrade():
    op.create_table("next", sa.Column("id", sa.Integer, primary_key=True))
    time.sleep({pause})
    op.add_column("incident", sa.Column("next", sa.Text))
    time.sleep({pause})
    op.execute("UPDATE incident SET next = title")
    time.sleep({pause})
    {end}
'''

# What a program of the future would have in its own files.
FUTURE = """
import sys
from pathlib import Path
from incidentdesk.schema import opening, upgrade
from incidentdesk.schema.revision import HEAD
own = upgrade.configuration
def configuration(connection):
    config = own(connection)
    script = Path(upgrade.__file__).parent / "migrations" / "versions"
    config.set_main_option("version_locations", f"{script}{__import__('os').pathsep}{sys.argv[2]}")
    return config
upgrade.configuration = configuration
opening.REVISIONS, opening.HEAD = (*opening.REVISIONS, "9000"), "9000"
opening._bring_up = lambda engine: upgrade.upgrade(engine, "9000")
print("ready", flush=True)
opening.open_desk(sys.argv[1]).close()
print("upgraded", flush=True)
"""


def future(tmp_path, *, pause=0.0, end="pass"):
    versions = tmp_path / "versions"
    versions.mkdir(exist_ok=True)
    script = textwrap.dedent(NEXT).format(head=revision.HEAD, pause=pause, end=end)
    (versions / "9000_next.py").write_text(script, encoding="utf-8")
    return versions


def start_future(path, versions):
    return subprocess.Popen(
        [sys.executable, "-c", FUTURE, str(path), str(versions)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def filled(path):
    desk = open_desk(path)
    with desk.write(actor="Mei") as session:
        for count in range(50):
            log_incident(session, title=f"VPN down {count}")
    desk.close()
    return path


def state_of(path):
    """ "old" or "new", by every trace that the migration leaves; anything else fails."""
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        number = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        columns = {row[1] for row in connection.execute("PRAGMA table_info(incident)")}
        traces = {number == "9000", "next" in names, "next" in columns}
        assert len(traces) == 1, (number, names, columns)
        assert connection.execute("SELECT count(*) FROM incident").fetchone() == (50,)
        if "next" in columns:
            assert connection.execute("SELECT count(*) FROM incident WHERE next <> title").fetchone() == (0,)
    connection.close()
    return "new" if traces == {True} else "old"


def test_an_older_desk_is_backed_up_and_brought_up_to_date(tmp_path):
    path = filled(tmp_path / "desk.db")
    run = start_future(path, future(tmp_path))
    said, errors = run.communicate(timeout=60)
    assert "upgraded" in said, errors
    assert state_of(path) == "new"
    assert state_of(tmp_path / "desk before 9000.db") == "old"


def test_a_migration_that_fails_leaves_the_old_desk(tmp_path):
    path = filled(tmp_path / "desk.db")
    run = start_future(path, future(tmp_path, end="raise RuntimeError('bug')"))
    _said, errors = run.communicate(timeout=60)
    assert "RuntimeError: bug" in errors
    assert state_of(path) == "old"
    open_desk(path).close()


def test_a_migration_that_is_killed_leaves_the_old_desk_or_the_new_one(tmp_path):
    path = filled(tmp_path / "desk.db")
    versions = future(tmp_path, pause=0.03)
    chance = random.Random(7)
    for _ in range(KILLS):
        run = start_future(path, versions)
        assert run.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.0, 0.5))
        run.send_signal(signal.SIGKILL)
        run.communicate()
        if state_of(path) == "new":
            path.unlink()
            filled(path)
    run = start_future(path, versions)
    assert "upgraded" in run.communicate(timeout=60)[0]
    assert state_of(path) == "new"


def test_a_new_desk_whose_making_is_killed_can_be_made_afterwards(tmp_path):
    code = (
        "import sys; from incidentdesk.schema import opening, upgrade, tables; print('ready', flush=True);"
        "opening.open_desk(sys.argv[1]).close(); print('made', flush=True)"
    )
    chance = random.Random(8)
    for count in range(KILLS):
        path = tmp_path / f"{count}.db"
        run = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
        assert run.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.0, 0.25))
        run.kill()
        run.communicate()
        desk = open_desk(path)
        with desk.write(actor="Mei") as session:
            log_incident(session, title="x")
        desk.close()


def test_an_older_server_is_not_changed_without_being_asked(new_postgresql, monkeypatch):
    open_desk(new_postgresql).close()
    monkeypatch.setattr(opening, "REVISIONS", (*revision.REVISIONS, "9000"))
    monkeypatch.setattr(opening, "HEAD", "9000")
    with pytest.raises(Refused, match=r"older version of IncidentDesk\. Run “incidentdesk upgrade” first"):
        open_desk(new_postgresql)


def test_an_older_read_only_desk_is_not_changed(tmp_path, monkeypatch):
    path = filled(tmp_path / "desk.db")
    before = path.read_bytes()
    monkeypatch.setattr(opening, "REVISIONS", (*revision.REVISIONS, "9000"))
    monkeypatch.setattr(opening, "HEAD", "9000")
    monkeypatch.setattr(opening.os, "access", lambda place, _mode: Path(place) != path)
    with pytest.raises(Refused, match="older version"):
        open_desk(path)
    assert path.read_bytes() == before
