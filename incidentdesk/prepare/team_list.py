"""The teams with their members, and the departments."""

from collections import defaultdict
from dataclasses import dataclass, replace

from incidentdesk.store.reading import Reader

_TEAMS = (
    "SELECT t.id, t.name, COALESCE(department.name, ''), t.email, t.description FROM team t"
    " LEFT JOIN department ON department.id = t.department_id AND department.withdrawn_at IS NULL"
    " WHERE t.withdrawn_at IS NULL ORDER BY lower(t.name), t.id"
)
_MEMBERS = (
    "SELECT team_id, id, name, leads_team, job_title FROM person WHERE team_id IS NOT NULL AND withdrawn_at IS NULL"
    " AND (left_on = '' OR left_on >= :today) ORDER BY leads_team DESC, lower(name), id"
)
_DEPARTMENTS = (
    "SELECT d.id, d.name,"
    " (SELECT count(*) FROM team WHERE team.department_id = d.id AND team.withdrawn_at IS NULL),"
    " (SELECT count(*) FROM person WHERE person.department_id = d.id AND person.withdrawn_at IS NULL)"
    " FROM department d WHERE d.withdrawn_at IS NULL ORDER BY lower(d.name), d.id"
)


@dataclass(frozen=True, slots=True)
class Member:
    person_id: int
    name: str
    leads: bool = False
    job_title: str = ""


@dataclass(frozen=True, slots=True)
class TeamRow:
    """Who leads stands first among the members."""

    id: int
    name: str
    department: str
    email: str
    description: str
    members: tuple[Member, ...] = ()

    @property
    def leads(self) -> tuple[str, ...]:
        return tuple(member.name for member in self.members if member.leads)


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """With how many teams and people belong to it."""

    id: int
    name: str
    teams: int
    people: int


def teams(reader: Reader, today: str = "") -> list[TeamRow]:
    """All of them in the order of the alphabet; who has left before `today` (YYYY-MM-DD) is no member any more."""
    members: dict[int, list[Member]] = defaultdict(list)
    for team_id, person_id, name, leads, job_title in reader.rows(_MEMBERS, {"today": today}):
        members[team_id].append(Member(person_id, name, bool(leads), job_title))
    found = [TeamRow(*row) for row in reader.rows(_TEAMS)]
    return [replace(row, members=tuple(members[row.id])) for row in found]


def departments(reader: Reader) -> list[DepartmentRow]:
    """All of them in the order of the alphabet."""
    return [DepartmentRow(*row) for row in reader.rows(_DEPARTMENTS)]
