"""The corrective actions of all incidents and problems, as lists show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from incidentdesk.detect.condition import among_ids, list_of_ids
from incidentdesk.investigate.action_hint import likely_type, reminders_only
from incidentdesk.investigate.action_number import action_number
from incidentdesk.investigate.action_state import OWED_STATES, ActionState, is_overdue
from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject
from incidentdesk.store.reading import Reader

_COLUMNS = (
    "a.id, a.key, a.text, a.detail, a.state, a.effort, a.type, owner.name, a.due_on, a.priority, a.verification,"
    " a.completion, a.dropped_reason, a.verified_by, a.verified_at, a.completed_at, a.created_at, a.updated_at,"
    " a.incident_id, a.problem_id, COALESCE(i.title, p.title), c.key, c.text"
)
_FROM = (
    " FROM corrective_action a LEFT JOIN person owner ON owner.id = a.owner_id"
    " LEFT JOIN incident i ON i.id = a.incident_id LEFT JOIN problem p ON p.id = a.problem_id"
    " LEFT JOIN cause c ON c.id = a.cause_id AND c.withdrawn_at IS NULL"
    " WHERE a.withdrawn_at IS NULL AND i.withdrawn_at IS NULL AND p.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action; `due_on` is a date as YYYY-MM-DD or empty, instants are in microseconds since 1970."""

    id: int
    key: str
    text: str
    detail: str
    state: str
    effort: str
    type: str
    owner: str
    due_on: str
    priority: int
    verification: str
    completion: str
    dropped_reason: str
    verified_by: str
    verified_at: int | None
    completed_at: int | None
    created_at: int
    updated_at: int
    subject: Subject | None
    subject_title: str
    cause_key: str
    cause: str

    @property
    def number(self) -> str:
        """ACT-0007."""
        return action_number(self.id)

    @property
    def subject_number(self) -> str:
        """INC-0042 or PRB-0003; empty where the action is about nothing in particular."""
        return self.subject.number if self.subject else ""

    def overdue(self, today: str) -> bool:
        """Whether it was promised and is late; `today` as YYYY-MM-DD in the zone of the desk."""
        return is_overdue(self.state, self.due_on, today)


def actions(reader: Reader, *, today: str) -> list[ActionRow]:
    """All actions, the overdue first; then what was promised by its due date, then what else there is."""
    rows = [_row(row) for row in reader.rows(f"SELECT {_COLUMNS}{_FROM}")]
    return sorted(rows, key=lambda row: _urgency(row, today))


def actions_with(reader: Reader, ids: Iterable[int]) -> list[ActionRow]:
    """Some actions by their ids, those in the trash left out; in the order of their numbers."""
    sql = f"SELECT {_COLUMNS}{_FROM} AND {among_ids(reader.dialect, 'a.id', 'ids')} ORDER BY a.id"
    return [_row(row) for row in reader.rows(sql, {"ids": list_of_ids(ids)})]


def actions_of(reader: Reader, subject: Subject, *, today: str) -> list[ActionRow]:
    """The actions of one incident or problem, the overdue first."""
    sql = f"SELECT {_COLUMNS}{_FROM} AND a.{subject.noun}_id = :id"
    rows = [_row(row) for row in reader.rows(sql, {"id": subject.id})]
    return sorted(rows, key=lambda row: _urgency(row, today))


def only_reminders(rows: Iterable[ActionRow]) -> list[Subject]:
    """The incidents and problems for which nothing but people-reminders is planned, in the order of the rows."""
    types: dict[Subject, list[str]] = {}
    for row in rows:
        if row.subject is not None and row.state != ActionState.DROPPED:
            types.setdefault(row.subject, []).append(likely_type(row.type, row.text))
    return [subject for subject, each in types.items() if reminders_only(each)]


def _row(row: tuple[Any, ...]) -> ActionRow:
    *facts, incident_id, problem_id, title, cause_key, cause = row
    subject = None
    if incident_id is not None:
        subject = Subject(INCIDENT, int(incident_id))
    elif problem_id is not None:
        subject = Subject(PROBLEM, int(problem_id))
    facts[7] = facts[7] or ""
    return ActionRow(*(*facts, subject, title or "", cause_key or "", cause or ""))


_RANK: Mapping[str, int] = {
    ActionState.COMMITTED: 1, ActionState.IN_PROGRESS: 1, ActionState.PROPOSED: 2, ActionState.DONE: 3,
    ActionState.VERIFIED: 4, ActionState.DROPPED: 5,
}  # fmt: skip


def _urgency(row: ActionRow, today: str) -> tuple[int, str, int, int]:
    rank = 0 if row.overdue(today) else _RANK[row.state]
    owed = row.state in (*OWED_STATES, ActionState.PROPOSED)
    return rank, (row.due_on or "9999") if owed else "", row.priority, row.id if owed else -row.updated_at
