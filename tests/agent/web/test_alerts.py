"""Who may send alerts and heartbeats, and what becomes of what they send."""

import base64
import json
import random
import time

import httpx
import pytest

from incidentdesk.agent.web import alert_endpoint
from incidentdesk.detect.alert_signature import ID, SIGNATURE, TIMESTAMP, signed_headers
from incidentdesk.detect.alert_source_change import change_source, create_source
from incidentdesk.detect.monitor_change import create_monitor

PAYLOAD = json.dumps({"title": "Disk full on db1", "status": "firing", "host": "db1"}).encode()


@pytest.fixture
def secrets(monkeypatch):
    """A keyring in memory."""
    kept = {}
    monkeypatch.setattr("incidentdesk.detect.alert_source_change.set_secret", kept.__setitem__)
    return kept


@pytest.fixture
def sources(sqlite_desk, secrets):
    """A source with a token and two that sign: the names -> key or token, and the secrets."""
    with sqlite_desk.write(actor="Mei") as session:
        token = create_source(session, name="Watcher")[1]
        signed = create_source(session, name="Signed", signed=True)[1]
        other = create_source(session, name="Other", signed=True)[1]
        keys = dict(session.reader.rows("SELECT name, key FROM alert_source"))
    return {"token": token, "key": keys["Signed"], "secret": signed, "other": other}


@pytest.fixture
def client(serve, secrets):
    with httpx.Client(base_url=serve(secret_of=secrets.get), trust_env=False) as found:
        yield found


def rows(database, sql):
    with database.read() as reader:
        return reader.rows(sql)


def signed(sources, *, secret="secret", message_id="m1", at=None, body=PAYLOAD):
    return signed_headers(sources[secret], message_id, int(time.time()) if at is None else at, body)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/alerts/{token}", {}),
        ("/alerts", {"X-Token": "{token}"}),
        ("/alerts", {"Authorization": "Bearer {token}"}),
        ("/alerts", {"Authorization": "Token {token}"}),
        ("/alerts", {"Authorization": "Basic {basic}"}),
    ],
)
def test_a_token_is_taken_wherever_a_watcher_can_put_it(client, sources, sqlite_desk, path, headers):
    basic = base64.b64encode(f"watcher:{sources['token']}".encode()).decode()
    sent = {name: value.format(token=sources["token"], basic=basic) for name, value in headers.items()}
    answer = client.post(path.format(token=sources["token"]), content=PAYLOAD, headers=sent)
    assert answer.status_code == 202
    [taken] = answer.json()["taken"]
    assert (taken["outcome"], taken["number"]) == ("created", "INC-0001")
    assert rows(sqlite_desk, "SELECT channel FROM incident") == [("Alert",)]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/alerts", {}),
        ("/alerts/wrong", {}),
        ("/alerts/" + "é" * 20, {}),
        ("/alerts/" + "x" * 5_000, {}),
        ("/alerts/%00", {}),
        ("/alerts", {"X-Token": "wrong"}),
        ("/alerts", {"Authorization": b"Bearer \xff\xfe"}),
        ("/alerts", {"Authorization": "Basic ???"}),
        ("/alerts", {"Authorization": "Digest x"}),
    ],
)
def test_without_the_right_token_it_is_401_and_nothing_is_kept(client, sources, sqlite_desk, path, headers):
    answer = client.post(path, content=PAYLOAD, headers=headers)
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "said": "The token is missing or unknown."}
    assert rows(sqlite_desk, "SELECT id FROM incident UNION SELECT id FROM dead_letter") == []


def test_a_source_that_is_switched_off_is_unknown(client, sources, sqlite_desk):
    with sqlite_desk.write(actor="Mei") as session:
        change_source(session, 1, {"enabled": False})
    assert client.post(f"/alerts/{sources['token']}", content=PAYLOAD).status_code == 401


def test_a_signed_alert_is_taken_once(client, sources, sqlite_desk):
    headers = signed(sources)
    assert client.post(f"/alerts/{sources['key']}", content=PAYLOAD, headers=headers).status_code == 202
    again = client.post(f"/alerts/{sources['key']}", content=PAYLOAD, headers=headers)
    assert again.status_code == 409
    assert rows(sqlite_desk, "SELECT count FROM alert") == [(1,)]


