"""How ready the desk is, on the page of drills and training: every number leads to what it counts."""

import pytest
from PySide6.QtCore import Qt

from incidentdesk.desktop.prepare.contacts_tab import ContactsTab
from incidentdesk.desktop.prepare.plan_page import PlanPage
from incidentdesk.prepare.contact_change import create_contact
from incidentdesk.prepare.plan_change import create_plan


@pytest.fixture
def tab(window, sqlite_desk, settle):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        create_plan(session, name="Mail outage")
        for number in range(7):
            create_contact(session, name=f"Provider {number}", methods="Phone\t0800 1")
    window.open("drills#readiness")
    settle()
    return window.page.pane


def test_each_area_has_a_card_with_what_is_missing(tab):
    assert tab.score.text() == "0 of 100 ready"
    assert tab.cards["plans"].number.text() == "0 of 1"
    assert tab.cards["plans"].gaps.texts() == ["no version is approved"]
    assert len(tab.cards["contacts"].gaps.texts()) == 7
    assert tab.cards["contacts"].done.text() == "and 3 more below"
    assert tab.cards["rotas"].done.text() == "Nothing to count yet."


def test_a_number_leads_to_all_of_them(tab, window, qtbot, settle):
    qtbot.mouseClick(tab.cards["contacts"].number, Qt.MouseButton.LeftButton)
    settle()
    assert window.page.place.key == "organisation"
    assert isinstance(window.page.pane, ContactsTab)


def test_what_is_missing_leads_to_where_it_is_mended(tab, window, qtbot, settle):
    gaps = tab.cards["plans"].gaps
    gaps.setFocus()
    gaps.setCurrentRow(0)
    qtbot.keyClick(gaps, Qt.Key.Key_Return)
    settle()
    assert isinstance(window.page, PlanPage)


def test_it_is_read_again_when_something_was_prepared(tab, sqlite_desk, qtbot, settle):
    with qtbot.waitSignal(tab.loaded, timeout=10_000), sqlite_desk.write(actor="Bo") as session:
        create_plan(session, name="Printer outage")
    assert tab.cards["plans"].number.text() == "0 of 2"
