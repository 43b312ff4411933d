"""The response plans, as lists show them."""

from collections import defaultdict
from dataclasses import dataclass

from incidentdesk.prepare.plan import VersionState
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_number import plan_number
from incidentdesk.prepare.plan_version import Version, living_versions
from incidentdesk.store.reading import Reader, Row

_PLANS = (
    "SELECT p.id, p.name, p.description, person.name, e.name, p.review_by, p.owner_id, p.escalation_policy_id"
    " FROM plan p LEFT JOIN person ON person.id = p.owner_id"
    " LEFT JOIN escalation_policy e ON e.id = p.escalation_policy_id WHERE p.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """Instants are in microseconds since 1970; `content` is that of the approved version, else of the draft."""

    id: int
    name: str
    description: str
    owner: str
    escalation_policy: str
    review_by: str
    owner_id: int | None
    escalation_policy_id: int | None
    approved: Version | None
    draft: Version | None

    @property
    def number(self) -> str:
        """PLAN-0003."""
        return plan_number(self.id)

    @property
    def content(self) -> PlanContent:
        version = self.approved or self.draft
        return version.content if version else PlanContent()

    @property
    def state(self) -> str:
        """Approved where incidents can run it, else the state of what is worked on."""
        version = self.approved or self.draft
        return version.state if version else ""

    @property
    def version(self) -> int:
        """The number of the version that `content` is; 0 for none."""
        version = self.approved or self.draft
        return version.number if version else 0

    @property
    def updated_at(self) -> int:
        return max((each.updated_at for each in (self.approved, self.draft) if each), default=0)

    def due_for_review(self, today: str) -> bool:
        """Whether its day has come; `today` is an ISO date."""
        return bool(self.review_by) and self.review_by <= today


def plans(reader: Reader) -> list[PlanRow]:
    """All plans, in the order of the alphabet."""
    return _rows(reader, f"{_PLANS} ORDER BY lower(p.name), p.id", {})


def plan_row(reader: Reader, plan_id: int) -> PlanRow | None:
    """One by its id, None where it is not there or in the trash."""
    return next(iter(_rows(reader, f"{_PLANS} AND p.id = :id", {"id": plan_id})), None)


def _rows(reader: Reader, sql: str, parameters: dict[str, int]) -> list[PlanRow]:
    versions: dict[int, list[Version]] = defaultdict(list)
    for version in living_versions(reader):
        versions[version.plan_id].append(version)
    return [_row(row, versions[int(row[0])]) for row in reader.rows(sql, parameters)]


def _row(row: Row, versions: list[Version]) -> PlanRow:
    plan_id, name, description, owner, policy, review_by, owner_id, policy_id = row
    approved = next((each for each in versions if each.state == VersionState.APPROVED), None)
    draft = next((each for each in versions if each.is_open), None)
    return PlanRow(
        plan_id, name, description, owner or "", policy or "", review_by, owner_id, policy_id, approved, draft
    )
