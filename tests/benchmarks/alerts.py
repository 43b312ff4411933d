"""A storm of alerts, and taking single ones against raw durable inserts (promises intake-6 and speed-14).

python tests/benchmarks/alerts.py [FOLDER] [TAKES]

The storm: 10,000 payloads of 20 causes in batches as the agent would take them, and then one recovery each; it must
make 20 incidents with right counts. Single ones: each payload in a transaction of its own, against sqlite3 writing the
same payload into a table and an index with the same pragmas, in blocks that take turns. FOLDER is where the files are
made, so that the disk that matters is measured. Prints seconds, medians and their ratio.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from incidentdesk import clock
from incidentdesk.detect.alert_list import alerts
from incidentdesk.detect.alert_source_change import create_source
from incidentdesk.respond.alert_taking import Arrival, take_alerts, take_many
from incidentdesk.schema.opening import open_desk
from incidentdesk.store.database import Database
from incidentdesk.store.engine import sqlite_engine

STORM, CAUSES, BATCH, BLOCK = 10_000, 20, 100, 50


def payload(number: int, status: str = "firing") -> bytes:
    """As Alertmanager sends it, about a kilobyte."""
    cause = number % CAUSES
    alert = {
        "status": status,
        "labels": {"alertname": f"Cause{cause}", "instance": f"db{cause}:9100", "job": "erp", "severity": "critical"},
        "annotations": {"summary": f"Cause {cause} is wrong", "description": f"Measured {number}. " * 30},
        "startsAt": "2026-03-02T11:40:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example/graph",
        "fingerprint": f"{cause:016x}",
    }
    return json.dumps({"version": "4", "status": status, "receiver": "desk", "alerts": [alert]}).encode()


def storm(desk: Database, source_id: int) -> None:
    begun, cpu = time.perf_counter(), time.process_time()
    _send(desk, source_id, [payload(number) for number in range(STORM)])
    seconds, worked = time.perf_counter() - begun, time.process_time() - cpu
    _send(desk, source_id, [payload(number, "resolved") for number in range(CAUSES)])
    with desk.read() as reader:
        told = alerts(reader)
        incidents = reader.rows("SELECT COUNT(*) FROM incident")[0][0]
        ledger_rows = reader.rows("SELECT COUNT(*) FROM ledger")[0][0]
    right = incidents == CAUSES and {row.count for row in told} == {STORM // CAUSES} and not any(e.firing for e in told)
    print(f"storm: {STORM} alerts in {seconds:.2f} s ({STORM / seconds:.0f}/s, CPU {worked:.2f} s)")
    print(f"made of it: {incidents} incidents, {len(told)} alerts, {ledger_rows} rows of the ledger")
    print(f"counts are {'right' if right else 'WRONG'}")


def _send(desk: Database, source_id: int, payloads: list[bytes]) -> None:
    for start in range(0, len(payloads), BATCH):
        at = clock.stored(clock.now())
        arrivals = [Arrival(source_id, each, at) for each in payloads[start : start + BATCH]]
        with desk.write(actor="Agent") as session:
            take_many(session, arrivals)


def ours(desk: Database, source_id: int) -> Callable[[int], object]:
    def take(number: int) -> None:
        with desk.write(actor="Agent") as session:
            take_alerts(session, source_id, payload(number), session.at)

    return take


def raw(path: Path) -> Callable[[int], object]:
    connection = sqlite_engine(path).raw_connection().driver_connection
    assert connection is not None
    connection.execute("CREATE TABLE arrived (id INTEGER PRIMARY KEY, at INTEGER, fingerprint TEXT, payload TEXT)")
    connection.execute("CREATE INDEX ix_arrived ON arrived (fingerprint, at)")

    def insert(number: int) -> None:
        body = payload(number)
        told = json.loads(body)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO arrived (at, fingerprint, payload) VALUES (?, ?, ?)",
            (time.time_ns() // 1_000, told["alerts"][0]["fingerprint"], body.decode()),
        )
        connection.execute("COMMIT")

    return insert


def compare(desk: Database, source_id: int, path: Path, takes: int) -> None:
    acts = (ours(desk, source_id), raw(path))
    times: tuple[list[float], list[float]] = ([], [])
    for start in range(0, takes, BLOCK):
        for act, measured in zip(acts, times, strict=True):
            for number in range(start, start + BLOCK):
                begun = time.perf_counter()
                act(number)
                measured.append(time.perf_counter() - begun)
    mine, theirs = map(statistics.median, times)
    print(
        f"single: ours {mine * 1e3:.3f} ms, raw {theirs * 1e3:.3f} ms, {theirs / mine:.0%} of its rate; "
        f"{1 / mine:.0f}/s against {1 / theirs:.0f}/s"
    )


def main() -> None:
    folder = sys.argv[1] if len(sys.argv) > 1 else None
    takes = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
    with tempfile.TemporaryDirectory(dir=folder) as place:
        desk = open_desk(Path(place) / "desk.db")
        with desk.write(actor="Mei Okafor") as session:
            source_id, _token = create_source(session, name="Prometheus", preset="alertmanager", correlate=0)
        storm(desk, source_id)
        compare(desk, source_id, Path(place) / "raw.db", takes)
        desk.close()


if __name__ == "__main__":
    main()
