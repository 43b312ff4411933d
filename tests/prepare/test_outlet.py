"""Setting outlets up."""

import json

import pytest

from incidentdesk.prepare.outlet_change import change_outlet, create_outlet, withdraw_outlet
from incidentdesk.prepare.outlet_list import outlet_of, outlets
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

MAIL = {"host": "mail.example.com", "sender": "it@example.com", "user": "it"}


@pytest.fixture
def mail(desk):
    with desk.write(actor="Mei Okafor") as session:
        return create_outlet(session, name="Mail", kind="E-mail", options=MAIL)


def read(desk, outlet_id):
    with desk.read() as reader:
        return outlet_of(reader, outlet_id)


def test_mail_is_encrypted_unless_it_is_asked_for_otherwise(desk, mail):
    usual = {"port": 587, "security": "STARTTLS", "sender_name": "", "authority": ""}
    assert read(desk, mail).options == {**MAIL, **usual}


def test_nothing_that_was_not_asked_for_is_kept(desk):
    with desk.write(actor="Mei Okafor") as session:
        made = create_outlet(session, name="Mail", kind="E-mail", options={**MAIL, "password": "canary"})
    assert "canary" not in json.dumps(dict(read(desk, made).options))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"host": ""}, "Name the mail server"),
        ({"host": "mail example"}, "Name the mail server"),
        ({"sender": "it"}, "Give the address"),
        ({"sender": "it@example.com\nBcc: all@example.com"}, "Give the address"),
        ({"port": "0"}, "A port is a number"),
        ({"port": "mail"}, "A port is a number"),
        ({"security": "SSL 3"}, "Choose STARTTLS, TLS"),
        ({"security": "Not encrypted"}, "not sent over a connection that is not encrypted"),
        ({"authority": "-----BEGIN PRIVATE KEY-----"}, "without any private key"),
    ],
)
def test_what_an_option_cannot_be_is_said(desk, mail, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        with desk.write(actor="Mei Okafor") as session:
            change_outlet(session, mail, {"options": {**MAIL, **changes}})


def test_a_name_is_taken_until_its_outlet_is_withdrawn(desk, mail):
    with pytest.raises(Refused, match="already"):
        with desk.write(actor="Mei Okafor") as session:
            create_outlet(session, name="Mail", kind="Webhook")
    with desk.write(actor="Mei Okafor") as session:
        withdraw_outlet(session, mail)
        create_outlet(session, name="Mail", kind="Webhook")
    with desk.read() as reader:
        assert [(each.name, each.kind) for each in outlets(reader)] == [("Mail", "Webhook")]


def test_an_outlet_does_not_stand_in_for_itself(desk, mail):
    with pytest.raises(Refused, match="its own replacement"):
        with desk.write(actor="Mei Okafor") as session:
            change_outlet(session, mail, {"fallback": read(desk, mail).key})


def test_two_people_who_change_one_outlet_are_told(desk, mail):
    with desk.write(actor="Ada Novak") as session:
        change_outlet(session, mail, {"enabled": False}, seen={"enabled": True})
    with pytest.raises(Conflict):
        with desk.write(actor="Mei Okafor") as session:
            change_outlet(session, mail, {"enabled": True, "name": "E-mail"}, seen={"enabled": True, "name": "Mail"})
