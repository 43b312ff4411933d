"""What makes an incident a candidate for a major one, in the settings."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.places import PLACES, Place
from incidentdesk.desktop.settings.major import MajorSection
from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.major_step import major_triggers


@pytest.fixture
def desk(sqlite_desk, preferences, theme):
    desk = furnish(sqlite_desk, actor="Mei", preferences=preferences, theme=theme)
    yield desk
    desk.background.stop()


@pytest.fixture
def section(desk, qtbot):
    settings = next(place for place in PLACES if place.key == "settings")
    window = MainWindow(desk, (Place("incidents", "Incidents", "incident", lambda _desk: QLabel("list")), settings), ())
    qtbot.addWidget(window)
    window.go_to("settings")
    window.show()
    qtbot.waitActive(window)
    window.page.show_part("Major incidents")
    found = next(each for each in window.page.sections_made if isinstance(each, MajorSection))
    qtbot.waitUntil(lambda: found.numbers["major_children"].value() == 3)
    return found


def setting(desk, key):
    with desk.database.read() as reader:
        return setting_of(reader, key)


def sentences(desk, incident_id):
    with desk.database.read() as reader:
        return [each.sentence for each in major_triggers(reader, incident_id)]


def test_the_number_of_children_decides_who_is_a_candidate(section, desk, qtbot):
    with desk.database.write(actor="Mei") as session:
        parent, *children = (log_incident(session, title=title) for title in ("Mail", "a", "b"))
        for child in children:
            change_incident(session, child, {"parent": f"INC-{parent:04d}"})
    assert sentences(desk, parent) == []
    box = section.numbers["major_children"]
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: setting(desk, "major_children") == 2)
    assert sentences(desk, parent) == ["2 child incidents"]


def test_zero_is_never(section, desk, qtbot):
    box = section.numbers["major_priority"]
    assert box.text() == "P1"
    box.setValue(0)
    assert box.text() == "never"
    qtbot.waitUntil(lambda: setting(desk, "major_priority") == 0)


def test_what_somebody_else_has_set_is_shown(section, desk, qtbot):
    from incidentdesk.prepare.setting import set_setting

    with desk.database.write(actor="Bo") as session:
        set_setting(session, "major_service_minutes", 30)
    qtbot.waitUntil(lambda: section.numbers["major_service_minutes"].text() == "30 min")
    assert setting(desk, "major_service_minutes") == 30
