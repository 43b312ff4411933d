"""One gesture of one person: what is written in one transaction and undone in one step."""

import secrets
import threading
import time
from dataclasses import dataclass, field

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.store.engine import ConnectionReader
from incidentdesk.store.text import storable

_last = 0
_lock = threading.Lock()


def new_gesture() -> int:
    """A number that no other gesture has and that grows with time, so that its index is written at the end only.

    It is taken from the system's clock and never from a held one, which would give many gestures the same number.
    """
    global _last
    with _lock:
        _last = max(_last + 1, (time.time_ns() // 1_000 << 10) | secrets.randbits(10))
        return _last


@dataclass
class Session:
    """An open transaction with the person who acts and the door by which the act came in."""

    connection: sa.Connection
    actor: str
    via: str
    gesture: int = field(default_factory=new_gesture)
    at: int = field(default_factory=lambda: clock.stored(clock.now()))  # microseconds since 1970
    touched: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.actor = storable(self.actor)

    @property
    def dialect(self) -> str:
        return self.connection.dialect.name

    @property
    def reader(self) -> ConnectionReader:
        """Sees what this gesture has written."""
        return ConnectionReader(self.connection)
