"""Gathering the dashboard in a worker; the facts of all incidents stay with it from one time to the next."""

import threading
from collections.abc import Collection, Mapping
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
        # One after the other: two threads of SQLite wait for each other's memory, and take longer than one.
        facts = _facts(database, wanted) if whole else _facts_anew(database, known.facts, stale)
        results = _results(database) if known is None or results_stale else known.results
        found = Known(facts, results)
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


def _facts(database: Any, names: Collection[str]) -> Any:
    from incidentdesk.measure.metric.facts import read_facts

    with database.read() as reader:
        return read_facts(reader, names)


def _facts_anew(database: Any, facts: Any, ids: set[int]) -> Any:
    from incidentdesk.measure.metric.facts import refreshed

    if not ids:
        return facts
    with database.read() as reader:
        return refreshed(facts, reader, ids)


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
