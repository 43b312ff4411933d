"""Everything that the page of one problem shows, read in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incidentdesk.investigate.action_list import ActionRow, actions_of
from incidentdesk.investigate.problem_history import HistoryLine, problem_history
from incidentdesk.investigate.problem_move import known_causes, reanalyses, waiting_incidents
from incidentdesk.investigate.subject import PROBLEM, Subject
from incidentdesk.language import _
from incidentdesk.prepare.known_error_list import KnownErrorRow, known_error_row
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_FACTS = (
    "SELECT p.title, p.description, p.priority, service.name, owner.name, p.workaround, p.resolution, p.risk_reason,"
    " p.state, p.known_error_id, p.created_at, p.created_by, p.resolved_at, p.closed_at, p.updated_at, p.withdrawn_at"
    " FROM problem p LEFT JOIN service ON service.id = p.service_id LEFT JOIN person owner ON owner.id = p.owner_id"
    " WHERE p.id = :id"
)
_INCIDENTS = (
    "SELECT i.id, i.title, i.state, i.on_hold_reason, i.priority, assignee.name, i.updated_at FROM problem_incident l"
    " JOIN incident i ON i.id = l.incident_id LEFT JOIN person assignee ON assignee.id = i.assignee_id"
    " WHERE l.problem_id = :id AND l.withdrawn_at IS NULL AND i.withdrawn_at IS NULL ORDER BY i.id DESC"
)
_CAUSES = (
    "SELECT c.status, count(*) FROM cause c JOIN investigation n ON n.id = c.investigation_id"
    " WHERE n.problem_id = :id AND n.withdrawn_at IS NULL AND c.withdrawn_at IS NULL AND c.kind = 'cause'"
    " GROUP BY c.status"
)


@dataclass(frozen=True, slots=True)
class LinkedIncident:
    """An incident that has the problem as its cause."""

    id: int
    title: str
    state: str
    on_hold_reason: str
    priority: int
    assignee: str
    updated_at: int


@dataclass(frozen=True, slots=True)
class ProblemSheet:
    """`facts` are those of problem_change.problem_facts; `causes` counts those of its own investigation by status.

    `known_causes` counts what is verified here and on its incidents. Instants are in microseconds since 1970.
    """

    id: int
    facts: Mapping[str, Any]
    state: str
    created_at: int
    created_by: str
    resolved_at: int | None
    closed_at: int | None
    updated_at: int
    withdrawn: bool
    incidents: tuple[LinkedIncident, ...]
    waiting: tuple[int, ...]
    known_error: KnownErrorRow | None
    causes: Mapping[str, int]
    known_causes: int
    reanalyses: int
    actions: tuple[ActionRow, ...]
    history: tuple[HistoryLine, ...]

    @property
    def number(self) -> str:
        """PRB-0003."""
        return Subject(PROBLEM, self.id).number


def problem_sheet(reader: Reader, problem_id: int, *, today: str) -> ProblemSheet:
    """Raises Refused where there is no such problem; `today` is a date as YYYY-MM-DD."""
    rows = reader.rows(_FACTS, {"id": problem_id})
    subject = Subject(PROBLEM, problem_id)
    if not rows:
        raise Refused(_("There is no problem {number}.").format(number=subject.number))
    title, description, priority, service, owner, workaround, resolution, risk, state, known, *rest = rows[0]
    created_at, created_by, resolved_at, closed_at, updated_at, withdrawn_at = rest
    facts = {
        "title": title, "description": description, "priority": priority, "service": service or "",
        "owner": owner or "", "workaround": workaround, "resolution": resolution, "risk_reason": risk,
    }  # fmt: skip
    return ProblemSheet(
        id=problem_id,
        facts=facts,
        state=state,
        created_at=created_at,
        created_by=created_by,
        resolved_at=resolved_at,
        closed_at=closed_at,
        updated_at=updated_at,
        withdrawn=withdrawn_at is not None,
        incidents=tuple(_linked(row) for row in reader.rows(_INCIDENTS, {"id": problem_id})),
        waiting=tuple(waiting_incidents(reader, problem_id)),
        known_error=None if known is None else known_error_row(reader, known),
        causes={str(status): int(count) for status, count in reader.rows(_CAUSES, {"id": problem_id})},
        known_causes=known_causes(reader, problem_id),
        reanalyses=reanalyses(reader, problem_id),
        actions=tuple(actions_of(reader, subject, today=today)),
        history=tuple(problem_history(reader, problem_id)),
    )


def _linked(row: tuple[Any, ...]) -> LinkedIncident:
    incident_id, title, state, hold, priority, assignee, updated_at = row
    return LinkedIncident(incident_id, title, state, hold or "", priority, assignee or "", updated_at)
