"""The register of improvements, and proposed changes to plans, on the command line."""

import json

import pytest

from incidentdesk.improve.improvement_change import create_improvement, move_improvement
from incidentdesk.improve.plan_proposal_change import accept_proposal, propose_change
from incidentdesk.prepare import plan_editing as editing
from incidentdesk.prepare.plan_change import approve, create_plan
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_version import current_version
from incidentdesk.schema.opening import open_desk


@pytest.fixture
def improvements(run, file):
    """One that is overdue and became a plan version, one that is new, one that is rejected."""
    run("log", "Mail is down")
    database = open_desk(file)
    with database.write(actor="Mei Okafor") as session:
        content, phase = editing.add_phase(PlanContent(), "Response")
        content, _key = editing.add_action(content, phase, "Call the provider")
        plan_id = create_plan(session, name="Mail outage", content=content)
        approve(session, current_version(session.reader, plan_id).id)
        late = create_improvement(
            session, title="Call the board", source="Review", owner="Bo Ek", due_on="2024-01-31", from_incident_id=1,
            plan="Mail outage", benefit="High",
        )  # fmt: skip
        for state in ("Accepted", "Approved", "In Progress"):
            move_improvement(session, late, state)
        create_improvement(session, title="Watch the queue", source="Drill")
        rejected = create_improvement(session, title="Buy another firewall", source="Person")
        move_improvement(session, rejected, "Rejected", reason="Too dear")
        more, _key = editing.add_action(content, phase, "Call the board")
        reason = "Nobody called it"
        proposal = propose_change(session, plan_id=plan_id, content=more, reason=reason, improvement_id=late)
        accept_proposal(session, proposal)
    database.close()


def lines(result):
    assert result.exit_code == 0, result.stderr
    return [line.split() for line in result.stdout.splitlines()]


def test_the_overdue_come_first(run, improvements):
    found = lines(run("improvement", "list"))
    assert [line[0] for line in found] == ["IMP-0001", "IMP-0002", "IMP-0003"]
    assert found[0][:8] == ["IMP-0001", "In", "Progress", "2024-01-31", "!", "Bo", "Ek", "Review"]


@pytest.mark.parametrize(
    ("query", "found"),
    [(["--open"], ["IMP-0001", "IMP-0002"]), (["firewall"], ["IMP-0003"]), (["drill", "queue"], ["IMP-0002"])],
)
def test_some_of_them(run, improvements, query, found):
    assert [line[0] for line in lines(run("improvement", "list", *query))] == found


def test_json_says_which_version_it_became(run, improvements):
    first, _second, last = json.loads(run("improvement", "list", "--json").stdout)
    assert (first["number"], first["origin"], first["overdue"]) == ("IMP-0001", "INC-0001", True)
    assert (first["plan"], first["plan_version"], first["benefit"]) == ("Mail outage", 2, "High")
    assert (last["state"], last["reason"], last["due"]) == ("Rejected", "Too dear", None)


def test_proposals_say_what_became_of_them(run, improvements):
    assert lines(run("improvement", "proposals"))[0][:2] == ["Accepted", "PLAN-0001"]
    (row,) = json.loads(run("improvement", "proposals", "--json").stdout)
    assert (row["base_version"], row["version"], row["improvement"]) == (1, 2, "IMP-0001")


def test_an_empty_register_says_how_one_comes(run):
    result = run("improvement", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "There are no improvements" in result.stderr
