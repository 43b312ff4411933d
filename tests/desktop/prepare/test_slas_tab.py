"""The list of SLAs, the dialog of one, and what a change does to open clocks."""

from datetime import timedelta

import pytest

from incidentdesk import clock
from incidentdesk.desktop.prepare.recompute_dialog import RecomputeDialog
from incidentdesk.desktop.prepare.sla_dialog import SlaDialog
from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.calendar_change import create_calendar
from incidentdesk.prepare.calendar_list import calendar_names
from incidentdesk.prepare.sla_change import change_sla, create_sla, sla_facts
from incidentdesk.prepare.sla_kind import Target
from incidentdesk.prepare.sla_list import slas
from incidentdesk.respond.transition import Move, move
from tests.desktop.investigate.analyses_window import CONTROL, NOW, Key, act, held_clock, read, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def standard(sqlite_desk):
    office = {"name": "Office", "time_zone": "Europe/Berlin", "windows": "mon-fri 09:00-17:00"}
    act(sqlite_desk, create_calendar, **office)
    return act(sqlite_desk, create_sla, name="Standard", calendar="Office", targets="P3\t2 h\t\t16 h")


@pytest.fixture
def lead(standard, sit_down):
    return sit_down("organisation#slas")


def open_sla(lead, sla_id=1):
    lead.page.pane.show_record(sla_id)
    lead.rest()
    return lead.wait_for(SlaDialog)


def target(dialog, priority, which):
    return dialog.targets.lines[priority, which]


def test_an_empty_list_offers_presets_that_bring_their_calendar(sqlite_desk, sit_down):
    lead = sit_down("organisation#slas")
    lead.page.pane.first_use.cards[0].click()
    dialog = lead.wait_for(SlaDialog)
    assert dialog.calendar.currentText() == "Business hours"
    assert target(dialog, 3, Target.RESOLUTION).text() == "2 business days"
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: [row.name for row in read(sqlite_desk, slas)] == ["Business hours 8×5"])
    assert read(sqlite_desk, calendar_names) == ["Business hours"]


def test_a_day_is_a_business_day_of_the_calendar(sqlite_desk, lead):
    dialog = open_sla(lead)
    line = target(dialog, 3, Target.RESOLUTION)
    assert line.text() == "2 business days"
    assert line.toolTip() == "16 h"
    line.setText("2 days")
    dialog.save.click()
    assert "can mean two things" in dialog.form.error("targets")
    line.setText("3 business days")
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, sla_facts, 1)["targets"] == "P3\t2 h\t\t24 h")


def test_with_another_calendar_the_words_stay_and_mean_something_else(lead):
    dialog = open_sla(lead)
    dialog.calendar.setCurrentIndex(dialog.calendar.findData(""))
    assert "a day is 24 h" in dialog.targets.sentence.text()
    assert target(dialog, 3, Target.RESOLUTION).text() == "2 business days"
    assert dialog.targets.text() == "P3\t2 h\t\t48 h"


def test_which_incidents_would_be_late_is_said_before_it_is_saved(sqlite_desk, lead):
    # NOW is a Saturday; the incident came on Friday morning.
    clock.hold(lambda: NOW - timedelta(days=1))
    act(sqlite_desk, log_incident, title="VPN down", impact=2, urgency=2)
    clock.hold(lambda: NOW)
    act(sqlite_desk, log_incident, title="Printer", impact=3, urgency=3)
    dialog = open_sla(lead)
    target(dialog, 3, Target.RESOLUTION).setText("3 h")
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: "affected" in dialog.message.text)
    assert "1 open incident is affected" in dialog.message.text
    assert "breached 1 → 2" in dialog.message.text
    assert read(sqlite_desk, sla_facts, 1)["targets"] == "P3\t2 h\t\t16 h"
    dialog.message.action_button.click()
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, sla_facts, 1)["targets"] == "P3\t2 h\t\t3 h")


def test_a_new_name_asks_nothing(sqlite_desk, lead):
    act(sqlite_desk, log_incident, title="VPN down", impact=2, urgency=2)
    dialog = open_sla(lead)
    dialog.form.fields["name"].setText("Default")
    assert dialog.changes() == {"name": "Default"}
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, sla_facts, 1)["name"] == "Default")


