"""Web pages that answer, that don't, and that mean ill."""

import gzip
import time

import pytest

from incidentdesk.detect.check import run_check
from tests.detect.serving import answering, certificate, secured, serving


def page(port, *, scheme="http", host="127.0.0.1", timeout=3, **options):
    return run_check(
        {
            "kind": "Web page", "target": f"{scheme}://{host}:{port}/state?x=1", "options": options,
            "timeout": timeout, "inside_allowed": True,
        }
    )  # fmt: skip


def test_a_page_that_answers_is_well_and_was_asked_plainly(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    heard = []
    with serving(answering(heard=heard)) as port:
        outcome = page(port)
    assert (outcome.ok, outcome.said) == (True, "It answers with the status 200.")
    assert 0 < outcome.latency < 3_000
    (request,) = heard
    assert request.startswith(b"GET /state?x=1 HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{port}\r\n".encode() in request


def test_a_page_at_an_address_of_ipv6_answers():
    with serving(answering(), host="::1") as port:
        assert page(port, host="[::1]").ok


@pytest.mark.parametrize(
    ("answer", "options", "ok", "said"),
    [
        ({"status": "503 No"}, {}, False, "It answers with the status 503."),
        ({"status": "401 No"}, {"status": "200, 401"}, True, "It answers with the status 401."),
        ({"body": b"all good"}, {"contains": "good"}, True, "status 200"),
        ({"body": b"all bad"}, {"contains": "good"}, False, "is not on the page"),
        ({"body": b"v1.22"}, {"regex": r"v1\.\d+"}, True, "status 200"),
        ({"body": b"v2"}, {"regex": r"v1\.\d+"}, False, "The pattern"),
        ({"body": b"a" * 40 + b"!"}, {"regex": "^(a|aa)+$"}, False, "takes too long"),
        ({}, {"latency": 0.001}, False, "at most 0.001 ms are wanted"),
        ({"headers": "Content-Encoding: br\r\n"}, {}, False, "compression"),
        ({"headers": "Content-Encoding: gzip\r\n"}, {}, False, "can't be read"),
    ],
)
def test_what_a_page_must_be(answer, options, ok, said):
    with serving(answering(**answer)) as port:
        outcome = page(port, **options)
    assert outcome.ok is ok
    assert said in outcome.said


def test_a_server_that_drips_its_answer_or_its_head_is_given_up_in_time():
    def dripping_body(connection):
        connection.recv(4_096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _byte in range(100):
            connection.sendall(b"x")
            time.sleep(0.1)

    def dripping_head(connection):
        connection.recv(4_096)
        for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"y" * 100:
            connection.sendall(bytes([byte]))
            time.sleep(0.1)

    for serve in (dripping_body, dripping_head):
        with serving(serve) as port:
            began = time.monotonic()
            outcome = page(port, timeout=1)
            assert time.monotonic() - began < 1.6
        assert (outcome.ok, outcome.said) == (False, "There was no answer in time.")


def test_a_bomb_of_gzip_is_read_up_to_a_megabyte():
    import tracemalloc

    bomb = gzip.compress(b"0" * 200_000_000)
    with serving(answering(bomb, headers="Content-Encoding: gzip\r\n")) as port:
        page(port)
        tracemalloc.start()
        outcome = page(port, contains="1")
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert not outcome.ok
    assert most < 20_000_000


def test_a_body_without_end_is_read_up_to_a_megabyte():
    def endless(connection):
        connection.recv(4_096)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65_536)

    with serving(endless) as port:
        assert page(port).ok


def test_a_redirect_is_followed_on_the_same_host_only():
    def redirecting(where):
        def serve(connection):
            request = connection.recv(4_096)
            if b"/there" in request:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere")
            else:
                connection.sendall(f"HTTP/1.1 302 Go\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode())

        return serve

    with serving(redirecting("/there")) as port:
        assert page(port, contains="here").ok
        assert page(port, redirects=False, status="302").ok
    with serving(redirecting("http://localhost:9/there")) as port:
        outcome = page(port)
        assert "which is not allowed for this monitor" in outcome.said
        assert "can't be reached" in page(port, hosts=["localhost"]).said
    with serving(redirecting("/again")) as port:
        assert page(port).said == "It redirects more than 5 times."
    with serving(redirecting("file:///etc/passwd")) as port:
        assert "is no web address" in page(port).said


def test_a_certificate_that_is_not_to_be_trusted_is_a_failure_with_its_reason(tmp_path):
    context = certificate(tmp_path, days=-4)
    with serving(secured(context, answering())) as port:
        outcome = page(port, scheme="https")
        assert not outcome.ok
        assert "is not to be trusted" in outcome.said
        assert page(port, scheme="https", verify=False).ok
    with serving(secured(certificate(tmp_path, days=30), answering())) as port:
        assert "self-signed" in page(port, scheme="https").said
        assert page(port, scheme="https", authority=(tmp_path / "server.pem").read_text()).ok


def test_a_password_is_given_to_the_page():
    heard = []
    with serving(answering(heard=heard)) as port:
        run_check(
            {
                "kind": "Web page", "target": f"http://127.0.0.1:{port}/", "options": {"user": "mei"}, "timeout": 3,
                "inside_allowed": True,
            },
            secret="fig",
        )  # fmt: skip
    assert b"Authorization: Basic bWVpOmZpZw==" in heard[0]


def test_nobody_there_is_a_failure():
    with serving(answering()) as port:
        pass
    assert page(port).said.endswith("can't be reached.")
