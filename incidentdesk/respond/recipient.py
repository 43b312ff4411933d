"""Who is told, at which address and by which outlet; whoever can't be reached is told by hand, never left out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from incidentdesk import clock
from incidentdesk.language import _, isolated
from incidentdesk.prepare.contact_method import Means
from incidentdesk.prepare.outlet import OutletKind
from incidentdesk.prepare.reach import addresses_of, holder_of, team_addresses
from incidentdesk.store.reading import Reader

_SPOKEN = (Means.MOBILE, Means.PHONE, Means.PAGER)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person or room; without an outlet it is told by hand, and `why` says what is missing."""

    name: str
    address: str = ""
    outlet_id: int | None = None
    why: str = ""

    @property
    def by_hand(self) -> bool:
        return self.outlet_id is None


@dataclass(frozen=True, slots=True)
class _Outlets:
    """The enabled outlets: the one of e-mail, the one of this desktop, and all by their ids."""

    email: int | None
    desktop: int | None
    kinds: dict[int, tuple[str, str]]  # kind and name


def recipients_of(reader: Reader, audience_id: int, incident_id: int | None, at: int) -> list[Recipient]:
    """Everybody in an audience, once each, in the order of its members; `at` in microseconds since 1970."""
    outlets = _outlets(reader)
    members = reader.rows(
        "SELECT person_id, team_id, role_id, contact_id, outlet_id, address FROM audience_member"
        " WHERE audience_id = :audience AND withdrawn_at IS NULL ORDER BY position, id",
        {"audience": audience_id},
    )
    found: list[Recipient] = []
    for person_id, team_id, role_id, contact_id, outlet_id, address in members:
        if person_id is not None:
            found.append(_person(reader, person_id, outlets))
        elif team_id is not None:
            found.extend(_team(reader, team_id, outlets, at))
        elif role_id is not None:
            found.append(_role(reader, role_id, incident_id, outlets, at))
        elif contact_id is not None:
            found.append(_contact(reader, contact_id, outlets))
        elif outlet_id is not None:
            found.append(_room(reader, outlet_id, outlets))
        elif address:
            found.append(_addressed(address, address, outlets))
    return _once(found)


def recipients_among(reader: Reader, person_ids: Iterable[int], *, at_once: bool = False) -> list[Recipient]:
    """These people, once each; with `at_once` also on their desktops, where there is an outlet for that."""
    outlets = _outlets(reader)
    found: list[Recipient] = []
    for person_id in person_ids:
        found.append(_person(reader, person_id, outlets))
        if at_once and outlets.desktop is not None and _has_account(reader, person_id):
            found.append(Recipient(found[-1].name, "", outlets.desktop))
    return _once(found)


def phone_of(reader: Reader, name: str) -> str:
    """The number under which the one person or contact of that name is called; empty where there is none."""
    people = reader.rows("SELECT id FROM person WHERE name = :name AND withdrawn_at IS NULL", {"name": name})
    if people:
        ways = addresses_of(reader, int(people[0][0])) if len(people) == 1 else []
        return next((each.address for each in ways if each.means in _SPOKEN), "")
    methods = reader.rows(
        "SELECT m.means, m.address FROM contact_method m JOIN contact ON contact.id = m.contact_id"
        " WHERE contact.name = :name AND contact.withdrawn_at IS NULL AND m.withdrawn_at IS NULL"
        " ORDER BY m.position, m.id",
        {"name": name},
    )
    return next((str(address) for means, address in methods if means in _SPOKEN), "")


def _once(found: Iterable[Recipient]) -> list[Recipient]:
    kept: dict[tuple[int | None, str], Recipient] = {}
    for each in found:
        kept.setdefault((each.outlet_id, (each.address or each.name).casefold()), each)
    return list(kept.values())


def _outlets(reader: Reader) -> _Outlets:
    rows = reader.rows("SELECT id, kind, name FROM outlet WHERE enabled AND withdrawn_at IS NULL ORDER BY id")
    first: dict[str, int] = {}
    for outlet_id, kind, _name in rows:
        first.setdefault(kind, outlet_id)
    kinds = {outlet_id: (kind, name) for outlet_id, kind, name in rows}
    return _Outlets(first.get(OutletKind.EMAIL), first.get(OutletKind.DESKTOP), kinds)


