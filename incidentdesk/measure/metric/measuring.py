"""All metrics over a set of incidents and a period, in groups if wanted, each with what it rests on."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from incidentdesk import clock
from incidentdesk.detect.sla_standing import standings
from incidentdesk.detect.stage_span import SPANS
from incidentdesk.measure.metric.business import Hours, hours_of, worked_between
from incidentdesk.measure.metric.definition import DEFINITIONS
from incidentdesk.measure.metric.distribution import Amount, Count, Distribution, Value, distributions
from incidentdesk.measure.metric.drill_scores import drill_scores
from incidentdesk.measure.metric.facts import Facts, Marks
from incidentdesk.measure.metric.flow import backlog, counted_by, net_flow, open_at, volumes
from incidentdesk.measure.metric.follow_up import actions_on_time, reviews_on_time
from incidentdesk.measure.metric.grouping import FIELDS, Group, Grouping
from incidentdesk.measure.metric.history import Reopenings, held, not_ours, reopenings, spoke_again
from incidentdesk.measure.metric.period import Period
from incidentdesk.measure.metric.quality import (
    CONTACT_HOLDS,
    first_assignment,
    first_contact,
    found_by_monitoring,
    reassignments,
    reopen_rate,
    reopened_count,
    resolved_codes,
)
from incidentdesk.measure.metric.repeat import WITHIN, Likeness, likeness, repeat_rate, repeats
from incidentdesk.measure.metric.satisfaction import answered, satisfied
from incidentdesk.measure.metric.service_time import ServiceTime, service_times
from incidentdesk.measure.metric.sla_share import METRIC_OF, Results, read_results, sla_coverage, sla_shares
from incidentdesk.measure.metric.spans import ALWAYS_WORKED, SECOND, Anomaly, Measured, measured, spread
from incidentdesk.store.column_reading import MISSING, Integers
from incidentdesk.store.reading import Reader

# Told of services and not of incidents.
OF_SERVICES = frozenset({"mtbf", "availability"})
# Told of the desk: what they are made of has no priority and no channel.
_OF_THE_DESK = frozenset({"actions-on-time", "drill-score"})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many incidents count nowhere, or not in times."""

    canceled: int
    duplicates: int
    children: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """The values of metrics by name, one for each group, with what contradicts itself beside them.

    `calendars` are those by which working hours were told, none where no metric needed them; "" is every hour.
    """

    grouping: Grouping
    values: Mapping[str, Sequence[Value]]
    incidents: int
    left_out: LeftOut
    anomalies: Sequence[Anomaly] = ()
    calendars: Sequence[str] = ()
    services: Sequence[ServiceTime] = ()

    @property
    def groups(self) -> Sequence[Group]:
        return self.grouping.groups

    def of(self, name: str, place: int = 0) -> Value:
        """The value of a metric in a group."""
        return self.values[name][place]


@dataclass
class Findings:
    """What is found out about incidents on the way to their metrics, once for all groups and periods.

    `everything` are all incidents, of which those that are measured may repeat any. `period` is the longest that will
    be measured, None for all time.
    """

    reader: Reader
    facts: Facts
    everything: Facts
    business: bool = False
    period: Period | None = None

    @cached_property
    def hours(self) -> Hours:
        return hours_of(self.reader, self.facts)

    @cached_property
    def results(self) -> Results:
        return read_results(self.reader, self.period)

    @cached_property
    def reopened(self) -> Reopenings:
        return reopenings(self.reader, self.facts)

    @cached_property
    def held(self) -> Marks:
        return held(self.reader, self.facts)

    @cached_property
    def not_ours(self) -> Integers:
        """For each incident the microseconds that were not in our hands, of working time where all times are."""
        waits = not_ours(self.reader, self.facts, self.held)
        lengths = waits.ends - waits.starts
        if self.business:
            lengths = worked_between(self.hours, waits.places, waits.starts, waits.ends)
        found = np.zeros(len(self.facts), np.int64)
        np.add.at(found, waits.places, lengths)
        return found

    @cached_property
    def alike(self) -> Likeness:
        return likeness(self.reader, self.everything)

    def repeated(self, within: int) -> tuple[Marks, Marks]:
        """Which of the incidents repeat one, and which were repeated."""
        again, returned = repeats(self.everything, self.alike, within)
        places = self.everything.places_of(self.facts["id"])
        return again[places], returned[places]

    @cached_property
    def asked_again(self) -> Marks:
        return spoke_again(self.reader, self.facts)


