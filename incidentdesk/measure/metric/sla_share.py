"""How often targets of SLAs were met, over the clocks that ended in a period."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from incidentdesk.detect.sla_outcome import Outcome
from incidentdesk.measure.metric.distribution import Share
from incidentdesk.measure.metric.facts import Facts
from incidentdesk.measure.metric.grouping import Grouping
from incidentdesk.measure.metric.period import Period
from incidentdesk.measure.metric.quality import resolved_codes
from incidentdesk.prepare.sla_kind import Target
from incidentdesk.store.column_reading import Integers, read_columns
from incidentdesk.store.reading import Reader

METRIC_OF = {Target.RESPONSE: "sla-response", Target.UPDATE: "sla-update", Target.RESOLUTION: "sla-resolution"}
TARGETS = tuple(Target)


@dataclass(frozen=True, slots=True)
class Results:
    """The results of clocks: the incident of each, which target it had, whether it was met, and when it ended."""

    incident_ids: Integers
    targets: Integers
    met: NDArray[np.bool_]
    ended_at: Integers


def read_results(reader: Reader, period: Period | None = None, target: Target | None = None) -> Results:
    """The results of SLAs that count: met or breached, and not taken back. OLAs and cancelled clocks do not.

    Only those of a period, and of a target, if they are given.
    """
    source = "sla_result AS r WHERE r.withdrawn_at IS NULL AND r.kind = 'SLA' AND r.outcome IN ('Met', 'Breached')"
    parameters: dict[str, Any] = {}
    if target is not None:
        source += " AND r.target = :target"
        parameters["target"] = str(target)
    for name, compared, at in (
        ("low", ">=", period.start_at if period else None),
        ("high", "<", period.end_at if period else None),
    ):
        if at is not None:
            source += f" AND r.ended_at {compared} :{name}"
            parameters[name] = at
    targets = " ".join(f"WHEN {str(each)!r} THEN {place}" for place, each in enumerate(TARGETS))
    found = read_columns(
        reader,
        {
            "incident": "r.incident_id",
            "target": f"CASE r.target {targets} ELSE -1 END",
            "met": f"CASE r.outcome WHEN {str(Outcome.MET)!r} THEN 1 ELSE 0 END",
            "ended": "r.ended_at",
        },
        source,
        parameters,
        key="r.id",
    )
    return Results(found["incident"], found["target"], found["met"] == 1, found["ended"])


def sla_shares(facts: Facts, results: Results, grouping: Grouping) -> Mapping[str, list[Share]]:
    """For each target the share of clocks that were met, in each group."""
    places = facts.places_of(results.incident_ids)
    known = places >= 0
    known[known] = facts.counted[places[known]]
    places, targets, met = places[known], results.targets[known], results.met[known]
    codes = grouping.codes(results.ended_at[known], places)
    return {
        METRIC_OF[target]: _shares(codes[(targets == place)], met[targets == place], len(grouping))
        for place, target in enumerate(TARGETS)
    }


def _shares(codes: Integers, met: NDArray[np.bool_], count: int) -> list[Share]:
    inside = codes >= 0
    n = np.bincount(codes[inside], minlength=count)
    hits = np.bincount(codes[inside & met], minlength=count)
    return [Share(int(hit), int(each), int(each)) for hit, each in zip(hits, n, strict=True)]


def sla_coverage(facts: Facts, results: Results, grouping: Grouping) -> list[Share]:
    """The share of resolved incidents that have the result of a resolution clock, in each group."""
    codes = resolved_codes(facts, grouping)
    resolution = results.targets == TARGETS.index(Target.RESOLUTION)
    has = np.isin(facts["id"], results.incident_ids[resolution])
    return _shares(codes, has, len(grouping))
