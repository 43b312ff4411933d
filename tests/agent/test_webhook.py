"""Webhooks and other services: one end to every exchange, and never a word of the address."""

import json
import time
from datetime import timedelta
from email.utils import format_datetime

import pytest

from incidentdesk import clock
from incidentdesk.agent.apprise_sending import send_by_apprise
from incidentdesk.agent.letter import Undelivered
from incidentdesk.agent.webhook import send_webhook, webhook_body
from incidentdesk.prepare.outlet_change import checked_options
from incidentdesk.prepare.outlet_list import OutletRow
from tests.agent.conftest import drip, hang, letter, server_context

# A library that Apprise loads for one of its services uses a module that Python is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

CANARY = "canary-token-5b1f"


def outlet(kind="Webhook", **options):
    return OutletRow(1, "k", "Room", kind, checked_options(kind, options), True, "", 1)


def address_of(server):
    return f"http://127.0.0.1:{server.server_port}/hooks/{CANARY}"


def test_a_message_is_posted_as_json_with_a_key_by_which_a_repetition_is_known(server):
    send_webhook(outlet(), address_of(server), letter())
    ((path, headers, posted),) = server.posted
    assert path == f"/hooks/{CANARY}"
    assert headers["Idempotency-Key"] == "1@incidentdesk.invalid"
    assert json.loads(posted) == {
        "subject": "[INC-0001] Down: größer",
        "text": "Alles\n",
        "incident": "INC-0001",
        "recipient": "Ada Novák",
        "message_id": "1@incidentdesk.invalid",
        "written_at": "2023-11-14T22:13:20Z",
        "late": False,
    }


def test_slack_gets_its_form_and_nobody_is_called_by_a_title():
    body = webhook_body("Slack", letter(subject="<!channel> & all", body="<b>"))
    assert body == {"text": "*&lt;!channel&gt; &amp; all*\n&lt;b&gt;"}


def test_teams_gets_a_card():
    body = webhook_body("Microsoft Teams", letter(body="one\n\ntwo"))
    card = body["attachments"][0]["content"]
    assert [block["text"] for block in card["body"]] == ["[INC-0001] Down: größer", "one", "two"]


@pytest.mark.parametrize("form", ["JSON", "Slack", "Microsoft Teams"])
def test_a_very_long_text_is_cut(form):
    assert len(json.dumps(webhook_body(form, letter(body="x" * 900_000)))) < 28_000


@pytest.mark.parametrize(
    ("status", "final", "whole_outlet"),
    [
        (400, True, False),
        (404, True, False),
        (408, False, False),
        (429, False, True),
        (500, False, True),
        (503, False, True),
    ],
)
def test_what_is_answered_decides_what_comes_next(server, status, final, whole_outlet):
    server.status = status
    with pytest.raises(Undelivered, match=f"answers {status}") as raised:
        send_webhook(outlet(), address_of(server), letter())
    assert (raised.value.final, raised.value.outlet) == (final, whole_outlet)


@pytest.mark.parametrize(
    ("said", "pause"),
    [("120", 120), ("999999999999999999", 7200), ("soon", 0), ("-5", 0), ("", 0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0)],
)
def test_who_is_asked_too_often_says_for_how_long_to_wait(server, said, pause):
    server.status, server.headers = 429, {"Retry-After": said}
    with pytest.raises(Undelivered, match="answers 429") as raised:
        send_webhook(outlet(), address_of(server), letter())
    assert raised.value.pause == pause


def test_an_instant_at_which_to_come_back_is_understood(server):
    server.status = 429
    server.headers = {"Retry-After": format_datetime(clock.now() + timedelta(seconds=90), usegmt=True)}
    with pytest.raises(Undelivered) as raised:
        send_webhook(outlet(), address_of(server), letter())
    assert 80 < raised.value.pause <= 90


def test_a_redirect_is_not_followed(server):
    server.status, server.headers = 302, {"Location": address_of(server)}
    with pytest.raises(Undelivered, match="which is not followed"):
        send_webhook(outlet(), address_of(server), letter())
    assert len(server.posted) == 1


