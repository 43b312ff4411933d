"""Every watcher's payload becomes alerts; whatever else comes becomes a sentence."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from incidentdesk import clock
from incidentdesk.detect.alert_preset import PRESETS, preset_named
from incidentdesk.detect.alert_reading import read_alerts
from incidentdesk.detect.alert_told import NoNews, Told
from incidentdesk.detect.payload_value import instant_of, value_at
from incidentdesk.refusal import Refused
from tests.detect import webhook_payloads as sent
from tests.payload_mutation import mutations


def read(preset: str, payload: Any) -> list[Told]:
    return read_alerts(preset, None, sent.as_bytes(payload))


def at(*parts: int) -> int:
    return clock.stored(datetime(*parts, tzinfo=UTC))  # type: ignore[arg-type,misc]


# ── what each of them tells ──────────────────────────────────────────────────────────────────────────────────────────

TOLD: dict[str, dict[str, Any]] = {
    "alertmanager": {
        "fingerprint": "c0ffee00c0ffee00", "firing": True, "title": "DiskFull: /var is full", "severity": "critical",
        "host": "db1:9100", "service": "erp", "started_at": at(2026, 3, 2, 11, 40, 0, 123456), "ended_at": None,
    },
    "grafana": {"fingerprint": "ab12", "firing": True, "title": "High load: Load over 20", "host": "web3",
                "link": "https://grafana.example/d/1?viewPanel=2"},
    "grafana legacy": {"fingerprint": "rule 1", "firing": True, "title": "[Alerting] Panel Title alert",
                       "severity": "warning", "host": "web3", "detail": "Load is high\nHigh value: 100"},
    "zabbix": {"fingerprint": "trigger 14032", "firing": True, "title": "Free space below 5 %", "severity": "Disaster",
               "host": "db1", "started_at": at(2026, 3, 2, 11, 45)},
    "uptime kuma": {"fingerprint": "monitor 4", "firing": True, "title": "Web / Intranet: connect ECONNREFUSED",
                    "service": "Intranet", "started_at": at(2026, 3, 2, 11, 50, 0, 500000)},
    "nagios": {"firing": True, "title": "db1 · HTTP: CRITICAL · Connection refused", "severity": "CRITICAL",
               "host": "db1", "service": "HTTP", "started_at": at(2026, 3, 2, 11, 45)},
    "icinga": {"firing": False, "title": "db1 · HTTP: OK · HTTP OK", "host": "db1", "service": "HTTP"},
    "checkmk": {"firing": True, "title": "sw1: DOWN · No answer", "host": "sw1", "service": "", "severity": "DOWN"},
    "datadog": {"fingerprint": "2f9c", "firing": True, "title": "[Triggered on {host:web3}] CPU is high",
                "severity": "P2", "host": "web3", "service": "shop", "started_at": at(2026, 3, 2, 11, 45)},
    "sentry": {"firing": True, "title": "ReferenceError: heck is not defined", "severity": "error", "host": "web3",
               "detail": "?(app)\nVery important rule", "started_at": at(2026, 3, 2, 11, 45)},
    "sentry metric": {"firing": False, "title": "Resolved: Too many errors", "ended_at": at(2026, 3, 2, 11, 30)},
    "cloudwatch": {"fingerprint": "arn:aws:cloudwatch:eu-west-1:123:alarm:erp-cpu", "firing": True,
                   "title": "erp-cpu: CPU of the ERP", "host": "i-0abc", "service": "AWS/EC2",
                   "started_at": at(2026, 3, 2, 11, 45)},
    "azure": {"fingerprint": "3f2d_High-CPU_-117", "firing": True, "title": "High CPU · vm-erp", "severity": "Sev1",
              "host": "vm-erp", "started_at": at(2026, 3, 2, 11, 45, 0, 371321)},
    "google": {"fingerprint": "0.abc", "firing": False, "title": "Latency is high", "severity": "Error",
               "host": "web-1", "started_at": at(2026, 3, 2, 11, 30), "ended_at": at(2026, 3, 2, 11, 45)},
    "pingdom": {"fingerprint": "check 12345", "firing": True, "title": "Shop: HTTP Error 500", "severity": "HIGH",
                "host": "shop.example", "started_at": at(2026, 3, 2, 11, 45)},
    "pagerduty": {"fingerprint": "disk/db1", "firing": True, "title": "Disk is full on db1", "severity": "critical",
                  "host": "db1", "service": "ERP", "detail": "free: 0", "started_at": at(2026, 3, 2, 11, 45)},
    "generic": {"fingerprint": "backup-nas1", "firing": True, "title": "Backup failed", "severity": "high",
                "host": "nas1", "service": "Backup", "detail": "Exit code 11", "labels": {"job": "nightly"}},
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_a_payload_tells_what_is_wrong(name: str) -> None:
    preset, payload = sent.GOOD[name]
    first = read(preset, payload)[0]
    assert {field: getattr(first, field) for field in TOLD[name]} == TOLD[name]


def test_every_preset_is_tried_here_and_can_be_called_by_its_title() -> None:
    assert {preset for preset, _payload in sent.GOOD.values()} == set(PRESETS)
    assert preset_named(" Prometheus alertmanager ") == "alertmanager"
    with pytest.raises(Refused, match=r"There is no preset .*There are: alertmanager"):
        preset_named("nagois")


def test_every_alert_of_a_group_is_one_of_its_own() -> None:
    firing, resolved = read("alertmanager", sent.ALERTMANAGER)
    assert firing.firing
    assert not resolved.firing
    assert resolved.ended_at == at(2026, 3, 2, 10, 30)
    assert resolved.fingerprint == read("alertmanager", sent.ALERTMANAGER)[1].fingerprint != firing.fingerprint


def _recovered(name: str) -> tuple[Told, Told]:
    changes: dict[str, dict[str, Any]] = {
        "zabbix": {"event_status": "RESOLVED"},
        "nagios": {"NOTIFICATIONTYPE": "RECOVERY", "SERVICESTATE": "OK", "SERVICEOUTPUT": "HTTP OK"},
        "checkmk": {"NOTIFY_NOTIFICATIONTYPE": "RECOVERY", "NOTIFY_HOSTSTATE": "UP"},
        "grafana legacy": {"state": "ok", "title": "[OK] Panel Title alert", "evalMatches": []},
        "datadog": {"alert_transition": "Recovered", "title": "[Recovered] CPU is high"},
        "pingdom": {"current_state": "UP", "description": "OK"},
        "pagerduty": {"event_action": "resolve", "payload": None},
        "generic": {"status": "resolved"},
        "uptime kuma": {"heartbeat": {"monitorID": 4, "status": 1, "time": "2026-03-02 11:55:00", "msg": "200 - OK"}},
    }
    preset, payload = sent.GOOD[name]
    return read(preset, payload)[0], read(preset, {**payload, **changes[name]})[0]


@pytest.mark.parametrize(
    "name",
    ["zabbix", "nagios", "checkmk", "grafana legacy", "datadog", "pingdom", "pagerduty", "generic", "uptime kuma"],
)
def test_a_recovery_has_the_fingerprint_of_what_it_ends(name: str) -> None:
    problem, recovery = _recovered(name)
    assert problem.firing
    assert not recovery.firing
    assert recovery.fingerprint == problem.fingerprint


def test_an_issue_of_sentry_ends_what_an_event_of_it_has_begun() -> None:
    issue = {"action": "resolved", "data": {"issue": {"id": "1170820242", "title": "ReferenceError"}}}
    (event,), (resolved,) = read("sentry", sent.SENTRY), read("sentry", issue)
    assert event.fingerprint == resolved.fingerprint
    assert not resolved.firing


def test_a_host_and_a_service_on_it_are_two_causes() -> None:
    host = {name: value for name, value in sent.NAGIOS.items() if not name.startswith("SERVICE")} | {
        "HOSTSTATE": "DOWN"
    }
    assert read("nagios", host)[0].fingerprint != read("nagios", sent.NAGIOS)[0].fingerprint


# ── what tells nothing ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_confirmation_of_a_subscription_is_left_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.socket.connect", lambda *_arguments: pytest.fail("it was opened"))
    with pytest.raises(Refused, match=r"Nothing was opened by itself.*http://127\.0\.0\.1:9/\?Action=Confirm"):
        read("cloudwatch", sent.CONFIRMATION)


@pytest.mark.parametrize(
    ("preset", "payload", "sentence"),
    [
        ("uptime-kuma", {"heartbeat": None, "monitor": None, "msg": "Testing"}, "a test of Uptime Kuma.*Testing"),
        ("nagios", {"HOSTNAME": "db1", "NOTIFICATIONTYPE": "ACKNOWLEDGEMENT"}, "tells no change of state"),
        ("pagerduty", {"event_action": "acknowledge", "dedup_key": "x"}, "tells nothing new"),
        ("pagerduty", {"event": {"event_type": "service.created", "data": {}}}, "not about an incident"),
    ],
)
def test_what_tells_no_news_says_so(preset: str, payload: Any, sentence: str) -> None:
    with pytest.raises(NoNews, match=sentence):
        read(preset, payload)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("payload", [{}, [], [{}], "text", 7, None, {"a": 1}, {"alerts": []}, {"alerts": [7]}])
def test_another_form_is_refused_with_a_sentence(preset: str, payload: Any) -> None:
    with pytest.raises(Refused, match=r"\.$"):
        read(preset, payload)


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        (b"", "It is empty"),
        (b"\xff\xfe\x00", "It is no JSON"),
        (b"{", "It is no JSON from line 1, character 2 on"),
        (b'{"title": NaN}', "It is no JSON"),
        (b"1" * 5_000, "It is no JSON"),
        (b"[" * 200_000, "nested deeper than 60 levels"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "nested deeper than 60 levels"),
        (b" " * 1_100_000, "larger than 1 MB"),
        (json.dumps([{"title": "x"}] * 1_001).encode(), "It has 1001 alerts"),
    ],
)
def test_what_can_not_be_read_says_why(payload: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_alerts("generic", None, payload)


def test_line_ends_that_a_script_forgot_to_escape_spoil_nothing() -> None:
    told = read_alerts("nagios", None, b'{"HOSTNAME": "db1", "HOSTSTATE": "DOWN", "HOSTOUTPUT": "no\n\tanswer"}')[0]
    assert told.title == "db1: DOWN · no answer"


def test_broken_payloads_become_alerts_or_a_sentence() -> None:
    payloads = {name: sent.as_bytes(payload) for name, (_preset, payload) in sent.GOOD.items()}
    told = refused = 0
    for name, broken in mutations(payloads, 600):
        try:
            told += len(read_alerts(sent.GOOD[name][0], None, broken))
        except Refused:
            refused += 1
    assert told > 100
    assert refused > 100


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        ("2026-03-02T11:45:00Z", at(2026, 3, 2, 11, 45)),
        ("2026-03-02T12:45:00.1234567+01:00", at(2026, 3, 2, 11, 45, 0, 123456)),
        (1772451900, at(2026, 3, 2, 11, 45)),
        ("1772451900000", at(2026, 3, 2, 11, 45)),
        (1772451900123456, at(2026, 3, 2, 11, 45, 0, 123456)),
        ("Mon Mar 02 11:45:00 UTC 2026", at(2026, 3, 2, 11, 45)),
        ("0001-01-01T00:00:00Z", None),
        (0, None),
        (True, None),
        (1e300, None),
        ("9999-12-31T23:59:59-23:59", None),
        ("yesterday", None),
    ],
)
def test_times_are_understood_as_programs_write_them(value: Any, instant: int | None) -> None:
    assert instant_of(value) == instant


def test_a_path_leads_through_lists_and_names_with_dots() -> None:
    payload = {"a": [{"b.c": 1}, {"b.c": 2}], "d": {"e": None}}
    assert value_at(payload, 'a[1]."b.c"') == 2
    assert value_at(payload, 'a[*]."b.c"') == [1, 2]
    assert value_at(payload, "a[7].x") is None
    assert value_at(payload, "d.e.f") is None
