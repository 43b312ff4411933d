"""Updates, tasks and promises are reminded of, once each, and to whom they concern."""

import json

import pytest

from incidentdesk import clock
from incidentdesk.agent.loop import Agent
from incidentdesk.agent.overdue import Decision
from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.audience import audience
from incidentdesk.prepare.person import person
from incidentdesk.prepare.role import role
from incidentdesk.prepare.setting import set_setting
from incidentdesk.prepare.sla import sla
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.incident_role import incident_role
from incidentdesk.respond.task import task
from incidentdesk.respond.update_cadence import start_updates
from incidentdesk.store import ledger
from tests.agent.conftest import Outbox


class Room:
    """A desk with an incident that Ada works on, and no outlet."""

    def __init__(self, box, held):
        self.box, self.held, self.desk = box, held, box.desk
        self.ada, self.bo = (self.add(person, name=name, phone=f"+49 {name}") for name in ("Ada", "Bo"))
        with self.write() as session:
            self.incident = log_incident(session, title="No Internet", reporter="Zoe", channel="Phone")
            change_incident(session, self.incident, {"assignee": "Ada"})

    def write(self):
        return self.desk.write(actor="Mei Okafor")

    def add(self, table, **values):
        with self.write() as session:
            return ledger.insert(session, table, values)

    def run(self, **span):
        """Let time pass in small steps, as a program that runs all the time sees it."""
        self.held.after(**span)
        return Agent(self.desk, post=self.box.post).once()

    def told(self):
        return [(row.recipient, row.subject) for row in self.box.rows()]


@pytest.fixture
def room(desk, held):
    return Room(Outbox(desk), held)


@pytest.fixture
def room_of_one(box, held):
    """On SQLite: PostgreSQL measures a silence by its own clock, which nobody holds."""
    return Room(box, held)


def test_whoever_tells_the_audience_is_reminded_of_each_update_once(room):
    board = room.add(audience, name="Board", form="Executive", cadence=30)
    with room.write() as session:
        start_updates(session, room.incident, board)
    room.run(minutes=9)
    assert room.told() == []
    for _time in range(3):
        room.run(minutes=1)
    assert room.told() == [("Ada", "[INC-0001] Update for Board is due")]


def test_the_communications_lead_is_reminded_before_anybody_else(room):
    lead = room.add(role, name="Communications lead", position=1)
    room.add(incident_role, key="r", incident_id=room.incident, role_id=lead, person_id=room.bo, from_at=1)
    board = room.add(audience, name="Board", form="Executive", cadence=30)
    with room.write() as session:
        start_updates(session, room.incident, board)
    room.run(minutes=11)
    assert [name for name, _subject in room.told()] == ["Bo"]


def test_a_task_that_is_overdue_is_reminded_of_once_and_again_with_another_time(room):
    due = room.held.stored + 60_000_000
    made = room.add(
        task, key="t", incident_id=room.incident, position=1, title="Call the provider", person_id=room.bo, due_at=due,
        state="Open", created_at=room.held.stored, created_by="Mei Okafor",
    )  # fmt: skip
    room.run()
    assert room.told() == []
    for _time in range(3):
        room.run(minutes=1)
    assert room.told() == [("Bo", "[INC-0001] Overdue: Call the provider")]
    with room.write() as session:
        ledger.update(session, task, made, {"due_at": room.held.stored + 60_000_000})
    room.run(minutes=2)
    assert len(room.told()) == 2


def test_a_task_of_nobody_is_told_to_whoever_answers_for_the_incident(room):
    room.add(
        task, key="t", incident_id=room.incident, position=1, title="Call", due_at=room.held.stored, state="Open",
        created_at=room.held.stored, created_by="Mei Okafor",
    )  # fmt: skip
    room.run(minutes=1)
    assert [name for name, _subject in room.told()] == ["Ada"]


def test_a_promise_is_warned_of_when_it_is_at_risk_and_when_it_is_breached(room):
    targets = {str(priority): {"resolution": 100} for priority in range(1, 6)}
    room.add(sla, key="s", name="Gold", position=1, kind="SLA", targets=json.dumps(targets), pauses="[]")
    room.run(minutes=70)
    assert room.told() == []
    for _time in range(3):
        room.run(minutes=3)
    assert room.told() == [("Ada", "[INC-0001] Resolution at risk: 76 % used")]
    for _time in range(4):
        room.run(minutes=9)
    assert room.told()[1:] == [("Ada", "[INC-0001] Resolution breached")]


