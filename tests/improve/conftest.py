"""What the tests of improving share: incidents on a desk whose clock stands still until it is moved."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from incidentdesk import clock
from incidentdesk.detect.intake import log_incident
from incidentdesk.store import verifying
from incidentdesk.store.database import Database


class Clock:
    """Stands at noon until it is moved on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

    def after(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now

    @property
    def stored(self) -> int:
        return clock.stored(self.now)


@pytest.fixture
def time() -> Iterator[Clock]:
    held = Clock()
    clock.hold(lambda: held.now)
    yield held
    clock.hold(None)


class Work:
    """One desk, and in few words what people do at it."""

    def __init__(self, desk: Database) -> None:
        self.desk = desk

    def log(self, *, actor: str = "Mei Okafor", **facts: Any) -> int:
        with self.desk.write(actor=actor) as session:
            return log_incident(session, **({"title": "VPN down"} | facts))

    def act(self, use_case: Callable[..., Any], *arguments: Any, actor: str = "Mei Okafor", **named: Any) -> Any:
        """Runs a use case as one gesture and returns what it returns."""
        with self.desk.write(actor=actor) as session:
            return use_case(session, *arguments, **named)

    def read(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        with self.desk.read() as reader:
            return function(reader, *arguments, **named)

    def is_true_to_its_ledger(self) -> bool:
        """The chains are whole, and every record says what its chain says."""
        with self.desk.read() as reader:
            chains = [row[0] for row in reader.rows("SELECT chain FROM ledger_head")]
        with self.desk.engine.connect() as connection:
            return verifying.verify(connection) == [] == verifying.differing(connection, chains)


@pytest.fixture
def work(desk: Database, time: Clock) -> Iterator[Work]:
    """Work at a desk on both databases; in the end the ledger must be true."""
    work = Work(desk)
    yield work
    assert work.is_true_to_its_ledger()


@pytest.fixture
def sqlite_work(sqlite_desk: Database, time: Clock) -> Iterator[Work]:
    """As `work`, on SQLite only, for rules that do not touch the database's ways."""
    work = Work(sqlite_desk)
    yield work
    assert work.is_true_to_its_ledger()


@pytest.fixture
def write(desk: Database) -> Callable[..., Any]:
    """Does one thing in a gesture of its own, as somebody."""

    def write(act: Callable[..., Any], *arguments: Any, actor: str = "Mei Okafor", **facts: Any) -> Any:
        with desk.write(actor=actor, via="test") as session:
            return act(session, *arguments, **facts)

    return write


@pytest.fixture
def read(desk: Database) -> Callable[..., Any]:
    def read(act: Callable[..., Any], *arguments: Any) -> Any:
        with desk.read() as reader:
            return act(reader, *arguments)

    return read
