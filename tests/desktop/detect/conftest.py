from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow

from incidentdesk import clock
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.detect.incident_list_page import IncidentListPage
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.intake import log_incident

NOW = datetime(2026, 3, 28, 9, 42, tzinfo=UTC)


@pytest.fixture
def held_clock():
    clock.hold(lambda: NOW)
    yield NOW
    clock.hold(None)


@pytest.fixture
def fill(held_clock):
    """Logs incidents with these titles, a minute apart, the last one now; the facts are those of all of them."""

    def fill(database, *titles, actor="Mei Okafor", **facts):
        ids = []
        for place, title in enumerate(titles):
            clock.hold(lambda place=place: NOW - timedelta(minutes=len(titles) - 1 - place))
            with database.write(actor=actor) as session:
                ids.append(log_incident(session, title=title, **facts))
        clock.hold(lambda: NOW)
        return ids

    return fill


def settled(qtbot, desk):
    """Nothing is under way in the background, and what came of it has arrived."""
    for _turn in range(3):
        qtbot.waitUntil(lambda: not desk.background.jobs)
        QApplication.processEvents()


@pytest.fixture
def settle(qtbot):
    return lambda page: settled(qtbot, page._desk)


@pytest.fixture
def open_list(qapp, qtbot, tmp_path, clear_desk):
    """Opens a window with the list of a database, as one person at one workstation; hands over the page."""
    opened = []

    def open_list(database, actor="Mei Okafor", size=(1280, 720), query=None):
        theme = Theme("light")
        theme.apply(qapp)
        preferences = Preferences(tmp_path / f"settings of {actor}")
        desk = furnish(
            database,
            actor=actor,
            account=actor.split()[0].lower(),
            zone=ZoneInfo("Europe/Berlin"),
            preferences=preferences,
            theme=theme,
        )
        page = IncidentListPage(desk)
        window = QMainWindow()
        window.setCentralWidget(page)
        window.resize(*size)
        if query is not None:
            page.filter.set_text(query)
            page.reload(first_page=True)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        page.table.setFocus(Qt.FocusReason.OtherFocusReason)
        opened.append((desk, window))
        settled(qtbot, desk)
        return page

    yield open_list
    for desk, window in opened:
        settled(qtbot, desk)
        shiboken6.delete(window)
    for desk, _window in opened:
        clear_desk(desk)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request):
    """An empty desk, once on SQLite and once on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_desk")
