"""The recovery of an incident on the command line."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from incidentdesk import clock
from incidentdesk.prepare.audience_change import create_audience
from incidentdesk.prepare.service_change import create_service
from incidentdesk.recover.recovery_change import finish_restore_task
from incidentdesk.recover.recovery_list import recovery_of
from incidentdesk.recover.temporary_fix_change import place_fix
from incidentdesk.respond.announcing import draft_announcement, send_announcement
from incidentdesk.schema.opening import open_desk

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def desk(file):
    """Mail needs the storage; it is noon."""
    clock.hold(lambda: NOON)
    database = open_desk(file)
    with database.write(actor="Mei Okafor") as session:
        create_service(session, name="Storage", rto="1 h", rpo="15 min", owner="L. Novák")
        create_service(session, name="Mail", needs="Storage")
    yield database
    database.close()
    clock.hold(None)


@pytest.fixture
def mail(run):
    run("log", "No mail goes out", "--service", "Mail", "--occurred", "-3h")


def status(run):
    return json.loads(run("recover", "status", "INC-0001", "--json").stdout)


def test_a_recovery_is_begun_and_told_in_its_order(run, mail):
    result = run("recover", "begin", "1", "--coordinator", "Mei Okafor")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["1", "2", "3", "4", "5"]
    assert "RTO 3 h of 1 h missed · RPO not known of 15 min" in result.stdout
    found = status(run)
    assert (found["number"], found["coordinator"], found["phase"]) == ("INC-0001", "Mei Okafor", "Prepare")
    storage, mail = found["tasks"][2:4]
    assert (storage["title"], storage["owner"], mail["needs"]) == ("Restore Storage", "L. Novák", [3])
    assert storage["rto"] == {"target": 3600, "actual": 10800.0, "aim": "Missed"}
    assert storage["rpo"] == {"target": 900, "actual": None, "aim": "Not known"}
    assert mail["waits_for"] == [1, 2, 3]
    assert {each["state"] for each in found["criteria"]} == {"Open"}


def test_what_came_back_fixes_and_the_all_clear_are_told(run, mail, desk):
    run("recover", "begin", "1")
    with desk.write(actor="Mei Okafor") as session:
        for task in recovery_of(session.reader, 1).tasks[:3]:
            until = NOON - timedelta(hours=3, minutes=10) if task.rpo else None
            finish_restore_task(session, task.id, data_until=until)
        place_fix(session, 1, text="Mail goes by hand", expires=NOON + timedelta(hours=4))
        users = create_audience(session, name="Users", members="address\ta@example.org")
        draft = draft_announcement(session, 1, audience_id=users, subject="No mail", body="We work on it.")
        send_announcement(session, draft)
    found = status(run)
    assert found["tasks"][2]["rpo"] == {"target": 900, "actual": 600.0, "aim": "Met"}
    assert [(each["text"], each["expired"]) for each in found["fixes"]] == [("Mail goes by hand", False)]
    assert [(each["name"], each["audiences"], each["all_clear"]) for each in found["all_clear"]] == [
        ("a@example.org", ["Users"], "Not told yet")
    ]
    lines = run("recover", "status", "1").stdout
    assert "Mitigated: not yet · Restored: not yet" in lines
    assert "Temporary fix to 2026-03-18 16:00: Mail goes by hand" in lines
    assert "All-clear: 0 of 1 were told\nNot told yet  a@example.org Users\n" in lines


def test_only_a_major_incident_has_a_gate(run, mail):
    assert "major" not in run("recover", "status", "1").stdout
    assert status(run)["gate"] == {"open": True, "why": None}
    run("log", "Everything is down", "--major")
    assert "INC-0002 is a major incident" in run("recover", "status", "2").stdout


def test_a_recovery_that_was_not_begun_is_no_error(run, mail):
    assert "not begun yet" in run("recover", "status", "1").stdout
    assert (status(run)["began_at"], status(run)["tasks"]) == (None, [])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("status", "99"), "There is no INC-0099"),
        (("status", "mail"), "is no number"),
        (("begin", "99"), "There is no"),
    ],
)
def test_what_is_not_there_is_refused(run, words, sentence):
    result = run("recover", *words)
    assert result.exit_code == 1
    assert sentence in result.stderr
