"""How far the review of an incident is: for the page of the incident, and for the list of all reviews."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from incidentdesk.detect.number import number
from incidentdesk.improve.review_due import due_after
from incidentdesk.language import N_, _
from incidentdesk.prepare.setting import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader


class ReviewState(StrEnum):
    """Draft to Published are stored; the others say why there is no review."""

    NOT_NEEDED = "Not needed"
    NOT_STARTED = "Not started"
    SKIPPED = "Skipped"
    DRAFT = "Draft"
    IN_REVIEW = "In Review"
    REVIEWED = "Reviewed"
    PUBLISHED = "Published"


GLYPH = {
    ReviewState.NOT_NEEDED: "–",
    ReviewState.NOT_STARTED: "○",
    ReviewState.SKIPPED: "✕",
    ReviewState.DRAFT: "◔",
    ReviewState.IN_REVIEW: "◑",
    ReviewState.REVIEWED: "✓",
    ReviewState.PUBLISHED: "■",
}
# While it is in one of these, its texts can be changed.
WRITABLE = (ReviewState.DRAFT, ReviewState.IN_REVIEW)
# For the catalogue of translations: the values above are stored in English and shown through `_`.
_SHOWN = (
    N_("Not needed"), N_("Not started"), N_("Skipped"), N_("Draft"), N_("In Review"), N_("Reviewed"), N_("Published"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """One incident and how far its review is. Instants in microseconds since 1970, None where they have not come.

    `due_at` is None where no clock runs: nothing is resolved yet, the review is published or was skipped, or none is
    needed. `author` is who began it.
    """

    incident_id: int
    title: str
    priority: int
    major: bool
    incident_state: str
    resolved_at: int | None
    state: ReviewState
    due_at: int | None = None
    author: str = ""
    lead: str = ""
    reviewed_by: str = ""
    published_at: int | None = None
    skipped_reason: str = ""
    updated_at: int | None = None

    @property
    def number(self) -> str:
        return number(self.incident_id)

    @property
    def wanted(self) -> bool:
        """Whether somebody has yet to do something about it."""
        return self.state in (ReviewState.NOT_STARTED, ReviewState.DRAFT, ReviewState.IN_REVIEW, ReviewState.REVIEWED)


_COLUMNS = (
    "SELECT i.id, i.title, i.priority, i.major, i.state, i.resolved_at, r.state, r.created_at, r.created_by,"
    " lead.name, r.reviewed_by, r.published_at, r.skipped_reason, r.updated_at FROM "
)
_REVIEW = "review r ON r.incident_id = i.id AND r.withdrawn_at IS NULL LEFT JOIN person lead ON lead.id = r.lead_id"
_STARTED = f"review s JOIN incident i ON i.id = s.incident_id JOIN {_REVIEW} WHERE i.withdrawn_at IS NULL"
# The plus keeps SQLite from going through all that is resolved instead of the few majors.
_MISSING = (
    f"incident i LEFT JOIN {_REVIEW}"
    " WHERE i.major AND i.withdrawn_at IS NULL AND +i.resolved_at IS NOT NULL AND i.state <> 'Canceled'"
    " AND r.id IS NULL"
)


def review_state(reader: Reader, incident_id: int) -> ReviewSummary:
    """How far the review of an incident is; raises Refused where there is no such incident."""
    rows = reader.rows(f"{_COLUMNS} incident i LEFT JOIN {_REVIEW} WHERE i.id = :id", {"id": incident_id})
    if not rows:
        raise Refused(_("There is no incident {number}.").format(number=number(incident_id)))
    return _summary(rows[0], _due_days(reader))


def reviews(reader: Reader, *, open_only: bool = False) -> list[ReviewSummary]:
    """All reviews, and the resolved majors that have none yet.

    What is due comes first, by its time; then what is being written without a clock; then what is done, the latest
    first. `open_only` leaves out what is published or skipped.
    """
    days = _due_days(reader)
    rows = reader.rows(_COLUMNS + _STARTED) + reader.rows(_COLUMNS + _MISSING)
    found = [_summary(row, days) for row in rows]
    return in_order(each for each in found if each.wanted or not open_only)


def in_order(summaries: Iterable[ReviewSummary]) -> list[ReviewSummary]:
    def place(summary: ReviewSummary) -> tuple[int, int, int]:
        if summary.due_at is not None:
            return 0, summary.due_at, summary.incident_id
        return (1 if summary.wanted else 2), -(summary.updated_at or 0), summary.incident_id

    return sorted(summaries, key=place)


def share_without_review(reader: Reader, start: int, end: int) -> tuple[int, int]:
    """Of the majors closed from `start` until before `end`, how many have no published review, and how many there are.

    Instants in microseconds since 1970. Canceled ones are left out, and those whose review was skipped count as
    without one (features.md I14: "% majors closed without PIR").
    """
    ((without, all_of),) = reader.rows(
        "SELECT coalesce(sum(CASE WHEN r.published_at IS NULL THEN 1 ELSE 0 END), 0), count(*)"
        " FROM incident i LEFT JOIN review r ON r.incident_id = i.id AND r.withdrawn_at IS NULL"
        " WHERE i.major AND i.withdrawn_at IS NULL AND i.state = 'Closed'"
        " AND i.closed_at >= :start AND i.closed_at < :end",
        {"start": start, "end": end},
    )
    return int(without), int(all_of)


def _due_days(reader: Reader) -> int:
    return int(setting_of(reader, "review_due_days"))


def _summary(row: tuple[Any, ...], days: int) -> ReviewSummary:
    incident_id, title, priority, major, incident_state, resolved_at, stored, begun_at, author, lead, *rest = row
    reviewed_by, published_at, skipped_reason, updated_at = rest
    state = _state(stored, bool(major), incident_state, skipped_reason or "")
    clock_runs = state.name in ("NOT_STARTED", "DRAFT", "IN_REVIEW", "REVIEWED") and published_at is None
    due_at = None
    if clock_runs and resolved_at is not None:
        # Nobody has to review what is no major; who begins all the same has as long from there.
        due_at = due_after(resolved_at if major else max(resolved_at, begun_at or 0), days)
    return ReviewSummary(
        incident_id,
        title,
        priority,
        bool(major),
        incident_state,
        resolved_at,
        state,
        due_at,
        author or "",
        lead or "",
        reviewed_by or "",
        published_at,
        skipped_reason or "",
        updated_at,
    )


def _state(stored: str | None, major: bool, incident_state: str, skipped_reason: str) -> ReviewState:
    if skipped_reason:
        return ReviewState.SKIPPED
    if stored is not None:
        return ReviewState(stored)
    return ReviewState.NOT_STARTED if major and incident_state != "Canceled" else ReviewState.NOT_NEEDED
