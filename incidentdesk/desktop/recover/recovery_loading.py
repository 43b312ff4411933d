"""What the recovery part shows, read in the background."""

from dataclasses import dataclass
from typing import Any

from incidentdesk.recover.all_clear import ToldOf
from incidentdesk.recover.outage_list import OutageRow
from incidentdesk.recover.recovery_list import RecoverySheet
from incidentdesk.recover.temporary_fix_list import FixRow

NOUNS = frozenset({
    "incident", "recovery", "restore_task", "temporary_fix", "outage", "service", "service_dependency", "person",
    "announcement", "outbox_message", "audience",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecoveryLoaded:
    """`sheet` is None where no recovery was begun; `stages` are instants by the names of the times."""

    sheet: RecoverySheet | None
    stages: dict[str, int | None]
    fixes: tuple[FixRow, ...]
    told: tuple[ToldOf, ...]
    outages: tuple[OutageRow, ...]


STAGES = ("mitigated_at", "restored_at", "resolved_at", "closed_at")


def load_recovery(database: Any, incident_id: int) -> RecoveryLoaded:
    from incidentdesk.recover.all_clear import told
    from incidentdesk.recover.outage_list import outages_of
    from incidentdesk.recover.recovery_list import recovery_of
    from incidentdesk.recover.temporary_fix_list import fixes

    with database.read() as reader:
        rows = reader.rows(f"SELECT {', '.join(STAGES)} FROM incident WHERE id = :id", {"id": incident_id})
        stages = dict(zip(STAGES, rows[0], strict=True)) if rows else dict.fromkeys(STAGES)
        return RecoveryLoaded(
            recovery_of(reader, incident_id), stages, tuple(fixes(reader, incident_id)),
            tuple(told(reader, incident_id)), tuple(outages_of(reader, incident_id)),
        )  # fmt: skip
