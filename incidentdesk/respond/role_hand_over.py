"""Who holds which role in an incident; giving a role and handing it over are acts of their own (R4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from incidentdesk.detect.incident import incident
from incidentdesk.language import _, isolated
from incidentdesk.prepare.person import person as person_table
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.role import role as role_table
from incidentdesk.prepare.wording import text_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.incident_role import incident_role
from incidentdesk.respond.plan_run_list import runs_of
from incidentdesk.respond.task import UNFINISHED, task
from incidentdesk.respond.task_list import TaskRow
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_HELD = (
    "SELECT h.role_id, role.name, role.commands, role.position, h.person_id, person.name, h.from_at, h.until_at,"
    " h.source, h.note FROM incident_role h JOIN role ON role.id = h.role_id JOIN person ON person.id = h.person_id"
    " WHERE h.incident_id = :id AND h.withdrawn_at IS NULL ORDER BY role.position, lower(role.name), h.from_at, h.id"
)

_ASKED = (
    "SELECT DISTINCT t.role FROM task t LEFT JOIN plan_run r ON r.id = t.plan_run_id WHERE t.incident_id = :id"
    " AND t.role <> '' AND t.withdrawn_at IS NULL AND t.state IN ('Open', 'In Progress', 'Blocked')"
    " AND (t.plan_run_id IS NULL OR r.state = 'Running') ORDER BY t.role"
)


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role of an incident and who holds it; instants in microseconds since 1970.

    `person_id` is None and `person` empty while nobody holds it. `planned` says that a running plan asks for it.
    """

    role_id: int | None
    role: str
    commands: bool
    position: int
    person_id: int | None = None
    person: str = ""
    from_at: int | None = None
    until_at: int | None = None
    source: str = ""
    note: str = ""
    planned: bool = False

    @property
    def open(self) -> bool:
        return self.person_id is None


def roles_of(reader: Reader, incident_id: int) -> list[RoleRow]:
    """The roles that are held, and those that a running plan asks for and nobody holds; the commander first."""
    held = [row for row in past_and_present_roles(reader, incident_id) if row.until_at is None]
    asked = {_folded(name): name for name in asked_roles(reader, incident_id)}
    found = [_planned(row, _folded(row.role) in asked) for row in held]
    known = {_folded(row.role) for row in found}
    found += [_open_role(reader, name) for folded, name in asked.items() if folded not in known]
    return sorted(found, key=lambda row: (not row.commands, row.position, row.role.casefold()))


def past_and_present_roles(reader: Reader, incident_id: int) -> list[RoleRow]:
    """Every holding of a role, in the order of the roles, of each the first holder first."""
    return [
        RoleRow(role_id, name, bool(commands), position, person_id, who, start, end, source, note)
        for role_id, name, commands, position, person_id, who, start, end, source, note in reader.rows(
            _HELD, {"id": incident_id}
        )
    ]


def asked_roles(reader: Reader, incident_id: int) -> list[str]:
    """The names of the roles that running plans and unfinished tasks ask for."""
    of_tasks = reader.rows(_ASKED, {"id": incident_id})
    of_plans = [name for run in runs_of(reader, incident_id) if run.running for name in run.content.roles]
    return list(dict.fromkeys([*of_plans, *(name for (name,) in of_tasks)]))


def give_role(session: Session, incident_id: int, *, role: str, person: str, source: str = "", note: str = "") -> int:
    """Give a role that nobody holds to a person, with the unfinished tasks of it that nobody does; returns its id.

    Role and person are named and made where they are not known. Raises Refused where somebody holds the role already:
    then it is handed over.
    """
    role_id, person_id = _role_id(session, role), staff_named(session, person)
    if person_id is None:
        raise Refused(_("Name the person who takes the role."))
    return bind_role(session, incident_id, role_id=role_id, person_id=person_id, source=source, note=note)


def bind_role(
    session: Session, incident_id: int, *, role_id: int, person_id: int, source: str = "", note: str = ""
) -> int:
    """As `give_role`, of a role and a person that are known."""
    ledger.hold(session, incident_id)
    holder = _holding(session, incident_id, role_id)
    if holder is not None:
        raise Refused(
            _("{person} holds the role “{role}” already. Hand it over instead.").format(
                person=isolated(holder.name), role=isolated(_name(session, role_table, role_id))
            )
        )
    holding = _insert(session, incident_id, role_id, person_id, source or _("by hand"), note)
    give_tasks_of_role(session, incident_id, role_id, None, person_id)
    return holding


