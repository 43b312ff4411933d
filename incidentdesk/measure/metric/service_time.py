"""How much of the agreed time a service was there, and how long it ran between failures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from incidentdesk.measure.metric.distribution import Amount
from incidentdesk.measure.metric.period import Period
from incidentdesk.prepare.business_time import WorkingTime, business_between, working_times
from incidentdesk.store.reading import Reader

_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """A service over a period; times in seconds. `agreed` is its support hours, every hour where it has none.

    `downtime` and `degraded` are unplanned and lie within the agreed time. Planned outages are taken out of the
    agreed time.
    """

    service_id: int
    name: str
    agreed: float
    downtime: float
    degraded: float
    failures: int

    @property
    def availability(self) -> Amount:
        """From 0 to 1."""
        share = (self.agreed - self.downtime) / self.agreed if self.agreed > 0 else None
        return Amount(share, self.failures)

    @property
    def mtbf(self) -> Amount:
        """Mean time between failures; without one it is longer than what was observed, and not infinite."""
        if self.agreed <= 0:
            return Amount(None, 0)
        up = self.agreed - self.downtime
        return Amount(up / self.failures, self.failures) if self.failures else Amount(up, 0, at_least=True)

    @property
    def mtbsi(self) -> Amount:
        """Mean time between service incidents: the whole time by failures, which is MTBF and MTRS together."""
        return Amount(self.agreed / self.failures, self.failures) if self.failures else Amount(None, 0)


Stretch = tuple[int, int]


def service_times(reader: Reader, period: Period, now: int, service_ids: Iterable[int] = ()) -> list[ServiceTime]:
    """All services, or these; what is still to come of the period is not in it.

    Without a beginning the period begins with the first outage or incident of the desk.
    """
    start, end = _bounds(reader, period, now)
    wanted = set(service_ids)
    services = [
        row
        for row in reader.rows("SELECT id, name, calendar_id FROM service WHERE withdrawn_at IS NULL ORDER BY name, id")
        if not wanted or row[0] in wanted
    ]
    working = working_times(reader, {(row[2], "") for row in services})
    known = _outages(reader, start, end, now)
    return [
        _measured(int(service_id), name, working[calendar_id, ""], known.get(service_id, []), start, end)
        for service_id, name, calendar_id in services
    ]


def _bounds(reader: Reader, period: Period, now: int) -> Stretch:
    start = period.start_at
    if start is None:
        first = reader.rows(
            "SELECT min(at) FROM (SELECT min(began_at) AS at FROM outage WHERE withdrawn_at IS NULL"
            " UNION ALL SELECT min(created_at) FROM incident WHERE withdrawn_at IS NULL) AS firsts"
        )
        start = first[0][0] if first[0][0] is not None else now
    end = now if period.end_at is None else min(period.end_at, now)
    return start, max(start, end)


_Known = tuple[int, int, str, bool]  # from, until, degree, planned


def _outages(reader: Reader, start: int, end: int, now: int) -> dict[int, list[_Known]]:
    rows = reader.rows(
        "SELECT service_id, began_at, COALESCE(ended_at, :now), degree, planned FROM outage"
        " WHERE withdrawn_at IS NULL AND began_at < :end AND COALESCE(ended_at, :now) > :start ORDER BY began_at",
        {"now": now, "start": start, "end": end},
    )
    found: dict[int, list[_Known]] = {}
    for service_id, began, ended, degree, planned in rows:
        found.setdefault(service_id, []).append((max(began, start), min(ended, end), degree, bool(planned)))
    return found


def _measured(
    service_id: int, name: str, working: WorkingTime, outages: Sequence[_Known], start: int, end: int
) -> ServiceTime:
    planned = joined((low, high) for low, high, _degree, is_planned in outages if is_planned)
    full = without(joined((o[0], o[1]) for o in outages if not o[3] and o[2] == "Full"), planned)
    degraded = without(joined((o[0], o[1]) for o in outages if not o[3] and o[2] != "Full"), joined([*planned, *full]))
    # A failure that goes on over a planned outage is one failure.
    failures = joined((o[0], o[1]) for o in outages if not o[3] and o[2] == "Full")

    def worked(stretches: Iterable[Stretch]) -> float:
        return sum(business_between(working, low, high) for low, high in stretches) / _SECOND

    return ServiceTime(
        service_id,
        name,
        worked([(start, end)]) - worked(planned),
        worked(full),
        worked(degraded),
        sum(1 for each in failures if without([each], planned)),
    )


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """In their order, overlapping ones as one."""
    found: list[Stretch] = []
    for low, high in sorted(stretches):
        if found and low <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], high)
        elif low < high:
            found.append((low, high))
    return found


def without(stretches: Iterable[Stretch], holes: Sequence[Stretch]) -> list[Stretch]:
    """What is left of stretches outside of holes that are in order."""
    found = []
    for start, high in stretches:
        low = start
        for begin, end in holes:
            if end <= low or begin >= high:
                continue
            if begin > low:
                found.append((low, begin))
            low = max(low, end)
        if low < high:
            found.append((low, high))
    return found
