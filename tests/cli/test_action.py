"""Corrective actions over all incidents, on the command line."""

import json

import pytest

from incidentdesk.investigate.action_intake import propose_action
from incidentdesk.investigate.action_move import ActionMove, move_action
from incidentdesk.investigate.subject import Subject
from incidentdesk.schema.opening import open_desk


@pytest.fixture(autouse=True)
def actions(run, file):
    """An action that is overdue, one that comes, and one that is only proposed."""
    run("log", "WAN down")
    run("log", "No mail")
    database = open_desk(file)
    with database.write(actor="Mei Okafor") as session:
        first, second = Subject("incident", 1), Subject("incident", 2)
        propose_action(session, first, text="Write a procedure", type="Policy or procedure", priority=5)
        for text, due, owner, about in (
            ("Replace the firewall", "2024-01-31", "Mei Okafor", first),
            ("Watch the queue", "2099-12-31", "Bo Ek", second),
        ):
            number = propose_action(session, about, text=text, due_on=due, owner=owner, effort="Detect")
            move_action(session, number, ActionMove("Committed"))
    database.close()


def texts(result) -> list[str]:
    assert result.exit_code == 0
    return [line.split("INC-000")[1][2:].strip() for line in result.stdout.splitlines()]


def test_the_overdue_come_first(run):
    result = run("action", "list")
    assert texts(result) == ["Replace the firewall", "Watch the queue", "Write a procedure"]
    assert result.stdout.splitlines()[0].split() == [
        "ACT-0002", "P3", "Committed", "2024-01-31", "!", "Mei", "Okafor", "INC-0001", "Replace", "the", "firewall",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (["overdue"], ["Replace the firewall"]),
        (["-overdue"], ["Watch the queue", "Write a procedure"]),
        (["owner:me"], ["Replace the firewall"]),
        (["owner:none"], ["Write a procedure"]),
        (["incident:INC-0002"], ["Watch the queue"]),
        (["state:proposed", "priority:5"], ["Write a procedure"]),
        (["due>2030"], ["Watch the queue"]),
        (["mail"], ["Watch the queue"]),
        (["nothing-like-it"], []),
    ],
)
def test_a_query(run, query, found):
    assert texts(run("action", "list", *query)) == found


def test_json_has_the_same_numbers(run):
    for query in ([], ["is:open"], ["effort:detect"]):
        lines = run("action", "list", *query).stdout.splitlines()
        told = json.loads(run("action", "list", *query, "--json").stdout)
        assert [line.split()[0] for line in lines] == [each["number"] for each in told]
    first = json.loads(run("action", "list", "--json").stdout)[0]
    assert (first["overdue"], first["due_on"], first["owner"], first["about"], first["about_title"]) == (
        True, "2024-01-31", "Mei Okafor", "INC-0001", "WAN down",
    )  # fmt: skip
    assert first["type"] is None
    assert first["created_at"].endswith("Z")


def test_nothing_found_is_an_empty_array(run):
    assert run("action", "list", "nothing-like-it", "--json").stdout == "[]\n"


def test_what_is_not_understood_is_said(run):
    result = run("action", "list", "state:sleeping")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "sleeping is not a value of state:.\n"


def test_wrong_usage(run):
    assert run("action").exit_code == 2
    assert run("action", "list", "--nonsense").exit_code == 2


@pytest.fixture
def done(file):
    database = open_desk(file)
    with database.write(actor="Mei Okafor") as session:
        move_action(session, 3, ActionMove("Done", completion="It is watched."))
    database.close()


def test_whether_what_is_done_works(run, done):
    result = run("action", "effectiveness")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "ACT-0003  Too few to know  Watch the queue",
        "          Nothing says what would be the same trouble: no problem, no cause, no service with a category.",
    ]


def test_the_verdicts_as_json(run, done):
    told = json.loads(run("action", "effectiveness", "--json").stdout)
    assert [(each["number"], each["verdict"], each["basis"]) for each in told] == [("ACT-0003", "unknown", "nothing")]
    assert [(each["days"], each["before"], each["after"], each["chance"]) for each in told[0]["windows"]] == [
        (30, 0, None, None), (60, 0, None, None), (90, 0, None, None),
    ]  # fmt: skip
    listed = {each["number"]: each["effectiveness"] for each in json.loads(run("action", "list", "--json").stdout)}
    assert listed["ACT-0001"] is None
    assert listed["ACT-0003"] == {name: value for name, value in told[0].items() if name not in ("number", "text")}


def test_a_query_asks_for_the_verdict(run, done):
    assert texts(run("action", "list", "effective:unknown")) == ["Watch the queue"]
    assert texts(run("action", "list", "effective:yes")) == []
