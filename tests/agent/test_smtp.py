"""E-mail goes out encrypted or not at all, and every refusal is told as it is (sec-12)."""

import base64
import socket
import time

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from incidentdesk.agent import smtp
from incidentdesk.agent.delivery import Post, send
from incidentdesk.agent.letter import Undelivered
from incidentdesk.agent.smtp import send_mail
from incidentdesk.refusal import Refused
from tests.agent.conftest import drip, hang, let_in, letter, mail_outlet, server_context


class TlsController(Controller):
    """Speaks TLS from the first byte; at its start nobody needs to understand it."""

    def _trigger_server(self):
        socket.create_connection((self.hostname, self.port)).close()


def start_tls_server(start_mail, certificates, **made):
    pem, key = certificates(**made)
    handler, port = start_mail(
        tls_context=server_context(pem, key), authenticator=let_in, auth_required=True, require_starttls=True
    )
    return handler, port, pem.read_text()


def secure(port, authority, **options):
    return mail_outlet(port, security="STARTTLS", user="desk", authority=authority, **options)


def test_a_message_arrives_as_it_was_written(start_mail):
    handler, port = start_mail()
    send_mail(mail_outlet(port), None, letter())
    (mail,) = handler.taken
    assert mail["Subject"] == "[INC-0001] Down: größer"
    assert mail["Message-ID"] == "<1@incidentdesk.invalid>"
    assert mail["To"] == "Ada Novák <ada@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().split() == ["Alles"]


def test_starttls_with_a_certificate_that_is_trusted(start_mail, certificates):
    handler, port, authority = start_tls_server(start_mail, certificates)
    send_mail(secure(port, authority), "canary-password", letter())
    assert len(handler.taken) == 1


def test_tls_from_the_first_byte(start_mail, certificates):
    pem, key = certificates()
    handler, port = start_mail(controller=TlsController, ssl_context=server_context(pem, key))
    send_mail(mail_outlet(port, security="TLS", authority=pem.read_text()), None, letter())
    assert len(handler.taken) == 1


@pytest.mark.parametrize(
    ("made", "trusted", "reason"),
    [
        ({}, False, "not to be trusted: self.signed"),
        ({"name": "mail.example.org"}, True, "not to be trusted: .*localhost"),
        ({"days": -2}, True, "not to be trusted: .*expired"),
    ],
    ids=["nobody's", "another's", "expired"],
)
def test_a_certificate_that_is_not_to_be_trusted_ends_it_before_anything_is_sent(
    start_mail, certificates, made, trusted, reason
):
    handler, port, authority = start_tls_server(start_mail, certificates, **made)
    with pytest.raises(Undelivered, match=reason) as raised:
        send_mail(secure(port, authority if trusted else ""), "canary-password", letter())
    assert raised.value.outlet
    assert handler.taken == []


def test_starttls_is_never_left_out(start_mail):
    handler, port = start_mail()
    with pytest.raises(Undelivered, match="does not offer STARTTLS"):
        send_mail(mail_outlet(port, security="STARTTLS"), None, letter())
    assert handler.taken == []


def test_a_wrong_password_is_told_without_the_password(start_mail, certificates):
    _handler, port, authority = start_tls_server(start_mail, certificates)
    with pytest.raises(Undelivered, match=r"refuses user or password: .*535") as raised:
        send_mail(secure(port, authority), "wrong-canary", letter())
    assert "wrong-canary" not in str(raised.value)
    assert not raised.value.final


def test_a_password_with_umlauts_is_sent_as_the_mechanism_takes_it(start_mail):
    given = []

    def let_in(_server, _session, _envelope, _mechanism, data):
        given.append((data.login, data.password))
        return AuthResult(success=data.password == "größer".encode(), handled=False)

    handler, port = start_mail(authenticator=let_in, auth_require_tls=False)
    send_mail(mail_outlet(port, user="desk"), "größer", letter())
    assert (given, len(handler.taken)) == ([(b"desk", "größer".encode())], 1)
    with pytest.raises(Undelivered, match="refuses user or password"):
        send_mail(mail_outlet(port, user="desk"), "größte", letter())


