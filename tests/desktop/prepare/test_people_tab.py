"""The list of people and the dialog of one of them."""

import pytest

from incidentdesk.desktop.conflict_dialog import ConflictDialog
from incidentdesk.desktop.prepare.person_dialog import PersonDialog
from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.person_change import change_person, create_person, person_facts
from incidentdesk.prepare.role_change import create_role
from incidentdesk.prepare.rota_change import create_rota
from tests.desktop.investigate.analyses_window import CONTROL, Key, act, held_clock, read, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def people(sqlite_desk):
    return {
        "mei": act(sqlite_desk, create_person, name="Mei Okafor", methods="Mobile\t+49 151 1", team="Network"),
        "bo": act(sqlite_desk, create_person, name="Bo Diaz", absences="2026-03-20\t2026-04-02\tleave"),
        "old": act(sqlite_desk, create_person, name="Old Timer", left_on="2026-01-31"),
    }


@pytest.fixture
def lead(people, sit_down):
    return sit_down("organisation#people")


def shown(lead):
    return [row.name for row in lead.page.pane.table.records.rows]


def open_person(lead, person_id):
    lead.page.pane.show_record(person_id)
    lead.rest()
    return lead.wait_for(PersonDialog)


def test_leavers_are_shown_to_who_asks_for_them(lead):
    assert shown(lead) == ["Bo Diaz", "Mei Okafor"]
    for words, names in (
        ("left", ["Old Timer"]), ("absent", ["Bo Diaz"]), ("network", ["Mei Okafor"]), ("oncall", []),
        ("left network", []),
    ):  # fmt: skip
        lead.page.pane.filter.set_text(words)
        lead.rest()
        assert (words, [row.name for row in lead.page.pane.keep(words, lead.page.pane.rows).rows]) == (words, names)


def test_the_list_says_how_somebody_is_reached_and_until_when_they_are_away(lead):
    table = lead.page.pane.table
    text = {column.key: column.text for column in lead.page.pane.listing.columns}
    bo, mei = table.records.rows
    assert text["reached"](mei, table.now()) == "+49 151 1"
    assert text["reached"](bo, table.now()) == "no address"
    assert text["away"](bo, table.now()) == "until 2 Apr"


def test_a_person_is_added_with_the_keys_and_two_ways_to_reach_them(sqlite_desk, lead):
    lead.run("organisation.new")
    dialog = lead.wait_for(PersonDialog)
    lead.write("Ana Ruiz")
    dialog.methods.add.click()
    dialog.methods.rows[0].cells[1].setText("+49 151 7")
    dialog.methods.add.click()
    row = dialog.methods.rows[1]
    row.cells[0].setCurrentIndex(row.cells[0].findData("E-mail"))
    row.cells[1].setText("ana@example.org")
    row.cells[3].setText("1.3.")
    first = dialog.methods.rows[0].cells[0]
    first.setCurrentIndex(first.findData("Mobile"))
    row.up.click()
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: "Ana Ruiz" in shown(lead))
    facts = read(sqlite_desk, person_facts, 4)
    assert facts["methods"] == "E-mail\tana@example.org\t\t2026-03-01\nMobile\t+49 151 7"


def test_an_address_that_can_t_be_right_is_said_and_nothing_is_lost(sqlite_desk, lead, people):
    dialog = open_person(lead, people["mei"])
    dialog.methods.rows[0].cells[1].setText("call me")
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: "no phone number" in dialog.message.text)
    assert dialog.methods.text() == "Mobile\tcall me"
    assert read(sqlite_desk, person_facts, people["mei"])["methods"] == "Mobile\t+49 151 1"
    dialog.reject()
    lead.rest()
    dialog = open_person(lead, people["mei"])
    assert dialog.methods.text() == "Mobile\tcall me"


def test_who_leaves_with_something_on_hand_is_named_before_it_is_saved(sqlite_desk, lead, people):
    act(sqlite_desk, log_incident, title="VPN down", assignee="Mei Okafor")
    act(sqlite_desk, create_role, name="Scribe", holders="person\tMei Okafor")
    dialog = open_person(lead, people["mei"])
    assert "1 open incident: INC-0001" in dialog.on_hand.text()
    dialog.form.fields["left_on"].write("2026-03-31")
    dialog.save.click()
    assert "INC-0001" in dialog.message.text
    assert "Scribe" in dialog.message.text
    assert read(sqlite_desk, person_facts, people["mei"])["left_on"] == ""
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, person_facts, people["mei"])["left_on"] == "2026-03-31")


