"""Escalations move while nobody acknowledges, once each, late ones with a mark (R5, notify-3)."""

from datetime import datetime

import pytest

from incidentdesk import clock
from incidentdesk.agent.loop import Agent
from incidentdesk.agent.overdue import Decision, overdue_work
from incidentdesk.detect.alert import alert, alert_source
from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.business_time import windows_text
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.escalation import escalation_policy, escalation_step
from incidentdesk.prepare.person import person
from incidentdesk.prepare.role import role
from incidentdesk.prepare.service import service
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.escalation_step_taking import end_escalation, start_escalation
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger


class Night:
    """A desk with a service, a policy of three steps (at once, after 10 and after 20 minutes), and no outlet."""

    def __init__(self, box, held):
        self.box, self.held, self.desk = box, held, box.desk
        self.people = [self.add(person, name=name, phone=f"+49 {name}") for name in ("Ada", "Bo", "Cy")]
        self.policy = self.add(escalation_policy, name="Network", repeats=0)
        for number, (wait, person_id) in enumerate(zip((0, 10, 20), self.people, strict=True)):
            self.step(number, wait, person_id=person_id)
        self.service = self.add(service, name="WAN", escalation_policy_id=self.policy)

    def write(self):
        return self.desk.write(actor="Mei Okafor")

    def add(self, table, **values):
        with self.write() as session:
            return ledger.insert(session, table, values)

    def step(self, number, wait, **facts):
        return self.add(escalation_step, key=f"s{number}", policy_id=self.policy, position=number, wait=wait, **facts)

    def change_steps(self, **facts):
        with self.write() as session:
            ids = [row[0] for row in session.reader.rows("SELECT id FROM escalation_step")]
            ledger.update_many(session, escalation_step, dict.fromkeys(ids, facts))

    def incident(self, **facts):
        with self.write() as session:
            return log_incident(session, title="No Internet", reporter="Zoe", channel="Phone", service="WAN", **facts)

    def run(self, minutes=0, **facts):
        """Let time pass and a program look, as one that runs all the time would every ten seconds."""
        self.held.after(minutes=minutes)
        return Agent(self.desk, post=self.box.post, **facts).once()

    def ledger(self):
        with self.desk.read() as reader:
            return reader.rows("SELECT count(*) FROM ledger")[0][0]

    def told(self):
        return [row.recipient for row in self.box.rows()]


@pytest.fixture
def night(box, held):
    return Night(box, held)


def test_people_are_told_one_after_the_other_until_somebody_acknowledges(night):
    made = night.incident()
    night.run()
    assert night.told() == ["Ada"]
    night.run(minutes=9)
    assert night.told() == ["Ada"]
    night.run(minutes=1)
    assert night.told() == ["Ada", "Bo"]
    with night.write() as session:
        change_incident(session, made, {"acknowledged_at": clock.now()})
    night.run(minutes=60)
    assert night.told() == ["Ada", "Bo"]
    assert ended(night) == ["The incident was acknowledged."]


def ended(night):
    with night.desk.read() as reader:
        return [row[0] for row in reader.rows("SELECT end_reason FROM escalation ORDER BY id")]


def test_it_ends_when_the_incident_does(night):
    made = night.incident()
    night.run()
    with night.write() as session:
        move(session, made, Move("Canceled", reason="was a test"))
    night.run(minutes=60)
    assert night.told() == ["Ada"]
    assert ended(night) == ["The incident is over: Canceled."]


def test_all_steps_are_gone_through_again_as_often_as_the_policy_says(night):
    with night.write() as session:
        ledger.update(session, escalation_policy, night.policy, {"repeats": 1})
    night.incident()
    for _minute in range(200):
        night.run(minutes=1)
    assert night.told() == ["Ada", "Bo", "Cy"] * 2
    assert ended(night) == ["Everybody was notified, and nobody acknowledged."]


def test_two_reminders_at_ten_minutes_are_thirty_minutes_before_the_next_person_is_asked(night):
    with night.write() as session:
        rows = session.reader.rows("SELECT id FROM escalation_step ORDER BY position")
        for row, wait in zip(rows, (0, 10, 10), strict=True):
            ledger.update(session, escalation_step, row[0], {"person_id": night.people[0], "wait": wait})
    night.step(3, 10, person_id=night.people[1])
    night.incident()
    told = {}
    for minute in range(41):
        night.run(minutes=1 if minute else 0)
        told.setdefault(len(night.told()), minute)
    assert night.told() == ["Ada", "Ada", "Ada", "Bo"]
    assert told == {1: 0, 2: 10, 3: 20, 4: 30}


def test_a_program_that_was_closed_over_the_time_takes_the_step_once_and_says_that_it_is_late(night):
    night.incident()
    night.run()
    night.run(minutes=300)
    night.run()
    assert night.told() == ["Ada", "Bo"]
    assert night.box.rows()[1].body.startswith("Late: this was due at 2026-03-02 12:10 UTC")
    night.run(minutes=20)
    assert night.told() == ["Ada", "Bo", "Cy"]
    assert "Late" not in night.box.rows()[2].body


