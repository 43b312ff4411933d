"""The command view on a full screen: all the room, large letters, and the keys as ever."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop import wall
from tests.desktop.investigate.analyses_window import Key, held_clock, log, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def lead(sqlite_desk, held_clock, sit_down, monkeypatch):
    """Before a screen that is twice as large as it must be."""
    screen = QApplication.primaryScreen().size()
    monkeypatch.setattr(wall, "_LEAST", QSize(screen.width() // 2, screen.height() // 2))
    lead = sit_down(f"INC-{log(sqlite_desk):04d}/command")
    lead.desk.theme.choose_scale(100)
    return lead


def on_the_wall(lead):
    window = lead.window
    return (window.isFullScreen(), window.sidebar.isVisible(), window.menuBar().height() > 0, lead.desk.theme.scale)


def test_it_has_all_the_room_and_letters_as_large_as_the_screen_allows(lead):
    lead.run("view.full_screen")
    lead.rest()
    assert on_the_wall(lead) == (True, False, False, 200)
    lead.run("view.full_screen")
    lead.rest()
    assert on_the_wall(lead) == (False, True, True, 100)


def test_the_keys_of_the_window_and_of_the_page_go_on_working(lead):
    lead.press(Key.Key_F11)
    assert on_the_wall(lead)[0]
    lead.press(Key.Key_D)
    assert QApplication.focusWidget() is lead.page.decisions.line
    lead.press(Key.Key_Escape)
    lead.press(Key.Key_F11)
    assert on_the_wall(lead) == (False, True, True, 100)


def test_another_page_on_the_full_screen_is_as_ever(lead):
    lead.run("view.full_screen")
    lead.rest()
    lead.press(Key.Key_O)
    assert on_the_wall(lead) == (True, True, True, 100)
    lead.run("view.full_screen")


def test_larger_letters_for_the_window_leave_those_on_the_wall_as_they_are(lead):
    lead.run("view.full_screen")
    lead.rest()
    lead.run("view.zoom.in")
    lead.rest()
    lead.qtbot.waitUntil(lambda: lead.desk.theme.scale == 200)
    lead.run("view.full_screen")
    lead.rest()
    assert lead.desk.theme.scale == 110


def test_letters_are_as_before_when_the_window_is_closed(lead):
    lead.run("view.full_screen")
    lead.rest()
    lead.window.close()
    assert lead.desk.theme.scale == 100
