"""The lists and dialogs of teams, departments and roles."""

import pytest
from PySide6.QtTest import QAbstractItemModelTester, QTest

from incidentdesk.desktop.prepare.departments_dialog import DepartmentsDialog
from incidentdesk.desktop.prepare.role_dialog import RoleDialog
from incidentdesk.desktop.prepare.team_dialog import TeamDialog
from incidentdesk.prepare.absence_change import add_absence
from incidentdesk.prepare.person_change import create_person
from incidentdesk.prepare.role_change import role_facts
from incidentdesk.prepare.role_list import role_names
from incidentdesk.prepare.team_change import create_team, team_facts
from incidentdesk.prepare.team_list import departments
from tests.desktop.investigate.analyses_window import CONTROL, Key, act, held_clock, read, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def people(sqlite_desk):
    return {name: act(sqlite_desk, create_person, name=name) for name in ("Mei Okafor", "Bo Diaz", "Ana Ruiz")}


def choose(box, value):
    box.setCurrentIndex(box.findData(value))


def text_of(lead, row, key):
    column = next(column for column in lead.page.pane.listing.columns if column.key == key)
    return column.text(row, lead.page.pane.table.now()).replace("\u2068", "").replace("\u2069", "")


@pytest.mark.usefixtures("people")
def test_a_team_is_made_with_its_lead_and_says_who_comes_over(sqlite_desk, sit_down):
    act(sqlite_desk, create_team, name="Desk", members="Bo Diaz")
    lead = sit_down("organisation#teams")
    lead.run("organisation.new")
    dialog = lead.wait_for(TeamDialog)
    lead.write("Network")
    dialog.department.setText("IT")
    for name, part in (("Mei Okafor", "lead"), ("Bo Diaz", "")):
        dialog.members.add.click()
        dialog.members.rows[-1].cells[0].setText(name)
        choose(dialog.members.rows[-1].cells[1], part)
    assert "comes over from" in dialog.hint.text()
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: len(lead.page.pane.table.records.rows) == 2)
    assert read(sqlite_desk, team_facts, 2) == {
        "name": "Network", "department": "IT", "email": "", "description": "", "members": "Mei Okafor\tlead\nBo Diaz",
    }  # fmt: skip
    desk, network = lead.page.pane.table.records.rows
    assert (text_of(lead, network, "lead"), text_of(lead, network, "members")) == ("Mei Okafor", "Mei Okafor, Bo Diaz")
    assert text_of(lead, desk, "members") == "nobody"


@pytest.mark.usefixtures("people")
def test_a_member_that_there_is_not_is_named(sqlite_desk, sit_down):
    lead = sit_down("organisation#teams")
    lead.run("organisation.new")
    dialog = lead.wait_for(TeamDialog)
    dialog.save.click()
    assert dialog.form.error("name") == "A team needs a name, such as Network."
    lead.write("Network")
    dialog.members.add.click()
    dialog.members.rows[0].cells[0].setText("Nobody Here")
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: "no person" in dialog.message.text)
    dialog.reject()
    assert lead.page.pane.rows == []


def test_departments_are_made_renamed_and_taken_away_in_place(sqlite_desk, sit_down):
    act(sqlite_desk, create_team, name="Network", department="IT")
    lead = sit_down("organisation#teams")
    lead.page.pane.departments.click()
    dialog = lead.wait_for(DepartmentsDialog)
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal, dialog)
    dialog.name.setText("Finance")
    QTest.keyClick(dialog.name, Key.Key_Return)
    lead.qtbot.waitUntil(lambda: [row.name for row in dialog.model.rows] == ["Finance", "IT"])
    dialog.model.setData(dialog.model.index(0), "Accounting")
    lead.qtbot.waitUntil(lambda: [row.name for row in dialog.model.rows] == ["Accounting", "IT"])
    dialog.list.setCurrentIndex(dialog.model.index(1))
    dialog.remove.click()
    lead.qtbot.waitUntil(lambda: "still has teams" in dialog.message.text)
    dialog.list.setCurrentIndex(dialog.model.index(0))
    dialog.remove.click()
    lead.qtbot.waitUntil(lambda: [row.name for row in read(sqlite_desk, departments)] == ["IT"])
    dialog.reject()


def test_the_usual_roles_are_one_click_away(sqlite_desk, sit_down):
    lead = sit_down("organisation#roles")
    lead.page.pane.first_use.action_button.click()
    lead.qtbot.waitUntil(lambda: len(lead.page.pane.table.records.rows) == 5)
    first = lead.page.pane.table.records.rows[0]
    assert (text_of(lead, first, "name"), text_of(lead, first, "commands")) == ("Incident commander", "commands")
    assert text_of(lead, first, "now") == "nobody: role without a holder"
    lead.page.pane.table.go_to(first.id)
    lead.run("organisation.down")
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, role_names)[:2] == ["Deputy", "Incident commander"])


def test_a_role_is_held_in_an_order_and_says_who_that_is(sqlite_desk, sit_down, people):
    act(sqlite_desk, add_absence, people["Bo Diaz"], from_on="2026-03-20", until_on="2026-04-02", reason="leave")
    act(sqlite_desk, create_team, name="Network", members="Mei Okafor\tlead")
    lead = sit_down("organisation#roles")
    lead.run("organisation.new")
    dialog = lead.wait_for(RoleDialog)
    lead.write("Scribe")
    for kind, name in (("person", "Bo Diaz"), ("team", "Network")):
        dialog.holders.add.click()
        choose(dialog.holders.rows[-1].cells[0], kind)
        assert name in dialog.holders.rows[-1].cells[1].offered()
        dialog.holders.rows[-1].cells[1].setText(name)
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: len(lead.page.pane.table.records.rows) == 1)
    (row,) = lead.page.pane.table.records.rows
    assert read(sqlite_desk, role_facts, row.id)["holders"] == "person\tBo Diaz\nteam\tNetwork"
    assert text_of(lead, row, "now") == "Mei Okafor"
    assert text_of(lead, row, "why") == "lead of Network; Bo Diaz is absent until 2026-04-02 (leave)"
    lead.page.pane.show_record(row.id)
    lead.rest()
    dialog = lead.wait_for(RoleDialog)
    assert "Mei Okafor" in dialog.now.text()
    dialog.holders.rows[1].remove.click()
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: text_of(lead, lead.page.pane.table.records.rows[0], "now") == "nobody")