def test_a_proxy_of_the_environment_is_not_asked(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    send_webhook(outlet(), address_of(server), letter())
    assert len(server.posted) == 1


def test_an_endless_answer_is_cut(server):
    server.body = b"x" * 3_000_000
    send_webhook(outlet(), address_of(server), letter())


@pytest.mark.parametrize(
    "answer",
    [hang, drip(b"HTTP/1.1 200 OK\r\nX: "), drip(b"x", 0.05)],
    ids=["hangs", "drips its head", "drips nonsense"],
)
def test_a_server_that_never_ends_is_left_in_time(listening, answer):
    port = listening(answer)
    began = time.monotonic()
    with pytest.raises(Undelivered) as raised:
        send_webhook(outlet(), f"http://127.0.0.1:{port}/{CANARY}", letter(), seconds=1)
    assert time.monotonic() - began < 4
    assert CANARY not in str(raised.value)


def test_a_body_that_drips_is_left_in_time(listening):
    def answer(connection):
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        drip(b"x")(connection)

    port = listening(answer)
    with pytest.raises(Undelivered, match="did not answer in time"):
        send_webhook(outlet(), f"http://127.0.0.1:{port}/", letter(), seconds=1)


def test_a_certificate_that_is_not_to_be_trusted_ends_it(listening, certificates):
    pem, key = certificates()
    context = server_context(pem, key)

    def answer(connection):
        context.wrap_socket(connection, server_side=True)

    port = listening(answer)
    with pytest.raises(Undelivered, match="not to be trusted"):
        send_webhook(outlet(), f"https://localhost:{port}/{CANARY}", letter())


@pytest.mark.parametrize("address", [None, "", "ftp://x/y", "http://", "http://[::1", "http://x:99999/", "no address"])
def test_what_is_no_address_is_told_without_it(address):
    with pytest.raises(Undelivered, match="missing or no address"):
        send_webhook(outlet(), address, letter())


def test_nothing_is_written_into_the_log(server, caplog):
    caplog.set_level(0)
    send_webhook(outlet(), address_of(server), letter())
    server.status = 500
    with pytest.raises(Undelivered):
        send_webhook(outlet(), address_of(server), letter())
    assert CANARY not in caplog.text


# -- Apprise


def apprise_address(server):
    return f"json://127.0.0.1:{server.server_port}/{CANARY}?+X-Token=second-{CANARY}"


def test_a_service_of_apprise_gets_the_message(server):
    send_by_apprise(outlet("Chat or service"), apprise_address(server), letter())
    ((_path, headers, posted),) = server.posted
    assert headers["X-Token"] == f"second-{CANARY}"
    assert json.loads(posted)["message"].strip() == "Alles"


def test_what_apprise_says_of_its_trouble_stays_unsaid(server, caplog, capfd):
    caplog.set_level(0)
    server.status = 500
    with pytest.raises(Undelivered, match="did not take the message") as raised:
        send_by_apprise(outlet("Chat or service"), apprise_address(server), letter())
    assert CANARY not in str(raised.value)
    assert CANARY not in caplog.text
    assert CANARY not in "".join(capfd.readouterr())


@pytest.mark.parametrize("address", [None, "", "nonsense://x", CANARY])
def test_a_service_that_apprise_does_not_know_is_told_without_its_address(address):
    with pytest.raises(Undelivered, match="knows no such service") as raised:
        send_by_apprise(outlet("Chat or service"), address, letter())
    assert CANARY not in str(raised.value)


@pytest.mark.parametrize("answer", [hang, drip(b"HTTP/1.1 200 OK\r\nX: ")], ids=["hangs", "drips"])
def test_a_service_that_never_ends_is_left_in_time(listening, answer):
    port = listening(answer)
    began = time.monotonic()
    with pytest.raises(Undelivered, match="did not answer in time"):
        send_by_apprise(outlet("Chat or service"), f"json://127.0.0.1:{port}/", letter(), seconds=1)
    assert time.monotonic() - began < 3
