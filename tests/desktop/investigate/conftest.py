from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.investigate.cause_document import CauseDocument
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.intake import log_incident
from incidentdesk.investigate.cause_record import cause_graph_of
from incidentdesk.investigate.subject import INCIDENT, Subject
from tests.desktop.investigate.fishbone_window import Person, written


@pytest.fixture
def furnished(qapp, qtbot, tmp_path, clear_desk):
    """Furnishes a desk over a database for a person at a workstation."""
    made = []

    def furnished(database, actor="Mei Okafor"):
        theme = Theme("light")
        theme.apply(qapp)
        preferences = Preferences(tmp_path / f"settings of {actor}")
        preferences.set("reduced_motion", True)
        desk = furnish(database, actor=actor, zone=ZoneInfo("Europe/Berlin"), preferences=preferences, theme=theme)
        made.append(desk)
        return desk

    yield furnished
    for desk in made:
        settled(qtbot, desk)
        clear_desk(desk)


def settled(qtbot, desk):
    """Waits until nothing is under way in the background and what came of it has arrived."""
    for _round in range(3):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not desk.background.jobs)
    QApplication.processEvents()


@pytest.fixture
def settle(qtbot):
    return lambda desk: settled(qtbot, desk)


@pytest.fixture
def subject(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        incident_id = log_incident(session, title="Branch offices lost WAN access", reporter="A. Lindqvist")
    return Subject(INCIDENT, incident_id)


@pytest.fixture
def stored(sqlite_desk, subject):
    """The graph as it stands in the database."""

    def stored():
        with sqlite_desk.read() as reader:
            return cause_graph_of(reader, subject)

    return stored


@pytest.fixture
def open_document(qtbot, furnished, sqlite_desk, subject):
    """Opens the causes of the incident as one person; two people have two documents."""

    def open_document(actor="Mei Okafor", database=sqlite_desk, draft=""):
        document = CauseDocument(furnished(database, actor), subject, draft or f"test of {actor}")
        with qtbot.waitSignal(document.loaded):
            document.load()
        return document

    return open_document


@pytest.fixture
def document(open_document):
    return open_document()


@pytest.fixture
def sit_down(qtbot, furnished, sqlite_desk):
    """Opens the fishbone of an incident in a window, for one person or for several."""
    people = []

    def sit_down(graph=None, actor="Mei Okafor", size=(1440, 900), subject=None, database=None):
        database = database or sqlite_desk
        subject = subject or written(database, graph)
        person = Person(qtbot, furnished(database, actor), subject, size)
        people.append(person)
        return person

    yield sit_down
    for person in people:
        person.leave()


@pytest.fixture
def lead(sit_down):
    """A lead before a fishbone with bones and no causes."""
    return sit_down()
