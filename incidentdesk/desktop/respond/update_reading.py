"""What the sheet of a status update reads, away from the GUI thread."""

from collections.abc import Mapping
from typing import Any

from incidentdesk import clock
from incidentdesk.respond.status_update_list import Receiver, UpdateBasis, receivers, texts_for, update_basis


def read_basis(database: Any, incident_id: int) -> UpdateBasis:
    with database.read() as reader:
        return update_basis(reader, incident_id)


def read_texts(
    database: Any,
    incident_id: int,
    cadences: Mapping[int, int],
    phase: str,
    fields: Mapping[str, str],
    actor: str,
    zone: Any,
) -> tuple[dict[int, Any], dict[int, list[Receiver]]]:
    now = clock.stored(clock.now())
    with database.read() as reader:
        texts = texts_for(reader, incident_id, cadences, phase=phase, fields=fields, sender=actor, zone=zone)
        return texts, {each: receivers(reader, each, incident_id, now) for each in cadences}
