"""Who is on call for an incident stands on its page, with its escalation, which is begun and ended there."""

import pytest

from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.widgets.two_line_list import KEY
from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.escalation_change import create_escalation
from incidentdesk.prepare.escalation_list import Step, steps_text
from incidentdesk.prepare.rota_change import add_override, create_rota
from incidentdesk.prepare.service import service
from incidentdesk.store import ledger
from tests.desktop.investigate.analyses_window import CONTROL, Key, act, held_clock, read, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls
from tests.prepare.rota_desk import ADA, BO, MEI, ids

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def rota_id(sqlite_desk, held_clock):
    people = {"people": [MEI, BO], "team": "Network team"}
    made = act(sqlite_desk, create_rota, name="Network", time_zone="Europe/Berlin", **people)
    steps = steps_text((Step("", 1, 10, rota_id=made),))
    policy = act(sqlite_desk, create_escalation, name="Nights", repeats="2", steps=steps)
    act(sqlite_desk, ledger.insert, service, {"name": "WAN", "escalation_policy_id": policy})
    return made


@pytest.fixture
def incident_id(sqlite_desk, rota_id):
    return act(sqlite_desk, log_incident, title="No Internet", service="WAN")


def shown(lead):
    box = lead.page.details.on_call.list
    return [(box.item(row).data(KEY + 1), box.item(row).text()) for row in range(box.count())]


def test_who_is_on_call_now_and_next_stands_on_the_page_goalert_1523(sqlite_desk, rota_id, incident_id, sit_down):
    lead = sit_down("INC-0001")
    assert shown(lead) == [("Network", MEI), ("Network · next", BO)]
    known = ids(sqlite_desk)
    span = {"from_at": 0, "until_at": 1 << 52}
    act(sqlite_desk, add_override, rota_id, person_id=known[ADA], instead_of_id=None, **span)
    lead.qtbot.waitUntil(lambda: shown(lead)[0] == ("Network", ADA))


def test_enter_leads_to_the_rota(incident_id, sit_down):
    lead = sit_down("INC-0001")
    lead.page.details.on_call.list.setCurrentRow(0)
    lead.page.details.on_call.list.setFocus()
    lead.press(Key.Key_Return)
    lead.qtbot.waitUntil(lambda: lead.page.title() == "ROTA-0001 Network")


def test_a_person_begins_an_escalation_and_ends_it_with_a_reason(sqlite_desk, incident_id, sit_down):
    lead = sit_down("INC-0001")
    box = lead.page.details.on_call
    box.escalate.click()
    lead.qtbot.waitUntil(lambda: "step 1 of 3" in box.said.text())
    assert "who is on call in \u2068Network\u2069 in 10 min" in box.said.text()
    assert not box.escalate.isVisible()
    lead.run("incident.end_escalation")
    lead.wait_for(LineDialog)
    lead.write("It was a drill")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: not box.said.isVisible())
    ended = read(sqlite_desk, lambda reader: reader.rows("SELECT end_reason FROM escalation"))
    assert ended == [("It was a drill",)]


def test_acknowledging_ends_it_and_says_why_it_can_not_be_begun_again(incident_id, sit_down):
    lead = sit_down("INC-0001")
    lead.run("incident.escalate")
    box = lead.page.details.on_call
    lead.qtbot.waitUntil(lambda: box.end.isVisible())
    box.acknowledge.click()
    lead.qtbot.waitUntil(lambda: not box.end.isVisible())
    (entry,) = [each for each in lead.desk.registry.entries() if each.id == "incident.escalate"]
    assert entry.why_disabled == "The incident is acknowledged already."


def test_where_nobody_can_be_called_nothing_is_shown(sqlite_desk, sit_down):
    act(sqlite_desk, log_incident, title="Printer jams")
    lead = sit_down("INC-0001")
    assert not lead.page.details.on_call.isVisible()


def test_everything_in_it_is_named(incident_id, sit_down):
    lead = sit_down("INC-0001")
    found = list(controls(lead.page.details.on_call))
    assert found
    assert all(each.accessibleName() and each.accessibleDescription() for each in found)
