"""What is told by itself of training: once each, at its time, and nothing of what is over."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from incidentdesk import clock
from incidentdesk.agent.loop import Agent
from incidentdesk.agent.training_job import remind_of_learning
from incidentdesk.improve.training_message import send_invitations
from incidentdesk.improve.training_result_change import invite
from incidentdesk.prepare.campaign_change import acknowledge_campaign, start_campaign
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.policy_change import create_document, publish_draft
from incidentdesk.prepare.policy_list import document_row
from incidentdesk.prepare.training_course_change import create_course
from incidentdesk.prepare.training_session_change import change_session, plan_session
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcing import notify_people
from incidentdesk.store.database import Database
from tests.agent.conftest import Outbox

_MESSAGES = "SELECT recipient, subject FROM outbox_message ORDER BY id"


class Time:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def time() -> Any:
    held = Time()
    clock.hold(lambda: held.now)
    yield held
    clock.hold(None)


def act(desk: Database, use_case: Callable[..., Any], *arguments: Any, **facts: Any) -> Any:
    with desk.write(actor="Mei Okafor") as session:
        return use_case(session, *arguments, **facts)


def told(desk: Database) -> list[tuple[str, str]]:
    """What has come since the last look is at the end."""
    remind_of_learning(desk, clock.stored(clock.now()), notify_people, UTC)
    with desk.read() as reader:
        return [(name, subject) for name, subject in reader.rows(_MESSAGES)]


def test_who_comes_is_reminded_a_day_before_and_once(desk: Database, time: Time) -> None:
    bo = act(desk, staff_named, "Bo Diaz")
    act(desk, create_course, name="Phishing")
    session_id = act(desk, plan_session, course="Phishing", starts="2026-03-04 10:00")
    act(desk, invite, session_id, [bo])
    assert not told(desk)
    time.now += timedelta(days=1)
    assert told(desk) == told(desk) == [("Bo Diaz", "Reminder: Phishing, 2026-03-04 10:00 UTC")]
    act(desk, change_session, session_id, {"starts": "2026-03-04 09:00"})
    assert len(told(desk)) == 2


def test_an_invitation_goes_out_once_with_its_calendar_file(desk: Database, time: Time) -> None:
    bo, ada = act(desk, staff_named, "Bo Diaz"), act(desk, staff_named, "Ada Park")
    act(desk, create_course, name="Phishing")
    session_id = act(desk, plan_session, course="Phishing", starts="2026-03-09 10:00")
    with pytest.raises(Refused, match="Nobody is invited"):
        act(desk, send_invitations, session_id, zone=UTC)
    act(desk, invite, session_id, [bo])
    assert act(desk, send_invitations, session_id, zone=UTC) == 1
    act(desk, invite, session_id, [ada])
    assert act(desk, send_invitations, session_id, zone=UTC) == 1
    assert act(desk, send_invitations, session_id, zone=UTC) == 0
    with desk.read() as reader:
        rows = reader.rows(
            "SELECT m.recipient, f.name FROM outbox_message m JOIN announcement a ON a.id = m.announcement_id"
            " JOIN attachment f ON f.id = a.attachment_id ORDER BY m.id"
        )
    assert [tuple(row) for row in rows] == [("Bo Diaz", "session.ics"), ("Ada Park", "session.ics")]


def test_a_campaign_asks_reminds_and_stops_once_all_have_read(desk: Database, time: Time) -> None:
    bo = act(desk, staff_named, "Bo Diaz")
    document_id = act(desk, create_document, name="Acceptable use", text="Use it well.")
    act(desk, publish_draft, document_id)
    with desk.read() as reader:
        version_id = document_row(reader, document_id, "2026-03-02").version_id
    campaign_id = act(desk, start_campaign, name="Use", due_on="2026-03-20", policy_version_id=version_id)
    first = ("Bo Diaz", "Read by 2026-03-20: Acceptable use")
    assert told(desk) == told(desk) == [first]
    time.now += timedelta(days=12)
    assert told(desk) == [first] * 2
    time.now += timedelta(days=8)
    assert told(desk)[2:] == [("Bo Diaz", "Overdue since 2026-03-20: Acceptable use")]
    act(desk, acknowledge_campaign, campaign_id, bo)
    time.now += timedelta(days=7)
    assert len(told(desk)) == 3


def test_what_somebody_lacks_is_told_once_a_week(desk: Database, time: Time) -> None:
    act(desk, staff_named, "Bo Diaz")
    act(desk, create_course, name="Phishing", requirements="everybody\t\t2026-03-02\t3")
    assert not told(desk)
    time.now += timedelta(days=4)
    assert told(desk) == told(desk) == [("Bo Diaz", "Your training: what is overdue or expires")]
    time.now += timedelta(days=7)
    assert len(told(desk)) == 2


def test_the_agent_does_all_this_by_itself(sqlite_desk: Database, time: Time) -> None:
    act(sqlite_desk, staff_named, "Bo Diaz")
    act(sqlite_desk, create_course, name="Phishing", requirements="everybody\t\t2026-03-02\t3")
    time.now += timedelta(days=4)
    lines = Agent(sqlite_desk, post=Outbox(sqlite_desk).post).once().lines
    assert "1 person reminded of their training" in lines
