"""The outages of all services, as lists show them."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.number import number
from incidentdesk.detect.typed_time import written_time
from incidentdesk.store.reading import Reader

_OUTAGES = (
    "SELECT o.id, o.service_id, s.name, o.began_at, o.ended_at, o.degree, o.planned, o.incident_id,"
    " COALESCE(i.title, ''), o.note FROM outage o JOIN service s ON s.id = o.service_id"
    " LEFT JOIN incident i ON i.id = o.incident_id WHERE o.withdrawn_at IS NULL"
)
# What goes on first, then the latest.
_ORDER = " ORDER BY CASE WHEN o.ended_at IS NULL THEN 0 ELSE 1 END, o.began_at DESC, o.id DESC"


@dataclass(frozen=True, slots=True)
class OutageRow:
    """`ended_at` is None while it goes on; instants in microseconds since 1970."""

    id: int
    service_id: int
    service: str
    began_at: int
    ended_at: int | None
    degree: str
    planned: bool
    incident_id: int | None
    incident_title: str
    note: str

    @property
    def goes_on(self) -> bool:
        return self.ended_at is None

    @property
    def incident(self) -> str:
        """INC-0042, or an empty text."""
        return number(self.incident_id) if self.incident_id is not None else ""

    def length(self, now: int) -> int:
        """In microseconds; up to now where it goes on."""
        return max(0, (now if self.ended_at is None else self.ended_at) - self.began_at)


def outages(reader: Reader) -> list[OutageRow]:
    """All that are not in the trash: what goes on first, then the latest."""
    return [_row(row) for row in reader.rows(_OUTAGES + _ORDER)]


def outages_of(reader: Reader, incident_id: int) -> list[OutageRow]:
    """Those that an incident was, in the same order."""
    return [_row(row) for row in reader.rows(f"{_OUTAGES} AND o.incident_id = :id" + _ORDER, {"id": incident_id})]


def outage_row(reader: Reader, outage_id: int) -> OutageRow | None:
    """One by its id, None where it is not there or in the trash."""
    rows = reader.rows(f"{_OUTAGES} AND o.id = :id", {"id": outage_id})
    return _row(rows[0]) if rows else None


def outage_facts(row: OutageRow, zone: tzinfo) -> dict[str, Any]:
    """All changeable facts as a person sees them, those of `outage_fact.outage_facts_in`."""
    return {
        "service": row.service,
        "began": written_time(clock.instant(row.began_at), zone),
        "ended": "" if row.ended_at is None else written_time(clock.instant(row.ended_at), zone),
        "degree": row.degree,
        "planned": row.planned,
        "incident": row.incident,
        "note": row.note,
    }


def _row(row: tuple[Any, ...]) -> OutageRow:
    outage_id, service_id, service, began_at, ended_at, degree, planned, incident_id, title, note = row
    return OutageRow(
        outage_id, service_id, service, began_at, ended_at, degree, bool(planned), incident_id, title, note
    )
