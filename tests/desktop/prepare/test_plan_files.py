"""Files of an action: attached with a key, in the instructions as a link, and saved again while the plan runs."""

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from incidentdesk.desktop.respond.task_detail import Instructions
from incidentdesk.detect.linked_attachment import linked_attachment
from incidentdesk.prepare.attachment_link import linked_files
from tests.desktop.investigate.analyses_window import CONTROL, SHIFT, Key, held_clock, read, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.prepare.test_plan_page import CHECK, ISOLATE, go, keys, lead, open_plan, plan_id, settle, stored

__all__ = ["furnished", "held_clock", "lead", "open_plan", "plan_id", "sit_down"]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "network plan.txt"
    path.write_bytes(b"core1 - fw-1")
    return path


def dialog_of(lead, window):
    lead.qtbot.waitUntil(lambda: bool(window.findChildren(QFileDialog)))
    return window.findChildren(QFileDialog)[-1]


def attach(lead, key, path):
    go(lead, key)
    keys(lead, Key.Key_A, CONTROL | SHIFT)
    dialog = dialog_of(lead, lead.window)
    dialog.filesSelected.emit([str(path)])
    dialog.reject()
    settle(lead)


def test_a_file_is_attached_to_the_action_that_is_chosen(lead, sqlite_desk, plan_id, file):
    attach(lead, "b", file)
    actions = {each.title: each for each in stored(sqlite_desk, plan_id).actions}
    (linked,) = linked_files(actions[ISOLATE].instructions)
    assert linked.name == "network plan.txt"
    assert not actions[CHECK].instructions
    assert [link.text() for link in lead.page.inspector.action.files.links] == ["network plan.txt"]
    go(lead, "a")
    assert lead.page.inspector.action.files.links == []


def test_undo_takes_the_link_away_and_keeps_the_file(lead, sqlite_desk, plan_id, file):
    attach(lead, "b", file)
    (linked,) = linked_files(stored(sqlite_desk, plan_id).actions[1].instructions)
    lead.page.outline.setFocus()
    lead.run("edit.undo")
    settle(lead)
    assert not stored(sqlite_desk, plan_id).actions[1].instructions
    assert read(sqlite_desk, linked_attachment, linked.digest).name == "network plan.txt"


def test_what_is_gone_is_refused_and_nothing_is_attached(lead, sqlite_desk, plan_id, file):
    file.unlink()
    attach(lead, "b", file)
    assert "network plan.txt" in lead.page.message.text
    assert not any(each.instructions for each in stored(sqlite_desk, plan_id).actions)


def test_a_file_is_saved_from_the_plan_and_from_the_step(lead, sqlite_desk, plan_id, file, tmp_path):
    attach(lead, "b", file)
    QTest.mouseClick(lead.page.inspector.action.files.links[0], Qt.MouseButton.LeftButton)
    dialog_of(lead, lead.window).fileSelected.emit(str(tmp_path / "one.txt"))
    settle(lead)
    assert (tmp_path / "one.txt").read_bytes() == b"core1 - fw-1"

    (linked,) = linked_files(stored(sqlite_desk, plan_id).actions[1].instructions)
    step = Instructions(lead.desk)
    lead.qtbot.addWidget(step)
    step.show_text(stored(sqlite_desk, plan_id).actions[1].instructions)
    assert step.toPlainText() == "network plan.txt"
    step.anchorClicked.emit(QUrl(f"attachment:{linked.digest}"))
    dialog_of(lead, step).fileSelected.emit(str(tmp_path / "two.txt"))
    settle(lead)
    assert (tmp_path / "two.txt").read_bytes() == b"core1 - fw-1"


def test_nothing_is_attached_to_the_plan_itself_or_to_what_is_fixed(lead):
    go(lead, "p1")
    assert lead.desk.registry.why_disabled("plan.attach") == "Choose an action first."
