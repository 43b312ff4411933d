"""A kill while somebody writes takes the last second at most."""

import os
import random
import subprocess
import sys
import time

from incidentdesk.desktop.drafts import draft
from tests.measure.review_desk import incident_with_review

KILLS = int(os.environ.get("INCIDENTDESK_TEST_REVIEW_KILLS", "2"))
_A_KEY_EVERY = 20  # milliseconds

_WRITER = f"""
import sys
from pathlib import Path
from zoneinfo import ZoneInfo
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.improve.review_page import ReviewPage
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.schema.opening import open_desk

app = QApplication([])
theme = Theme("light")
theme.apply(app)
database = open_desk(Path(sys.argv[1]))
preferences = Preferences(Path(sys.argv[2]))
page = ReviewPage(furnish(database, actor="Mei", zone=ZoneInfo("UTC"), preferences=preferences, theme=theme), 1)
page.show()

def begin():
    field = page.form.sections["got_lucky"].edit
    field.clear()
    field.setFocus()

    def key():
        QTest.keyClicks(field, "x")
        print(len(field.toPlainText()), flush=True)

    timer = QTimer(page, interval={_A_KEY_EVERY})
    timer.timeout.connect(key)
    timer.start()

shown = lambda: (page.shown.disconnect(shown), begin())
page.shown.connect(shown)
app.exec()
"""


def test_of_what_was_typed_the_last_second_is_gone_at_most(sqlite_desk, tmp_path):
    incident_with_review(sqlite_desk, cause_count=0)
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
        stored = sqlite_desk_text(sqlite_desk)
        kept = draft(sqlite_desk.place, "INC-0001-review").get("got_lucky", [stored])[0]
        assert typed > 30
        assert len(kept) >= typed - 1_000 / _A_KEY_EVERY
        assert set(kept) == {"x"}


def sqlite_desk_text(desk):
    with desk.read() as reader:
        return reader.rows("SELECT got_lucky FROM review")[0][0]