@dataclass
class Subject:
    """What is measured: incidents in groups, with what is found out about them. `now` in microseconds since 1970."""

    found: Findings
    grouping: Grouping
    now: int
    anomalies: list[Anomaly] = field(default_factory=list)

    @property
    def reader(self) -> Reader:
        return self.found.reader

    @property
    def facts(self) -> Facts:
        return self.found.facts

    def span(self, name: str, less: Integers | None = None) -> Measured:
        worked = self.found.business or name == ALWAYS_WORKED
        hours = self.found.hours if worked else None
        found = measured(self.facts, name, self.grouping, hours=hours, less=less)
        if less is None:
            self.anomalies.extend(found.anomalies)
        return found

    @property
    def instants(self) -> list[int]:
        """The end of the period, or of each step of time, at the latest now."""
        periods = [group.period or self.grouping.period for group in self.grouping.groups]
        return [self.now if each.end_at is None else min(each.end_at - 1, self.now) for each in periods]


Measuring = Callable[[Subject], Sequence[Value]]


def measure(
    reader: Reader,
    facts: Facts,
    grouping: Grouping,
    now: int,
    *,
    everything: Facts | None = None,
    business: bool = False,
    names: Collection[str] = DEFINITIONS,
    found: Findings | None = None,
) -> Measurement:
    """The values of some metrics; `business` tells all times in working hours.

    `found` is what is known of the same incidents from another measurement.
    """
    if found is None:
        found = Findings(reader, facts, facts if everything is None else everything, business, grouping.period)
    subject = Subject(found, grouping, now)
    values = {name: _MEASURING[name](subject) for name in DEFINITIONS if name in names and _fits(name, grouping)}
    worked = business or ALWAYS_WORKED in values
    return Measurement(
        grouping,
        values,
        len(facts),
        left_out(facts),
        subject.anomalies,
        subject.found.hours.names if worked else (),
        service_times(reader, grouping.period, now) if not OF_SERVICES.isdisjoint(names) else (),
    )


def left_out(facts: Facts) -> LeftOut:
    duplicates = facts["duplicate"] == 1
    counted = facts.counted
    return LeftOut(
        canceled=len(facts) - int((counted | duplicates).sum()),
        duplicates=int(duplicates.sum()),
        children=int((counted & (facts["parent_id"] != MISSING)).sum()),
    )


def _fits(name: str, grouping: Grouping) -> bool:
    """Only a service is up or down."""
    if name in OF_SERVICES:
        return grouping.by == "service"
    return name not in _OF_THE_DESK or grouping.by not in FIELDS


# ── each of them ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _span(name: str) -> Measuring:
    return lambda subject: spread(subject.span(name))


def _net(subject: Subject) -> list[Distribution]:
    return spread(subject.span("time-to-resolve", subject.found.not_ours))


def _sla(name: str) -> Measuring:
    return lambda subject: sla_shares(subject.facts, subject.found.results, subject.grouping)[name]


def _open_breached(subject: Subject) -> list[Count]:
    """Of now, whatever the period is."""
    now = clock.instant(subject.now)
    overdue = [each for each, standing in standings(subject.reader, now).items() if standing.overdue]
    places = subject.facts.places_of(np.array(overdue, np.int64))
    places = places[places >= 0]
    places = places[subject.facts.counted[places]]
    return [Count(each) for each in counted_by(_standing_codes(subject, places), len(subject.grouping))]


def _standing_codes(subject: Subject, places: Integers) -> Integers:
    """The group of incidents as they stand; of steps of time the last one, in which they still are."""
    grouping = subject.grouping
    if grouping.by in FIELDS:
        # Whatever the period is: a time in it stands for all of them.
        return grouping.codes(np.full(len(places), _inside(grouping, subject.now)), places)
    return np.full(len(places), len(grouping) - 1)


def _inside(grouping: Grouping, now: int) -> int:
    period = grouping.period
    if period.holds(now):
        return now
    start, end = period.start_at, period.end_at
    return start if start is not None and now < start else (end or 1) - 1


