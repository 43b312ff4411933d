"""Whom to ask when a role, a rota, a team or a person is named: who is there, in which order, and for which reason."""

from dataclasses import dataclass, replace

from incidentdesk.language import _, isolated
from incidentdesk.prepare.contact_method import Means
from incidentdesk.prepare.presence import Away, away
from incidentdesk.store.reading import Reader

_HOLDERS = (
    "SELECT h.rota_id, h.person_id, h.team_id FROM role_holder h"
    " JOIN role ON role.id = h.role_id AND role.withdrawn_at IS NULL"
    " WHERE h.role_id = :id AND h.withdrawn_at IS NULL ORDER BY h.position, h.id"
)
_PERSON = "SELECT id, name FROM person WHERE id = :id"
_TEAM = (
    "SELECT person.id, person.name, person.leads_team, team.name FROM person"
    " JOIN team ON team.id = person.team_id AND team.withdrawn_at IS NULL"
    " WHERE person.team_id = :id AND person.withdrawn_at IS NULL"
    " ORDER BY person.leads_team DESC, lower(person.name), person.id"
)
_METHODS = (
    "SELECT means, address FROM contact_method WHERE person_id = :id AND withdrawn_at IS NULL ORDER BY position, id"
)
_TEAM_METHODS = (
    "SELECT m.person_id, m.means, m.address FROM contact_method m JOIN person ON person.id = m.person_id"
    " WHERE person.team_id = :team AND m.withdrawn_at IS NULL ORDER BY m.position, m.id"
)


@dataclass(frozen=True, slots=True)
class Reached:
    """`source` says why it is this person: "on call (Network rota)", "lead of Network; Bo is absent"."""

    person_id: int
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Who can be asked, the first first, and who would have been asked but is away."""

    reached: tuple[Reached, ...]
    missing: tuple[Away, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """A way to reach somebody; `means` is one of contact_method.Means."""

    means: str
    address: str


def people_behind(
    reader: Reader,
    *,
    role_id: int | None = None,
    rota_id: int | None = None,
    person_id: int | None = None,
    team_id: int | None = None,
    at: int,
) -> list[Reached]:
    """The people behind one of these at an instant, the one who is to be asked first first.

    Who has left or is absent that day is left out; the next one's source says so.
    """
    return list(reach(reader, role_id=role_id, rota_id=rota_id, person_id=person_id, team_id=team_id, at=at).reached)


def reach(
    reader: Reader,
    *,
    role_id: int | None = None,
    rota_id: int | None = None,
    person_id: int | None = None,
    team_id: int | None = None,
    at: int,
) -> Reach:
    """As `people_behind`, with those who are away."""
    named: list[Reached] = []
    if role_id is not None:
        named = _holders(reader, role_id, at)
    elif rota_id is not None:
        named = _on_call(reader, rota_id, at)
    elif person_id is not None:
        named = _person(reader, person_id)
    elif team_id is not None:
        named = _members(reader, team_id)
    return _present(named, away(reader, (each.person_id for each in named), at))


def holder_of(reader: Reader, role_name: str, at: int) -> Reached | None:
    """Who holds the role of that name at an instant, upper and lower case being the same; None where nobody does."""
    wanted = role_name.strip().casefold()
    for role_id, name in reader.rows("SELECT id, name FROM role WHERE withdrawn_at IS NULL"):
        if str(name).casefold() == wanted:
            return next(iter(people_behind(reader, role_id=role_id, at=at)), None)
    return None


def addresses_of(reader: Reader, person_id: int) -> list[Address]:
    """The ways to reach a person, the first to be tried first; the e-mail address and phone of the record last."""
    found = [Address(str(means), str(address)) for means, address in reader.rows(_METHODS, {"id": person_id})]
    for email, phone in reader.rows("SELECT email, phone FROM person WHERE id = :id", {"id": person_id}):
        found = _with_record(found, email, phone)
    return found


def team_addresses(reader: Reader, team_id: int, today: str) -> list[tuple[str, list[Address]]]:
    """Name and addresses of everybody in a team who has not left, its leads first, by two queries."""
    methods: dict[int, list[Address]] = {}
    for person_id, means, address in reader.rows(_TEAM_METHODS, {"team": team_id}):
        methods.setdefault(int(person_id), []).append(Address(str(means), str(address)))
    members = reader.rows(
        "SELECT id, name, email, phone FROM person WHERE team_id = :team AND withdrawn_at IS NULL"
        " AND (left_on = '' OR left_on >= :today) ORDER BY leads_team DESC, name, id",
        {"team": team_id, "today": today},
    )
    return [(str(name), _with_record(methods.get(int(id_), []), email, phone)) for id_, name, email, phone in members]


def _with_record(found: list[Address], email: str, phone: str) -> list[Address]:
    known = {each.address for each in found}
    more = (Address(Means.EMAIL, email), Address(Means.PHONE, phone))
    return found + [each for each in more if each.address and each.address not in known]


def _holders(reader: Reader, role_id: int, at: int) -> list[Reached]:
    found: list[Reached] = []
    for rota_id, person_id, team_id in reader.rows(_HOLDERS, {"id": role_id}):
        if rota_id is not None:
            found += _on_call(reader, rota_id, at)
        elif person_id is not None:
            found += _person(reader, person_id)
        else:
            found += [each for each, leads in _team(reader, team_id) if leads]
    return found


def _on_call(reader: Reader, rota_id: int, at: int) -> list[Reached]:
    from incidentdesk.prepare.on_call import shifts

    duty = [each for each in shifts(reader, rota_id, at, at + 1) if each.from_at <= at < each.until_at]
    gone = away(reader, (each.person_id for each in duty), at)
    names = reader.rows("SELECT name FROM rota WHERE id = :id", {"id": rota_id})
    source = _("on call ({rota})").format(rota=isolated(str(names[0][0]))) if names else ""
    # Whom the rota holds for away and we do not is nobody to be asked either.
    return [Reached(each.person_id, each.person, source) for each in duty if not each.away or each.person_id in gone]


def _person(reader: Reader, person_id: int) -> list[Reached]:
    return [Reached(int(found), str(name), _("named")) for found, name in reader.rows(_PERSON, {"id": person_id})]


def _members(reader: Reader, team_id: int) -> list[Reached]:
    return [each for each, _leads in _team(reader, team_id)]


def _team(reader: Reader, team_id: int | None) -> list[tuple[Reached, bool]]:
    """All members with whether they lead, who leads first."""
    found = []
    for person_id, name, leads, team in reader.rows(_TEAM, {"id": team_id}):
        sentence = _("lead of {team}") if leads else _("member of {team}")
        found.append((Reached(int(person_id), str(name), sentence.format(team=isolated(str(team)))), bool(leads)))
    return found


def _present(named: list[Reached], gone: dict[int, Away]) -> Reach:
    """Everybody once; whoever comes after somebody who is away says for whom they stand in."""
    reached: dict[int, Reached] = {}
    missing: dict[int, Away] = {}
    passed_over: list[Away] = []
    for each in named:
        if each.person_id in gone and each.person_id not in missing:
            missing[each.person_id] = gone[each.person_id]
            passed_over.append(gone[each.person_id])
        elif each.person_id not in {*gone, *reached}:
            source = "; ".join([each.source, *(other.sentence for other in passed_over)])
            reached[each.person_id] = replace(each, source=source)
            passed_over = []
    return Reach(tuple(reached.values()), tuple(missing.values()))
