"""A kill while settings are saved leaves the old file or the new one (safe-8)."""

import json
import os
import random
import subprocess
import sys
import time

KILLS = int(os.environ.get("INCIDENTDESK_TEST_SETTINGS_KILLS", "8"))

_WRITER = """
import sys
from pathlib import Path
from incidentdesk.desktop.preferences import Preferences
preferences = Preferences(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    for name in ("light", "dark"):
        preferences.set("theme", name)
"""


def test_the_settings_are_whole_after_every_kill(tmp_path):
    chance = random.Random(8)
    for _kill in range(KILLS):
        writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        with writer:
            assert writer.stdout.readline() == "ready\n"
            time.sleep(0.02 + chance.uniform(0, 0.05))
            writer.kill()
        assert json.loads((tmp_path / "settings.json").read_text())["theme"] in ("light", "dark")
