"""The recovery at a glance on the command view, which follows by itself what is done elsewhere."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from incidentdesk import clock
from incidentdesk.desktop.recover.recovery_card import RecoveryCard
from incidentdesk.prepare.service_change import create_service
from incidentdesk.recover.recovery_change import begin_recovery, finish_restore_task
from incidentdesk.recover.recovery_list import recovery_of
from incidentdesk.recover.temporary_fix_change import place_fix
from incidentdesk.respond.exit_criterion_change import waive_criterion
from incidentdesk.respond.exit_criterion_list import criteria_of
from incidentdesk.respond.major_step import accept
from incidentdesk.respond.role_hand_over import give_role
from tests.desktop.investigate.analyses_window import NOW, act, held_clock, log, read, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def incident_id(held_clock, sqlite_desk):
    """Mail has been away for three hours, one longer than it may."""
    act(sqlite_desk, create_service, name="Mail", criticality="High", rto="2 h", owner="L. Novák")
    return log(sqlite_desk, "No mail goes out", service="Mail", occurred_at=NOW - timedelta(hours=3))


@pytest.fixture
def lead(sqlite_desk, incident_id, sit_down):
    return sit_down("INC-0001/command")


def card_of(lead):
    return lead.page.findChild(RecoveryCard)


def lines(lead):
    lead.rest()
    found = [(line.text.text(), line.more.text()) for line in card_of(lead).lines]
    return [(text.replace("\u2068", "").replace("\u2069", ""), more) for text, more in found]


def test_what_is_not_major_and_has_no_recovery_has_no_card(lead):
    assert not card_of(lead).isVisible()


def test_of_a_major_incident_it_says_that_nothing_was_begun(sqlite_desk, lead, incident_id):
    act(sqlite_desk, accept, incident_id, reason="All sites")
    lead.qtbot.waitUntil(lambda: card_of(lead).isVisible())
    assert card_of(lead).nothing.text().startswith("Not begun.")


def test_it_tells_of_gate_next_task_targets_and_fixes(sqlite_desk, lead, incident_id):
    act(sqlite_desk, begin_recovery, incident_id)
    lead.qtbot.waitUntil(lambda: len(card_of(lead).lines) == 3)
    tasks = read(sqlite_desk, recovery_of, incident_id).tasks
    assert lines(lead)[:2] == [
        (f"Gate: 0 of {len(read(sqlite_desk, criteria_of, incident_id))} criteria decided", "4 open"),
        (f"Next: {tasks[0].title}", ""),
    ]
    assert card_of(lead).heading.text() == f"Recovery  0 of {len(tasks)} done"
    act(sqlite_desk, waive_criterion, read(sqlite_desk, criteria_of, incident_id)[0].id, reason="There are none.")
    act(sqlite_desk, place_fix, incident_id, text="By phone", expires=clock.now() + timedelta(hours=1))
    lead.qtbot.waitUntil(lambda: len(card_of(lead).lines) == 4)
    found = lines(lead)
    assert found[0] == ("Gate: 1 of 4 criteria decided", "3 open")
    assert found[2] == ("1 of 1 targets missed", "")
    assert found[3][0] == "1 temporary fix stands"
    for task in tasks:
        act(sqlite_desk, finish_restore_task, task.id)
    lead.qtbot.waitUntil(lambda: lines(lead)[1] == ("Everything is restored", ""))


def test_a_commander_who_is_to_restore_is_warned_of(sqlite_desk, lead, incident_id):
    act(sqlite_desk, begin_recovery, incident_id)
    lead.qtbot.waitUntil(lambda: len(card_of(lead).lines) == 3)
    act(sqlite_desk, give_role, incident_id, role="Incident commander", person="L. Novák")
    lead.qtbot.waitUntil(lambda: len(card_of(lead).lines) == 4)
    own = sum(each.owner == "L. Novák" for each in read(sqlite_desk, recovery_of, incident_id).tasks)
    assert lines(lead)[2][0] == f"L. Novák commands and has {own} of the tasks"


def test_the_link_leads_to_the_recovery_itself(sqlite_desk, lead, incident_id):
    act(sqlite_desk, begin_recovery, incident_id)
    lead.qtbot.waitUntil(lambda: card_of(lead).isVisible())
    lead.qtbot.mouseClick(card_of(lead).whole, Qt.MouseButton.LeftButton)
    lead.rest()
    assert lead.page.parts.current == "recovery"
