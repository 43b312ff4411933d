"""Setting mailboxes up."""

import pytest

from incidentdesk.detect.mailbox_change import (
    change_mailbox,
    create_mailbox,
    give_up_mailbox,
    note_look,
    withdraw_mailbox,
)
from incidentdesk.detect.mailbox_list import mailbox_named, mailbox_of, mailboxes, own_addresses
from incidentdesk.prepare.outlet_change import create_outlet
from incidentdesk.prepare.team import team_named
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

WHERE = {"host": "imap.example.org", "user": "help@example.org"}


def made(desk, **facts):
    with desk.write(actor="Mei Okafor") as session:
        return create_mailbox(session, **({"name": "Help", "options": WHERE, "address": "Help@example.org"} | facts))


def row(desk, mailbox_id):
    with desk.read() as reader:
        return mailbox_of(reader, mailbox_id)


def test_what_is_not_said_is_as_it_mostly_is(desk):
    found = row(desk, made(desk))
    assert (found.options["port"], found.options["security"], found.options["folder"]) == (993, "TLS", "INBOX")
    assert (found.interval, found.enabled, found.trouble, found.looked_at) == (60, True, "", None)
    assert found.secret_name == f"mailbox {found.key}"


def test_it_says_whom_its_mails_concern(desk):
    with desk.write(actor="Mei Okafor") as session:
        team_named(session, "Network")
    mailbox_id = made(desk, team="network")
    assert row(desk, mailbox_id).team == "Network"
    with desk.write(actor="Mei Okafor") as session:
        change_mailbox(session, mailbox_id, {"team": "", "interval": 300})
    assert (row(desk, mailbox_id).team, row(desk, mailbox_id).interval) == ("", 300)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"options": {**WHERE, "host": "no host"}}, "Name the mail server"),
        ({"options": {**WHERE, "user": ""}}, "Name the user"),
        ({"options": {**WHERE, "port": 70_000}}, "A port is a number"),
        ({"options": {**WHERE, "security": "Not encrypted"}}, "not sent over a connection"),
        ({"options": {**WHERE, "security": "SSL"}}, "Choose TLS"),
        ({"options": {**WHERE, "way": "Guess"}}, "Choose a password"),
        ({"options": {**WHERE, "folder": "A", "moved_to": "A"}}, "another folder"),
        ({"options": {**WHERE, "token_url": "http://example.org"}}, "begins with https"),
        ({"options": {**WHERE, "authority": "-----BEGIN PRIVATE KEY-----"}}, "as PEM"),
        ({"interval": 5}, "every 10 seconds to 24 hours"),
        ({"address": "help"}, "Give the address"),
        ({"service": "Nothing"}, "no service"),
    ],
)
def test_what_cannot_be_is_refused(sqlite_desk, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        made(sqlite_desk, **facts)
    with sqlite_desk.read() as reader:
        assert mailboxes(reader) == []


def test_two_of_one_name_are_refused(desk):
    made(desk)
    with pytest.raises(Refused, match="already"):
        made(desk, name="help")


def test_what_somebody_has_changed_meanwhile_is_a_conflict(desk):
    mailbox_id = made(desk)
    with desk.write(actor="Bob") as session:
        change_mailbox(session, mailbox_id, {"interval": 120})
    with desk.write(actor="Mei Okafor") as session:
        with pytest.raises(Conflict):
            change_mailbox(session, mailbox_id, {"interval": 30}, seen={"interval": 60})
        give_up_mailbox(session, mailbox_id, {"interval": 30})
    assert row(desk, mailbox_id).interval == 120


def test_how_a_look_went_is_kept_and_is_no_history(desk):
    mailbox_id = made(desk)
    with desk.write(actor="IncidentDesk") as session:
        note_look(session, mailbox_id, "No answer.")
    assert (row(desk, mailbox_id).trouble, row(desk, mailbox_id).looked_at) == ("No answer.", None)
    with desk.write(actor="IncidentDesk") as session:
        note_look(session, mailbox_id, "")
        at = session.at
    assert (row(desk, mailbox_id).trouble, row(desk, mailbox_id).looked_at) == ("", at)
    with desk.read() as reader:
        assert reader.rows("SELECT count(*) FROM ledger WHERE noun = 'mailbox'") == [(1,)]


def test_what_was_withdrawn_is_found_no_more(desk):
    mailbox_id = made(desk)
    with desk.read() as reader:
        assert mailbox_named(reader, " HELP ").id == mailbox_id
    with desk.write(actor="Mei Okafor") as session:
        withdraw_mailbox(session, mailbox_id)
    with desk.read() as reader, pytest.raises(Refused, match="no mailbox"):
        mailbox_named(reader, "Help")


def test_the_addresses_of_the_desk_are_those_read_and_those_written_from(desk):
    made(desk)
    with desk.write(actor="Mei Okafor") as session:
        options = {"host": "localhost", "sender": "From@example.org"}
        create_outlet(session, name="Mail", kind="E-mail", options=options)
    with desk.read() as reader:
        assert own_addresses(reader) == {"help@example.org", "from@example.org"}
