"""The people with how they are reached, who is on call, and who is away."""

from collections import defaultdict
from dataclasses import dataclass, replace

from incidentdesk.prepare.contact_method_change import WayToReach, missing_from
from incidentdesk.prepare.presence import day_in
from incidentdesk.store.reading import Reader

_PEOPLE = (
    "SELECT p.id, p.name, p.job_title, COALESCE(team.name, ''), COALESCE(department.name, ''), p.leads_team,"
    " p.leads_department, p.staff, COALESCE(p.account, ''), p.left_on, p.time_zone, COALESCE(calendar.name, ''),"
    " p.vip, COALESCE(calendar.time_zone, ''), p.email, p.phone FROM person p"
    " LEFT JOIN team ON team.id = p.team_id AND team.withdrawn_at IS NULL"
    " LEFT JOIN department ON department.id = p.department_id AND department.withdrawn_at IS NULL"
    " LEFT JOIN calendar ON calendar.id = p.calendar_id WHERE p.withdrawn_at IS NULL ORDER BY lower(p.name), p.id"
)
_METHODS = (
    "SELECT person_id, means, address, note, verified_on FROM contact_method"
    " WHERE person_id IS NOT NULL AND withdrawn_at IS NULL ORDER BY person_id, position, id"
)
_ABSENCES = "SELECT person_id, from_on, until_on, reason FROM absence WHERE withdrawn_at IS NULL ORDER BY until_on, id"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Days are as YYYY-MM-DD, "" for none; `on_call` are the rotas on which the person is asked now."""

    id: int
    name: str
    job_title: str
    team: str
    department: str
    leads_team: bool
    leads_department: bool
    staff: bool
    account: str
    left_on: str
    time_zone: str
    calendar: str
    # Whose incidents are looked at first.
    vip: bool = False
    methods: tuple[WayToReach, ...] = ()
    on_call: tuple[str, ...] = ()
    has_left: bool = False
    absent_until: str = ""
    absent_for: str = ""


def people(reader: Reader, at: int) -> list[PersonRow]:
    """All of them in the order of the alphabet, leavers too, as they stand at an instant (microseconds since 1970)."""
    methods: dict[int, list[WayToReach]] = defaultdict(list)
    for person_id, *facts in reader.rows(_METHODS):
        methods[person_id].append(WayToReach(*facts))
    absences: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for person_id, first, last, reason in reader.rows(_ABSENCES):
        absences[person_id].append((first, last, reason))
    duty = _on_call(reader, at)
    found = []
    for person_id, *facts, calendar_zone, email, phone in reader.rows(_PEOPLE):
        row = _row(person_id, facts)
        today = day_in(at, row.time_zone or calendar_zone)
        away = [each for each in absences[person_id] if each[0] <= today <= each[1]]
        ways = (*methods[person_id], *missing_from(methods[person_id], email, phone))
        row = replace(
            row, methods=ways, on_call=tuple(duty[person_id]), has_left=bool(row.left_on) and row.left_on < today
        )
        found.append(replace(row, absent_until=away[-1][1], absent_for=away[-1][2]) if away else row)
    return found


def _row(person_id: int, facts: list[object]) -> PersonRow:
    values = [person_id, *facts]
    for place in (5, 6, 7, 12):
        values[place] = bool(values[place])
    return PersonRow(*values)  # type: ignore[arg-type]  # in the order of the query


def _on_call(reader: Reader, at: int) -> dict[int, list[str]]:
    from incidentdesk.prepare.on_call import on_call_of, rotas_of

    found: dict[int, list[str]] = defaultdict(list)
    for rota in rotas_of(reader):
        for each in on_call_of(rota, at):
            if rota.name not in found[each.person_id]:
                found[each.person_id].append(rota.name)
    return found
