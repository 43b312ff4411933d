"""Everything that the page of a rota shows beside its timeline."""

from dataclasses import dataclass

from incidentdesk.language import _
from incidentdesk.prepare.on_call import OnCall, next_on_call, on_call_of, rota_of
from incidentdesk.prepare.rota_health import Health, health_of
from incidentdesk.prepare.rota_list import LOOKED_AHEAD, StandIn, stand_ins
from incidentdesk.prepare.rota_shift import Rota
from incidentdesk.prepare.rota_time import DAY
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class RotaSheet:
    """`people` are the ids of all who can stand in, by their names; `health` is that of the next 28 days."""

    rota: Rota
    description: str
    now: tuple[OnCall, ...]
    next: OnCall | None
    health: Health
    stand_ins: tuple[StandIn, ...]
    people: dict[str, int]


def rota_sheet(reader: Reader, rota_id: int, now: int) -> RotaSheet:
    """Raises Refused where the rota is not there or in the trash."""
    rota, found = rota_of(reader, rota_id), health_of(reader, rota_id, now, now + LOOKED_AHEAD)
    if rota is None or found is None:
        raise Refused(_("This rota is not there, or it is in the trash."))
    description = reader.rows("SELECT description FROM rota WHERE id = :id", {"id": rota_id})[0][0]
    return RotaSheet(
        rota,
        description,
        tuple(on_call_of(rota, now)),
        next_on_call(rota, now),
        found,
        tuple(stand_ins(reader, rota_id, now - 7 * DAY)),
        people_by_name(reader),
    )


def people_by_name(reader: Reader) -> dict[str, int]:
    rows = reader.rows(
        "SELECT name, id FROM person WHERE staff AND withdrawn_at IS NULL AND left_on = ''"
        " ORDER BY lower(name), id DESC"
    )
    return {str(name): int(person_id) for name, person_id in rows}
