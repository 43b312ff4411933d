"""The sandbox of a drill: what is prepared is in it, nothing leaves it, and the desk is the same before and after."""

import errno
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from incidentdesk import clock
from incidentdesk.agent.loop import Agent
from incidentdesk.cli.main import main
from incidentdesk.detect.intake import log_incident
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_change import change_drill, note_drill
from incidentdesk.improve.drill_list import drills
from incidentdesk.improve.drill_playing import drilled_incident
from incidentdesk.prepare.setting import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcing import notify_people
from incidentdesk.respond.outbox_list import outbox
from incidentdesk.schema.drill_fast import run_fast
from incidentdesk.schema.drill_running import begin_drill, finish_drill, play_due, row_of, sandbox_of
from incidentdesk.schema.drill_sandbox import PREPARED, make_sandbox, open_sandbox, sandbox_path
from incidentdesk.schema.opening import open_desk
from incidentdesk.schema.tables import metadata
from incidentdesk.store.copying import restore_to_server
from tests.drilling import drill_on, make_scenario, schedule
from tests.schema.make_sample import fill

OWN = ("drill", "drill_participant", "drill_note")
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)


@pytest.fixture
def held():
    before = clock.hold(lambda: NOW)
    yield
    clock.hold(before)


@pytest.fixture
def full_file(tmp_path):
    """A desk with records of every kind."""
    path = tmp_path / "full.db"
    fill(path)
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def full_desk(request, full_file):
    database = open_desk(full_file if request.param == "sqlite" else request.getfixturevalue("new_postgresql"))
    if request.param == "postgresql":
        restore_to_server(full_file, database)
    yield database
    database.close()


def everything(database):
    """All rows of all tables, but for the records of the drill itself."""
    told = {}
    with database.read() as reader:
        for table in metadata.sorted_tables:
            if table.name in OWN or table.name == "ledger_head":
                continue
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            order = ", ".join(f'"{column.name}"' for column in table.primary_key)
            other = " WHERE noun NOT IN ('drill', 'drill_participant', 'drill_note')" if table.name == "ledger" else ""
            told[table.name] = reader.rows(f'SELECT {names} FROM "{table.name}"{other} ORDER BY {order}')
    return told


