import json

import pytest

from incidentdesk.schema.opening import open_desk
from tests.respond.wan_down import log_wan_down, prepare_wan_down


@pytest.fixture
def incident(file):
    with_plan = open_desk(file)
    with with_plan.write(actor="Mei Okafor") as session:
        prepare_wan_down(session)
        log_wan_down(session)
    with_plan.close()


def test_the_plan_of_the_rule_is_activated_and_told(run, incident):
    result = run("activate", "INC-0001")
    assert "INC-0001: plan “WAN down” (version 1) activated" in result.stdout
    assert "Incident commander       Mei Okafor" in result.stdout
    assert "Switch to the secondary line" in result.stdout
    assert "Branch managers: Down: Branch offices lost WAN access" in result.stdout
    assert "Nobody holds the role “Scribe”" in result.stderr
    assert "WAN down (version 1): 0 of 6 steps" in run("show", "1").stdout


def test_a_plan_is_named_by_name_or_number(run, refused, incident):
    said = refused(run("activate", "1", "--plan", "Mail outage"))
    assert "There is no response plan “Mail outage”. There are: WAN down." in said
    assert "activated" in run("activate", "1", "--plan", "plan-0001").stdout
    assert "runs already" in refused(run("activate", "1", "--plan", "wan down"))


def test_a_plan_that_is_nearly_named_is_offered(run, refused, incident):
    assert "Did you mean WAN down?" in refused(run("activate", "1", "--plan", "WAN don"))


def test_what_was_activated_is_there_for_programs(run, incident):
    told = json.loads(run("activate", "1", "--json").stdout)
    assert (told["incident"], told["plan"], told["version"]) == ("INC-0001", "WAN down", 1)
    assert {"role": "Incident commander", "person": "Mei Okafor"} in told["roles"]
    assert len(told["steps"]) == 6
    assert told["steps"][0]["due_at"].endswith("Z")
    assert told["drafts"][0]["audience"] == "Branch managers"
    assert any("Scribe" in warning for warning in told["warnings"])
