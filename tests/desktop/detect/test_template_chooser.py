"""New incidents that begin with a template."""

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.desktop.detect.log_incident_dialog import LogIncidentDialog
from incidentdesk.desktop.drafts import drafts
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.settings.template_list import TemplateList
from incidentdesk.desktop.theme import Theme
from incidentdesk.prepare.incident_template import keep_template, templates

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(sqlite_desk, preferences, qapp, qtbot, clear_desk):
    theme = Theme("light")
    theme.apply(qapp)
    desk = furnish(sqlite_desk, actor="Mei Okafor", preferences=preferences, theme=theme)
    with sqlite_desk.write(actor="Mei Okafor") as session:
        keep_template(session, {"name": "VPN", "title": "VPN does not connect", "service": "VPN", "urgency": 1})
    yield desk
    settle(qtbot, desk)
    clear_desk(desk)


@pytest.fixture
def window(desk, qtbot):
    window = MainWindow(desk)
    window.resize(1280, 720)
    window.go_to("incidents")
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    settle(qtbot, desk)
    yield window
    settle(qtbot, desk)
    shiboken6.delete(window)


def settle(qtbot, desk):
    qtbot.waitUntil(lambda: not desk.background.jobs)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not desk.background.jobs)


def names(desk):
    with desk.database.read() as reader:
        return [template["name"] for template in templates(reader)]


def dialog_from(window, qtbot, typed):
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_N, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: bool(window.findChildren(ChoicePopup)))
    field = window.findChildren(ChoicePopup)[0].findChild(QLineEdit)
    assert window.focusWidget() is field
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.findChildren(LogIncidentDialog)))
    return window.findChildren(LogIncidentDialog)[0]


def test_a_template_chosen_by_its_first_letters_fills_the_dialog(window, qtbot):
    dialog = dialog_from(window, qtbot, "VP")
    assert dialog.title.text() == "VPN does not connect"
    assert dialog.service.text() == "VPN"
    assert dialog.urgency.value == 1
    assert dialog.focusWidget() is dialog.reporter
    dialog.reject()


def test_what_only_a_template_has_typed_is_no_draft(window, qtbot, desk):
    dialog = dialog_from(window, qtbot, "VP")
    dialog.reject()
    assert drafts(desk.database.place, "new-incident-") == []


def test_what_is_typed_is_kept_as_a_template_and_undone(window, qtbot, desk):
    dialog = dialog_from(window, qtbot, "VP")
    dialog.title.setText("VPN drops after login")
    dialog.keep_template.click()
    ask = dialog.findChild(QInputDialog)
    assert ask.textValue() == "VPN"
    ask.setTextValue("VPN drops")
    ask.accept()
    qtbot.waitUntil(lambda: "VPN drops" in names(desk))
    settle(qtbot, desk)
    desk.history.undo()
    qtbot.waitUntil(lambda: "VPN drops" not in names(desk))
    assert "VPN" in names(desk)
    dialog.reject()


def test_a_template_is_removed_in_the_settings(desk, qtbot):
    listed = TemplateList(desk, pytest.fail)
    qtbot.addWidget(listed)
    listed.show()
    qtbot.waitUntil(lambda: listed.names.count() > 0)
    assert not listed.remove_button.isEnabled()
    listed.names.setCurrentItem(listed.names.findItems("VPN", Qt.MatchFlag.MatchExactly)[0])
    listed.remove_button.click()
    qtbot.waitUntil(lambda: "VPN" not in names(desk))
    qtbot.waitUntil(lambda: not listed.names.findItems("VPN", Qt.MatchFlag.MatchExactly))
