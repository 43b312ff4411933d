"""What a change of a layer does to shifts: which begin anew, and whose move (goalert#1973, oncall#5353).

A layer that has begun is not changed backwards, or nobody could say any more who was on call last week. It ends at the
next hand-over, and the changed one follows in the same lane; its order goes on after whoever had the turn before.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from incidentdesk.prepare.rota_shift import Layer, Rota, lanes, period, turns
from incidentdesk.prepare.rota_span import Span, common, merged, without
from incidentdesk.prepare.rota_time import instant_at, wall_at

_SCHEDULE = ("starts", "turn", "every", "people", "windows", "responder_time")


@dataclass(frozen=True, slots=True)
class Moved:
    """What one person loses and gets by a change, in spans of time."""

    person_id: int
    person: str
    lost: tuple[Span, ...]
    gained: tuple[Span, ...]


def succession(rota: Rota, old: Layer, new: Layer, now: int) -> tuple[Layer | None, Layer]:
    """The old layer with its end, None where it is changed as it stands, and the new one."""
    same = all(getattr(old, name) == getattr(new, name) for name in _SCHEDULE)
    if same or period(rota, old)[0] >= now:
        return None, new
    hand_over = _next_hand_over(rota, new, now)
    ends = min(old.ends, hand_over) if old.ends else hand_over
    return replace(old, ends=ends), replace(new, id=0, starts=hand_over, people=_continued(rota, old, new, hand_over))


def _next_hand_over(rota: Rota, layer: Layer, now: int) -> datetime:
    number = max(0, ceil((wall_at(rota.zone, now) - layer.starts) / layer.step))
    while instant_at(rota.zone, layer.starts + number * layer.step) < now:
        number += 1
    return layer.starts + number * layer.step


def _continued(rota: Rota, old: Layer, new: Layer, hand_over: datetime) -> tuple[int, ...]:
    """The new order, beginning with who follows the one whose turn ends."""
    last = turn_before(rota, old, instant_at(rota.zone, hand_over))
    if last is None:
        return new.people
    following = [*old.people[last:], *old.people[:last]]
    if following[0] in new.people:
        place = new.people.index(following[0]) + 1
    else:
        place = next((new.people.index(each) for each in following if each in new.people), 0)
    return new.people[place:] + new.people[:place]


def turn_before(rota: Rota, layer: Layer, at: int) -> int | None:
    """The place in the order of whoever has the turn that ends at an instant, or that runs just before it."""
    found = [number for number, _span in turns(rota, layer, at - 1, at)]
    return found[0] % len(layer.people) if found and layer.people else None


def changed_rota(rota: Rota, new: Layer, now: int) -> Rota:
    """The rota as it is after a layer, known by its id, has become another; a new layer has the id 0."""
    old = next((each for each in rota.layers if each.id == new.id), None)
    if old is None:
        return replace(rota, layers=(*rota.layers, new))
    ended, follows = succession(rota, old, new, now)
    changed = [follows] if ended is None else [ended, follows]
    return replace(rota, layers=(*(each for each in rota.layers if each.id != new.id), *changed))


def moved(before: Rota, after: Rota, start: int, end: int) -> list[Moved]:
    """Whose shifts become others within a time, in the order of the first that moves."""
    old, new = _held(before, start, end), _held(after, start, end)
    names = {each.id: each.name for each in (*before.people, *after.people)}
    found = []
    for person_id in {*old, *new}:
        lost, gained = without(old[person_id], new[person_id]), without(new[person_id], old[person_id])
        if lost or gained:
            found.append(Moved(person_id, names.get(person_id, ""), tuple(lost), tuple(gained)))
    return sorted(found, key=lambda each: (min((*each.lost, *each.gained)), each.person))


def _held(rota: Rota, start: int, end: int) -> dict[int, list[Span]]:
    held: dict[int, list[Span]] = defaultdict(list)
    for lane in lanes(rota, start, end):
        for shift in lane.shifts:
            held[shift.person_id].append(shift.span)
    return defaultdict(list, {each: merged(common(spans, [(start, end)])) for each, spans in held.items()})
