"""Saving an incident as an evidence bundle, and verifying one that somebody brings."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from incidentdesk.desktop.measure.bundle_sheet import BundleSheet, ask_bundle
from incidentdesk.desktop.respond.timeline_model import FactRow
from incidentdesk.measure.bundle_check import verify_bundle


@pytest.fixture
def saved(window, qtbot, settle, tmp_path):
    """A bundle that was saved through the command of the page."""
    window.open("INC-0001")
    settle()
    window.desk.registry.run("incident.bundle")
    dialog = window.findChild(QFileDialog)
    path = tmp_path / "INC-0001.evidence.zip"
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    settle()
    return path


def sheet_of(window, path, qtbot):
    sheet = BundleSheet(window.desk, path, window)
    with qtbot.waitSignal(sheet.verified):
        sheet.open()
    return sheet


def test_an_incident_is_saved_as_a_bundle_from_its_page(saved, window, settle):
    assert verify_bundle(saved).unchanged
    settle()
    texts = [row.fact.text for row in window.page.timeline.model.rows if isinstance(row, FactRow)]
    assert f"Evidence bundle made. Seal: {verify_bundle(saved).seal}" in texts


def test_a_bundle_that_was_not_changed_is_told_with_its_seal(saved, window, qtbot):
    sheet = sheet_of(window, saved, qtbot)
    assert "Nothing was changed since." in sheet.message.text
    assert verify_bundle(saved).seal in sheet.message.text
    assert sheet.findings.isHidden()
    sheet.close()


def test_each_thing_that_was_changed_has_a_line(saved, window, qtbot):
    saved.write_bytes(saved.read_bytes().replace(b"sticky note", b"secret note"))
    sheet = sheet_of(window, saved, qtbot)
    assert "not as they were" in sheet.message.text
    lines = [sheet.findings.item(row).text() for row in range(sheet.findings.count())]
    assert any("ledger.jsonl" in line for line in lines)
    sheet.close()


def test_a_seal_that_is_typed_is_held_against_it(saved, window, qtbot):
    sheet = sheet_of(window, saved, qtbot)
    qtbot.keyClicks(sheet.seal, "f" * 64)
    with qtbot.waitSignal(sheet.verified):
        qtbot.keyClick(sheet.seal, Qt.Key.Key_Return)
    assert sheet.findings.count() == 1
    assert "not the one that was given" in sheet.findings.item(0).text()
    sheet.close()


def test_the_command_of_the_window_asks_for_a_file(saved, window, qtbot):
    dialog = ask_bundle(window.desk, window)
    dialog.fileSelected.emit(str(saved))
    dialog.reject()
    sheet = window.findChild(BundleSheet)
    qtbot.waitUntil(lambda: "Nothing was changed since." in sheet.message.text)
    assert "tools.verify_bundle" in window.desk.registry.ids()
    sheet.close()
