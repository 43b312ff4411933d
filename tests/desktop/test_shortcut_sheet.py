import pytest
from PySide6.QtWidgets import QLabel

from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.places import Place
from incidentdesk.desktop.shortcut_sheet import ShortcutSheet
from incidentdesk.desktop.widgets.key_cap import KeyCap


@pytest.fixture
def sheet(desk, qtbot):
    window = MainWindow(desk, (Place("incidents", "Incidents", "incident", lambda _desk: QLabel("list")),), ())
    qtbot.addWidget(window)
    sheet = ShortcutSheet(desk, window)
    sheet.show()
    return sheet


def test_every_command_with_keys_is_on_it_with_the_same_keys(sheet, desk):
    caps = {(cap.keys, cap.accessibleDescription()) for cap in sheet.findChildren(KeyCap)}
    expected = {
        (keys, entry.text) for entry in desk.registry.entries() for keys in desk.registry.shortcut_texts(entry.id)
    }
    assert caps == expected


def test_a_text_narrows_it(sheet):
    everything = len(sheet.shown())
    sheet.field.setText("ctrl+k")
    assert 0 < len(sheet.shown()) < everything
    sheet.field.setText("no such command")
    assert sheet.shown() == []
