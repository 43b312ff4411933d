"""Writing audiences: whom an announcement tells, in which form, and how often."""

import re
from collections.abc import Mapping
from typing import Any

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.audience import Form, audience, audience_member
from incidentdesk.prepare.audience_list import ADDRESS, KINDS, members_of
from incidentdesk.prepare.fact import Fact, chosen, one_of, present, stored_facts
from incidentdesk.prepare.fact import text as text_fact
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
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

LONGEST_CADENCE = 7 * 24 * 60  # minutes
_ADDRESS = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+")


def _minutes(_session: Session, value: Any) -> int:
    text = str(value).strip()
    if not (text.isascii() and text.isdigit() and int(text) <= LONGEST_CADENCE):
        raise Refused(_("Updates come every 1 minute to 7 days; 0 is only when there is news."))
    return int(text)


AUDIENCE_FACTS = {
    "name": own_name(N_("An audience needs a name, such as Management.")),
    "description": text_fact("description"),
    "form": chosen("form", one_of(tuple(Form), N_("Choose the form in which this audience is told."))),
    "cadence": Fact("cadence", _minutes, lambda _session, value: value),
}


def create_audience(
    session: Session,
    *,
    name: str,
    description: str = "",
    form: str = Form.EXECUTIVE,
    cadence: int | str = 30,
    members: str = "",
) -> int:
    """Write an audience and return its id; of `members` each line has kind and name, with a tab between.

    Raises Refused for what one of its facts or members can't be.
    """
    facts = {"name": name, "description": description, "form": form, "cadence": cadence}
    audience_id = insert_named(session, audience, stored_facts(session, AUDIENCE_FACTS, facts))
    write_parts(session, PARTS, audience_id, {"members": members})
    return audience_id


def audience_facts(reader: Reader, audience_id: int) -> dict[str, Any]:
    """All changeable facts as a person sees them; raises Refused where there is no such audience."""
    sql = "SELECT name, description, form, cadence FROM audience WHERE id = :id AND withdrawn_at IS NULL"
    shown = shown_row(reader, sql, ("name", "description", "form", "cadence"), audience_id)
    return {**shown, **parts_shown(reader, PARTS, audience_id)}


def change_audience(
    session: Session, audience_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Raises Conflict where somebody has changed one of them since it was seen, Refused for what a fact can't be.
    """
    columns = change_with_parts(session, audience, AUDIENCE_FACTS, PARTS, audience_id, changes, seen)
    if "name" in columns:
        refuse_taken(session, audience, audience_id, columns["name"])
    if columns:
        ledger.update(session, audience, audience_id, columns)


def give_up_audience(session: Session, audience_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_with_parts(session, audience, AUDIENCE_FACTS, PARTS, audience_id, given_up)


def withdraw_audience(session: Session, audience_id: int) -> None:
    """Take an audience out of sight; Undo brings it back."""
    present(session, audience, audience_id)
    ledger.withdraw(session, audience, audience_id)


# -- who is in it


def _shown_members(reader: Reader, audience_id: int) -> list[Cells]:
    return [(each.kind, each.name) for each in members_of(reader).get(audience_id, ())]


def _stored_member(session: Session, cells: Cells) -> dict[str, Any]:
    kind, name = cell(cells, 0), cell(cells, 1)
    nobody: dict[str, Any] = {**{f"{each}_id": None for each in KINDS}, "address": ""}
    if kind == ADDRESS:
        if not _ADDRESS.fullmatch(name):
            raise Refused(_("“{address}” is no e-mail address.").format(address=isolated(name)))
        return {**nobody, "address": name}
    if kind not in KINDS:
        raise Refused(_("Choose a person, a team, a role, a contact, an outlet, or give an e-mail address."))
    found = record_named(session, audience.metadata.tables[kind], name)
    if found is None:
        raise Refused(_(_MISSING[kind]).format(name=isolated(name)))
    return {**nobody, f"{kind}_id": found}


_MISSING = {
    "person": N_("There is no person “{name}”. Add them first, or choose another kind before the name."),
    "team": N_("There is no team “{name}”. Add it first, or choose another kind before the name."),
    "role": N_("There is no role “{name}”. Add it first, or choose another kind before the name."),
    "contact": N_("There is no contact “{name}”. Add it first, or choose another kind before the name."),
    "outlet": N_("There is no outlet “{name}”. Add it first, or choose another kind before the name."),
}
PARTS = (
    Part(
        "members",
        audience_member,
        "audience_id",
        _shown_members,
        _stored_member,
        (*(f"{kind}_id" for kind in KINDS), "address"),
        "key",
    ),
)