@pytest.mark.parametrize("password", ["canary-7f3e-secret", "kanarie-größer"])
def test_a_server_that_repeats_the_command_gives_no_password_away(listening, password):
    def repeat(connection):
        connection.sendall(b"220 hi\r\n")
        connection.recv(4096)
        connection.sendall(b"250-hi\r\n250 AUTH PLAIN\r\n")
        while line := connection.recv(4096):
            connection.sendall(b"500 unrecognized: " + line)

    with pytest.raises(Undelivered) as raised:
        send_mail(mail_outlet(listening(repeat), user="the desk"), password, letter(), seconds=5)
    said = str(raised.value)
    assert "unrecognized" in said
    plain = base64.b64encode(f"\0the desk\0{password}".encode()).decode().rstrip("=")
    assert password not in said
    assert plain not in said


def test_a_password_that_is_missing_is_asked_for(certificates):
    with pytest.raises(Undelivered, match=r"password of .*Mail.* is missing"):
        send_mail(secure(1, ""), None, letter())


@pytest.mark.parametrize(
    ("answers", "final"),
    [
        ({"recipient_answers": ["550 5.1.1 no such user"]}, True),
        ({"recipient_answers": ["450 4.2.0 greylisted, come back"]}, False),
        ({"data_answers": ["554 5.7.1 looks like spam"]}, True),
        ({"data_answers": ["452 4.3.1 disk is full"]}, False),
    ],
)
def test_what_the_server_refuses_is_told_in_its_words(start_mail, answers, final):
    handler, port = start_mail()
    vars(handler).update(answers)
    words = next(iter(answers.values()))[0].split(" ", 2)[2]
    with pytest.raises(Undelivered, match=words) as raised:
        send_mail(mail_outlet(port), None, letter())
    assert raised.value.final == final
    assert not raised.value.outlet


def scripted(*replies):
    """A server that says one reply after another, each to a command."""

    def answer(connection):
        for place, reply in enumerate(replies):
            if place:
                connection.recv(4096)
            connection.sendall(reply)
        connection.close()

    return answer


