"""Who is affected by an incident, and who of them is looked after first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from incidentdesk.detect.id_list import among_ids, list_of_ids
from incidentdesk.store.reading import Reader

# The reporter is a VIP, or somebody is who is affected.
VIP_CONCERNED = (
    "(i.reporter_id IN (SELECT p.id FROM person AS p WHERE p.vip AND p.withdrawn_at IS NULL)"
    " OR i.id IN (SELECT a.incident_id FROM affected_person AS a JOIN person AS p ON p.id = a.person_id"
    " WHERE p.vip AND p.withdrawn_at IS NULL AND a.withdrawn_at IS NULL))"
)


def concerns(among: Callable[[str], str]) -> str:
    """The condition that people reported an incident or are affected by it; `among(column)` says which people."""
    affected = f"SELECT a.incident_id FROM affected_person AS a WHERE a.withdrawn_at IS NULL AND {among('a.person_id')}"
    return f"({among('i.reporter_id')} OR i.id IN ({affected}))"


@dataclass(frozen=True, slots=True)
class AffectedRow:
    """`reporter` says that it is whoever reported it, who stands first; then `id` is 0."""

    id: int
    person_id: int
    name: str
    vip: bool
    note: str
    reporter: bool = False


def affected_people(reader: Reader, incident_id: int) -> list[AffectedRow]:
    """The reporter and everybody else who is affected, by name."""
    reporter = reader.rows(
        "SELECT 0, p.id, p.name, p.vip, '' FROM incident i JOIN person p ON p.id = i.reporter_id WHERE i.id = :id",
        {"id": incident_id},
    )
    others = reader.rows(
        "SELECT a.id, p.id, p.name, p.vip, a.note FROM affected_person a JOIN person p ON p.id = a.person_id"
        " WHERE a.incident_id = :id AND a.withdrawn_at IS NULL AND p.withdrawn_at IS NULL ORDER BY p.name, a.id",
        {"id": incident_id},
    )
    return [
        AffectedRow(int(key), int(person_id), str(name), bool(vip), str(note), is_reporter)
        for rows, is_reporter in ((reporter, True), (others, False))
        for key, person_id, name, vip, note in rows
    ]


def with_vip(reader: Reader, incident_ids: Iterable[int]) -> frozenset[int]:
    """Which of these incidents concern a VIP."""
    wanted = list(incident_ids)
    if not wanted:
        return frozenset()
    among = among_ids(reader.dialect, "i.id", "ids")
    rows = reader.rows(
        f"SELECT i.id FROM incident AS i WHERE {among} AND {VIP_CONCERNED}", {"ids": list_of_ids(wanted)}
    )
    return frozenset(int(row[0]) for row in rows)
