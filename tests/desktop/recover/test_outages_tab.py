"""Outages in the window: the list, the dialog, and the way from an incident."""

from datetime import timedelta

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from incidentdesk.desktop.conflict_dialog import ConflictDialog
from incidentdesk.desktop.recover.outage_dialog import OutageDialog
from incidentdesk.prepare.service_change import create_service
from incidentdesk.recover.outage_change import change_outage, record_outage
from incidentdesk.recover.outage_list import outage_facts, outage_row, outages
from incidentdesk.respond.change import change_incident
from tests.desktop.investigate.analyses_window import CONTROL, NOW, Key, act, held_clock, log, read, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def recorded(held_clock, sqlite_desk):
    """One that goes on, and one of last night that an incident tells of."""
    for name in ("Mail", "WAN"):
        act(sqlite_desk, create_service, name=name)
    log(sqlite_desk, "No mail goes out", service="Mail")
    act(sqlite_desk, record_outage, service="Mail", began=NOW - timedelta(hours=9), ended=NOW - timedelta(hours=7),
        degree="Degraded", incident="1", note="The queue was full")  # fmt: skip
    act(sqlite_desk, record_outage, service="WAN", began=NOW - timedelta(minutes=12))


@pytest.fixture
def lead(recorded, sit_down):
    lead = sit_down("organisation#outages", size=(1440, 900))
    lead.page.pane.table.setFocus()
    lead.rest()
    return lead


def cells(lead, key):
    table = lead.page.pane.table
    column = next(column for column in lead.page.pane.listing.columns if column.key == key)
    return [column.text(row, table.now()) for row in table.records.rows]


def stored(database):
    return [(row.service, row.note, row.goes_on) for row in read(database, outages)]


def test_the_list_tells_of_what_goes_on_first(lead):
    QAbstractItemModelTester(lead.page.pane.table.model())
    assert cells(lead, "service") == ["WAN", "Mail"]
    assert cells(lead, "until")[0] == "still going on"
    assert cells(lead, "length") == ["12 min", "2 h"]
    assert cells(lead, "degree") == ["Full", "Degraded"]
    assert cells(lead, "incident") == ["", "INC-0001"]


@pytest.mark.parametrize(
    ("words", "found"), [("going", ["WAN"]), ("queue", ["Mail"]), ("degraded", ["Mail"]), ("unplanned wan", ["WAN"])]
)
def test_the_filter_searches_all_of_it(lead, words, found):
    lead.page.pane.filter.set_text(words)
    lead.rest()
    assert cells(lead, "service") == found


def test_an_outage_is_recorded_with_the_keys(sqlite_desk, lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(OutageDialog)
    lead.write("Mail")
    dialog.began.write("09:50")
    dialog.ended.write("soon")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert "is no time" in dialog.form.error("ended")
    dialog.ended.write("2026-03-28 09:00")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert dialog.form.error("ended") == "The outage ends before it begins."
    dialog.ended.write("10:20")
    dialog.form.fields["note"].setPlainText("Restarted")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: ("Mail", "Restarted", False) in stored(sqlite_desk))
    lead.undo()
    assert ("Mail", "Restarted", False) not in stored(sqlite_desk)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"began": "09:00"}, "service", "Say which service was not there."),
        ({"service": "Mail"}, "began", "Say since when it was not there."),
        ({"service": "Mail", "began": "2026-04-01 08:00"}, "began", "That time is still to come."),
        ({"service": "Mail", "began": "09:00", "incident": "seven"}, "incident", "is no number of an incident"),
    ],
)
def test_what_is_missing_is_said_beside_it(sqlite_desk, lead, typed, field, sentence):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(OutageDialog)
    for name, text in typed.items():
        widget = dialog.form.fields[name]
        widget.write(text) if hasattr(widget, "write") else widget.setText(text)
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert sentence in dialog.form.error(field)
    assert len(stored(sqlite_desk)) == 2


