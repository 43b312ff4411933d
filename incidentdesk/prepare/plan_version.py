"""The versions of a response plan: one is approved at most, and one is worked on at most."""

from dataclasses import dataclass

from incidentdesk.prepare.plan import VersionState
from incidentdesk.prepare.plan_content import PlanContent, content_of
from incidentdesk.store.reading import Reader, Row

_OPEN = (VersionState.DRAFT, VersionState.IN_REVIEW)
_SELECT = (
    "SELECT v.id, v.plan_id, v.number, v.content, v.state, v.note, v.created_at, v.created_by, v.updated_at,"
    " v.approved_at, v.approved_by, p.name FROM plan_version v JOIN plan p ON p.id = v.plan_id"
    " WHERE v.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Version:
    """Instants are in microseconds since 1970."""

    id: int
    plan_id: int
    number: int
    content: PlanContent
    state: str
    note: str
    created_at: int
    created_by: str
    updated_at: int
    approved_at: int | None
    approved_by: str
    plan: str

    @property
    def is_open(self) -> bool:
        """Whether it is still worked on."""
        return self.state in _OPEN


def versions_of(reader: Reader, plan_id: int) -> list[Version]:
    """All versions of a plan, the newest first."""
    return _versions(reader, "v.plan_id = :wanted ORDER BY v.number DESC", plan_id)


def living_versions(reader: Reader) -> list[Version]:
    """Of every plan the approved version and the one that is worked on, the newest first."""
    return _versions(reader, "v.state <> :wanted ORDER BY v.number DESC", VersionState.SUPERSEDED.value)


def version_of(reader: Reader, version_id: int) -> Version | None:
    return next(iter(_versions(reader, "v.id = :wanted", version_id)), None)


def approved_version(reader: Reader, plan_id: int) -> Version | None:
    """What an incident runs; None while nothing is approved."""
    return next((each for each in versions_of(reader, plan_id) if each.state == VersionState.APPROVED), None)


def current_version(reader: Reader, plan_id: int) -> Version | None:
    """What a person who opens the plan works on: the open version, else the approved one, else the newest."""
    found = versions_of(reader, plan_id)
    by_state = {each.state: each for each in reversed(found)}
    wanted = (*_OPEN, VersionState.APPROVED)
    return next((by_state[state] for state in wanted if state in by_state), found[0] if found else None)


def _versions(reader: Reader, where: str, wanted: int | str) -> list[Version]:
    return [_version(row) for row in reader.rows(f"{_SELECT} AND {where}", {"wanted": wanted})]


def _version(row: Row) -> Version:
    facts = list(row)
    facts[3] = content_of(facts[3])
    return Version(*facts)
