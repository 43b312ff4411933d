"""The policy documents, their versions, and who has acknowledged which."""

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from incidentdesk import clock
from incidentdesk.store.reading import Reader

_DOCUMENTS = (
    "SELECT d.id, d.name, d.description, d.owner_id, COALESCE(person.name, ''), d.team_id, COALESCE(team.name, ''),"
    " d.department_id, COALESCE(department.name, ''), d.review_by FROM policy_document d"
    " LEFT JOIN person ON person.id = d.owner_id LEFT JOIN team ON team.id = d.team_id"
    " LEFT JOIN department ON department.id = d.department_id WHERE d.withdrawn_at IS NULL ORDER BY lower(d.name), d.id"
)
_VERSIONS = (
    "SELECT id, document_id, number, text, note, published_at, published_by FROM policy_version"
    " WHERE withdrawn_at IS NULL AND document_id = :id ORDER BY number DESC"
)
_STANDS = "SELECT document_id, id, number, published_at FROM policy_version WHERE withdrawn_at IS NULL ORDER BY number"
# Departments are those of people and, where they have none of their own, of their teams.
_ASKED = (
    "SELECT p.id, p.name, p.team_id, COALESCE(p.department_id, team.department_id), p.staff FROM person p"
    " LEFT JOIN team ON team.id = p.team_id"
    " WHERE p.withdrawn_at IS NULL AND (p.left_on = '' OR p.left_on >= :today) ORDER BY lower(p.name), p.id"
)
_GIVEN = "SELECT policy_version_id, person_id, at, id FROM acknowledgement WHERE withdrawn_at IS NULL"


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """`published_at` is in microseconds since 1970, None for a draft."""

    id: int
    document_id: int
    number: int
    text: str
    note: str
    published_at: int | None
    published_by: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """`published` and `draft` are numbers of versions, 0 for none; `version_id` is that of the published one.

    `asked` are the people who are to acknowledge it, `acknowledged` those of them who have, as (id, name).
    """

    id: int
    name: str
    description: str
    owner_id: int | None
    owner: str
    team_id: int | None
    team: str
    department_id: int | None
    department: str
    review_by: str
    published: int = 0
    published_at: int | None = None
    version_id: int | None = None
    draft: int = 0
    asked: tuple[tuple[int, str], ...] = ()
    acknowledged: tuple[tuple[int, str], ...] = ()

    @property
    def number(self) -> str:
        """POL-0001."""
        return policy_number(self.id)

    @property
    def missing(self) -> tuple[tuple[int, str], ...]:
        """Who is asked and has not acknowledged; nobody while nothing is published."""
        return tuple(each for each in self.asked if each not in self.acknowledged) if self.published else ()

    def waits_for(self, person_id: int | None) -> bool:
        return any(each == person_id for each, _name in self.missing)

    def due_for_review(self, today: str) -> bool:
        return bool(self.review_by) and self.review_by < today


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Who has read a version, `at` in microseconds since 1970; `by` and `reason` where another has recorded it."""

    person_id: int
    name: str
    at: int
    by: str = ""
    reason: str = ""


def policy_number(document_id: int) -> str:
    """POL-0001."""
    return f"POL-{document_id:04d}"


def documents(reader: Reader, today: str = "") -> list[DocumentRow]:
    """All of them in the order of the alphabet; `today` is the day as YYYY-MM-DD, else that of UTC."""
    stands: dict[int, dict[str, tuple[int, int, int | None]]] = defaultdict(dict)
    for document_id, version_id, number, published_at in reader.rows(_STANDS):
        stands[document_id]["published" if published_at else "draft"] = (version_id, number, published_at)
    given: dict[int, set[int]] = defaultdict(set)
    for version_id, person_id, _at, _id in reader.rows(_GIVEN):
        given[version_id].add(person_id)
    people = reader.rows(_ASKED, {"today": today or clock.now().date().isoformat()})
    found = []
    for facts in reader.rows(_DOCUMENTS):
        row = DocumentRow(*facts)
        version_id, number, published_at = stands[row.id].get("published", (None, 0, None))
        asked = tuple((each[0], each[1]) for each in people if _is_asked(row, *each[2:]))
        done = given[version_id] if version_id is not None else set()
        found.append(
            replace(
                row,
                published=number,
                published_at=published_at,
                version_id=version_id,
                draft=stands[row.id].get("draft", (0, 0, None))[1],
                asked=asked,
                acknowledged=tuple(each for each in asked if each[0] in done),
            )
        )
    return found


def _is_asked(row: DocumentRow, team_id: int | None, department_id: int | None, staff: object) -> bool:
    if row.team_id is None and row.department_id is None:
        return bool(staff)
    return row.team_id in (None, team_id) and row.department_id in (None, department_id)


def document_row(reader: Reader, document_id: int, today: str = "") -> DocumentRow | None:
    """One by its id, None where it is not there or in the trash."""
    return next((row for row in documents(reader, today) if row.id == document_id), None)


def versions_of(reader: Reader, document_id: int) -> list[PolicyVersion]:
    """The latest first; a draft is the latest."""
    return [PolicyVersion(*facts) for facts in reader.rows(_VERSIONS, {"id": document_id})]


def acknowledgements_of(reader: Reader, version_id: int) -> list[Acknowledged]:
    """Who has read a version, the first first."""
    rows = reader.rows(
        "SELECT a.person_id, person.name, a.at, a.id FROM acknowledgement a JOIN person ON person.id = a.person_id"
        " WHERE a.withdrawn_at IS NULL AND a.policy_version_id = :id ORDER BY a.at, a.id",
        {"id": version_id},
    )
    recorded = _recorded(reader, version_id)
    return [Acknowledged(person_id, name, at, *recorded.get(key, ("", ""))) for person_id, name, at, key in rows]


def _recorded(reader: Reader, version_id: int) -> dict[int, tuple[str, str]]:
    """Who has recorded it for somebody else, and why, as the history says; by the id of the acknowledgement."""
    rows = reader.rows(
        "SELECT record_id, actor, reason, changes FROM ledger WHERE noun = 'acknowledgement' AND record_id IN"
        " (SELECT id FROM acknowledgement WHERE policy_version_id = :id AND withdrawn_at IS NULL) ORDER BY id",
        {"id": version_id},
    )
    last = {key: (actor, reason) for key, actor, reason, changes in rows if "at" in json.loads(changes)}
    return {key: (actor, reason) for key, (actor, reason) in last.items() if reason}


def document_facts(row: DocumentRow) -> dict[str, Any]:
    """All changeable facts as a person sees them."""
    return {name: getattr(row, name) for name in ("name", "description", "owner", "team", "department", "review_by")}
