"""Making and changing a rota, and standing in for each other: overrides, swaps, taking a shift."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.fact import (
    Fact,
    changed_columns,
    give_up_facts,
    line,
    named,
    present,
    stored_facts,
    text,
)
from incidentdesk.prepare.on_call import rota_of
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.record_name import make_room
from incidentdesk.prepare.rota import rota, rota_override
from incidentdesk.prepare.rota_layer_change import add_layer
from incidentdesk.prepare.rota_shift import Rota, lanes
from incidentdesk.prepare.rota_span import Span, common, without
from incidentdesk.prepare.rota_state import Every, OverrideKind, OverrideState
from incidentdesk.prepare.rota_time import day_span, instant_at, wall_at, wall_text, zone_named, zone_or
from incidentdesk.prepare.team import team, team_named
from incidentdesk.prepare.wording import line_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

ROTA_FACTS = {
    "name": line("name", N_("A rota needs a name, such as Network on call.")),
    "team": named("team_id", team, team_named),
    "time_zone": Fact(
        "time_zone", lambda _session, value: zone_named(str(value)).key, lambda _session, value: value
    ),
    "description": text("description"),
}  # fmt: skip

# When a new rota hands over, on Mondays by the clock of its zone; the layer says it from then on.
_HAND_OVER = "09:00"


def create_rota(
    session: Session,
    *,
    name: str,
    time_zone: str,
    people: Sequence[str] = (),
    team: str = "",
    description: str = "",
    layer: str = "",
    turn: int = 1,
    every: str = Every.WEEKS,
) -> int:
    """Make a rota with one layer, whose first turn has begun on the Monday before, and return its id.

    Raises Refused for a name that is missing or that another rota has, and for a zone that there is not.
    """
    facts = {"name": name, "time_zone": time_zone, "team": team, "description": description}
    columns = stored_facts(session, ROTA_FACTS, facts)
    make_room(session, rota, 0, columns["name"])
    rota_id = ledger.insert(session, rota, columns)
    starts = _monday_before(session, time_zone)
    called = layer or _("Primary")
    add_layer(session, rota_id, name=called, people=people, turn=turn, every=every, starts=wall_text(starts))
    return rota_id


def _monday_before(session: Session, time_zone: str) -> datetime:
    zone = zone_named(time_zone)
    now = wall_at(zone, session.at)
    monday = datetime.fromisoformat(f"{now.date() - timedelta(days=now.weekday())}T{_HAND_OVER}")
    return monday if instant_at(zone, monday) <= session.at else monday - timedelta(days=7)


def change_rota(
    session: Session, rota_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts. Raises Conflict where somebody has changed one of them since it was `seen`, and Refused."""
    row = present(session, rota, rota_id)
    columns = changed_columns(session, rota, ROTA_FACTS, row, changes, seen)
    if "name" in columns:
        make_room(session, rota, rota_id, columns["name"])
    if columns:
        ledger.update(session, rota, rota_id, columns)


def give_up_rota(session: Session, rota_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, rota, ROTA_FACTS, rota_id, given_up)


def withdraw_rota(session: Session, rota_id: int) -> None:
    """Take a rota out of sight; Undo brings it back."""
    present(session, rota, rota_id)
    ledger.withdraw(session, rota, rota_id)


# ── standing in for each other ───────────────────────────────────────────────────────────────────────────────────


def add_override(
    session: Session,
    rota_id: int,
    *,
    person_id: int,
    from_at: int,
    until_at: int,
    instead_of_id: int | None = None,
    reason: str = "",
) -> int:
    """Put somebody on call for a span, instead of another or of whoever is on the first layer; return its id.

    Raises Refused for a span without length, for a person who has left by its end or is absent for all of it, for one
    instead of the same, and for one instead of somebody who has no shift then.
    """
    present(session, rota, rota_id)
    if person_id == instead_of_id:
        raise Refused(_("Somebody can't stand in for oneself. Choose two different people."))
    _refuse_span(from_at, until_at)
    if instead_of_id is not None:
        _refuse_no_shift(session, rota_id, instead_of_id, (from_at, until_at))
    facts = {"rota_id": rota_id, "kind": OverrideKind.OVERRIDE, "state": OverrideState.AGREED}
    return _stand_in(session, facts, person_id, instead_of_id, (from_at, until_at), reason)


def take_shift(
    session: Session, rota_id: int, *, person_id: int, instead_of_id: int, from_at: int, until_at: int
) -> int:
    """Take the shift of another (oncall#4538); raises Refused where that one has none in the span, and as overrides."""
    _refuse_span(from_at, until_at)
    held = _refuse_no_shift(session, rota_id, instead_of_id, (from_at, until_at))
    return add_override(
        session, rota_id, person_id=person_id, instead_of_id=instead_of_id, from_at=held[0][0], until_at=held[-1][1],
        reason=_("Taken"),
    )  # fmt: skip


def withdraw_override(session: Session, override_id: int) -> None:
    """Take an override away, of a swap both halves; the shifts are again as their layers say."""
    row = present(session, rota_override, override_id)
    for half in _halves(session, row["pair"]) if row["pair"] else [override_id]:
        ledger.withdraw(session, rota_override, half)


