"""What a person has been through: every incident that they reported or were affected by, and how it went (U9)."""

from dataclasses import dataclass

from incidentdesk.detect.number import number
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader, Row

MOST = 500
_CONCERNS = (
    "i.withdrawn_at IS NULL AND i.id IN (SELECT v.id FROM incident v WHERE v.reporter_id = :person UNION"
    " SELECT a.incident_id FROM affected_person a WHERE a.person_id = :person AND a.withdrawn_at IS NULL)"
)
_INCIDENTS = (
    "SELECT i.id, i.title, i.state, i.priority, COALESCE(i.reporter_id = :person, FALSE), COALESCE(assignee.name, ''),"
    " i.created_at, i.resolved_at, i.reopen_count, i.resolution_code, survey.score, survey.comment, survey.id"
    " FROM incident i LEFT JOIN person assignee ON assignee.id = i.assignee_id"
    " LEFT JOIN survey ON survey.incident_id = i.id AND survey.withdrawn_at IS NULL"
    f" AND i.reporter_id = :person WHERE {_CONCERNS} ORDER BY i.created_at DESC, i.id DESC LIMIT :most"
)


@dataclass(frozen=True, slots=True)
class PersonIncident:
    """Instants are in microseconds since 1970. `reported` says that the person reported it, else they were affected.

    `asked` says that a survey was sent, `score` is its answer from 1 to 5, None where there is none.
    """

    id: int
    title: str
    state: str
    priority: int
    reported: bool
    assignee: str
    created_at: int
    resolved_at: int | None
    reopen_count: int
    resolution_code: str
    score: int | None
    comment: str
    asked: bool

    @property
    def number(self) -> str:
        """INC-0042."""
        return number(self.id)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class PersonHistory:
    """A person and the latest of their incidents; `concerned` counts all of them."""

    id: int
    name: str
    email: str
    phone: str
    vip: bool
    team: str
    department: str
    job_title: str
    note: str
    concerned: int
    incidents: tuple[PersonIncident, ...]

    @property
    def open(self) -> int:
        return sum(each.is_open for each in self.incidents)

    @property
    def scores(self) -> tuple[int, ...]:
        """The answers to surveys, the latest first."""
        return tuple(each.score for each in self.incidents if each.score is not None)

    @property
    def asked(self) -> int:
        """How many surveys this person was sent."""
        return sum(each.asked for each in self.incidents)


def person_history(reader: Reader, person_id: int) -> PersonHistory:
    """Raises Refused where there is no such person."""
    people = reader.rows(
        "SELECT p.id, p.name, p.email, p.phone, p.vip, COALESCE(team.name, ''), COALESCE(department.name, ''),"
        " p.job_title, p.note FROM person p LEFT JOIN team ON team.id = p.team_id"
        " LEFT JOIN department ON department.id = p.department_id WHERE p.id = :person AND p.withdrawn_at IS NULL",
        {"person": person_id},
    )
    if not people:
        raise Refused(_("That person is not there any more; somebody has taken them away."))
    facts = list(people[0])
    facts[4] = bool(facts[4])
    count = int(reader.rows(f"SELECT count(*) FROM incident i WHERE {_CONCERNS}", {"person": person_id})[0][0])
    rows = reader.rows(_INCIDENTS, {"person": person_id, "most": MOST})
    incidents = tuple(_incident(row) for row in rows)
    return PersonHistory(*(*facts, count, incidents))


def _incident(row: Row) -> PersonIncident:
    facts = list(row)
    facts[4], facts[11], facts[12] = bool(row[4]), row[11] or "", row[12] is not None
    return PersonIncident(*facts)