def _without(headers, name):
    return {key: value for key, value in headers.items() if key != name}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: {},
        lambda s: _without(signed(s), ID),
        lambda s: _without(signed(s), TIMESTAMP),
        lambda s: _without(signed(s), SIGNATURE),
        lambda s: signed(s, body=b"{}"),
        lambda s: signed(s, secret="other"),
        lambda s: signed(s, at=int(time.time()) - 301),
        lambda s: signed(s, at=int(time.time()) + 301),
        lambda s: {**signed(s), TIMESTAMP: str(int(time.time()) + 1)},
        lambda s: {**signed(s), ID: "m2"},
        lambda s: {**signed(s), TIMESTAMP: "yesterday"},
        lambda s: {**signed(s), SIGNATURE: "v1,"},
        lambda s: {**signed(s), SIGNATURE: "v1," + "A" * 43 + "="},
        lambda s: {**signed(s), SIGNATURE: "v1,é€ü".encode()},
        lambda s: {**signed(s), SIGNATURE: b"\xff\xfe"},
        lambda s: {"X-Token": s["token"]},
    ],
)
def test_a_signature_that_is_missing_wrong_old_or_strange_is_401(client, sources, sqlite_desk, spoil):
    answer = client.post(f"/alerts/{sources['key']}", content=PAYLOAD, headers=spoil(sources))
    assert answer.status_code == 401
    assert answer.json()["said"]
    assert rows(sqlite_desk, "SELECT id FROM alert") == []


def test_a_secret_that_can_not_be_read_is_to_be_tried_again(client, sources, secrets):
    headers = signed(sources)
    secrets.clear()
    answer = client.post(f"/alerts/{sources['key']}", content=PAYLOAD, headers=headers)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


def test_guessing_tokens_has_to_wait(client, sources):
    statuses = [client.post(f"/alerts/{number}", content=PAYLOAD).status_code for number in range(62)]
    assert statuses == [401] * 60 + [429] * 2
    assert client.post(f"/alerts/{sources['token']}", content=PAYLOAD).status_code == 202


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_wanted_methods_are_taken(client, sources, method):
    answer = client.request(method, f"/alerts/{sources['token']}")
    assert answer.status_code == 405
    assert answer.json()["said"] == "This address does not take that method."


@pytest.mark.parametrize("payload", [b"", b"\xff\xfe", b"[" * 100_000, b'{"title": ', b"null", b"5"])
def test_what_a_known_source_sends_and_can_not_be_read_is_kept(client, sources, sqlite_desk, payload):
    answer = client.post(f"/alerts/{sources['token']}", content=payload)
    assert answer.status_code == 400
    [(kind, source, reason)] = rows(sqlite_desk, "SELECT kind, source, reason FROM dead_letter")
    assert (kind, source) == ("Alert", "Watcher")
    assert answer.json()["said"] == reason != ""


def test_what_fails_unexpectedly_is_kept_too(client, sources, sqlite_desk, monkeypatch):
    def fail(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr(alert_endpoint, "take_alerts", fail)
    answer = client.post(f"/alerts/{sources['token']}", content=PAYLOAD)
    assert answer.status_code == 500
    assert "kept" in answer.json()["said"]
    assert rows(sqlite_desk, "SELECT kind FROM dead_letter") == [("Alert",)]


def test_mutated_alerts_are_answered_and_none_is_lost(serve, sources, sqlite_desk, monkeypatch):
    monkeypatch.setattr("incidentdesk.agent.web.site.PER_MINUTE", 10_000)
    chance = random.Random(6)
    with httpx.Client(base_url=serve(), trust_env=False) as client:
        for _number in range(60):
            spoiled = bytearray(PAYLOAD)
            for _time in range(chance.randrange(1, 6)):
                spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
            assert client.post(f"/alerts/{sources['token']}", content=bytes(spoiled)).status_code in (202, 400)
    told = rows(sqlite_desk, "SELECT COALESCE(SUM(count), 0) FROM alert")[0][0]
    assert told + rows(sqlite_desk, "SELECT COUNT(*) FROM dead_letter")[0][0] == 60


# -- heartbeats


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_heartbeat_is_heard(client, sqlite_desk, method):
    with sqlite_desk.write(actor="Mei") as session:
        monitor_id = create_monitor(session, name="Backup", kind="Heartbeat")
    [(key,)] = rows(sqlite_desk, "SELECT key FROM monitor")
    assert client.request(method, f"/beat/{key}").status_code == 200
    [(heard, beat_at)] = rows(sqlite_desk, "SELECT monitor_id, beat_at FROM monitor_state")
    assert heard == monitor_id
    assert abs(beat_at / 1_000_000 - time.time()) < 60


@pytest.mark.parametrize("token", ["unknown", "é", "x" * 5_000, "%00"])
def test_a_heartbeat_of_nobody_is_404_with_a_sentence(client, token):
    answer = client.post(f"/beat/{token}")
    assert answer.status_code == 404
    assert answer.json()["said"]


def test_a_heart_that_races_has_to_wait(client, sqlite_desk):
    with sqlite_desk.write(actor="Mei") as session:
        create_monitor(session, name="Backup", kind="Heartbeat")
    [(key,)] = rows(sqlite_desk, "SELECT key FROM monitor")
    assert [client.post(f"/beat/{key}").status_code for _n in range(61)] == [200] * 60 + [429]


# -- what is off


def test_what_is_switched_off_is_not_there(serve, sources):
    address = serve(alerts=False)
    assert httpx.post(f"{address}/alerts/{sources['token']}", content=PAYLOAD, trust_env=False).status_code == 404
    assert httpx.get(f"{serve(form=False)}/report", trust_env=False).status_code == 404
