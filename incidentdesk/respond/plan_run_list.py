"""The runs of response plans of an incident, as pages and reports show them."""

from dataclasses import dataclass, field

from incidentdesk.prepare.plan_content import PlanContent, content_of
from incidentdesk.respond.plan_run import RunState
from incidentdesk.store.reading import Reader, Row

_SELECT = (
    'SELECT r.id, r."key", r.incident_id, r.plan_version_id, v.plan_id, p.name, v.number, r.state, r.activated_at,'
    " r.activated_by, r.ended_at, r.ended_by, r.end_reason, v.content FROM plan_run r"
    " JOIN plan_version v ON v.id = r.plan_version_id JOIN plan p ON p.id = v.plan_id WHERE r.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a version of a plan; instants in microseconds since 1970. `version` is the number of the version."""

    id: int
    key: str
    incident_id: int
    plan_version_id: int
    plan_id: int
    plan: str
    version: int
    state: str
    activated_at: int
    activated_by: str
    ended_at: int | None
    ended_by: str
    end_reason: str
    content: PlanContent = field(repr=False)

    @property
    def running(self) -> bool:
        return self.state == RunState.RUNNING


def runs_of(reader: Reader, incident_id: int) -> list[Run]:
    """All runs of an incident: what runs first, then what has ended, the newest first."""
    runs = _runs(reader, "r.incident_id = :wanted ORDER BY r.activated_at DESC, r.id DESC", incident_id)
    return sorted(runs, key=lambda run: not run.running)


def run_of(reader: Reader, run_id: int) -> Run | None:
    return next(iter(_runs(reader, "r.id = :wanted", run_id)), None)


def _runs(reader: Reader, where: str, wanted: int) -> list[Run]:
    return [_run(row) for row in reader.rows(f"{_SELECT} AND {where}", {"wanted": wanted})]


def _run(row: Row) -> Run:
    facts = list(row)
    facts[-1] = content_of(facts[-1])
    return Run(*facts)
