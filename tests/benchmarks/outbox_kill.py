"""Kill a real agent again and again while it hands messages to a real SMTP server on this machine (notify-1).

    python tests/benchmarks/outbox_kill.py [KILLS]

Counts messages that never arrived, and repetitions; each repetition must stem from a kill that fell between the
server's answer and our record of it, and carry the same Message-ID.
"""

import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from socket import create_server
from uuid import uuid4

from aiosmtpd.controller import Controller

from incidentdesk.agent.loop import Agent
from incidentdesk.prepare.outlet_change import create_outlet
from incidentdesk.respond.outbox import MessageState, outbox_message
from incidentdesk.respond.outbox_change import retry_failed
from incidentdesk.schema.opening import open_desk
from incidentdesk.store import ledger
from incidentdesk.store.database import Database

# The command itself, but with hardly a pause between two looks, so that each kill finds it at work.
_PROGRAM = """
import sys
from incidentdesk.agent import loop
loop.TICK = 0.01
from incidentdesk.cli.main import main
print("ready", flush=True)
main(["--database", sys.argv[1], "agent"])
"""


@dataclass
class Count:
    """What came of some kills; `unexplained` are repetitions that no kill between answer and record explains."""

    kills: int = 0
    messages: int = 0
    missing: int = 0
    repeated: int = 0
    unexplained: int = 0
    between: int = 0
    in_hand: int = 0
    seconds: float = 0.0
    states: dict[str, int] = field(default_factory=dict)
    troubles: set[str] = field(default_factory=set)

    @property
    def clean(self) -> bool:
        return not self.missing and not self.unexplained and self.repeated <= self.kills


class Inbox:
    """Keeps the Message-ID of every message that the server took, and takes a moment for it, as servers do."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_DATA(self, _server, _session, envelope) -> str:
        import asyncio

        await asyncio.sleep(random.uniform(0, 0.01))
        self.taken.append(str(message_from_bytes(envelope.content)["Message-ID"]))
        if random.random() < 0.5:
            await asyncio.sleep(random.uniform(0, 0.02))
        return "250 taken"


def kill_and_count(path: Path, kills: int, longest: float = 0.6, waiting: int = 60) -> Count:
    """Kill an agent so many times, each at any moment of its first `longest` seconds of work, then let one end it.

    `waiting` is how many messages there are for each.
    """
    began = time.monotonic()
    inbox = Inbox()
    server = Controller(inbox, hostname="127.0.0.1", port=_free_port())
    server.start()
    try:
        database = open_desk(path)
        outlet_id = _outlet(database, server.port)
        count = Count(kills)
        explained: set[str] = set()
        for _kill in range(kills):
            _top_up(database, outlet_id, waiting)
            _run_and_kill(path, longest)
            in_hand = _in_state(database, MessageState.SENDING)
            count.in_hand += len(in_hand)
            answered = in_hand & set(inbox.taken)
            count.between += len(answered)
            explained |= answered
        _finish(database)
        _judge(database, inbox, explained, count)
        database.close()
    finally:
        server.stop()
    count.seconds = time.monotonic() - began
    return count


def _judge(database: Database, inbox: Inbox, explained: set[str], count: Count) -> None:
    with database.read() as reader:
        rows = reader.rows("SELECT message_id, state FROM outbox_message")
        troubles = reader.rows("SELECT DISTINCT trouble FROM outbox_message WHERE trouble <> ''")
    taken = Counter(inbox.taken)
    repeated = {message_id: times - 1 for message_id, times in taken.items() if times > 1}
    count.messages = len(rows)
    count.troubles = {str(trouble) for (trouble,) in troubles}
    count.states = dict(Counter(state for _message_id, state in rows))
    count.missing = sum(1 for message_id, _state in rows if message_id not in taken)
    count.repeated = sum(repeated.values())
    count.unexplained = sum(times for message_id, times in repeated.items() if message_id not in explained)
    count.unexplained += sum(1 for message_id in taken if message_id not in dict(rows))


def _outlet(database: Database, port: int) -> int:
    options = {"host": "127.0.0.1", "port": port, "security": "Not encrypted", "sender": "desk@example.com"}
    with database.write(actor="Mei Okafor") as session:
        return create_outlet(session, name="Mail", kind="E-mail", options=options)


def _top_up(database: Database, outlet_id: int, least: int) -> None:
    """Let so many messages wait that an agent does not run out of work before it is killed."""
    waiting = len(_in_state(database, MessageState.QUEUED))
    with database.write(actor="Mei Okafor") as session:
        rows = []
        for _each in range(max(0, least - waiting)):
            key = uuid4().hex
            rows.append(
                {
                    "key": key, "outlet_id": outlet_id, "recipient": "Ada Novak", "address": "ada@example.com",
                    "subject": "Down", "body": "All of it", "message_id": f"<{key}@incidentdesk.invalid>",
                    "state": MessageState.QUEUED, "queued_at": session.at, "next_at": session.at,
                }
            )  # fmt: skip
        ledger.insert_many(session, outbox_message, rows)


def _run_and_kill(path: Path, longest: float) -> None:
    agent = subprocess.Popen([sys.executable, "-c", _PROGRAM, str(path)], stdout=subprocess.PIPE)
    assert agent.stdout is not None
    # The third line comes when the first messages are out, or the loop has begun: work is under way from the second on.
    patience = threading.Timer(30, agent.kill)
    patience.start()
    for _line in range(2):
        agent.stdout.readline()
    time.sleep(random.uniform(0.0, longest))
    agent.send_signal(signal.SIGKILL)
    agent.wait()
    patience.cancel()
    agent.stdout.close()


def _in_state(database: Database, state: str) -> set[str]:
    with database.read() as reader:
        return {
            str(row[0]) for row in reader.rows("SELECT message_id FROM outbox_message WHERE state = :s", {"s": state})
        }


def _finish(database: Database) -> None:
    """Let one agent end it; what a busy machine made fail is tried again at once, as a person would."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        Agent(database).once()
        if not _in_state(database, MessageState.QUEUED) | _in_state(database, MessageState.SENDING):
            return
        time.sleep(0.05)
        with database.write(actor="Mei Okafor") as session:
            retry_failed(session)


def _free_port() -> int:
    with create_server(("127.0.0.1", 0)) as bound:
        return int(bound.getsockname()[1])


if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp())
    print(kill_and_count(folder / "desk.db", int(sys.argv[1]) if len(sys.argv) > 1 else 500))
