"""The names that the desk knows, for completion while something is typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from incidentdesk import clock
from incidentdesk.store.reading import Reader

_MOST_PEOPLE = 20_000


@dataclass(frozen=True, slots=True)
class KnownNames:
    """In the order of the alphabet; `subcategories` by the name of their category."""

    people: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    subcategories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def known_names(reader: Reader) -> KnownNames:
    today = clock.now().date().isoformat()
    # Nothing is given to who has left, but what they have reported is still found.
    people = reader.rows(
        "SELECT name, staff AND (left_on = '' OR left_on >= :today) FROM person WHERE withdrawn_at IS NULL"
        " ORDER BY lower(name), id LIMIT :most",
        {"most": _MOST_PEOPLE, "today": today},
    )
    below: dict[str, tuple[str, ...]] = {}
    for category, name in reader.rows(
        "SELECT above.name, category.name FROM category JOIN category above ON above.id = category.parent_id"
        " WHERE category.withdrawn_at IS NULL ORDER BY lower(category.name)"
    ):
        below[str(category)] = (*below.get(str(category), ()), str(name))
    return KnownNames(
        people=tuple(dict.fromkeys(str(name) for name, _staff in people)),
        staff=tuple(dict.fromkeys(str(name) for name, staff in people if staff)),
        teams=names_in(reader, "team"),
        services=names_in(reader, "service"),
        categories=names_in(reader, "category", " AND parent_id IS NULL"),
        subcategories=below,
    )


def people_to_ask(reader: Reader) -> tuple[str, ...]:
    """Who can be given something to do in a response: staff, and who belongs to a department or holds a role."""
    rows = reader.rows(
        "SELECT name FROM person WHERE withdrawn_at IS NULL AND (left_on = '' OR left_on >= :today)"
        " AND (staff OR department_id IS NOT NULL OR EXISTS"
        " (SELECT 1 FROM role_holder h WHERE h.person_id = person.id AND h.withdrawn_at IS NULL))"
        " ORDER BY lower(name), id",
        {"today": clock.now().date().isoformat()},
    )
    return tuple(dict.fromkeys(str(row[0]) for row in rows))


def names_in(reader: Reader, table: str, more: str = "") -> tuple[str, ...]:
    """The names of what is not in the trash, in the order of the alphabet; `more` is a condition in SQL."""
    rows = reader.rows("SELECT name FROM " + table + " WHERE withdrawn_at IS NULL" + more + " ORDER BY lower(name), id")
    return tuple(str(row[0]) for row in rows)
