"""Who is meant by a role, a team or a department: the people whom a course is required of and a campaign asks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from incidentdesk.store.reading import Reader

# Departments are those of people and, where they have none of their own, of their teams.
_PEOPLE = (
    "SELECT p.id, p.name, p.staff, p.team_id, COALESCE(team.name, ''), p.leads_team,"
    " COALESCE(p.department_id, team.department_id), COALESCE(own.name, teams.name, '') FROM person p"
    " LEFT JOIN team ON team.id = p.team_id AND team.withdrawn_at IS NULL"
    " LEFT JOIN department own ON own.id = p.department_id LEFT JOIN department teams ON teams.id = team.department_id"
    " WHERE p.withdrawn_at IS NULL AND (p.left_on = '' OR p.left_on >= :today) ORDER BY lower(p.name), p.id"
)
# Of a rota everybody who takes turns, of a team those who lead it (see `role_holder`).
_HOLDERS = (
    "SELECT h.role_id, role.name, h.person_id, h.team_id, h.rota_id FROM role_holder h"
    " JOIN role ON role.id = h.role_id AND role.withdrawn_at IS NULL WHERE h.withdrawn_at IS NULL"
    " ORDER BY role.position, role.id"
)
_TURNS = (
    "SELECT l.rota_id, t.person_id FROM rota_turn t JOIN rota_layer l ON l.id = t.layer_id AND l.withdrawn_at IS NULL"
    " WHERE t.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """`roles` are the roles that the person may come to hold, by their ids, in the order of the list of roles."""

    id: int
    name: str
    staff: bool
    team_id: int | None
    team: str
    leads_team: bool
    department_id: int | None
    department: str
    roles: Mapping[int, str]


def addressees(reader: Reader, today: str) -> list[Addressee]:
    """Everybody who has not left before `today` (YYYY-MM-DD), in the order of the alphabet."""
    people = reader.rows(_PEOPLE, {"today": today})
    roles = _roles(reader, [(row[0], row[3], bool(row[5])) for row in people])
    return [
        Addressee(key, name, bool(staff), team_id, team, bool(leads), department_id, department, roles[key])
        for key, name, staff, team_id, team, leads, department_id, department in people
    ]


def asked(
    people: Iterable[Addressee],
    *,
    role_id: int | None = None,
    team_id: int | None = None,
    department_id: int | None = None,
) -> list[Addressee]:
    """Those of all that are given; all staff where nothing is."""
    if role_id is None and team_id is None and department_id is None:
        return [each for each in people if each.staff]
    return [
        each
        for each in people
        if (role_id is None or role_id in each.roles)
        and team_id in (None, each.team_id)
        and department_id in (None, each.department_id)
    ]


def _roles(reader: Reader, people: list[tuple[int, int | None, bool]]) -> dict[int, dict[int, str]]:
    turns: dict[int, set[int]] = defaultdict(set)
    for rota_id, person_id in reader.rows(_TURNS):
        turns[rota_id].add(person_id)
    leads: dict[int | None, set[int]] = defaultdict(set)
    for person_id, team_id, leads_team in people:
        if leads_team:
            leads[team_id].add(person_id)
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for role_id, role, person_id, team_id, rota_id in reader.rows(_HOLDERS):
        holders = {person_id} if person_id is not None else leads[team_id] if team_id is not None else turns[rota_id]
        for holder in holders:
            found[holder][role_id] = role
    return found
