"""What the ledger tells of incidents beyond their stage times: reopenings, holds, and time that was not ours."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from incidentdesk.detect.id_list import among_ids, list_of_ids
from incidentdesk.detect.sla_event import ENDED, Story, stories_where
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.measure.metric.facts import Facts, Marks
from incidentdesk.store.column_reading import MISSING, Integers, read_columns
from incidentdesk.store.reading import Reader

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Reopenings:
    """One place for each reopening whose time is known: the incident, when it had been resolved, and when it was
    reopened."""

    places: Integers
    resolved_at: Integers
    reopened_at: Integers


@dataclass(frozen=True, slots=True)
class Waits:
    """One place for each stretch of time that was not in our hands: the incident, from when and until when."""

    places: Integers
    starts: Integers
    ends: Integers


NO_REOPENINGS = Reopenings(*(np.empty(0, np.int64) for _each in range(3)))


def reopenings(reader: Reader, facts: Facts) -> Reopenings:
    """The reopenings of these incidents; of imported ones nobody knows when they were."""
    often = facts["id"][facts["reopen_count"] > 0]
    found = [(story.incident_id, *each) for story in _stories(reader, often) for each in _reopened(story)]
    if not found:
        return NO_REOPENINGS
    ids, resolved, reopened = (np.array(column, np.int64) for column in zip(*found, strict=True))
    return Reopenings(facts.places_of(ids), resolved, reopened)


def _reopened(story: Story) -> Iterator[tuple[int, int]]:
    """When it was resolved and when it was reopened; that it was closed in between does not matter."""
    ended = None
    for stretch in story.stretches:
        if stretch.state in ENDED:
            ended = stretch.start if ended is None else ended
        elif ended is not None:
            yield ended, stretch.start
            ended = None


def not_ours(reader: Reader, facts: Facts, held: Marks) -> Waits:
    """When, up to their last resolution, incidents awaited their caller, or were resolved or closed before a
    reopening; `held` marks those that were ever on hold."""
    may_have = (held | (facts["reopen_count"] > 0)) & (facts["resolved_at"] != MISSING)
    waited = facts["id"][may_have]
    resolved = dict(zip(waited.tolist(), facts["resolved_at"][may_have].tolist(), strict=True))
    found = [
        (story.incident_id, *each)
        for story in _stories(reader, waited)
        for each in _waits(story, resolved[story.incident_id])
    ]
    ids, starts, ends = (np.array([each[place] for each in found], np.int64) for place in range(3))
    return Waits(facts.places_of(ids), starts, ends)


def _waits(story: Story, resolved_at: int) -> Iterator[tuple[int, int]]:
    for stretch in story.stretches:
        end = resolved_at if stretch.end is None else min(stretch.end, resolved_at)
        waits = stretch.state == State.ON_HOLD and stretch.hold_reason == HoldReason.CALLER
        if (waits or stretch.state in ENDED) and end > stretch.start:
            yield stretch.start, end


def held(reader: Reader, facts: Facts) -> Marks:
    """Which incidents have ever been on hold."""
    if not len(facts):
        return np.zeros(0, bool)
    # The first of these conditions is the cheapest, and leaves little to the others.
    source = (
        "ledger AS l WHERE l.noun = 'incident' AND l.changes LIKE :written AND l.act <> 'declined'"
        " AND (l.changes LIKE :begun OR l.changes LIKE :changed)"
    )
    parameters = {"written": "%On Hold%", "begun": '%"state":"On Hold"%', "changed": '%"state":["%","On Hold"]%'}
    key = "l.id"
    if len(facts) <= _AT_ONCE:
        source += f" AND {among_ids(reader.dialect, 'l.chain', 'ids')}"
        parameters["ids"] = list_of_ids(facts["id"].tolist())
        key = "l.chain"
    found = read_columns(reader, {"chain": "l.chain"}, source, parameters, key=key)
    return np.isin(facts["id"], found["chain"])


def spoke_again(reader: Reader, facts: Facts) -> Marks:
    """Which incidents have a message of their requester after the first one: somebody had to ask twice."""
    # Whose it is, is told as for the clocks of SLAs (`detect.sla_event`).
    source = (
        "entry AS e JOIN incident AS i ON i.id = e.incident_id"
        " JOIN ledger AS l ON l.chain = e.incident_id AND l.noun = 'entry' AND l.record_id = e.id AND l.act = 'created'"
        " LEFT JOIN person AS p ON p.id = i.reporter_id WHERE e.public AND e.withdrawn_at IS NULL"
        " AND CASE WHEN l.via = 'import' THEN e.author = p.name ELSE e.author <> l.actor END"
    )
    found = read_columns(reader, {"id": "e.incident_id"}, source, key="e.incident_id")
    return np.isin(facts["id"], found["id"])


def _stories(reader: Reader, ids: Integers) -> "list[Story]":
    found: list[Story] = []
    for start in range(0, len(ids), _AT_ONCE):
        some = {"ids": list_of_ids(ids[start : start + _AT_ONCE].tolist())}
        found.extend(stories_where(reader, among_ids(reader.dialect, "i.id", "ids"), some).values())
    return found
