from zoneinfo import ZoneInfo

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QMainWindow

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.improve.review_page import ReviewPage
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from tests.measure.review_desk import incident_with_review


def settle_all(qtbot, desk):
    """Wait until nothing is under way in the background and what came of it has arrived."""
    for _round in range(3):
        qtbot.waitUntil(lambda: not desk.background.jobs)
        QApplication.processEvents()


@pytest.fixture
def settle(qtbot):
    return lambda page: settle_all(qtbot, page.desk)


@pytest.fixture
def open_review(qapp, qtbot, tmp_path, clear_desk):
    """Opens a window with the page of a review, as one person at one workstation; hands over the page."""
    opened = []

    def open_review(database, incident_id, actor="Mei Okafor", size=(1280, 720), scale=100):
        theme = Theme("light", scale)
        theme.apply(qapp)
        preferences = Preferences(tmp_path / f"settings of {actor}")
        desk = furnish(database, actor=actor, zone=ZoneInfo("Europe/Berlin"), preferences=preferences, theme=theme)
        page = ReviewPage(desk, incident_id)
        window = QMainWindow()
        window.setCentralWidget(page)
        window.resize(*size)
        with qtbot.waitSignal(page.shown):
            window.show()
        qtbot.waitUntil(window.isActiveWindow)
        settle_all(qtbot, desk)
        opened.append((desk, window))
        return page

    yield open_review
    for desk, window in opened:
        settle_all(qtbot, desk)
        shiboken6.delete(window)
        clear_desk(desk)


@pytest.fixture
def made(sqlite_desk):
    """A major incident with a review in draft."""
    return incident_with_review(sqlite_desk)


@pytest.fixture
def page(open_review, sqlite_desk, made):
    return open_review(sqlite_desk, made.incident_id)
