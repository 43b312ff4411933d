"""Drills and scenarios for those who hear the window and use it by keys."""

import pytest
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QComboBox, QHeaderView, QLineEdit, QPlainTextEdit

from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.improve.drill_banner import DrillBanner
from incidentdesk.desktop.record_dialog import RecordDialog
from incidentdesk.desktop.widgets.button import Button, IconButton
from tests.desktop.improve.drill_room import begin, dialog, held_clock, keeping, rest, sit_down, until
from tests.desktop.investigate.conftest import furnished
from tests.drilling import drill_on

__all__ = ["furnished", "held_clock", "sit_down"]
CONTROLS = (Button, IconButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)


def nameless(widget):
    return [
        f"{type(each).__name__} {each.accessibleName()!r}"
        for kind in CONTROLS
        for each in widget.findChildren(kind)
        if each.isVisible()
        and not isinstance(each, QHeaderView)
        and not isinstance(each.parent(), QComboBox | QAbstractScrollArea)
        and not (each.accessibleName() and each.accessibleDescription())
    ]


@pytest.fixture
def drill_id(sqlite_desk, held_clock):
    return drill_on(sqlite_desk, "Mei Okafor", "Bo Diaz")


@pytest.mark.parametrize("reference", ["drills#drills", "drills#scenarios", "DRL-0001", "SCN-0001"])
def test_every_control_of_a_page_has_a_name_and_a_description(sit_down, drill_id, reference):
    lead = sit_down(reference)
    until(lead, lambda: not lead.desk.background.jobs)
    assert nameless(lead.page) == []
    # The whole page is gone through by one key, and back to where it began.
    panes = lead.window.panes()
    lead.come()
    for _pane in panes:
        lead.window.next_pane()
    assert len(panes) > 2


@pytest.mark.parametrize(
    ("reference", "action_id", "kind"),
    [
        ("SCN-0001", "scenario.add", GestureDialog),
        ("SCN-0001", "scenario.briefing", GestureDialog),
        ("SCN-0001", "scenario.details", RecordDialog),
        ("SCN-0001", "scenario.schedule", RecordDialog),
        ("DRL-0001", "drill.change", RecordDialog),
    ],
)
def test_every_field_of_a_dialog_has_a_name_and_a_description(sit_down, drill_id, reference, action_id, kind):
    lead = sit_down(reference)
    until(lead, lambda: not lead.desk.registry.why_disabled(action_id))
    lead.desk.registry.run(action_id)
    asked = dialog(lead, kind)
    assert nameless(asked) == []
    asked.reject()


def test_the_banner_and_an_inject_are_named(sit_down, drill_id):
    lead = sit_down("DRL-0001")
    shown = begin(lead)
    keeping(lead).beat()
    until(lead, lambda: bool(shown.sheets))
    assert nameless(shown.sheets[0]) == []
    banner = shown.window.findChild(DrillBanner)
    assert (banner.accessibleName(), nameless(banner)) == ("Drill DRL-0001", [])
    rest(lead)


def test_only_one_button_of_the_console_is_filled(sit_down, drill_id):
    from incidentdesk.desktop.widgets.button import PrimaryButton

    lead = sit_down("DRL-0001")
    for _state in range(2):
        assert len([each for each in lead.page.findChildren(PrimaryButton) if each.isVisible()]) == 1
        if _state == 0:
            begin(lead)
            until(lead, lambda: lead.page.sheet.row.live)


@pytest.mark.parametrize(("reference", "scope"), [("DRL-0001", "drill"), ("SCN-0001", "scenario")])
def test_no_two_commands_of_a_page_have_the_same_keys_or_letters(sit_down, drill_id, reference, scope):
    registry = sit_down(reference).desk.registry
    mine = [registry.action(each) for each in registry.ids() if registry.action(each).scope == scope]
    keys = [key for action in mine for key in action.shortcuts]
    assert sorted(keys) == sorted(set(keys))
    letters = [action.text[action.text.index("&") + 1].lower() for action in mine if action.menu and "&" in action.text]
    assert sorted(letters) == sorted(set(letters))
