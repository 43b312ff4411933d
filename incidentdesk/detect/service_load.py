"""The services with the incidents that are open, and how many services break with each."""

from dataclasses import dataclass

from incidentdesk.detect.condition import OPEN
from incidentdesk.prepare.service_list import ServiceRow, reached, services
from incidentdesk.store.reading import Reader

_OPEN = (
    "SELECT i.service_id, count(*) FROM incident i"
    f" WHERE i.withdrawn_at IS NULL AND i.service_id IS NOT NULL AND {OPEN} GROUP BY i.service_id"
)


@dataclass(frozen=True, slots=True)
class ServiceLoad:
    """`opened` is the number of open incidents, `breaks` that of the services that depend on it, also indirectly."""

    service: ServiceRow
    opened: int
    breaks: int


def open_by_service(reader: Reader) -> dict[int, int]:
    """How many incidents are open by the id of their service."""
    return {int(service_id): int(count) for service_id, count in reader.rows(_OPEN)}


def service_loads(reader: Reader) -> list[ServiceLoad]:
    """All services in the order of the alphabet."""
    rows, opened = services(reader), open_by_service(reader)
    needed_by = {row.id: row.needed_by for row in rows}
    return [ServiceLoad(row, opened.get(row.id, 0), len(reached(needed_by, row.id))) for row in rows]
