"""Every other kind of check against something real on this machine."""

import base64
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from incidentdesk.detect.check import run_check
from tests.detect.serving import answering, certificate, saying, secured, serving


def look(kind, target="", *, secret=None, timeout=3, **rest):
    options = rest.pop("options", {})
    facts = {"kind": kind, "target": target, "options": options, "timeout": timeout, "inside_allowed": True}
    return run_check(facts | rest, secret=secret)


# -- ping and ports


def test_this_machine_answers_a_ping():
    outcome = look("Ping", "127.0.0.1")
    if "may not ping" in outcome.said or "No ping could be sent" in outcome.said:
        pytest.skip("nobody may ping here")
    assert outcome.ok
    assert outcome.latency < 1_000


def test_where_no_socket_is_allowed_the_program_of_the_system_pings(monkeypatch, tmp_path):
    import icmplib

    def refused(*_arguments, **_named):
        raise icmplib.SocketPermissionError(False)

    program = tmp_path / "ping"
    program.write_text('#!/bin/sh\nfor last; do :; done\ntest "$last" = 127.0.0.1\n')
    program.chmod(0o755)
    monkeypatch.setattr(icmplib, "ping", refused)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert look("Ping", "127.0.0.1").ok
    program.write_text("#!/bin/sh\nexit 1\n")
    assert look("Ping", "127.0.0.1").said.endswith("does not answer.")
    program.write_text("#!/bin/sh\nexec sleep 9\n")
    assert not look("Ping", "127.0.0.1", timeout=0.3).ok


@pytest.mark.parametrize("target", ["-c1000", "", "two names"])
def test_what_is_no_machine_is_not_given_to_a_program(target):
    assert look("Ping", target).said.startswith("Name the machine")


def test_a_port_takes_connections_or_not():
    with serving(answering()) as port:
        assert look("TCP port", f"127.0.0.1:{port}").ok
    assert "can't be reached" in look("TCP port", f"127.0.0.1:{port}").said
    assert "is no address with a port" in look("TCP port", "127.0.0.1").said


# -- certificates


@pytest.mark.parametrize(
    ("days", "options", "ok", "said"),
    [
        (30, {}, True, "valid for 30 more days"),
        (10, {}, False, "valid for 10 more days"),
        (10, {"days": 5}, True, "valid for 10 more days"),
        (-4, {}, False, "ended 3 days ago"),
    ],
)
def test_a_certificate_is_valid_for_so_many_days(tmp_path, days, options, ok, said):
    context = certificate(tmp_path, days=days)
    authority = {"authority": (tmp_path / "server.pem").read_text()}
    with serving(secured(context, saying(b""))) as port:
        outcome = look("Certificate", f"127.0.0.1:{port}", options=options | authority)
        assert outcome.ok is ok
        assert said in outcome.said


def test_an_expired_self_signed_certificate_says_both(tmp_path):
    with serving(secured(certificate(tmp_path, days=-4), saying(b""))) as port:
        outcome = look("Certificate", f"127.0.0.1:{port}")
    assert "ended 3 days ago" in outcome.said
    assert "is not to be trusted: " in outcome.said


def test_a_server_without_tls_has_no_certificate():
    with serving(saying(b"220 hello\r\n")) as port:
        assert "No encrypted connection" in look("Certificate", f"127.0.0.1:{port}").said


# -- names


