"""All investigations, as lists show them."""

from dataclasses import dataclass

from incidentdesk.investigate.cause_graph import Status
from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject
from incidentdesk.store.reading import Reader

_ROWS = (
    "SELECT n.id, n.incident_id, n.problem_id, COALESCE(i.title, p.title), n.effect, n.started_by,"
    " COALESCE(i.updated_at, p.updated_at), COALESCE(i.state, p.state)"
    " FROM investigation n LEFT JOIN incident i ON i.id = n.incident_id LEFT JOIN problem p ON p.id = n.problem_id"
    " WHERE n.withdrawn_at IS NULL AND i.withdrawn_at IS NULL AND p.withdrawn_at IS NULL"
)
_CAUSES = (
    "SELECT investigation_id, status, count(*) FROM cause WHERE withdrawn_at IS NULL AND kind = 'cause'"
    " GROUP BY investigation_id, status"
)
# The ledger says when something was changed last; the subject's own instant is moved by other things too.
_LAST_IN_INCIDENT = (
    "SELECT n.id, max(l.at) FROM investigation n JOIN ledger l ON l.chain = n.incident_id"
    " WHERE n.withdrawn_at IS NULL AND l.noun IN ('investigation', 'cause', 'cause_vote', 'cause_evidence')"
    " GROUP BY n.id"
)


@dataclass(frozen=True, slots=True)
class InvestigationRow:
    """`causes` counts all of them; `changed_at` is in microseconds since 1970."""

    id: int
    subject: Subject
    title: str
    effect: str
    started_by: str
    state: str
    changed_at: int
    causes: int
    verified: int
    root_causes: int
    ruled_out: int

    @property
    def number(self) -> str:
        """INC-0042 or PRB-0003."""
        return self.subject.number


def investigations(reader: Reader) -> list[InvestigationRow]:
    """All investigations, the latest changed first."""
    counts: dict[int, dict[str, int]] = {}
    for investigation_id, status, count in reader.rows(_CAUSES):
        counts.setdefault(int(investigation_id), {})[str(status)] = int(count)
    last = {int(investigation_id): int(at) for investigation_id, at in reader.rows(_LAST_IN_INCIDENT)}
    found = []
    for key, incident_id, problem_id, title, effect, started_by, updated_at, state in reader.rows(_ROWS):
        subject = Subject(PROBLEM, int(problem_id)) if incident_id is None else Subject(INCIDENT, int(incident_id))
        of = counts.get(int(key), {})
        found.append(
            InvestigationRow(
                id=int(key),
                subject=subject,
                title=title,
                effect=effect,
                started_by=started_by,
                state=state,
                changed_at=last.get(int(key), int(updated_at)),
                causes=sum(of.values()),
                verified=of.get(Status.VERIFIED, 0),
                root_causes=of.get(Status.ROOT_CAUSE, 0),
                ruled_out=of.get(Status.RULED_OUT, 0),
            )
        )
    return sorted(found, key=lambda row: (-row.changed_at, -row.id))
