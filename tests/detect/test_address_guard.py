"""No check is led inside, unless that is allowed for its monitor (promise sec-9)."""

import socket
import threading

import pytest

from incidentdesk.detect.address_guard import denied
from incidentdesk.detect.check import run_check
from tests.detect.serving import answering, serving

INSIDE = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.1.1", "100.64.0.1", "0.0.0.1",
    "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::7f00:1", "2001:db8::1",
]  # fmt: skip
NEVER = [
    "169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "fd00:ec2::254",
    "100.100.100.200", "168.63.129.16", "224.0.0.1", "239.1.1.1", "ff02::1", "0.0.0.0", "::", "255.255.255.255",
]  # fmt: skip
OUTSIDE = ["93.184.215.14", "1.1.1.1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::101:101"]


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_denied_unless_it_is_allowed(address):
    assert denied(address, inside_allowed=False)
    if not address.startswith(("64:ff9b", "2002", "::7f00")):
        assert not denied(address, inside_allowed=True)


@pytest.mark.parametrize("address", NEVER)
def test_what_tells_secrets_or_is_nobody_is_denied_always(address):
    assert denied(address, inside_allowed=False)
    assert denied(address, inside_allowed=True)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_outside_is_not_denied(address):
    assert not denied(address, inside_allowed=False)


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("Web page", "http://{host}:{port}/"),
        ("Web page", "http://2130706433:{port}/"),
        ("Web page", "http://0x7f.1:{port}/"),
        ("TCP port", "{host}:{port}"),
        ("Certificate", "{host}:{port}"),
        ("SMTP server", "{host}:{port}"),
        ("IMAP server", "{host}:{port}"),
        ("Ping", "{host}"),
    ],
)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_every_kind_of_check_keeps_out(kind, target, host):
    heard = []
    with serving(answering(heard=heard)) as port:
        outcome = run_check({"kind": kind, "target": target.format(host=host, port=port), "options": {}, "timeout": 3})
    assert not outcome.ok
    assert "an address inside" in outcome.said
    assert heard == []


def test_a_name_that_answers_differently_the_second_time_leads_nowhere_else(monkeypatch):
    """The name is at an address outside when it is judged, and inside when it would be asked again."""
    asked = []

    def rebinding(host, port, *_arguments, **_named):
        if host != "evil.example":
            return resolved(host, port, *_arguments, **_named)
        asked.append(host)
        address = "93.184.215.14" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 0))]

    resolved = socket.getaddrinfo
    tried = []

    def refused(address, *_arguments, **_named):
        tried.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", refused)
    heard = []
    with serving(answering(heard=heard)) as port:
        for kind, target in (("Web page", "http://evil.example:{port}/"), ("TCP port", "evil.example:{port}")):
            asked.clear()
            outcome = run_check({"kind": kind, "target": target.format(port=port), "options": {}, "timeout": 3})
            assert not outcome.ok
            assert len(asked) == 1
    assert {address for address, _port in tried} == {"93.184.215.14"}
    assert heard == []


def test_one_address_inside_among_others_denies_the_name(monkeypatch):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 0)) for each in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_named: both)
    outcome = run_check({"kind": "TCP port", "target": "both.example:80", "options": {}, "timeout": 1})
    assert "10.0.0.1, an address inside" in outcome.said


def test_a_resolver_that_hangs_is_given_up_in_time(monkeypatch):
    answered, told = threading.Event(), []

    def slow(*_arguments, **_named):
        answered.wait(60)
        told.append("too late")
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    outcome = run_check({"kind": "TCP port", "target": "slow.example:80", "options": {}, "timeout": 0.3})
    assert told == []
    answered.set()
    assert outcome.said == "There was no answer in time."