def test_the_incidents_of_a_person_are_one_click_away(sqlite_desk, lead, people):
    act(sqlite_desk, log_incident, title="VPN down", assignee="Mei Okafor")
    dialog = open_person(lead, people["mei"])
    opened = []
    lead.page.pane.opened.connect(opened.append)
    dialog.show_incidents.click()
    lead.rest()
    assert opened == ['incidents#is:open assignee:"Mei Okafor"']


def test_an_absence_is_noted_with_one_key(sqlite_desk, lead, people):
    lead.page.pane.table.go_to(people["mei"])
    lead.run("person.absence")
    dialog = lead.wait_for(PersonDialog)
    lead.qtbot.waitUntil(lambda: len(dialog.absences.rows) == 1)
    for place, text in enumerate(("2026-05-04", "2026-05-08", "leave")):
        dialog.absences.rows[0].cells[place].setText(text)
    dialog.save.click()
    lead.qtbot.waitUntil(
        lambda: read(sqlite_desk, person_facts, people["mei"])["absences"] == "2026-05-04\t2026-05-08\tleave"
    )


def test_who_is_on_call_in_an_absence_is_told_so_before_it_is_saved(sqlite_desk, lead, people):
    network = {"name": "Network", "time_zone": "Europe/Berlin", "people": ["Mei Okafor", "Bo Diaz"]}
    act(sqlite_desk, create_rota, **network)
    dialog = open_person(lead, people["mei"])
    dialog.absences.add.click()
    for place, text in enumerate(("2026-04-09", "2026-04-10", "leave")):
        dialog.absences.rows[0].cells[place].setText(text)
    dialog.save.click()
    assert "They are on call then: \u2068Network, Mon 6 Apr 09:00\u2069" in dialog.message.text
    assert read(sqlite_desk, person_facts, people["mei"])["absences"] == ""
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: "2026-04-09" in read(sqlite_desk, person_facts, people["mei"])["absences"])


def test_an_absence_without_a_shift_is_saved_at_once(sqlite_desk, lead, people):
    act(sqlite_desk, create_rota, name="Network", time_zone="Europe/Berlin", people=["Mei Okafor", "Bo Diaz"])
    dialog = open_person(lead, people["mei"])
    dialog.absences.add.click()
    for place, text in enumerate(("2026-04-01", "2026-04-02")):
        dialog.absences.rows[0].cells[place].setText(text)
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: "2026-04-01" in read(sqlite_desk, person_facts, people["mei"])["absences"])


def test_two_who_change_the_absences_of_one_person_are_asked(sqlite_desk, lead, people):
    dialog = open_person(lead, people["bo"])
    dialog.absences.rows[0].cells[1].setText("2026-04-10")
    seen = read(sqlite_desk, person_facts, people["bo"])
    theirs = {"absences": "2026-03-20\t2026-03-27\tleave"}
    act(sqlite_desk, change_person, people["bo"], theirs, seen=seen, actor="Pia Silva")
    lead.rest()
    dialog.save.click()
    conflict = lead.wait_for(ConflictDialog)
    conflict.boxes[0].buttons["mine"].click()
    conflict.save.click()
    lead.qtbot.waitUntil(lambda: "2026-04-10" in read(sqlite_desk, person_facts, people["bo"])["absences"])


def test_who_is_removed_comes_back_with_undo(lead, people):
    lead.page.pane.table.go_to(people["bo"])
    lead.run("organisation.remove")
    lead.qtbot.waitUntil(lambda: shown(lead) == ["Mei Okafor"])
    lead.undo()
    lead.qtbot.waitUntil(lambda: shown(lead) == ["Bo Diaz", "Mei Okafor"])


def test_addresses_are_verified_with_one_key(sqlite_desk, lead, people):
    lead.page.pane.table.go_to(people["mei"])
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_V)
    verified = "Mobile\t+49 151 1\t\t2026-03-28"
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, person_facts, people["mei"])["methods"] == verified)


def test_who_has_something_on_hand_is_not_removed_without_a_word(sqlite_desk, lead, people):
    act(sqlite_desk, create_role, name="Scribe", holders="person\tBo Diaz")
    dialog = open_person(lead, people["bo"])
    dialog.remove.click()
    assert "Scribe" in dialog.message.text
    assert shown(lead) == ["Bo Diaz", "Mei Okafor"]
    dialog.message.action_button.click()
    lead.qtbot.waitUntil(lambda: shown(lead) == ["Mei Okafor"])