def said(database, *words):
    """What a command prints."""
    place = str(database.path or database.url)
    result = CliRunner().invoke(main, ["--database", place, "--timezone", "UTC", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def numbers(database):
    """All numbers and lists, but for the scores of drills."""
    metrics = json.loads(said(database, "metrics", "--json"))
    assert metrics["groups"][0]["metrics"].pop("drill-score")
    return (
        metrics,
        said(database, "list"),
        said(database, "list", "VPN"),
        said(database, "outbox"),
        said(database, "sla", "explain", "1"),
    )


def test_a_drill_changes_nothing_but_its_own_records(full_desk, held):
    with full_desk.write(actor="Mei Okafor") as session:
        service, plan = session.reader.rows(
            "SELECT s.name, p.name FROM service s, plan p JOIN plan_version v ON v.plan_id = p.id"
            " AND v.state = 'Approved' LIMIT 1"
        )[0]
        scenario_id = make_scenario(session, "Drill on everything", plan=plan, service=service)
        drill_id = schedule(session, scenario_id, "Bo Diaz", "Cy")
    before, told = everything(full_desk), numbers(full_desk)
    score = run_fast(full_desk, drill_id, actor="Mei Okafor")
    with full_desk.write(actor="Ada Novak") as session:
        note_drill(session, drill_id, "Nobody called", gap=True)
    after = everything(full_desk)
    assert score.total is not None
    assert row_of(full_desk, drill_id).state == DrillState.ENDED
    assert {name for name in after if after[name] != before[name]} == set()
    assert numbers(full_desk) == told


def test_a_sandbox_holds_what_is_prepared_and_nothing_that_happened(full_desk):
    with full_desk.write(actor="Mei Okafor") as session:
        drill_id = schedule(session, make_scenario(session, "Drill on everything", plan=""))
    row = row_of(full_desk, drill_id)
    sandbox = make_sandbox(full_desk, drill_id, sandbox_path(full_desk, row))
    with full_desk.read() as reader, sandbox.read() as inner:
        for table in metadata.sorted_tables:
            count = inner.rows(f'SELECT count(*) FROM "{table.name}"')[0][0]
            if table.name in PREPARED:
                assert count == reader.rows(f'SELECT count(*) FROM "{table.name}"')[0][0], table.name
            elif table.name not in ("setting", "ledger", "ledger_head"):
                assert count == 0, table.name
        assert setting_of(inner, "drill") == row.number
        assert inner.rows("SELECT id, name FROM person ORDER BY id") == reader.rows(
            "SELECT id, name FROM person ORDER BY id"
        )
        assert inner.rows("SELECT count(*) FROM outlet WHERE enabled OR options <> '{}'") == [(0,)]
    sandbox.close()
    result = CliRunner().invoke(main, ["--database", sandbox.place, "check"])
    assert result.exit_code == 0, result.output


# ── what leaves ──────────────────────────────────────────────────────────────────────────────────────────────────


def tell(database, name):
    with database.write(actor="Mei Okafor") as session:
        person_id = session.reader.rows("SELECT id FROM person WHERE name = :name", {"name": name})[0][0]
        notify_people(
            session, incident_id=None, person_ids=[person_id], kind="Escalation", subject="Help", body="Come."
        )


def test_nothing_leaves_a_sandbox_unless_it_was_chosen(desk):
    drill_id = drill_on(desk, "Bo Diaz")
    sandbox = begin_drill(desk, drill_id, actor="Mei Okafor")
    tell(sandbox, "Bo Diaz")
    with sandbox.read() as reader:
        (message,) = outbox(reader)
    assert (message.state, message.subject) == ("By hand", "[DRILL] Help")
    assert message.body.startswith("[DRILL] This is the drill DRL-0001. Nothing has happened")
    agent = Agent(sandbox)
    assert agent.once(seconds=5).sent == 0
    sandbox.close()


def test_an_effect_leaves_with_its_mark(desk):
    drill_id = drill_on(desk, "Bo Diaz")
    with desk.write(actor="Mei Okafor") as session:
        change_drill(session, drill_id, effects=["Mail"])
    sandbox = begin_drill(desk, drill_id, actor="Mei Okafor")
    tell(sandbox, "Bo Diaz")
    tell(desk, "Bo Diaz")
    with sandbox.read() as reader, desk.read() as real:
        (message,), (other,) = outbox(reader), outbox(real)
    assert (message.state, message.subject) == ("Queued", "[DRILL] Help")
    assert (other.subject, other.body) == ("Help", "Come.")
    sandbox.close()


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_drill_whose_sandbox_is_gone_ends_and_says_so(desk):
    drill_id = drill_on(desk, "Bo Diaz")
    begin_drill(desk, drill_id, actor="Mei Okafor").close()
    sandbox_path(desk, row_of(desk, drill_id)).unlink()
    with pytest.raises(Refused, match="not on this computer"):
        sandbox_of(desk, drill_id)
    score = finish_drill(desk, drill_id, actor="Mei Okafor", conclusion="Lost the file")
    row = row_of(desk, drill_id)
    assert score.total is None
    assert "not on this computer" in row.score.trouble
    assert (row.state, row.conclusion) == (DrillState.ENDED, "Lost the file")


def test_a_drill_whose_sandbox_is_damaged_ends_and_says_so(sqlite_desk):
    drill_id = drill_on(sqlite_desk, "Bo Diaz")
    begin_drill(sqlite_desk, drill_id, actor="Mei Okafor").close()
    path = sandbox_path(sqlite_desk, row_of(sqlite_desk, drill_id))
    content = bytearray(path.read_bytes())
    content[4096 : len(content)] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(Refused, match="damaged"):
        sandbox_of(sqlite_desk, drill_id)
    assert "damaged" in finish_drill(sqlite_desk, drill_id, actor="Mei Okafor").trouble


def test_the_sandbox_of_another_drill_is_none(sqlite_desk, tmp_path):
    one = drill_on(sqlite_desk)
    with sqlite_desk.write(actor="Mei Okafor") as session:
        two = schedule(session, make_scenario(session, name="Fire"))
    path = tmp_path / "sandbox.db"
    make_sandbox(sqlite_desk, one, path).close()
    with pytest.raises(Refused, match="is not the sandbox of DRL-0002"):
        open_sandbox(path, row_of(sqlite_desk, two))


def full_disk(*_arguments, **_options):
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    raise sa.exc.OperationalError("INSERT", {}, error)


def test_on_a_full_disk_the_drill_does_not_begin(sqlite_desk, monkeypatch):
    drill_id = drill_on(sqlite_desk)

    def full(*_arguments, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "mkdir", full)
        with pytest.raises(Refused, match=r"can't be written at .*No space left.*has not started"):
            begin_drill(sqlite_desk, drill_id, actor="Mei Okafor")
    assert row_of(sqlite_desk, drill_id).state == DrillState.SCHEDULED


def test_a_disk_that_fills_up_while_the_sandbox_is_made_leaves_none(sqlite_desk, monkeypatch):
    drill_id = drill_on(sqlite_desk)
    path = sandbox_path(sqlite_desk, row_of(sqlite_desk, drill_id))

    monkeypatch.setattr("incidentdesk.schema.drill_sandbox._copy", full_disk)
    with pytest.raises(Refused, match="full"):
        begin_drill(sqlite_desk, drill_id, actor="Mei Okafor")
    assert not path.exists()
    assert row_of(sqlite_desk, drill_id).state == DrillState.SCHEDULED


def test_an_inject_that_the_disk_has_no_room_for_is_played_later(sqlite_desk, monkeypatch):
    drill_id = drill_on(sqlite_desk)
    start = NOW
    before = clock.hold(lambda: start)
    sandbox = begin_drill(sqlite_desk, drill_id, actor="Mei Okafor")
    play_due(sqlite_desk, sandbox, drill_id, actor="Mei Okafor")
    with sandbox.write(actor="Ada Novak") as session:
        log_incident(session, title="VPN is down")
    start = NOW.replace(minute=11)
    with monkeypatch.context() as patched:
        patched.setattr("incidentdesk.improve.drill_playing.add_note", full_disk)
        with pytest.raises(Refused, match="is full"):
            play_due(sqlite_desk, sandbox, drill_id, actor="Mei Okafor")
    assert set(row_of(sqlite_desk, drill_id).played) == {"ring"}
    assert play_due(sqlite_desk, sandbox, drill_id, actor="Mei Okafor") == ["found"]
    clock.hold(before)
    sandbox.close()


def test_what_can_t_be_started_leaves_no_sandbox(sqlite_desk):
    one = drill_on(sqlite_desk, "Bo Diaz")
    with sqlite_desk.write(actor="Mei Okafor") as session:
        two = schedule(session, make_scenario(session, name="Fire"), "Bo Diaz", planned_at=session.at + 10**10)
    begin_drill(sqlite_desk, one, actor="Mei Okafor").close()
    with pytest.raises(Refused, match="two drills at once"):
        begin_drill(sqlite_desk, two, actor="Mei Okafor")
    assert not sandbox_path(sqlite_desk, row_of(sqlite_desk, two)).exists()


# ── playing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_injects_come_to_the_incident_that_people_have_logged(desk):
    drill_id = drill_on(desk, "Bo Diaz")
    start = NOW
    before = clock.hold(lambda: start)
    sandbox = begin_drill(desk, drill_id, actor="Mei Okafor")
    assert play_due(desk, sandbox, drill_id, actor="Mei Okafor") == ["ring"]
    with sandbox.write(actor="Ada Novak") as session:
        log_incident(session, title="VPN is down")
    start = NOW.replace(hour=10)
    assert play_due(desk, sandbox, drill_id, actor="Mei Okafor") == ["found", "boss", "task"]
    assert play_due(desk, sandbox, drill_id, actor="Mei Okafor") == []
    with sandbox.read() as reader:
        incident_id = drilled_incident(reader)
        entries = reader.rows("SELECT author, text FROM entry WHERE incident_id = :id", {"id": incident_id})
        tasks = reader.rows("SELECT title, role FROM task WHERE incident_id = :id", {"id": incident_id})
    clock.hold(before)
    sandbox.close()
    assert entries == [("Drill", "A certificate has expired"), ("Renate Vogel", "When is it back?")]
    assert tasks == [("Write down the serial number", "Network")]


def test_a_faster_script_has_the_better_score(sqlite_desk):
    slow_id = drill_on(sqlite_desk)
    with sqlite_desk.write(actor="Mei Okafor") as session:
        fast_id = schedule(session, 1)
    slow = run_fast(sqlite_desk, slow_id, actor="Mei Okafor", pace=1.5)
    fast = run_fast(sqlite_desk, fast_id, actor="Mei Okafor", pace=0.5)
    assert (fast.total, slow.total < 80) == (100, True)
    with sqlite_desk.read() as reader:
        rows = {row.id: row for row in drills(reader)}
    assert (rows[fast_id].score, rows[slow_id].score) == (fast, slow)
    assert any("VPN outage" in each.text for each in rows[fast_id].timeline)
    assert sandbox_path(sqlite_desk, rows[fast_id]).exists()
