"""The list shows how far the plan of an incident is, and activates one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.language import ISOLATE, POP
from incidentdesk.respond.activation import activate
from incidentdesk.respond.plan_run_list import runs_of
from incidentdesk.respond.task_change import finish_task
from tests.respond.wan_down import log_wan_down, prepare_wan_down


@pytest.fixture
def page(open_list, sqlite_desk, settle, held_clock):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        prepare_wan_down(session)
        log_wan_down(session)
    page = open_list(sqlite_desk)
    settle(page)
    return page


def test_two_keys_activate_the_plan_of_a_row(page, qtbot, settle, sqlite_desk):
    led = []
    page.opened.connect(led.append)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_L)
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.window().findChildren(ChoicePopup)))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settle(page)
    with sqlite_desk.read() as reader:
        assert [run.plan for run in runs_of(reader, 1)] == ["WAN down"]
    assert led == ["INC-0001#plan"]


def test_the_footer_has_a_button_for_it(page):
    assert page.footer.buttons["list.plan"].isEnabled()


def test_the_preview_says_which_plan_fits_and_by_which_keys(page, qtbot):
    qtbot.waitUntil(lambda: not page.preview.plan.isHidden())
    said = page.preview.plan.heading.text().replace(ISOLATE, "").replace(POP, "")
    assert said == "Plan “WAN down” fits: 6 steps. Key L, then Enter."
    assert page.preview.plan.bar.isHidden()


def test_the_preview_tells_how_far_the_plan_is(page, qtbot, settle, sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        activate(session, 1)
        finish_task(session, 1)
    qtbot.waitUntil(lambda: "steps" in page.preview.plan.heading.text() and not page.preview.plan.bar.isHidden())
    said = page.preview.plan.heading.text().replace(ISOLATE, "").replace(POP, "")
    assert said == "Plan: WAN down — 1 of 6 steps"
    assert "Take command: Done, Switch to the secondary line: Open" in page.preview.plan.steps.accessibleDescription()
