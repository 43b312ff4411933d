"""Page 50 of a large register against the same statement by sqlite3 (promise speed-5).

python tests/benchmarks/store_page.py LARGE.db [REPEATS]

Filter, sort by last change and keyset, 50 rows. Both sides take turns; prints medians of CPU time and the ratio, and
how a page in the middle compares with the first.
"""

import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from incidentdesk.schema.opening import open_desk

PAGE = (
    "SELECT id, title, state, priority, updated_at, assignee_id FROM incident"
    " WHERE withdrawn_at IS NULL AND state = :state AND (updated_at, id) < (:updated, :id)"
    " ORDER BY updated_at DESC, id DESC LIMIT 50"
)
BEYOND_ALL = {"state": "Closed", "updated": 2**62, "id": 2**62}


def timed(act: Callable[[], Any]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def position(connection: sqlite3.Connection, rows: int) -> dict[str, Any]:
    """Behind so many rows."""
    found = connection.execute(
        "SELECT updated_at, id FROM incident WHERE withdrawn_at IS NULL AND state = 'Closed'"
        " ORDER BY updated_at DESC, id DESC LIMIT 1 OFFSET ?",
        (rows,),
    ).fetchone()
    return {"state": "Closed", "updated": found[0], "id": found[1]}


def main() -> None:
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 201
    desk = open_desk(Path(sys.argv[1]), create=False)
    raw = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
    closed = raw.execute("SELECT count(*) FROM incident WHERE withdrawn_at IS NULL AND state = 'Closed'").fetchone()[0]
    places = {"page 1": BEYOND_ALL, "page 50": position(raw, 49 * 50), "middle": position(raw, closed // 2)}
    medians = {}
    for name, place in places.items():
        sides: tuple[list[float], list[float]] = ([], [])

        def ours(place: dict[str, Any] = place) -> None:
            with desk.read() as reader:
                reader.rows(PAGE, place)

        def theirs(place: dict[str, Any] = place) -> None:
            raw.execute(PAGE, place).fetchall()

        for _ in range(repeats):
            sides[0].append(timed(ours))
            sides[1].append(timed(theirs))
        mine, other = (statistics.median(side) for side in sides)
        medians[name] = mine
        print(f"{name}: ours {mine * 1e6:.0f} us, raw {other * 1e6:.0f} us, ratio {mine / other:.2f}")
    print(f"middle against page 1: {medians['middle'] / medians['page 1']:.2f}")
    desk.close()


if __name__ == "__main__":
    main()
