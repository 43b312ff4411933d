"""What is too much, too often or too slow is turned away with the right answer, and everybody else is answered."""

import socket
import time
from urllib.parse import urlsplit

import httpx
import pytest

from incidentdesk.agent.web import limits, server
from incidentdesk.agent.web.rate import Rate
from incidentdesk.agent.web.site import Site
from incidentdesk.detect.alert_source_change import create_source

MEGABYTE = 1024 * 1024


@pytest.fixture
def token(sqlite_desk):
    with sqlite_desk.write(actor="Mei") as session:
        return create_source(session, name="Watcher")[1]


def post(address, path, content, **headers):
    return httpx.post(f"{address}{path}", content=content, headers=headers, trust_env=False, timeout=10)


def connection(address):
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port), timeout=15)


def test_more_than_a_megabyte_is_413_whether_announced_or_in_chunks(serve, token):
    address = serve()
    whole = b"x" * (MEGABYTE + 1)
    assert post(address, f"/alerts/{token}", whole).status_code == 413
    answer = post(address, f"/alerts/{token}", (whole[at : at + 65536] for at in range(0, len(whole), 65536)))
    assert answer.status_code == 413
    assert answer.json()["said"] == "At most 1 MB are taken in one request."


def test_too_large_is_413_also_for_whoever_is_unknown_and_where_nothing_is(serve):
    address = serve()
    for path in ("/alerts/unknown", "/beat/unknown", "/nothing", "/follow/unknown"):
        assert post(address, path, iter([b"x" * MEGABYTE, b"x" * MEGABYTE])).status_code in (404, 413)
        assert post(address, path, b"x" * (2 * MEGABYTE)).status_code == 413


def test_a_form_that_is_too_large_is_answered_in_the_language_of_the_browser(serve):
    headers = {"Accept": "text/html", "Accept-Language": "de"}
    answer = post(serve(), "/report", b"x" * (limits.FORM_LIMIT + 1), **headers)
    assert answer.status_code == 413
    assert '<html lang="de"' in answer.text
    assert "25 MB" in answer.text


def test_more_than_sixty_a_minute_are_429_for_that_token_only(serve, token, sqlite_desk):
    with sqlite_desk.write(actor="Mei") as session:
        other = create_source(session, name="Another")[1]
    address = serve()
    with httpx.Client(base_url=address, trust_env=False) as client:
        statuses = [client.post(f"/alerts/{token}", content=b"no json").status_code for _n in range(61)]
        assert statuses == [400] * 60 + [429]
        assert client.post(f"/alerts/{other}", content=b"no json").status_code == 400
        late = client.post(f"/alerts/{token}", content=b"no json")
    assert 0 < int(late.headers["retry-after"]) <= 61


def test_the_minute_slides():
    now = [0.0]
    rate = Rate(2, now=lambda: now[0])
    assert [rate.wait("a"), rate.wait("a"), rate.wait("b")] == [0, 0, 0]
    now[0] = 20.0
    assert 39 <= rate.wait("a") <= 41
    now[0] = 60.1
    assert rate.wait("a") == 0


def test_it_does_not_remember_everybody_forever(monkeypatch):
    monkeypatch.setattr("incidentdesk.agent.web.rate.MOST_KEYS", 10)
    rate = Rate(1)
    for number in range(100):
        rate.wait(str(number))
    assert len(rate._times) == 10


def test_two_hundred_slow_clients_do_not_keep_others_waiting(serve, token):
    address = serve()
    slow = []
    for number in range(200):
        each = connection(address)
        head = f"POST /alerts/{token} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
        each.sendall((head + ("\r\n{" if number % 2 else "")).encode())
        slow.append(each)
    began = time.monotonic()
    assert post(address, f"/alerts/{token}", b"no json").status_code == 400
    assert time.monotonic() - began < 1.0
    for each in slow:
        each.close()


