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


@dataclass(frozen=True, slots=True)
class ExpiredFix:
    """`coordinator_id` is who coordinates the recovery of the incident, None for nobody."""

    key: str
    incident_id: int
    text: str
    expires_at: int
    coordinator_id: int | None


def expired_fixes(reader: Reader, now: int) -> list[ExpiredFix]:
    """Those that stand although they have expired, whatever the state of their incidents; the oldest first."""
    rows = reader.rows(
        'SELECT f."key", f.incident_id, f.text, f.expires_at, r.coordinator_id FROM temporary_fix f'
        " JOIN incident i ON i.id = f.incident_id AND i.withdrawn_at IS NULL"
        " LEFT JOIN recovery r ON r.incident_id = f.incident_id AND r.withdrawn_at IS NULL"
        " WHERE f.withdrawn_at IS NULL AND f.removed_at IS NULL AND f.expires_at <= :now ORDER BY f.expires_at, f.id",
        {"now": now},
    )
    return [ExpiredFix(*row) for row in rows]


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
