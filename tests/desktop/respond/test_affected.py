"""Who is affected by an incident, on its page: seen, said, and the way to the history of each."""

import pytest

from incidentdesk.desktop.respond.affected_dialog import AffectedDialog
from incidentdesk.desktop.widgets.two_line_list import KEY
from incidentdesk.detect.affected_person_change import add_affected
from incidentdesk.detect.affected_person_list import affected_lines, affected_people
from incidentdesk.prepare.person import person, person_named
from incidentdesk.store import ledger
from tests.desktop.investigate.analyses_window import CONTROL, Key, act, held_clock, log, read, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def incident_id(sqlite_desk) -> int:
    return log(sqlite_desk, "Mail is slow", reporter="Ann Lee")


def shown(lead):
    """Name and what stands above it."""
    box = lead.page.details.affected.list
    return [(box.item(row).text(), box.item(row).data(KEY + 1)) for row in range(box.count())]


def test_people_are_added_with_the_keyboard_and_undone_in_one_step(sqlite_desk, incident_id, sit_down):
    lead = sit_down("INC-0001")
    assert shown(lead) == [("Ann Lee", "has reported it")]
    lead.run("incident.affected")
    dialog = lead.wait_for(AffectedDialog)
    lead.write("Zoe Adams")
    lead.press(Key.Key_Tab)
    lead.write("Payroll closes today")
    assert dialog.people.text() == "Zoe Adams\tPayroll closes today"
    lead.press(Key.Key_Return, modifier=CONTROL)

    lead.qtbot.waitUntil(lambda: shown(lead)[1:] == [("Zoe Adams", "Payroll closes today")])
    lead.undo()
    assert read(sqlite_desk, lambda reader: affected_lines(affected_people(reader, incident_id))) == ""


def test_two_people_who_name_others_at_once_lose_nothing(sqlite_desk, incident_id, sit_down):
    lead = sit_down("INC-0001")
    lead.run("incident.affected")
    lead.wait_for(AffectedDialog)
    act(sqlite_desk, add_affected, incident_id, "Cem Aydin", actor="Bo Diaz")
    lead.write("Zoe Adams")
    lead.press(Key.Key_Return, modifier=CONTROL)

    lines = read(sqlite_desk, lambda reader: affected_lines(affected_people(reader, incident_id)))
    assert lines == "Cem Aydin\nZoe Adams"


def test_a_vip_is_seen_in_the_head_and_among_the_details(sqlite_desk, incident_id, sit_down):
    lead = sit_down("INC-0001")
    assert not lead.page.header.vip.isVisible()
    act(sqlite_desk, add_affected, incident_id, "Zoe Adams")
    zoe = act(sqlite_desk, person_named, "Zoe Adams")
    act(sqlite_desk, ledger.update, person, zoe, {"vip": True})
    act(sqlite_desk, add_affected, incident_id, "Bo Diaz")
    lead.qtbot.waitUntil(lambda: lead.page.header.vip.isVisible())
    assert lead.page.header.vip.toolTip() == "Zoe Adams"
    assert ("Zoe Adams", "VIP · affected") in shown(lead)


def test_enter_and_the_menu_lead_to_the_history(incident_id, sit_down):
    lead = sit_down("INC-0001")
    lead.page.details.affected.list.setCurrentRow(0)
    lead.page.details.affected.list.setFocus()
    lead.press(Key.Key_Return)
    assert lead.page.title() == "Ann Lee"
    lead.window.back()
    lead.run("incident.reporter_history")
    assert lead.page.title() == "Ann Lee"


def test_without_a_reporter_there_is_no_history(sqlite_desk, sit_down):
    log(sqlite_desk)
    lead = sit_down("INC-0001")
    assert lead.desk.registry.why_disabled("incident.reporter_history") == "It is not known who reported it."
