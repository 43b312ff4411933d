"""Who is affected by an incident, and who of them is looked after first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from incidentdesk.detect.id_list import among_ids, list_of_ids
from incidentdesk.store.reading import Reader

# Somebody has reported it, or is affected, who is looked after first. By the indexes of people, so that no whole
# register is gone through.
VIP_CONCERNED = (
    "i.id IN (SELECT v.id FROM incident AS v JOIN person AS p ON p.id = v.reporter_id"
    " WHERE p.vip AND p.withdrawn_at IS NULL"
    " UNION ALL SELECT a.incident_id FROM affected_person AS a JOIN person AS p ON p.id = a.person_id"
    " WHERE p.vip AND p.withdrawn_at IS NULL AND a.withdrawn_at IS NULL)"
)
# The same of some incidents: by the incidents.
_VIP_AMONG = (
    "SELECT i.id FROM incident AS i JOIN person AS p ON p.id = i.reporter_id"
    " WHERE p.vip AND p.withdrawn_at IS NULL AND {reported}"
    " UNION SELECT a.incident_id FROM affected_person AS a JOIN person AS p ON p.id = a.person_id"
    " WHERE p.vip AND p.withdrawn_at IS NULL AND a.withdrawn_at IS NULL AND {affected}"
)


def concerns(among: Callable[[str], str]) -> str:
    """The condition that people reported an incident or are affected by it; `among(column)` says which people."""
    return (
        f"i.id IN (SELECT v.id FROM incident AS v WHERE {among('v.reporter_id')}"
        " UNION ALL SELECT a.incident_id FROM affected_person AS a"
        f" WHERE a.withdrawn_at IS NULL AND {among('a.person_id')})"
    )


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
        " WHERE a.incident_id = :id AND a.withdrawn_at IS NULL AND p.withdrawn_at IS NULL ORDER BY lower(p.name), a.id",
        {"id": incident_id},
    )
    return [
        AffectedRow(int(key), int(person_id), str(name), bool(vip), str(note), is_reporter)
        for rows, is_reporter in ((reporter, True), (others, False))
        for key, person_id, name, vip, note in rows
    ]


def affected_lines(people: Iterable[AffectedRow]) -> str:
    """A line for each of them but the reporter: the name and, after a tab, the note."""
    # Not above: the first page asks who is affected before the database library is loaded.
    from incidentdesk.prepare.part import lines_text

    return lines_text([(each.name, each.note) for each in people if not each.reporter])


def with_vip(reader: Reader, incident_ids: Iterable[int]) -> frozenset[int]:
    """Which of these incidents concern a VIP."""
    wanted = list(incident_ids)
    if not wanted:
        return frozenset()
    reported, affected = (among_ids(reader.dialect, column, "ids") for column in ("i.id", "a.incident_id"))
    sql = _VIP_AMONG.format(reported=reported, affected=affected)
    rows = reader.rows(sql, {"ids": list_of_ids(wanted)})
    return frozenset(int(row[0]) for row in rows)
