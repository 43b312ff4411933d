"""A real Prometheus Alertmanager tells the agent of an outage and of its end: one incident, with measured times.

    python tests/real_alertmanager.py

Needs prometheus-alertmanager (Debian: package of that name). Everything is on this machine. An alert of two instances
is posted to Alertmanager, which groups it and sends it on; then it is posted as ended. Prints what was found; the exit
code is 1 if anything differs.
"""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from incidentdesk import clock
from incidentdesk.agent.web.server import WebServer
from incidentdesk.agent.web.site import Site
from incidentdesk.detect.alert_list import AlertRow, alerts
from incidentdesk.detect.alert_source_change import create_source
from incidentdesk.schema.opening import open_desk
from incidentdesk.store.database import Database

PATIENCE = 40.0  # seconds
CONFIGURATION = """
route:
  receiver: desk
  group_by: [alertname]
  group_wait: 1s
  group_interval: 1s
  repeat_interval: 2s
receivers:
  - name: desk
    webhook_configs:
      - url: {address}
        send_resolved: true
"""


def main() -> int:
    program = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
    if program is None:
        print("no Alertmanager is here, so nothing was tried")
        return 0
    with tempfile.TemporaryDirectory() as place:
        desk = open_desk(Path(place) / "desk.db")
        with desk.write(actor="Mei Okafor") as session:
            _id, token = create_source(
                session, name="Alertmanager", preset="alertmanager", correlate=15, on_recovery="Resolve it"
            )
        server = WebServer(Site(desk), port=0)
        server.start()
        watcher, port = _alertmanager(program, Path(place), f"{server.address}/alerts/{token}")
        try:
            return _outage(desk, port)
        finally:
            watcher.terminate()
            watcher.wait(10)
            server.stop()
            desk.close()


def _alertmanager(program: str, place: Path, address: str) -> "tuple[subprocess.Popen[bytes], int]":
    configuration = place / "alertmanager.yml"
    configuration.write_text(CONFIGURATION.format(address=address), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = [
        program, f"--config.file={configuration}", f"--storage.path={place / 'data'}", "--cluster.listen-address=",
        f"--web.listen-address=127.0.0.1:{port}",
    ]  # fmt: skip
    watcher = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _wait(lambda: _answers(f"http://127.0.0.1:{port}/-/ready"))
    return watcher, port


def _outage(desk: Database, port: int) -> int:
    began = datetime.now(UTC) - timedelta(minutes=3)
    _post(port, began, None)
    _wait(lambda: any(row.incident_id for row in _alerts(desk)))
    _wait(lambda: len(_alerts(desk)) == 2 and all(row.count >= 2 for row in _alerts(desk)))
    ended = datetime.now(UTC)
    _post(port, began, ended)
    _wait(lambda: not any(row.firing for row in _alerts(desk)))
    return _compare(desk, began, ended)


def _compare(desk: Database, began: datetime, ended: datetime) -> int:
    with desk.read() as reader:
        found = reader.rows(
            "SELECT title, channel, state, occurred_at, detected_at, restored_at, time_sources FROM incident"
        )
        letters = reader.rows("SELECT COUNT(*) FROM dead_letter")[0][0]
    title, channel, state, occurred, detected, restored, sources = found[0]
    checks = [
        ("incidents", 1, len(found)),
        ("letters", 0, letters),
        ("title", "ErpDown: The ERP does not answer", title),
        ("channel", "Alert", channel),
        ("state", "Resolved", state),
        ("occurred", True, abs(occurred - clock.stored(began)) < 1_000_000),
        ("detected after that", True, detected > occurred),
        ("restored", True, abs(restored - clock.stored(ended)) < 5_000_000),
        ("times typed by anybody", "{}", sources),
    ]
    wrong = 0
    for what, wanted, got in checks:
        wrong += wanted != got
        print(f"{'ok   ' if wanted == got else 'WRONG'} {what} = {got!r}")
    shown = {"occurred": occurred, "detected": detected, "restored": restored}
    print(", ".join(f"{name} {clock.iso(at)}" for name, at in shown.items()))
    return 1 if wrong else 0


def _post(port: int, began: datetime, ended: datetime | None) -> None:
    told: list[dict[str, Any]] = [
        {
            "labels": {"alertname": "ErpDown", "instance": instance, "job": "ERP", "severity": "critical"},
            "annotations": {"summary": "The ERP does not answer"},
            "startsAt": began.isoformat(),
            **({"endsAt": ended.isoformat()} if ended else {}),
        }
        for instance in ("erp1:443", "erp2:443")
    ]
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v2/alerts", json.dumps(told).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=5).read()


def _alerts(desk: Database) -> list[AlertRow]:
    with desk.read() as reader:
        return alerts(reader)


def _answers(address: str) -> bool:
    try:
        return bool(urllib.request.urlopen(address, timeout=1).status == 200)
    except OSError:
        return False


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        if time.monotonic() > end:
            raise TimeoutError(f"it did not happen within {PATIENCE:.0f} seconds")
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
