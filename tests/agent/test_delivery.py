"""Messages are delivered, tried again, given to another way; one outlet never holds up another (notify-1, notify-2)."""

import threading
import time

import pytest
import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.agent import lease as lease_module
from incidentdesk.agent.delivery import Post, notify_desktop
from incidentdesk.agent.delivery import test_outlet as try_outlet
from incidentdesk.agent.loop import Agent
from incidentdesk.prepare.contact import contact
from incidentdesk.prepare.contact_method import contact_method
from incidentdesk.prepare.outlet_change import change_outlet, create_outlet, withdraw_outlet
from incidentdesk.prepare.person import person
from incidentdesk.refusal import Refused
from incidentdesk.respond.outbox import outbox_message
from incidentdesk.respond.outbox_sending import FAIL_AT_ONCE, claim, fail_waiting, mark_sent
from incidentdesk.store import ledger
from tests.agent.conftest import Outbox, hang

MINUTE = 60_000_000


def once(box, **facts):
    return Agent(box.desk, post=box.post, **facts).once(seconds=20)


@pytest.fixture
def both(desk):
    """A desk on either database."""
    return Outbox(desk)


def test_a_message_is_sent_and_recorded(both, start_mail):
    server, port = start_mail()
    both.queue(both.mail(port))
    done = once(both)
    (row,) = both.rows()
    assert (done.sent, done.failed, row.state, row.attempts) == (1, 0, "Sent", 1)
    assert row.sent_at is not None
    assert server.ids == [row.message_id]


def test_two_programs_on_one_desk_send_each_message_once(both, start_mail):
    server, port = start_mail()
    outlet = both.mail(port)
    for _each in range(12):
        both.queue(outlet)
    agents = [Agent(both.desk, post=both.post) for _each in range(3)]
    threads = [threading.Thread(target=agent.once) for agent in agents]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert both.states() == ["Sent"] * 12
    assert len(server.ids) == len(set(server.ids)) == 12


def test_what_a_program_that_died_had_in_hand_is_sent_with_the_same_id(both, start_mail):
    server, port = start_mail()
    outlet = both.mail(port)
    both.queue(outlet)
    with both.desk.write(actor="IncidentDesk") as session:
        claim(session, outlet)
    assert both.states() == ["Sending"]
    once(both)
    (row,) = both.rows()
    assert (row.state, row.attempts, server.ids) == ("Sent", 2, [row.message_id])


def test_who_lost_the_message_does_not_record_its_end(both, start_mail):
    _server, port = start_mail()
    outlet = both.mail(port)
    both.queue(outlet)
    with both.desk.write(actor="IncidentDesk") as session:
        before = claim(session, outlet)
    once(both)
    with both.desk.write(actor="IncidentDesk") as session:
        assert not mark_sent(session, before)


def test_a_greylisting_server_gets_the_message_at_the_next_attempt(box, start_mail, held):
    server, port = start_mail()
    server.recipient_answers = ["450 4.2.0 greylisted"]
    box.queue(box.mail(port))
    once(box)
    (row,) = box.rows()
    assert (row.state, row.next_at - held.stored) == ("Queued", 5_000_000)
    assert "greylisted" in row.trouble
    held.after(seconds=5)
    once(box)
    assert (box.states(), box.rows()[0].trouble) == (["Sent"], "")


