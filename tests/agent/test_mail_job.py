"""Mailboxes that are read, in good days and bad ones, and a folder where mails are dropped."""

import os
import threading
import time
from collections.abc import Iterator

import pytest

from incidentdesk.agent import imap
from incidentdesk.agent.delivery import Post
from incidentdesk.agent.loop import Agent
from incidentdesk.agent.mail_job import MailReading, look_at, take_dropped, take_one
from incidentdesk.detect.dead_letter_list import dead_letters
from incidentdesk.detect.mailbox_change import change_mailbox, create_mailbox
from incidentdesk.detect.mailbox_list import MailboxRow, mailbox_of
from incidentdesk.prepare.setting import set_setting
from incidentdesk.refusal import Refused
from incidentdesk.store.database import Database
from tests.agent.imap_server import ImapServer
from tests.respond.mails import letter


@pytest.fixture
def server() -> Iterator[ImapServer]:
    started = ImapServer()
    yield started
    started.close()


def mailbox(desk: Database, server: ImapServer, **options: object) -> MailboxRow:
    where = {"host": "127.0.0.1", "port": server.port, "security": "Not encrypted", "user": "help", "moved_to": "Done"}
    with desk.write(actor="Mei Okafor") as session:
        made = create_mailbox(
            session, name=f"Help {server.port}", options={**where, **options}, address="help@example.org"
        )
    return row(desk, made)


def row(desk: Database, mailbox_id: int) -> MailboxRow:
    with desk.read() as reader:
        found = mailbox_of(reader, mailbox_id)
    assert found is not None
    return found


def look(desk: Database, box: MailboxRow, *, password: str = "secret-word", **options: float) -> tuple[bool, list[str]]:
    lines: list[str] = []
    fine = look_at(desk, row(desk, box.id), lambda _name: password, lines.append, **options)
    return fine, lines


def count(desk: Database, table: str) -> int:
    with desk.read() as reader:
        return int(reader.rows(f"SELECT count(*) FROM {table}")[0][0])


def test_what_waits_is_taken_in_and_moved_away(desk, server):
    server.mails = {3: letter(message_id="<3@e>"), 5: letter("Another", message_id="<5@e>")}
    box = mailbox(desk, server)
    assert look(desk, box)[0]
    assert count(desk, "incident") == 2
    assert (server.mails, sorted(server.moved)) == ({}, [3, 5])
    assert "Done" in server.folders
    with desk.read() as reader:
        assert [place for (place,) in reader.rows("SELECT place FROM mail ORDER BY id")] == [
            f"{box.key}/7/3",
            f"{box.key}/7/5",
        ]


def test_without_a_folder_to_move_to_it_is_marked_as_read(sqlite_desk, server):
    server.mails = {3: letter()}
    box = mailbox(sqlite_desk, server, moved_to="")
    look(sqlite_desk, box)
    look(sqlite_desk, box)
    assert server.seen == {3}
    assert count(sqlite_desk, "mail") == 1


def test_a_mail_that_could_not_be_moved_is_not_taken_twice(desk, server):
    server.mails, server.refuses_moving = {3: letter()}, True
    box = mailbox(desk, server)
    fine, lines = look(desk, box)
    assert not fine
    assert "The folder is full." in row(desk, box.id).trouble
    assert "The folder is full." in lines[-1]
    server.refuses_moving = False
    assert look(desk, box)[0]
    assert (count(desk, "incident"), list(server.moved)) == (1, [3])
    assert row(desk, box.id).trouble == ""


def test_a_server_that_counts_anew_brings_no_mail_twice(desk, server):
    raw = letter()
    server.mails, server.refuses_moving = {3: raw}, True
    box = mailbox(desk, server)
    look(desk, box)
    server.validity, server.mails, server.refuses_moving = 8, {1: raw}, False
    look(desk, box)
    assert count(desk, "incident") == 1


def test_a_wrong_password_is_said_and_never_shown(sqlite_desk, server):
    box = mailbox(sqlite_desk, server)
    fine, [line] = look(sqlite_desk, box, password="wrong-word")
    assert not fine
    assert "Authentication failed" in line
    assert "wrong-word" not in line
    assert row(sqlite_desk, box.id).looked_at is None


def test_a_token_signs_in_where_that_was_chosen(sqlite_desk, server):
    server.capabilities += " AUTH=XOAUTH2"
    imap.try_out(mailbox(sqlite_desk, server, way="OAuth 2"), lambda _name: "token")
    assert server.authenticated == b"user=help\x01auth=Bearer token\x01\x01"


def test_where_no_token_can_be_fetched_it_says_so(sqlite_desk, server):
    box = mailbox(sqlite_desk, server, way="OAuth 2", token_url="https://127.0.0.1:1/token", client_id="desk")
    with pytest.raises(Refused, match="No token could be fetched") as raised:
        imap.try_out(box, lambda _name: "refresh-word")
    assert "refresh-word" not in str(raised.value)


def test_a_missing_password_is_asked_for(sqlite_desk, server):
    with pytest.raises(Refused, match=r"password of .* is missing"):
        imap.try_out(mailbox(sqlite_desk, server), lambda _name: None)


