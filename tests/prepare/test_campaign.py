"""Acknowledgement campaigns: whom they ask, who has answered, and what becomes of them with a new version."""

from datetime import UTC, datetime

import pytest

from incidentdesk import clock
from incidentdesk.prepare.campaign_change import (
    acknowledge_campaign,
    acknowledge_for,
    acknowledge_plan,
    change_campaign,
    end_campaign,
    start_campaign,
)
from incidentdesk.prepare.campaign_list import CampaignState, campaign_row, campaigns
from incidentdesk.prepare.person import person
from incidentdesk.prepare.plan_change import approve, create_plan, save_draft, start_draft
from incidentdesk.prepare.plan_content import content_of
from incidentdesk.prepare.plan_version import current_version
from incidentdesk.prepare.policy_change import create_document, publish_draft
from incidentdesk.prepare.policy_list import document_row
from incidentdesk.prepare.role import role, role_holder
from incidentdesk.prepare.team import team_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.database import Database

TODAY, DUE = "2026-03-02", "2026-03-31"
CONTENT = '{"phases": [{"key": "p", "title": "Contain", "actions": [{"key": "a", "title": "Unplug it"}]}]}'


@pytest.fixture(autouse=True)
def held():
    clock.hold(lambda: datetime(2026, 3, 2, 10, tzinfo=UTC))
    yield
    clock.hold(None)


def _write(desk: Database):
    return desk.write(actor="Ada Pope", via="test")


def _people(desk: Database) -> dict[str, int]:
    with _write(desk) as session:
        team_id = team_named(session, "Network")
        network = {"staff": True, "team_id": team_id}
        facts = {
            "Ada Pope": {**network, "leads_team": True},
            "Bo Diaz": network,
            "Cy Young": {"staff": True},
            "Di Left": {"staff": True, "left_on": "2026-02-01"},
            "Ed Caller": {},
        }
        return {name: ledger.insert(session, person, {"name": name, **each}) for name, each in facts.items()}


def _plan(desk: Database) -> tuple[int, int]:
    with _write(desk) as session:
        plan_id = create_plan(session, name="Mail outage", content=content_of(CONTENT))
        version = current_version(session.reader, plan_id)
        assert version is not None
        approve(session, version.id)
        return plan_id, version.id


def _row(desk: Database, campaign_id: int):
    with desk.read() as reader:
        row = campaign_row(reader, campaign_id, TODAY)
    assert row is not None
    return row


def test_a_campaign_asks_all_staff_and_knows_who_has_read_it(desk: Database) -> None:
    people, (_plan_id, version_id) = _people(desk), _plan(desk)
    with _write(desk) as session:
        campaign_id = start_campaign(session, name="Mail plan", due_on=DUE, plan_version_id=version_id)
        acknowledge_plan(session, version_id, people["Bo Diaz"])
        acknowledge_plan(session, version_id, people["Bo Diaz"])

    row = _row(desk, campaign_id)
    assert [each.name for each in row.read] == ["Bo Diaz"]
    assert [name for _id, name in row.missing] == ["Ada Pope", "Cy Young"]
    assert (row.subject, row.version, row.state(TODAY)) == ("Mail outage", 1, CampaignState.RUNNING)
    assert row.state("2026-04-01") == CampaignState.OVERDUE
    assert row.waits_for(people["Cy Young"])
    assert not row.waits_for(people["Bo Diaz"])


def test_a_campaign_is_complete_once_everybody_of_the_role_has_read_the_policy(desk: Database) -> None:
    people = _people(desk)
    with _write(desk) as session:
        role_id = ledger.insert(session, role, {"name": "Scribe", "position": 1})
        holder = {"key": "h", "role_id": role_id, "position": 1, "person_id": people["Cy Young"]}
        ledger.insert(session, role_holder, holder)
        document_id = create_document(session, name="Acceptable use", text="Use it well.")
        publish_draft(session, document_id)
        version = document_row(session.reader, document_id, TODAY)
        campaign_id = start_campaign(
            session, name="Use", due_on=DUE, policy_version_id=version.version_id, role_id=role_id
        )
        with pytest.raises(Refused, match="not among those whom the campaign asks"):
            acknowledge_campaign(session, campaign_id, people["Bo Diaz"])
        acknowledge_campaign(session, campaign_id, people["Cy Young"])

    assert _row(desk, campaign_id).state(TODAY) == CampaignState.COMPLETE
    assert _row(desk, campaign_id).number == "POL-0001"


