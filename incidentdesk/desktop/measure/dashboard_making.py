"""Gathering the dashboard in a worker; the facts of all incidents stay with it from one time to the next."""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from incidentdesk.detect.condition import Context

# More news than this at once are read anew with everything else.
_FEW = 20_000


@dataclass(frozen=True, slots=True)
class DashboardWish:
    """`span` is a choice of `measure.dashboard.SPANS`, or a period as it is written."""

    span: str
    query: str
    business: bool
    context: Context


class KeptFacts:
    """The facts as they were read last, and the incidents of which there has been news since; for any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._facts: Any = None
        self._stale: set[int] | None = set()

    def hear(self, changes: Mapping[str, Any]) -> None:
        """News of a commit; None stands for all incidents."""
        if "incident" not in changes:
            return
        ids = changes["incident"]
        with self._lock:
            self._stale = None if ids is None or self._stale is None else self._stale | set(ids)

    def now(self, database: Any) -> Any:
        """The facts as they are now, for a worker; what has not changed is not read again."""
        with self._lock:
            facts, stale = self._facts, self._stale
            self._stale = set()
        if facts is None or stale is None or len(stale) > _FEW:
            facts = _read_together(database)
        elif stale:
            from incidentdesk.measure.metric.facts import refreshed

            with database.read() as reader:
                facts = refreshed(facts, reader, stale)
        with self._lock:
            self._facts = facts
        return facts

    def forget(self) -> None:
        with self._lock:
            self._facts, self._stale = None, set()


def _read_together(database: Any) -> Any:
    """In two threads, each of its own connection, while the interpreter is free."""
    from incidentdesk.measure.dashboard import columns
    from incidentdesk.measure.metric.facts import joined_facts, read_facts

    with database.read() as reader:
        last = int(reader.rows("SELECT COALESCE(max(id), 0) FROM incident")[0][0])
    bounds = ((0, last // 2), (last // 2, last + 1))

    def part(low: int, high: int) -> Any:
        with database.read() as reader:
            return read_facts(reader, columns(), ids=(low, high))

    with ThreadPoolExecutor(2) as pool:
        return joined_facts(list(pool.map(lambda each: part(*each), bounds)))


def make_dashboard(database: Any, kept: KeptFacts, wish: DashboardWish) -> Any:
    """For a worker; raises Refused for a period that is none."""
    from incidentdesk.measure.dashboard import gather_dashboard
    from incidentdesk.prepare.account import person_of_account

    facts = kept.now(database)
    with database.read() as reader:
        context = replace(wish.context, me=person_of_account(reader, wish.context.account)[0])
        return gather_dashboard(reader, facts, context, span=wish.span, query=wish.query, business=wish.business)
