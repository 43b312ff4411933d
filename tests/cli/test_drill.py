"""incidentdesk drill: drills are listed, played by a script, and reported on."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from incidentdesk import clock
from incidentdesk.schema.opening import open_desk
from tests.drilling import drill_on


@pytest.fixture
def planned(file):
    """DRL-0001 is scheduled on the scenario “VPN down”."""
    desk = open_desk(file)
    drill_on(desk, "Bo Diaz")
    desk.close()


def test_without_drills_the_list_says_how_one_comes(run):
    assert "drill run SCENARIO --fast" in run("drill", "list").output


def test_drills_and_scenarios_are_listed(run, planned):
    assert run("drill", "list").output.split()[:2] == ["DRL-0001", "Scheduled"]
    assert "4 injects" in run("drill", "list", "--scenarios").output
    (scenario,) = json.loads(run("drill", "list", "--scenarios", "--json").output)
    assert (scenario["name"], scenario["plan"], scenario["injects"]) == ("VPN down", "VPN outage", 4)


def test_a_drill_is_played_by_a_script_in_a_moment(run, planned):
    told = json.loads(run("drill", "run", "DRL-0001", "--fast", "--json").output)
    assert (told["number"], told["state"], told["score"]["percent"]) == ("DRL-0001", "Ended", 100)
    assert [each["name"] for each in told["score"]["sections"]][:3] == ["Detection", "Acknowledgement", "First action"]
    (listed,) = json.loads(run("drill", "list", "--json").output)
    assert listed == told


def test_a_scenario_is_played_as_a_new_drill(run, planned):
    output = run("drill", "run", "vpn down", "--fast", "--pace", "130").output
    assert "T+00:10:00  A certificate has expired" in output
    assert "DRL-0002 VPN down: " in output
    assert "▲ Detection" in output
    assert "▲ Look at the gateway" in output
    assert "Ended" in run("drill", "list").output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("drill", "run", "Fire", "--fast"), "Scenarios are: VPN down"),
        (("report", "drill", "DRL-0009", "out.pdf"), "There is no drill"),
        (("report", "drill", "DRL-0001", "out.pdf"), "has not ended"),
    ],
)
def test_what_there_is_not_is_refused(run, planned, words, sentence):
    result = run(*words)
    assert result.exit_code == 1
    assert sentence in result.stderr


def test_a_drill_is_not_played_twice(run, planned):
    run("drill", "run", "DRL-0001", "--fast")
    result = run("drill", "run", "DRL-0001", "--fast")
    assert (result.exit_code, "has started already" in result.stderr) == (1, True)


def test_a_drill_is_played_in_its_time_where_people_take_part(run, planned, monkeypatch):
    moments = [datetime(2026, 3, 2, 10, tzinfo=UTC)]
    before = clock.hold(lambda: moments[-1])
    # Whoever waits a second is there a minute later.
    monkeypatch.setattr("time.sleep", lambda seconds: moments.append(moments[-1] + timedelta(minutes=seconds)))
    output = run("drill", "run", "DRL-0001").output
    clock.hold(before)
    assert "The sandbox: " in output
    assert "T+00:00:00  Phones ring" in output
    assert "T+00:20:00  Write down the serial number" in output
    assert "Nobody logged an incident" in output


def test_ctrl_c_pauses_a_drill_and_the_same_command_goes_on(run, planned, monkeypatch):
    def interrupted(_seconds):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("time.sleep", interrupted)
        assert run("drill", "run", "DRL-0001").exit_code == 1
    assert run("drill", "list").output.split()[:2] == ["DRL-0001", "Paused"]
    with monkeypatch.context() as patched:
        patched.setattr("time.sleep", interrupted)
        run("drill", "run", "DRL-0001")
    (listed,) = json.loads(run("drill", "list", "--json").output)
    assert listed["state"] == "Paused"


def test_the_after_action_report_is_written(run, planned, tmp_path):
    run("drill", "run", "VPN down", "--fast", "--pace", "150")
    out = tmp_path / "report.pdf"
    assert "pages written" in run("report", "drill", "VPN down", out).output
    assert out.read_bytes().startswith(b"%PDF")


def test_a_past_incident_becomes_a_scenario_that_can_be_played(run, planned):
    run("log", "VPN is down", "--service", "VPN")
    assert "Replay of INC-0001: VPN is down" in run("drill", "replay", "1").output
    assert run("drill", "replay", "INC-0001", "--name", "Once more").exit_code == 0
    told = json.loads(run("drill", "run", "Once more", "--fast", "--json").output)
    assert (told["scenario"], told["service"], told["score"]["sections"][0]["name"]) == (
        "Once more",
        "VPN",
        "Detection",
    )
    assert "already" in run("drill", "replay", "1").stderr