def _person(reader: Reader, person_id: int, outlets: _Outlets) -> Recipient:
    name = _name(reader, "person", person_id)
    return _by_first(name, [(each.means, each.address) for each in addresses_of(reader, person_id)], outlets)


def _by_first(name: str, addresses: list[tuple[str, str]], outlets: _Outlets) -> Recipient:
    """By the first address that an outlet reaches, else the first at all, for a person to use."""
    for means, address in addresses:
        if means == Means.EMAIL and outlets.email is not None:
            return Recipient(name, address, outlets.email)
    if not addresses:
        return Recipient(name, why=_("There is no address of {name}.").format(name=isolated(name)))
    means, address = addresses[0]
    if any(each == Means.EMAIL for each, _address in addresses):
        return Recipient(name, address, why=_("No outlet for e-mail is set up."))
    return Recipient(name, address, why=_("{means}: a person has to do it.").format(means=_(means)))


def _team(reader: Reader, team_id: int, outlets: _Outlets, at: int) -> Iterator[Recipient]:
    today = clock.instant(at).date().isoformat()
    members = team_addresses(reader, team_id, today)
    for name, addresses in members:
        yield _by_first(name, [(each.means, each.address) for each in addresses], outlets)
    if not members:
        name = _name(reader, "team", team_id)
        email = str(reader.rows("SELECT email FROM team WHERE id = :id", {"id": team_id})[0][0])
        if email:
            yield _addressed(name, email, outlets)
        else:
            yield Recipient(name, why=_("Nobody is in the team {name}.").format(name=isolated(name)))


def _role(reader: Reader, role_id: int, incident_id: int | None, outlets: _Outlets, at: int) -> Recipient:
    name = _name(reader, "role", role_id)
    holders = reader.rows(
        "SELECT person_id FROM incident_role WHERE incident_id = :incident AND role_id = :role"
        " AND until_at IS NULL AND withdrawn_at IS NULL ORDER BY from_at DESC, id DESC LIMIT 1",
        {"incident": incident_id, "role": role_id},
    )
    if holders:
        return _person(reader, int(holders[0][0]), outlets)
    reached = holder_of(reader, name, at)
    if reached is not None:
        return _person(reader, reached.person_id, outlets)
    return Recipient(name, why=_("Nobody holds the role {name}.").format(name=isolated(name)))


def _contact(reader: Reader, contact_id: int, outlets: _Outlets) -> Recipient:
    addresses = reader.rows(
        "SELECT means, address FROM contact_method WHERE contact_id = :contact AND withdrawn_at IS NULL"
        " ORDER BY position, id",
        {"contact": contact_id},
    )
    name = _name(reader, "contact", contact_id)
    return _by_first(name, [(str(means), str(address)) for means, address in addresses], outlets)


def _room(reader: Reader, outlet_id: int, outlets: _Outlets) -> Recipient:
    name = _name(reader, "outlet", outlet_id)
    if outlet_id not in outlets.kinds:
        return Recipient(name, why=_("The outlet {name} is switched off.").format(name=isolated(name)))
    kind = outlets.kinds[outlet_id][0]
    if kind == OutletKind.EMAIL:
        return Recipient(name, why=_("An outlet for e-mail needs an address."))
    if kind == OutletKind.COPY:
        return Recipient(name, why=_("Copy the text and send it by hand."))
    return Recipient(name, "", outlet_id)


def _addressed(name: str, address: str, outlets: _Outlets) -> Recipient:
    if outlets.email is None:
        return Recipient(name, address, why=_("No outlet for e-mail is set up."))
    return Recipient(name, address, outlets.email)


def _has_account(reader: Reader, person_id: int) -> bool:
    return bool(reader.rows("SELECT 1 FROM person WHERE id = :id AND account IS NOT NULL", {"id": person_id}))


def _name(reader: Reader, table: str, record_id: int) -> str:
    return str(reader.rows(f"SELECT name FROM {table} WHERE id = :id", {"id": record_id})[0][0])
