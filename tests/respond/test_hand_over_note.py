"""The note at the end of a shift: what the record says, who comes next, and that it was taken over."""

from datetime import UTC

import pytest

from incidentdesk.detect.state import HoldReason, State
from incidentdesk.prepare.audience import Form, audience
from incidentdesk.prepare.contact_method import Means, contact_method
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.rota import Every, rota, rota_layer, rota_turn
from incidentdesk.prepare.sla import sla
from incidentdesk.prepare.sla_kind import SlaKind
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.hand_over_note import hand_over_facts, notes, proposed_text, take_over, write_hand_over
from incidentdesk.respond.note import add_note
from incidentdesk.respond.task_change import add_task, block_task
from incidentdesk.respond.task_need import wait_for
from incidentdesk.respond.update_cadence import start_updates
from incidentdesk.store import ledger
from tests.recover.proven import recover


@pytest.fixture
def bo(work):
    with work.desk.write(actor="Mei Okafor") as session:
        staff_named(session, "Mei Okafor")
        return staff_named(session, "Bo Diaz")


def text(work, time, actor="Mei Okafor"):
    with work.desk.read() as reader:
        said = proposed_text(hand_over_facts(reader, actor, time.stored), UTC)
    return said.replace("\u2068", "").replace("\u2069", "")


def read_notes(work, **which):
    with work.desk.read() as reader:
        return notes(reader, **which)


def make_rota(work, *names):
    with work.desk.write(actor="Mei Okafor") as session:
        rota_id = ledger.insert(session, rota, {"key": new_key(), "name": "Network", "time_zone": "UTC"})
        layer = {"key": new_key(), "rota_id": rota_id, "position": 1, "name": "Primary", "starts": "2026-03-02T08:00"}
        layer_id = ledger.insert(session, rota_layer, {**layer, "turn": 1, "every": Every.DAYS})
        for position, name in enumerate(names, 1):
            turn = {"key": new_key(), "layer_id": layer_id, "position": position}
            ledger.insert(session, rota_turn, {**turn, "person_id": staff_named(session, name)})
    return rota_id


def test_a_quiet_shift_says_so_in_one_line(work, time):
    said = text(work, time)
    assert said.startswith("Nothing: Open incidents P1 and P2, On hold")
    assert len(said.splitlines()) == 1


def test_the_urgent_stand_with_state_and_next_step(work, time):
    incident_id = work.log(title="Mail is down", impact=1, urgency=1, assignee="Mei Okafor")
    work.log(title="Printer", impact=3, urgency=3)
    work.act(add_task, incident_id, title="Switch over")
    work.act(add_task, incident_id, title="Tell the branches")
    said = text(work, time)
    assert "- INC-0001 Mail is down · P1 · New · Mei Okafor\n  Next step: Switch over" in said
    assert "Printer" not in said


def test_the_clock_that_ends_next_stands_with_the_incident(work, time):
    facts = {"kind": SlaKind.SLA, "targets": '{"1": {"resolution": 240}}', "pauses": "[]"}
    work.act(ledger.insert, sla, {"key": new_key(), "name": "Office", "position": 1, **facts})
    work.log(title="Mail is down", impact=1, urgency=1)
    time.after(hours=1)
    assert "P1 · New · nobody has it · Resolution: 3 h left" in text(work, time)


def test_what_is_on_hold_stands_with_its_reason(work, time):
    incident_id = work.log(title="Router", impact=1, urgency=2)
    work.move(incident_id, State.ON_HOLD, hold_reason=HoldReason.VENDOR)
    said = text(work, time)
    assert "INC-0001 Router · P2 · Awaiting Vendor · untouched since 2026-03-02 12:00" in said
    assert "P1 and P2\n" not in said


def test_updates_of_the_next_shift_are_promises(work, time):
    incident_id = work.log(title="Mail is down")
    with work.desk.write(actor="Mei Okafor") as session:
        users = ledger.insert(session, audience, {"name": "Users", "form": Form.EXECUTIVE})
        start_updates(session, incident_id, users, 60)
    assert "INC-0001: update for Users at 2026-03-02 12:10" in text(work, time)


def test_a_comment_that_names_a_time_is_a_promise(work, time):
    incident_id = work.log(title="Mail is down", reporter="A. Lindqvist")
    work.act(add_note, incident_id, "Hello.\nWe call you back at 15:30.", public=True)
    work.act(add_note, incident_id, "Internal, 16:00")
    work.act(add_note, work.log(title="Other"), "We are on it.", public=True)
    said = text(work, time)
    assert "INC-0001: Mei Okafor told the caller 2026-03-02 12:00: “We call you back at 15:30.”" in said
    assert "16:00" not in said
    assert "We are on it" not in said


