"""The roles with who holds them, in which order, and who it is right now."""

from collections import defaultdict
from dataclasses import dataclass

from incidentdesk.language import N_
from incidentdesk.prepare.presence import Away
from incidentdesk.prepare.reach import Reached, reach
from incidentdesk.store.reading import Reader

_ROLES = (
    "SELECT id, name, description, position, commands FROM role WHERE withdrawn_at IS NULL"
    " ORDER BY position, lower(name), id"
)
_HOLDERS = (
    "SELECT h.role_id, h.\"key\", h.rota_id, h.person_id, h.team_id, COALESCE(rota.name, person.name, team.name, '')"
    " FROM role_holder h LEFT JOIN rota ON rota.id = h.rota_id LEFT JOIN person ON person.id = h.person_id"
    " LEFT JOIN team ON team.id = h.team_id WHERE h.withdrawn_at IS NULL ORDER BY h.role_id, h.position, h.id"
)
ROTA, PERSON, TEAM = N_("rota"), N_("person"), N_("team")


@dataclass(frozen=True, slots=True)
class Holder:
    """`kind` is ROTA (whoever is on call), PERSON or TEAM (its lead)."""

    key: str
    kind: str
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class RoleRow:
    """`now` is who can be asked, the first first; `missing` who would be and is away."""

    id: int
    name: str
    description: str
    position: int
    commands: bool
    holders: tuple[Holder, ...] = ()
    now: tuple[Reached, ...] = ()
    missing: tuple[Away, ...] = ()


def roles(reader: Reader, at: int) -> list[RoleRow]:
    """All of them in their order, with who holds them at an instant."""
    holders: dict[int, list[Holder]] = defaultdict(list)
    for role_id, *facts in reader.rows(_HOLDERS):
        holders[role_id].append(_holder(*facts))
    found = []
    for role_id, name, description, position, commands in reader.rows(_ROLES):
        held = reach(reader, role_id=role_id, at=at)
        held_by = tuple(holders[role_id])
        found.append(RoleRow(role_id, name, description, position, bool(commands), held_by, held.reached, held.missing))
    return found


def role_names(reader: Reader) -> list[str]:
    """In the order of the roles."""
    return [str(row[1]) for row in reader.rows(_ROLES)]


def holders_of(reader: Reader, role_id: int) -> list[Holder]:
    """Who holds one role, the first asked first."""
    return [_holder(*facts) for found, *facts in reader.rows(_HOLDERS) if found == role_id]


def _holder(key: str, rota_id: int | None, person_id: int | None, team_id: int | None, name: str) -> Holder:
    if rota_id is not None:
        return Holder(key, ROTA, rota_id, name)
    if person_id is not None:
        return Holder(key, PERSON, person_id, name)
    return Holder(key, TEAM, team_id or 0, name)
