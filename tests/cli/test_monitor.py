"""Monitors on the command line."""

import json
import socket
import sqlite3
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from incidentdesk import clock
from incidentdesk.detect.monitor_list import secret_name
from incidentdesk.prepare.secret import secret_of


class _Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/" else 503)
        self.end_headers()
        self.wfile.write(b"Welcome")

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def page():
    """The address of a page that answers."""
    server = HTTPServer(("127.0.0.1", 0), _Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def noon():
    clock.hold(lambda: datetime(2026, 3, 18, 12, tzinfo=UTC))
    yield
    clock.hold(None)


def told(run) -> list[dict]:
    return json.loads(run("monitor", "list", "--json").stdout)


def test_a_desk_that_watches_nothing_says_how_to_begin(run):
    run("log", "VPN down")
    assert "“monitor add” begins with it" in run("monitor", "list").stderr


def test_a_monitor_is_added_and_listed(run):
    result = run(
        "monitor", "add", "http", "https://erp.example.com", "--name", "ERP", "--interval", "2min", "--failures", "5",
        "--option", "contains=Welcome",
    )  # fmt: skip
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "Monitor ERP added. Looks at https://erp.example.com every 2 min; after 5 failures in a row"
    )
    (row,) = told(run)
    assert (row["name"], row["kind"], row["options"]) == ("ERP", "Web page", {"contains": "Welcome"})
    assert (row["state"], row["availability_24h"], row["watched_24h"]) == ("Unknown", None, 0.0)
    assert run("monitor", "list").stdout.startswith("Unknown")


def test_a_heartbeat_tells_the_address_that_its_job_calls(run):
    added = run("monitor", "add", "heartbeat", "--name", "Payroll").stdout.splitlines()
    assert added[-1].startswith("http://127.0.0.1:")
    assert "/beat/" in added[-1]
    assert run("monitor", "address", "payroll").stdout.strip() == added[-1]


def test_an_option_that_its_kind_does_not_have_is_refused(run, refused):
    sentence = refused(run("monitor", "add", "ping", "gateway.example.com", "--option", "status=200"))
    assert "has no option" in sentence
    assert told(run) == []


def test_a_password_comes_from_the_standard_input_and_stands_in_no_database(run, file, tmp_path, monkeypatch):
    monkeypatch.setattr("incidentdesk.paths.settings_folder", lambda: tmp_path / "settings")
    monkeypatch.setenv("INCIDENTDESK_VAULT_PASSPHRASE", "a long passphrase")
    result = run(
        "monitor", "add", "imap", "mail.example.com", "--name", "Mailbox", "--option", "user=probe",
        "--password-stdin", standard_input="correct horse\n",
    )  # fmt: skip
    assert result.exit_code == 0
    assert b"correct horse" not in file.read_bytes()
    with sqlite3.connect(file) as connection:
        key = connection.execute("SELECT key FROM monitor").fetchone()[0]
    connection.close()
    assert secret_of(secret_name(key)) == "correct horse"


def test_a_test_of_a_monitor_keeps_nothing(run, page):
    run("monitor", "add", "http", page, "--name", "Page", "--inside")
    result = run("monitor", "test", "page")
    assert (result.exit_code, result.stdout.startswith("Well: It answers with the status 200.")) == (0, True)
    assert told(run)[0]["checked_at"] is None


def test_a_target_is_tested_before_it_is_watched(run, page):
    found = run("monitor", "test", "--kind", "http", page, "--inside", "--option", "contains=Welcome", "--json")
    assert (found.exit_code, json.loads(found.stdout)["ok"]) == (0, True)
    missing = run("monitor", "test", "--kind", "http", page, "--inside", "--option", "contains=Farewell", "--json")
    assert missing.exit_code == 1
    assert json.loads(missing.stdout) == {"ok": False, "said": "“Farewell” is not on the page.", "latency_ms": None}
    assert told(run) == []


def test_a_port_that_takes_no_connection_ends_with_one(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        result = run("monitor", "test", "--kind", "tcp", f"127.0.0.1:{taken.getsockname()[1]}", "--inside")
    assert (result.exit_code, result.stdout.startswith("Fails: ")) == (1, True)


def test_an_address_inside_is_not_looked_at_unless_that_is_allowed(run, page):
    result = run("monitor", "test", "--kind", "http", page)
    assert (result.exit_code, "an address inside" in result.stdout) == (1, True)


@pytest.mark.usefixtures("noon")
def test_a_monitor_is_muted_for_a_while(run):
    run("monitor", "add", "ping", "gateway.example.com", "--name", "Gateway")
    assert run("monitor", "mute", "gateway", "--for", "2h").stdout.endswith("until 2026-03-18 14:00.\n")
    assert told(run)[0]["muted_until"] == "2026-03-18T14:00:00Z"
    run("monitor", "mute", "gateway", "--off")
    assert told(run)[0]["muted_until"] is None


def test_muting_needs_to_know_for_how_long(run, refused):
    run("monitor", "add", "ping", "gateway.example.com", "--name", "Gateway")
    assert "for how long" in refused(run("monitor", "mute", "gateway"))


def test_a_removed_monitor_is_gone(run, refused):
    run("monitor", "add", "ping", "gateway.example.com", "--name", "Gateway")
    assert run("monitor", "remove", "Gateway").exit_code == 0
    assert told(run) == []
    assert "There is no monitor" in refused(run("monitor", "remove", "Gateway"))


@pytest.mark.usefixtures("noon")
def test_maintenance_is_planned_and_listed(run):
    run("monitor", "add", "ping", "gateway.example.com", "--name", "Gateway")
    result = run(
        "monitor", "window", "add", "Patch day", "--from", "2026-03-21 22:00", "--for", "4h", "--repeats", "weekly",
        "--on", "sa,su", "--monitor", "gateway",
    )  # fmt: skip
    assert "weekly on Saturday, Sunday, the first time from 2026-03-21 22:00 to 2026-03-22 02:00" in result.stdout
    (row,) = json.loads(run("monitor", "window", "list", "--json").stdout)
    assert (row["monitor"], row["repeats"], row["next_at"]) == (
        "Gateway", "FREQ=WEEKLY;BYDAY=SA,SU", "2026-03-21T22:00:00Z",
    )  # fmt: skip
    assert "Patch day" in run("monitor", "window", "list").stdout


@pytest.mark.usefixtures("noon")
def test_a_window_that_is_over_is_refused(run, refused):
    assert "over already" in refused(run("monitor", "window", "add", "Late", "--from", "09:00", "--for", "1h"))
