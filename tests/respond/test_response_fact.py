"""The timeline tells the response in words: plan, tasks, roles, messages to whom, escalation."""

import pytest

from incidentdesk.language import ISOLATE, POP
from incidentdesk.prepare.outlet_change import create_outlet
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.respond.activation import activate
from incidentdesk.respond.announcing import send_announcement
from incidentdesk.respond.major_step import accept, propose
from incidentdesk.respond.outbox import outbox_message
from incidentdesk.respond.outbox_sending import give_up
from incidentdesk.respond.plan_run_change import acknowledge, stop_run
from incidentdesk.respond.role_hand_over import give_role, hand_over_role
from incidentdesk.respond.status_update_list import announcements
from incidentdesk.respond.task_change import add_task, block_task, change_task, finish_task, skip_task, start_task
from incidentdesk.respond.timeline import Kind, timeline
from incidentdesk.store import ledger
from tests.respond.wan_down import log_wan_down, prepare_wan_down


@pytest.fixture
def incident_id(work):
    work.act(prepare_wan_down)
    with work.desk.write(actor="Mei Okafor") as session:
        return log_wan_down(session)


def told(work, incident_id=1):
    """Who and what, of the response alone, without the marks around users' texts."""
    with work.desk.read() as reader:
        facts = timeline(reader, incident_id)
    return [
        (fact.actor, fact.text.replace(ISOLATE, "").replace(POP, ""))
        for fact in facts
        if fact.kind in (Kind.PLAN, Kind.MESSAGE)
    ]


def last(work):
    return told(work)[-1]


def test_an_activation_is_a_few_lines(work, incident_id):
    work.act(activate, incident_id)
    assert [text for _actor, text in told(work)] == [
        "Plan “WAN down” (version 1) activated",
        "Roles taken: Incident commander: Mei Okafor (named) · Network engineer: Bo Diaz (named)",
        "Updates for Branch managers every 30 min",
        "Status update drafted for Branch managers: Down: Branch offices lost WAN access",
        "Escalation “Network, day and night” begun",
    ]


def test_steps_are_told_with_who_and_how_punctual(work, incident_id, time):
    work.act(activate, incident_id)
    time.after(minutes=9)
    work.act(start_task, 2, actor="Bo Diaz")
    work.act(finish_task, 2, result="60 % flows", actor="Bo Diaz")
    assert last(work) == ("Bo Diaz", "Task done: Switch to the secondary line · 6 min early · 60 % flows")
    time.after(minutes=86)
    work.act(finish_task, 1)
    assert last(work) == ("Mei Okafor", "Task done: Take command · 1 h 30 min late")
    work.act(skip_task, 3, reason="They called us")
    assert last(work)[1] == "Task skipped: Inform branch managers · They called us"
    work.act(block_task, 4, reason="no contract")
    assert last(work)[1] == "Task blocked: Open a vendor ticket · no contract"
    work.act(add_task, incident_id, title="Call the guard")
    assert last(work)[1] == "Task added: Call the guard"
    work.act(change_task, 5, {"person": "Lin Novak"})
    assert last(work)[1] == "Task given to Lin Novak: Roll the firmware back"


def test_a_hand_over_is_one_line_and_its_tasks_are_none(work, incident_id, time):
    work.act(activate, incident_id)
    time.after(hours=1)
    work.act(hand_over_role, incident_id, role="Network engineer", person="Lin Novak", note="Ticket is open.")
    assert last(work)[1] == "Role Network engineer handed over: Bo Diaz → Lin Novak · Ticket is open."
    time.after(hours=1)
    work.act(give_role, incident_id, role="Scribe", person="Ann Weber")
    assert last(work)[1] == "Role taken: Scribe: Ann Weber (by hand)"


def test_a_hand_over_within_minutes_is_told_at_its_time_and_so_is_its_undoing(work, incident_id, time):
    work.act(activate, incident_id)
    with work.desk.read() as reader:
        begun = [fact.happened_at for fact in timeline(reader, incident_id) if "Roles taken" in fact.text]
    time.after(minutes=2)
    gesture = work.act(hand_over_role, incident_id, role="Incident commander", person="Lin Novak")
    assert last(work)[1] == "Role Incident commander handed over: Mei Okafor → Lin Novak"
    time.after(minutes=1)
    work.undo(gesture)
    assert last(work)[1] == "Mei Okafor holds the role Incident commander again"
    with work.desk.read() as reader:
        facts = timeline(reader, incident_id)
    assert [fact.happened_at for fact in facts if "Roles taken" in fact.text] == begun


