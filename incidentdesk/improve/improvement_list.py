"""The register of improvements, as lists show it."""

from collections.abc import Mapping
from dataclasses import dataclass

from incidentdesk.detect.number import number
from incidentdesk.improve.improvement import ImprovementState
from incidentdesk.improve.improvement_number import improvement_number
from incidentdesk.improve.improvement_state import OWED_STATES, is_overdue
from incidentdesk.store.reading import Reader, Row

_SELECT = (
    "SELECT m.id, m.title, m.description, m.state, m.source, owner.name, s.name, p.name, m.plan_id, m.benefit,"
    " m.effort, m.due_on, m.metric, m.result, m.reason, m.from_incident_id, i.title, m.lesson_id, m.drill_id,"
    " m.survey_id, m.feedback_session_id, m.created_at, m.created_by, m.closed_at, m.updated_at,"
    " (SELECT max(v.number) FROM plan_proposal r JOIN plan_version v ON v.id = r.version_id"
    "  WHERE r.improvement_id = m.id AND r.withdrawn_at IS NULL),"
    " (SELECT count(*) FROM plan_proposal r WHERE r.improvement_id = m.id AND r.withdrawn_at IS NULL"
    " AND r.state = 'Proposed')"
    " FROM improvement m LEFT JOIN person owner ON owner.id = m.owner_id LEFT JOIN service s ON s.id = m.service_id"
    " LEFT JOIN plan p ON p.id = m.plan_id LEFT JOIN incident i ON i.id = m.from_incident_id"
    " WHERE m.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class ImprovementRow:
    """`due_on` is a date as YYYY-MM-DD or empty, instants are in microseconds since 1970.

    `version` is the number of the plan version that it became, None for none; `proposed` how many changes to plans
    wait for a decision.
    """

    id: int
    title: str
    description: str
    state: str
    source: str
    owner: str
    service: str
    plan: str
    plan_id: int | None
    benefit: str
    effort: str
    due_on: str
    metric: str
    result: str
    reason: str
    from_incident_id: int | None
    incident_title: str
    lesson_id: int | None
    drill_id: int | None
    survey_id: int | None
    feedback_session_id: int | None
    created_at: int
    created_by: str
    closed_at: int | None
    updated_at: int
    version: int | None
    proposed: int

    @property
    def number(self) -> str:
        """IMP-0007."""
        return improvement_number(self.id)

    @property
    def origin(self) -> str:
        """INC-0042 or DRL-0003; empty where it came from nothing that has a number."""
        if self.from_incident_id:
            return number(self.from_incident_id)
        return f"DRL-{self.drill_id:04d}" if self.drill_id else ""

    def overdue(self, today: str) -> bool:
        """Whether it was promised and is late; `today` as YYYY-MM-DD in the zone of the desk."""
        return is_overdue(self.state, self.due_on, today)


def improvements(reader: Reader, *, today: str) -> list[ImprovementRow]:
    """All of them, the overdue first; then what is promised by its due date, then what else there is."""
    return sorted(map(_row, reader.rows(_SELECT)), key=lambda row: _urgency(row, today))


def improvement_row(reader: Reader, improvement_id: int) -> ImprovementRow | None:
    """One by its id, None where it is not there or in the trash."""
    return next(iter(map(_row, reader.rows(f"{_SELECT} AND m.id = :id", {"id": improvement_id}))), None)


def _row(row: Row) -> ImprovementRow:
    facts = list(row)
    for place in (5, 6, 7, 16):
        facts[place] = facts[place] or ""
    return ImprovementRow(*facts)


_S = ImprovementState
_RANK: Mapping[str, int] = {
    _S.IN_PROGRESS: 1, _S.APPROVED: 1, _S.REVIEW: 2, _S.ASSESS: 3, _S.ACCEPTED: 4, _S.NEW: 5, _S.CLOSED: 6,
    _S.REJECTED: 7,
}  # fmt: skip


def _urgency(row: ImprovementRow, today: str) -> tuple[int, str, int]:
    rank = 0 if row.overdue(today) else _RANK[row.state]
    owed = row.state in OWED_STATES
    return rank, (row.due_on or "9999") if owed else "", row.id if owed else -row.updated_at
