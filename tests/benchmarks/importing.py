"""How fast an import is: python tests/benchmarks/importing.py [ROWS] [REPEATS].

Reading, checking and writing a CSV file, against `executemany` of the standard library's sqlite3 that writes the same
rows into the same tables with the same full text, in transactions of the same size. Both sides alternate; the ratio of
the medians of their CPU times is printed, above 1 if the import is the faster one.
"""

import csv
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from incidentdesk.detect.transfer.proposal import propose
from incidentdesk.detect.transfer.sheet import open_sheet
from incidentdesk.detect.transfer.taking import take
from incidentdesk.schema.opening import open_desk

AT_ONCE = 2_000
WORDS = ["printer", "vpn", "mail", "outlook", "server", "disk", "network", "slow", "broken", "login", "reset", "error"]
COLUMNS = (
    "Number Title Description State Priority Impact Urgency Service Category Reporter Team Assignee Created Resolved "
    "Closed"
)


def main(rows: int, repeats: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_file(folder / "incidents.csv", rows)
        tables = rows_of(imported(folder / "incidents.csv", folder / "model.db"))
        ours, raw = [], []
        for turn in range(repeats):
            ours.append(timed(lambda path: imported(folder / "incidents.csv", path), folder / f"ours{turn}.db"))
            raw.append(timed(lambda path: write_raw(tables, path), folder / f"raw{turn}.db"))
            print(f"import {ours[-1]:.2f} s, raw {raw[-1]:.2f} s")
        print(f"{rows} rows: import is {median(raw) / median(ours):.2f} of raw")


def timed(work: Callable[[Path], object], path: Path) -> float:
    begin = time.process_time()
    work(path)
    return time.process_time() - begin


def imported(source: Path, path: Path) -> Path:
    database = open_desk(path)
    sheet = open_sheet(source)
    take(database, sheet, propose(sheet), actor="benchmark")
    database.close()
    return path


def rows_of(path: Path) -> dict[str, tuple[str, list[tuple[object, ...]]]]:
    """For every table that an import writes, the statement and the rows."""
    connection = sqlite3.connect(path)
    found = {}
    for table in ("team", "person", "service", "category", "import", "incident", "ledger", "ledger_head"):
        cursor = connection.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        marks = ", ".join("?" * len(names))
        found[table] = (f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({marks})', cursor.fetchall())
    connection.close()
    return found


def write_raw(tables: dict[str, tuple[str, list[tuple[object, ...]]]], path: Path) -> None:
    open_desk(path).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute("PRAGMA cache_size = -32768")
    steps = max(len(rows) for _statement, rows in tables.values())
    for start in range(0, steps, AT_ONCE):
        connection.execute("BEGIN IMMEDIATE")
        for statement, rows in tables.values():
            connection.executemany(statement, rows[start : start + AT_ONCE])
        connection.execute("COMMIT")
    connection.close()


def write_file(path: Path, rows: int) -> None:
    chance = random.Random(1)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS.split())
        for position in range(rows):
            impact, urgency, closed = chance.randint(1, 3), chance.randint(1, 3), chance.random() < 0.8
            day = f"2024-{chance.randint(1, 12):02}-{chance.randint(1, 28):02} "
            when = f"{day}{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:{chance.randint(0, 59):02}"
            writer.writerow(
                [
                    f"T{position:07}",
                    " ".join(chance.choices(WORDS, k=6)),
                    " ".join(chance.choices(WORDS, k=25)),
                    "Closed" if closed else "New",
                    impact + urgency - 1,
                    impact,
                    urgency,
                    f"Service {chance.randint(1, 20)}",
                    f"Category {chance.randint(1, 30)}",
                    f"Person {chance.randint(1, 5000)}",
                    f"Team {chance.randint(1, 12)}",
                    f"Agent {chance.randint(1, 60)}",
                    when,
                    when if closed else "",
                    when if closed else "",
                ]
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
