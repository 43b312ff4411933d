"""The charts by name: what each of them shows, of which metrics it speaks, and how it is made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from incidentdesk.measure.chart.drawn import Drawn, Table
from incidentdesk.measure.chart.look import Look
from incidentdesk.measure.metric.facts import Facts
from incidentdesk.measure.metric.period import Period
from incidentdesk.measure.metric.sla_share import Results
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class Scope:
    """What a chart is made of: `facts` of the incidents that are chosen, among `everything`, over a period.

    `query` is the filter that has chosen them, which every mark takes along. `now` in microseconds since 1970. With
    `business` times are told in working hours. Weeks begin on `first_weekday` (0 is Monday) where weekdays are shown.
    """

    reader: Reader
    facts: Facts
    everything: Facts
    period: Period
    now: int
    zone: tzinfo
    query: str = ""
    business: bool = False
    first_weekday: int = 0
    # The results of SLA clocks, where they are known already.
    results: Results | None = None


def _nothing(_data: Any) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Chart:
    """`gather` reads and reckons, in a worker; `draw` and `table` need nothing but what it returned.

    `metrics` are names of definitions, `note` is what "Explain this chart" says beside them: how it is drawn, and what
    is left out. `columns` are the columns of the facts that it needs.
    """

    name: str
    title: str
    metrics: Sequence[str]
    note: str
    columns: Sequence[str]
    gather: Callable[[Scope], Any]
    draw: Callable[[Any, Look], Drawn]
    table: Callable[[Any], Table]
    # What stands below the title: how it is drawn, and over what.
    subtitle: Callable[[Any], str] = _nothing
