"""The calendars with their hours and holidays, and what stands on each."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.holiday import public_holidays
from incidentdesk.prepare.rota_window import windows_words
from incidentdesk.prepare.windows import Windows, windows_of
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_CALENDARS = (
    "SELECT id, name, time_zone, windows, country, region, holidays FROM calendar WHERE withdrawn_at IS NULL"
    " ORDER BY lower(name), id"
)
# Where a calendar stands, and how that is called.
_USERS = (
    ("sla", N_("SLA {name}")),
    ("service", N_("service {name}")),
    ("escalation_policy", N_("escalation policy {name}")),
    ("person", N_("person {name}")),
)


@dataclass(frozen=True, slots=True)
class Holiday:
    """`day` is as YYYY-MM-DD; `public` are those of the country, the others are the calendar's own."""

    day: str
    name: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """`used_by` says in words what stands on the calendar."""

    id: int
    name: str
    time_zone: str
    windows: Windows
    country: str
    region: str
    own_holidays: tuple[Holiday, ...] = ()
    used_by: tuple[str, ...] = ()

    @property
    def minutes_a_week(self) -> int:
        return week_minutes(self.windows)


def week_minutes(windows: Windows) -> int:
    return sum(end - begin for day in windows for begin, end in day)


def calendars(reader: Reader) -> list[CalendarRow]:
    """All of them in the order of the alphabet."""
    users: dict[int, list[str]] = defaultdict(list)
    for table, words in _USERS:
        sql = f'SELECT calendar_id, name FROM "{table}" WHERE calendar_id IS NOT NULL AND withdrawn_at IS NULL'
        for calendar_id, name in reader.rows(f"{sql} ORDER BY lower(name), id"):
            users[calendar_id].append(_(words).format(name=isolated(name)))
    return [replace(_row(*row), used_by=tuple(users[row[0]])) for row in reader.rows(_CALENDARS)]


def calendar_row(reader: Reader, calendar_id: int) -> CalendarRow | None:
    """One by its id, None where it is not there or in the trash."""
    return next((row for row in calendars(reader) if row.id == calendar_id), None)


def calendar_names(reader: Reader) -> list[str]:
    """In the order of the alphabet."""
    return [str(row[1]) for row in reader.rows(_CALENDARS)]


def coming_holidays(own: Iterable[Holiday], country: str, region: str, today: date, days: int = 366) -> list[Holiday]:
    """The holidays from today on, in order; one of the calendar's own goes before a public one of the same day.

    Raises Refused for a country or a region that is not known.
    """
    last = today + timedelta(days=days)
    found = {
        day.isoformat(): Holiday(day.isoformat(), name, public=True)
        for year in range(today.year, last.year + 1)
        for day, name in public_holidays(country, region, year)
    }
    found |= {each.day: each for each in own}
    return [found[day] for day in sorted(found) if today.isoformat() <= day <= last.isoformat()]


def windows_shown(stored: str) -> str:
    """The stored windows as people write them: mon-fri 09:00-12:00, 13:00-17:00."""
    return windows_words(json.loads(stored))


def holidays_in(stored: str) -> list[Holiday]:
    """A calendar's own holidays, in order; what is stored is [["2026-12-24", "Works outing"], ...]."""
    found = json.loads(stored)
    return sorted((Holiday(*_pair(each)) for each in found), key=lambda each: each.day)


def _pair(each: Any) -> tuple[str, str]:
    return str(each[0]), str(each[1]) if len(each) > 1 else ""


def _row(
    calendar_id: int, name: str, time_zone: str, windows: str, country: str, region: str, holidays: str
) -> CalendarRow:
    try:
        hours = windows_of(windows)
    except Refused:
        # What another program wrote there is shown as no hours, and can be set right.
        hours = ((),) * 7
    return CalendarRow(calendar_id, name, time_zone, hours, country, region, tuple(holidays_in(holidays)))