def test_trying_out_counts_and_changes_nothing(sqlite_desk, server):
    server.mails = {3: letter()}
    said = imap.try_out(mailbox(sqlite_desk, server), lambda _name: "secret-word")
    assert "1" in said
    assert (list(server.mails), server.seen) == ([3], set())


def test_without_starttls_no_password_is_sent(sqlite_desk, server):
    box = mailbox(sqlite_desk, server, security="STARTTLS")
    with pytest.raises(Refused, match="does not offer STARTTLS"):
        imap.try_out(box, lambda _name: "secret-word")


def test_a_password_does_not_leave_this_machine_in_the_clear(sqlite_desk, server):
    with pytest.raises(Refused, match="not encrypted"):
        mailbox(sqlite_desk, server, host="mail.example.org")


def test_a_server_that_drips_is_given_up(sqlite_desk):
    slow = ImapServer(greeting_delay=0.4)
    try:
        box = mailbox(sqlite_desk, slow)
        began = time.monotonic()
        fine, [line] = look(sqlite_desk, box, seconds=1.0)
        assert not fine
        assert "did not answer in time" in line
        assert time.monotonic() - began < 3
    finally:
        slow.close()


def test_one_mailbox_that_hangs_holds_up_no_other(sqlite_desk, server):
    hanging = ImapServer(greeting_delay=5.0)
    try:
        mailbox(sqlite_desk, hanging)
        mailbox(sqlite_desk, server)
        server.mails = {3: letter()}
        reading = MailReading(sqlite_desk, lambda: True, lambda _line: None, secret_of=lambda _name: "secret-word")
        reading.begin()
        until = time.monotonic() + 10
        while count(sqlite_desk, "incident") == 0 and time.monotonic() < until:
            time.sleep(0.05)
        assert count(sqlite_desk, "incident") == 1
        assert reading.busy()
        reading.stop(0.2)
    finally:
        hanging.close()


def test_the_agent_reads_mailboxes_and_says_what_came(sqlite_desk, server):
    mailbox(sqlite_desk, server)
    server.mails = {3: letter()}
    done = Agent(sqlite_desk, post=Post(secret_of=lambda _name: "secret-word")).once(seconds=20)
    assert count(sqlite_desk, "incident") == 1
    assert any("INC-0001" in line for line in done.lines)


def test_a_mail_server_that_hangs_does_not_keep_the_agent_from_ending(sqlite_desk):
    hanging = ImapServer(greeting_delay=5.0)
    try:
        mailbox(sqlite_desk, hanging)
        began = time.monotonic()
        Agent(sqlite_desk, post=Post(secret_of=lambda _name: "secret-word")).once(seconds=1)
        assert time.monotonic() - began < 8
    finally:
        hanging.close()


def test_a_mailbox_that_is_switched_off_is_read_no_more(sqlite_desk, server):
    box = mailbox(sqlite_desk, server)
    with sqlite_desk.write(actor="Mei Okafor") as session:
        change_mailbox(session, box.id, {"enabled": False})
    server.mails = {3: letter()}
    reading = MailReading(sqlite_desk, lambda: True, lambda _line: None, secret_of=lambda _name: "secret-word")
    reading.begin()
    assert not reading.busy()
    reading.stop()
    assert count(sqlite_desk, "incident") == 0


def test_dropped_files_are_taken_in_and_put_away(sqlite_desk, tmp_path):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        set_setting(session, "mail_folder", str(tmp_path))
    (tmp_path / "one.eml").write_bytes(letter(message_id="<1@e>"))
    many = b"".join(b"From x\n" + letter(f"no {n}", message_id=f"<m{n}@e>") + b"\n" for n in range(3))
    (tmp_path / "many.mbox").write_bytes(many)
    (tmp_path / "other.txt").write_bytes(b"no mail")
    half = tmp_path / "half.eml"
    half.write_bytes(b"Subj")
    for each in ("one.eml", "many.mbox"):
        os.utime(tmp_path / each, (time.time() - 60, time.time() - 60))
    assert take_dropped(sqlite_desk, lambda _line: None) == 4
    assert count(sqlite_desk, "incident") == 4
    assert sorted(each.name for each in (tmp_path / "done").iterdir()) == ["many.mbox", "one.eml"]
    assert half.exists()


def test_a_mail_on_which_the_program_fails_is_kept(sqlite_desk, monkeypatch):
    def fail(*_arguments: object, **_named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("incidentdesk.respond.mail_taking.read_mail", fail)
    taken = take_one(sqlite_desk, letter())
    assert taken.outcome == "refused"
    with sqlite_desk.read() as reader:
        assert [each.reason for each in dead_letters(reader)] == [taken.reason]


def test_nothing_is_read_where_nothing_may_leave(sqlite_desk, server):
    mailbox(sqlite_desk, server)
    before = threading.active_count()
    MailReading(sqlite_desk, lambda: True, lambda _line: None, nowhere=True).begin()
    assert threading.active_count() == before
