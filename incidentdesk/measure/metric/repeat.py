"""Trouble that came back: incidents soon after the resolution of an earlier one with the same cause.

The same is what shares its problem or known error, or its service and its root cause. There is no standard for this,
so the keys and the 30 days stand beside every figure (features, section 5).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from incidentdesk.measure.metric.distribution import Share
from incidentdesk.measure.metric.facts import Facts, Marks
from incidentdesk.measure.metric.grouping import Grouping
from incidentdesk.measure.metric.quality import DAY, shares_of
from incidentdesk.measure.metric.root_cause import PROBLEM_LINKS, root_causes
from incidentdesk.store.column_reading import MISSING, Integers
from incidentdesk.store.reading import Reader

WITHIN = 30 * DAY


@dataclass(frozen=True, slots=True)
class Likeness:
    """What makes incidents the same trouble: pairs of an incident's place and a key that those alike share."""

    places: Integers
    keys: Integers


def likeness(reader: Reader, facts: Facts) -> Likeness:
    """The keys of all incidents that have one; an incident may have several."""
    pairs: list[tuple[int, str]] = []
    for incident_id, problem_id, known_error_id in reader.rows(PROBLEM_LINKS):
        pairs.append((incident_id, f"problem {problem_id}"))
        if known_error_id is not None:
            pairs.append((incident_id, f"known error {known_error_id}"))
    roots = root_causes(reader)
    ids = facts.places_of(np.array([incident_id for incident_id, _text in roots], np.int64))
    for (incident_id, text), place in zip(roots, ids.tolist(), strict=True):
        service = int(facts["service_id"][place]) if place >= 0 else MISSING
        if service != MISSING:
            pairs.append((incident_id, f"service {service} {text.casefold()}"))
    return _as_numbers(facts, pairs)


def _as_numbers(facts: Facts, pairs: Iterable[tuple[int, str]]) -> Likeness:
    known: dict[str, int] = {}
    found = [(incident_id, known.setdefault(key, len(known))) for incident_id, key in pairs]
    if not found:
        return Likeness(np.empty(0, np.int64), np.empty(0, np.int64))
    ids, keys = (np.array(column, np.int64) for column in zip(*found, strict=True))
    places = facts.places_of(ids)
    return Likeness(places[places >= 0], keys[places >= 0])


def repeats(facts: Facts, alike: Likeness, within: int = WITHIN) -> tuple[Marks, Marks]:
    """Which incidents repeat an earlier one, and which were repeated: logged within so many microseconds after the
    resolution of another one that is alike."""
    again, returned = np.zeros(len(facts), bool), np.zeros(len(facts), bool)
    counts = facts.timed[alike.places]
    places, keys = alike.places[counts], alike.keys[counts]
    order = np.argsort(keys, kind="stable")
    edges = np.flatnonzero(np.diff(keys[order])) + 1
    for group in np.split(places[order], edges):
        created, resolved = facts["created_at"][group], facts["resolved_at"][group]
        for place, ended in zip(group.tolist(), resolved.tolist(), strict=True):
            if ended == MISSING:
                continue
            after = (created >= ended) & (created <= ended + within) & (group != place)
            again[group[after]] = True
            returned[place] |= bool(after.any())
    return again, returned


def repeat_rate(facts: Facts, again: Marks, grouping: Grouping) -> list[Share]:
    codes = np.where(facts.timed, grouping.codes(facts["created_at"], None), -1)
    return shares_of(codes, again, len(grouping))
