"""Monitors are run while the lease is held: an outage, its incident, and its recovery; and nobody checks twice."""

import http.server
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from incidentdesk import clock
from incidentdesk.agent.lease import take_lease
from incidentdesk.agent.loop import Agent
from incidentdesk.agent.monitoring import Monitoring
from incidentdesk.detect.monitor import Health
from incidentdesk.detect.monitor_change import change_monitor, create_monitor
from incidentdesk.detect.monitor_history import history
from incidentdesk.detect.monitor_list import monitors
from incidentdesk.prepare.team import team_named
from incidentdesk.respond.check_taking import beat
from incidentdesk.respond.rule_change import create_rule, switch_rule
from incidentdesk.store.lease import lease_now
from tests.respond.wan_down import prepare_wan_down

SECOND = 1_000_000


class Pages:
    """A web server that is taken down and up on the same port; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.server: http.server.ThreadingHTTPServer | None = None
        self.port = 0

    def up(self) -> None:
        pages = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                pages.asked += 1
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"OK")

            def log_message(self, *_arguments: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def down(self) -> None:
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


@pytest.fixture
def pages() -> Iterator[Pages]:
    pages = Pages()
    pages.up()
    yield pages
    pages.down()


@contextmanager
def working(agent: Agent) -> Iterator[Agent]:
    thread = threading.Thread(target=agent.run)
    thread.start()
    try:
        yield agent
    finally:
        agent.stop()
        thread.join(30)
        assert not thread.is_alive()


def until(holds: Callable[[], Any], seconds: float = 20.0) -> Any:
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)
    return found


def watch_page(desk, pages, **facts):
    known = {"interval": 5, "retry_interval": 5, "timeout": 2, "failures": 1, "recoveries": 1, "inside_allowed": True}
    with desk.write(actor="Mei Okafor") as session:
        return create_monitor(
            session, name="Web shop", kind="Web page", target=f"http://127.0.0.1:{pages.port}/", **(known | facts)
        )


def rows(desk, sql, **parameters):
    with desk.read() as reader:
        return reader.rows(sql, parameters)


def test_an_outage_opens_one_incident_that_its_recovery_resolves_with_measured_times(desk, pages):
    monitor_id = watch_page(desk, pages, on_recovery="Resolve it", failures=2)
    started = clock.stored(clock.now())
    with working(Agent(desk)):
        until(lambda: rows(desk, "SELECT 1 FROM monitor_state WHERE health = 'Up'"))
        pages.down()
        taken_down = clock.stored(clock.now())
        until(lambda: rows(desk, "SELECT 1 FROM incident"), 30)
        pages.up()
        put_up = clock.stored(clock.now())
        until(lambda: rows(desk, "SELECT 1 FROM incident WHERE state = 'Resolved'"), 30)
    ((title, channel, occurred, detected, restored, resolved, sources),) = rows(
        desk, "SELECT title, channel, occurred_at, detected_at, restored_at, resolved_at, time_sources FROM incident"
    )
    assert (title, channel, sources) == ("Web shop is down", "Monitor", "{}")
    assert started < taken_down <= occurred <= taken_down + 6 * SECOND
    # The second failure, five seconds later, made it a hard one.
    assert 4 * SECOND < detected - occurred < 8 * SECOND
    assert put_up <= restored <= put_up + 6 * SECOND
    assert restored <= resolved
    assert rows(desk, "SELECT health, incident_id FROM monitor_state") == [("Up", 1)]
    with desk.read() as reader:
        (row,) = monitors(reader, clock.stored(clock.now()))
    assert row.id == monitor_id
    assert 0 < row.availability_day < 1
    assert row.watched_day < 0.01


def test_an_outage_is_routed_starts_its_plan_and_recovers_on_the_same_incident(sqlite_desk, pages):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        prepare_wan_down(session)
        team_named(session, "Network")
        rule_id = create_rule(
            session,
            name="What monitors see goes to Network",
            trigger="An incident is logged",
            condition={"field": "channel", "operator": "is", "value": "Monitor"},
            actions=[{"do": "set", "field": "team", "value": "Network"}, {"do": "start plan", "value": "WAN down"}],
        )
        switch_rule(session, rule_id, True)
    watch_page(sqlite_desk, pages)
    with working(Agent(sqlite_desk)):
        until(lambda: rows(sqlite_desk, "SELECT 1 FROM monitor_state WHERE health = 'Up'"))
        pages.down()
        until(lambda: rows(sqlite_desk, "SELECT 1 FROM plan_run WHERE incident_id = 1"), 30)
        pages.up()
        until(lambda: rows(sqlite_desk, "SELECT 1 FROM incident WHERE restored_at IS NOT NULL"), 30)
    sql = "SELECT i.title, t.name, i.detected_at <= i.restored_at FROM incident i JOIN team t ON t.id = i.team_id"
    assert rows(sqlite_desk, sql) == [("Web shop is down", "Network", 1)]
    assert rows(sqlite_desk, "SELECT COUNT(*) FROM task WHERE incident_id = 1")[0][0] > 0


def test_two_agents_run_each_check_once_and_one_that_is_killed_is_followed(sqlite_desk, pages, tmp_path):
    watch_page(sqlite_desk, pages)
    program = (
        "import sys; from pathlib import Path; from incidentdesk.schema.opening import open_desk;"
        "from incidentdesk.agent.loop import Agent; Agent(open_desk(Path(sys.argv[1]))).run()"
    )
    first = subprocess.Popen([sys.executable, "-c", program, str(sqlite_desk.path)], env=os.environ.copy())
    try:
        until(lambda: pages.asked >= 1)
        with working(Agent(sqlite_desk)):
            time.sleep(6)
            assert pages.asked == 2
            assert len(rows(sqlite_desk, "SELECT DISTINCT agent FROM watch")) == 1
            first.send_signal(signal.SIGKILL)
            first.wait()
            until(lambda: pages.asked >= 3)
            until(lambda: len(rows(sqlite_desk, "SELECT DISTINCT agent FROM watch")) == 2)
            before = pages.asked
            time.sleep(4)
            assert pages.asked - before <= 1
    finally:
        first.kill()
        first.wait()
    assert rows(sqlite_desk, "SELECT count(*) FROM incident") == [(0,)]


def monitoring(desk, **options):
    """Works without an agent, with the lease taken for it."""
    with desk.write(actor="test") as session:
        take_lease(session, "we/1/x", lease_now(session))
    ours = threading.Event()
    ours.set()
    made = Monitoring(
        desk, "we/1/x", still_ours=ours.is_set, secret_of=lambda _name: None, tell=lambda _line: None, **options
    )
    return made, ours


@pytest.mark.parametrize("days", [1, -1])
def test_a_clock_that_jumps_by_a_day_stops_nothing_and_opens_nothing(sqlite_desk, pages, days):
    watch_page(sqlite_desk, pages)
    made, ours = monitoring(sqlite_desk)
    held = [0.0]
    clock.hold(lambda: datetime.fromtimestamp(time.time() + held[0], UTC))
    try:
        made.begin()
        until(lambda: pages.asked == 1)
        held[0] = days * 86_400.0
        time.sleep(6)
        # Neither was everything that a day would have brought made up for, nor did it wait for a day.
        assert pages.asked == 2
        until(lambda: len(rows(sqlite_desk, "SELECT 1 FROM watch")) == 2)
    finally:
        ours.clear()
        made.join(10)
        clock.hold(None)
    assert rows(sqlite_desk, "SELECT count(*) FROM incident") == [(0,)]
    assert rows(sqlite_desk, "SELECT health FROM monitor_state") == [("Up",)]


def test_a_machine_that_slept_for_three_hours_was_not_watching(sqlite_desk, pages):
    monitor_id = watch_page(sqlite_desk, pages)
    made, ours = monitoring(sqlite_desk)
    with time_machine.travel(time.time()) as traveller:
        clock.hold(None)
        made.begin()
        until_asked(pages, 1)
        time.sleep(0.5)
        traveller.shift(3 * 3_600)
        asked = pages.asked
        until_asked(pages, asked + 1)
        time.sleep(0.7)
        ours.clear()
        made.join(10)
        now = clock.stored(clock.now())
        with sqlite_desk.read() as reader:
            found = history(reader, monitor_id, now - 4 * 3_600 * SECOND, now)
            (row,) = monitors(reader, now)
    unknown = sum(each.until_at - each.from_at for each in found if each.health == Health.UNKNOWN)
    assert unknown > 4 * 3_600 * SECOND - 60 * SECOND
    assert [each.health for each in found if each.health != Health.UNKNOWN] == [Health.UP, Health.UP]
    assert row.availability_day == 1.0
    assert row.watched_day < 0.01


def until_asked(pages, often):
    for _wait in range(400):
        if pages.asked >= often:
            return
        time.sleep(0.05)
    raise AssertionError("nobody asked")


def test_a_heartbeat_that_stops_is_an_incident_and_one_that_comes_back_recovers(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        monitor_id = create_monitor(
            session, name="Backup", kind="Heartbeat", interval=5, failures=1, recoveries=1, options={"grace": 1}
        )
    ((key,),) = rows(sqlite_desk, "SELECT key FROM monitor")

    def tell() -> None:
        with sqlite_desk.write(actor="Web") as session:
            assert beat(session, key, session.at) == monitor_id

    tell()
    made, ours = monitoring(sqlite_desk)
    made.begin()
    try:
        until(lambda: rows(sqlite_desk, "SELECT 1 FROM monitor_state WHERE health = 'Up'"))
        until(lambda: rows(sqlite_desk, "SELECT 1 FROM incident"), 30)
        tell()
        until(lambda: rows(sqlite_desk, "SELECT 1 FROM incident WHERE restored_at IS NOT NULL"), 30)
    finally:
        ours.clear()
        made.join(10)
    assert rows(sqlite_desk, "SELECT title FROM incident") == [("Backup is down",)]


def test_a_look_at_the_desk_checks_what_is_due_once(sqlite_desk, pages):
    watch_page(sqlite_desk, pages)
    pages.down()
    done = Agent(sqlite_desk).once()
    assert [line for line in done.lines if "Web shop" in line] == ["INC-0001: Web shop fails"]


def test_a_monitor_that_is_switched_off_or_of_another_machine_is_not_checked(sqlite_desk, pages, tmp_path):
    monitor_id = watch_page(sqlite_desk, pages)
    with sqlite_desk.write(actor="Mei Okafor") as session:
        change_monitor(session, monitor_id, {"enabled": False})
        create_monitor(session, name="Disk", kind="Disk space", target=str(tmp_path), options={"machine": "elsewhere"})
    Agent(sqlite_desk).once()
    assert pages.asked == 0
    assert rows(sqlite_desk, "SELECT count(*) FROM monitor_state") == [(0,)]