def propose_swap(
    session: Session,
    rota_id: int,
    *,
    first_id: int,
    first_span: Span,
    second_id: int,
    second_span: Span,
    reason: str = "",
) -> str:
    """Propose that two people exchange shifts, and return the pair; nothing moves until the other one agrees.

    Raises Refused where one of them has no shift in the span that is to be given away.
    """
    present(session, rota, rota_id)
    if first_id == second_id:
        raise Refused(_("A swap is between two different people."))
    pair = new_key()
    facts = {"rota_id": rota_id, "kind": OverrideKind.SWAP, "state": OverrideState.PROPOSED, "pair": pair}
    for giver, taker, span in ((first_id, second_id, first_span), (second_id, first_id, second_span)):
        _refuse_span(*span)
        held = _refuse_no_shift(session, rota_id, giver, span)
        _stand_in(session, facts, taker, giver, (held[0][0], held[-1][1]), reason)
    return pair


def answer_swap(session: Session, pair: str, *, agreed: bool) -> None:
    """Agree to a proposed swap, or decline it.

    Raises Refused where it was answered before, and to agreeing where one of the shifts is over or is no longer that
    of who would give it, or whoever has taken it since would lose it unasked.
    """
    halves = _halves(session, pair)
    if not halves:
        raise Refused(_("This swap is not there any more."))
    for half in halves:
        row = present(session, rota_override, half)
        if row["state"] != OverrideState.PROPOSED:
            raise Refused(_("This swap was answered already: {state}.").format(state=_(row["state"])))
        if agreed:
            _refuse_moved(session, row)
        state = OverrideState.AGREED if agreed else OverrideState.DECLINED
        ledger.update(session, rota_override, half, {"state": state})


def _halves(session: Session, pair: str) -> list[int]:
    rows = session.reader.rows(
        "SELECT id FROM rota_override WHERE pair = :pair AND pair <> '' AND withdrawn_at IS NULL ORDER BY id",
        {"pair": pair},
    )
    return [int(row[0]) for row in rows]


def _stand_in(
    session: Session, facts: Mapping[str, Any], person_id: int, instead_of_id: int | None, span: Span, reason: str
) -> int:
    _refuse_away(session, facts["rota_id"], person_id, span)
    said = line_of(reason, "") if reason.strip() else ""
    return ledger.insert(
        session,
        rota_override,
        {
            **facts,
            "key": new_key(),
            "person_id": person_id,
            "instead_of_id": instead_of_id,
            "from_at": span[0],
            "until_at": span[1],
            "reason": said,
            "created_at": session.at,
            "created_by": session.actor,
        },
    )


def _refuse_moved(session: Session, half: Mapping[str, Any]) -> None:
    span = (half["from_at"], half["until_at"])
    giver = session.reader.rows("SELECT name FROM person WHERE id = :id", {"id": half["instead_of_id"]})[0][0]
    if span[1] <= session.at:
        raise Refused(
            _("The shift of {name} is over. Decline the swap, and propose another.").format(name=isolated(giver))
        )
    if without([span], _held(session, half["rota_id"], half["instead_of_id"], span)):
        raise Refused(
            _("{name} no longer has all of this shift. Decline the swap, and propose another.").format(
                name=isolated(giver)
            )
        )


def _refuse_span(from_at: int, until_at: int) -> None:
    if until_at <= from_at:
        raise Refused(_("The end is not after the beginning. Choose a later end."))


def _refuse_away(session: Session, rota_id: int, person_id: int, span: Span) -> None:
    """A stand-in who has left by the end of the span, or is absent for the whole of it, would be none."""
    rows = session.reader.rows(
        "SELECT p.name, p.left_on, p.withdrawn_at, p.time_zone, coalesce(c.time_zone, ''), r.time_zone FROM person p"
        " JOIN rota r ON r.id = :rota LEFT JOIN calendar c ON c.id = p.calendar_id WHERE p.id = :id",
        {"id": person_id, "rota": rota_id},
    )
    if not rows or rows[0][2] is not None:
        raise Refused(_("This person is not there any more. Choose somebody else."))
    name, left_on, _withdrawn, own_zone, calendar_zone, rota_zone = rows[0]
    zone = zone_or(own_zone or calendar_zone, zone_named(rota_zone))
    if left_on and wall_at(zone, span[1] - 1).date().isoformat() > left_on:
        raise Refused(
            _("{name} leaves on {day}, before this ends. Choose somebody else.").format(
                name=isolated(name), day=left_on
            )
        )
    absences = session.reader.rows(
        "SELECT from_on, until_on FROM absence WHERE person_id = :id AND withdrawn_at IS NULL", {"id": person_id}
    )
    if not without([span], [day_span(zone, first, last) for first, last in absences]):
        raise Refused(_("{name} is absent then. Choose somebody else.").format(name=isolated(name)))


def _refuse_no_shift(session: Session, rota_id: int, person_id: int, span: Span) -> list[Span]:
    held = _held(session, rota_id, person_id, span)
    if not held:
        raise Refused(_("There is no shift of this person in that time. Choose the time of one."))
    return held


def _held(session: Session, rota_id: int, person_id: int, span: Span) -> list[Span]:
    """What a person has of a span, in order."""
    whole: Rota | None = rota_of(session.reader, rota_id)
    found = lanes(whole, *span) if whole else []
    held = [shift.span for lane in found for shift in lane.shifts if shift.person_id == person_id]
    return sorted(common(held, [span]))