@contextmanager
def names(answers):
    """A name server on this machine; `answers` are texts by (name, type), None for no such name."""
    import dns.flags
    import dns.message
    import dns.rcode
    import dns.rdatatype
    import dns.rrset

    bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    bound.bind(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                data, address = bound.recvfrom(4_096)
            except OSError:
                return
            query = dns.message.from_wire(data)
            question = query.question[0]
            reply = dns.message.make_response(query)
            reply.flags |= dns.flags.RA
            found = answers.get((str(question.name), dns.rdatatype.to_text(question.rdtype)), ())
            if found is None:
                reply.set_rcode(dns.rcode.NXDOMAIN)
            elif found == "silence":
                continue
            elif found:
                reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", question.rdtype, *found))
            bound.sendto(reply.to_wire(), address)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{bound.getsockname()[1]}"
    finally:
        bound.close()


@pytest.mark.parametrize(
    ("name", "options", "ok", "said"),
    [
        ("shop.test", {}, True, "192.0.2.7, 192.0.2.8"),
        ("shop.test", {"expected": "192.0.2.7"}, True, "192.0.2.7"),
        ("shop.test", {"expected": ["192.0.2.9"]}, False, "is missing"),
        ("shop.test", {"record": "MX", "expected": "10 MAIL.shop.test"}, True, "mail.shop.test"),
        ("shop.test", {"record": "TXT", "expected": "v=spf1 -all"}, True, "v=spf1"),
        ("shop.test", {"record": "AAAA"}, False, "no record of the type AAAA"),
        ("gone.test", {}, False, "There is no name"),
        ("silent.test", {}, False, "no answer in time"),
        ("..", {}, False, "was not answered"),
    ],
)
def test_names_are_answered_as_they_should_be(name, options, ok, said):
    answers = {
        ("shop.test.", "A"): ("192.0.2.8", "192.0.2.7"),
        ("shop.test.", "MX"): ("10 mail.shop.test.",),
        ("shop.test.", "TXT"): ('"v=spf1 -all"',),
        ("gone.test.", "A"): None,
        ("silent.test.", "A"): "silence",
    }
    with names(answers) as server:
        outcome = look("DNS name", name, options={"server": server} | options, timeout=1)
    assert outcome.ok is ok
    assert said in outcome.said


# -- this machine


def test_disk_processor_and_memory_are_measured(tmp_path):
    for kind, target in (("Disk space", str(tmp_path)), ("Memory", ""), ("Processor", "")):
        assert look(kind, target, options={"percent": 100}).ok
    assert not look("Disk space", str(tmp_path), options={"percent": 0.0001}).ok
    assert not look("Memory", options={"percent": 0.0001}).ok
    assert "can't be reached" in look("Disk space", str(tmp_path / "nowhere")).said


def test_a_process_runs_or_not():
    running = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        import psutil

        name = psutil.Process(running.pid).name()
        assert look("Process or service", name.upper()).ok
        assert not look("Process or service", name, options={"least": 10_000}).ok
    finally:
        running.kill()
        running.wait()
    assert not look("Process or service", "no-such-program-runs-here").ok


def test_a_service_that_there_is_not_is_a_failure():
    assert not look("Process or service", "no-such-service-here", options={"service": True}).ok
    assert look("Process or service", "--help", options={"service": True}).said.startswith("Name the process")


def test_a_file_is_young_enough_or_not(tmp_path):
    backup = tmp_path / "backup.tar"
    assert "There is no file" in look("Age of a file", str(backup)).said
    backup.write_bytes(b"")
    assert look("Age of a file", str(backup)).ok
    old = time.time() - 7_200
    os.utime(backup, (old, old))
    assert look("Age of a file", str(backup), options={"minutes": 119}).said == "It was written 120 minutes ago."
    assert "whole path" in look("Age of a file", "backup.tar").said


def test_a_log_is_read_from_where_it_was_last_read(tmp_path):
    log = tmp_path / "app.log"
    log.write_text("ERROR of yesterday\n")
    place = ""

    def read():
        nonlocal place
        outcome = look("Pattern in a log", str(log), options={"regex": "ERROR"}, place=place)
        place = outcome.place or place
        return outcome

    def write(text, mode="a"):
        with log.open(mode) as file:
            file.write(text)

    assert read().ok  # what was there before is old
    write("fine\nERROR one\nERROR tw")
    outcome = read()
    assert not outcome.ok
    assert "ERROR one" in outcome.said
    assert read().ok  # half a line waits
    write("o\n")
    assert "ERROR two" in read().said
    assert read().ok
    write("ERROR three\n", "w")  # shortened
    assert "ERROR three" in read().said
    log.rename(tmp_path / "app.log.1")
    write("ERROR in the new file, which is longer than the old one\n")
    assert "new file" in read().said


def test_a_pattern_that_takes_too_long_is_given_up(tmp_path):
    log = tmp_path / "app.log"
    log.write_text("")
    options = {"regex": "^(a|aa)+$"}
    place = look("Pattern in a log", str(log), options=options).place
    log.write_text("a" * 60 + "!\n")
    began = time.process_time()
    outcome = look("Pattern in a log", str(log), options=options, place=place, timeout=30)
    assert time.process_time() - began < 0.5
    assert outcome.said == "The pattern takes too long. Make it simpler."


# -- mail


def coded(text):
    return base64.b64encode(text.encode()).decode()


def test_a_mail_server_greets(tmp_path):
    with serving(saying(b"220 mail\r\n", b"250-mail\r\n250 PIPELINING\r\n", b"221 bye\r\n")) as port:
        assert look("SMTP server", f"127.0.0.1:{port}").ok
    with serving(saying(b"554 go away\r\n")) as port:
        assert "554 go away" in look("SMTP server", f"127.0.0.1:{port}").said


def test_a_mail_server_lets_us_in_after_starttls(tmp_path):
    context = certificate(tmp_path, days=30)
    heard = []

    def serve(connection):
        connection.sendall(b"220 mail\r\n")
        heard.append(connection.recv(4_096))
        connection.sendall(b"250-mail\r\n250 STARTTLS\r\n")
        heard.append(connection.recv(4_096))
        connection.sendall(b"220 go\r\n")
        with context.wrap_socket(connection, server_side=True) as inner:
            for answer in (b"250-mail\r\n250 AUTH PLAIN LOGIN\r\n", b"235 in\r\n", b"221 bye\r\n"):
                heard.append(inner.recv(4_096))
                inner.sendall(answer)

    options = {"security": "STARTTLS", "user": "mei", "authority": (tmp_path / "server.pem").read_text()}
    with serving(serve) as port:
        outcome = look("SMTP server", f"127.0.0.1:{port}", options=options, secret="fig")
        assert outcome.ok, outcome.said
        assert heard[1] == b"STARTTLS\r\n"
        assert heard[3] == f"AUTH PLAIN {coded(chr(0) + 'mei' + chr(0) + 'fig')}\r\n".encode()
        assert "is not to be trusted" in look(
            "SMTP server", f"127.0.0.1:{port}", options=options | {"authority": ""}, secret="fig"
        ).said  # fmt: skip


def test_no_password_is_given_over_a_connection_that_is_not_encrypted():
    heard = []

    def serve(connection):
        connection.sendall(b"220 mail\r\n")
        heard.append(connection.recv(4_096))
        connection.sendall(b"250 AUTH PLAIN\r\n")
        heard.append(connection.recv(4_096))

    with serving(serve) as port:
        outcome = look("SMTP server", f"127.0.0.1:{port}", options={"user": "mei"}, secret="fig")
    assert "not encrypted" in outcome.said
    assert b"AUTH" not in b"".join(heard)


@pytest.mark.parametrize(("answer", "ok"), [(b"a2 OK in\r\n", True), (b"a2 NO wrong\r\n", False)])
def test_a_mailbox_server_lets_us_in_or_not(tmp_path, answer, ok):
    heard = []
    context = certificate(tmp_path, days=30)

    def serve(connection):
        connection.sendall(b"* OK ready\r\n")
        heard.append(connection.recv(4_096))
        connection.sendall(b"* CAPABILITY IMAP4rev1\r\n" + answer)
        connection.recv(4_096)

    options = {"user": 'm"ei', "authority": (tmp_path / "server.pem").read_text()}
    with serving(secured(context, serve)) as port:
        outcome = look("IMAP server", f"127.0.0.1:{port}", options=options, secret="fi\\g")
    assert outcome.ok is ok
    assert heard == [b'a2 LOGIN "m\\"ei" "fi\\\\g"\r\n']


def test_a_mail_server_that_drips_or_never_ends_is_given_up_in_time():
    def dripping(connection):
        for byte in b"220 " + b"x" * 100:
            connection.sendall(bytes([byte]))
            time.sleep(0.1)

    def endless(connection):
        connection.sendall(b"220-more\r\n" * 10_000)
        connection.recv(1)

    def unbroken(connection):
        connection.sendall(b"2" * 100_000)
        connection.recv(1)

    for serve in (dripping, endless, unbroken):
        with serving(serve) as port:
            began = time.monotonic()
            assert not look("SMTP server", f"127.0.0.1:{port}", timeout=1).ok
            assert time.monotonic() - began < 1.6


# -- heartbeats


@pytest.mark.parametrize(
    ("beat_at", "watched_from", "now", "ok"),
    [
        (0, 0, 100, True),
        (0, 0, 131, False),
        (100, 0, 131, True),
        # Silence while nobody could hear it does not count.
        (0, 1_000, 1_100, True),
        (0, 1_000, 1_131, False),
        (None, 1_000, 1_100, True),
        (None, 1_000, 1_131, False),
    ],
)
def test_silence_counts_while_somebody_listens(beat_at, watched_from, now, ok):
    outcome = look(
        "Heartbeat", options={"grace": 30}, interval=100, now=now * 1_000_000, watched_from=watched_from * 1_000_000,
        beat_at=None if beat_at is None else beat_at * 1_000_000,
    )  # fmt: skip
    assert outcome.ok is ok
