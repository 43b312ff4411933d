"""The page of the automation and the editor of a rule for whoever listens, uses keys only, or needs larger text."""

import json

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea

from incidentdesk.desktop.respond.rule_dialog import open_rule_dialog
from incidentdesk.desktop.respond.rule_switching import UntriedSheet
from incidentdesk.desktop.respond.rule_trial_sheet import RuleTrialSheet
from incidentdesk.respond.rule_sample import samples
from tests.desktop.respond.automation_window import make_rule, open_page
from tests.desktop.test_accessibility import controls, cut_off, left_out_by_tab

TABS = ("rules", "log", "agent", "news")
WIDE = {
    "all": [
        {"field": "service", "operator": "is", "value": "Rechnungseingangsbearbeitungssystem der Hauptverwaltung"},
        {"any": [
            {"field": "weekday", "operator": "is one of", "value": ["sat", "sun"], "zone": "Europe/Berlin"},
            {"field": "service", "operator": "is one of", "value": ["نظام تخطيط موارد المؤسسة في المستودع", "ERP"]},
            {"field": "major", "operator": "yes"},
        ]},
    ]
}  # fmt: skip
EVERYTHING = (
    {"do": "set", "field": "priority", "value": "1", "text": "It is the till"},
    {"do": "add task", "field": "Network", "value": "Sicherheitszertifikate prüfen", "text": "Rack 4"},
    {"do": "notify", "field": "assignee", "text": "Look"},
    {"do": "hold", "value": "Awaiting Vendor"},
)


@pytest.fixture
def page(qapp, qtbot, tmp_path, clear_desk, sqlite_desk):
    make_rule(sqlite_desk, "Rechnungseingangsbearbeitung", condition=WIDE, actions=EVERYTHING)
    page, window = open_page(qapp, qtbot, tmp_path, sqlite_desk)
    yield page
    desk = page.desk
    qtbot.waitUntil(lambda: not desk.background.jobs)
    QApplication.processEvents()
    shiboken6.delete(window)
    clear_desk(desk)


@pytest.fixture
def dialog(page, qtbot):
    made = open_rule_dialog(page.desk, page, page.pane.rows[0].id)
    qtbot.waitUntil(lambda: not page.desk.background.jobs)
    qtbot.waitUntil(made.isActiveWindow)
    return made


def nameless(surface):
    return [
        f"{type(widget).__name__} {widget.accessibleName()}"
        for widget in controls(surface)
        if not widget.accessibleName() or not widget.accessibleDescription()
    ]


@pytest.mark.parametrize("tab", TABS)
def test_everything_on_the_page_has_a_name_and_says_what_it_is(page, qtbot, tab):
    page.show_tab(tab)
    qtbot.waitUntil(lambda: not page.desk.background.jobs)
    assert nameless(page.pane) == []


@pytest.mark.parametrize("tab", TABS)
def test_larger_text_is_not_cut_off_on_the_page(page, qtbot, tab):
    page.desk.theme.choose_scale(150)
    page.show_tab(tab)
    qtbot.waitUntil(lambda: not page.desk.background.jobs)
    qtbot.waitUntil(lambda: list(cut_off(page.pane)) == [])
    page.desk.theme.choose_scale(100)


def test_everything_in_the_editor_has_a_name_and_is_reached_by_tab(dialog, qtbot):
    assert nameless(dialog) == []
    assert left_out_by_tab(qtbot, dialog) == []


def test_the_names_in_the_editor_say_which_condition_and_which_action(dialog):
    names = {widget.accessibleName() for widget in controls(dialog)}
    assert {"Condition 1: value", "Condition 2.1: Field", "Group 2: remove", "Action 4: What is done"} <= names


@pytest.mark.parametrize("scale", [100, 150])
def test_no_text_of_the_editor_is_cut_off(dialog, qtbot, scale):
    dialog.theme.choose_scale(scale)
    qtbot.waitUntil(lambda: list(cut_off(dialog)) == [])
    for area in dialog.findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0
    dialog.theme.choose_scale(100)


def test_the_trial_and_the_question_are_named_too(page, qtbot):
    for sheet in (
        RuleTrialSheet(page.desk, samples()[0].rule, False, page.window()),
        UntriedSheet(page.desk, [samples()[0].rule], page.window()),
    ):
        sheet.open()
        QApplication.processEvents()
        assert nameless(sheet) == []
        assert list(cut_off(sheet)) == []
        sheet.reject()


def test_a_key_means_one_thing_on_the_whole_page(page, qtbot):
    for tab in TABS:
        page.show_tab(tab)
        qtbot.waitUntil(lambda: not page.desk.background.jobs)
    registry = page.desk.registry
    clashes = {
        (action_id, keys, registry.conflict(action_id, keys))
        for action_id in registry.ids()
        for keys in registry.bound(action_id)
        if registry.conflict(action_id, keys)
    }
    assert clashes == set()


def test_a_read_only_desk_says_why_no_rule_can_be_changed(page, qtbot, sqlite_desk):
    sqlite_desk.read_only = "The disk is full."
    dialog = open_rule_dialog(page.desk, page, page.pane.rows[0].id)
    assert dialog.message.text == "The disk is full."
    assert not dialog.save.isEnabled()
    assert "The disk is full." in page.desk.registry.why_disabled("automation.switch")
    dialog.reject()


def test_from_right_to_left_the_editor_is_mirrored(qapp, page, qtbot):
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        dialog = open_rule_dialog(page.desk, page, page.pane.rows[0].id)
        qtbot.waitUntil(lambda: not page.desk.background.jobs)
        row = dialog.condition.group.parts[0]
        qtbot.waitUntil(lambda: row.field.x() > row.value.x())
        assert json.loads(dialog.condition.text()) == WIDE
        dialog.reject()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