def test_a_service_that_there_is_not_is_refused_and_nothing_typed_is_lost(sqlite_desk, lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(OutageDialog)
    lead.write("Payroll")
    dialog.began.write("09:00")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: "There is no service" in dialog.message.text)
    dialog.reject()
    lead.come()
    lead.run("organisation.new")
    again = lead.wait_for(OutageDialog)
    assert (again.service.text(), again.began.text()) == ("Payroll", "09:00")


def test_what_goes_on_is_ended_and_that_can_be_undone(sqlite_desk, lead):
    lead.page.pane.stand_on(2)
    lead.press(Key.Key_E)
    lead.qtbot.waitUntil(lambda: ("WAN", "", False) in stored(sqlite_desk))
    lead.qtbot.waitUntil(lambda: lead.desk.registry.why_disabled("outage.end") == "It has ended already.")
    lead.undo()
    assert ("WAN", "", True) in stored(sqlite_desk)


def test_one_is_moved_to_the_trash_and_brought_back(sqlite_desk, lead):
    lead.page.pane.stand_on(1)
    lead.press(Key.Key_Delete)
    lead.qtbot.waitUntil(lambda: len(stored(sqlite_desk)) == 1)
    lead.undo()
    assert len(stored(sqlite_desk)) == 2


def test_two_people_who_change_a_time_are_asked(sqlite_desk, lead):
    lead.page.pane.show_record(1)
    dialog = lead.wait_for(OutageDialog)
    dialog.ended.write("2026-03-28 04:00")
    act(sqlite_desk, change_outage, 1, {"ended": "2026-03-28 03:00"}, actor="Bo Diaz", zone=lead.desk.zone)
    lead.rest()
    dialog.save.click()
    conflict = lead.wait_for(ConflictDialog)
    assert "Bo Diaz" in conflict.heading.text()
    conflict.boxes[0].buttons["mine"].click()
    conflict.save.click()
    lead.qtbot.waitUntil(lambda: ended(sqlite_desk, lead.desk.zone) == "2026-03-28 04:00")


def ended(database, zone):
    return outage_facts(read(database, outage_row, 1), zone)["ended"]


def test_the_incident_leads_to_a_filled_dialog(sqlite_desk, recorded, sit_down):
    act(sqlite_desk, change_incident, 1, {
        "occurred_at": NOW - timedelta(hours=3), "restored_at": NOW - timedelta(hours=1),
    })  # fmt: skip
    lead = sit_down("INC-0001")
    lead.run("incident.record_outage")
    dialog = lead.wait_for(OutageDialog)
    zone = lead.desk.zone
    values = dialog.values()
    assert (values["service"], values["incident"], values["degree"]) == ("Mail", "INC-0001", "Full")
    assert values["began"] == (NOW - timedelta(hours=3)).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    assert values["ended"] == (NOW - timedelta(hours=1)).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: len(stored(sqlite_desk)) == 3)
    told = [fact.text for fact in lead.page.timeline.view.model().facts]
    assert any("Mail" in text and "Full" in text for text in told)


def test_the_menu_of_the_incident_offers_it(recorded, sit_down):
    lead = sit_down("INC-0001")
    texts = [action.text().replace("&", "") for action in lead.page.header.more.menu().actions()]
    assert "Record outage…" in texts


def test_the_list_leads_to_the_incident(lead):
    lead.page.pane.stand_on(1)
    lead.press(Key.Key_I)
    assert lead.page.incident_id == 1


def test_without_an_incident_it_leads_to_what_is_open_of_the_service(lead):
    lead.page.pane.stand_on(2)
    lead.press(Key.Key_I)
    assert lead.page.filter.text == 'is:open service:"WAN"'


def test_everything_is_named_for_those_who_hear_it(lead):
    lead.page.pane.show_record(1)
    dialog = lead.wait_for(OutageDialog)
    unnamed = [type(each).__name__ for each in controls(dialog) if not each.accessibleName()]
    assert unnamed == []


def test_nothing_yet_teaches_what_it_is_for(sqlite_desk, sit_down):
    lead = sit_down("organisation#outages")
    assert lead.page.pane.places.currentWidget() is lead.page.pane.first_use
