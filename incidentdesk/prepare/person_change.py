"""Adding, changing and withdrawing people, with the ways to reach them and their absences."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.absence_change import ABSENCES
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.contact_method_change import METHODS, first_addresses, methods_of_person
from incidentdesk.prepare.department import department, department_named
from incidentdesk.prepare.fact import Fact, chosen, named, one_of, present, stored_facts
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.part import (
    change_with_parts,
    give_up_with_parts,
    lines_text,
    parts_shown,
    shown_row,
    write_parts,
)
from incidentdesk.prepare.person import person
from incidentdesk.prepare.record_name import existing, own_name, record_named
from incidentdesk.prepare.team import team, team_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session


def _whether(column: str) -> Fact:
    return chosen(column, one_of((True, False), N_("That is either so or not.")))


def _short(column: str) -> Fact:
    return Fact(column, lambda _session, value: " ".join(str(value).split())[:200], lambda _session, stored: stored)


def stored_zone(value: Any) -> str:
    """An IANA time zone, "" for none; raises Refused for one that there is not."""
    name = str(value).strip()
    try:
        return ZoneInfo(name).key if name else ""
    except (KeyError, ValueError, OSError) as error:
        raise Refused(_("“{zone}” is no time zone. Write it as Europe/Berlin.").format(zone=isolated(name))) from error


def _stored_day(value: Any) -> str:
    text = str(value).strip()
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise Refused(_("“{text}” is no day. Write it as 2026-04-30.").format(text=isolated(text))) from error


PERSON_FACTS = {
    "name": own_name(N_("A person needs a name.")),
    "job_title": _short("job_title"),
    "team": named("team_id", team, team_named),
    "department": named("department_id", department, department_named),
    "leads_team": _whether("leads_team"),
    "leads_department": _whether("leads_department"),
    "staff": _whether("staff"),
    "vip": _whether("vip"),
    "account": Fact(
        "account", lambda _session, value: str(value).strip() or None, lambda _session, stored: stored or ""
    ),
    "calendar": existing("calendar_id", calendar, N_("There is no calendar “{name}”. Add it first.")),
    "time_zone": Fact("time_zone", lambda _session, value: stored_zone(value), lambda _session, stored: stored),
    "left_on": Fact("left_on", lambda _session, value: _stored_day(value), lambda _session, stored: stored),
    "note": text_fact("note"),
}
PARTS = (METHODS, ABSENCES)
_NAMES = (
    "name", "job_title", "team", "department", "?leads_team", "?leads_department", "?staff", "account", "calendar",
    "time_zone", "left_on", "note", "?vip",
)  # fmt: skip
_SHOWN = (
    "SELECT p.name, p.job_title, COALESCE(team.name, ''), COALESCE(department.name, ''), p.leads_team,"
    " p.leads_department, p.staff, COALESCE(p.account, ''), COALESCE(calendar.name, ''), p.time_zone, p.left_on,"
    " p.note, p.vip"
    " FROM person p LEFT JOIN team ON team.id = p.team_id LEFT JOIN department ON department.id = p.department_id"
    " LEFT JOIN calendar ON calendar.id = p.calendar_id WHERE p.id = :id AND p.withdrawn_at IS NULL"
)
NEW_PERSON: dict[str, Any] = {
    **dict.fromkeys(PERSON_FACTS, ""),
    **dict.fromkeys(("leads_team", "leads_department", "vip"), False),
    "staff": True,
    **dict.fromkeys((part.fact for part in PARTS), ""),
}


def create_person(session: Session, *, name: str, **facts: Any) -> int:
    """Add a person; `facts` are those of PERSON_FACTS, the ways to reach them and their absences. Returns the id.

    Raises Refused for a name that is empty or somebody else's, and for what a fact can't be.
    """
    wanted = {**NEW_PERSON, **facts, "name": name}
    own = {key: value for key, value in wanted.items() if key not in {part.fact for part in PARTS}}
    columns = stored_facts(session, PERSON_FACTS, own)
    _refuse_taken(session, columns, 0)
    person_id = ledger.insert(session, person, {**columns, **first_addresses(str(wanted["methods"]))})
    write_parts(session, PARTS, person_id, wanted)
    return person_id


def person_facts(reader: Reader, person_id: int) -> dict[str, Any]:
    """All changeable facts as a person sees them; raises Refused where there is no such person."""
    return {**shown_row(reader, _SHOWN, _NAMES, person_id), **parts_shown(reader, PARTS, person_id)}


def change_person(
    session: Session, person_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person who writes had before the eyes.

    Raises Conflict where somebody has changed one of them since it was seen, Refused for what a fact can't be.
    """
    columns = change_with_parts(session, person, PERSON_FACTS, PARTS, person_id, changes, seen)
    _refuse_taken(session, columns, person_id)
    if METHODS.fact in changes:
        columns |= first_addresses(str(changes[METHODS.fact]))
    if columns:
        ledger.update(session, person, person_id, columns)


def give_up_person(session: Session, person_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_with_parts(session, person, PERSON_FACTS, PARTS, person_id, given_up)


def verify_people(session: Session, person_ids: Iterable[int], *, today: str) -> None:
    """Somebody has seen that all addresses of these are right; `today` is the day as YYYY-MM-DD.

    Raises Refused for a person who has no address.
    """
    for person_id in person_ids:
        row = present(session, person, person_id)
        lines = [(each.means, each.address, each.note, today) for each in methods_of_person(session.reader, person_id)]
        if not lines:
            raise Refused(
                _("“{name}” has no address that could be verified. Add one first.").format(name=isolated(row["name"]))
            )
        write_parts(session, (METHODS,), person_id, {METHODS.fact: lines_text(lines)})


def withdraw_person(session: Session, person_id: int) -> None:
    """Take a person out of sight; Undo brings them back."""
    present(session, person, person_id)
    ledger.withdraw(session, person, person_id)


def _refuse_taken(session: Session, columns: Mapping[str, Any], person_id: int) -> None:
    """Incidents, plans and roles name people, so there is one of a name; an account is one person's."""
    ledger.hold(session)
    if "name" in columns:
        # Others of that name may be there from an import; who had it before keeps it.
        other = record_named(session, person, columns["name"])
        if other not in (None, person_id):
            raise Refused(
                _("There is “{name}” already. Open that one, or add what tells the two apart.").format(
                    name=isolated(columns["name"])
                )
            )
    if columns.get("account"):
        owners = sa.select(person.c.name).where(person.c.account == columns["account"], person.c.id != person_id)
        owner = session.connection.execute(owners).scalar()
        if owner is not None:
            raise Refused(
                _("The account “{account}” is already that of {name}.").format(
                    account=isolated(columns["account"]), name=isolated(owner)
                )
            )
