"""How long it takes to find tampering among a hundred thousand ledger rows (promise safe-12).

python tests/benchmarks/store_verify.py [ROWS]

Makes a desk, then changes, deletes, inserts, moves and cuts off one row each time, and measures the CPU time of
`verifying.verify` and `verifying.differing`; ends with 1 if one is not found.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.schema.opening import open_desk
from incidentdesk.store import ledger, verifying
from incidentdesk.store.database import Database

TAMPERINGS = {
    "changed": ["UPDATE ledger SET actor = 'Eve' WHERE id = :row"],
    "deleted": ["DELETE FROM ledger WHERE id = :row"],
    "inserted": [
        "INSERT INTO ledger (chain, position, at, actor, via, gesture, noun, record_id, act, changes, reason, hash)"
        " SELECT chain, 1000, at, actor, via, gesture, noun, record_id, act, changes, reason, hash FROM ledger"
        " WHERE id = :row"
    ],
    "moved": [
        "UPDATE ledger SET position = 5000 WHERE chain = (SELECT chain FROM ledger WHERE id = :row) AND position = 3",
        "UPDATE ledger SET position = 3 WHERE chain = (SELECT chain FROM ledger WHERE id = :row) AND position = 4",
        "UPDATE ledger SET position = 4 WHERE position = 5000",
    ],
    "head changed": ["UPDATE ledger_head SET hash = 'x' WHERE chain = (SELECT chain FROM ledger WHERE id = :row)"],
}


def make(path: Path, rows: int) -> tuple[Database, float]:
    desk = open_desk(path)
    facts = [
        {"title": f"VPN down {count}", "channel": "Import", "impact": 2, "urgency": 2, "priority": 3, "state": "New"}
        | {"created_at": count, "updated_at": count}
        for count in range(rows // 10)
    ]
    began = time.process_time()
    with desk.write(actor="import") as session:
        ids = ledger.insert_many(session, incident, facts)
        for change in range(9):
            ledger.update_many(session, incident, {one: {"title": f"VPN slow {change}"} for one in ids})
    return desk, time.process_time() - began


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        desk, seconds = make(Path(folder) / "desk.db", rows)
        with desk.engine.connect() as connection:
            count = connection.execute(sa.text("SELECT count(*) FROM ledger")).scalar()
        print(f"{count} rows made in {seconds:.2f} s")
        times = []
        with desk.engine.connect() as connection:
            for _ in range(5):
                began = time.process_time()
                assert verifying.verify(connection) == []
                times.append(time.process_time() - began)
        print(f"verify, nothing wrong: {statistics.median(times):.2f} s")
        with desk.engine.connect() as connection:
            chains = [row[0] for row in connection.execute(sa.text("SELECT chain FROM ledger_head"))]
            began = time.process_time()
            for start in range(0, len(chains), 1_000):
                assert verifying.differing(connection, chains[start : start + 1_000]) == []
            print(f"records held against the ledger: {time.process_time() - began:.2f} s")
        for name, statements in TAMPERINGS.items():
            with desk.engine.connect() as connection:
                change = connection.begin()
                for statement in statements:
                    connection.execute(sa.text(statement), {"row": rows * 7 // 10})
                began = time.process_time()
                breaches = verifying.verify(connection)
                took = time.process_time() - began
                change.rollback()
            missed += not breaches
            print(f"{name}: {took:.2f} s, {[(breach.chain, breach.position) for breach in breaches] or 'NOT FOUND'}")
        desk.close()
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main())