def test_a_week_of_sleep_wakes_nobody_twice_and_not_all_at_once(night):
    night.incident()
    night.run()
    night.run(minutes=7 * 24 * 60)
    assert night.told() == ["Ada", "Bo"]


def test_an_incident_that_came_while_nothing_ran_escalates_afterwards(night):
    night.run()
    night.held.after(hours=2)
    night.incident()
    night.run(minutes=3 * 24 * 60)
    assert night.told() == ["Ada"]


def test_an_old_incident_does_not_escalate_because_its_service_gets_a_policy(night):
    night.incident()
    night.held.after(days=3)
    night.run()
    night.held.after(minutes=1)
    night.run()
    assert night.told() == []


def test_a_step_for_working_hours_waits_until_they_begin(night):
    hours = windows_text((((480, 1020),),) * 5 + ((),) * 2)
    office = night.add(calendar, name="Office", windows=hours, time_zone="Europe/Berlin")
    with night.write() as session:
        ledger.update(session, escalation_policy, night.policy, {"calendar_id": office})
    night.change_steps(working_hours_only=True)
    night.held.after(hours=8)  # 20:00 UTC on a Monday
    night.incident()
    night.run()
    assert night.told() == []
    night.run(minutes=10 * 60 + 59)  # 06:59 UTC, 07:59 in Berlin
    assert night.told() == []
    night.run(minutes=1)
    assert night.told() == ["Ada"]
    assert "Late" not in night.box.rows()[0].body


@pytest.mark.parametrize(
    ("evening", "opens"),
    [("2026-03-27T20:00", "2026-03-30T07:30"), ("2026-10-23T20:00", "2026-10-26T08:30")],
    ids=["clocks go on", "clocks go back"],
)
def test_working_hours_begin_at_half_past_eight_on_both_sides_of_summer_time_oncall_3261(night, evening, opens):
    hours = windows_text((((510, 1050),),) * 5 + ((),) * 2)
    office = night.add(calendar, name="Office", windows=hours, time_zone="Europe/London")
    with night.write() as session:
        ledger.update(session, escalation_policy, night.policy, {"calendar_id": office})
    night.change_steps(working_hours_only=True)
    night.held.now = datetime.fromisoformat(f"{evening}+00:00")
    night.incident()
    night.run()
    night.held.now = datetime.fromisoformat(f"{opens}+00:00")
    night.run(minutes=-1)
    assert night.told() == []
    night.run(minutes=1)
    assert night.told() == ["Ada"]


def test_a_step_that_asks_for_several_incidents_waits_for_them(night):
    night.change_steps(least_alerts=3, within=30)
    night.incident()
    night.run()
    night.incident()
    night.run(minutes=1)
    assert night.told() == []
    night.incident()
    night.run(minutes=1)
    assert night.told() == ["Ada", "Ada", "Ada"]


def test_while_a_step_waits_for_incidents_nothing_is_written_and_nothing_is_late(night):
    night.change_steps(least_alerts=2, within=30)
    night.incident()
    night.run()
    before = night.ledger()
    for _minute in range(5):
        night.run(minutes=4)
    with night.desk.read() as reader:
        assert overdue_work(reader, night.held.stored) == []
    assert night.ledger() == before
    night.incident()
    night.run()
    assert night.told() == ["Ada", "Ada"]
    assert not any(row.body.startswith("Late") for row in night.box.rows())


def test_alerts_count_that_were_gathered_into_one_incident(night):
    night.change_steps(least_alerts=3, within=30)
    made = night.incident()
    source = night.add(alert_source, key="s", name="Zabbix", preset="generic")
    facts = {"source_id": source, "fingerprint": "disk", "title": "Disk", "state": "Accepted", "incident_id": made}
    now = night.held.stored
    alarm = night.add(alert, key="a", **facts, first_at=now, last_at=now, count=2)
    night.run(minutes=1)
    assert night.told() == []
    with night.write() as session:
        ledger.update(session, alert, alarm, {"count": 3, "last_at": night.held.stored})
    night.run()
    assert night.told() == ["Ada"]


def test_a_night_is_that_of_whoever_is_on_call_oncall_5512(night):
    hours = windows_text((((480, 1020),),) * 5 + ((),) * 2)
    office = night.add(calendar, name="Day", windows=hours, time_zone="UTC")
    night.change_steps(working_hours_only=True)
    with night.write() as session:
        for person_id, zone in zip(night.people, ("Asia/Kolkata", "America/New_York"), strict=False):
            ledger.update(session, person, person_id, {"calendar_id": office, "time_zone": zone})
    night.incident()  # 12:00 UTC on a Monday: 17:30 in Kolkata, 07:00 in New York
    night.run()
    night.run(minutes=60)
    assert night.told() == []
    night.run(minutes=13 * 60 + 29)  # 02:29 UTC, 07:59 in Kolkata
    assert night.told() == []
    night.run(minutes=1)
    night.run(minutes=10)
    assert night.told() == ["Ada"]
    night.run(minutes=10 * 60 + 19)  # 12:59 UTC, 07:59 in New York
    assert night.told() == ["Ada"]
    night.run(minutes=1)
    assert night.told() == ["Ada", "Bo"]
    assert not any(row.body.startswith("Late") for row in night.box.rows())


