"""One review as it is read: its texts, its numbers, and by whom it went from step to step."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incidentdesk import clock
from incidentdesk.improve.review_state import ReviewState
from incidentdesk.improve.review_text import TEXTS
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class Review:
    """`facts` has every field that a person writes: the texts by the names of their sections, `people_affected` as a
    number or None, `impact_numbers` as pairs of a label and a value, `lead` as a name, `meeting_at` as a datetime.

    Other instants in microseconds since 1970, None where they have not come.
    """

    incident_id: int
    state: ReviewState
    facts: Mapping[str, Any]
    skipped_reason: str
    created_at: int
    created_by: str
    submitted_at: int | None
    reviewed_at: int | None
    reviewed_by: str
    published_at: int | None
    published_by: str
    updated_at: int

    @property
    def skipped(self) -> bool:
        return bool(self.skipped_reason)

    @property
    def reviewed_by_author(self) -> bool:
        """Whether nobody but its author has looked at it; for a desk of one person that is all there can be."""
        return bool(self.reviewed_by) and self.reviewed_by.casefold() == self.created_by.casefold()


@dataclass(frozen=True, slots=True)
class Step:
    """The review went to another state, or was skipped or taken up again; `at` in microseconds since 1970."""

    at: int
    who: str
    state: ReviewState
    reason: str = ""


_COLUMNS = (
    "state", "skipped_reason", "created_at", "created_by", "submitted_at", "reviewed_at", "reviewed_by",
    "published_at", "published_by", "updated_at", "people_affected", "impact_numbers", "meeting_at",
)  # fmt: skip


def review_of(reader: Reader, incident_id: int) -> Review | None:
    """The review of an incident, or None where none was begun."""
    names = (*_COLUMNS, *TEXTS)
    rows = reader.rows(
        f"SELECT {', '.join('r.' + name for name in names)}, lead.name FROM review r"
        " LEFT JOIN person lead ON lead.id = r.lead_id WHERE r.incident_id = :id AND r.withdrawn_at IS NULL",
        {"id": incident_id},
    )
    if not rows:
        return None
    row = dict(zip((*names, "lead"), rows[0], strict=True))
    return Review(
        incident_id=incident_id,
        state=ReviewState(row["state"]),
        facts=facts_in(row, row["lead"] or ""),
        **{name: row[name] for name in _COLUMNS if name not in ("state", *facts_in(row, ""))},
    )


def facts_in(row: Mapping[str, Any], lead: str) -> dict[str, Any]:
    """What a person writes, from a row of the table."""
    meeting: datetime | None = None if row["meeting_at"] is None else clock.instant(row["meeting_at"])
    return {
        **{name: row[name] for name in TEXTS},
        "people_affected": row["people_affected"],
        "impact_numbers": tuple((str(label), str(value)) for label, value in json.loads(row["impact_numbers"])),
        "lead": lead,
        "meeting_at": meeting,
    }


def steps_of(reader: Reader, incident_id: int) -> list[Step]:
    """From state to state, oldest first, as the ledger tells it."""
    steps: list[Step] = []
    for at, who, changes, reason in reader.rows(
        "SELECT at, actor, changes, reason FROM ledger WHERE chain = :id AND noun = 'review' AND act <> 'declined'"
        " ORDER BY position",
        {"id": incident_id},
    ):
        told = {name: value if not isinstance(value, list) else value[1] for name, value in json.loads(changes).items()}
        if told.get("skipped_reason"):
            steps.append(Step(at, who, ReviewState.SKIPPED, str(told["skipped_reason"])))
        elif "state" in told or "skipped_reason" in told:
            state = told.get("state", steps[-1].state if steps else ReviewState.DRAFT)
            steps.append(Step(at, who, _stored(state), reason))
    return steps


def _stored(state: str) -> ReviewState:
    # Taken up again after it was skipped.
    return ReviewState.DRAFT if state == ReviewState.SKIPPED else ReviewState(state)