def test_forms_on_their_way_are_counted_and_free_their_place(serve, monkeypatch):
    monkeypatch.setattr(limits, "MOST_OF_ONE", 3)
    address = serve()
    slow = [connection(address) for _number in range(3)]
    for each in slow:
        kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
        each.sendall(b"POST /report HTTP/1.1\r\nHost: x\r\n" + kind + b"Content-Length: 1000\r\n\r\nx")
    time.sleep(0.3)
    turned_away = httpx.post(f"{address}/report", data={"what": "x"}, trust_env=False)
    assert (turned_away.status_code, turned_away.headers["retry-after"]) == (503, "30")
    assert httpx.get(f"{address}/report", trust_env=False).status_code == 200
    for each in slow:
        each.close()
    time.sleep(0.3)
    assert httpx.post(f"{address}/report", data={"what": "x"}, trust_env=False).status_code == 422


def test_headers_that_do_not_come_end_the_connection(serve, monkeypatch):
    monkeypatch.setattr(server, "LONGEST_HEAD", 0.3)
    address = serve()
    for sent in (b"", b"GET /report HTT", b"GET /report HTTP/1.1\r\nHost: x\r\n"):
        with connection(address) as slow:
            slow.sendall(sent)
            began = time.monotonic()
            assert slow.recv(100) == b""
            assert time.monotonic() - began < 3


def test_headers_that_drip_end_the_connection_too(serve, monkeypatch):
    monkeypatch.setattr(server, "LONGEST_HEAD", 0.5)
    with connection(serve()) as slow:
        began, ended = time.monotonic(), False
        while not ended and time.monotonic() - began < 5:
            try:
                slow.sendall(b"G")
            except OSError:
                ended = True
            time.sleep(0.05)
    assert ended
    assert time.monotonic() - began < 3


def test_a_body_that_does_not_come_is_408(serve, token, monkeypatch):
    monkeypatch.setattr(limits.Limits.__init__, "__kwdefaults__", {"longest_pause": 0.3, "longest_body": 5.0})
    with connection(serve()) as slow:
        slow.sendall(f"POST /alerts/{token} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{{".encode())
        assert slow.recv(1000).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_drips_is_408(serve, token, monkeypatch):
    monkeypatch.setattr(limits.Limits.__init__, "__kwdefaults__", {"longest_pause": 5.0, "longest_body": 0.5})
    with connection(serve()) as slow:
        slow.sendall(f"POST /alerts/{token} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n".encode())
        slow.settimeout(0.05)
        answer, began = b"", time.monotonic()
        while not answer and time.monotonic() - began < 5:
            slow.sendall(b"x")
            try:
                answer = slow.recv(1000)
            except TimeoutError:
                continue
        assert answer.startswith(b"HTTP/1.1 408 ")


def test_whoever_is_slow_keeps_the_server_from_ending_for_seconds_only(sqlite_desk, caplog):
    ending = server.WebServer(Site(sqlite_desk), port=0)
    ending.start()
    with connection(ending.address) as slow:
        slow.sendall(b"POST /alerts HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")
        time.sleep(0.2)
        began = time.monotonic()
        ending.stop()
        assert time.monotonic() - began < 6
        assert slow.recv(1000).startswith(b"HTTP/1.1 503 ")
    assert [each for each in caplog.records if each.exc_info] == []


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET /%ff%fe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /report HTTP/1.1\r\nHost: x\r\nAccept-Language: \xff\xfe\r\nConnection: close\r\n\r\n",
        b"POST /alerts HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345",
        b"POST /alerts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_http_is_answered_and_the_server_lives_on(serve, sent, caplog):
    address = serve()
    with connection(address) as strange:
        strange.sendall(sent)
        status = int(strange.recv(1000).split()[1])
    assert 200 <= status < 500
    assert httpx.get(f"{address}/report", trust_env=False).status_code == 200
    assert caplog.records == [], "strangers fill the log"
