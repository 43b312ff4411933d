"""A kill while somebody types into a fishbone loses at most the last second."""

import os
import random
import subprocess
import sys
import time

import pytest

from tests.desktop.investigate.fishbone_window import written
from tests.investigate.pictured import six

KILLS = int(os.environ.get("INCIDENTDESK_TEST_FISHBONE_KILLS", "3"))
TEXT = "The first thing that anybody noticed was that the second line was as dead as the first one. " * 8

_TYPIST = """
import sys, time
from pathlib import Path
from zoneinfo import ZoneInfo
from PySide6.QtTest import QTest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.investigate.fishbone_page import FishbonePage
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.investigate.subject import Subject
from incidentdesk.schema.opening import open_desk

file, settings, where, text = sys.argv[1:]
app = QApplication([])
desk = furnish(open_desk(file), actor="Mei Okafor", preferences=Preferences(Path(settings)), zone=ZoneInfo("UTC"))
page = FishbonePage(desk, Subject("incident", 1))
window = QMainWindow()
window.setCentralWidget(page)
window.show()
while not page.document.is_loaded:
    app.processEvents()
window.activateWindow()
while not window.isActiveWindow():
    app.processEvents()
key = next(each.key for each in page.document.graph.in_order() if each.text.startswith("DHCP"))
page.go(key)
page.canvas.setFocus()
if where == "new":
    QTest.keyClick(page.canvas, Qt.Key.Key_Return)
elif where == "label":
    QTest.keyClick(page.canvas, Qt.Key.Key_F2)
    QTest.keyClick(app.focusWidget(), Qt.Key.Key_End)
else:
    QTest.keyClick(page.canvas, Qt.Key.Key_N)
print("ready", flush=True)
for count, letter in enumerate(text, 1):
    QTest.keyClick(app.focusWidget(), letter)
    print(count, flush=True)
    until = time.monotonic() + 0.012
    while time.monotonic() < until:
        app.processEvents()
"""


def typed_until_killed(file, settings, where, seconds):
    """How many letters had been typed a second before the kill, and at the kill."""
    command = [sys.executable, "-c", _TYPIST, str(file), str(settings), where, TEXT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as typist:
        assert typist.stdout.readline() == "ready\n"
        started, counts = time.monotonic(), []
        while time.monotonic() < started + seconds:
            counts.append((time.monotonic(), int(typist.stdout.readline())))
        typist.kill()
        killed = time.monotonic()
    early = [count for at, count in counts if at < killed - 1.0]
    return (early or [0])[-1], counts[-1][1]


@pytest.mark.parametrize("where", ["new", "label", "note"])
def test_what_was_typed_is_there_again_but_for_the_last_second(where, tmp_path, sqlite_desk, sit_down):
    chance = random.Random(13)
    subject = written(sqlite_desk, six())
    for kill in range(KILLS if where == "new" else 1):
        early, last = typed_until_killed(sqlite_desk.path, tmp_path / "killed", where, 1.2 + chance.uniform(0, 0.8))
        lead = sit_down(subject=subject)
        lead.rest()
        found = recovered(lead, where)
        assert early <= len(found) <= last + 1, (kill, early, len(found), last)
        assert TEXT.startswith(found.rstrip("…"))
        assert "Recovered what was typed" in lead.page.editor.message.text
        assert lead.page.document.is_saved
        lead.page.editor.message.action_button.click()
        lead.rest()
        assert recovered(lead, where) == ""
        lead.window.close()


def recovered(lead, where):
    """What stands now of what was typed."""
    dhcp = next((each for each in lead.graph.in_order() if each.text.startswith("DHCP")), None)
    if where == "label":
        whole = dhcp.note or dhcp.text
        return whole.removeprefix("DHCP lease ends at 07:00")
    if where == "note":
        return dhcp.note
    new = [each for each in lead.graph.in_order() if each.text.startswith("T")]
    return (new[0].note or new[0].text) if new else ""
