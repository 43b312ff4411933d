"""incidentdesk oncall: who is on call, from the command line."""

import json
from datetime import UTC, datetime

import pytest

from incidentdesk import clock
from incidentdesk.prepare.rota_change import create_rota
from incidentdesk.schema.opening import open_desk


@pytest.fixture(autouse=True)
def _held_clock():
    clock.hold(lambda: datetime(2026, 3, 18, 11, tzinfo=UTC))
    yield
    clock.hold(None)


@pytest.fixture
def network(file):
    database = open_desk(file)
    with database.write(actor="Mei Okafor") as session:
        create_rota(
            session, name="Network", team="Network team", time_zone="Europe/Berlin", people=["Mei Okafor", "Bo Diaz"]
        )
    database.close()


@pytest.mark.usefixtures("network")
def test_it_says_who_is_on_call_until_when_and_who_is_next_goalert_583(run):
    lines = run("oncall").stdout.splitlines()
    assert lines[0] == "Network (Network team)"
    assert lines[1].split() == ["Primary", "Mei", "Okafor", "until", "2026-03-23", "08:00"]
    assert lines[2].split() == ["next", "Bo", "Diaz", "from", "2026-03-23", "08:00"]


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("when", ["2026-03-24 12:00", "tue 12:00", "+6d", "2026-03-24T12:00"])
def test_any_time_can_be_asked_for(run, when):
    (found,) = json.loads(run("oncall", "--at", when, "--json").stdout)
    assert [each["person"] for each in found["on_call"]] == ["Bo Diaz"]
    assert found["on_call"][0]["until_at"] == "2026-03-30T07:00:00Z"


@pytest.mark.usefixtures("network")
def test_a_time_that_is_none_is_refused(run):
    result = run("oncall", "--at", "someday")
    assert result.exit_code == 1
    assert "“someday” is no time" in result.stderr


@pytest.mark.usefixtures("network")
def test_a_team_without_a_rota_is_refused_with_those_that_there_are(run):
    result = run("oncall", "--team", "Payroll")
    assert result.exit_code == 1
    assert "There are: Network team." in result.stderr
    assert run("oncall", "--team", "network TEAM").exit_code == 0


def test_nobody_on_call_is_a_failure_for_scripts(run, file):
    database = open_desk(file)
    with database.write(actor="Mei Okafor") as session:
        create_rota(session, name="Network", time_zone="UTC")
    database.close()
    result = run("oncall")
    assert (result.exit_code, "Nobody is on call." in result.stdout) == (1, True)


def test_without_any_rota_it_says_so(run):
    result = run("oncall")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "There is no rota yet" in result.stderr
