"""The folder of dropped mails and the limit of one sender in the settings."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.places import PLACES, Place
from incidentdesk.desktop.settings.mail import MailSection
from incidentdesk.prepare.setting import setting_of


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
    window.page.show_part("Mail")
    found = next(each for each in window.page.sections_made if isinstance(each, MailSection))
    qtbot.waitUntil(lambda: bool(found._values))
    return found


def setting(desk, key):
    with desk.database.read() as reader:
        return setting_of(reader, key)


def test_a_folder_is_typed_and_taken_away(section, desk, qtbot, tmp_path):
    section.folder.setFocus()
    qtbot.keyClicks(section.folder, str(tmp_path))
    qtbot.keyClick(section.folder, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: setting(desk, "mail_folder") == str(tmp_path))
    qtbot.waitUntil(lambda: "done" in section.state._sentence.text())
    section.folder.clear()
    qtbot.keyClick(section.folder, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: setting(desk, "mail_folder") == "")


def test_a_folder_is_chosen(section, desk, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_arguments: str(tmp_path))
    qtbot.mouseClick(section.choose_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: setting(desk, "mail_folder") == str(tmp_path))


def test_half_a_path_is_not_taken(section, desk, qtbot):
    section.folder.setFocus()
    qtbot.keyClicks(section.folder, "mails")
    qtbot.keyClick(section.folder, Qt.Key.Key_Return)
    page = section.window().page
    assert "whole path" in page.message.text
    assert setting(desk, "mail_folder") == ""


def test_the_limit_of_one_sender_is_set(section, desk, qtbot):
    section.most.setFocus()
    section.most.selectAll()
    qtbot.keyClicks(section.most, "7")
    qtbot.keyClick(section.most, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: setting(desk, "mail_per_sender") == 7)
