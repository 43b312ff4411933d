"""No message is lost and none is repeated without reason when the agent is killed (notify-1)."""

import importlib.util
import os
import sys
from pathlib import Path

KILLS = int(os.environ.get("INCIDENTDESK_TEST_OUTBOX_KILLS", "3"))


def test_every_message_arrives_and_only_what_fell_between_answer_and_record_comes_twice(tmp_path):
    script = Path(__file__).parents[1] / "benchmarks" / "outbox_kill.py"
    specification = importlib.util.spec_from_file_location("outbox_kill", script)
    outbox_kill = importlib.util.module_from_spec(specification)
    sys.modules["outbox_kill"] = outbox_kill  # dataclasses look their module up
    specification.loader.exec_module(outbox_kill)
    count = outbox_kill.kill_and_count(tmp_path / "desk.db", KILLS, longest=0.3, waiting=12)
    assert count.clean, count
    assert count.states == {"Sent": count.messages}
