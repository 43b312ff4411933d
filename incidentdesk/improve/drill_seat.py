"""Who takes part in a drill: one part for everybody, and nobody on two drills at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.improve.drill import DrillPart, DrillState, drill_participant
from incidentdesk.improve.drill_list import MINUTE, drill_row, live_drills
from incidentdesk.improve.drill_number import drill_number
from incidentdesk.language import _, isolated
from incidentdesk.prepare.person import person
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


@dataclass(frozen=True, slots=True)
class Seating:
    """Who is to take part, as what, and in which role of the plan."""

    person_id: int
    part: str = DrillPart.PARTICIPANT
    role_id: int | None = None


def seats_of(participants: Iterable[Seating]) -> list[Seating]:
    seats = list(participants)
    if len({each.person_id for each in seats}) < len(seats):
        raise Refused(_("Somebody is named twice. Everybody has one part in a drill."))
    return seats


def seated(session: Session, drill_id: int) -> list[Seating]:
    row = drill_row(session.reader, drill_id)
    return [Seating(each.person_id, each.part, each.role_id) for each in row.seats] if row else []


def seat(session: Session, drill_id: int, seats: Sequence[Seating]) -> None:
    table = drill_participant
    rows = session.connection.execute(sa.select(table).where(table.c.drill_id == drill_id)).all()
    known = {row.person_id: row for row in rows}
    for each in seats:
        facts = {"part": each.part, "role_id": each.role_id}
        if each.person_id in known:
            ledger.update(session, table, known[each.person_id].id, {**facts, "withdrawn_at": None})
        else:
            ledger.insert(session, table, {"drill_id": drill_id, "person_id": each.person_id, **facts})
    wanted = {each.person_id for each in seats}
    for row in rows:
        if row.person_id not in wanted and row.withdrawn_at is None:
            ledger.withdraw(session, table, row.id)


def refuse_busy(
    session: Session, seats: Sequence[Seating], planned_at: int, planned_length: int, own_id: int | None
) -> None:
    """Nobody is on two drills at once."""
    ledger.hold(session)
    until = planned_at + planned_length * MINUTE
    found = session.reader.rows(
        "SELECT t.person_id, d.id, d.planned_at FROM drill_participant t JOIN drill d ON d.id = t.drill_id"
        " WHERE t.withdrawn_at IS NULL AND d.withdrawn_at IS NULL AND d.id <> :own"
        " AND (d.state = :scheduled AND d.planned_at < :until"
        " AND d.planned_at + CAST(d.planned_length AS BIGINT) * 60000000 > :planned"
        " OR d.state IN (:running, :paused) AND :planned < CASE"
        " WHEN d.started_at + CAST(d.planned_length AS BIGINT) * 60000000 > :now"
        " THEN d.started_at + CAST(d.planned_length AS BIGINT) * 60000000 ELSE :now END AND d.started_at < :until)",
        {
            "own": own_id or 0,
            "until": until,
            "planned": planned_at,
            "now": session.at,
            "scheduled": DrillState.SCHEDULED,
            "running": DrillState.RUNNING,
            "paused": DrillState.PAUSED,
        },
    )
    wanted = {each.person_id for each in seats}
    for person_id, drill_id, at in found:
        if person_id in wanted:
            raise _is_busy(session, person_id, drill_id, at)


def refuse_on_live(session: Session, drill_id: int) -> None:
    mine = {each.person_id for each in seated(session, drill_id)}
    for other in live_drills(session.reader):
        for each in other.seats:
            if other.id != drill_id and each.person_id in mine:
                raise _is_busy(session, each.person_id, other.id, other.started_at or other.planned_at)


def _is_busy(session: Session, person_id: int, drill_id: int, at: int) -> Refused:
    name = session.connection.execute(sa.select(person.c.name).where(person.c.id == person_id)).scalar()
    return Refused(
        _("{name} is on {number} at that time ({when} UTC). Nobody can be on two drills at once.").format(
            name=isolated(str(name)), number=drill_number(drill_id), when=clock.instant(at).strftime("%Y-%m-%d %H:%M")
        )
    )
