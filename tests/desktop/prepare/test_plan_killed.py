"""A kill while somebody writes a plan takes the last second at most."""

import os
import random
import subprocess
import sys
import time

from incidentdesk.desktop.drafts import draft
from incidentdesk.prepare.plan_change import create_plan
from incidentdesk.prepare.plan_content import Action, Phase, PlanContent, content_of
from incidentdesk.prepare.plan_version import current_version
from tests.desktop.investigate.analyses_window import act, read

KILLS = int(os.environ.get("INCIDENTDESK_TEST_PLAN_KILLS", "2"))
_A_KEY_EVERY = 20  # milliseconds

_WRITER = f"""
import sys
from pathlib import Path
from zoneinfo import ZoneInfo
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.prepare.plan_page import PlanPage
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.schema.opening import open_desk

app = QApplication([])
theme = Theme("light")
theme.apply(app)
database = open_desk(Path(sys.argv[1]))
preferences = Preferences(Path(sys.argv[2]))
page = PlanPage(furnish(database, actor="Mei", zone=ZoneInfo("UTC"), preferences=preferences, theme=theme), 1)
page.show()

def begin():
    page.outline.go_to("a")
    field = page.inspector.action.form.fields["criterion"]
    field.clear()

    def key():
        QTest.keyClicks(field, "x")
        print(len(field.text()), flush=True)

    timer = QTimer(page, interval={_A_KEY_EVERY})
    timer.timeout.connect(key)
    timer.start()

shown = lambda: (page.shown.disconnect(shown), begin())
page.shown.connect(shown)
app.exec()
"""


def test_of_what_was_typed_the_last_second_is_gone_at_most(sqlite_desk, tmp_path):
    act(sqlite_desk, create_plan, name="WAN", content=PlanContent("", (Phase("p", "First", (Action("a", "Look"),)),)))
    chance = random.Random(3)
    for _kill in range(KILLS):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(sqlite_desk.path), str(tmp_path / "settings")],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        with writer:
            assert writer.stdout.readline() == "1\n"
            time.sleep(1.5 + chance.uniform(0, 0.5))
            writer.kill()
            typed = int(writer.stdout.read().split()[-1])
        kept = draft(sqlite_desk.place, "plan-1").get("content")
        content = content_of(kept) if kept else read(sqlite_desk, current_version, 1).content
        assert typed > 30
        assert typed - len(content.actions[0].criterion) < 1_000 / _A_KEY_EVERY
