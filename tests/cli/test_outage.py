"""Outages of services on the command line."""

import json
from datetime import UTC, datetime

import pytest

from incidentdesk import clock
from incidentdesk.prepare.service_change import create_service
from incidentdesk.schema.opening import open_desk


@pytest.fixture(autouse=True)
def mail(file):
    """A service and an incident; it is noon."""
    clock.hold(lambda: datetime(2026, 3, 18, 12, tzinfo=UTC))
    database = open_desk(file)
    with database.write(actor="Mei Okafor") as session:
        create_service(session, name="Mail")
    database.close()
    yield
    clock.hold(None)


def told(run) -> list[dict]:
    return json.loads(run("outage", "list", "--json").stdout)


def test_an_outage_is_recorded_and_listed(run):
    run("log", "No mail goes out")
    result = run(
        "outage", "add", "mail", "--from", "09:50", "--to", "2026-03-18T11:20:00Z", "--degraded", "--incident", "inc-1",
        "--note", "The queue was full",
    )  # fmt: skip
    assert (result.exit_code, result.stdout) == (0, "Outage 1 of mail recorded.\n")
    assert told(run) == [{
        "number": 1, "service": "Mail", "began_at": "2026-03-18T09:50:00Z", "ended_at": "2026-03-18T11:20:00Z",
        "seconds": 5400.0, "degree": "Degraded", "planned": False, "incident": "INC-0001",
        "note": "The queue was full",
    }]  # fmt: skip
    line = run("outage", "list").stdout
    assert "2026-03-18 09:50 2026-03-18 11:20 1 h 30 min" in line
    assert line.endswith("INC-0001  The queue was full\n")


def test_what_goes_on_is_ended(run):
    run("outage", "add", "Mail", "--from", "-30m", "--planned")
    assert "still going on" in run("outage", "list").stdout
    assert (told(run)[0]["ended_at"], told(run)[0]["seconds"], told(run)[0]["planned"]) == (None, 1800.0, True)
    assert run("outage", "end", "1", "--at", "-10m").stdout == "Outage 1 ended.\n"
    assert told(run)[0]["seconds"] == 1200.0
    assert "has ended already" in run("outage", "end", "#1").stderr


def test_only_those_of_a_service(run):
    run("outage", "add", "Mail", "--from", "09:00")
    assert run("outage", "list", "--service", "mail").stdout
    assert run("outage", "list", "--service", "WAN").stdout == ""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["add", "WAN", "--from", "09:00"], "There is no service “WAN”"),
        (["add", "Mail", "--from", "tomorrow-ish"], "is no time"),
        (["add", "Mail", "--from", ""], "needs a beginning"),
        (["add", "Mail", "--from", "09:00", "--to", "08:00"], "ends before it begins"),
        (["add", "Mail", "--from", "2027-01-01 08:00"], "still to come"),
        (["add", "Mail", "--from", "09:00", "--incident", "INC-0009"], "There is no INC-0009"),
        (["end", "7"], "There is no outage 7"),
        (["end", "seven"], "is no number of an outage"),
    ],
)
def test_what_can_not_be_is_refused(run, refused, words, sentence):
    assert sentence in refused(run("outage", *words))
    assert told(run) == []
