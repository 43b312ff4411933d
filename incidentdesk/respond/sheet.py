"""Everything that one page about one incident shows beside its timeline, read in one go."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.affected_person_list import AffectedRow, affected_people
from incidentdesk.detect.number import number
from incidentdesk.detect.state import State
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class Relative:
    """A parent or a child."""

    id: int
    title: str
    state: str
    priority: int
    assignee: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """`facts` are those of respond.change.facts_of; `sources` say of each stage time (source, who)."""

    id: int
    facts: Mapping[str, Any]
    sources: Mapping[str, tuple[str, str]]
    state: State
    on_hold_reason: str
    reopen_count: int
    reassignment_count: int
    updated_at: int  # microseconds since 1970
    withdrawn: bool
    watchers: tuple[str, ...]
    parent: Relative | None
    children: tuple[Relative, ...]
    # Whoever reported it first, then who else is affected.
    affected: tuple[AffectedRow, ...] = ()


# The facts whose column is called as they are.
_SAME = (
    "title",
    "description",
    "channel",
    "impact",
    "urgency",
    "priority",
    "override_reason",
    "resolution_code",
    "resolution_notes",
)
_NAMES = {
    "reporter": "reporter.name",
    "service": "service.name",
    "category": "category.name",
    "subcategory": "subcategory.name",
    "team": "team.name",
    "assignee": "assignee.name",
}
_OTHERS = (
    "tags",
    "major",
    "parent_id",
    "external_ref",
    "state",
    "on_hold_reason",
    "time_sources",
    "reopen_count",
    "reassignment_count",
    "updated_at",
    "withdrawn_at",
)
_FROM = (
    " FROM incident i"
    " LEFT JOIN person reporter ON reporter.id = i.reporter_id"
    " LEFT JOIN service ON service.id = i.service_id"
    " LEFT JOIN category ON category.id = i.category_id"
    " LEFT JOIN category subcategory ON subcategory.id = i.subcategory_id"
    " LEFT JOIN team ON team.id = i.team_id"
    " LEFT JOIN person assignee ON assignee.id = i.assignee_id"
)


def sheet_of(reader: Reader, incident_id: int) -> Sheet:
    """Raises Refused where there is no such incident."""
    from incidentdesk.detect.incident import TIMES

    columns = {name: f"i.{name}" for name in (*_SAME, *_OTHERS, *TIMES)} | _NAMES
    rows = reader.rows("SELECT " + ", ".join(columns.values()) + _FROM + " WHERE i.id = :id", {"id": incident_id})
    if not rows:
        raise Refused(_("There is no incident {number}.").format(number=number(incident_id)))
    row = dict(zip(columns, rows[0], strict=True))
    facts: dict[str, Any] = {name: row[name] for name in _SAME}
    facts |= {name: row[name] or "" for name in (*_NAMES, "external_ref")}
    facts |= {name: None if row[name] is None else clock.instant(row[name]) for name in TIMES}
    facts["tags"] = tuple(row["tags"].split())
    facts["major"] = bool(row["major"])
    facts["parent"] = "" if row["parent_id"] is None else number(row["parent_id"])
    sources = json.loads(row["time_sources"])
    return Sheet(
        id=incident_id,
        facts=facts,
        sources={name: (str(pair[0]), str(pair[1])) for name, pair in sources.items()},
        state=State(row["state"]),
        on_hold_reason=row["on_hold_reason"] or "",
        reopen_count=row["reopen_count"],
        reassignment_count=row["reassignment_count"],
        updated_at=row["updated_at"],
        withdrawn=row["withdrawn_at"] is not None,
        watchers=_watchers(reader, incident_id),
        parent=next(iter(_relatives(reader, "i.id = :id", row["parent_id"])), None) if row["parent_id"] else None,
        children=_relatives(reader, "i.parent_id = :id AND i.withdrawn_at IS NULL", incident_id),
        affected=tuple(affected_people(reader, incident_id)),
    )


def _watchers(reader: Reader, incident_id: int) -> tuple[str, ...]:
    rows = reader.rows(
        "SELECT person.name FROM watcher JOIN person ON person.id = watcher.person_id"
        " WHERE watcher.incident_id = :id AND watcher.withdrawn_at IS NULL ORDER BY person.name",
        {"id": incident_id},
    )
    return tuple(str(row[0]) for row in rows)


def _relatives(reader: Reader, condition: str, incident_id: int) -> tuple[Relative, ...]:
    rows = reader.rows(
        "SELECT i.id, i.title, i.state, i.priority, assignee.name FROM incident i"
        " LEFT JOIN person assignee ON assignee.id = i.assignee_id WHERE " + condition + " ORDER BY i.id",
        {"id": incident_id},
    )
    return tuple(Relative(int(row[0]), str(row[1]), str(row[2]), int(row[3]), row[4] or "") for row in rows)
