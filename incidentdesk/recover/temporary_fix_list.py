"""The temporary fixes of an incident: what stands instead of a repair, and until when it may."""

from collections.abc import Iterable
from dataclasses import dataclass

from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class FixRow:
    """Instants in microseconds since 1970."""

    id: int
    incident_id: int
    text: str
    placed_at: int
    placed_by: str
    expires_at: int | None
    removed_at: int | None

    @property
    def stands(self) -> bool:
        return self.removed_at is None

    def expired(self, now: int) -> bool:
        return self.stands and self.expires_at is not None and self.expires_at <= now


def fixes(reader: Reader, incident_id: int) -> list[FixRow]:
    """Those that stand first, what expires first at the top; then those that were removed, the latest first."""
    rows = reader.rows(
        "SELECT id, incident_id, text, placed_at, placed_by, expires_at, removed_at FROM temporary_fix"
        " WHERE incident_id = :id AND withdrawn_at IS NULL",
        {"id": incident_id},
    )
    found = [FixRow(*row) for row in rows]
    gone = sorted((each for each in found if not each.stands), key=lambda each: -(each.removed_at or 0))
    return [*standing(found), *gone]


def standing(found: Iterable[FixRow]) -> list[FixRow]:
    """Those that stand, what expires first at the top."""
    return sorted((each for each in found if each.stands), key=lambda each: (each.expires_at or 1 << 62, each.id))
