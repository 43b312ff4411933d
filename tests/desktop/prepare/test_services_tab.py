"""The catalogue of services in the window."""

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from incidentdesk.desktop.conflict_dialog import ConflictDialog
from incidentdesk.desktop.prepare.service_dialog import ServiceDialog
from incidentdesk.desktop.prepare.service_map_page import ServiceMapPage
from incidentdesk.prepare.service_change import change_service, create_service
from incidentdesk.prepare.service_list import service_facts, service_row, services
from tests.desktop.investigate.analyses_window import CONTROL, Key, act, held_clock, log, read, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def catalogue(sqlite_desk):
    """Mail needs the network, which needs power."""
    power = act(sqlite_desk, create_service, name="Power", criticality="Critical", rto="1 h")
    network = act(sqlite_desk, create_service, name="Network", needs="Power\tno UPS", owner="Bo Diaz")
    mail = act(sqlite_desk, create_service, name="Mail", needs="Network")
    log(sqlite_desk, service="Mail")
    return {"power": power, "network": network, "mail": mail}


@pytest.fixture
def lead(catalogue, sit_down):
    return sit_down("organisation#services")


def opened(lead, service_id):
    lead.page.pane.show_record(service_id)
    lead.rest()
    return lead.wait_for(ServiceDialog)


def cells(lead, key):
    table = lead.page.pane.table
    column = next(column for column in lead.page.pane.listing.columns if column.key == key)
    return [column.text(row, table.now()) for row in table.records.rows]


def test_the_list_says_what_is_open_and_what_breaks(lead):
    QAbstractItemModelTester(lead.page.pane.table.model())
    assert cells(lead, "name") == ["Mail", "Network", "Power"]
    assert cells(lead, "opened") == ["1", "–", "–"]
    assert cells(lead, "breaks") == ["–", "1", "2"]
    assert cells(lead, "needs") == ["Network", "Power", ""]
    assert cells(lead, "rto") == ["", "", "1 h"]


def test_a_service_is_added_with_the_keys(sqlite_desk, lead):
    lead.run("organisation.new")
    dialog = lead.wait_for(ServiceDialog)
    lead.write("Payroll")
    dialog.form.fields["rto"].setText("soon")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert "no length of time" in dialog.form.error("rto")
    dialog.form.fields["rto"].setText("2 d")
    dialog.needs.add.click()
    lead.write("network")
    dialog.needs.rows[0].cells[1].setText("nothing works without it")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: len(read(sqlite_desk, services)) == 4)
    row = next(row for row in read(sqlite_desk, services) if row.name == "Payroll")
    assert (row.rto, row.needs[0].name, row.needs[0].note) == (2880, "Network", "nothing works without it")
    lead.undo()
    assert "Payroll" not in [row.name for row in read(sqlite_desk, services)]


def test_a_circle_is_refused_and_nothing_typed_is_lost(sqlite_desk, lead, catalogue):
    dialog = opened(lead, catalogue["power"])
    dialog.needs.add_row(["Mail", "alarm by mail"])
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: "circle" in dialog.message.text)
    assert "Mail" in dialog.message.text
    assert dialog.needs.text() == "Mail\talarm by mail"
    dialog.reject()
    lead.rest()
    assert opened(lead, catalogue["power"]).needs.text() == "Mail\talarm by mail"
    assert read(sqlite_desk, service_row, catalogue["power"]).needs == ()


def test_the_dialog_says_what_breaks(lead, catalogue):
    assert "Network" in opened(lead, catalogue["power"]).breaks.text()
    assert "Mail" in opened(lead, catalogue["power"]).breaks.text()
    assert opened(lead, catalogue["mail"]).breaks.text() == "Nothing depends on it."


def test_a_dependency_is_taken_away_in_the_dialog(sqlite_desk, lead, catalogue):
    dialog = opened(lead, catalogue["network"])
    dialog.needs.rows[0].remove.click()
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, service_row, catalogue["network"]).needs == ())
    lead.undo()
    assert [need.note for need in read(sqlite_desk, service_row, catalogue["network"]).needs] == ["no UPS"]


def test_two_people_who_change_the_needs_are_asked(sqlite_desk, lead, catalogue):
    dialog = opened(lead, catalogue["mail"])
    dialog.needs.add_row(["Power", ""])
    seen = service_facts(read(sqlite_desk, service_row, catalogue["mail"]))
    act(sqlite_desk, change_service, catalogue["mail"], {"needs": ""}, seen=seen, actor="Bo Diaz")
    lead.rest()
    dialog.save.click()
    conflict = lead.wait_for(ConflictDialog)
    assert "Bo Diaz" in conflict.heading.text()
    conflict.boxes[0].buttons["mine"].click()
    conflict.save.click()
    lead.qtbot.waitUntil(lambda: len(read(sqlite_desk, service_row, catalogue["mail"]).needs) == 2)


def test_it_leads_to_its_incidents_and_to_the_map(lead, catalogue):
    lead.page.pane.stand_on(catalogue["mail"])
    lead.run("service.incidents")
    assert lead.page.filter.text == 'is:open service:"Mail"'
    lead.window.open("organisation#services")
    lead.rest()
    lead.page.pane.stand_on(catalogue["network"])
    lead.run("service.map")
    assert isinstance(lead.page, ServiceMapPage)
    lead.qtbot.waitUntil(lambda: lead.page.view.current == catalogue["network"])


def test_several_are_removed_at_once(sqlite_desk, lead):
    lead.page.pane.table.selectAll()
    lead.run("organisation.remove")
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, services) == [])
    lead.undo()
    assert len(read(sqlite_desk, services)) == 3


def test_where_nothing_can_be_written_the_dialog_says_so(sqlite_desk, lead, catalogue):
    sqlite_desk.read_only = "The file is write-protected."
    dialog = opened(lead, catalogue["power"])
    lead.qtbot.waitUntil(lambda: dialog.form.fields["name"].text() == "Power")
    assert dialog.message.text == "The file is write-protected."
    assert not dialog.save.isEnabled()


def test_every_control_of_the_dialog_is_named(lead, catalogue):
    dialog = opened(lead, catalogue["network"])
    nameless = [each for each in controls(dialog) if not each.accessibleName() or not each.accessibleDescription()]
    assert nameless == []
