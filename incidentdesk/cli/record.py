"""An incident as a program reads it: one JSON object, the same in `list`, `show`, `log` and the export."""

from typing import Any

from incidentdesk import clock
from incidentdesk.detect.number import number
from incidentdesk.detect.register import IncidentRow, rows
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.database import Database

KEYS = (
    "number", "external_ref", "title", "state", "on_hold_reason", "priority", "impact", "urgency", "service",
    "category", "subcategory", "reporter", "channel", "team", "assignee", "tags", "major", "occurred_at",
    "detected_at", "created_at", "acknowledged_at", "first_response_at", "mitigated_at", "restored_at", "resolved_at",
    "closed_at", "reopen_count", "reassignment_count", "resolution_code",
)  # fmt: skip
# Names and codes that an incident may be without are null there, as its times are.
_NULL_IF_EMPTY = frozenset({
    "external_ref", "on_hold_reason", "service", "category", "subcategory", "reporter", "team", "assignee",
    "resolution_code",
})  # fmt: skip


def record(row: IncidentRow) -> dict[str, Any]:
    """Instants in ISO 8601 in UTC; what is missing is null."""
    return {key: _value(key, getattr(row, key)) for key in KEYS}


def _value(key: str, value: Any) -> Any:
    if key.endswith("_at"):
        return clock.iso(value)
    if key == "tags":
        return list(value)
    return value or None if key in _NULL_IF_EMPTY else value


def row_of(database: Database, incident_id: int) -> IncidentRow:
    """Raises Refused where there is no such incident."""
    with database.read() as reader:
        found = rows(reader, [incident_id])
    if not found:
        raise Refused(_("There is no incident {number}.").format(number=number(incident_id)))
    return found[0]


def record_of(database: Database, incident_id: int) -> dict[str, Any]:
    """Raises Refused where there is no such incident."""
    return record(row_of(database, incident_id))
