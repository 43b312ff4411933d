"""Gathering the dashboard in a worker; the facts of all incidents stay with it from one time to the next."""

import threading
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from incidentdesk.detect.condition import Context

# More news than this at once are read anew with everything else.
_FEW = 20_000
_THREADS, _PARTS = 3, 2


@dataclass(frozen=True, slots=True)
class DashboardWish:
    """`span` is a choice of `measure.dashboard.SPANS`, or a period as it is written."""

    span: str
    query: str
    business: bool
    context: Context


@dataclass(frozen=True, slots=True)
class Known:
    """The facts of all incidents, and the results of all clocks of resolution."""

    facts: Any
    results: Any


class KeptFacts:
    """What was read last, and of which incidents there has been news since; for any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: Known | None = None
        self._stale: set[int] | None = set()
        self._results_stale = True

    def hear(self, changes: Mapping[str, Any]) -> None:
        """News of a commit; None stands for all incidents."""
        with self._lock:
            self._results_stale |= "sla_result" in changes
            if "incident" in changes:
                ids = changes["incident"]
                self._stale = None if ids is None or self._stale is None else self._stale | set(ids)

    def now(self, database: Any, *, business: bool = False) -> Known:
        """Everything as it is now, for a worker; what has not changed is not read again."""
        from incidentdesk.measure.dashboard import columns

        wanted = columns(business=business)
        with self._lock:
            known, stale, results_stale = self._known, self._stale, self._results_stale
            self._stale, self._results_stale = set(), False
        whole = known is None or stale is None or len(stale) > _FEW or not wanted <= known.facts.columns.keys()
        with ThreadPoolExecutor(_THREADS) as pool:
            results = pool.submit(_results, database) if known is None or results_stale else None
            if whole:
                facts = _facts_together(database, pool, wanted)
            else:
                facts = _facts_anew(database, known.facts, stale) if stale else known.facts
            found = Known(facts, known.results if results is None else results.result())
        with self._lock:
            self._known = found
        return found

    def forget(self) -> None:
        with self._lock:
            self._known, self._stale, self._results_stale = None, set(), True


def _results(database: Any) -> Any:
    from incidentdesk.measure.metric.sla_share import read_results
    from incidentdesk.prepare.sla_kind import Target

    with database.read() as reader:
        return read_results(reader, target=Target.RESOLUTION)


def _facts_anew(database: Any, facts: Any, ids: set[int]) -> Any:
    from incidentdesk.measure.metric.facts import refreshed

    with database.read() as reader:
        return refreshed(facts, reader, ids)


def _facts_together(database: Any, pool: ThreadPoolExecutor, names: Collection[str]) -> Any:
    """In several threads, each of its own connection, while the interpreter is free."""
    from incidentdesk.measure.metric.facts import joined_facts, read_facts

    with database.read() as reader:
        last = int(reader.rows("SELECT COALESCE(max(id), 0) FROM incident")[0][0])

    edges = [(last + 1) * place // _PARTS for place in range(_PARTS + 1)]

    def part(bounds: tuple[int, int]) -> Any:
        with database.read() as reader:
            return read_facts(reader, names, ids=bounds)

    return joined_facts(list(pool.map(part, pairwise(edges))))


def make_dashboard(database: Any, kept: KeptFacts, wish: DashboardWish) -> Any:
    """For a worker; raises Refused for a period that is none."""
    from incidentdesk.measure.dashboard import gather_dashboard
    from incidentdesk.prepare.account import person_of_account

    known = kept.now(database, business=wish.business)
    with database.read() as reader:
        context = replace(wish.context, me=person_of_account(reader, wish.context.account)[0])
        return gather_dashboard(
            reader, known.facts, context, span=wish.span, query=wish.query, business=wish.business,
            results=known.results,
        )  # fmt: skip
