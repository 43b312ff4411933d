"""The outbox and the agent on the command line."""

import json
import os
import signal
import subprocess
import sys

import pytest

from incidentdesk.prepare.outlet_change import create_outlet
from incidentdesk.respond.outbox import outbox_message
from incidentdesk.store import ledger


def queue(desk, state="Queued", port=1, **facts):
    options = {"host": "127.0.0.1", "port": port, "security": "Not encrypted", "sender": "it@example.com"}
    with desk.write(actor="Mei Okafor") as session:
        outlet = create_outlet(session, name="Mail", kind="E-mail", options=options)
        values = {
            "key": "k", "outlet_id": outlet, "recipient": "Ada Novak", "address": "ada@example.com", "subject": "Down",
            "body": "All", "message_id": "<k@x.invalid>", "state": state, "queued_at": session.at,
            "next_at": session.at,
        }  # fmt: skip
        ledger.insert(session, outbox_message, {**values, **facts})


@pytest.fixture
def run(incidentdesk, sqlite_desk):
    def called(*arguments):
        return incidentdesk("--database", sqlite_desk.path, *arguments)

    return called


def test_an_empty_outbox_says_so(run):
    done = run("outbox")
    assert (done.returncode, done.stdout) == (0, "The outbox is empty.\n")


def test_what_failed_stands_with_its_reason(run, sqlite_desk):
    queue(sqlite_desk, "Failed", trouble="550 no such user")
    done = run("outbox")
    assert "Ada Novak" in done.stdout
    assert "Down · 550 no such user" in done.stdout
    assert done.stderr == "Failed 1\n"


def test_a_program_reads_it_as_json(run, sqlite_desk):
    queue(sqlite_desk, "Failed", trouble="550 no such user")
    (row,) = json.loads(run("outbox", "--json").stdout)
    assert (row["state"], row["trouble"], row["outlet"], row["next_at"]) == ("Failed", "550 no such user", "Mail", None)


def test_what_was_sent_stands_only_with_all(run, sqlite_desk):
    queue(sqlite_desk, "Sent")
    assert "Ada" not in run("outbox").stdout
    assert "Ada" in run("outbox", "--all").stdout


def test_what_failed_is_queued_again(run, sqlite_desk):
    queue(sqlite_desk, "Failed")
    done = run("outbox", "--retry", "--json")
    assert "1 message queued again." in done.stderr
    assert json.loads(done.stdout)[0]["state"] == "Queued"


def test_the_agent_says_what_it_did(run, sqlite_desk):
    queue(sqlite_desk)
    done = run("agent", "--once")
    assert done.returncode == 0
    assert "Not sent: 127.0.0.1 can't be reached" in done.stdout
    assert done.stdout.endswith("0 messages sent, 1 attempt failed.\n")


def test_the_agent_sends_what_is_late_unless_it_is_told_not_to(run, sqlite_desk):
    queue(sqlite_desk, queued_at=1, next_at=1)
    done = run("agent", "--once", "--hold-late")
    assert "1 thing is late: Only note" in done.stdout
    assert json.loads(run("outbox", "--all", "--json").stdout)[0]["state"] == "Cancelled"


def test_a_database_that_is_not_there_is_not_made(incidentdesk, tmp_path):
    done = incidentdesk("--database", tmp_path / "no.db", "agent", "--once")
    assert done.returncode == 1
    assert "There is no database" in done.stderr
    assert not (tmp_path / "no.db").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_agent_ends_in_order_and_the_next_one_works_at_once(run, sqlite_desk, number):
    agent = subprocess.Popen(
        [sys.executable, "-m", "incidentdesk", "--database", str(sqlite_desk.path), "agent"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ},
    )
    assert "Working on" in agent.stdout.readline()
    while True:
        with sqlite_desk.read() as reader:
            if reader.rows("SELECT 1 FROM lease WHERE owner <> ''"):
                break
    done = run("agent", "--once")
    assert done.returncode == 1
    assert "Another program works on this database already" in done.stderr
    agent.send_signal(number)
    assert agent.wait(timeout=20) == 0
    assert agent.stdout.read().rstrip().endswith("Ended.")
    agent.stdout.close()
    assert run("agent", "--once").returncode == 0