def test_what_was_breached_long_before_any_agent_worked_is_no_news(room_of_one):
    room = room_of_one
    targets = {str(priority): {"resolution": 100} for priority in range(1, 6)}
    room.add(sla, key="s", name="Gold", position=1, kind="SLA", targets=json.dumps(targets), pauses="[]")
    room.held.after(days=36)
    # A real clock goes on between the beat and the work.
    clock.hold(lambda: (room.held.after(milliseconds=1), room.held.now)[1])
    room.run()
    assert room.told() == []


def test_from_when_on_a_promise_is_at_risk_is_a_setting_of_the_desk(room):
    targets = {str(priority): {"resolution": 100} for priority in range(1, 6)}
    room.add(sla, key="s", name="Gold", position=1, kind="SLA", targets=json.dumps(targets), pauses="[]")
    with room.write() as session:
        set_setting(session, "sla_risk_percent", 90)
    room.run(minutes=85)
    assert room.told() == []
    room.run(minutes=6)
    assert room.told() == [("Ada", "[INC-0001] Resolution at risk: 91 % used")]


def test_a_promise_that_was_broken_long_ago_is_no_news(room_of_one):
    targets = {str(priority): {"resolution": 10} for priority in range(1, 6)}
    room_of_one.add(sla, key="s", name="Gold", position=1, kind="SLA", targets=json.dumps(targets), pauses="[]")
    room_of_one.run(days=7)
    assert room_of_one.told() == []


def test_after_a_week_of_sleep_everything_late_comes_once_in_order_and_says_so(room_of_one, start_mail):
    server, port = start_mail()
    outlet = room_of_one.box.mail(port)
    board = room_of_one.add(audience, name="Board", form="Executive", cadence=30)
    with room_of_one.write() as session:
        start_updates(session, room_of_one.incident, board)
        session.connection.exec_driver_sql("UPDATE person SET email = 'ada@example.com' WHERE name = 'Ada'")
    room_of_one.box.queue(outlet, recipient="First")
    room_of_one.held.after(minutes=1)
    room_of_one.box.queue(outlet, recipient="Second")
    room_of_one.run(days=7)
    room_of_one.run(minutes=1)
    assert [mail["To"].addresses[0].display_name for mail in server.taken] == ["First", "Second", "Ada"]
    assert all(mail.get_content().startswith("Late: this was ") for mail in server.taken)


def test_everything_that_would_be_sent_late_is_shown_before_it_is_sent(room_of_one):
    """Also overdue tasks and promises that were broken while nobody worked, in the order in which they were due."""
    board = room_of_one.add(audience, name="Board", form="Executive", cadence=30)
    start = room_of_one.held.stored
    minutes = 60_000_000
    targets = {str(priority): {"resolution": 120} for priority in range(1, 6)}
    room_of_one.add(sla, key="s", name="Gold", position=1, kind="SLA", targets=json.dumps(targets), pauses="[]")
    room_of_one.add(
        task, key="t", incident_id=room_of_one.incident, title="Call the carrier", state="Open", position=1,
        created_at=1, created_by="Mei", due_at=start + 60 * minutes,
    )  # fmt: skip
    with room_of_one.write() as session:
        start_updates(session, room_of_one.incident, board)
    room_of_one.run()
    asked = []

    def decide(late):
        asked.append(([(each.kind, each.text) for each in late], room_of_one.told()))
        return Decision.SEND

    room_of_one.held.after(days=7)
    Agent(room_of_one.desk, post=room_of_one.box.post, decide=decide).once()
    ((shown, told_by_then),) = asked
    assert told_by_then == []
    assert shown == [
        ("Reminder", "INC-0001: update for \u2068Board\u2069"),
        ("Reminder", "INC-0001: overdue task \u2068Call the carrier\u2069"),
        ("Warning", "[INC-0001] Resolution breached"),
    ]
    assert len(room_of_one.told()) == 3
