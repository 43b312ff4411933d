"""The page of a scenario: injects are added, moved in time, swapped and taken away; a past incident is replayed."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from incidentdesk.desktop.improve.briefing_dialog import BriefingDialog
from incidentdesk.desktop.improve.inject_dialog import InjectDialog
from incidentdesk.desktop.improve.replay_dialog import ReplayDialog
from incidentdesk.desktop.improve.scenario_dialog import ScenarioDialog
from incidentdesk.desktop.widgets.form_grid import put
from incidentdesk.detect.intake import log_incident
from incidentdesk.improve.drill_list import drills, scenario_row, scenarios
from incidentdesk.prepare.drill_scenario_change import create_scenario
from incidentdesk.respond.transition import Move, move
from tests.desktop.improve.drill_room import dialog, held_clock, rest, sit_down, until
from tests.desktop.investigate.analyses_window import ALT, Key, act, read
from tests.desktop.investigate.conftest import furnished
from tests.drilling import furnish, make_scenario, schedule

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def scenario_id(sqlite_desk, held_clock):
    act(sqlite_desk, furnish)
    return act(sqlite_desk, make_scenario)


@pytest.fixture
def lead(sit_down, scenario_id):
    lead = sit_down("SCN-0001")
    until(lead, lambda: lead.page.sheet is not None)
    return lead


def stored(database):
    return [(each.title, each.at) for each in read(database, scenario_row, 1).content.injects]


def stand_on(lead, key):
    lead.page.table.go_to(key)
    lead.page.table.setFocus()
    rest(lead)


def test_the_injects_stand_on_the_time_line_and_in_the_list(lead):
    model = lead.page.table.model()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert [model.index(row, 0).data() for row in range(4)] == ["0:00:00", "0:10:00", "0:15:00", "0:20:00"]
    cards = lead.page.line.line.cards
    assert [card.inject.key for card in cards] == ["ring", "found", "boss", "task"]
    assert sorted(card.at_x for card in cards) == [card.at_x for card in cards]


def test_an_inject_is_added_after_the_last_one(lead, sqlite_desk):
    lead.desk.registry.run("scenario.add")
    asked = dialog(lead, InjectDialog)
    assert asked.form.fields["at"].text() == "0:25:00"
    assert not asked.save_button.isEnabled()
    put(asked.form.fields["title"], "The press calls")
    put(asked.form.fields["at"], "12:30")
    put(asked.form.fields["within"], "10")
    put(asked.form.fields["sender"], "A journalist")
    put(asked.form.fields["expected"], "Says nothing but the agreed words")
    asked.save_button.click()
    until(lead, lambda: len(lead.page.row.content.injects) == 5)
    made = read(sqlite_desk, scenario_row, 1).content.injects[2]
    assert (made.title, made.at, made.within, made.deed) == ("The press calls", 750, 600, "Judged by an observer")
    assert (made.sender, made.role) == ("A journalist", "")
    assert lead.page.current().title == "The press calls"


def test_a_time_that_is_none_is_said_below_its_field(lead):
    lead.desk.registry.run("scenario.add")
    asked = dialog(lead, InjectDialog)
    put(asked.form.fields["title"], "The press calls")
    put(asked.form.fields["at"], "at noon")
    assert "is no time of a drill" in asked.form.error("at")
    assert not asked.save_button.isEnabled()
    asked.reject()


def test_plus_and_minus_move_an_inject_in_time_and_undo_brings_it_back(lead, sqlite_desk):
    lead.come()
    stand_on(lead, "found")
    lead.press(Key.Key_Plus)
    until(lead, lambda: stored(sqlite_desk)[1] == ("A certificate has expired", 660))
    lead.press(Key.Key_Minus)
    until(lead, lambda: stored(sqlite_desk)[1] == ("A certificate has expired", 600))
    lead.undo()
    until(lead, lambda: stored(sqlite_desk)[1] == ("A certificate has expired", 660))


def test_two_injects_swap_their_times(lead, sqlite_desk):
    lead.come()
    stand_on(lead, "found")
    lead.press(Key.Key_Down, modifier=ALT)
    until(lead, lambda: stored(sqlite_desk)[1:3] == [("When is it back?", 600), ("A certificate has expired", 900)])


def test_an_inject_is_duplicated_and_taken_away(lead, sqlite_desk):
    lead.come()
    stand_on(lead, "boss")
    lead.press(Key.Key_D)
    until(lead, lambda: ("When is it back?", 960) in stored(sqlite_desk))
    until(lead, lambda: lead.page.current().at == 960)
    lead.press(Key.Key_Delete)
    until(lead, lambda: ("When is it back?", 960) not in stored(sqlite_desk))


def test_a_card_is_dragged_to_another_minute(lead, sqlite_desk):
    line = lead.page.line
    card = line.line.cards[2]
    start = QPoint(round(card.left + 20), round(card.top + 10))
    end = start + QPoint(round(line.line.x(300) - line.line.x(0)), 0)
    QTest.mousePress(line, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(line, start + QPoint(20, 0))
    QTest.mouseMove(line, end)
    QTest.mouseRelease(line, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    until(lead, lambda: ("When is it back?", 1200) in stored(sqlite_desk))


def test_the_arrows_go_through_the_cards_and_the_list_follows(lead):
    lead.come()
    lead.page.line.setFocus()
    lead.press(Key.Key_Right, Key.Key_Right)
    assert lead.page.current().key == "boss"
    lead.press(Key.Key_Return)
    assert dialog(lead, InjectDialog).form.fields["title"].text() == "When is it back?"


def test_the_briefing_and_the_incident_are_written(lead, sqlite_desk):
    lead.desk.registry.run("scenario.briefing")
    asked = dialog(lead, BriefingDialog)
    put(asked.form.fields["briefing"], "Sunday, three at night.")
    put(asked.form.fields["cadence"], "soon")
    assert not asked.save_button.isEnabled()
    put(asked.form.fields["cadence"], "20 min")
    asked.save_button.click()
    until(lead, lambda: read(sqlite_desk, scenario_row, 1).content.cadence == 20)
    assert read(sqlite_desk, scenario_row, 1).content.briefing == "Sunday, three at night."


def test_a_scenario_without_injects_can_t_be_scheduled(sit_down, sqlite_desk):
    act(sqlite_desk, create_scenario, name="Empty")
    lead = sit_down("SCN-0001")
    until(lead, lambda: lead.page.sheet is not None)
    assert lead.page.places.currentWidget() is lead.page.empty
    assert lead.desk.registry.why_disabled("scenario.schedule") == "It has no injects, so nothing would happen."


def test_a_new_scenario_leads_on_to_its_injects(sit_down, sqlite_desk):
    lead = sit_down("drills#scenarios")
    lead.page.new_button.click()
    asked = dialog(lead, ScenarioDialog)
    asked.accept()
    assert "needs a name" in asked.form.error("name")
    put(asked.form.fields["name"], "The server room is hot")
    put(asked.form.fields["every_months"], 6)
    asked.accept()
    assert "Say when it comes next" in asked.form.error("next_on")
    put(asked.form.fields["next_on"], "2026-05-01")
    asked.accept()
    until(lead, lambda: lead.window.windowTitle().startswith("SCN-0001"))
    row = read(sqlite_desk, scenarios)[0]
    assert (row.name, row.every_months, row.next_on) == ("The server room is hot", 6, "2026-05-01")


def test_a_past_incident_is_replayed(sit_down, sqlite_desk):
    incident_id = act(sqlite_desk, log_incident, title="Payroll run failed")
    act(sqlite_desk, move, incident_id, Move("In Progress"))
    act(sqlite_desk, move, incident_id, Move("Resolved", resolution_code="Fixed", resolution_notes="Disk replaced"))
    lead = sit_down("drills#scenarios")
    lead.desk.registry.run("scenarios.replay")
    asked = dialog(lead, ReplayDialog)
    until(lead, lambda: asked.incident.offered() == ["INC-0001 Payroll run failed"])
    asked.incident.setText("INC-0001")
    asked.save_button.click()
    until(lead, lambda: lead.window.windowTitle().startswith("SCN-0001"))
    row = read(sqlite_desk, scenarios)[0]
    assert row.replays == "INC-0001"
    assert row.content.injects[0].title == "Payroll run failed"


def test_a_drill_is_scheduled_from_its_scenario(lead, sqlite_desk):
    from incidentdesk.desktop.improve.drill_dialog import DrillDialog

    lead.desk.registry.run("scenario.schedule")
    asked = dialog(lead, DrillDialog)
    until(lead, lambda: asked.scenario.currentText() == "VPN down")
    put(asked.form.fields["planned"], "2026-03-20 09:00")
    asked.accept()
    assert "in the past" in asked.form.error("planned")
    put(asked.form.fields["planned"], "2026-04-02 09:00")
    put(asked.form.fields["participants"], "Ada Novak\tLead\nSomebody Else\tParticipant")
    asked.accept()
    until(lead, lambda: "Nobody is called" in asked.message.text)
    put(asked.form.fields["participants"], "Ada Novak\tLead\nBo Diaz\tObserver")
    asked.effects.boxes["1"].click()
    assert "do leave" in asked.leaving.text()
    asked.accept()
    until(lead, lambda: lead.window.windowTitle().startswith("DRL-0001"))
    row = read(sqlite_desk, drills)[0]
    assert [(seat.person, seat.part) for seat in row.seats] == [("Ada Novak", "Lead"), ("Bo Diaz", "Observer")]
    assert row.effects == ("Mail",)


def test_what_was_typed_and_not_saved_stands_there_again(lead):
    lead.desk.registry.run("scenario.add")
    asked = dialog(lead, InjectDialog)
    put(asked.form.fields["text"], "The mayor is on the phone, and she has heard it from the press.")
    asked.reject()
    rest(lead)
    lead.desk.registry.run("scenario.add")
    asked = dialog(lead, InjectDialog)
    assert asked.form.fields["text"].toPlainText().startswith("The mayor is on the phone")
    asked.message.action_button.click()
    assert asked.form.fields["text"].toPlainText() == ""
    asked.reject()


def test_somebody_who_is_on_another_drill_at_that_time_is_named(lead, sqlite_desk, held_clock):
    from incidentdesk.desktop.improve.drill_dialog import DrillDialog

    act(sqlite_desk, schedule, 1, "Ada Novak")
    lead.desk.registry.run("scenario.schedule")
    asked = dialog(lead, DrillDialog)
    until(lead, lambda: asked.scenario.currentText() == "VPN down")
    put(asked.form.fields["participants"], "Ada Novak\tLead")
    asked.accept()
    until(lead, lambda: "Nobody can be on two drills at once" in asked.message.text)
    assert "Ada Novak" in asked.message.text
    assert asked.form.fields["participants"].text() == "Ada Novak\tLead"
    asked.reject()
