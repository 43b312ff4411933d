"""Whoever cannot see the lists and dialogs of the organisation, or needs larger text, can use them all the same."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from incidentdesk.desktop.prepare.departments_dialog import DepartmentsDialog
from incidentdesk.desktop.prepare.recompute_dialog import RecomputeDialog
from incidentdesk.desktop.record_dialog import RecordDialog
from incidentdesk.prepare.calendar_change import create_calendar
from incidentdesk.prepare.person_change import create_person
from incidentdesk.prepare.role_change import create_role
from incidentdesk.prepare.sla_change import create_sla
from tests.desktop.investigate.analyses_window import act, held_clock, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls, cut_off, left_out_by_tab

__all__ = ["furnished", "held_clock", "sit_down"]

LONG = "Rechenzentrumsinfrastruktur und Netzwerktechnik für Liegenschaften"
TABS = ("people", "teams", "roles", "slas", "calendars")


@pytest.fixture
def organised(sqlite_desk):
    """One record behind each tab, with a row in everything that has rows."""
    hours = {"time_zone": "Europe/Berlin", "windows": "mon-fri 09:00-17:00", "holidays": "2026-12-24\tWorks outing"}
    act(sqlite_desk, create_calendar, name="Office", country="DE", **hours)
    reached = {"methods": "Mobile\t+49 151 1\nE-mail\tmei@example.org", "absences": "2026-05-04\t2026-05-08\tleave"}
    act(sqlite_desk, create_person, name="محمد عبد الرحمن", team=LONG, department=LONG, calendar="Office", **reached)
    act(sqlite_desk, create_role, name="Scribe", holders="person\tمحمد عبد الرحمن")
    act(sqlite_desk, create_sla, name="Standard", team=LONG, calendar="Office", targets="P1\t15 min\t\t16 h")


@pytest.fixture
def lead(organised, sit_down):
    return sit_down("organisation#people", size=(1280, 900))


def opened(lead, tab):
    lead.page.show_tab(tab)
    lead.rest()
    lead.page.pane.show_record(1)
    lead.rest()
    return lead.wait_for(RecordDialog)


def questions(lead):
    for dialog in (DepartmentsDialog(lead.desk, lead.window), RecomputeDialog(lead.desk, lead.window)):
        dialog.open()
        lead.rest()
        yield dialog


def nameless(surface):
    return [
        f"{type(widget).__name__} {widget.accessibleName()}"
        for widget in controls(surface)
        if not widget.accessibleName() or not widget.accessibleDescription()
    ]


def out_of_reach(surface):
    return [
        f"{type(widget).__name__} {widget.accessibleName()}"
        for widget in controls(surface)
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


@pytest.mark.parametrize("tab", TABS)
def test_every_control_is_named_and_can_be_reached(lead, tab):
    dialog = opened(lead, tab)
    assert nameless(dialog) == []
    assert out_of_reach(dialog) == []
    assert nameless(lead.page.pane) == []


@pytest.mark.parametrize("tab", TABS)
def test_the_tab_key_goes_through_the_whole_dialog(lead, tab):
    assert left_out_by_tab(lead.qtbot, opened(lead, tab)) == []


def test_the_questions_are_named_too(lead):
    for dialog in questions(lead):
        assert nameless(dialog) == []
        assert list(cut_off(dialog)) == []
        dialog.reject()


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("tab", TABS)
def test_no_text_of_a_dialog_is_cut_off(lead, tab, scale):
    lead.desk.theme.choose_scale(scale)
    dialog = opened(lead, tab)
    lead.qtbot.waitUntil(lambda: list(cut_off(dialog)) == [])
    for area in dialog.findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0
    lead.desk.theme.choose_scale(100)


@pytest.mark.parametrize("tab", TABS)
def test_a_dialog_of_a_read_only_desk_says_why_nothing_can_be_saved(organised, sqlite_desk, sit_down, tab):
    sqlite_desk.read_only = "The disk is full."
    lead = sit_down(f"organisation#{tab}")
    lead.page.pane.show_record(1)
    lead.rest()
    dialog = lead.wait_for(RecordDialog)
    assert dialog.message.text == "The disk is full."
    assert not dialog.save.isEnabled()
    assert not dialog.form.isEnabled()


def test_a_key_means_one_thing_on_the_whole_page(lead):
    for tab in lead.page.place.tabs:
        lead.page.show_tab(tab.key)
        lead.rest()
    registry = lead.desk.registry
    clashes = {
        (action_id, keys, registry.conflict(action_id, keys))
        for action_id in registry.ids()
        for keys in registry.bound(action_id)
        if registry.action(action_id).scope == "organisation" and registry.conflict(action_id, keys)
    }
    assert clashes == set()
