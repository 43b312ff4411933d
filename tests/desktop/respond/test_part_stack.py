"""The parts of an incident's page: every one is reached, with whatever room there is, and one button is filled."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.widgets.button import PrimaryButton
from tests.desktop.investigate.analyses_window import CONTROL, SHIFT, Key, act, held_clock, log, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]

ALL = ["timeline", "plan", "updates", "analysis", "evidence", "recovery", "follow-up", "attachments", "related"]


@pytest.fixture
def lead(sqlite_desk, held_clock, sit_down):
    return sit_down(f"INC-{log(sqlite_desk, 'No mail goes out'):04d}")


@pytest.fixture(params=[Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft], ids=["ltr", "rtl"])
def cramped(lead, qapp, request):
    """At half as large again and little room, as a window beside another one is."""
    lead.window.setLayoutDirection(request.param)
    lead.desk.theme.choose_scale(150)
    lead.window.resize(960, 640)
    lead.rest()
    return lead


def in_view(lead):
    """The keys of the tabs that are shown, none of which is cut off."""
    tabs = lead.page.parts.tabs
    shown = [place for place in range(tabs.count()) if tabs.isTabVisible(place)]
    assert all(tabs.rect().contains(tabs.tabRect(place)) for place in shown)
    return [lead.page.parts.keys[place] for place in shown]


def offered(lead):
    menu = lead.page.parts.more.menu()
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions()}


def test_all_parts_stand_beside_one_another_where_there_is_room(lead):
    assert in_view(lead) == ALL
    assert not lead.page.parts.more.isVisible()


def test_what_finds_no_room_is_behind_the_button(cramped):
    parts = cramped.page.parts
    assert in_view(cramped) + parts.hidden == parts.keys
    assert parts.more.text() == f"{len(parts.hidden)} more"
    assert list(offered(cramped)) == [parts.text(key) for key in parts.hidden]


def test_a_part_from_behind_the_button_takes_its_place_among_the_tabs(cramped):
    parts = cramped.page.parts
    parts.more.setFocus()
    offered(cramped)["Related"].trigger()
    cramped.rest()
    assert parts.current == "related"
    assert in_view(cramped)[-1] == "related"
    assert parts.tabs.hasFocus()
    assert len(in_view(cramped)) + len(parts.hidden) == len(parts.keys)


def test_the_arrow_keys_go_through_all_parts(cramped):
    parts, seen = cramped.page.parts, []
    parts.tabs.setFocus()
    mirrored = parts.tabs.layoutDirection() == Qt.LayoutDirection.RightToLeft
    for _part in parts.keys:
        seen.append(parts.current)
        assert parts.current in in_view(cramped)
        cramped.press(Key.Key_Left if mirrored else Key.Key_Right)
    assert seen == parts.keys
    assert parts.tabs.hasFocus()


def test_control_and_tab_lead_to_the_next_part_from_anywhere(lead):
    lead.page.timeline.view.setFocus()
    lead.press(Key.Key_Tab, modifier=CONTROL)
    assert lead.page.parts.current == "plan"
    assert lead.page.parts.part("plan").isAncestorOf(QApplication.focusWidget())
    for _back in range(2):
        lead.press(Key.Key_Tab, modifier=CONTROL | SHIFT)
    assert lead.page.parts.current == "related"


def test_tabs_come_out_again_when_there_is_room(cramped):
    cramped.desk.theme.choose_scale(100)
    cramped.window.resize(1440, 900)
    cramped.rest()
    assert in_view(cramped) == ALL


# ── one filled button ────────────────────────────────────────────────────────────────────────────────────────────────


def filled(lead):
    buttons = [each for each in lead.page.findChildren(PrimaryButton) if each.isVisible()]
    return [each.text() for each in buttons if each.look is PrimaryButton.look]


@pytest.mark.parametrize("part", ALL)
def test_one_button_of_a_part_is_filled(lead, part):
    lead.page.show_part(part)
    lead.rest()
    assert len(filled(lead)) == 1


def test_the_button_of_the_part_comes_before_the_one_of_the_page(lead):
    assert filled(lead) == ["Resolve"]
    lead.page.show_part("recovery")
    assert filled(lead) == ["Begin the recovery"]
    lead.page.show_part("timeline")
    assert filled(lead) == ["Resolve"]


def test_what_is_asked_comes_before_all_others(lead, sqlite_desk):
    from incidentdesk.respond.task_change import add_task

    act(sqlite_desk, add_task, 1, title="Look at the queue")
    lead.rest()
    lead.page.show_part("plan")
    lead.rest()
    assert filled(lead) == ["Done"]
    lead.page.parts.part("plan").view.setFocus()
    lead.run("run.skip")
    lead.rest()
    assert filled(lead) == ["Skip"]
    lead.press(Key.Key_Escape)
    assert filled(lead) == ["Done"]
