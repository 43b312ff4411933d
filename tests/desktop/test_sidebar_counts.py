"""The sidebar says where something waits for a person."""

from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.detect.dead_letter import LetterKind
from incidentdesk.detect.dead_letter_change import drop_dead_letter, keep_dead_letter
from tests.desktop.improve.drill_room import held_clock
from tests.drilling import drill_on

__all__ = ["held_clock"]


@pytest.fixture
def window(qtbot, sqlite_desk, preferences, theme, clear_desk):
    desk = furnish(sqlite_desk, actor="Mei Okafor", zone=ZoneInfo("UTC"), preferences=preferences, theme=theme)
    window = MainWindow(desk)
    window.go_to("incidents")
    window.show()
    yield window
    qtbot.waitUntil(lambda: not desk.background.jobs)
    QApplication.processEvents()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    clear_desk(desk)


def spoken(window, name):
    rows = [window.sidebar.item(row) for row in range(window.sidebar.count())]
    return next(row.data(Qt.ItemDataRole.AccessibleTextRole) for row in rows if row.text() == name)


def test_letters_that_wait_are_counted_behind_the_intake_and_no_longer_when_they_are_gone(window, sqlite_desk, qtbot):
    assert spoken(window, "Intake") == "Intake"
    with sqlite_desk.write(actor="Agent") as session:
        letter = keep_dead_letter(session, kind=LetterKind.ALERT, reason="No JSON.", raw=b"{")
        keep_dead_letter(session, kind=LetterKind.ALERT, reason="No JSON.", raw=b"[")
    qtbot.waitUntil(lambda: spoken(window, "Intake") == "Intake, 2 wait for you")
    with sqlite_desk.write(actor="Mei Okafor") as session:
        drop_dead_letter(session, letter, "Noise.")
    qtbot.waitUntil(lambda: spoken(window, "Intake") == "Intake, 1 waits for you")


def test_a_drill_that_is_under_way_is_counted(window, sqlite_desk, qtbot, held_clock):
    from incidentdesk.improve.drill_change import start_drill

    drill_id = drill_on(sqlite_desk, "Mei Okafor")
    held_clock.later(60)
    with sqlite_desk.write(actor="Mei Okafor") as session:
        start_drill(session, drill_id)
    qtbot.waitUntil(lambda: spoken(window, "Drills and training") == "Drills and training, 1 drill is under way")
