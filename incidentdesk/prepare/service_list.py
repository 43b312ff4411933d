"""The services with what they need, and what breaks when one of them breaks."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from incidentdesk.prepare.known_names import names_in
from incidentdesk.prepare.minutes import minutes_text
from incidentdesk.store.reading import Reader

_SERVICES = (
    "SELECT s.id, s.name, s.description, s.owner_id, COALESCE(person.name, ''), s.team_id, COALESCE(team.name, ''),"
    " s.criticality, s.calendar_id, COALESCE(calendar.name, ''), s.rto, s.rpo, s.escalation_policy_id,"
    " COALESCE(e.name, '')"
    " FROM service s LEFT JOIN person ON person.id = s.owner_id LEFT JOIN team ON team.id = s.team_id"
    " LEFT JOIN calendar ON calendar.id = s.calendar_id"
    " LEFT JOIN escalation_policy e ON e.id = s.escalation_policy_id"
    " WHERE s.withdrawn_at IS NULL ORDER BY lower(s.name), s.id"
)
_NEEDS = (
    "SELECT d.service_id, d.needs_id, n.name, d.note FROM service_dependency d"
    " JOIN service s ON s.id = d.service_id AND s.withdrawn_at IS NULL"
    " JOIN service n ON n.id = d.needs_id AND n.withdrawn_at IS NULL"
    " WHERE d.withdrawn_at IS NULL ORDER BY lower(n.name), n.id"
)


_FACTS = ("name", "description", "owner", "team", "criticality", "calendar", "escalation_policy")


@dataclass(frozen=True, slots=True)
class Need:
    """A service without which another does not work."""

    service_id: int
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """`rto` and `rpo` are in minutes, None where none is agreed; `needed_by` are the ids of what depends on it."""

    id: int
    name: str
    description: str
    owner_id: int | None
    owner: str
    team_id: int | None
    team: str
    criticality: str
    calendar_id: int | None
    calendar: str
    rto: int | None
    rpo: int | None
    escalation_policy_id: int | None
    escalation_policy: str
    needs: tuple[Need, ...] = ()
    needed_by: tuple[int, ...] = ()


def services(reader: Reader) -> list[ServiceRow]:
    """All of them in the order of the alphabet."""
    needs: dict[int, list[Need]] = defaultdict(list)
    needed_by: dict[int, list[int]] = defaultdict(list)
    for service_id, needs_id, name, note in reader.rows(_NEEDS):
        needs[service_id].append(Need(needs_id, name, note))
        needed_by[needs_id].append(service_id)
    return [
        replace(ServiceRow(*row), needs=tuple(needs[row[0]]), needed_by=tuple(needed_by[row[0]]))
        for row in reader.rows(_SERVICES)
    ]


def service_row(reader: Reader, service_id: int) -> ServiceRow | None:
    """One by its id, None where it is not there or in the trash."""
    return next((row for row in services(reader) if row.id == service_id), None)


def broken_by(rows: Iterable[ServiceRow], service_id: int) -> list[ServiceRow]:
    """What breaks if this one breaks: all that depend on it, directly first, then step by step."""
    known = {row.id: row for row in rows}
    return [known[each] for each in reached({key: row.needed_by for key, row in known.items()}, service_id)]


def needed_for(rows: Iterable[ServiceRow], service_id: int) -> list[ServiceRow]:
    """All that this one needs, directly or through others, the nearest first."""
    known = {row.id: row for row in rows}
    needs = {key: tuple(need.service_id for need in row.needs) for key, row in known.items()}
    return [known[each] for each in reached(needs, service_id)]


def reached(edges: Mapping[int, tuple[int, ...]], start: int) -> list[int]:
    """In the order of a breadth-first search, without the start."""
    seen, waiting, found = {start}, deque([start]), []
    while waiting:
        for each in edges.get(waiting.popleft(), ()):
            if each not in seen and each in edges:
                seen.add(each)
                waiting.append(each)
                found.append(each)
    return found


@dataclass(frozen=True, slots=True)
class ServiceChoices:
    """The names that the facts of a service may have."""

    services: tuple[str, ...]
    calendars: tuple[str, ...]
    escalation_policies: tuple[str, ...]


def service_choices(reader: Reader) -> ServiceChoices:
    return ServiceChoices(*(names_in(reader, noun) for noun in ("service", "calendar", "escalation_policy")))


def needs_text(needs: Iterable[Need]) -> str:
    """What a service needs as lines of a name and, after a tab, the note."""
    return "\n".join(f"{need.name}\t{need.note}".rstrip() for need in needs)


def service_facts(row: ServiceRow) -> dict[str, Any]:
    """All changeable facts as a person sees them."""
    own = {name: getattr(row, name) for name in _FACTS}
    return {**own, "rto": minutes_text(row.rto), "rpo": minutes_text(row.rpo), "needs": needs_text(row.needs)}
