"""What was shown as saved survives the death of the process (safe-1); the long run is benchmarks/store_kill.py."""

import importlib.util
import os
import sys
from pathlib import Path

KILLS = int(os.environ.get("INCIDENTDESK_TEST_KILLS", "30"))


def test_nothing_acknowledged_is_lost_and_nothing_is_half_written_when_a_writer_is_killed(tmp_path):
    script = Path(__file__).parents[1] / "benchmarks" / "store_kill.py"
    specification = importlib.util.spec_from_file_location("store_kill", script)
    store_kill = importlib.util.module_from_spec(specification)
    sys.modules["store_kill"] = store_kill  # dataclasses look their module up
    specification.loader.exec_module(store_kill)
    count = store_kill.kill_and_count(tmp_path / "desk.db", KILLS, longest=0.2)
    assert count.clean, count
    assert count.acknowledged
