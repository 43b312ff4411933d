"""How much a rota asks of each person: hours, nights, weeks in a row."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time, timedelta

from incidentdesk.prepare.rota_shift import Rota, Shift
from incidentdesk.prepare.rota_span import Span, length, merged
from incidentdesk.prepare.rota_time import DAY, instant_at, wall_at, zone_or

# More than these is too much.
SHARE = 50  # percent of the time
NIGHTS = 14  # of 28
DAYS_RUNNING = 14  # without one free day between
_NIGHT = time(3)


@dataclass(frozen=True, slots=True)
class Load:
    """`held` is in microseconds, `nights` those in which the person is on call at 3 in the morning of the own zone."""

    person_id: int
    person: str
    held: int
    share: float
    nights: int
    running: Span

    @property
    def days_running(self) -> float:
        return (self.running[1] - self.running[0]) / DAY


def loads(rota: Rota, shifts: Iterable[Shift], start: int, end: int) -> list[Load]:
    """The load of each person within a time, the heaviest first; two layers at once count once."""
    spans: dict[int, list[Span]] = defaultdict(list)
    for shift in shifts:
        since, until = max(shift.from_at, start), min(shift.until_at, end)
        if not shift.away and since < until:
            spans[shift.person_id].append((since, until))
    found = [_load(rota, person_id, merged(held), end - start) for person_id, held in spans.items()]
    return sorted(found, key=lambda each: (-each.held, each.person))


def _load(rota: Rota, person_id: int, held: list[Span], whole: int) -> Load:
    person = rota.responder(person_id)
    zone = zone_or(person.time_zone, rota.zone)
    nights = 0
    for since, until in held:
        day = wall_at(zone, since).replace(hour=_NIGHT.hour, minute=0, second=0, microsecond=0)
        while instant_at(zone, day) < until:
            nights += instant_at(zone, day) >= since
            day += timedelta(days=1)
    return Load(person_id, person.name, length(held), length(held) / whole, nights, _longest(held))


def _longest(held: list[Span]) -> Span:
    """The longest time in which no day is free."""
    runs: list[Span] = []
    for since, until in held:
        if runs and since - runs[-1][1] < DAY:
            runs[-1] = (runs[-1][0], until)
        else:
            runs.append((since, until))
    return max(runs, key=lambda each: each[1] - each[0])
