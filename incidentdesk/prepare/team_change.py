"""Making, changing and withdrawing teams, with their members."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.department import department, department_named
from incidentdesk.prepare.fact import (
    Fact,
    changed_columns,
    give_up_facts,
    named,
    present,
    stored_facts,
)
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.part import cell, lines_in, lines_text, shown_row
from incidentdesk.prepare.person import person
from incidentdesk.prepare.record_name import insert_named, own_name, record_named, refuse_taken
from incidentdesk.prepare.team import team
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict, clashes_between
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

LEAD = "lead"
_SHOWN = (
    "SELECT t.name, COALESCE(department.name, ''), t.email, t.description FROM team t"
    " LEFT JOIN department ON department.id = t.department_id WHERE t.id = :id AND t.withdrawn_at IS NULL"
)
_MEMBERS = (
    "SELECT name, leads_team FROM person WHERE team_id = :id AND withdrawn_at IS NULL"
    " ORDER BY leads_team DESC, lower(name), id"
)


def _stored_email(value: Any) -> str:
    text = str(value).strip()
    if text and ("@" not in text.strip("@") or " " in text):
        raise Refused(
            _("“{address}” is no e-mail address. Write it as name@example.org.").format(address=isolated(text))
        )
    return text


TEAM_FACTS = {
    "name": own_name(N_("A team needs a name, such as Network.")),
    "department": named("department_id", department, department_named),
    "email": Fact("email", lambda _session, value: _stored_email(value), lambda _session, stored: stored),
    "description": text_fact("description"),
}
NEW_TEAM = {**dict.fromkeys(TEAM_FACTS, ""), "members": ""}


def create_team(session: Session, *, name: str, members: str = "", **facts: Any) -> int:
    """Make a team; `members` has a line for each with the name and, after a tab, "lead" for who leads.

    Returns the id. Raises Refused for a name that is empty or taken, and for a member that there is not.
    """
    own = {key: value for key, value in {**NEW_TEAM, **facts, "name": name}.items() if key != "members"}
    team_id = insert_named(session, team, stored_facts(session, TEAM_FACTS, own))
    _write_members(session, team_id, members)
    return team_id


def team_facts(reader: Reader, team_id: int) -> dict[str, Any]:
    """All changeable facts as a person sees them; raises Refused where there is no such team."""
    shown = shown_row(reader, _SHOWN, ("name", "department", "email", "description"), team_id)
    return {**shown, "members": _members(reader, team_id)}


def change_team(
    session: Session, team_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; who becomes a member leaves the team of before.

    Raises Conflict where somebody has changed one of them since it was seen, Refused for what a fact can't be.
    """
    row = present(session, team, team_id)
    own_seen = None if seen is None else {name: value for name, value in seen.items() if name in TEAM_FACTS}
    own = {name: value for name, value in changes.items() if name != "members"}
    columns = changed_columns(session, team, TEAM_FACTS, row, own, own_seen)
    if "name" in columns:
        refuse_taken(session, team, team_id, columns["name"])
    if columns:
        ledger.update(session, team, team_id, columns)
    if "members" in changes:
        _refuse_conflict(session, team_id, str(changes["members"]), seen)
        _write_members(session, team_id, str(changes["members"]))


def give_up_team(session: Session, team_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    own = {name: value for name, value in given_up.items() if name in TEAM_FACTS}
    give_up_facts(session, team, TEAM_FACTS, team_id, own)


def withdraw_team(session: Session, team_id: int) -> None:
    """Take a team out of sight; Undo brings it back with its members."""
    present(session, team, team_id)
    ledger.withdraw(session, team, team_id)


def _members(reader: Reader, team_id: int) -> str:
    rows = reader.rows(_MEMBERS, {"id": team_id})
    return lines_text((str(name), LEAD if leads else "") for name, leads in rows)


def _write_members(session: Session, team_id: int, text: str) -> None:
    wanted: dict[int, bool] = {}
    for cells in lines_in(text):
        found = record_named(session, person, cells[0])
        if found is None:
            raise Refused(_("There is no person “{name}”. Add them first.").format(name=isolated(cells[0])))
        wanted[found] = cell(cells, 1) == LEAD
    rows = session.connection.execute(
        sa.select(person.c.id).where(person.c.team_id == team_id, person.c.withdrawn_at.is_(None))
    )
    gone = [row.id for row in rows if row.id not in wanted]
    changes: dict[int, dict[str, Any]] = {each: {"team_id": None, "leads_team": False} for each in gone}
    changes |= {each: {"team_id": team_id, "leads_team": leads} for each, leads in wanted.items()}
    ledger.update_many(session, person, changes)


def _refuse_conflict(session: Session, team_id: int, text: str, seen: Mapping[str, Any] | None) -> None:
    if seen is None or "members" not in seen:
        return
    clashes = clashes_between(
        {"members": seen["members"]}, {"members": _members(session.reader, team_id)}, {"members": text}
    )
    if clashes:
        written = sa.select(ledger.ledger.c.actor).where(ledger.ledger.c.noun == "person")
        last = session.connection.execute(written.order_by(ledger.ledger.c.id.desc()).limit(1)).scalar()
        raise Conflict(clashes, str(last or ""))
