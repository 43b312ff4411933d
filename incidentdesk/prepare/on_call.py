"""Who is on call, now, next and at any time; read from the rotas."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from incidentdesk.prepare.rota_shift import Lane, Layer, Override, Responder, Rota, Shift, final, lanes
from incidentdesk.prepare.rota_state import OverrideState
from incidentdesk.prepare.rota_time import DAY, zone_or
from incidentdesk.store.reading import Reader, Row

_LOOKED_AHEAD = (2 * DAY, 14 * DAY, 120 * DAY)  # how far the next one is looked for, near first


@dataclass(frozen=True, slots=True)
class OnCall:
    """Instants are microseconds since 1970; the shift may have been cut by an override or an absence."""

    rota_id: int
    rota: str
    layer: str
    person_id: int
    person: str
    from_at: int
    until_at: int


def on_call(reader: Reader, rota_id: int, at: int) -> list[OnCall]:
    """Who can be asked at an instant, the primary first; empty where there is nobody or no such rota."""
    rota = rota_of(reader, rota_id)
    return on_call_of(rota, at) if rota else []


def on_call_of(rota: Rota, at: int) -> list[OnCall]:
    return [
        _said(rota, shift)
        for lane in lanes(rota, at, at + 1)
        for shift in lane.shifts
        if shift.from_at <= at < shift.until_at and not shift.away
    ]


def next_on_call(rota: Rota, at: int) -> OnCall | None:
    """Who is asked first after whoever is now, None where nothing changes within 120 days."""
    for ahead in _LOOKED_AHEAD:
        found = final(lanes(rota, at, at + ahead), at, at + ahead)
        now = next((each.person_id for each in found if each.from_at <= at), None)
        following = next((each for each in found if each.from_at > at and each.person_id != now), None)
        # One that is cut off by the end of the search may be longer.
        if following is not None and (following.until_at < at + ahead or ahead == _LOOKED_AHEAD[-1]):
            return _said(rota, following)
    return None


def _said(rota: Rota, shift: Shift) -> OnCall:
    return OnCall(rota.id, rota.name, shift.layer, shift.person_id, shift.person, shift.from_at, shift.until_at)


def shifts(reader: Reader, rota_id: int, start: int, end: int) -> list[Shift]:
    """All shifts that touch a time, whole, lane by lane, also those in which the person is away (`away`)."""
    return [shift for lane in lanes_of(reader, rota_id, start, end) for shift in lane.shifts]


def lanes_of(reader: Reader, rota_id: int, start: int, end: int) -> list[Lane]:
    rota = rota_of(reader, rota_id)
    return lanes(rota, start, end) if rota else []


def shifts_of_person(reader: Reader, person_id: int, start: int, end: int) -> list[OnCall]:
    """The shifts of one person on all rotas that touch a time, in order; none in which the person is away."""
    return sorted(
        (
            _said(rota, shift)
            for rota in rotas_of(reader)
            for lane in lanes(rota, start, end)
            for shift in lane.shifts
            if shift.person_id == person_id and not shift.away
        ),
        key=lambda each: (each.from_at, each.rota_id),
    )


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


def rota_of(reader: Reader, rota_id: int) -> Rota | None:
    """A rota with all that its shifts depend on; None where it is not there or in the trash."""
    return next(iter(_rotas(reader, " AND r.id = :id", {"id": rota_id})), None)


def rotas_of(reader: Reader) -> list[Rota]:
    """All rotas in the order of the alphabet."""
    return _rotas(reader, "", {})


def _rotas(reader: Reader, which: str, parameters: dict[str, int]) -> list[Rota]:
    rows = reader.rows(
        "SELECT r.id, r.name, r.time_zone, t.name FROM rota r LEFT JOIN team t ON t.id = r.team_id"
        f" WHERE r.withdrawn_at IS NULL{which} ORDER BY lower(r.name), r.id",
        parameters,
    )
    layers, overrides = _layers(reader, which, parameters), _overrides(reader, which, parameters)
    people = _people(reader) if rows else {}
    return [_rota(row, layers[row[0]], overrides[row[0]], people) for row in rows]


def _rota(row: Row, layers: list[Layer], overrides: list[Override], people: dict[int, Responder]) -> Rota:
    rota_id, name, zone, team = row
    involved = {person_id for layer in layers for person_id in layer.people} | {each.person_id for each in overrides}
    known = tuple(people[person_id] for person_id in sorted(involved) if person_id in people)
    return Rota(rota_id, name, zone_or(zone, ZoneInfo("UTC")), tuple(layers), tuple(overrides), known, team or "")


def _layers(reader: Reader, which: str, parameters: dict[str, int]) -> dict[int, list[Layer]]:
    order = defaultdict(list)
    for layer_id, person_id in reader.rows(
        "SELECT layer_id, person_id FROM rota_turn WHERE withdrawn_at IS NULL ORDER BY position, id"
    ):
        order[layer_id].append(person_id)
    found: dict[int, list[Layer]] = defaultdict(list)
    for row in reader.rows(
        "SELECT l.rota_id, l.id, l.name, l.position, l.starts, l.ends, l.turn, l.every, l.windows, l.responder_time"
        f" FROM rota_layer l JOIN rota r ON r.id = l.rota_id WHERE l.withdrawn_at IS NULL{which}"
        " ORDER BY l.position, l.starts, l.id",
        parameters,
    ):
        found[row[0]].append(_layer(row, tuple(order[row[1]])))
    return found


def _layer(row: Row, people: tuple[int, ...]) -> Layer:
    _rota_id, layer_id, name, position, starts, ends, turn, every, windows, responder_time = row
    return Layer(
        layer_id, name, position, datetime.fromisoformat(starts), turn, every, people,
        datetime.fromisoformat(ends) if ends else None, json.loads(windows), bool(responder_time),
    )  # fmt: skip


def _overrides(reader: Reader, which: str, parameters: dict[str, int]) -> dict[int, list[Override]]:
    found: dict[int, list[Override]] = defaultdict(list)
    for rota_id, *rest in reader.rows(
        "SELECT o.rota_id, o.id, o.person_id, o.instead_of_id, o.from_at, o.until_at, o.kind, o.reason"
        " FROM rota_override o JOIN rota r ON r.id = o.rota_id"
        f" WHERE o.withdrawn_at IS NULL AND o.state = :agreed{which} ORDER BY o.created_at, o.id",
        {"agreed": str(OverrideState.AGREED), **parameters},
    ):
        found[rota_id].append(Override(*rest))
    return found


def _people(reader: Reader) -> dict[int, Responder]:
    absences = defaultdict(list)
    for person_id, first, last in reader.rows(
        "SELECT person_id, from_on, until_on FROM absence WHERE withdrawn_at IS NULL ORDER BY from_on"
    ):
        absences[person_id].append((first, last))
    rows = reader.rows(
        "SELECT p.id, p.name, CASE WHEN p.time_zone <> '' THEN p.time_zone ELSE coalesce(c.time_zone, '') END,"
        " p.left_on, p.email <> '' OR p.phone <> '' OR EXISTS (SELECT 1 FROM contact_method m WHERE m.person_id = p.id"
        " AND m.withdrawn_at IS NULL), p.withdrawn_at FROM person p LEFT JOIN calendar c ON c.id = p.calendar_id"
        " WHERE p.staff OR p.id IN (SELECT person_id FROM rota_turn) OR p.id IN (SELECT person_id FROM rota_override)"
    )
    return {row[0]: _responder(row, tuple(absences[row[0]])) for row in rows}


def _responder(row: Row, absences: Iterable[tuple[str, str]]) -> Responder:
    person_id, name, zone, left_on, reachable, withdrawn_at = row
    # Whoever was taken away is as one who has left long ago.
    gone = left_on or ("1970-01-01" if withdrawn_at is not None else "")
    return Responder(person_id, name, zone, gone, tuple(absences), bool(reachable))
