"""Times from one stage to another, in the groups of a grouping, with what contradicts itself beside them."""

from dataclasses import dataclass

import numpy as np

from incidentdesk.detect.stage_span import SPANS, StageSpan
from incidentdesk.measure.metric.business import Hours, worked_between
from incidentdesk.measure.metric.distribution import Distribution, distributions
from incidentdesk.measure.metric.facts import Facts
from incidentdesk.measure.metric.grouping import Grouping
from incidentdesk.store.column_reading import MISSING, Integers

SECOND = 1_000_000
# This one is a promise to a requester, so it is always told in working hours (features, section 5).
ALWAYS_WORKED = "time-to-first-response"


@dataclass(frozen=True, slots=True)
class Anomaly:
    """An incident whose stage times contradict each other; instants in microseconds since 1970."""

    incident_id: int
    metric: str
    started_at: int
    ended_at: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What can be measured of a span: for each such incident its place, its length in seconds and its group."""

    places: Integers
    seconds: "np.ndarray[tuple[int], np.dtype[np.float64]]"
    codes: Integers
    populations: Integers
    anomalies: tuple[Anomaly, ...] = ()


def start_of(facts: Facts, span: StageSpan) -> Integers:
    """When the span begins for each incident: the first of its times that is known."""
    found = facts[span.starts[0]]
    for name in span.starts[1:]:
        found = np.where(found == MISSING, facts[name], found)
    return found


def measured(
    facts: Facts, name: str, grouping: Grouping, *, hours: Hours | None = None, less: Integers | None = None
) -> Measured:
    """The lengths of a span for the incidents that a grouping holds.

    With `hours` in working time. `less` are microseconds to take off for each incident. The population are those that
    ended in the period, whether their time is known or not.
    """
    span = SPANS[name]
    ends = facts[span.end]
    codes = grouping.codes(np.where(ends != MISSING, ends, facts.ended_at), None)
    inside = np.flatnonzero((codes >= 0) & facts.timed)
    populations = np.bincount(codes[inside], minlength=len(grouping))
    starts, ends = start_of(facts, span)[inside], ends[inside]
    known = (starts != MISSING) & (ends != MISSING)
    wrong = known & (ends < starts)
    anomalies = tuple(
        Anomaly(int(facts["id"][inside[each]]), name, int(starts[each]), int(ends[each]))
        for each in np.flatnonzero(wrong)
    )
    right = known & ~wrong
    places, starts, ends = inside[right], starts[right], ends[right]
    lengths = ends - starts if hours is None else worked_between(hours, places, starts, ends)
    if less is not None:
        lengths = np.maximum(lengths - less[places], 0)
    return Measured(places, lengths / SECOND, codes[places], populations, anomalies)


def spread(found: Measured) -> list[Distribution]:
    """The distribution of a span in each group."""
    return distributions(found.seconds, found.codes, found.populations.tolist())
