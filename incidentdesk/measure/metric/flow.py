"""What comes in, what goes out, and what stays: volumes, backlog and its age."""

from collections.abc import Sequence

import numpy as np

from incidentdesk.measure.metric.distribution import Count
from incidentdesk.measure.metric.facts import Facts, Marks
from incidentdesk.measure.metric.grouping import Grouping
from incidentdesk.measure.metric.history import NO_REOPENINGS, Reopenings
from incidentdesk.store.column_reading import MISSING, Integers


def volumes(facts: Facts, grouping: Grouping, column: str) -> list[int]:
    """How many incidents have that time in each group, as created or resolved."""
    codes = grouping.codes(facts[column], None)
    return counted_by(np.where(facts.counted, codes, -1), len(grouping))


def counted_by(codes: Integers, count: int) -> list[int]:
    """How often each group occurs; -1 is none."""
    return [int(each) for each in np.bincount(codes[codes >= 0], minlength=count)]


def net_flow(created: Sequence[int], resolved: Sequence[int]) -> list[Count]:
    return [Count(came - went, signed=True) for came, went in zip(created, resolved, strict=True)]


def open_at(facts: Facts, at: int, reopened: Reopenings = NO_REOPENINGS) -> Marks:
    """Which incidents were open at an instant: created by then, and neither resolved nor closed by then.

    While it was resolved before a reopening, an incident was not open.
    """
    ended = facts.ended_at
    known = facts.open | (ended != MISSING)
    there = facts.counted & known & (facts["created_at"] <= at) & ((ended == MISSING) | (ended > at))
    gaps = (reopened.resolved_at <= at) & (reopened.reopened_at > at)
    there[reopened.places[gaps]] = False
    return there


def backlog(facts: Facts, instants: Integers, reopened: Reopenings = NO_REOPENINGS) -> Integers:
    """How many incidents were open at each of some instants."""
    counted = facts.counted
    ended = facts.ended_at
    known = counted & (facts.open | (ended != MISSING))
    came = np.sort(facts["created_at"][known])
    went = np.sort(np.maximum(ended, facts["created_at"])[known & (ended != MISSING)])
    found = np.searchsorted(came, instants, "right") - np.searchsorted(went, instants, "right")
    mine = counted[reopened.places]
    left, back = np.sort(reopened.resolved_at[mine]), np.sort(reopened.reopened_at[mine])
    gaps = np.searchsorted(left, instants, "right") - np.searchsorted(back, instants, "right")
    return (found - gaps).astype(np.int64)
