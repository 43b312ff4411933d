"""A durable new incident against sqlite3 writing the same rows (promises speed-2 and speed-3).

python tests/benchmarks/store_create.py [LARGE.db] [CREATES]

Both sides write incident, full text, ledger and head in one transaction with the same pragmas, in blocks that take
turns, to two files. With the path of a large desk (see million.py) it is copied and measured too. Prints medians of
wall and CPU time of one create, their 99th percentiles, and ratios.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.intake import log_incident
from incidentdesk.schema.opening import open_desk
from incidentdesk.store.backup import restore
from incidentdesk.store.database import Database
from incidentdesk.store.engine import sqlite_engine

BLOCK = 50
TEXT = "Nobody in the branch office gets in since eight; the gateway shows an expired certificate. " * 4
FACTS = {"description": TEXT, "reporter": "Ann Lee", "service": "VPN", "category": "Network", "team": "Network team"}


class Times:
    """Wall and CPU seconds of each act."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def measure(self, act: Callable[[int], object], number: int) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        act(number)
        self.cpu.append(time.process_time() - cpu)
        self.wall.append(time.perf_counter() - wall)


def ours(desk: Database) -> Callable[[int], object]:
    def create(number: int) -> None:
        with desk.write(actor="Mei Okafor") as session:
            log_incident(session, title=f"VPN down {number}", **FACTS)

    create(0)
    return create


def raw(desk: Database) -> Callable[[int], object]:
    """The statements of one create as they reach SQLite, with the values of the last one."""
    engine = sqlite_engine(desk.path)
    statements: list[tuple[str, Any]] = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def _keep(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:
        statements.append((sql, values))

    one = Database(desk.path, bring_up=desk.bring_up)
    one.__dict__["engine"] = engine
    with one.write(actor="Mei Okafor") as session:
        log_incident(session, title="VPN down", **FACTS)
    writing = [(sql, _one_row(values)) for sql, values in statements if sql.startswith("INSERT")]
    assert [sql.split()[2].strip('"') for sql, _values in writing] == ["incident", "ledger", "ledger_head"]
    connection = engine.raw_connection().driver_connection
    assert connection is not None
    into_incident, into_ledger, into_head = writing

    def create(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        into_incident[1][0] = f"VPN down {number}"
        made = connection.execute(*into_incident).lastrowid
        into_ledger[1][0] = into_ledger[1][7] = into_head[1][0] = made
        connection.execute(*into_ledger)
        connection.execute(*into_head)
        connection.execute("COMMIT")

    return create


def _one_row(values: Any) -> list[Any]:
    return list(values[0] if isinstance(values[0], tuple | list) else values)


def compare(name: str, path: Path, creates: int) -> tuple[float, float]:
    copies = [path.with_name(f"{path.stem} {side}.db") for side in ("ours", "raw")]
    for copy in copies:
        restore(path, copy)
    desks = [open_desk(copy) for copy in copies]
    acts = (ours(desks[0]), raw(desks[1]))
    times = (Times(), Times())
    for start in range(0, creates, BLOCK):
        for act, measured in zip(acts, times, strict=True):
            for number in range(start, start + BLOCK):
                measured.measure(act, number)
    for desk in desks:
        desk.close()
    mine, theirs = times
    for kind in ("wall", "cpu"):
        left, right = getattr(mine, kind), getattr(theirs, kind)
        print(
            f"{name} {kind}: ours {statistics.median(left) * 1e3:.3f} ms, raw {statistics.median(right) * 1e3:.3f} ms, "
            f"ratio {statistics.median(left) / statistics.median(right):.2f}; p99 {percentile(left) * 1e3:.2f} and "
            f"{percentile(right) * 1e3:.2f} ms, ratio {percentile(left) / percentile(right):.2f}"
        )
    return statistics.median(mine.wall), statistics.median(mine.cpu)


def percentile(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


def main() -> None:
    large = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    creates = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
    with tempfile.TemporaryDirectory(dir=large.parent if large else None) as folder:
        path = Path(folder) / "empty.db"
        desk = open_desk(path)
        ours(desk)(0)
        desk.close()
        wall, cpu = compare("empty", path, creates)
        if large:
            path = Path(folder) / "large.db"
            restore(large, path)  # the desk itself is left as it is
            desk = open_desk(path)
            ours(desk)(0)
            desk.close()
            large_wall, large_cpu = compare("large", path, creates)
            print(f"large against empty: wall {large_wall / wall:.2f}, CPU {large_cpu / cpu:.2f}")


if __name__ == "__main__":
    main()
