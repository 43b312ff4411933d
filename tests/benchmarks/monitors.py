"""Which share of a core many monitors take, and how long their list takes with a month behind them.

    python tests/benchmarks/monitors.py [MONITORS] [SECONDS]

Half of them look at a web page, a quarter at a port, the others at files and memory, once a minute, against servers of
another process on this machine. The first round is not counted.
"""

import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.agent.lease import take_lease
from incidentdesk.agent.monitoring import Monitoring
from incidentdesk.detect.monitor import check_stretch, watch
from incidentdesk.detect.monitor_change import create_monitor
from incidentdesk.detect.monitor_list import monitors
from incidentdesk.schema.opening import open_desk
from incidentdesk.store.bulk import insert_rows
from incidentdesk.store.database import Database
from incidentdesk.store.lease import lease_now

HOUR = 3_600 * 1_000_000
SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Length", "2"); self.end_headers(); self.wfile.write(b"OK")
    def log_message(self, *_arguments): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
"""


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 120
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        with tempfile.TemporaryDirectory() as folder:
            database = open_desk(Path(folder) / "desk.db")
            fill(database, wanted, port, Path(folder))
            run(database, wanted, seconds)
            listed(database)
            database.close()
    finally:
        server.kill()
        server.wait()


def fill(database: Database, wanted: int, port: int, folder: Path) -> None:
    watched = folder / "watched.txt"
    watched.write_text("")
    with database.write(actor="Benchmark") as session:
        for number in range(wanted):
            kind, target = (
                ("Web page", f"http://127.0.0.1:{port}/{number}"),
                ("TCP port", f"127.0.0.1:{port}"),
                ("Web page", f"http://127.0.0.1:{port}/{number}"),
                ("Age of a file", str(watched)) if number % 8 < 4 else ("Memory", ""),
            )[number % 4]
            create_monitor(
                session, name=f"Monitor {number:04}", kind=kind, target=target, interval=60, inside_allowed=True
            )


def run(database: Database, wanted: int, seconds: int) -> None:
    with database.write(actor="Benchmark") as session:
        take_lease(session, "bench/1/x", lease_now(session))
    ours = threading.Event()
    ours.set()
    made = Monitoring(database, "bench/1/x", still_ours=ours.is_set, secret_of=lambda _name: None, tell=print)
    made.begin()
    while made.busy():
        time.sleep(0.1)
    before, began, checks = used(), time.monotonic(), counted(database)
    time.sleep(seconds)
    share = (used() - before) / (time.monotonic() - began)
    checks = counted(database) - checks
    ours.clear()
    made.join(30)
    print(f"{wanted} monitors, {checks} checks in {seconds} s: {share:.1%} of a core")
    print(f"{'':6}{share * seconds / max(1, checks) * 1_000:.1f} ms of work for a check")


def used() -> float:
    """Seconds of work of this process and of the programs that it has run."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def counted(database: Database) -> int:
    with database.read() as reader:
        return int(reader.rows("SELECT coalesce(sum(checks), 0) FROM check_stretch")[0][0])


def listed(database: Database) -> None:
    """A month behind all monitors: two days by the hour, the others thinned."""
    now = clock.stored(clock.now())
    with database.write(actor="Benchmark") as session:
        ids = [row[0] for row in session.connection.execute(sa.text("SELECT id FROM monitor"))]
        spans = [(now - 720 * HOUR + day * 24 * HOUR, 24 * HOUR) for day in range(28)]
        spans += [(now - 48 * HOUR + hour * HOUR, HOUR) for hour in range(47)]
        rows = [
            {
                "monitor_id": monitor_id, "health": "Up", "from_at": begin, "until_at": begin + length - 60_000_000,
                "checks": 60, "latency": 12.0, "slowest": 30.0, "said": "It answers with the status 200.",
            }
            for monitor_id in ids
            for begin, length in spans
        ]  # fmt: skip
        insert_rows(session.connection, check_stretch, rows)
        session.connection.execute(
            sa.insert(watch), {"agent": "bench/1/x", "from_at": now - 720 * HOUR, "until_at": now}
        )
    times = []
    for _often in range(5):
        began = time.perf_counter()
        with database.read() as reader:
            found = monitors(reader, now)
        times.append(time.perf_counter() - began)
    assert all(row.availability_month == 1.0 for row in found)
    print(f"list of {len(found)} monitors with a month: {median(times) * 1_000:.0f} ms")


if __name__ == "__main__":
    main()