def hand_over_role(
    session: Session, incident_id: int, *, role: str, person: str, note: str = "", seen: int | None = None
) -> int:
    """End the holding of a role and begin another's, who also takes the unfinished tasks; returns the id of the new.

    Handing over to whoever holds it already changes nothing. `seen` is the id of the person who held it when that was
    looked at. Raises Refused where nobody holds the role, or somebody else by now.
    """
    role_id, person_id = _role_id(session, role), staff_named(session, person)
    if person_id is None:
        raise Refused(_("Name the person who takes the role over."))
    ledger.hold(session, incident_id)
    before = _holding(session, incident_id, role_id)
    if before is None:
        raise Refused(_("Nobody holds the role “{role}” yet. Give it to somebody.").format(role=isolated(role)))
    if before.person_id == person_id:
        return int(before.id)
    if seen is not None and before.person_id != seen:
        raise Refused(
            _("{person} holds the role “{role}” by now. Look whether it is still to be handed over.").format(
                person=isolated(before.name), role=isolated(role)
            )
        )
    said = text_of(note).strip()
    ledger.update(session, incident_role, before.id, {"until_at": session.at}, reason=said)
    holding = _insert(session, incident_id, role_id, person_id, _("handed over"), said)
    give_tasks_of_role(session, incident_id, role_id, before.person_id, person_id)
    return holding


def commander_with_tasks(roles: Iterable[RoleRow], rows: Iterable[TaskRow]) -> str:
    """A warning where whoever commands also has tasks of another role to do (PagerDuty: a commander resolves nothing).

    Empty where all is well.
    """
    for each, held in busy_commanders(roles, rows):
        return _("{person} commands and also has “{task}” to do. Give one of the two to somebody else.").format(
            person=isolated(each.person), task=isolated(held[0].title)
        )
    return ""


def busy_commanders(roles: Iterable[RoleRow], rows: Iterable[TaskRow]) -> list[tuple[RoleRow, list[TaskRow]]]:
    """Whoever commands and has tasks to do that are not those of the command itself, with these tasks."""
    active = [row for row in rows if row.active]
    commanders = [row for row in roles if row.commands and row.person_id is not None]
    own = {_folded(row.role) for row in commanders}
    found = [
        (each, [row for row in active if row.person_id == each.person_id and _folded(row.role) not in own])
        for each in commanders
    ]
    return [(each, held) for each, held in found if held]


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _planned(row: RoleRow, planned: bool) -> RoleRow:
    return replace(row, planned=planned)


def _open_role(reader: Reader, name: str) -> RoleRow:
    known = reader.rows("SELECT id, name, commands, position FROM role WHERE withdrawn_at IS NULL")
    for role_id, known_name, commands, position in known:
        if _folded(known_name) == _folded(name):
            return RoleRow(role_id, known_name, bool(commands), position, planned=True)
    return RoleRow(None, name, commands=False, position=1_000_000, planned=True)


def _role_id(session: Session, name: str) -> int:
    from incidentdesk.prepare.role_change import role_named

    found = role_named(session, name)
    if found is None:
        raise Refused(_("Name the role."))
    return found


def _holding(session: Session, incident_id: int, role_id: int) -> Any:
    held = (
        sa.select(incident_role.c.id, incident_role.c.person_id, person_table.c.name)
        .join(person_table, person_table.c.id == incident_role.c.person_id)
        .where(
            incident_role.c.incident_id == incident_id,
            incident_role.c.role_id == role_id,
            incident_role.c.until_at.is_(None),
            incident_role.c.withdrawn_at.is_(None),
        )
    )
    return session.connection.execute(held).first()


def _name(session: Session, table: sa.Table, record_id: int) -> str:
    return str(ledger.current(session, table, record_id)["name"])


def _insert(session: Session, incident_id: int, role_id: int, person_id: int, source: str, note: str) -> int:
    facts = {
        "key": uuid4().hex,
        "incident_id": incident_id,
        "role_id": role_id,
        "person_id": person_id,
        "from_at": session.at,
        "source": source,
        "note": text_of(note).strip(),
    }
    held = ledger.insert(session, incident_role, facts)
    ledger.update(session, incident, incident_id, {"updated_at": session.at})
    return held


def give_tasks_of_role(session: Session, incident_id: int, role_id: int, before: int | None, after: int) -> None:
    """The unfinished tasks of the role that are done by `before`, and those that nobody does, are done by `after`."""
    wanted = sa.select(task.c.id, task.c.role, task.c.person_id).where(
        task.c.incident_id == incident_id, task.c.withdrawn_at.is_(None), task.c.state.in_(UNFINISHED)
    )
    name = _folded(_name(session, role_table, role_id))
    changes: dict[int, Mapping[str, Any]] = {
        row.id: {"person_id": after}
        for row in session.connection.execute(wanted)
        if _folded(row.role) == name and row.person_id in (None, before)
    }
    if changes:
        ledger.update_many(session, task, changes)
