"""The acknowledgement campaigns: what is to be read by whom until when, and who has."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from incidentdesk import clock
from incidentdesk.language import N_
from incidentdesk.prepare.addressee import Addressee, addressees, asked
from incidentdesk.prepare.plan_number import plan_number
from incidentdesk.prepare.policy_list import policy_number
from incidentdesk.store.reading import Reader

_CAMPAIGNS = (
    "SELECT c.id, c.name, c.policy_version_id, c.plan_version_id, COALESCE(pv.document_id, 0),"
    " COALESCE(rv.plan_id, 0), COALESCE(d.name, p.name, ''), COALESCE(pv.number, rv.number, 0),"
    " COALESCE((SELECT MAX(n.number) FROM policy_version n WHERE n.document_id = pv.document_id"
    " AND n.published_at IS NOT NULL AND n.withdrawn_at IS NULL),"
    " (SELECT MAX(n.number) FROM plan_version n WHERE n.plan_id = rv.plan_id AND n.state = 'Approved'"
    " AND n.withdrawn_at IS NULL), 0), c.role_id, COALESCE(role.name, ''), c.team_id, COALESCE(team.name, ''),"
    " c.department_id, COALESCE(department.name, ''), c.message, c.due_on, c.started_at, c.ended_at, c.reminded_at"
    " FROM campaign c LEFT JOIN policy_version pv ON pv.id = c.policy_version_id"
    " LEFT JOIN policy_document d ON d.id = pv.document_id LEFT JOIN plan_version rv ON rv.id = c.plan_version_id"
    " LEFT JOIN plan p ON p.id = rv.plan_id LEFT JOIN role ON role.id = c.role_id LEFT JOIN team ON team.id = c.team_id"
    " LEFT JOIN department ON department.id = c.department_id WHERE c.withdrawn_at IS NULL"
    " ORDER BY c.started_at DESC, c.id DESC"
)
_GIVEN = (
    "SELECT a.policy_version_id, 0, a.person_id, a.at FROM acknowledgement a WHERE a.withdrawn_at IS NULL"
    " UNION ALL SELECT 0, b.plan_version_id, b.person_id, b.at FROM plan_acknowledgement b WHERE b.withdrawn_at IS NULL"
)


class CampaignState(StrEnum):
    RUNNING = N_("Running")
    OVERDUE = N_("Overdue")
    COMPLETE = N_("Complete")
    ENDED = N_("Ended")


@dataclass(frozen=True, slots=True)
class Read:
    """Who has acknowledged, `at` in microseconds since 1970."""

    person_id: int
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A policy or a plan of which `version` is asked about, and `newest` is the one that holds today.

    `missing` are those who are asked and have not acknowledged, as (id, name). Instants are in microseconds since 1970.
    """

    id: int
    name: str
    policy_version_id: int | None
    plan_version_id: int | None
    document_id: int
    plan_id: int
    subject: str
    version: int
    newest: int
    role_id: int | None
    role: str
    team_id: int | None
    team: str
    department_id: int | None
    department: str
    message: str
    due_on: str
    started_at: int
    ended_at: int | None
    reminded_at: int | None
    read: tuple[Read, ...] = ()
    missing: tuple[tuple[int, str], ...] = ()

    @property
    def number(self) -> str:
        """The number of the policy or of the plan."""
        return policy_number(self.document_id) if self.document_id else plan_number(self.plan_id)

    @property
    def asked(self) -> int:
        return len(self.read) + len(self.missing)

    @property
    def overtaken(self) -> bool:
        """Whether another version holds meanwhile, so that nobody can acknowledge this one any more."""
        return self.newest != self.version

    def state(self, today: str) -> CampaignState:
        if not self.missing and self.asked:
            return CampaignState.COMPLETE
        if self.ended_at is not None:
            return CampaignState.ENDED
        return CampaignState.OVERDUE if self.due_on < today else CampaignState.RUNNING

    def waits_for(self, person_id: int | None) -> bool:
        running = self.ended_at is None and not self.overtaken
        return running and any(each == person_id for each, _name in self.missing)


def campaigns(reader: Reader, today: str = "") -> list[CampaignRow]:
    """All of them, the latest first; `today` is the day as YYYY-MM-DD, else that of UTC."""
    rows = [CampaignRow(*facts) for facts in reader.rows(_CAMPAIGNS)]
    people = addressees(reader, today or clock.now().date().isoformat()) if rows else []
    given: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for policy_version_id, plan_version_id, person_id, at in reader.rows(_GIVEN) if rows else []:
        given[policy_version_id, plan_version_id][person_id] = at
    return [_with_people(row, people, given[row.policy_version_id or 0, row.plan_version_id or 0]) for row in rows]


def campaign_row(reader: Reader, campaign_id: int, today: str = "") -> CampaignRow | None:
    """One by its id, None where it is not there or in the trash."""
    return next((row for row in campaigns(reader, today) if row.id == campaign_id), None)


def campaign_facts(row: CampaignRow) -> dict[str, str]:
    """All changeable facts as a person sees them, and what it is about."""
    names = ("name", "due_on", "role", "team", "department", "message")
    about = {"kind": "policy" if row.document_id else "plan", "document": row.subject}
    return {**{name: getattr(row, name) for name in names}, **about}


def _with_people(row: CampaignRow, people: Iterable[Addressee], given: dict[int, int]) -> CampaignRow:
    wanted = asked(people, role_id=row.role_id, team_id=row.team_id, department_id=row.department_id)
    read = sorted(
        (Read(each.id, each.name, given[each.id]) for each in wanted if each.id in given), key=lambda it: it.at
    )
    missing = tuple((each.id, each.name) for each in wanted if each.id not in given)
    return replace(row, read=tuple(read), missing=missing)
