"""One of our own commands beside this program."""

import sys
import time

import pytest

from incidentdesk.agent.own_process import own_program, run_own_process
from incidentdesk.refusal import Refused


def test_what_the_command_refuses_is_refused_here(sqlite_desk):
    with pytest.raises(Refused, match="There is no incident INC-0007"):
        run_own_process(sqlite_desk, ["show", "INC-0007"], zone="UTC")


def test_a_program_that_hangs_is_ended_by_whoever_looks(sqlite_desk, monkeypatch):
    # Options are arguments of the script that hangs.
    hanging = [sys.executable, "-c", "import time; time.sleep(60)"]
    monkeypatch.setattr("incidentdesk.agent.own_process.own_program", lambda: hanging)
    began = time.monotonic()

    def look(_said):
        raise Refused("too long")

    with pytest.raises(Refused, match="too long"):
        run_own_process(sqlite_desk, [], zone="UTC", look=look)
    assert time.monotonic() - began < 10


def test_a_frozen_program_starts_itself(monkeypatch):
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr("sys.executable", "/opt/IncidentDesk/incidentdesk")
    assert own_program() == ["/opt/IncidentDesk/incidentdesk"]
