"""The report by month and priority against raw SQL over the same register (promise speed-9).

python tests/benchmarks/metrics.py LARGE.db [REPEATS]

n, mean, median and 90th percentile of the time to resolve, (a) by sqlite3 with an index made for this one report and
OFFSET, (b) by window functions without one, and by us: once with the facts that the dashboard keeps, once with reading
them. Then the same for one month. A copy of the register gets the index, so that ours goes without. All sides take
turns; prints medians of wall time, the ratios, and what is held.
"""

import resource
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from incidentdesk import clock
from incidentdesk.detect.priority import PRIORITIES
from incidentdesk.measure.metric.distribution import Distribution
from incidentdesk.measure.metric.facts import Facts, read_facts
from incidentdesk.measure.metric.grouping import grouping
from incidentdesk.measure.metric.measuring import measure
from incidentdesk.measure.metric.period import all_time, month
from incidentdesk.schema.opening import open_desk
from incidentdesk.store.column_reading import MISSING
from incidentdesk.store.reading import Reader

NAME = "time-to-resolve"
COLUMNS = ("created_at", "resolved_at", "closed_at", "state", "duplicate", "parent_id", "priority")
_MONTH = "strftime('%Y-%m', resolved_at / 1000000, 'unixepoch')"
_LENGTH = "resolved_at - created_at"
_MEASURED = (
    "withdrawn_at IS NULL AND resolved_at IS NOT NULL AND state <> 'Canceled' AND parent_id IS NULL"
    " AND lower(resolution_code) <> 'duplicate'"
)
INDEX = f"CREATE INDEX report ON incident ({_MONTH}, priority, {_LENGTH}) WHERE {_MEASURED}"
Report = dict[tuple[str, int], tuple[int, float, float, float]]  # n, mean, median, 90th percentile in seconds


def by_offset(raw: sqlite3.Connection, only: str = "") -> Report:
    chosen = f"FROM incident WHERE {_MEASURED}" + (f" AND {_MONTH} = '{only}'" if only else "")
    group = f"{chosen} AND {_MONTH} = ? AND priority = ? ORDER BY {_LENGTH} LIMIT ? OFFSET ?"
    found: Report = {}
    sums = raw.execute(
        f"SELECT {_MONTH}, priority, count(*), avg({_LENGTH}) {chosen} GROUP BY {_MONTH}, priority"
    ).fetchall()
    for key, priority, n, mean in sums:
        middle = [
            row[0]
            for row in raw.execute(f"SELECT {_LENGTH} {group}", (key, priority, 2 - n % 2, (n - 1) // 2)).fetchall()
        ]
        ninetieth = raw.execute(f"SELECT {_LENGTH} {group}", (key, priority, 1, -(-n * 9 // 10) - 1)).fetchone()[0]
        found[key, priority] = n, mean / 1e6, statistics.mean(middle) / 1e6, ninetieth / 1e6
    return found


def by_windows(raw: sqlite3.Connection) -> Report:
    rows = raw.execute(
        f"WITH lengths AS (SELECT {_MONTH} AS month, priority, {_LENGTH} AS length FROM incident WHERE {_MEASURED}),"
        " ranked AS (SELECT month, priority, length, row_number() OVER (PARTITION BY month, priority ORDER BY length)"
        " AS place, count(*) OVER (PARTITION BY month, priority) AS n FROM lengths)"
        " SELECT month, priority, n, avg(length),"
        " avg(CASE WHEN place IN ((n + 1) / 2, (n + 2) / 2) THEN length END),"
        " min(CASE WHEN place = (n * 9 + 9) / 10 THEN length END) FROM ranked GROUP BY month, priority"
    ).fetchall()
    return {(row[0], row[1]): (row[2], row[3] / 1e6, row[4] / 1e6, row[5] / 1e6) for row in rows}


def ours(reader: Reader, facts: Facts) -> Report:
    found: Report = {}
    for priority in PRIORITIES:
        mine = facts.where(facts["priority"] == priority)
        groups = grouping(reader, mine, all_time(UTC), "month", _now())
        values = measure(reader, mine, groups, _now(), names=(NAME,)).values[NAME]
        found |= {
            (group.key, priority): told
            for group, each in zip(groups.groups, values, strict=True)
            if (told := _told(each))
        }
    return found


def ours_of_one(reader: Reader, facts: Facts, day: date) -> Report:
    period = month(day, UTC)
    groups = grouping(reader, facts, period, "priority", _now())
    values = measure(reader, facts, groups, _now(), names=(NAME,)).values[NAME]
    return {
        (period.key, priority): told for priority, each in zip(PRIORITIES, values, strict=True) if (told := _told(each))
    }


def _told(value: Any) -> tuple[int, float, float, float] | None:
    assert isinstance(value, Distribution)
    if value.mean is None or value.median is None or value.p90 is None:
        return None
    return value.n, value.mean, value.median, value.p90


def _now() -> int:
    return clock.stored(clock.now())


def read_and(reader: Reader, report: Callable[[Reader, Facts], Report]) -> Report:
    return report(reader, read_facts(reader, COLUMNS))


def medians_of(repeats: int, sides: dict[str, Callable[[], Report]]) -> dict[str, float]:
    """The median of each side in seconds; raises AssertionError where they differ by more than a microsecond."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for _repeat in range(repeats):
        reports = []
        for name, act in sides.items():
            began = time.perf_counter()
            reports.append(act())
            times[name].append(time.perf_counter() - began)
        for other in reports[1:]:
            assert other.keys() == reports[0].keys()
            assert all(
                abs(a - b) < 1e-6 * max(1, abs(a))
                for key, each in other.items()
                for a, b in zip(each, reports[0][key], strict=True)
            )
    return {name: statistics.median(each) for name, each in times.items()}


def tell(title: str, found: dict[str, float]) -> None:
    print(title)
    offset, *_others = found.values()
    for name, seconds in found.items():
        print(f"  {name}: {1000 * seconds:.1f} ms, {seconds / offset:.2f} of OFFSET", end="")
        print(f", {seconds / found['window functions']:.3f} of windows" if "window functions" in found else "")


def main(path: Path, repeats: int) -> None:
    desk = open_desk(path, create=False)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(shutil.copy(path, folder))
        raw = sqlite3.connect(copy)
        began = time.perf_counter()
        raw.execute(INDEX)
        raw.commit()
        print(f"the index of the raw side is made in {time.perf_counter() - began:.1f} s; ours has none for this")
        with desk.read() as reader:
            facts = read_facts(reader, COLUMNS)
            tell(
                "month × priority",
                medians_of(repeats, {
                    "OFFSET": partial(by_offset, raw),
                    "window functions": partial(by_windows, raw),
                    "ours, facts kept": partial(ours, reader, facts),
                    "ours, facts read": partial(read_and, reader, ours),
                }),
            )  # fmt: skip
            middle = int(np.median(facts["resolved_at"][facts["resolved_at"] != MISSING]))
            day = clock.instant(middle).date()
            one = partial(ours_of_one, day=day)
            tell(
                f"one month, {day:%Y-%m}",
                medians_of(repeats, {
                    "OFFSET": partial(by_offset, raw, f"{day:%Y-%m}"),
                    "ours, facts kept": lambda: one(reader, facts),
                    "ours, facts read": lambda: read_and(reader, one),
                }),
            )  # fmt: skip
        raw.close()
    held = sum(column.nbytes for column in facts.columns.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"facts of {len(facts)} incidents: {held / 2**20:.0f} MB held, {peak / 1024:.0f} MB at most in this process")
    desk.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5)
