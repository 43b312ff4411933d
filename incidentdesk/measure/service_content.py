"""What the service report says: of each service its numbers, its outages and its root causes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from incidentdesk.language import _, isolated
from incidentdesk.measure.metric.distribution import Count, Distribution, Share, Value
from incidentdesk.measure.metric.facts import Facts
from incidentdesk.measure.metric.grouping import grouping, in_period
from incidentdesk.measure.metric.measuring import Measurement, measure
from incidentdesk.measure.metric.period import Period
from incidentdesk.measure.metric.root_cause import root_causes
from incidentdesk.measure.metric.service_time import ServiceTime, service_times
from incidentdesk.refusal import Refused
from incidentdesk.store.column_reading import MISSING
from incidentdesk.store.reading import Reader

NAMES = (
    "created", "resolved", "backlog", "time-to-resolve", "time-to-restore", "sla-resolution", "repeat-rate",
    "availability", "mtbf",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outage:
    """Instants in microseconds since 1970; `ended_at` is None while it goes on."""

    began_at: int
    ended_at: int | None
    degree: str
    planned: bool
    incident_id: int | None
    note: str


@dataclass(frozen=True, slots=True)
class ServiceSheet:
    """One service: its values by metric, its time, its outages, and its root causes with their counts."""

    name: str
    values: Mapping[str, Value]
    time: ServiceTime
    outages: Sequence[Outage]
    causes: Sequence[tuple[str, int]]
    # Whether its agreed time is working time, so that a day of it has not 24 hours.
    worked: bool = False

    @property
    def quiet(self) -> bool:
        """Whether nothing happened to it."""
        counts = (self.values["created"], self.values["resolved"], self.values["backlog"])
        return not self.outages and not any(isinstance(each, Count) and each.value for each in counts)


@dataclass(frozen=True, slots=True)
class ServiceContent:
    """`without` are the values of incidents that name no service."""

    period: Period
    service: str
    sheets: Sequence[ServiceSheet]
    without: Mapping[str, Value] | None
    measurement: Measurement


def gather_services(
    reader: Reader, period: Period, now: int, *, everything: Facts, service: str = ""
) -> ServiceContent:
    """All services, those with most incidents first, or the one of that name; `now` in microseconds since 1970.

    Raises Refused where there is no service of that name.
    """
    known = service_times(reader, period, now)
    if service.strip():
        known = [each for each in known if each.name.casefold() == service.strip().casefold()]
        if not known:
            raise Refused(_("There is no service “{name}”.").format(name=isolated(service.strip())))
    groups = grouping(reader, everything, period, "service", now)
    measurement = measure(reader, everything, groups, now, names=NAMES)
    places = {group.key.casefold(): place for place, group in enumerate(measurement.groups)}
    outages, causes = _outages(reader, period, now), _causes(reader, everything, period)
    worked = {row[0] for row in reader.rows("SELECT id FROM service WHERE calendar_id IS NOT NULL")}
    sheets = [
        ServiceSheet(
            each.name,
            _values(measurement, places.get(each.name.casefold()), each),
            each,
            outages.get(each.service_id, []),
            causes.get(each.service_id, []),
            each.service_id in worked,
        )
        for each in known
    ]
    without = places.get("")
    return ServiceContent(
        period,
        known[0].name if service.strip() else "",
        sorted(sheets, key=lambda each: (-count_of(each.values["created"]), each.name.casefold())),
        None if without is None or service.strip() else _values(measurement, without, None),
        measurement,
    )


_NOTHING: dict[str, Value] = {
    **dict.fromkeys(("created", "resolved", "backlog"), Count(0)),
    **dict.fromkeys(("time-to-resolve", "time-to-restore"), Distribution(0, 0)),
    **dict.fromkeys(("sla-resolution", "repeat-rate"), Share(0, 0, 0)),
}


def _values(measurement: Measurement, place: int | None, time: ServiceTime | None) -> dict[str, Value]:
    """A service without any incident is in no group, but it has been there or not."""
    found = dict(_NOTHING) if place is None else {name: measurement.of(name, place) for name in _NOTHING}
    return found if time is None else {**found, "availability": time.availability, "mtbf": time.mtbf}


def count_of(value: Value) -> int:
    assert isinstance(value, Count)
    return value.value


def _outages(reader: Reader, period: Period, now: int) -> dict[int, list[Outage]]:
    """Those that meet the period, by service, the latest first."""
    start, end = period.start_at, period.end_at
    rows = reader.rows(
        "SELECT service_id, began_at, ended_at, degree, planned, incident_id, note FROM outage"
        " WHERE withdrawn_at IS NULL AND began_at < :end AND COALESCE(ended_at, :now) > :start"
        " ORDER BY began_at DESC, id",
        {"end": now if end is None else min(end, now), "now": now, "start": -(1 << 62) if start is None else start},
    )
    found: dict[int, list[Outage]] = {}
    for service_id, began, ended, degree, planned, incident_id, note in rows:
        found.setdefault(service_id, []).append(Outage(began, ended, degree, bool(planned), incident_id, note))
    return found


def _causes(reader: Reader, facts: Facts, period: Period) -> dict[int, list[tuple[str, int]]]:
    """The root causes of what was resolved in the period, by service, the most frequent first."""
    roots = root_causes(reader)
    places = facts.places_of(np.array([incident_id for incident_id, _text in roots], np.int64))
    counts = facts.counted & in_period(facts["resolved_at"], period) & (facts["service_id"] != MISSING)
    found: dict[int, Counter[str]] = {}
    spelled: dict[str, str] = {}
    for (_incident_id, text), place in zip(roots, places.tolist(), strict=True):
        if place >= 0 and counts[place]:
            spelled.setdefault(text.casefold(), text)
            found.setdefault(int(facts["service_id"][place]), Counter())[text.casefold()] += 1
    return {
        service: [(spelled[folded], n) for folded, n in sorted(each.items(), key=lambda pair: (-pair[1], pair[0]))]
        for service, each in found.items()
    }
