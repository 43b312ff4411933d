"""How long incidents took to be resolved, week by week, and whether that is more than the usual variation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from incidentdesk.detect.id_list import among_ids, list_of_ids
from incidentdesk.detect.number import number
from incidentdesk.measure.baseline_list import Baseline, baselines
from incidentdesk.measure.chart.chart import Scope
from incidentdesk.measure.chart.steps import up_to_now
from incidentdesk.measure.metric.business import hours_of
from incidentdesk.measure.metric.control_limits import Limits, Signal, limits, signals
from incidentdesk.measure.metric.grouping import by_time
from incidentdesk.measure.metric.period import Period
from incidentdesk.measure.metric.spans import Measured, measured, spread
from incidentdesk.store.reading import Reader

METRIC = "time-to-resolve"
FEW = 5


@dataclass(frozen=True, slots=True)
class Week:
    """Lengths in seconds; None is no data. `signal` is what is unusual in its median."""

    step: Period
    n: int
    median: float | None
    p90: float | None
    signal: Signal | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """The weeks from `first` up to before `after`, which are compared with one another; a baseline may begin it."""

    first: int
    after: int
    limits: Limits | None
    baseline: Baseline | None = None


@dataclass(frozen=True, slots=True)
class WeeklyTimes:
    """`slowest` names the incident that took longest in each week with a signal."""

    weeks: Sequence[Week]
    stretches: Sequence[Stretch]
    slowest: Mapping[int, str]
    period: Period
    query: str = ""
    business: bool = False


def gather(scope: Scope) -> WeeklyTimes:
    groups = by_time("week", scope.facts, scope.period, scope.now)
    hours = hours_of(scope.reader, scope.facts) if scope.business else None
    found = measured(scope.facts, METRIC, groups, hours=hours)
    steps = [each.period for each in groups.groups if each.period is not None]
    known = [Week(step, one.n, one.median, one.p90) for step, one in zip(steps, spread(found), strict=True)]
    weeks = known[: up_to_now(steps, [week.n > 0 for week in known], scope.now)]
    weeks, stretches = compared(weeks, baselines(scope.reader, METRIC))
    unusual = [place for place, week in enumerate(weeks) if week.signal is not None]
    slowest = _slowest(scope, found, unusual)
    return WeeklyTimes(weeks, stretches, slowest, scope.period, scope.query, scope.business)


def compared(weeks: Sequence[Week], known: Sequence[Baseline]) -> tuple[list[Week], list[Stretch]]:
    """The weeks with their signals, in stretches between baselines."""
    starts: dict[int, Baseline | None] = {0: None}
    for each in known:
        place = begun_by(weeks, each)
        if 0 <= place < len(weeks):
            starts[place] = each
    edges = [*sorted(starts), len(weeks)]
    marked, stretches = list(weeks), []
    for first, after in pairwise(edges):
        places = [place for place in range(first, after) if weeks[place].median is not None]
        medians = [week.median for week in weeks[first:after] if week.median is not None]
        within = limits(medians)
        stretches.append(Stretch(first, after, within, starts[first]))
        for place, signal in zip(places, signals(medians, within), strict=True):
            week = weeks[place]
            marked[place] = Week(week.step, week.n, week.median, week.p90, signal)
    return marked, stretches


def begun_by(weeks: Sequence[Week], baseline: Baseline) -> int:
    """The first week of which the greater part follows a baseline; -1 where it lies before all of them."""
    for place, week in enumerate(weeks):
        assert week.step.first is not None
        days = (baseline.starts_on - week.step.first).days
        if days <= 3:
            return place if place or days >= 0 else -1
    return len(weeks)


def _slowest(scope: Scope, found: Measured, places: Sequence[int]) -> dict[int, str]:
    ids: dict[int, int] = {}
    for place in places:
        mine = np.flatnonzero(found.codes == place)
        ids[place] = int(scope.facts["id"][found.places[mine[np.argmax(found.seconds[mine])]]])
    titles = _titles(scope.reader, sorted(set(ids.values())))
    return {place: f"{number(each)} {titles.get(each, '')}".strip() for place, each in ids.items()}


def _titles(reader: Reader, ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    among = among_ids(reader.dialect, "i.id", "ids")
    return dict(reader.rows(f"SELECT i.id, i.title FROM incident AS i WHERE {among}", {"ids": list_of_ids(ids)}))


def stretch_of(data: WeeklyTimes, place: int) -> Stretch:
    return next(each for each in data.stretches if each.first <= place < each.after)
