"""The proposed changes to response plans, as lists show them."""

from dataclasses import dataclass

from incidentdesk.detect.wording import tags_in
from incidentdesk.improve.improvement_number import improvement_number
from incidentdesk.improve.plan_proposal import ProposalState
from incidentdesk.prepare.plan_content import PlanContent, content_of
from incidentdesk.prepare.plan_merge import Merge, merged
from incidentdesk.prepare.plan_number import plan_number
from incidentdesk.prepare.plan_rule_choice import chosen_plan
from incidentdesk.prepare.plan_version import Version, approved_version, current_version
from incidentdesk.respond.plan_run_list import runs_of
from incidentdesk.store.reading import Reader, Row

_SELECT = (
    "SELECT r.id, r.plan_id, p.name, r.base_version_id, b.number, r.content, r.lesson_id, r.improvement_id,"
    " COALESCE(i.title, l.title), r.reason, r.state, r.created_at, r.created_by, r.decided_at, r.decided_by,"
    " r.decision, r.version_id, v.number,"
    " (SELECT max(a.id) FROM plan_version a WHERE a.plan_id = r.plan_id AND a.withdrawn_at IS NULL"
    " AND a.state = 'Approved')"
    " FROM plan_proposal r JOIN plan p ON p.id = r.plan_id JOIN plan_version b ON b.id = r.base_version_id"
    " LEFT JOIN plan_version v ON v.id = r.version_id LEFT JOIN lesson l ON l.id = r.lesson_id"
    " LEFT JOIN improvement i ON i.id = r.improvement_id"
    " WHERE r.withdrawn_at IS NULL AND p.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """Instants are in microseconds since 1970; `origin_title` is that of the improvement or lesson behind it."""

    id: int
    plan_id: int
    plan: str
    base_version_id: int
    base_number: int
    content: PlanContent
    lesson_id: int | None
    improvement_id: int | None
    origin_title: str
    reason: str
    state: str
    created_at: int
    created_by: str
    decided_at: int | None
    decided_by: str
    decision: str
    version_id: int | None
    version_number: int | None
    approved_id: int | None

    @property
    def plan_number(self) -> str:
        """PLAN-0003."""
        return plan_number(self.plan_id)

    @property
    def origin_number(self) -> str:
        """IMP-0002 where it came from an improvement, else empty."""
        return improvement_number(self.improvement_id) if self.improvement_id else ""

    @property
    def is_open(self) -> bool:
        return self.state == ProposalState.PROPOSED

    @property
    def is_behind(self) -> bool:
        """Whether the plan has got another approved version since it was written, and nobody has decided yet."""
        return self.is_open and self.approved_id not in (None, self.base_version_id)


def proposals(reader: Reader) -> list[ProposalRow]:
    """All of them: what waits for a decision first, then the latest."""
    rows = [_row(row) for row in reader.rows(f"{_SELECT} ORDER BY r.id DESC")]
    return sorted(rows, key=lambda row: (not row.is_open, -(row.decided_at or row.created_at)))


def proposal_row(reader: Reader, proposal_id: int) -> ProposalRow | None:
    """One by its id, None where it is not there or in the trash."""
    return next(iter(map(_row, reader.rows(f"{_SELECT} AND r.id = :id", {"id": proposal_id}))), None)


def proposals_of_plan(reader: Reader, plan_id: int) -> list[ProposalRow]:
    return [_row(row) for row in reader.rows(f"{_SELECT} AND r.plan_id = :id ORDER BY r.id DESC", {"id": plan_id})]


def proposals_of_improvement(reader: Reader, improvement_id: int) -> list[ProposalRow]:
    sql = f"{_SELECT} AND r.improvement_id = :id ORDER BY r.id DESC"
    return [_row(row) for row in reader.rows(sql, {"id": improvement_id})]


def proposals_of_lesson(reader: Reader, lesson_id: int) -> list[ProposalRow]:
    return [_row(row) for row in reader.rows(f"{_SELECT} AND r.lesson_id = :id ORDER BY r.id DESC", {"id": lesson_id})]


def plan_behind(reader: Reader, incident_id: int) -> int | None:
    """The plan that was run in an incident, else the one that a rule would choose for it; None for neither."""
    ran = runs_of(reader, incident_id)
    if ran:
        return ran[0].plan_id
    names = ("category_id", "subcategory_id", "service_id", "priority", "title", "tags")
    rows = reader.rows(f"SELECT {', '.join(names)} FROM incident WHERE id = :id", {"id": incident_id})
    facts = dict(zip(names, rows[0], strict=True)) if rows else None
    return chosen_plan(reader, **{**facts, "tags": tags_in(facts["tags"])}) if facts else None


def running_version(reader: Reader, plan_id: int) -> Version | None:
    """What incidents run, or what is written first while nothing is approved."""
    return approved_version(reader, plan_id) or current_version(reader, plan_id)


def base_of(reader: Reader, version_id: int) -> PlanContent:
    """What a version says, also one that was given up since."""
    rows = reader.rows("SELECT content FROM plan_version WHERE id = :id", {"id": version_id})
    return content_of(rows[0][0])


def standing(reader: Reader, row: ProposalRow) -> tuple[Version | None, Merge]:
    """What incidents run now, and what the proposal would make of it; its clashes wait for a choice."""
    running = running_version(reader, row.plan_id)
    base = base_of(reader, row.base_version_id)
    return running, merged(base, running.content if running else base, row.content)


def _row(row: Row) -> ProposalRow:
    facts = list(row)
    facts[5], facts[8] = content_of(facts[5]), facts[8] or ""
    return ProposalRow(*facts)