def test_a_new_version_of_the_plan_is_asked_about_anew_and_ends_the_campaign_over_the_old_one(desk: Database) -> None:
    people, (plan_id, old_id) = _people(desk), _plan(desk)
    with _write(desk) as session:
        old = start_campaign(session, name="First", due_on=DUE, plan_version_id=old_id)
        acknowledge_plan(session, old_id, people["Bo Diaz"])
        new_id = start_draft(session, plan_id)
        draft = current_version(session.reader, plan_id)
        save_draft(session, plan_id, content_of(CONTENT.replace("Unplug", "Isolate")), draft.content)
        with pytest.raises(Refused, match="not approved yet"):
            start_campaign(session, name="Second", due_on=DUE, plan_version_id=new_id)
        approve(session, new_id)
        with pytest.raises(Refused, match="Read that one first"):
            acknowledge_plan(session, old_id, people["Cy Young"])
        new = start_campaign(session, name="Second", due_on=DUE, plan_version_id=new_id)

    assert _row(desk, old).state(TODAY) == CampaignState.ENDED
    assert [name for _id, name in _row(desk, new).missing] == ["Ada Pope", "Bo Diaz", "Cy Young"]


def test_only_a_lead_records_for_others_and_says_why(desk: Database) -> None:
    people, (_plan_id, version_id) = _people(desk), _plan(desk)
    ada, bo, cy = people["Ada Pope"], people["Bo Diaz"], people["Cy Young"]
    with _write(desk) as session:
        campaign_id = start_campaign(session, name="Mail plan", due_on=DUE, plan_version_id=version_id)
        with pytest.raises(Refused, match="Say why"):
            acknowledge_for(session, campaign_id, [bo], by_id=ada, reason=" ")
        with pytest.raises(Refused, match="leads this person"):
            acknowledge_for(session, campaign_id, [cy], by_id=ada, reason="signed on paper")
        acknowledge_for(session, campaign_id, [bo], by_id=ada, reason="signed on paper")
    assert [each.name for each in _row(desk, campaign_id).read] == ["Bo Diaz"]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"due_on": "soon"}, "until which day"),
        ({"due_on": "2026-02-28"}, "That day is over"),
        ({"plan_version_id": None}, "a policy or a response plan"),
        ({"team": "Empty"}, "Nobody belongs"),
    ],
)
def test_what_a_campaign_can_not_be_is_said(desk: Database, facts: dict[str, object], sentence: str) -> None:
    _people(desk)
    _plan_id, version_id = _plan(desk)
    with _write(desk) as session:
        more = {"team_id": team_named(session, str(facts["team"]))} if "team" in facts else {}
    wanted = {"name": "Mail", "due_on": DUE, "plan_version_id": version_id, **facts, **more}
    wanted.pop("team", None)
    with _write(desk) as session, pytest.raises(Refused, match=sentence):
        start_campaign(session, **wanted)
    with desk.read() as reader:
        assert not campaigns(reader, TODAY)


def test_a_campaign_is_changed_and_ended_once(desk: Database) -> None:
    _people(desk)
    _plan_id, version_id = _plan(desk)
    with _write(desk) as session:
        campaign_id = start_campaign(session, name="Mail plan", due_on=DUE, plan_version_id=version_id)
        change_campaign(session, campaign_id, {"team": "Network"}, seen={"team": ""})
        end_campaign(session, campaign_id)
        with pytest.raises(Refused, match="ended already"):
            end_campaign(session, campaign_id)
    assert [name for _id, name in _row(desk, campaign_id).missing] == ["Ada Pope", "Bo Diaz"]