def test_where_working_hours_never_come_the_step_is_passed_over_and_wakes_nobody(night):
    closed = night.add(calendar, name="Closed", windows="{}", time_zone="UTC")
    with night.write() as session:
        ledger.update(session, escalation_policy, night.policy, {"calendar_id": closed})
        first = session.reader.rows("SELECT id FROM escalation_step ORDER BY position")[0][0]
        ledger.update(session, escalation_step, first, {"working_hours_only": True})
    night.incident()
    night.run()
    assert [(row.recipient, row.state) for row in night.box.rows()] == [("Ada", "By hand"), ("Bo", "By hand")]
    assert night.box.rows()[0].trouble == "Nobody can be reached there."


def test_a_step_to_somebody_without_any_address_does_not_wait_for_an_answer_oncall_1326(night):
    with night.write() as session:
        ledger.update(session, person, night.people[0], {"phone": ""})
    night.incident()
    night.run()
    assert night.told() == ["Ada", "Bo"]
    assert "There is no address of" in night.box.rows()[0].trouble


def test_a_role_that_nobody_holds_is_told_by_hand_and_the_next_step_does_not_wait(night):
    nobody = night.add(role, name="Legal", position=1)
    with night.write() as session:
        first = session.reader.rows("SELECT id FROM escalation_step ORDER BY position")[0][0]
        ledger.update(session, escalation_step, first, {"person_id": None, "role_id": nobody})
    night.incident()
    night.run()
    assert night.told() == ["Legal", "Bo"]
    assert night.box.rows()[0].state == "By hand"


def test_a_person_can_start_one_and_end_it(night):
    with night.write() as session:
        made = log_incident(session, title="Printer", reporter="Zoe", channel="Phone")
        started = start_escalation(session, made, night.policy)
    with pytest.raises(Refused, match="escalated already"):
        with night.write() as session:
            start_escalation(session, made, night.policy)
    with night.write() as session:
        end_escalation(session, started, "false alarm")
    night.run(minutes=60)
    assert night.told() == []


def test_without_a_policy_there_is_nothing_to_start(night):
    with night.write() as session:
        made = log_incident(session, title="Printer", reporter="Zoe", channel="Phone")
    with pytest.raises(Refused, match="no escalation policy"):
        with night.write() as session:
            start_escalation(session, made)


@pytest.mark.parametrize("instant", ["2026-03-29T00:55+00:00", "2026-10-25T00:55+00:00"])
def test_the_nights_in_which_clocks_change_move_nothing(night, instant):
    night.held.now = datetime.fromisoformat(instant)
    night.incident()
    for _minute in range(90):
        night.run(minutes=1)
    assert night.told() == ["Ada", "Bo", "Cy"]


def test_a_clock_that_jumps_back_repeats_nothing(night):
    night.incident()
    night.run()
    night.run(minutes=10)
    night.held.after(hours=-1)
    night.run()
    night.held.after(hours=1)
    night.run(minutes=1)
    assert night.told() == ["Ada", "Bo"]


# -- what is late is asked about first (N14)


def test_after_a_silence_it_is_told_what_would_be_sent_before_it_is_sent(night):
    night.incident()
    night.run()
    asked = []
    night.run(minutes=60, decide=lambda late: asked.append(late))
    assert [[each.text for each in late] for late in asked] == [["INC-0001: next step of \u2068Network\u2069"]]
    assert night.told() == ["Ada"]


def test_what_is_only_noted_is_not_sent_and_not_asked_about_again(night, start_mail):
    server, port = start_mail()
    made = night.box.queue(night.box.mail(port), recipient="Management")
    night.incident()
    night.run(minutes=60, decide=lambda _late: Decision.NOTE)
    by_id = {row.id: row for row in night.box.rows()}
    assert by_id[made].state == "Cancelled"
    assert server.taken == []
    with night.desk.read() as reader:
        assert overdue_work(reader, night.held.stored) == []
        assert reader.rows("SELECT state FROM announcement WHERE kind = 'Escalation'") == [("Discarded",)]
    night.run()
    assert [row.recipient for row in night.box.rows() if row.id != made] == []


def test_what_is_new_does_not_wait_for_the_answer(night, start_mail):
    _server, port = start_mail()
    outlet = night.box.mail(port)
    night.box.queue(outlet, recipient="Old")
    night.held.after(hours=1)
    night.box.queue(outlet, recipient="New")
    night.run(decide=lambda _late: None)
    assert [(row.recipient, row.state) for row in night.box.rows()] == [("Old", "Queued"), ("New", "Sent")]


def test_late_work_stands_in_the_order_in_which_it_was_due(night):
    night.incident()
    night.run()
    night.box.queue(night.box.mail(1), recipient="Management")
    night.held.after(hours=2)
    with night.desk.read() as reader:
        late = overdue_work(reader, night.held.stored)
    assert [each.kind for each in late] == ["Message", "Escalation"]
