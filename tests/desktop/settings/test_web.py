"""The web form and the endpoint for alerts in the settings: off at first, switched on, greeted with own words."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel

from incidentdesk.agent.web.server import WebServer
from incidentdesk.agent.web.site import Site
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.places import PLACES, Place
from incidentdesk.desktop.settings.web import WebSection
from incidentdesk.prepare.setting import set_setting, setting_of


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
    window.page.show_part("Web and alerts")
    found = next(each for each in window.page.sections_made if isinstance(each, WebSection))
    qtbot.waitUntil(lambda: bool(found._values))
    return found


@pytest.fixture
def server(sqlite_desk):
    found = WebServer(Site(sqlite_desk), port=0)
    found.start()
    yield found
    found.stop()


def setting(desk, key):
    with desk.database.read() as reader:
        return setting_of(reader, f"web_{key}")


def choose(desk, **values):
    with desk.database.write(actor="Mei") as session:
        for key, value in values.items():
            set_setting(session, f"web_{key}", value)


def state(section):
    return section.state._sentence.text()


def test_it_is_off_at_first(section):
    assert not section.listen.isChecked()
    assert state(section) == "Nothing is listened to."
    assert not section.copy_button.isEnabled()
    assert not section.open_button.isEnabled()
    assert section.port.value() == 8787


def test_switched_on_by_a_key_it_listens_on_this_machine_only(section, desk, qtbot):
    section.listen.setFocus()
    qtbot.keyClick(section.listen, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: setting(desk, "listen") == "127.0.0.1")
    qtbot.waitUntil(lambda: "Nobody answers at" in state(section))
    assert section.copy_button.isEnabled()
    qtbot.keyClick(section.listen, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: setting(desk, "listen") == "")


def test_the_link_is_copied_and_opened_where_somebody_answers(section, desk, server, qtbot, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()) or True)
    choose(desk, listen="127.0.0.1", port=server.port)
    qtbot.waitUntil(section.open_button.isEnabled)
    assert "The form is at" in state(section)
    section.copy_button.click()
    section.open_button.click()
    assert QGuiApplication.clipboard().text() == f"{server.address}/report"
    assert opened == [f"{server.address}/report"]


def test_an_address_for_others_without_tls_is_told_to_be_none(section, desk, qtbot):
    section.address.setText("0.0.0.0")
    section.listen.click()
    qtbot.waitUntil(lambda: "give a certificate for TLS" in state(section))
    assert not section.open_button.isEnabled()
    section.plain.click()
    qtbot.waitUntil(lambda: "Nobody answers at" in state(section))
    assert setting(desk, "without_tls") is True


def test_the_words_of_the_form_are_kept(section, desk, qtbot):
    section.title_line.setFocus()
    qtbot.keyClicks(section.title_line, "Tell  us")
    section.title_line.editingFinished.emit()
    qtbot.waitUntil(lambda: setting(desk, "title") == "Tell us")
    assert not section.save_button.isEnabled()
    section.intro.setFocus()
    qtbot.keyClicks(section.intro, "Bitte melden.")
    assert section.save_button.isEnabled()
    section.save_button.click()
    qtbot.waitUntil(lambda: setting(desk, "intro") == "Bitte melden.")
    qtbot.waitUntil(lambda: not section.save_button.isEnabled())


@pytest.mark.parametrize(("box", "key", "value"), [("form", "form", False), ("alerts", "alerts", False)])
def test_parts_are_switched_off(section, desk, qtbot, box, key, value):
    getattr(section, box).click()
    qtbot.waitUntil(lambda: setting(desk, key) is value)


def test_what_another_window_has_set_is_shown(section, desk, qtbot):
    choose(desk, listen="10.0.0.5", port=9000, services=True)
    qtbot.waitUntil(lambda: section.port.value() == 9000)
    assert section.address.text() == "10.0.0.5"
    assert section.services.isChecked()


def test_every_control_says_what_it_is(section):
    for card in section._cards:
        for row in card.rows:
            assert row.control.accessibleName() or row.control.focusProxy().accessibleName()
            assert row.control.accessibleDescription() or row.control.focusProxy().accessibleDescription()


def test_the_database_is_asked_away_from_the_gui_thread(section, desk, qtbot, monkeypatch):
    threads = []
    read = desk.database.read

    def told():
        threads.append(threading.current_thread())
        return read()

    monkeypatch.setattr(desk.database, "read", told)
    section.reload()
    qtbot.waitUntil(lambda: bool(threads))
    assert threading.main_thread() not in threads
