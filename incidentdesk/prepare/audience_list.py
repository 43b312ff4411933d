"""Reading audiences and who is in them."""

from dataclasses import dataclass

from incidentdesk.store.reading import Reader

KINDS = ("person", "team", "role", "contact", "outlet")
ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Member:
    """Who is in an audience; `kind` is one of KINDS or ADDRESS, `name` what a person reads."""

    key: str
    kind: str
    record_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class AudienceRow:
    """An audience with its members in order; `cadence` in minutes, 0 where it is told only when there is news."""

    id: int
    name: str
    description: str
    form: str
    cadence: int
    version: int
    members: tuple[Member, ...]


_MEMBERS = (
    'SELECT m.audience_id, m."key", m.person_id, m.team_id, m.role_id, m.contact_id, m.outlet_id, m.address,'
    " COALESCE(person.name, team.name, role.name, contact.name, outlet.name, '') FROM audience_member m"
    " LEFT JOIN person ON person.id = m.person_id LEFT JOIN team ON team.id = m.team_id"
    " LEFT JOIN role ON role.id = m.role_id LEFT JOIN contact ON contact.id = m.contact_id"
    " LEFT JOIN outlet ON outlet.id = m.outlet_id WHERE m.withdrawn_at IS NULL ORDER BY m.position, m.id"
)


def members_of(reader: Reader) -> dict[int, list[Member]]:
    """The members of all audiences by the ids of these, in order."""
    members: dict[int, list[Member]] = {}
    for audience_id, key, *ids, address, name in reader.rows(_MEMBERS):
        kind, record_id = next(
            ((kind, each) for kind, each in zip(KINDS, ids, strict=True) if each is not None), (ADDRESS, None)
        )
        members.setdefault(audience_id, []).append(Member(key, kind, record_id, name or address))
    return members


def audiences(reader: Reader) -> list[AudienceRow]:
    """All audiences by their names."""
    members = members_of(reader)
    rows = reader.rows(
        "SELECT id, name, description, form, cadence, version FROM audience WHERE withdrawn_at IS NULL"
        " ORDER BY lower(name), id"
    )
    return [
        AudienceRow(audience_id, name, description, form, cadence, version, tuple(members.get(audience_id, ())))
        for audience_id, name, description, form, cadence, version in rows
    ]
