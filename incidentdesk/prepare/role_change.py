"""Making and changing roles, and who holds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.fact import chosen, one_of, present, stored_facts
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.naming import named, same_name
from incidentdesk.prepare.part import (
    Cells,
    Part,
    cell,
    change_with_parts,
    give_up_with_parts,
    parts_shown,
    shown_row,
    write_parts,
)
from incidentdesk.prepare.record_name import insert_named, own_name, record_named, refuse_taken
from incidentdesk.prepare.role import role, role_holder
from incidentdesk.prepare.role_list import PERSON, ROTA, TEAM, holders_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session


@dataclass(frozen=True, slots=True)
class StandardRole:
    name: str
    description: str
    commands: bool = False


# After the roles of PagerDuty's incident response documentation (features R4).
STANDARD_ROLES = (
    StandardRole(
        N_("Incident commander"),
        N_("Leads the response, decides, and keeps everybody to one plan; repairs nothing themselves."),
        commands=True,
    ),
    StandardRole(N_("Deputy"), N_("Supports the commander, and takes over when the commander has to leave.")),
    StandardRole(N_("Scribe"), N_("Writes down what happens and what is decided, with the time.")),
    StandardRole(N_("Communications lead"), N_("Tells everybody outside the response what they need to know.")),
    StandardRole(N_("Subject-matter expert"), N_("Knows the service that broke, finds out and repairs.")),
)
# Who shares the communications in a large incident (PagerDuty); offered, and not made for everybody.
LIAISONS = (
    StandardRole(
        N_("Internal liaison"), N_("Tells management and colleagues, and brings their questions to the commander.")
    ),
    StandardRole(N_("Customer liaison"), N_("Tells customers and users in words of their own, and hears what hurts.")),
)
ROLE_FACTS = {
    "name": own_name(N_("A role needs a name, such as Scribe.")),
    "description": text_fact("description"),
    "commands": chosen("commands", one_of((True, False), N_("A role commands or does not."))),
}


def role_named(session: Session, name: str) -> int | None:
    """The id of the role of that name, made as the last of them if there is none; None for an empty name.

    A standard role or a liaison is made as that one, so that whoever gets it commands where the role does.
    """
    found = record_named(session, role, name)
    if found is not None:
        return found
    known = next((each for each in (*STANDARD_ROLES, *LIAISONS) if same_name(_(each.name), name)), None)
    facts = {"description": _(known.description), "commands": known.commands} if known else {}
    return named(session, role, name, position=_last_position(session) + 1, **facts)


def make_standard_roles(session: Session) -> list[int]:
    """The ids of the standard roles, each made where there is none of its name."""
    ids = []
    for each in STANDARD_ROLES:
        role_id = role_named(session, _(each.name))
        assert role_id is not None
        row = ledger.current(session, role, role_id)
        more = {"description": row["description"] or _(each.description), "commands": row["commands"] or each.commands}
        ledger.update(session, role, role_id, more)
        ids.append(role_id)
    return ids


def create_role(
    session: Session, *, name: str, description: str = "", commands: bool = False, holders: str = ""
) -> int:
    """Make a role; returns its id.

    Raises Refused for a name that is empty, too long or taken, and for a holder that there is not.
    """
    facts = stored_facts(session, ROLE_FACTS, {"name": name, "description": description, "commands": commands})
    role_id = insert_named(session, role, {**facts, "position": _last_position(session) + 1})
    write_parts(session, PARTS, role_id, {"holders": holders})
    return role_id


def role_facts(reader: Reader, role_id: int) -> dict[str, Any]:
    """All changeable facts as a person sees them; raises Refused where there is no such role."""
    sql = "SELECT name, description, commands FROM role WHERE id = :id AND withdrawn_at IS NULL"
    shown = shown_row(reader, sql, ("name", "description", "?commands"), role_id)
    return {**shown, **parts_shown(reader, PARTS, role_id)}


def change_role(
    session: Session, role_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Raises Conflict where somebody has changed one of them since it was seen, Refused for what a fact can't be.
    """
    columns = change_with_parts(session, role, ROLE_FACTS, PARTS, role_id, changes, seen)
    if "name" in columns:
        refuse_taken(session, role, role_id, columns["name"])
    if columns:
        ledger.update(session, role, role_id, columns)


def give_up_role(session: Session, role_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_with_parts(session, role, ROLE_FACTS, PARTS, role_id, given_up)


def move_role(session: Session, role_id: int, by: int) -> None:
    """Move a role up (-1) or down (1) among the others."""
    present(session, role, role_id)
    rows = session.connection.execute(
        sa.select(role.c.id).where(role.c.withdrawn_at.is_(None)).order_by(role.c.position, role.c.name, role.c.id)
    )
    ids = [int(row.id) for row in rows]
    place = ids.index(role_id)
    ids.insert(max(0, place + by), ids.pop(place))
    ledger.update_many(session, role, {each: {"position": position} for position, each in enumerate(ids, 1)})


def withdraw_role(session: Session, role_id: int) -> None:
    """Take a role out of sight; Undo brings it back."""
    present(session, role, role_id)
    ledger.withdraw(session, role, role_id)


def _last_position(session: Session) -> int:
    ledger.hold(session)
    return int(session.connection.execute(sa.select(sa.func.max(role.c.position))).scalar() or 0)


# -- who holds a role


def _shown_holders(reader: Reader, role_id: int) -> list[Cells]:
    return [(each.kind, each.name) for each in holders_of(reader, role_id)]


def _stored_holder(session: Session, cells: Cells) -> dict[str, Any]:
    kind, name = cell(cells, 0), cell(cells, 1)
    if kind not in (ROTA, PERSON, TEAM):
        raise Refused(_("A role is held by a rota, a person or a team."))
    found = record_named(session, role.metadata.tables[kind], name)
    if found is None:
        raise Refused(_(_MISSING[kind]).format(name=isolated(name)))
    return {"rota_id": None, "person_id": None, "team_id": None, f"{kind}_id": found}


_MISSING = {
    ROTA: N_("There is no rota “{name}”. Add it first, or choose another kind before the name."),
    PERSON: N_("There is no person “{name}”. Add them first, or choose another kind before the name."),
    TEAM: N_("There is no team “{name}”. Add it first, or choose another kind before the name."),
}


PARTS = (
    Part(
        "holders",
        role_holder,
        "role_id",
        _shown_holders,
        _stored_holder,
        ("rota_id", "person_id", "team_id"),
        "key",
    ),
)
