"""How long the clocks of SLAs take: for the whole open backlog, for a page of the list, for filters and a resolution.

    python tests/benchmarks/sla.py [INCIDENTS]

Incidents have a history of six events and three entries on average; one SLA in four has a calendar of its own.
"""

import gc
import json
import random
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

from incidentdesk import clock
from incidentdesk.detect import register
from incidentdesk.detect.entry import entry
from incidentdesk.detect.incident import incident
from incidentdesk.detect.query import parse
from incidentdesk.detect.register import Context
from incidentdesk.detect.sla_effect import affected_by
from incidentdesk.detect.sla_standing import standings
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.sla import sla
from incidentdesk.respond.transition import Move, move
from incidentdesk.schema.opening import open_desk
from incidentdesk.store import ledger
from incidentdesk.store.database import Database

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)
CONTEXT = Context(NOW, ZoneInfo("Europe/Berlin"), account="mei")
WEEK = json.dumps({day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")})
TARGETS = json.dumps({str(each): {"response": 60, "update": 480, "resolution": 960 * each} for each in range(1, 6)})


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        database = open_desk(Path(folder) / "desk.db")
        ids = fill(database, wanted)
        bare = page(database, ids)
        agree(database)
        print(f"{wanted:,} open incidents")
        report("clocks of the whole backlog, first time", timed(lambda: backlog(database), 1))
        report("clocks of the whole backlog", timed(lambda: backlog(database), 5))
        report("a page of 40 rows without SLAs", bare)
        clocked = page(database, ids)
        report("a page of 40 rows with clocks", clocked)
        print(f"{'':6}ratio {clocked / bare:.2f}")
        for text in ("is:open", "sla:breached", "due:+4h", "is:open sort:due"):
            report(f"first page of {text}", timed(lambda text=text: first_page(database, text), 5))
        report("what another target would mean", timed(lambda: effect(database), 3))
        report("resolving one with its results", timed(lambda: resolve(database, ids), 5))
        database.close()


def timed(run: Callable[[], object], times: int) -> float:
    """The median in seconds."""
    spent = []
    for _turn in range(times):
        gc.collect()
        before = perf_counter()
        run()
        spent.append(perf_counter() - before)
    return median(spent)


def report(what: str, seconds: float) -> None:
    print(f"{1000 * seconds:9.1f} ms  {what}")


def fill(database: Database, wanted: int) -> list[int]:
    chance = random.Random(4)
    ids: list[int] = []
    for start in range(0, wanted, 1_000):
        ids += _some(database, chance, start, min(1_000, wanted - start))
    return ids


def _some(database: Database, chance: random.Random, first: int, count: int) -> list[int]:
    begun = NOW - timedelta(minutes=chance.randrange(60, 30 * 24 * 60))
    clock.hold(lambda: begun)
    with database.write(actor="Mei Okafor") as session:
        rows = [
            {
                "title": f"Incident {first + place}", "channel": "Phone", "impact": 2, "urgency": 2, "state": "New",
                "priority": chance.randrange(1, 6), "created_at": session.at - chance.randrange(86_400_000_000),
                "updated_at": session.at,
            }
            for place in range(count)
        ]  # fmt: skip
        ids = ledger.insert_many(session, incident, rows)
    for turn, change in enumerate(_changes()):
        clock.hold(lambda turn=turn: begun + timedelta(minutes=7 * (turn + 1)))
        with database.write(actor="Mei Okafor") as session:
            ledger.update_many(session, incident, dict.fromkeys(ids, change))
            if turn % 2 == 0:
                facts = {"text": "We are on it.", "author": "Mei Okafor", "public": turn != 2}
                times = {"happened_at": session.at, "entered_at": session.at}
                ledger.insert_many(session, entry, [{"incident_id": each, **facts, **times} for each in ids])
    clock.hold(lambda: NOW)
    return ids


def _changes() -> list[dict[str, object]]:
    return [
        {"state": "In Progress"},
        {"tags": " network "},
        {"state": "On Hold", "on_hold_reason": "Awaiting Vendor"},
        {"state": "In Progress", "on_hold_reason": None},
        {"tags": " network wan "},
    ]


def agree(database: Database) -> None:
    with database.write(actor="Mei Okafor") as session:
        facts = {"time_zone": "Europe/Berlin", "windows": WEEK, "country": "DE", "region": "BY"}
        hours = [ledger.insert(session, calendar, {"name": f"Office {each}", **facts}) for each in range(4)]
        for position, calendar_id in enumerate(hours):
            ledger.insert(session, sla, {
                "key": f"key {position}", "name": f"SLA {position}", "position": position, "kind": "SLA",
                "calendar_id": calendar_id, "targets": TARGETS, "pauses": '["Awaiting Vendor"]',
            })  # fmt: skip


def backlog(database: Database) -> None:
    with database.read() as reader:
        assert standings(reader, NOW)


def page(database: Database, ids: list[int]) -> float:
    def read() -> None:
        with database.read() as reader:
            register.rows(reader, ids[:40], CONTEXT)

    return timed(read, 15)


def first_page(database: Database, text: str) -> None:
    with database.read() as reader:
        found = register.ids(reader, parse(text), CONTEXT, limit=500)
        register.rows(reader, found[:40], CONTEXT)


def effect(database: Database) -> None:
    with database.read() as reader:
        row = reader.rows("SELECT id, name, kind, calendar_id, pauses FROM sla ORDER BY id LIMIT 1")[0]
        facts = dict(zip(("id", "name", "kind", "calendar_id", "pauses"), row, strict=True))
        affected_by(reader, {**facts, "targets": TARGETS.replace("60", "30")}, NOW)


def resolve(database: Database, ids: list[int]) -> None:
    with database.write(actor="Mei Okafor") as session:
        wish = Move("Resolved", resolution_code="Solved", resolution_notes="Restarted.")  # type: ignore[arg-type]
        move(session, ids.pop(), wish)


if __name__ == "__main__":
    main()
