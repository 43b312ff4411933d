"""incidentdesk sla explain."""

import json
from datetime import UTC, datetime

import pytest

from incidentdesk import clock
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.sla import sla
from incidentdesk.schema.opening import open_desk
from incidentdesk.store import ledger


@pytest.fixture
def at():
    """Holds the clock at a time of Monday, 9 March 2026."""
    yield lambda hour, minute=0: clock.hold(lambda: datetime(2026, 3, 9, hour, minute, tzinfo=UTC))
    clock.hold(None)


@pytest.fixture
def agreed(file, at):
    at(9)
    database = open_desk(file)
    with database.write(actor="Mei Okafor") as session:
        hours = {"name": "Office", "time_zone": "UTC", "windows": '{"mon": [["09:00", "17:00"]]}'}
        facts = {"key": "a", "name": "Office SLA", "position": 1, "kind": "SLA", "pauses": '["Awaiting Vendor"]'}
        targets = '{"3": {"response": 30, "resolution": 240}}'
        calendar_id = ledger.insert(session, calendar, hours)
        ledger.insert(session, sla, {**facts, "calendar_id": calendar_id, "targets": targets})
    database.close()


@pytest.fixture
def paused(run, agreed, at):
    """An incident that was logged at ten and waits since eleven; it is twelve."""
    at(10)
    run("log", "Line is down")
    at(11)
    run("set", "1", "state=On Hold", "on_hold_reason=Awaiting Vendor")
    at(12)


def test_every_piece_of_time_is_told_with_its_reason(run, paused):
    said = run("sla", "explain", "INC-0001").stdout
    assert "First response · Office SLA" in said
    assert "State:         1 h 30 over" in said
    assert "Why this SLA:  It is for all incidents with targets for this priority." in said
    lines = [line.split("  ") for line in said.splitlines() if "2026-03-09 11:00  " in line]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert ["2026-03-09 11:00", "2026-03-09 12:00", "On Hold, Awaiting Vendor", "this hold pauses it",
            "not counted", "1 h"] in cells  # fmt: skip


def test_json_has_lengths_in_seconds_and_times_in_utc(run, paused):
    response, resolution = json.loads(run("sla", "explain", "1", "--json").stdout)
    assert (response["target"], response["state"], response["difference_seconds"]) == ("response", "Breached", -5400)
    assert resolution["state"] == "Paused"
    assert (resolution["target_seconds"], resolution["elapsed_seconds"], resolution["due_at"]) == (14400, 3600, None)
    assert resolution["started_at"] == "2026-03-09T10:00:00Z"
    assert [(each["counts"], each["total_seconds"]) for each in resolution["segments"]] == [(True, 3600), (False, 3600)]


def test_show_tells_the_clocks_as_well(run, paused):
    said = run("show", "1").stdout
    first = "First response: 1 h 30 over, 400 % of 30 min used (Office SLA), due 2026-03-09 10:30"
    assert f"\nSLA clocks\n  {first}" in said
    assert "\n  Resolution: paused, 3 h left, 25 % of 4 h used (Office SLA)\n" in said
    explained = json.loads(run("sla", "explain", "1", "--json").stdout)
    assert json.loads(run("show", "1", "--json").stdout)["sla"] == [
        {name: each[name] for name in each if name not in ("number", "why", "hours", "segments")} for each in explained
    ]


def test_an_incident_without_an_sla_has_no_clock(run):
    run("log", "Printer jams")
    result = run("sla", "explain", "1")
    assert (result.exit_code, result.stdout) == (0, "INC-0001: no SLA fits this incident, so it has no clock.\n")
    assert json.loads(run("sla", "explain", "1", "--json").stdout) == []
    assert "SLA clocks" not in run("show", "1").stdout
    assert json.loads(run("show", "1", "--json").stdout)["sla"] == []


def test_an_incident_that_is_not_there_is_refused(run):
    result = run("sla", "explain", "7")
    assert result.exit_code == 1
    assert "There is no incident INC-0007." in result.output


def test_the_list_is_written_with_its_clocks_where_they_are_asked_for(run, paused, tmp_path):
    path = tmp_path / "list.csv"
    run("export", path, "--columns", "number,sla,due_at")
    assert path.read_text(encoding="utf-8").splitlines()[:2] == [
        '"number","sla","due_at"', '"INC-0001","⚠ 1 h 30 over","2026-03-09 10:30:00+00:00"',
    ]  # fmt: skip


TICKETS = """Number,Short description,State,Opened,Resolved
X-1,Printer jams,New,2026-03-09 09:00,
X-2,VPN drops,Closed,2026-03-02 09:00,2026-03-02 16:00
"""


def test_history_that_comes_in_is_not_judged_and_what_an_import_resolves_is(run, agreed, at, tmp_path):
    path = tmp_path / "tickets.csv"
    path.write_text(TICKETS, encoding="utf-8")
    at(10)
    run("import", path)
    (response, resolution) = json.loads(run("sla", "explain", "1", "--json").stdout)
    assert (response["state"], resolution["elapsed_seconds"]) == ("Breached", 3600)
    assert json.loads(run("sla", "explain", "2", "--json").stdout) == []
    at(12)
    path.write_text(TICKETS.replace("New,2026-03-09 09:00,", "Resolved,2026-03-09 09:00,2026-03-09 11:00"))
    run("import", path)
    ended = {each["target"]: each for each in json.loads(run("sla", "explain", "1", "--json").stdout)}
    assert (ended["resolution"]["state"], ended["resolution"]["elapsed_seconds"]) == ("Met", 7200)
    assert json.loads(run("sla", "explain", "2", "--json").stdout) == []