@pytest.mark.parametrize("said", ["We call you tomorrow.", "It works again within 2 hours", "Bo comes on MONDAY"])
def test_a_day_and_a_length_of_time_are_promises_too(work, time, said):
    work.act(add_note, work.log(title="Mail is down"), said, public=True)
    work.act(add_note, work.log(title="Other"), "It took 30 minutes, and is solved.", public=True)
    told = text(work, time)
    assert f"INC-0001: Mei Okafor told the caller 2026-03-02 12:00: “{said}”" in told
    assert "30 minutes" not in told


def test_the_next_step_is_the_one_of_the_plan_runner(work, time):
    """What is blocked, or waits for another, is not what the next one begins with."""
    incident_id = work.log(title="Mail is down", impact=1, urgency=1)
    for title in ("Wait for the vendor", "Switch back", "Tell the branches"):
        work.act(add_task, incident_id, title=title, mandatory=True)
    work.act(block_task, 1, reason="The vendor sleeps")
    work.act(wait_for, 2, 1)
    assert "Next step: Tell the branches" in text(work, time)


def test_a_later_comment_keeps_the_promise(work, time):
    incident_id = work.log(title="Mail is down")
    work.act(add_note, incident_id, "We call you at 15:30.", public=True)
    time.after(minutes=5)
    work.act(add_note, incident_id, "As told by telephone, it works again.", public=True)
    assert "15:30" not in text(work, time)


def test_overdue_tasks_stand_with_their_time(work, time):
    incident_id = work.log(title="Mail is down")
    work.act(add_task, incident_id, title="Call the vendor", due=time.after(minutes=1))
    time.after(hours=1)
    assert "INC-0001: Call the vendor · nobody has it · was due 2026-03-02 12:01" in text(work, time)


def test_who_is_on_call_next_stands_below(work, time):
    make_rota(work, "Mei Okafor", "Bo Diaz")
    assert "Network: Bo Diaz from 2026-03-03 08:00" in text(work, time)
    with work.desk.read() as reader:
        (found,) = hand_over_facts(reader, "Mei Okafor", time.stored).successors
    assert (found.person, found.own) == ("Bo Diaz", True)


def test_the_note_waits_until_it_is_taken_over(work, time, bo):
    mail = {"person_id": bo, "position": 1, "means": Means.EMAIL, "address": "bo@example.org"}
    work.act(ledger.insert, contact_method, {"key": new_key(), **mail})
    work.act(write_hand_over, to_id=bo, text="WAN is shaky.")
    (note,) = read_notes(work, to="bo diaz", waiting=True)
    assert (note.from_person, note.to_person, note.text) == ("Mei Okafor", "Bo Diaz", "WAN is shaky.")
    assert read_notes(work, to="Mei Okafor", waiting=True) == []
    with work.desk.read() as reader:
        assert reader.rows("SELECT recipient, address, body FROM outbox_message") == [
            ("Bo Diaz", "bo@example.org", "WAN is shaky.")
        ]
    work.act(take_over, note.id, actor="Bo Diaz")
    assert read_notes(work, to="Bo Diaz", waiting=True) == []
    assert read_notes(work)[0].taken_at == time.stored
    with pytest.raises(Refused, match="taken over already"):
        work.act(take_over, note.id)


def test_an_empty_note_and_one_to_oneself_are_refused(work, time, bo):
    with pytest.raises(Refused, match="says nothing yet"):
        work.act(write_hand_over, to_id=bo, text=" \n")
    with pytest.raises(Refused, match="somebody else"):
        work.act(write_hand_over, to_id=bo, text="Look at WAN", actor="Bo Diaz")


def test_nobody_hands_over_to_who_has_left(work, time, bo):
    work.act(ledger.update, person, bo, {"left_on": "2026-02-01"})
    with pytest.raises(Refused, match="still there"):
        work.act(write_hand_over, to_id=bo, text="Look at WAN")


def test_what_is_over_is_no_longer_told(work, time):
    incident_id = work.log(title="Mail is down", impact=1, urgency=1)
    work.act(change_incident, incident_id, {"major": True})
    assert "major incident · P1" in text(work, time)
    work.act(recover, incident_id)
    work.move(incident_id, State.RESOLVED, resolution_code="Solved", resolution_notes="Restarted")
    assert "Mail is down" not in text(work, time)
