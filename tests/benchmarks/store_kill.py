"""Kills a writing process again and again and counts what is lost (promise safe-1).

python tests/benchmarks/store_kill.py [KILLS]

A process logs incidents, adds notes and changes states, and says on a pipe what it was told is saved; it is killed with
SIGKILL at a random moment. After each kill the file is opened as the program opens it, and everything that was said to
be saved must be there, whole, with its ledger. Prints the counts; ends with 1 if anything is lost.
"""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from incidentdesk.refusal import Refused
from incidentdesk.schema.opening import open_desk
from incidentdesk.store import ledger, verifying

# A process that has loaded everything forks a writer for each line that it reads, so that a thousand runs take minutes.
NURSERY = """
import os, sys
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.state import State
from incidentdesk.respond.note import add_note
from incidentdesk.respond.transition import Move, move
from incidentdesk.schema.opening import open_desk
import incidentdesk.schema.tables, incidentdesk.store.session

def say(text):
    os.write(1, f"{text}\\n".encode())  # at once and whole, as it is short

def write(run):
    desk = open_desk(sys.argv[1])
    count = 0
    while True:
        count += 1
        with desk.write(actor="Mei") as session:
            made = log_incident(session, title=f"run {run} number {count}", description="x" * (count % 7 * 3000),
                                reporter=f"Ann {count % 5}", tags=("a", "b"))
            add_note(session, made, f"first of {made}", public=True)
        say(f"logged {made} {run} {count}")
        with desk.write(actor="Mei") as session:
            move(session, made, Move(State.IN_PROGRESS, comment=f"second of {made}"))
        say(f"moved {made}")

for line in sys.stdin:
    writer = os.fork()
    if not writer:
        write(line.strip())
    say(f"writer {writer}")
    os.waitpid(writer, 0)
    say("dead")
"""


@dataclass
class Count:
    kills: int = 0
    acknowledged: int = 0
    hot_journals: int = 0
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.hot_journals} hot journals, {self.acknowledged} acknowledged: "
            f"{len(self.lost)} lost, {len(self.half)} half-written, {len(self.unsound)} unsound"
        )

    @property
    def clean(self) -> bool:
        return not (self.lost or self.half or self.unsound)


def kill_and_count(path: Path, kills: int, *, longest: float = 0.3, seed: int = 1) -> Count:
    """`longest` is the longest time in seconds that a writer lives."""
    chance, count = random.Random(seed), Count()
    open_desk(path).close()
    logged: dict[int, tuple[str, str]] = {}
    moved: set[int] = set()
    command = [sys.executable, "-c", NURSERY, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        for run in range(kills):
            for words in _killed_writer(nursery, run, chance.uniform(0.0, longest)):
                if words[0] == "logged":
                    logged[int(words[1])] = (words[2], words[3])
                else:
                    moved.add(int(words[1]))
            count.kills += 1
            count.hot_journals += path.with_name(path.name + "-journal").exists()
            # All is held against the file at the end; in between, what is newest is the likeliest to be lost.
            _compare(path, logged, moved, count, every=run == kills - 1)
        nursery.stdin.close()  # type: ignore[union-attr]  # it has one
    count.acknowledged = len(logged) + len(moved)
    return count


def _killed_writer(nursery: "subprocess.Popen[str]", run: int, seconds: float) -> list[list[str]]:
    """What a writer said to be saved before it was killed."""
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write(f"{run}\n")
    nursery.stdin.flush()
    said = []
    writer = 0
    while not writer:
        words = nursery.stdout.readline().split()
        if words[0] == "writer":
            writer = int(words[1])
        else:
            said.append(words)
    time.sleep(seconds)
    os.kill(writer, signal.SIGKILL)
    while (words := nursery.stdout.readline().split()) != ["dead"]:
        said.append(words)
    return said


def _compare(path: Path, logged: dict[int, tuple[str, str]], moved: set[int], count: Count, *, every: bool) -> None:
    try:
        desk = open_desk(path)
    except Refused as refused:
        count.unsound.append(str(refused))
        return
    newest = set(logged if every else sorted(logged)[-200:])
    since = min(newest, default=0)
    with desk.engine.connect() as connection:
        found = _pairs(connection, "SELECT id, title FROM incident WHERE id >= :since", since)
        states = _pairs(connection, "SELECT id, state FROM incident WHERE id >= :since", since)
        notes = _pairs(
            connection, "SELECT incident_id, count(*) FROM entry WHERE incident_id >= :since GROUP BY 1", since
        )
        for incident_id in newest:
            run, number = logged[incident_id]
            if found.get(incident_id) != f"run {run} number {number}":
                count.lost.append(f"incident {incident_id}")
            if incident_id in moved and states.get(incident_id) != "In Progress":
                count.lost.append(f"state of {incident_id}")
        for incident_id, state in states.items():
            if notes.get(incident_id, 0) != (2 if state == "In Progress" else 1):
                count.half.append(f"incident {incident_id} has {notes.get(incident_id, 0)} notes")
        chains = [ledger.DESK, *sorted(found)]
        count.half += [breach.sentence for breach in verifying.differing(connection, chains)]
        if every:
            count.half += [breach.sentence for breach in verifying.verify(connection)]
    desk.close()
    with contextlib.closing(sqlite3.connect(path)) as raw:
        checked = raw.execute("PRAGMA integrity_check" if every else "PRAGMA quick_check").fetchall()
    if checked != [("ok",)]:
        count.unsound.append(str(checked))


def _pairs(connection: sa.Connection, sql: str, since: int) -> dict[int, Any]:
    return {row[0]: row[1] for row in connection.execute(sa.text(sql), {"since": since})}


if __name__ == "__main__":
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory() as folder:
        result = kill_and_count(Path(folder) / "desk.db", kills)
    print(result)
    for trouble in (*result.lost, *result.half, *result.unsound)[:20]:
        print("  ", trouble)
    sys.exit(not result.clean)
