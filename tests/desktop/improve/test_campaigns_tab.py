"""Acknowledgement campaigns in the window: started, answered for oneself and for others, reminded of, ended."""

from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from incidentdesk import clock
from incidentdesk.desktop.improve.campaign_dialog import CampaignDialog
from incidentdesk.desktop.improve.campaign_sheet import CampaignSheet
from incidentdesk.prepare.campaign_change import start_campaign_over
from incidentdesk.prepare.campaign_list import campaigns
from incidentdesk.prepare.person import person
from incidentdesk.prepare.plan_change import approve, create_plan
from incidentdesk.prepare.plan_content import Action, Phase, PlanContent
from incidentdesk.prepare.plan_version import current_version
from incidentdesk.prepare.team import team_named
from incidentdesk.store import ledger
from tests.desktop.investigate.analyses_window import CONTROL, NOW, TODAY, Key, act, held_clock, read, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls, cut_off

__all__ = ["furnished", "held_clock", "sit_down"]
CONTENT = PlanContent(phases=(Phase("p", "Contain", (Action("a", "Unplug it"),)),))


@pytest.fixture
def desk_of_three(sqlite_desk, held_clock):
    """Mei leads the team of Bo; a plan is approved."""
    clock.hold(lambda: datetime(2025, 1, 1, tzinfo=UTC))
    team = act(sqlite_desk, team_named, "Network")
    for name, leads in (("Ada Park", False), ("Bo Diaz", False), ("Mei Okafor", True)):
        of_team = {} if name == "Ada Park" else {"team_id": team, "leads_team": leads}
        act(sqlite_desk, ledger.insert, person, {"name": name, "staff": True, **of_team})
    plan_id = act(sqlite_desk, create_plan, name="Mail outage", content=CONTENT)
    act(sqlite_desk, approve, read(sqlite_desk, current_version, plan_id).id)
    clock.hold(lambda: NOW)
    return sqlite_desk


@pytest.fixture
def campaign_id(desk_of_three):
    return act(
        desk_of_three, start_campaign_over, kind="plan", document="Mail outage", name="Spring", due_on="2026-04-30"
    )


@pytest.fixture
def lead(desk_of_three, sit_down):
    lead = sit_down("drills#campaigns")
    lead.page.pane.table.setFocus()
    lead.rest()
    return lead


def stored(database):
    (row,) = read(database, campaigns, TODAY)
    return row


def names(row):
    return [each.name for each in row.read]


def test_a_campaign_is_started_with_the_keyboard(desk_of_three, lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(CampaignDialog)
    lead.write("Spring")
    dialog.form.fields["due_on"].write("2026-04-30")
    dialog.kind.choose("plan")
    dialog.document.setText("mail outage")
    lead.press(Key.Key_Return, modifier=CONTROL)
    row = stored(desk_of_three)
    assert (row.name, row.subject, row.version, row.due_on, len(row.missing)) == (
        "Spring", "Mail outage", 1, "2026-04-30", 3,
    )  # fmt: skip
    table = lead.page.pane.table
    lead.qtbot.waitUntil(lambda: len(table.records.rows) == 1)
    QAbstractItemModelTester(table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_day_that_is_over_and_a_plan_that_is_not_there_are_said(desk_of_three, lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(CampaignDialog)
    lead.write("Spring")
    dialog.form.fields["due_on"].write("2026-03-01")
    dialog.kind.choose("plan")
    dialog.document.setText("Mail outage")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert dialog.message.text == "That day is over. Give people until a day to come."
    dialog.form.fields["due_on"].write("2026-04-30")
    dialog.document.setText("Nothing of the kind")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert "There is no policy or plan" in dialog.message.text
    assert not read(desk_of_three, campaigns, TODAY)
    dialog.reject()
    lead.rest()


def test_one_says_to_have_read_it_and_takes_that_back(desk_of_three, campaign_id, lead):
    lead.qtbot.waitUntil(lambda: bool(lead.page.pane.rows))
    lead.press(Key.Key_V)
    assert names(stored(desk_of_three)) == ["Mei Okafor"]
    lead.qtbot.waitUntil(lambda: lead.page.pane._why_not_mine() == "It does not wait for you.")
    lead.undo()
    assert names(stored(desk_of_three)) == []


def test_a_lead_records_for_their_own_team_only_and_says_why(desk_of_three, campaign_id, lead):
    lead.press(Key.Key_Return)
    sheet = lead.wait_for(CampaignSheet)
    by_name = {name: key for key, name in stored(desk_of_three).missing}
    assert not sheet.record.isEnabled()
    sheet.missing.tick([by_name["Ada Park"]])
    sheet.reason.setText("signed on paper")
    sheet.record.click()
    lead.rest()
    assert "leads this person" in sheet.message.text
    sheet.missing.tick([by_name["Bo Diaz"]])
    sheet.record.click()
    lead.rest()
    assert names(stored(desk_of_three)) == ["Bo Diaz"]
    lead.qtbot.waitUntil(lambda: sheet.count.text() == "1 of 3")
    assert [each for each in controls(sheet) if not each.accessibleName()] == []
    assert list(cut_off(sheet)) == []
    sheet.reject()


def test_who_is_missing_is_reminded_and_copied(desk_of_three, campaign_id, lead):
    lead.qtbot.waitUntil(lambda: bool(lead.page.pane.rows))
    lead.press(Key.Key_M)
    with desk_of_three.read() as reader:
        told = [str(row[0]) for row in reader.rows("SELECT recipient FROM outbox_message ORDER BY id")]
    assert told == ["Ada Park", "Bo Diaz", "Mei Okafor"]
    lead.run("campaign.missing")
    assert QGuiApplication.clipboard().text().splitlines()[1:] == ["Ada Park", "Bo Diaz", "Mei Okafor"]


def test_a_campaign_that_has_ended_asks_nobody(desk_of_three, campaign_id, lead):
    lead.qtbot.waitUntil(lambda: bool(lead.page.pane.rows))
    lead.run("campaign.end")
    assert stored(desk_of_three).ended_at is not None
    lead.qtbot.waitUntil(lambda: lead.page.pane._why_not_running() == "This campaign has ended already.")


def test_the_sheet_leads_to_the_plan_where_it_can_be_acknowledged_too(desk_of_three, campaign_id, lead):
    lead.press(Key.Key_Return)
    sheet = lead.wait_for(CampaignSheet)
    sheet.document.click()
    lead.rest()
    assert lead.page.number == "PLAN-0001"
    bar = lead.page.readership.bar
    lead.qtbot.waitUntil(lambda: bar.text.startswith("You are asked to read version 1 by 30 Apr."))
    lead.run("plan.acknowledge")
    assert names(stored(desk_of_three)) == ["Mei Okafor"]
    lead.qtbot.waitUntil(lambda: bar.isHidden())
    assert lead.page.readership.why_not() == "You have read version 1."


def test_a_campaign_is_given_more_time(desk_of_three, campaign_id, lead):
    lead.qtbot.waitUntil(lambda: bool(lead.page.pane.rows))
    lead.press(Key.Key_F2)
    dialog = lead.wait_for(CampaignDialog)
    assert not dialog.document.isEnabled()
    dialog.form.fields["due_on"].write("2026-05-31")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert stored(desk_of_three).due_on == "2026-05-31"
