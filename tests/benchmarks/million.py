"""Makes a database of many incidents for the measurements:

python tests/benchmarks/million.py PATH [INCIDENTS [INVESTIGATIONS]]

Every incident is written through the ledger with names, texts and times as a desk would have them; every third has a
note. So many of them are investigated, each with 20 causes and 10 actions (see `investigated.py`). The same numbers
give the same database but for the gestures.
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.entry import entry
from incidentdesk.detect.incident import incident
from incidentdesk.detect.priority import priority_of
from incidentdesk.detect.sla_result import Outcome, sla_result
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.prepare.category import category
from incidentdesk.prepare.person import person
from incidentdesk.prepare.service import service
from incidentdesk.prepare.sla_kind import Target
from incidentdesk.prepare.team import team
from incidentdesk.schema.opening import open_desk
from incidentdesk.store import ledger
from incidentdesk.store.search import index_statements, rebuild_statement

sys.path.insert(0, str(Path(__file__).parent))
from investigated import investigate

AT_ONCE = 10_000
NOW = clock.stored(datetime(2026, 3, 1, tzinfo=UTC))
FIRST_NAMES = (
    "Mei", "Yuki", "Lena", "Pedro", "Anna", "Noah", "Ines", "Omar", "Ruth", "Ivan", "Sara", "Jonas", "Nadia", "Tomas",
)  # fmt: skip
LAST_NAMES = (
    "Okafor", "Tanaka", "Novák", "Silva", "Lindqvist", "Weber", "Haddad", "Kowalski", "Öztürk", "Moreau", "Rossi",
)  # fmt: skip
WORDS = (
    "mail", "printer", "network", "vpn", "login", "slow", "offline", "after", "update", "error", "disk", "full",
    "certificate", "expired", "screen", "black", "backup", "failed", "server", "branch", "office", "gateway", "timeout",
    "password", "reset", "account", "locked", "phone", "camera", "wifi", "database", "replica",
)  # fmt: skip
_TEXTS = {"incident": ("title", "description"), "entry": ("text",)}


def make(path: Path, count: int, investigations: int = 0) -> None:
    """Write a database of `count` incidents to a path where there is none yet."""
    if path.exists():
        raise SystemExit(f"{path} is there already.")
    database = open_desk(path)
    sa.event.listen(database.engine, "connect", _hurry)
    chance = random.Random(1)
    with database.write(actor="Mei Okafor", via="benchmark") as session:
        names = _names(session, chance)
        for table in _TEXTS:
            for moment in ("insert", "update", "delete"):
                session.connection.execute(sa.DDL(f"DROP TRIGGER {table}_text_{moment}"))
    for start in range(0, count, AT_ONCE):
        with database.write(actor="Mei Okafor", via="benchmark") as session:
            number = range(start, min(count, start + AT_ONCE))
            rows = [_incident(chance, names, each, count) for each in number]
            ids = ledger.insert_many(session, incident, rows)
            ledger.insert_many(session, entry, list(_entries(chance, ids)))
            ledger.insert_many(session, sla_result, list(_results(ids, rows)))
    with database.write(actor="Mei Okafor", via="benchmark") as session:
        for table, columns in _TEXTS.items():
            session.connection.execute(sa.DDL(rebuild_statement("sqlite", table)))
            for statement in index_statements("sqlite", table, columns)[1:]:
                session.connection.execute(sa.DDL(statement))
    if investigations:
        with database.write(actor="Mei Okafor", via="benchmark") as session:
            investigate(session, chance, names, investigations, now=NOW)
    with database.write(actor="Mei Okafor", via="benchmark") as session:
        session.connection.execute(sa.DDL("ANALYZE"))
    database.close()


def _hurry(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")


def _names(session: Any, chance: random.Random) -> dict[str, list[int]]:
    people = [
        {"name": f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)} {n}", "staff": n < 60} for n in range(5_000)
    ]
    return {
        "person": ledger.insert_many(session, person, people),
        "team": ledger.insert_many(session, team, [{"name": f"Team {n}"} for n in range(12)]),
        "service": ledger.insert_many(session, service, [{"name": f"Service {n}"} for n in range(80)]),
        "category": ledger.insert_many(session, category, [{"name": f"Category {n}"} for n in range(25)]),
    }


def _incident(chance: random.Random, names: dict[str, list[int]], number: int, count: int) -> dict[str, Any]:
    impact, urgency = chance.choice((1, 2, 2, 3, 3)), chance.choice((1, 2, 2, 3, 3))
    created = NOW - (count - number) * 60_000_000 - chance.randrange(30_000_000)
    state = _state(chance, (count - number) / count)
    # Half of them take five hours and more, as skewed as such times are.
    updated = min(NOW, created + int(chance.lognormvariate(9.8, 1.4)) * 1_000_000)
    answered = created + int((updated - created) * chance.uniform(0.02, 0.2))
    done = state in (State.RESOLVED, State.CLOSED)
    return {
        "title": f"{_sentence(chance, 6).capitalize()} {number}",
        "description": f"{_sentence(chance, 24).capitalize()}.",
        "reporter_id": chance.choice(names["person"]),
        "channel": chance.choice(list(Channel)),
        "service_id": chance.choice(names["service"]),
        "category_id": chance.choice(names["category"]),
        "impact": impact,
        "urgency": urgency,
        "priority": priority_of(impact, urgency),
        "state": state,
        "on_hold_reason": HoldReason.VENDOR if state == State.ON_HOLD else None,
        "team_id": chance.choice(names["team"]),
        "assignee_id": chance.choice(names["person"][:60]) if chance.random() < 0.9 else None,
        "tags": f" {chance.choice(WORDS)} " if chance.random() < 0.3 else "",
        "occurred_at": created - chance.randrange(3_600_000_000) if chance.random() < 0.6 else None,
        "detected_at": created,
        "created_at": created,
        "acknowledged_at": None if state == State.NEW else answered,
        "first_response_at": answered if done and chance.random() < 0.9 else None,
        "mitigated_at": updated - (updated - answered) // 3 if done and chance.random() < 0.3 else None,
        "restored_at": updated if done and chance.random() < 0.4 else None,
        "resolved_at": updated if done else None,
        "closed_at": updated if state == State.CLOSED else None,
        "resolution_code": "Solved" if done else "",
        "updated_at": updated,
    }


def _results(ids: list[int], rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Of what is done, whether it was answered and resolved in time."""
    for incident_id, row in zip(ids, rows, strict=True):
        ends = {Target.RESPONSE: row["first_response_at"], Target.RESOLUTION: row["resolved_at"]}
        for target, ended in ends.items():
            if ended is not None:
                aim = 3_600_000_000 * row["priority"] * (1 if target is Target.RESPONSE else 12)
                elapsed = ended - row["created_at"]
                yield {
                    "incident_id": incident_id, "target": target, "sla": "Standard", "aim": aim, "elapsed": elapsed,
                    "outcome": Outcome.MET if elapsed <= aim else Outcome.BREACHED, "started_at": row["created_at"],
                    "ended_at": ended,
                }  # fmt: skip


def _state(chance: random.Random, age: float) -> State:
    """`age` is 1 for the first incident and 0 for the last."""
    if age > 0.02 and chance.random() < 0.97:
        return State.CLOSED
    return chance.choice((State.NEW, State.IN_PROGRESS, State.IN_PROGRESS, State.ON_HOLD, State.RESOLVED))


def _entries(chance: random.Random, ids: list[int]) -> Iterator[dict[str, Any]]:
    for incident_id in ids[::3]:
        yield {
            "incident_id": incident_id,
            "text": _sentence(chance, 16),
            "author": "Mei Okafor",
            "happened_at": NOW,
            "entered_at": NOW,
        }


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words))


if __name__ == "__main__":
    begin = time.perf_counter()
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    make(Path(sys.argv[1]), size, int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    print(f"{size} incidents in {time.perf_counter() - begin:.1f} s")
