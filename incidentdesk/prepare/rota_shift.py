"""The shifts of a rota: turns of its layers, cut by overrides and agreed swaps, and by who is away.

Turns are counted on the wall clock of the rota's zone, hours too: a hand-over at 09:00 stays at 09:00 all year, so that
a turn over a night of summer time is an hour shorter or longer. Who leaves or is absent keeps the turns, so that nobody
else's move (goalert#1973); in them nobody stands, and the layer below is asked. Windows of a layer are meant on the
wall of the rota, or on that of the responder where the layer says so (oncall#5512). Layers with one position are one
lane: a changed layer ends at a hand-over and another follows it, so that the past stays as it was.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from incidentdesk.language import _
from incidentdesk.prepare.rota_span import Span, common, cut, merged, without
from incidentdesk.prepare.rota_time import Windows, day_span, instant_at, wall_at, window_spans, zone_or

ABSENT, LEFT = "absent", "left"


@dataclass(frozen=True, slots=True)
class Responder:
    """`absences` are pairs of ISO dates, first and last day; `left_on` is the last day or empty."""

    id: int
    name: str
    time_zone: str = ""
    left_on: str = ""
    absences: tuple[tuple[str, str], ...] = ()
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Layer:
    """`starts` and `ends` are wall-clock times of the rota's zone; `people` are ids in the order of their turns."""

    id: int
    name: str
    position: int
    starts: datetime
    turn: int
    every: str
    people: tuple[int, ...]
    ends: datetime | None = None
    windows: Windows = field(default_factory=dict)
    responder_time: bool = False

    @property
    def step(self) -> timedelta:
        return timedelta(**{self.every: self.turn})


@dataclass(frozen=True, slots=True)
class Override:
    """One that counts: somebody on call instead of another, or instead of whoever is on the first lane."""

    id: int
    person_id: int
    instead_of_id: int | None
    from_at: int
    until_at: int
    kind: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rota:
    id: int
    name: str
    zone: ZoneInfo
    layers: tuple[Layer, ...] = ()
    overrides: tuple[Override, ...] = ()
    people: tuple[Responder, ...] = ()
    team: str = ""

    def responder(self, person_id: int) -> Responder:
        return next((each for each in self.people if each.id == person_id), Responder(person_id, ""))


@dataclass(frozen=True, slots=True)
class Shift:
    """`away` is why nobody can be counted on in it: "absent" or "left"; `override_id` is 0 where it is a turn."""

    layer_id: int
    layer: str
    person_id: int
    person: str
    from_at: int
    until_at: int
    override_id: int = 0
    reason: str = ""
    away: str = ""

    @property
    def span(self) -> Span:
        return self.from_at, self.until_at


@dataclass(frozen=True, slots=True)
class Lane:
    """All shifts of one position, in order of time; `layers` one after another."""

    position: int
    name: str
    layers: tuple[Layer, ...]
    shifts: tuple[Shift, ...]


def period(rota: Rota, layer: Layer) -> Span:
    """From when to when a layer is in force."""
    ends = instant_at(rota.zone, layer.ends) if layer.ends else _FOREVER
    return instant_at(rota.zone, layer.starts), ends


_FOREVER = 200_000_000_000_000_000  # in the year 8307


def turns(rota: Rota, layer: Layer, start: int, end: int) -> Iterator[tuple[int, Span]]:
    """The turns that touch a time, whole but for the end of the layer, each with its number from 0."""
    last = period(rota, layer)[1]
    number = max(0, int((wall_at(rota.zone, start) - layer.starts) / layer.step) - 2)
    until = instant_at(rota.zone, layer.starts + number * layer.step)
    while until < min(end, last):
        since, number = until, number + 1
        until = instant_at(rota.zone, layer.starts + number * layer.step)
        if until > max(start, since):
            yield number - 1, (since, min(until, last))


def layer_shifts(rota: Rota, layer: Layer, start: int, end: int) -> list[Shift]:
    """Whose turn it is by the order of a layer and its windows, before overrides; whole shifts that touch a time."""
    if not layer.people:
        return []
    people = {person_id: rota.responder(person_id) for person_id in layer.people}
    return [
        shift
        for number, span in turns(rota, layer, start, end)
        for shift in _in_turn(rota, layer, people[layer.people[number % len(layer.people)]], span)
        if shift.until_at > start and shift.from_at < end
    ]


def _in_turn(rota: Rota, layer: Layer, person: Responder, span: Span) -> list[Shift]:
    zone = zone_or(person.time_zone, rota.zone) if layer.responder_time else rota.zone
    spans = common([span], window_spans(layer.windows, zone, *span))
    return [Shift(layer.id, layer.name, person.id, person.name, since, until) for since, until in spans]


