"""Into which groups incidents are put: all together, by a step of time, or by one of their fields."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from incidentdesk.detect.priority import PRIORITIES, priority_label
from incidentdesk.detect.query import written_filter
from incidentdesk.detect.query_key import slug
from incidentdesk.language import N_, _
from incidentdesk.measure.metric.facts import CHANNELS, Facts, Marks
from incidentdesk.measure.metric.period import STEPS, Period, steps
from incidentdesk.refusal import Refused
from incidentdesk.store.column_reading import MISSING, Integers
from incidentdesk.store.reading import Reader

FIELDS = {
    "priority": N_("Priority"), "service": N_("Service"), "team": N_("Team"), "category": N_("Category"),
    "channel": N_("Channel"), "assignee": N_("Assignee"),
}  # fmt: skip
TIMES = {"week": N_("Week"), "month": N_("Month"), "quarter": N_("Quarter"), "year": N_("Year")}
BY = (*TIMES, *FIELDS)
_NAMED_IN = {"service": "service", "team": "team", "category": "category", "assignee": "person"}


@dataclass(frozen=True, slots=True)
class Group:
    """`key` is how the group is called in data, "" where there is no such thing; `label` is for a person, `query` finds
    its incidents.

    Of a step of time `period` says which; its query depends on the time by which a metric is attributed.
    """

    key: str
    label: str
    query: str = ""
    period: Period | None = None


@dataclass(frozen=True)
class Grouping:
    """Says into which of its groups a thing falls that belongs to a time, and to an incident at a place of the facts.

    `codes(times, places)` has for each the place of its group, -1 for what lies outside of the period or of every
    group.
    """

    by: str
    groups: Sequence[Group]
    codes: Callable[[Integers, Integers | None], Integers]
    period: Period = field(kw_only=True)

    def __len__(self) -> int:
        return len(self.groups)


def in_period(times: Integers, period: Period) -> Marks:
    """Which of these instants lie in a period; MISSING lies in none."""
    start, end = period.start_at, period.end_at
    inside = times != MISSING
    if start is not None:
        inside &= times >= start
    if end is not None:
        inside &= times < end
    return inside


def grouping(reader: Reader, facts: Facts, period: Period, by: str = "", now: int = 0) -> Grouping:
    """The groups over a period; without `by` it is one. `now` ends a period without an end.

    Raises Refused for a field by which nothing is grouped.
    """
    if not by:
        return whole(period)
    if by in STEPS:
        return by_time(by, facts, period, now)
    if by not in FIELDS:
        raise Refused(_("Nothing is grouped by {field}. Choose from: {fields}.").format(field=by, fields=", ".join(BY)))
    return _by_field(reader, by, facts, period)


def whole(period: Period) -> Grouping:
    """One group with everything of the period."""

    def codes(times: Integers, _places: Integers | None) -> Integers:
        return np.where(in_period(times, period), 0, -1)

    return Grouping("", [Group("all", _("All"), "", period)], codes, period=period)


def by_time(kind: str, facts: Facts, period: Period, now: int) -> Grouping:
    """A group for each week, month, quarter or year that meets the period."""
    low, high = _bounds(facts, period, now)
    found = steps(kind, low, high, period.zone) if low is not None and high is not None else []
    starts = np.array([each.start_at for each in found], np.int64)

    def codes(times: Integers, _places: Integers | None) -> Integers:
        if not len(starts):
            return np.full(len(times), -1)
        return np.where(in_period(times, period), np.searchsorted(starts, times, "right") - 1, -1)

    return Grouping(kind, [Group(each.key, each.key, "", each) for each in found], codes, period=period)


def _bounds(facts: Facts, period: Period, now: int) -> tuple[int | None, int | None]:
    """The first and the last instant to be shown; of an open period those of what there is."""
    low, high = period.start_at, period.end_at
    created = facts["created_at"]
    if low is None and len(created):
        low = int(created.min())
    if high is None:
        ended = facts["closed_at"], facts["resolved_at"], created
        high = max([now, *(int(each.max()) for each in ended if len(each))])
    else:
        high -= 1
    return low, high


def _by_field(reader: Reader, by: str, facts: Facts, period: Period) -> Grouping:
    values, groups = _FIELDS[by](reader, facts)

    def codes(times: Integers, places: Integers | None) -> Integers:
        return np.where(in_period(times, period), values if places is None else values[places], -1)

    return Grouping(by, groups, codes, period=period)


def _priorities(_reader: Reader, facts: Facts) -> tuple[Integers, list[Group]]:
    groups = [Group(f"P{each}", priority_label(each), f"priority:{each}") for each in PRIORITIES]
    return facts["priority"].astype(np.int64) - min(PRIORITIES), groups


def _channels(_reader: Reader, facts: Facts) -> tuple[Integers, list[Group]]:
    used = np.unique(facts["channel"][facts["channel"] >= 0])
    groups = [
        Group(str(CHANNELS[each]), _(CHANNELS[each]), written_filter("channel", slug(CHANNELS[each]))) for each in used
    ]
    return _codes_among(facts["channel"].astype(np.int64), used.astype(np.int64)), groups


def _named(by: str) -> "Callable[[Reader, Facts], tuple[Integers, list[Group]]]":
    def found(reader: Reader, facts: Facts) -> tuple[Integers, list[Group]]:
        used, places = np.unique(facts[f"{by}_id"], return_inverse=True)
        names: dict[int, str] = dict(reader.rows(f"SELECT id, name FROM {_NAMED_IN[by]}"))
        # A filter finds all that are called alike, so they are one group.
        called = [names.get(int(each), "") for each in used]
        known = {name.casefold(): name for name in called}
        # What has none stands at the end.
        order = {folded: place for place, folded in enumerate(sorted(known, key=lambda each: (not each, each)))}
        codes = np.array([order[name.casefold()] for name in called], np.int64)
        groups = [_group(by, known[folded]) if folded else _without(by) for folded in order]
        return codes[places] if len(used) else np.empty(0, np.int64), groups

    return found


def _group(by: str, name: str) -> Group:
    return Group(name, name, written_filter(by, name, names=True))


def _without(by: str) -> Group:
    return Group("", _("None"), f"no:{by}")


def _codes_among(values: Integers, known: Integers) -> Integers:
    if not len(known):
        return np.full(len(values), -1)
    places = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return np.where(known[places] == values, places, -1)


_FIELDS: dict[str, Callable[[Reader, Facts], tuple[Integers, list[Group]]]] = {
    "priority": _priorities,
    "channel": _channels,
    **{by: _named(by) for by in _NAMED_IN},
}
