"""incidentdesk agent: what it listens to is said on its command line, or set."""

import re
import signal
import subprocess
import sys
import time

import httpx
import pytest

from tests.web_visitor import Visitor


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--listen", "8787"), "is no address to listen on"),
        (("--listen", "127.0.0.1:0", "--once"), "With --once the agent ends at once"),
    ],
)
def test_what_it_can_not_listen_to_is_told(incidentdesk, sqlite_desk, arguments, sentence):
    done = incidentdesk("--database", sqlite_desk.path, "agent", *arguments)
    assert done.returncode == 1
    assert sentence in done.stderr


@pytest.fixture
def agent(sqlite_desk):
    """An agent as its own process, with the lines that it has said so far."""
    command = [sys.executable, "-m", "incidentdesk", "--database", str(sqlite_desk.path)]
    process = subprocess.Popen([*command, "agent", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
    yield process
    if process.poll() is None:
        process.kill()
    process.wait(20)
    process.stdout.close()


def test_it_takes_reports_until_it_is_ended_and_ends_at_once(agent, sqlite_desk):
    address = ""
    while not address:
        line = agent.stdout.readline()
        assert line, "it ended"
        address = next(iter(re.findall(r"Listening on (http://\S+)", line)), "")
    with Visitor(base_url=address, headers={"Accept": "text/html"}, trust_env=False) as visitor:
        assert visitor.report().status_code == 303
    assert httpx.get(f"{address}/health", trust_env=False).json()["works"] is True
    began = time.monotonic()
    agent.send_signal(signal.SIGTERM)
    assert agent.wait(20) == 0
    assert time.monotonic() - began < 10
    assert f"No longer listening on {address}" in agent.stdout.read()
    with sqlite_desk.read() as reader:
        assert reader.rows("SELECT title FROM incident") == [("No e-mail",)]
