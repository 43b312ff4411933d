"""All that the page of one policy document shows."""

from dataclasses import dataclass

from incidentdesk.language import _, isolated
from incidentdesk.prepare.policy_list import (
    Acknowledged,
    DocumentRow,
    PolicyVersion,
    acknowledgements_of,
    document_row,
    versions_of,
)
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class PolicySheet:
    """`read_by` has who has acknowledged each version, by its id; `me` is the person who is signed in, if there is one.

    `led` are the ids of people for whom that person may record it.
    """

    row: DocumentRow
    versions: tuple[PolicyVersion, ...]
    read_by: dict[int, tuple[Acknowledged, ...]]
    me: int | None
    led: frozenset[int]

    @property
    def draft(self) -> PolicyVersion | None:
        return next((each for each in self.versions if each.published_at is None), None)

    @property
    def published(self) -> PolicyVersion | None:
        return next((each for each in self.versions if each.published_at is not None), None)


def policy_sheet(reader: Reader, document_id: int, today: str, account: str, actor: str) -> PolicySheet:
    """Raises Refused where there is no such policy; `account` and `actor` say who looks at it."""
    row = document_row(reader, document_id, today)
    if row is None:
        raise Refused(_("The policy is not there any more; somebody has taken it away."))
    versions = tuple(versions_of(reader, document_id))
    read_by = {each.id: tuple(acknowledgements_of(reader, each.id)) for each in versions}
    me = person_at(reader, account, actor)
    return PolicySheet(row, versions, read_by, me, frozenset(_led(reader, row, me)))


def person_at(reader: Reader, account: str, actor: str) -> int | None:
    """The person of an account, else the one of that name among those who work here; None where nobody is known."""
    rows = reader.rows(
        "SELECT id FROM person WHERE withdrawn_at IS NULL AND (account = :account OR (staff AND name = :name))"
        " ORDER BY CASE WHEN account = :account THEN 0 ELSE 1 END, id LIMIT 1",
        {"account": account, "name": actor},
    )
    return int(rows[0][0]) if rows else None


def _led(reader: Reader, row: DocumentRow, me: int | None) -> list[int]:
    if me is None:
        return []
    if row.owner_id == me:
        return [key for key, _name in row.asked]
    led = reader.rows(
        "SELECT other.id FROM person other JOIN person lead ON lead.id = :me AND lead.id <> other.id"
        " AND ((lead.leads_team AND lead.team_id = other.team_id)"
        " OR (lead.leads_department AND lead.department_id = other.department_id)) WHERE other.withdrawn_at IS NULL",
        {"me": me},
    )
    return [int(key) for (key,) in led]


def missing_text(row: DocumentRow) -> str:
    """Who has not acknowledged, as one pastes it into a mail: a heading and a name on each line."""
    heading = _("{number} {name}, version {version}: not acknowledged yet").format(
        number=row.number, name=isolated(row.name), version=row.published
    )
    return "\n".join([heading, *(name for _key, name in row.missing)])
