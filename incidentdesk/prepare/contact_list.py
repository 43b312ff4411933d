"""The contacts outside the team, in the order in which they are tried for each service, and which are stale."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from incidentdesk import clock
from incidentdesk.prepare.setting import setting_of
from incidentdesk.store.reading import Reader

_CONTACTS = (
    "SELECT c.id, c.name, c.organisation, c.kind, c.service_id, COALESCE(service.name, ''), c.position,"
    " c.their_reference, c.hours, c.note, c.verified_on, c.verified_by FROM contact c"
    " LEFT JOIN service ON service.id = c.service_id"
    " WHERE c.withdrawn_at IS NULL"
    " ORDER BY CASE WHEN service.name IS NULL THEN 1 ELSE 0 END, lower(service.name), c.position, lower(c.name), c.id"
)
_METHODS = (
    'SELECT contact_id, "key", means, address, note FROM contact_method'
    " WHERE contact_id IS NOT NULL AND withdrawn_at IS NULL ORDER BY contact_id, position, id"
)


_FACTS = ("name", "organisation", "kind", "service", "their_reference", "hours", "note")


@dataclass(frozen=True, slots=True)
class Method:
    """One way to reach a contact; the first is tried first."""

    key: str
    means: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """`verified_on` is a day as YYYY-MM-DD, "" for never; `stale` says that this is too long ago to rely on.

    `place` is the order among the contacts of the same service, counted from 1.
    """

    id: int
    name: str
    organisation: str
    kind: str
    service_id: int | None
    service: str
    position: int
    their_reference: str
    hours: str
    note: str
    verified_on: str
    verified_by: str
    methods: tuple[Method, ...] = ()
    stale: bool = False
    place: int = 1


def contacts(reader: Reader, today: str = "") -> list[ContactRow]:
    """All of them by service and fallback order, those of no service last; `today` is the day, else that of UTC."""
    methods: dict[int, list[Method]] = defaultdict(list)
    for contact_id, *method in reader.rows(_METHODS):
        methods[contact_id].append(Method(*method))
    last_good = _last_good(reader, today)
    places: dict[int | None, int] = defaultdict(int)
    found = []
    for row in (ContactRow(*facts) for facts in reader.rows(_CONTACTS)):
        places[row.service_id] += 1
        stale, place = row.verified_on < last_good, places[row.service_id]
        found.append(replace(row, methods=tuple(methods[row.id]), stale=stale, place=place))
    return found


def contact_row(reader: Reader, contact_id: int, today: str = "") -> ContactRow | None:
    """One by its id, None where it is not there or in the trash."""
    return next((row for row in contacts(reader, today) if row.id == contact_id), None)


def _last_good(reader: Reader, today: str) -> str:
    """The earliest day of a verification that still counts."""
    day = date.fromisoformat(today) if today else clock.now().date()
    return (day - timedelta(days=int(setting_of(reader, "contact_stale_days")))).isoformat()


def methods_text(methods: Iterable[Method]) -> str:
    """The ways to reach somebody as lines of means, address and note with tabs between them, the first first."""
    return "\n".join(f"{each.means}\t{each.address}\t{each.note}".rstrip() for each in methods)


def contact_facts(row: ContactRow) -> dict[str, Any]:
    """All changeable facts as a person sees them."""
    own = {name: getattr(row, name) for name in _FACTS}
    return {**own, "methods": methods_text(row.methods)}