def _came_and_went(subject: Subject) -> tuple[list[int], list[int]]:
    facts, grouping = subject.facts, subject.grouping
    return volumes(facts, grouping, "created_at"), counted_by(resolved_codes(facts, grouping), len(grouping))


def _backlog(subject: Subject) -> list[Count]:
    if subject.grouping.by in FIELDS:
        return [Count(each.n) for each in _backlog_age(subject)]
    return [Count(int(each)) for each in backlog(subject.facts, np.array(subject.instants), subject.found.reopened)]


def _backlog_age(subject: Subject) -> list[Distribution]:
    facts, grouping = subject.facts, subject.grouping
    ages, codes = [], []
    if grouping.by in FIELDS:
        end = grouping.period.end_at
        at = subject.now if end is None else min(end - 1, subject.now)
        places = np.flatnonzero(open_at(facts, at, subject.found.reopened))
        ages.append(at - facts["created_at"][places])
        codes.append(_standing_codes(subject, places))
    else:
        for place, at in enumerate(subject.instants):
            created = facts["created_at"][open_at(facts, at, subject.found.reopened)]
            ages.append(at - created)
            codes.append(np.full(len(created), place))
    joined = np.concatenate(codes) if codes else np.empty(0, np.int64)
    lengths = np.concatenate(ages) if ages else np.empty(0, np.int64)
    return distributions(lengths / SECOND, joined, counted_by(joined, len(grouping)))


def _reopen_rate(subject: Subject) -> Sequence[Value]:
    return reopen_rate(subject.facts, subject.found.reopened, subject.grouping, subject.now)


def _first_contact(subject: Subject) -> Sequence[Value]:
    return first_contact(
        subject.facts,
        subject.grouping,
        subject.now,
        reopened=subject.found.reopened,
        held=subject.found.held,
        asked_again=subject.found.asked_again,
        repeated=subject.found.repeated(CONTACT_HOLDS)[1],
    )


def _repeat_rate(subject: Subject) -> Sequence[Value]:
    return repeat_rate(subject.facts, subject.found.repeated(WITHIN)[0], subject.grouping)


def _of_services(pick: Callable[[ServiceTime], Amount]) -> Measuring:
    def found(subject: Subject) -> Sequence[Value]:
        known = {
            each.name.casefold(): pick(each)
            for each in service_times(subject.reader, subject.grouping.period, subject.now)
        }
        return [known.get(group.key.casefold(), Amount(None, 0)) for group in subject.grouping.groups]

    return found


_MEASURING: dict[str, Measuring] = {
    **{name: _span(name) for name in SPANS},
    "net-time-to-resolve": _net,
    **{name: _sla(name) for name in METRIC_OF.values()},
    "sla-coverage": lambda subject: sla_coverage(subject.facts, subject.found.results, subject.grouping),
    "open-breached": _open_breached,
    "reopen-rate": _reopen_rate,
    "reopened": lambda subject: reopened_count(subject.facts, subject.grouping),
    "created": lambda subject: [Count(each) for each in _came_and_went(subject)[0]],
    "resolved": lambda subject: [Count(each) for each in _came_and_went(subject)[1]],
    "net-flow": lambda subject: net_flow(*_came_and_went(subject)),
    "backlog": _backlog,
    "backlog-age": _backlog_age,
    "first-contact-resolution": _first_contact,
    "first-assignment-resolution": lambda subject: first_assignment(subject.facts, subject.grouping),
    "repeat-rate": _repeat_rate,
    "reassignments": lambda subject: reassignments(subject.facts, subject.grouping),
    "found-by-monitoring": lambda subject: found_by_monitoring(subject.facts, subject.grouping),
    "reviews-on-time": lambda subject: reviews_on_time(subject.reader, subject.facts, subject.grouping, subject.now),
    "actions-on-time": lambda subject: actions_on_time(
        subject.reader, subject.grouping.period, subject.grouping, subject.now
    ),
    "csat": lambda subject: satisfied(subject.reader, subject.facts, subject.grouping),
    "response-rate": lambda subject: answered(subject.reader, subject.facts, subject.grouping),
    "drill-score": lambda subject: drill_scores(subject.reader, subject.grouping),
    "mtbf": _of_services(lambda each: each.mtbf),
    "availability": _of_services(lambda each: each.availability),
}