def test_a_proposal_stays_told_where_it_is_accepted_at_once(work, incident_id, time):
    work.act(propose, incident_id, qualifiers={"clients": "all of accounting"})
    time.after(minutes=1)
    work.act(accept, incident_id, reason="ERP is down")
    texts = [text for _actor, text in told(work)]
    assert texts[0].startswith("Proposed as a major incident")
    assert texts[1].startswith("Accepted as a major incident")


def test_a_stopped_plan_and_an_ended_escalation_say_why(work, incident_id, time):
    work.act(activate, incident_id)
    time.after(hours=1)
    work.act(acknowledge, incident_id)
    assert last(work)[1] == "Escalation “Network, day and night” ended · acknowledged by Mei Okafor"
    time.after(hours=1)
    work.act(stop_run, 1, reason="The line is back.")
    assert last(work)[1] == "Plan “WAN down” (version 1) stopped · reason: The line is back."


def test_messages_are_folded_into_one_line_for_each_announcement(work, incident_id, time):
    work.act(activate, incident_id)
    time.after(minutes=20)
    with work.desk.write(actor="Mei Okafor") as session:
        (first,) = send_announcement(session, 1)
        row = dict(ledger.current(session, outbox_message, first))
        for place in range(5):
            key = new_key()
            more = {"key": key, "message_id": f"<{key}@desk>", "recipient": f"Person {place}"}
            known = {name: row[name] for name in row if name not in ("id", "version", "withdrawn_at")}
            ledger.insert(session, outbox_message, {**known, **more})
    assert last(work)[1] == "Status update to Branch managers: Down: Branch offices lost WAN access" or (
        "by hand" in last(work)[1]
    )
    with work.desk.write(actor="agent") as session:
        for place in range(first, first + 5):
            ledger.update(session, outbox_message, place, {"state": "Sent", "sent_at": session.at})
        ledger.update(session, outbox_message, first + 5, {"state": "Failed", "trouble": "550 no such user"})
    actor, text = last(work)
    assert actor == "agent"
    assert text.startswith("Delivered to 5 of 6: ")
    assert text.endswith("2 more · failed: Person 4 (550 no such user)")


def test_who_is_told_another_way_is_counted_once(work, incident_id, time):
    work.act(activate, incident_id)
    with work.desk.write(actor="Mei Okafor") as session:
        create_outlet(session, name="Desktop", kind="Desktop notification")
        (first,) = send_announcement(session, 1)
        row = dict(ledger.current(session, outbox_message, first))
        key = new_key()
        other = {"key": key, "message_id": f"<{key}@desk>", "recipient": "Ann Weber", "state": "Sent"}
        known = {name: row[name] for name in row if name not in ("id", "version", "withdrawn_at")}
        ledger.insert(session, outbox_message, {**known, **other})
        give_up(session, row, "550 no such user")
        waiting = session.reader.rows("SELECT id, recipient, state FROM outbox_message WHERE id > :id", {"id": first})
        (note,) = (each for each, name, _state in waiting if name == "Desktop")
        (by_hand,) = (each for each, _name, state in waiting if state == "By hand")
        ledger.update(session, outbox_message, note, {"state": "Sent", "sent_at": session.at})
    assert last(work)[1].startswith("Delivered to 1 of 2: Ann Weber · to be told by hand: ")
    with work.desk.read() as reader:
        assert "Failed" not in announcements(reader, incident_id)[0].counts
    with work.desk.write(actor="Mei Okafor") as session:
        ledger.update(session, outbox_message, by_hand, {"state": "Sent", "sent_at": session.at, "trouble": ""})
    assert last(work)[1].startswith("Delivered to 2 of 2: ")
    assert "failed" not in last(work)[1]


def test_what_is_undone_is_told_so(work, incident_id, time):
    gesture = work.act(activate, incident_id)
    time.after(hours=1)
    work.undo(gesture)
    assert ("Mei Okafor", "Plan “WAN down” (version 1) no longer activated") in told(work)