def test_after_five_attempts_the_message_goes_another_way(box, held):
    box.queue(box.mail(1))
    waits = []
    for _attempt in range(5):
        once(box)
        row = box.rows()[0]
        waits.append((row.next_at - held.stored) // 1_000_000)
        held.now = clock.instant(max(row.next_at, held.stored))
    failed, by_hand = box.rows()
    assert waits[:4] == [5, 300, 1800, 7200]
    assert (failed.state, failed.attempts, by_hand.state) == ("Failed", 5, "By hand")
    assert "can't be reached" in by_hand.trouble
    assert by_hand.message_id != failed.message_id


def test_who_is_to_be_woken_does_not_wait_for_hours(box, held):
    box.queue(box.mail(1), kind="Escalation")
    for wait in (0, 5, 60):
        held.after(seconds=wait)
        once(box)
    assert box.states() == ["Failed", "By hand"]


def test_a_final_refusal_goes_to_the_other_outlet_at_once(box, start_mail):
    refusing, port = start_mail()
    refusing.recipient_answers = ["550 no such user"]
    other, other_port = start_mail()
    spare = box.mail(other_port, "Spare")
    box.queue(box.mail(port, fallback=box.row_of(spare).key))
    once(box)
    assert [(row.outlet, row.state) for row in box.rows()] == [("Mail", "Failed"), ("Spare", "Sent")]
    assert len(other.taken) == 1


def test_whoever_has_a_window_open_is_told_that_somebody_has_to_be_told_by_hand(box, start_mail):
    refusing, port = start_mail()
    refusing.recipient_answers = ["550 no such user"]
    with box.desk.write(actor="Mei Okafor") as session:
        create_outlet(session, name="Desktop", kind="Desktop notification")
    box.queue(box.mail(port), recipient="Ada Novak")
    once(box)
    shown = []
    notify_desktop(box.desk, Post(notify=lambda *texts: shown.append(texts[0]), actor="Anybody"))
    assert shown == ["Tell Ada Novak by hand: Down"]
    assert box.states() == ["Failed", "Sent", "By hand"]


def test_whoever_is_told_by_hand_is_told_by_phone_where_a_number_is_known(both, start_mail):
    refusing, port = start_mail()
    refusing.recipient_answers = ["550 no such user"] * 2
    with both.desk.write(actor="Mei Okafor") as session:
        ada = ledger.insert(session, person, {"name": "Ada Novak", "email": "ada@example.com", "phone": "+49 30 1"})
        facts = {"key": "m", "person_id": ada, "position": 1, "means": "Mobile", "address": "+49 170 2"}
        ledger.insert(session, contact_method, facts)
        carrier = ledger.insert(session, contact, {"name": "Carrier", "kind": "Vendor"})
        facts = {"key": "c", "contact_id": carrier, "position": 1, "means": "Phone", "address": "+49 800 3"}
        ledger.insert(session, contact_method, facts)
    outlet = both.mail(port)
    for name in ("Ada Novak", "Carrier"):
        both.queue(outlet, recipient=name)
    once(both)
    by_hand = [(row.recipient, row.address) for row in both.rows() if row.state == "By hand"]
    assert by_hand == [("Ada Novak", "+49 170 2"), ("Carrier", "+49 800 3")]


def test_two_outlets_that_stand_in_for_each_other_do_not_play_for_ever(box, start_mail):
    first, port = start_mail()
    second, second_port = start_mail()
    first.recipient_answers = ["550 no"] * 9
    second.recipient_answers = ["550 no"] * 9
    one = box.mail(port, "One")
    two = box.mail(second_port, "Two", fallback=box.row_of(one).key)
    with box.desk.write(actor="Mei Okafor") as session:
        change_outlet(session, one, {"fallback": box.row_of(two).key})
    box.queue(one)
    once(box)
    assert [(row.outlet, row.state) for row in box.rows()] == [("One", "Failed"), ("Two", "Failed"), ("", "By hand")]


@pytest.mark.parametrize("change", ["off", "withdrawn"])
def test_what_waits_for_an_outlet_that_was_switched_off_is_told_by_hand(box, change):
    outlet = box.mail(1)
    box.queue(outlet)
    with box.desk.write(actor="Mei Okafor") as session:
        if change == "off":
            change_outlet(session, outlet, {"enabled": False})
        else:
            withdraw_outlet(session, outlet)
    once(box)
    assert box.states() == ["Failed", "By hand"]


def test_an_outlet_that_hangs_holds_up_no_other(box, start_mail, listening):
    server, port = start_mail()
    hanging = box.mail(listening(hang), "Hanging")
    for _each in range(3):
        box.queue(hanging)
    working = box.mail(port, "Working")
    for _each in range(5):
        box.queue(working)
    agent = Agent(box.desk, post=box.post, last_words=0.1)
    thread = threading.Thread(target=agent.run)
    began = time.monotonic()
    thread.start()
    while len(server.taken) < 5 and time.monotonic() - began < 10:
        time.sleep(0.05)
    took = time.monotonic() - began
    agent.stop()
    thread.join()
    assert len(server.taken) == 5
    assert took < 10


def test_all_that_waits_for_an_outlet_that_is_down_shares_one_attempt(box):
    outlet = box.mail(1)
    for _each in range(20):
        box.queue(outlet)
    began = time.monotonic()
    done = once(box)
    assert time.monotonic() - began < 5
    assert done.failed == 20
    assert {(row.state, row.attempts) for row in box.rows()} == {("Queued", 1)}


def test_whoever_asks_for_a_pause_gets_it_for_all_that_waits(box, held, server):
    server.status, server.headers = 429, {"Retry-After": "600"}
    room = box.secret_outlet("Room", "Webhook", f"http://127.0.0.1:{server.server_port}/hook")
    for _each in range(5):
        box.queue(room)
    once(box)
    assert len(server.posted) == 1
    assert {(row.state, row.attempts, row.next_at - held.stored) for row in box.rows()} == {("Queued", 1, 600_000_000)}
    server.status, server.headers = 200, {}
    held.after(minutes=5)
    once(box)
    assert len(server.posted) == 1
    held.after(minutes=5)
    once(box)
    assert box.states() == ["Sent"] * 5


def test_an_escalation_does_not_wait_behind_a_thousand_updates(box, start_mail):
    server, port = start_mail()
    outlet = box.mail(port)
    for place in range(3):
        box.queue(outlet, subject=f"Update {place}")
    box.queue(outlet, kind="Escalation", subject="Wake up")
    once(box)
    assert [mail["Subject"] for mail in server.taken] == ["Wake up", "Update 0", "Update 1", "Update 2"]


def test_an_outlet_that_is_down_holds_nobody_up_at_the_database(box):
    """What waits fails in small parts, each a transaction of its own."""
    outlet = box.mail(1)
    with box.desk.write(actor="Mei Okafor") as session:
        rows = [
            {"key": f"k{place}", "outlet_id": outlet, "recipient": f"R{place}", "address": "r@example.com",
             "subject": "Down", "body": "All", "message_id": f"<k{place}@x.invalid>", "state": "Queued",
             "queued_at": session.at, "next_at": session.at}
            for place in range(FAIL_AT_ONCE + 50)
        ]  # fmt: skip
        ledger.insert_many(session, outbox_message, rows)
    assert once(box).failed == FAIL_AT_ONCE + 50
    with box.desk.write(actor="Mei Okafor") as session:
        session.connection.execute(sa.update(outbox_message).values(next_at=session.at))
        assert fail_waiting(session, outlet, "down") == FAIL_AT_ONCE
        assert fail_waiting(session, outlet, "down") == 50
        assert fail_waiting(session, outlet, "down") == 0


def test_of_very_many_who_are_to_be_told_by_hand_the_desktops_name_three(box, start_mail):
    refusing, port = start_mail()
    refusing.recipient_answers = ["550 no such user"] * 9
    with box.desk.write(actor="Mei Okafor") as session:
        create_outlet(session, name="Desktop", kind="Desktop notification")
    outlet = box.mail(port)
    about = box.queue(outlet, recipient="Ada 0")
    with box.desk.write(actor="Mei Okafor") as session:
        row = ledger.current(session, outbox_message, about)
        for place in range(1, 9):
            same = {name: row[name] for name in ("announcement_id", "outlet_id", "address", "subject", "body", "state",
                                                 "queued_at", "next_at")}  # fmt: skip
            ledger.insert(
                session, outbox_message,
                {**same, "key": f"k{place}", "recipient": f"Ada {place}", "message_id": f"<k{place}@x.invalid>"},
            )  # fmt: skip
    once(box)
    shown = []
    notify_desktop(box.desk, Post(notify=lambda *texts: shown.append(texts[0]), actor="Anybody"))
    assert shown == [
        "Tell Ada 0 by hand: Down", "Tell Ada 1 by hand: Down", "Tell Ada 2 by hand: Down",
        "Tell others by hand, see Outbox: Down",
    ]  # fmt: skip
    assert box.states().count("By hand") == 9


def test_a_late_message_says_so(box, start_mail, held):
    server, port = start_mail()
    box.queue(box.mail(port))
    held.after(minutes=11)
    once(box)
    assert server.taken[0].get_content().startswith("Late: this was written on 2026-03-02 12:00 UTC")


def test_a_message_of_a_clock_that_was_wrong_does_not_wait_for_it(box, start_mail, held):
    server, port = start_mail()
    held.after(days=1)
    box.queue(box.mail(port))
    held.after(days=-1)
    once(box)
    assert len(server.taken) == 1


def test_a_program_waits_where_another_one_works(box, start_mail):
    server, port = start_mail()
    box.queue(box.mail(port))
    with box.desk.write(actor="IncidentDesk") as session:
        lease_module.take_lease(session, "elsewhere/1/x", clock.stored(clock.now()))
    done = once(box)
    assert (done.elsewhere, server.taken, box.states()) == ("elsewhere/1/x", [], ["Queued"])


def test_of_samples_nothing_leaves_this_machine(box, start_mail):
    server, port = start_mail()
    box.queue(box.mail(port))
    Agent(box.desk, post=Post(nowhere=True)).once()
    assert (box.states(), server.taken) == (["Sent"], [])


def test_an_outlet_that_leads_nowhere_counts_as_sent(box):
    with box.desk.write(actor="Mei Okafor") as session:
        outlet = create_outlet(session, name="Room", kind="Webhook", options={"nowhere": True})
    box.queue(outlet)
    once(box)
    assert box.states() == ["Sent"]


# -- the desktop


def desktop(box, **facts):
    with box.desk.write(actor="Mei Okafor") as session:
        outlet = create_outlet(session, name="Desktop", kind="Desktop notification")
    return box.queue(outlet, recipient="Mei Okafor", address="", **facts)


def test_a_notification_is_shown_to_the_person_at_the_desktop(box):
    desktop(box)
    shown = []
    other = Post(notify=lambda *texts: shown.append(texts), actor="Somebody else")
    mine = Post(notify=lambda *texts: shown.append(texts), actor="Mei Okafor")
    assert notify_desktop(box.desk, other) == 0
    assert notify_desktop(box.desk, mine) == 1
    assert (shown, box.states()) == ([("Down", "All of it", "")], ["Sent"])
    assert notify_desktop(box.desk, mine) == 0


def test_a_notification_that_no_window_shows_goes_another_way(box, held):
    desktop(box)
    once(box)
    assert box.states() == ["Queued"]
    held.after(minutes=10)
    once(box)
    assert box.states() == ["Failed", "By hand"]


# -- trying an outlet


def test_an_outlet_is_tried_past_the_outbox(box, start_mail):
    server, port = start_mail()
    try_outlet(box.row_of(box.mail(port)), "mei@example.com", box.post)
    assert server.taken[0]["Subject"] == "Test of IncidentDesk"
    assert box.rows() == []


def test_an_outlet_that_does_not_work_says_why(box):
    with pytest.raises(Refused, match="can't be reached"):
        try_outlet(box.row_of(box.mail(1)), "mei@example.com", box.post)


def test_the_ledger_tells_each_step(box, start_mail):
    _server, port = start_mail()
    made = box.queue(box.mail(port))
    once(box)
    with box.desk.write(actor="Mei Okafor") as session:
        assert ledger.current(session, outbox_message, made)["state"] == "Sent"
        rows = session.reader.rows(
            "SELECT via, changes FROM ledger WHERE noun = 'outbox_message' AND act = 'changed' ORDER BY id"
        )
    assert [via for via, _changes in rows] == ["agent", "agent"]
