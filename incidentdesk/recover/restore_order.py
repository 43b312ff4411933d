"""The order in which services are restored: what others need first, and among equals what is most critical."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from incidentdesk.prepare.service import Criticality
from incidentdesk.store.reading import Reader

_RANK = {str(each): place for place, each in enumerate(Criticality)}


@dataclass(frozen=True, slots=True)
class ServiceToRestore:
    """`needs` are the ids of those that are restored before it; `rto` and `rpo` in minutes, None where unsaid."""

    id: int
    name: str
    criticality: str
    owner_id: int | None
    rto: int | None
    rpo: int | None
    needs: tuple[int, ...] = ()


def services_to_restore(reader: Reader, incident_id: int) -> list[ServiceToRestore]:
    """The service of an incident, those of its outages, and all that these depend on; what comes first stands first."""
    links: dict[int, list[int]] = {}
    for service_id, needs_id in reader.rows(
        "SELECT d.service_id, d.needs_id FROM service_dependency d JOIN service n ON n.id = d.needs_id"
        " WHERE d.withdrawn_at IS NULL AND n.withdrawn_at IS NULL ORDER BY d.id"
    ):
        links.setdefault(service_id, []).append(needs_id)
    struck = reader.rows(
        "SELECT service_id FROM incident WHERE id = :id AND service_id IS NOT NULL"
        " UNION SELECT service_id FROM outage WHERE incident_id = :id AND withdrawn_at IS NULL",
        {"id": incident_id},
    )
    wanted = _with_needs([row[0] for row in struck], links)
    found = {
        row[0]: ServiceToRestore(*row, tuple(each for each in links.get(row[0], ()) if each in wanted))  # type: ignore[call-arg]
        for row in reader.rows(
            "SELECT id, name, criticality, owner_id, rto, rpo FROM service WHERE withdrawn_at IS NULL ORDER BY id"
        )
        if row[0] in wanted
    }
    return in_order(found.values())


def _with_needs(struck: Iterable[int], links: Mapping[int, Iterable[int]]) -> set[int]:
    wanted, waiting = set(), list(struck)
    while waiting:
        service_id = waiting.pop()
        if service_id not in wanted:
            wanted.add(service_id)
            waiting.extend(links.get(service_id, ()))
    return wanted


def in_order(services: Iterable[ServiceToRestore]) -> list[ServiceToRestore]:
    """Each behind all that it needs (Kahn 1962), the most critical first.

    Where some need one another in a circle, it is opened at the most critical of them.
    """
    left = {each.id: each for each in services}
    open_needs = {key: {need for need in each.needs if need in left and need != key} for key, each in left.items()}
    ready = [_rank(left[key]) for key, needs in open_needs.items() if not needs]
    heapify(ready)
    order: list[ServiceToRestore] = []
    while left:
        key = heappop(ready)[-1] if ready else min(map(_rank, left.values()))[-1]
        order.append(left.pop(key))
        for other, needs in open_needs.items():
            if key in needs and other in left:
                needs.discard(key)
                if not needs:
                    heappush(ready, _rank(left[other]))
    return order


def _rank(service: ServiceToRestore) -> tuple[int, str, int]:
    return _RANK.get(service.criticality, len(_RANK)), service.name.casefold(), service.id
