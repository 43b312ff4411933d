"""Whether resolutions held, and how many hands and contacts they took."""

import numpy as np

from incidentdesk.detect.channel import Channel
from incidentdesk.measure.metric.distribution import Count, Distribution, Share, distributions
from incidentdesk.measure.metric.facts import CHANNELS, Facts, Marks
from incidentdesk.measure.metric.flow import counted_by
from incidentdesk.measure.metric.grouping import Grouping
from incidentdesk.measure.metric.history import Reopenings
from incidentdesk.store.column_reading import Integers

DAY = 86_400_000_000
# ServiceNow reports reopenings of the month of the resolution, in which those of its last days are yet to come.
REOPENED_WITHIN = 14 * DAY
CONTACT_HOLDS = 7 * DAY

# Reported by people; what monitors and programs send has no first contact.
BY_PEOPLE = (Channel.PHONE, Channel.WALK_UP, Channel.EMAIL, Channel.WEB_FORM)
BY_MACHINES = (Channel.MONITOR, Channel.ALERT)
# Says how the record got here and not how the incident was found.
UNKNOWN = (Channel.IMPORT,)


def came_by(facts: Facts, channels: tuple[Channel, ...]) -> Marks:
    return np.isin(facts["channel"], [CHANNELS.index(each) for each in channels])


def shares_of(codes: Integers, hits: Marks, count: int, known: Marks | None = None) -> list[Share]:
    """The share that is hit in each group; where `known` is given, only of what is known."""
    sure = np.ones(len(codes), bool) if known is None else known
    population = counted_by(codes, count)
    n = counted_by(np.where(sure, codes, -1), count)
    hit = counted_by(np.where(sure & hits, codes, -1), count)
    return [Share(*each) for each in zip(hit, n, population, strict=True)]


def resolved_codes(facts: Facts, grouping: Grouping) -> Integers:
    """The group in which each incident was resolved, or closed where nobody knows when it was resolved."""
    return np.where(facts.counted, grouping.codes(facts.ended_at, None), -1)


def reopen_rate(facts: Facts, reopened: Reopenings, grouping: Grouping, now: int) -> list[Share]:
    """Of the incidents resolved at least 14 days ago those that were reopened within 14 days of that resolution.

    An incident that was resolved twice in a group is one incident of it. Of imported reopenings nobody knows when they
    were, so that such incidents are not among the n.
    """
    mature = now - REOPENED_WITHIN
    everyone = np.arange(len(facts))
    known = np.bincount(reopened.places, minlength=len(facts)) >= facts["reopen_count"]
    places = np.concatenate([everyone, reopened.places])
    at = np.concatenate([facts.ended_at, reopened.resolved_at])
    back = np.concatenate([np.zeros(len(facts), bool), reopened.reopened_at - reopened.resolved_at <= REOPENED_WITHIN])
    codes = np.where(facts.counted[places] & (at <= mature), grouping.codes(at, places), -1)
    inside = codes >= 0
    pairs = codes[inside] * len(facts) + places[inside]
    # By sorting: the hash table that numpy would take without the index is very slow where nearly all are different.
    found, _first = np.unique(pairs, return_index=True)
    hits = np.isin(found, pairs[back[inside]])
    group, place = np.divmod(found, max(len(facts), 1))
    return shares_of(group, hits, len(grouping), known[place])


def reopened_count(facts: Facts, grouping: Grouping) -> list[Count]:
    codes = resolved_codes(facts, grouping)
    return [Count(each) for each in counted_by(np.where(facts["reopen_count"] > 0, codes, -1), len(grouping))]


def first_contact(
    facts: Facts,
    grouping: Grouping,
    now: int,
    *,
    reopened: Reopenings,
    held: Marks,
    asked_again: Marks,
    repeated: Marks,
) -> list[Share]:
    """First-contact resolution; `repeated` marks incidents after whose resolution the same came back within 7 days."""
    soon = np.zeros(len(facts), bool)
    soon[reopened.places[reopened.reopened_at - reopened.resolved_at <= CONTACT_HOLDS]] = True
    at_once = (facts["reassignment_count"] == 0) & ~held & ~asked_again & ~soon & ~repeated
    mature = facts.ended_at <= now - CONTACT_HOLDS
    codes = np.where(came_by(facts, BY_PEOPLE) & mature, resolved_codes(facts, grouping), -1)
    return shares_of(codes, at_once, len(grouping))


def first_assignment(facts: Facts, grouping: Grouping) -> list[Share]:
    """Resolved without a reassignment: a proxy that is often called first contact, and is another metric."""
    return shares_of(resolved_codes(facts, grouping), facts["reassignment_count"] == 0, len(grouping))


def reassignments(facts: Facts, grouping: Grouping) -> list[Distribution]:
    codes = resolved_codes(facts, grouping)
    inside = codes >= 0
    return distributions(
        facts["reassignment_count"][inside].astype(float), codes[inside], counted_by(codes, len(grouping))
    )


def found_by_monitoring(facts: Facts, grouping: Grouping) -> list[Share]:
    codes = np.where(facts.counted, grouping.codes(facts["created_at"], None), -1)
    return shares_of(codes, came_by(facts, BY_MACHINES), len(grouping), ~came_by(facts, UNKNOWN))
