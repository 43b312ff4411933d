"""The exit criteria of an incident, as lists show them."""

from dataclasses import dataclass

from incidentdesk.language import _
from incidentdesk.respond.exit_criterion import CriterionState
from incidentdesk.store.reading import Reader

_CRITERIA = (
    "SELECT id, incident_id, kind, text, state, reason, decided_at, decided_by FROM exit_criterion"
    " WHERE withdrawn_at IS NULL AND {which} ORDER BY position, id"
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """`reason` says why it is waived, or what was seen; `decided_at` in microseconds since 1970."""

    id: int
    incident_id: int
    kind: str
    text: str
    state: str
    reason: str
    decided_at: int | None
    decided_by: str

    @property
    def title(self) -> str:
        return criterion_title(self.kind, self.text)

    @property
    def is_open(self) -> bool:
        return self.state == CriterionState.OPEN


def criterion_title(kind: str, text: str) -> str:
    return text or _(kind)


def criteria_of(reader: Reader, incident_id: int) -> list[Criterion]:
    """In their order; none where nobody has begun a recovery."""
    rows = reader.rows(_CRITERIA.format(which="incident_id = :id"), {"id": incident_id})
    return [Criterion(*row) for row in rows]


def criterion_of(reader: Reader, criterion_id: int) -> Criterion | None:
    """One by its id, None where it is not there any more."""
    rows = reader.rows(_CRITERIA.format(which="id = :id"), {"id": criterion_id})
    return Criterion(*rows[0]) if rows else None