def lanes(rota: Rota, start: int, end: int) -> list[Lane]:
    """The shifts that touch a time, the first lane being asked first; overrides and absences have cut into them."""
    positions = sorted({layer.position for layer in rota.layers})
    found = [_lane(rota, position, start, end) for position in positions]
    if not found and rota.overrides:
        found = [Lane(0, _("Overrides"), (), ())]
    since, until = _extent(rota, found, start, end)
    for override in rota.overrides:
        if override.until_at > since and override.from_at < until:
            found = [_overridden(rota, lane, override, first=place == 0) for place, lane in enumerate(found)]
    return [_presence(rota, lane, start, end) for lane in found]


def _extent(rota: Rota, found: Iterable[Lane], start: int, end: int) -> Span:
    """How far overrides count for a time: shifts are told whole, so what cuts into one beside the time counts too."""
    ends = [at for lane in found for shift in lane.shifts for at in shift.span]
    extent = min([start, *ends]), max([end, *ends])
    while True:
        near = [each for each in rota.overrides if each.until_at > extent[0] and each.from_at < extent[1]]
        begins, is_over = (each.from_at for each in near), (each.until_at for each in near)
        wider = min([extent[0], *begins]), max([extent[1], *is_over])
        if wider == extent:
            return extent
        extent = wider


def _lane(rota: Rota, position: int, start: int, end: int) -> Lane:
    layers = tuple(sorted((each for each in rota.layers if each.position == position), key=lambda each: each.starts))
    # The cuts of overrides and absences need the whole shifts at both ends.
    shifts = [shift for layer in layers for shift in layer_shifts(rota, layer, start, end)]
    return Lane(position, layers[-1].name, layers, tuple(sorted(shifts, key=lambda each: each.span)))


def _overridden(rota: Rota, lane: Lane, override: Override, *, first: bool) -> Lane:
    whole = (override.from_at, override.until_at)
    touched = [each for each in lane.shifts if each.until_at > whole[0] and each.from_at < whole[1]]
    spans = [whole] if first else []
    if override.instead_of_id is not None:
        spans = common((each.span for each in touched if each.person_id == override.instead_of_id), [whole])
    return replace(lane, shifts=_put(rota, lane, override, touched, spans)) if spans else lane


def _put(rota: Rota, lane: Lane, override: Override, touched: list[Shift], spans: list[Span]) -> tuple[Shift, ...]:
    around = [each for each in lane.shifts if each.until_at <= override.from_at or each.from_at >= override.until_at]
    kept = [piece for shift in touched for piece in _pieces(shift, without([shift.span], spans))]
    layer_id = lane.layers[-1].id if lane.layers else 0
    name = rota.responder(override.person_id).name
    new = [
        Shift(layer_id, lane.name, override.person_id, name, since, until, override.id, override.reason)
        for since, until in spans
    ]
    return tuple(sorted(around + kept + new, key=lambda each: each.span))


def _pieces(shift: Shift, spans: Iterable[Span], away: str | None = None) -> list[Shift]:
    gone = shift.away if away is None else away
    return [replace(shift, from_at=since, until_at=until, away=gone) for since, until in spans]


def _presence(rota: Rota, lane: Lane, start: int, end: int) -> Lane:
    absences = {each.id: _away(rota, each) for each in rota.people}
    pieces: list[Shift] = []
    for shift in lane.shifts:
        absent, left = absences.get(shift.person_id, ([], []))
        pieces += _pieces(shift, without([shift.span], absent + left), "")
        pieces += _pieces(shift, common([shift.span], left), LEFT)
        pieces += _pieces(shift, common(without([shift.span], left), absent), ABSENT)
    touching = (each for each in pieces if each.until_at > start and each.from_at < end)
    return replace(lane, shifts=tuple(sorted(touching, key=lambda each: each.span)))


def _away(rota: Rota, person: Responder) -> tuple[list[Span], list[Span]]:
    zone = zone_or(person.time_zone, rota.zone)
    absent = [day_span(zone, first, last) for first, last in person.absences]
    left = [(day_span(zone, person.left_on, person.left_on)[1], _FOREVER)] if person.left_on else []
    return absent, left


def final(found: Iterable[Lane], start: int, end: int) -> list[Shift]:
    """Who is asked first at each instant of a time, cut to it: the highest lane that has somebody."""
    shown: list[Shift] = []
    for lane in found:
        present = [shift for shift in lane.shifts if not shift.away]
        taken = merged(each.span for each in shown)
        for shift in present:
            shown += _pieces(shift, common(cut(shift.span, taken), [(start, end)]))
    return sorted(shown, key=lambda each: each.span)


def uncovered(found: Iterable[Lane], start: int, end: int) -> list[Span]:
    """The spans of a time in which nobody is on call."""
    return without([(start, end)], [each.span for each in final(found, start, end)])
