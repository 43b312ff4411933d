from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QMainWindow

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.respond.incident_page import IncidentPage
from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.intake import log_incident

NOW = datetime(2026, 3, 28, 9, 42, tzinfo=UTC)


@pytest.fixture
def open_window(qapp, qtbot, tmp_path, clear_desk):
    """Opens a window with the page of an incident, as one person at one workstation; hands over the page."""
    opened = []

    def open_window(database, incident_id, actor="Mei Okafor", account=""):
        theme = Theme("light")
        theme.apply(qapp)
        preferences = Preferences(tmp_path / f"settings of {actor}")
        desk = furnish(
            database, actor=actor, account=account, zone=ZoneInfo("Europe/Berlin"), preferences=preferences, theme=theme
        )
        page = IncidentPage(desk, incident_id)
        window = QMainWindow()
        window.setCentralWidget(page)
        window.resize(1280, 720)
        with qtbot.waitSignal(page.shown):
            window.show()
        qtbot.waitUntil(window.isActiveWindow)
        opened.append((desk, window))
        return page

    yield open_window
    for desk, window in opened:
        _settle(qtbot, desk)
        shiboken6.delete(window)
        clear_desk(desk)


@pytest.fixture
def settle(qtbot):
    """Waits until nothing is under way in the background and what came of it has arrived."""
    return lambda desk: _settle(qtbot, desk)


def _settle(qtbot, desk):
    qtbot.waitUntil(lambda: not desk.background.jobs)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not desk.background.jobs)


@pytest.fixture
def incident_id(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        return log_incident(
            session,
            title="Mail is down",
            reporter="A. Lindqvist",
            service="Mail",
            category="Applications",
            team="Service desk",
            tags=["mail"],
        )


@pytest.fixture
def page(open_window, sqlite_desk, incident_id):
    return open_window(sqlite_desk, incident_id)
