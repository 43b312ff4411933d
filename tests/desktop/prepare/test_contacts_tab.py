"""The contacts of an emergency in the window."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from incidentdesk.desktop.prepare.contact_dialog import ContactDialog
from incidentdesk.prepare.contact_change import create_contact, verify_contacts
from incidentdesk.prepare.contact_list import contact_row, contacts
from tests.desktop.investigate.analyses_window import ALT, CONTROL, SHIFT, TODAY, Key, act, held_clock, read, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def known(sqlite_desk):
    first, second = (
        act(sqlite_desk, create_contact, name=name, service="WAN", methods=f"Phone\t{number}")
        for name, number in (("Hotline", "0800 1"), ("Manager", "0800 2"))
    )
    act(sqlite_desk, create_contact, name="Insurer", kind="Insurer")
    act(sqlite_desk, verify_contacts, [first], today="2026-03-01")
    act(sqlite_desk, verify_contacts, [second], today="2025-03-01")
    return first, second


@pytest.fixture
def lead(known, sit_down):
    return sit_down("organisation#contacts")


def cells(lead, key):
    table = lead.page.pane.table
    column = next(column for column in lead.page.pane.listing.columns if column.key == key)
    return [column.text(row, table.now()) for row in table.records.rows]


def opened(lead, contact_id):
    lead.page.pane.show_record(contact_id)
    lead.rest()
    return lead.wait_for(ContactDialog)


def test_what_is_stale_is_said_and_found(lead):
    QAbstractItemModelTester(lead.page.pane.table.model())
    assert cells(lead, "name") == ["Hotline", "Manager", "Insurer"]
    assert cells(lead, "verified") == ["1 Mar", "stale, 1 Mar 2025", "never"]
    assert cells(lead, "reach") == ["0800 1", "0800 2", "none yet"]
    assert [row.name for row in lead.page.pane.keep("stale", lead.page.pane.rows).rows] == ["Manager", "Insurer"]


def test_one_is_verified_from_the_list(sqlite_desk, lead, known):
    lead.page.pane.stand_on(known[1])
    lead.run("contact.verify")
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, contact_row, known[1], TODAY).verified_on == TODAY)
    assert not read(sqlite_desk, contact_row, known[1], TODAY).stale
    lead.undo()
    assert read(sqlite_desk, contact_row, known[1], TODAY).stale


def test_several_are_verified_at_once(sqlite_desk, lead, known):
    table = lead.page.pane.table
    table.setFocus()
    table.go_to(known[0])
    lead.press(Key.Key_Down, modifier=SHIFT)
    lead.run("contact.verify")
    lead.qtbot.waitUntil(lambda: {row.verified_on for row in read(sqlite_desk, contacts)} == {TODAY, ""})


def test_what_has_no_address_is_not_verified(lead):
    lead.page.pane.table.selectAll()
    lead.run("contact.verify")
    lead.qtbot.waitUntil(lambda: "has no address" in lead.page.pane.message.text)


def test_the_order_of_the_fallbacks_is_changed_with_the_keys(sqlite_desk, lead, known):
    lead.page.pane.stand_on(known[1])
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_Up, modifier=ALT)
    lead.qtbot.waitUntil(lambda: cells(lead, "name")[:2] == ["Manager", "Hotline"])
    assert lead.desk.registry.why_disabled("contact.up") == "It is the first already."


def test_the_number_is_copied(lead, known):
    lead.page.pane.stand_on(known[0])
    lead.run("contact.copy")
    assert QGuiApplication.clipboard().text() == "0800 1"


def test_a_contact_is_added_with_the_keys(sqlite_desk, lead):
    lead.run("organisation.new")
    dialog = lead.wait_for(ContactDialog)
    lead.write("City power")
    row = dialog.methods.rows[0]
    row.cells[0].setCurrentIndex(row.cells[0].findData("E-mail"))
    row.cells[1].setText("nobody")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: "no @" in dialog.message.text)
    row.cells[1].setText("ops@power.example")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: len(read(sqlite_desk, contacts)) == 4)
    added = next(each for each in read(sqlite_desk, contacts) if each.name == "City power")
    assert [(each.means, each.address) for each in added.methods] == [("E-mail", "ops@power.example")]


def test_the_dialog_warns_and_verifies_what_is_typed(sqlite_desk, lead, known):
    dialog = opened(lead, known[1])
    assert dialog.state.text.startswith("Stale: last verified on 1 Mar 2025 by")
    dialog.methods.add_row(["Mobile", "+49 151 7", ""])
    dialog.methods.rows[1].up.click()
    dialog.verify.click()
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, contact_row, known[1], TODAY).verified_on == TODAY)
    assert [each.address for each in read(sqlite_desk, contact_row, known[1], TODAY).methods] == ["+49 151 7", "0800 2"]


def test_every_control_of_the_dialog_is_named(lead, known):
    dialog = opened(lead, known[0])
    nameless = [each for each in controls(dialog) if not each.accessibleName() or not each.accessibleDescription()]
    assert nameless == []


def test_home_and_end_go_to_the_first_and_the_last_row(lead):
    table = lead.page.pane.table
    table.setFocus()
    lead.press(Key.Key_End)
    assert (table.currentIndex().row(), table.selected_count()) == (2, 1)
    lead.press(Key.Key_Home)
    assert (table.currentIndex().row(), table.selected_count()) == (0, 1)