def test_reasons_and_switches_are_saved(sqlite_desk, lead):
    dialog = open_sla(lead)
    dialog.form.fields["pauses"].boxes["Awaiting Vendor"].click()
    dialog.form.fields["restarts"].box.click()
    dialog.form.fields["enabled"].box.click()
    mode = dialog.form.fields["update_mode"]
    mode.setCurrentIndex(mode.findData("answer"))
    whose = dialog.form.fields["zone_source"]
    whose.setCurrentIndex(whose.findText("the support hours of the service"))
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: not read(sqlite_desk, sla_facts, 1)["enabled"])
    facts = read(sqlite_desk, sla_facts, 1)
    assert (facts["pauses"], facts["restarts"], facts["update_mode"]) == ("Awaiting Vendor", True, "answer")
    assert facts["zone_source"] == "service"


def test_an_sla_without_a_target_is_refused(lead):
    dialog = open_sla(lead)
    for line in dialog.targets.lines.values():
        line.clear()
    dialog.save.click()
    assert "at least one target" in dialog.form.error("targets")


def test_slas_are_put_in_order_and_switched_off_in_the_list(sqlite_desk, lead):
    act(sqlite_desk, create_sla, name="Critical", targets="P1\t15 min")
    lead.qtbot.waitUntil(lambda: len(lead.page.pane.table.records.rows) == 2)
    lead.page.pane.table.go_to(2)
    lead.run("organisation.up")
    lead.qtbot.waitUntil(lambda: [row.name for row in read(sqlite_desk, slas)] == ["Critical", "Standard"])
    lead.run("sla.switch")
    lead.qtbot.waitUntil(lambda: not read(sqlite_desk, slas)[0].enabled)
    lead.undo()
    assert read(sqlite_desk, slas)[0].enabled


def test_switching_one_off_says_what_became_of_the_clocks_that_run(sqlite_desk, lead):
    act(sqlite_desk, log_incident, title="VPN down", impact=2, urgency=2)
    lead.page.pane.table.go_to(1)
    lead.run("sla.switch")
    lead.qtbot.waitUntil(lambda: "affected" in lead.page.pane.message.text)
    assert "1 open incident is affected: clocks 2 → 0, breached 0 → 0." in lead.page.pane.message.text
    assert not read(sqlite_desk, slas)[0].enabled


def test_removing_one_says_what_became_of_the_clocks_that_run(sqlite_desk, lead):
    act(sqlite_desk, log_incident, title="VPN down", impact=2, urgency=2)
    lead.page.pane.table.go_to(1)
    lead.run("organisation.remove")
    lead.qtbot.waitUntil(lambda: "clocks 2 → 0" in lead.page.pane.message.text)
    assert read(sqlite_desk, slas) == []


def standing(database):
    """The outcomes that count."""
    return read(database, lambda reader: reader.rows("SELECT outcome FROM sla_result WHERE withdrawn_at IS NULL"))


def test_ended_clocks_are_judged_anew_only_after_a_question_and_undo_brings_them_back(sqlite_desk, lead):
    clock.hold(lambda: NOW - timedelta(days=1))
    incident_id = act(sqlite_desk, log_incident, title="VPN down", impact=2, urgency=2)
    clock.hold(lambda: NOW - timedelta(hours=19))
    act(sqlite_desk, move, incident_id, Move("Resolved", resolution_code="Solved", resolution_notes="Restarted"))
    clock.hold(lambda: NOW)
    before = standing(sqlite_desk)
    assert before
    act(sqlite_desk, change_sla, 1, {"targets": "P3\t2 h\t\t3 h"})
    assert standing(sqlite_desk) == before
    lead.run("sla.recompute")
    dialog = lead.wait_for(RecomputeDialog)
    assert dialog.keep.isDefault()
    dialog.go.click()
    lead.qtbot.waitUntil(lambda: "judged anew" in lead.page.pane.message.text)
    assert standing(sqlite_desk) != before
    lead.undo()
    assert standing(sqlite_desk) == before


def test_up_and_down_go_through_the_priorities(lead):
    dialog = open_sla(lead)
    target(dialog, 1, Target.UPDATE).setFocus()
    lead.press(Key.Key_Down, Key.Key_Down, Key.Key_Up)
    assert target(dialog, 2, Target.UPDATE).hasFocus()
