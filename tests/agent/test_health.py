"""What the health of everything that runs by itself says, read from the records."""

import pytest

from incidentdesk import clock
from incidentdesk.agent.health import DAY, Box, Gap, health
from incidentdesk.agent.jobs import MINUTE
from incidentdesk.agent.lease import give_back_lease, new_owner, take_lease
from incidentdesk.detect.dead_letter import LetterKind
from incidentdesk.detect.dead_letter_change import keep_dead_letter
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.mailbox import mailbox
from incidentdesk.detect.monitor import monitor, monitor_state, watch
from incidentdesk.prepare.outlet import outlet
from incidentdesk.prepare.setting import set_setting
from incidentdesk.respond.announcement import announcement
from incidentdesk.respond.outbox import outbox_message
from incidentdesk.respond.rule import rule, rule_run
from incidentdesk.store import ledger

NOW = 1_780_000_000_000_000


def _health(desk, now=NOW):
    with desk.read() as reader:
        return health(reader, now)


def _job(found, key):
    return next(job for job in found.jobs if job.key == key)


def _watched(desk, *times, agent="server/1/a"):
    with desk.write(actor="agent") as session:
        for from_at, until_at in times:
            session.connection.execute(watch.insert().values(agent=agent, from_at=from_at, until_at=until_at))


def _message(session, state, next_at, sent_at=None, announcement_id=None):
    key = f"m{state}{next_at}"
    ledger.insert(
        session,
        outbox_message,
        {
            "key": key,
            "announcement_id": announcement_id,
            "message_id": f"<{key}>",
            "subject": "Mail is down",
            "body": "b",
            "state": state,
            "queued_at": next_at,
            "next_at": next_at,
            "sent_at": sent_at,
            "recipient": "Mei Okafor",
        },
    )


def test_a_new_desk_is_worked_by_nobody_and_nothing_is_amiss(desk):
    found = _health(desk)
    assert (found.worker, found.works, found.troubles, found.late, found.gaps) == (None, False, (), (), ())
    assert all(job.last_at is None and not job.waiting for job in found.jobs)


def test_the_program_that_holds_the_lease_is_named_with_its_machine_and_how_long_it_watches(desk):
    owner = new_owner()
    with desk.write(actor="agent") as session:
        take_lease(session, owner, NOW - 20_000_000)
    _watched(desk, (NOW - 30 * MINUTE, NOW), agent=owner)
    worker = _health(desk).worker
    assert worker is not None
    assert (worker.works, worker.here) == (True, True)
    assert worker.beat_at == NOW - 20_000_000
    assert worker.since == NOW - 30 * MINUTE
    assert worker.machine
    assert worker.process > 1


@pytest.mark.parametrize("owner", ["server:1234:9/77/abcd", "somebody"])
def test_a_program_of_another_machine_is_not_this_one(desk, owner):
    with desk.write(actor="agent") as session:
        take_lease(session, owner, NOW)
    worker = _health(desk).worker
    assert worker is not None
    assert worker.works
    assert not worker.here


def test_a_lease_that_was_given_back_or_has_run_out_works_no_more(desk):
    owner = new_owner()
    with desk.write(actor="agent") as session:
        take_lease(session, owner, NOW)
    assert not _health(desk, NOW + 2 * MINUTE).works
    with desk.write(actor="agent") as session:
        give_back_lease(session, owner, NOW)
    assert not _health(desk).works


def test_the_outbox_says_what_waits_what_was_sent_and_what_a_person_has_to_see_to(desk):
    with desk.write(actor="agent") as session:
        _message(session, "Queued", NOW)
        _message(session, "Sent", NOW - DAY, sent_at=NOW - DAY)
        _message(session, "Failed", NOW - DAY)
        _message(session, "By hand", NOW - DAY)
        _message(session, "By hand", NOW - 30 * DAY)
    job = _job(_health(desk), "messages")
    assert (job.last_at, job.waiting) == (NOW - DAY, 1)
    assert job.trouble == "2 messages have to be told by hand."


def test_what_went_another_way_is_no_trouble_any_more(desk):
    with desk.write(actor="agent") as session:
        about = ledger.insert(
            session,
            announcement,
            {"key": "a", "kind": "Status update", "subject": "Down", "body": "All", "state": "Sent",
             "written_at": NOW, "written_by": "Mei"},
        )  # fmt: skip
        for state in ("Failed", "Sent"):
            _message(session, state, NOW, announcement_id=about)
    assert _job(_health(desk), "messages").trouble == ""


def test_a_time_in_which_nobody_watched_is_a_gap_and_the_present_one_has_no_end(desk):
    _watched(desk, (NOW - 90 * MINUTE, NOW - 60 * MINUTE), (NOW - 50 * MINUTE, NOW - 20 * MINUTE))
    assert _health(desk).gaps == (
        Gap(NOW - 20 * MINUTE, None),
        Gap(NOW - 60 * MINUTE, NOW - 50 * MINUTE),
    )


