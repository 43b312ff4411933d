"""Searching a large register against FTS5 asked directly (promise speed-8).

python tests/benchmarks/store_search.py LARGE.db [REPEATS]

Our side is the register's own search for the first 50 incidents, which looks through titles, descriptions and notes.
The raw side asks the index of the incidents alone, ranks all hits with bm25 and takes 50. Both take turns; prints
medians of CPU time and ratios for a word of few hits, words of many, two words, and a beginning of a word.
"""

import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from incidentdesk.detect.condition import Context
from incidentdesk.detect.query import parse
from incidentdesk.detect.register import ids
from incidentdesk.schema.opening import open_desk

RAW = "SELECT rowid FROM incident_text WHERE incident_text MATCH ? ORDER BY bm25(incident_text) LIMIT 50"


def timed(act: Callable[[], Any]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def rarest(raw: sqlite3.Connection) -> str:
    """A word of a few hundred hits at most, as the index counts them."""
    raw.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, incident_text, row)")
    found = raw.execute("SELECT term FROM temp.words WHERE doc BETWEEN 1 AND 300 ORDER BY doc DESC LIMIT 1").fetchone()
    return str(found[0])


def main() -> None:
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 21
    desk = open_desk(Path(sys.argv[1]), create=False)
    raw = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
    context = Context(now=datetime.now(UTC), zone=UTC)
    classes = {
        "rare word": (rarest(raw), None),
        "common word": ("vpn", "vpn"),
        "two words": ("printer offline", "printer offline"),
        "beginning of a word": ("certif", "certif*"),
        "phrase": ('"mail printer"', '"mail printer"'),
    }
    for name, (typed, match) in classes.items():
        query, asked = parse(typed), match or f'"{typed}"'
        hits = raw.execute("SELECT count(*) FROM incident_text WHERE incident_text MATCH ?", (asked,)).fetchone()[0]

        def ours(query: Any = query) -> None:
            with desk.read() as reader:
                ids(reader, query, context, limit=50)

        def theirs(asked: str = asked) -> None:
            raw.execute(RAW, (asked,)).fetchall()

        sides: tuple[list[float], list[float]] = ([], [])
        for _ in range(repeats):
            sides[0].append(timed(ours))
            sides[1].append(timed(theirs))
        mine, other = (statistics.median(side) * 1e3 for side in sides)
        print(f"{name} ({typed}, {hits} hits): ours {mine:.2f} ms, raw {other:.2f} ms, ratio {mine / other:.3f}")
    desk.close()


if __name__ == "__main__":
    main()
