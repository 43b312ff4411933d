"""Who can't be counted on at an instant, and why: who has left, and who is absent on that day where they work."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from incidentdesk import clock
from incidentdesk.language import _, isolated
from incidentdesk.store.reading import Reader

_PEOPLE = (
    "SELECT person.id, person.name, person.left_on, person.time_zone, COALESCE(calendar.time_zone, ''),"
    " person.withdrawn_at FROM person LEFT JOIN calendar ON calendar.id = person.calendar_id WHERE person.id IN"
)
_ABSENCES = "SELECT person_id, from_on, until_on, reason FROM absence WHERE withdrawn_at IS NULL AND person_id IN"


@dataclass(frozen=True, slots=True)
class Away:
    """`until` is the last day as YYYY-MM-DD; `left` says that the person does not come back."""

    person_id: int
    name: str
    until: str
    reason: str = ""
    left: bool = False

    @property
    def sentence(self) -> str:
        """ "Bo Diaz left on 2026-03-31", "Bo Diaz is absent until 2026-03-06 (leave)"."""
        name = isolated(self.name)
        if self.left and self.until:
            return _("{name} left on {day}").format(name=name, day=self.until)
        if self.left:
            return _("{name} is no longer here").format(name=name)
        if self.reason:
            reason = isolated(self.reason)
            return _("{name} is absent until {day} ({reason})").format(name=name, day=self.until, reason=reason)
        return _("{name} is absent until {day}").format(name=name, day=self.until)


def away(reader: Reader, person_ids: Iterable[int], at: int) -> dict[int, Away]:
    """Those of some people who are not to be counted on at an instant in microseconds since 1970."""
    wanted = ", ".join(str(int(each)) for each in sorted(set(person_ids)))
    if not wanted:
        return {}
    found: dict[int, Away] = {}
    days: dict[int, str] = {}
    names: dict[int, str] = {}
    for person_id, name, left_on, own_zone, calendar_zone, withdrawn_at in reader.rows(f"{_PEOPLE} ({wanted})"):
        days[person_id] = day_in(at, own_zone or calendar_zone)
        names[person_id] = name
        if withdrawn_at is not None or (left_on and left_on < days[person_id]):
            found[person_id] = Away(person_id, name, left_on, left=True)
    for person_id, from_on, until_on, reason in reader.rows(f"{_ABSENCES} ({wanted}) ORDER BY until_on, id"):
        gone = found.get(person_id)
        if from_on <= days.get(person_id, "") <= until_on and not (gone and gone.left):
            found[person_id] = Away(person_id, names[person_id], until_on, reason)
    return found


def day_in(at: int, zone: str) -> str:
    """The day of an instant in a zone, as YYYY-MM-DD; in UTC where the zone is empty or unknown."""
    return clock.instant(at).astimezone(_zone(zone)).date().isoformat()


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (KeyError, ValueError, OSError):
        return UTC