@pytest.mark.parametrize(
    ("replies", "sentence"),
    [
        ((), "broke the connection off"),
        ((b"HTTP/1.1 400 Bad Request\r\n\r\n",), "does not answer as a mail server does"),
        ((bytes(range(256)) * 9 + b"\r\n",), "does not answer as a mail server does"),
        ((b"220 " + b"x" * 90_000 + b"\r\n",), "Line too long"),
        ((b"554 no service here\r\n",), "554 no service here"),
        ((b"220 hi\r\n", b"250 ok\r\n", b"550 not from you\r\n"), "refuses the sender .*desk@example.com.*550 not"),
        ((b"220 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"421 too busy\r\n"), "421 too busy"),
    ],
    ids=["closes", "web", "garbage", "endless line", "no service", "sender", "busy"],
)
def test_what_a_server_says_to_every_message_is_trouble_of_the_outlet(listening, replies, sentence):
    with pytest.raises(Undelivered, match=sentence) as raised:
        send_mail(mail_outlet(listening(scripted(*replies))), None, letter(), seconds=5)
    assert (raised.value.final, raised.value.outlet) == (False, True)


def test_an_encryption_that_does_not_go_with_the_port_is_named(listening, monkeypatch):
    port = listening(hang)
    monkeypatch.setitem(smtp.DEFAULT_PORT, smtp.Security.TLS, port)
    with pytest.raises(Undelivered, match=f"in time. Port {port} mostly wants TLS from the first byte"):
        send_mail(mail_outlet(port, security="STARTTLS"), None, letter(), seconds=0.5)
    port = listening(scripted(b"220 hi\r\n"))
    with pytest.raises(Undelivered, match=f"Port {port} mostly wants STARTTLS"):
        send_mail(mail_outlet(port, security="TLS"), None, letter(), seconds=5)


def test_messages_come_under_a_name_and_from_a_domain_with_umlauts(start_mail):
    handler, port = start_mail(enable_SMTPUTF8=False)
    send_mail(mail_outlet(port, sender="it@bücher.example", sender_name="Die IT, Büro\r\nBcc: x@y.z"), None, letter())
    assert handler.taken[0]["From"] == '"Die IT, Büro Bcc: x@y.z" <it@xn--bcher-kva.example>'
    assert handler.taken[0]["Bcc"] is None


def test_a_domain_with_umlauts_reaches_any_server(start_mail):
    handler, port = start_mail(enable_SMTPUTF8=False)
    send_mail(mail_outlet(port), None, letter(address="ada@bücher.example"))
    assert handler.taken[0]["To"] == "Ada Novák <ada@xn--bcher-kva.example>"


def test_a_name_before_the_sign_that_the_server_cannot_take_is_told(start_mail):
    _handler, port = start_mail(enable_SMTPUTF8=False)
    with pytest.raises(Undelivered, match="SMTPUTF8") as raised:
        send_mail(mail_outlet(port), None, letter(address="jörg@example.com"))
    assert raised.value.final


def test_a_server_that_dies_after_data_may_have_taken_it_and_is_tried_again(start_mail):
    handler, port = start_mail()
    handler.dies_after_data = True
    with pytest.raises(Undelivered, match="broke the connection off") as raised:
        send_mail(mail_outlet(port), None, letter())
    assert not raised.value.final


def test_nobody_at_home_is_told():
    with pytest.raises(Undelivered, match="can't be reached") as raised:
        send_mail(mail_outlet(1), None, letter())
    assert raised.value.outlet


@pytest.mark.parametrize("answer", [hang, drip(b"220-hello\r\n")], ids=["hangs", "drips"])
def test_a_server_that_never_ends_is_left_in_time(listening, answer):
    port = listening(answer)
    began = time.monotonic()
    with pytest.raises(Undelivered, match="did not answer in time") as raised:
        send_mail(mail_outlet(port), None, letter(), seconds=1)
    assert time.monotonic() - began < 3
    assert raised.value.outlet


def test_a_greeting_that_drips_within_tls_is_left_in_time(listening, certificates):
    port = listening(drip(b"\x16\x03\x01\x40\x00"))
    with pytest.raises(Undelivered, match="did not answer in time"):
        send_mail(mail_outlet(port, security="TLS"), None, letter(), seconds=1)


def test_one_silence_is_enough(listening, monkeypatch):
    monkeypatch.setattr(smtp, "LONGEST_SILENCE", 0.5)
    with pytest.raises(Undelivered, match="did not answer in time"):
        send_mail(mail_outlet(listening(hang)), None, letter())


@pytest.mark.parametrize("address", ["", "ada", "ada@", "a b@example.com", "a@b\nBcc: c@d", "@example.com"])
def test_what_is_no_address_is_told_and_not_tried_again(address):
    with pytest.raises(Undelivered, match="no address") as raised:
        send_mail(mail_outlet(1), None, letter(address=address))
    assert raised.value.final


def test_a_subject_brings_no_header_of_its_own(start_mail):
    handler, port = start_mail()
    send_mail(mail_outlet(port), None, letter(subject="Down\r\nBcc: all@example.com"))
    (mail,) = handler.taken
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Down Bcc: all@example.com"


def test_a_name_with_signs_and_line_ends_is_still_a_name(start_mail):
    handler, port = start_mail()
    send_mail(mail_outlet(port), None, letter(recipient='Novák, "Ada" <x>\r\nBcc: y'))
    (mail,) = handler.taken
    assert mail["To"].addresses[0].addr_spec == "ada@example.com"


def test_a_server_without_a_user_is_not_held_up_by_a_keyring_that_does_not_answer(start_mail):
    def shut(_name):
        raise Refused("The keyring of this account does not answer.")

    server, port = start_mail()
    send(mail_outlet(port, host="127.0.0.1"), letter(), Post(secret_of=shut))
    assert server.ids == ["<1@incidentdesk.invalid>"]