def test_two_programs_that_watch_one_after_the_other_leave_no_gap(desk):
    _watched(desk, (NOW - 3 * DAY, NOW - DAY), agent="a/1/a")
    _watched(desk, (NOW - 2 * DAY, NOW), agent="b/2/b")
    assert _health(desk).gaps == ()


def test_of_very_many_gaps_the_newest_are_told(desk):
    _watched(desk, *((NOW - place * 10 * MINUTE, NOW - place * 10 * MINUTE + MINUTE) for place in range(80, 0, -1)))
    gaps = _health(desk).gaps
    assert len(gaps) == 50
    assert gaps[0] == Gap(NOW - 9 * MINUTE, None)


def test_a_gap_that_began_long_ago_begins_where_it_is_told_of(desk):
    _watched(desk, (NOW - 30 * DAY, NOW - 20 * DAY), (NOW - DAY, NOW))
    assert _health(desk).gaps == (Gap(NOW - 7 * DAY, NOW - DAY),)


def test_monitors_that_nobody_checks_are_trouble_and_so_is_one_that_is_down(desk):
    with desk.write(actor="Mei Okafor") as session:
        monitor_id = ledger.insert(session, monitor, {"key": "k", "name": "Shop", "kind": "Web page"})
    assert _job(_health(desk), "monitors").trouble == "Nothing was checked for more than ten minutes."
    state = {"monitor_id": monitor_id, "health": "Down", "since": NOW, "checked_at": NOW, "next_at": NOW + MINUTE}
    with desk.write(actor="agent") as session:
        session.connection.execute(monitor_state.insert().values(state))
    job = _job(_health(desk), "monitors")
    assert (job.last_at, job.waiting, job.trouble) == (NOW, 1, "1 monitor is down.")


def test_a_rule_that_was_switched_off_by_the_program_says_why(desk):
    with desk.write(actor="Mei Okafor") as session:
        incident_id = log_incident(session, title="Mail is down", reporter="A. Lindqvist")
        rule_id = ledger.insert(
            session,
            rule,
            {
                "key": "r",
                "name": "Route mail",
                "position": 1,
                "trigger": "An incident is logged",
                "trouble": "It went round in a loop.",
            },
        )
        ledger.insert(session, rule_run, {"rule_id": rule_id, "incident_id": incident_id, "at": NOW, "cause": "c"})
    job = _job(_health(desk), "rules")
    assert job.last_at == NOW
    assert "Route mail" in job.trouble
    assert "It went round in a loop." in job.trouble


def test_what_is_late_is_what_would_be_sent(desk):
    with desk.write(actor="agent") as session:
        _late_message(session)
    late = _health(desk, clock.stored(clock.now())).late
    assert [each.kind for each in late] == ["Message"]


def _late_message(session):
    outlet_id = ledger.insert(session, outlet, {"key": "o", "name": "Mail", "kind": "E-mail"})
    at = session.at - 60 * MINUTE
    ledger.insert(
        session,
        outbox_message,
        {
            "key": "late",
            "message_id": "<late>",
            "subject": "Mail is down",
            "body": "b",
            "state": "Queued",
            "queued_at": at,
            "next_at": at,
            "outlet_id": outlet_id,
            "recipient": "Mei Okafor",
        },
    )


def test_a_mailbox_that_can_not_be_read_says_why(desk):
    with desk.write(actor="Mei Okafor") as session:
        box = {"key": "b", "name": "Support", "trouble": "The password was refused.", "looked_at": NOW - DAY}
        ledger.insert(session, mailbox, box)
    found = _health(desk)
    assert found.mailboxes == (Box("Support", NOW - DAY, "The password was refused."),)
    job = _job(found, "mail")
    assert (job.last_at, job.waiting) == (NOW - DAY, 1)
    assert job.trouble == "⁨Support⁩: The password was refused."


def test_what_could_not_be_taken_in_is_told_but_not_what_is_only_parked(desk):
    with desk.write(actor="Mei Okafor") as session:
        keep_dead_letter(session, kind=LetterKind.MAIL, reason="It is no mail.", raw=b"?")
        keep_dead_letter(session, kind=LetterKind.MAIL, reason="It is a bounce.", raw=b"!", parked=True)
    assert _job(_health(desk), "mail").trouble == "1 thing could not be taken in."


@pytest.mark.parametrize(
    ("host", "certificate", "address"),
    [
        ("", "", ""),
        ("127.0.0.1", "", "http://127.0.0.1:8787"),
        ("::1", "", "http://[::1]:8787"),
        ("0.0.0.0", "/etc/desk.pem", "https://0.0.0.0:8787"),
    ],
)
def test_the_address_at_which_the_agent_listens_is_one_for_a_browser(desk, host, certificate, address):
    with desk.write(actor="Mei Okafor") as session:
        set_setting(session, "web_listen", host)
        set_setting(session, "web_tls_cert", certificate)
    assert _health(desk).listening == address
