"""Making, changing and withdrawing calendars."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.calendar_list import calendar_row, holidays_in, windows_shown
from incidentdesk.prepare.fact import Fact, changed_columns, give_up_facts, present, stored_facts
from incidentdesk.prepare.holiday import public_holidays
from incidentdesk.prepare.part import cell, lines_in, lines_text, shown_row
from incidentdesk.prepare.person_change import stored_zone
from incidentdesk.prepare.record_name import insert_named, own_name, refuse_taken
from incidentdesk.prepare.rota_window import typed_windows
from incidentdesk.prepare.windows import windows_of, windows_text
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session


def _stored_windows(value: Any) -> str:
    """What people write, mon-fri 09:00-12:00, 13:00-17:00, as the table keeps it."""
    return windows_text(windows_of(json.dumps(typed_windows(str(value)))))


def _stored_zone(value: Any) -> str:
    name = stored_zone(value)
    if not name:
        raise Refused(_("A calendar needs a time zone, such as Europe/Berlin: by whose clock are its hours?"))
    return name


def _stored_holidays(value: Any) -> str:
    found: dict[str, str] = {}
    for cells in lines_in(str(value)):
        try:
            day = date.fromisoformat(cells[0]).isoformat()
        except ValueError as error:
            raise Refused(_("“{text}” is no day. Write it as 2026-12-24.").format(text=isolated(cells[0]))) from error
        found[day] = cell(cells, 1)
    return json.dumps([[day, found[day]] for day in sorted(found)], ensure_ascii=False)


def holidays_text(stored: str) -> str:
    """A calendar's own holidays as lines with the day and, after a tab, the name."""
    return lines_text((each.day, each.name) for each in holidays_in(stored))


def _stored_code(value: Any) -> str:
    return str(value or "").strip()


_STORED: dict[str, Callable[[Any], str]] = {
    "time_zone": _stored_zone,
    "windows": _stored_windows,
    "country": _stored_code,
    "region": _stored_code,
    "holidays": _stored_holidays,
}


def _fact(column: str, show: Callable[[str], str] = str) -> Fact:
    return Fact(column, lambda _session, value: _STORED[column](value), lambda _session, stored: show(stored))


CALENDAR_FACTS = {
    "name": own_name(N_("A calendar needs a name, such as Office hours.")),
    "time_zone": _fact("time_zone"),
    "windows": _fact("windows", windows_shown),
    "country": _fact("country"),
    "region": _fact("region"),
    "holidays": _fact("holidays", holidays_text),
}
NEW_CALENDAR = dict.fromkeys(CALENDAR_FACTS, "")


def create_calendar(session: Session, *, name: str, time_zone: str, **facts: Any) -> int:
    """Make a calendar; `windows` as in mon-fri 09:00-17:00, `holidays` a line for each with its day and name.

    Returns the id. Raises Refused for a name that is empty or taken, and for hours, zones and places that are none.
    """
    wanted = {**NEW_CALENDAR, **facts, "name": name, "time_zone": time_zone}
    columns = stored_facts(session, CALENDAR_FACTS, wanted)
    _refuse_unknown_place(columns)
    return insert_named(session, calendar, columns)


def calendar_facts(reader: Reader, calendar_id: int) -> dict[str, Any]:
    """All changeable facts as a person sees them; raises Refused where there is no such calendar."""
    sql = f"SELECT {', '.join(CALENDAR_FACTS)} FROM calendar WHERE id = :id AND withdrawn_at IS NULL"
    shown = shown_row(reader, sql, tuple(CALENDAR_FACTS), calendar_id)
    windows, holidays = windows_shown(shown["windows"]), holidays_text(shown["holidays"])
    return {**shown, "windows": windows, "holidays": holidays}


def calendar_columns(facts: Mapping[str, Any]) -> dict[str, str]:
    """The columns of all facts without writing them; raises Refused for what they can't be."""
    columns = {"name": str(facts["name"]).strip(), **{name: store(facts[name]) for name, store in _STORED.items()}}
    _refuse_unknown_place(columns)
    return columns


def change_calendar(
    session: Session, calendar_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Raises Conflict where somebody has changed one of them since it was seen, Refused for what a fact can't be.
    """
    row = present(session, calendar, calendar_id)
    columns = changed_columns(session, calendar, CALENDAR_FACTS, row, changes, seen)
    if "name" in columns:
        refuse_taken(session, calendar, calendar_id, columns["name"])
    if columns.keys() & {"country", "region"}:
        _refuse_unknown_place({**row, **columns})
    if columns:
        ledger.update(session, calendar, calendar_id, columns)


def give_up_calendar(session: Session, calendar_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, calendar, CALENDAR_FACTS, calendar_id, given_up)


def withdraw_calendar(session: Session, calendar_id: int) -> None:
    """Take a calendar out of sight; raises Refused while something stands on it, and names it."""
    present(session, calendar, calendar_id)
    row = calendar_row(session.reader, calendar_id)
    if row is not None and row.used_by:
        raise Refused(
            _("“{name}” is still used by {users}. Choose another calendar there first.").format(
                name=isolated(row.name), users=", ".join(row.used_by)
            )
        )
    ledger.withdraw(session, calendar, calendar_id)


def _refuse_unknown_place(columns: Mapping[str, Any]) -> None:
    public_holidays(columns["country"], columns["region"], 2026)
