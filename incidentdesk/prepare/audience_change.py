"""Writing audiences: whom an announcement tells, in which form, and how often."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.audience import Form, audience, audience_member
from incidentdesk.prepare.contact import contact
from incidentdesk.prepare.fact import (
    Fact,
    changed_columns,
    chosen,
    give_up_facts,
    line,
    one_of,
    present,
    shown_facts,
    stored_facts,
)
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.outlet import outlet
from incidentdesk.prepare.person import person
from incidentdesk.prepare.role import role
from incidentdesk.prepare.team import team
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

LONGEST_CADENCE = 7 * 24 * 60  # minutes
MOST_MEMBERS = 500
_TABLES = {"person": person, "team": team, "role": role, "contact": contact, "outlet": outlet}
_ADDRESS = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A member as a person chooses it: a record by its kind and id, or an address of e-mail."""

    kind: str
    record_id: int | None = None
    address: str = ""


def _minutes(_session: Session, value: Any) -> int:
    text = str(value).strip()
    if not (text.isascii() and text.isdigit() and int(text) <= LONGEST_CADENCE):
        raise Refused(_("Updates come every 1 minute to 7 days; 0 is only when there is news."))
    return int(text)


AUDIENCE_FACTS = {
    "name": line("name", N_("An audience needs a name, such as Management.")),
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
    cadence: int = 30,
    members: Sequence[Wanted] = (),
) -> int:
    """Write an audience and return its id; raises Refused for what one of its facts or members can't be."""
    facts = {"name": name, "description": description, "form": form, "cadence": cadence}
    columns = stored_facts(session, AUDIENCE_FACTS, facts)
    _refuse_taken(session, columns["name"], None)
    audience_id = ledger.insert(session, audience, columns)
    set_members(session, audience_id, members)
    return audience_id


def audience_facts(session: Session, audience_id: int) -> dict[str, Any]:
    """All changeable facts as a person sees them; raises Refused where there is no such audience."""
    return shown_facts(session, audience, AUDIENCE_FACTS, audience_id)


def change_audience(
    session: Session, audience_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Raises Conflict where somebody has changed one of the facts since it was seen, Refused for what it can't be."""
    row = present(session, audience, audience_id)
    columns = changed_columns(session, audience, AUDIENCE_FACTS, row, changes, seen)
    if "name" in columns:
        _refuse_taken(session, columns["name"], audience_id)
    if columns:
        ledger.update(session, audience, audience_id, columns)


def give_up_audience(session: Session, audience_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, audience, AUDIENCE_FACTS, audience_id, given_up)


def withdraw_audience(session: Session, audience_id: int) -> None:
    """Take an audience out of sight; Undo brings it back."""
    present(session, audience, audience_id)
    ledger.withdraw(session, audience, audience_id)


def set_members(session: Session, audience_id: int, members: Sequence[Wanted]) -> None:
    """Let these be in the audience, in this order, once each; who is not among them is taken out.

    Raises Refused for a record that is not there and for an address that is none.
    """
    present(session, audience, audience_id)
    wanted = list(dict.fromkeys(_checked(session, each) for each in members))
    if len(wanted) > MOST_MEMBERS:
        raise Refused(_("An audience has at most {most} members; use teams.").format(most=MOST_MEMBERS))
    known = {
        _wanted(row): row
        for row in session.connection.execute(
            sa.select(audience_member)
            .where(audience_member.c.audience_id == audience_id)
            .order_by(audience_member.c.withdrawn_at.isnot(None).desc(), audience_member.c.id)
        )
    }
    for position, each in enumerate(wanted):
        if each in known:
            ledger.update(session, audience_member, known[each].id, {"position": position, "withdrawn_at": None})
        else:
            ledger.insert(session, audience_member, _columns(audience_id, position, each))
    for each, row in known.items():
        if each not in wanted and row.withdrawn_at is None:
            ledger.withdraw(session, audience_member, row.id)


def _checked(session: Session, wanted: Wanted) -> Wanted:
    if wanted.kind == "address":
        address = wanted.address.strip()
        if not _ADDRESS.fullmatch(address):
            raise Refused(_("“{address}” is no address of e-mail.").format(address=isolated(address)))
        return Wanted("address", None, address)
    if wanted.kind not in _TABLES or wanted.record_id is None:
        raise Refused(_("Choose a person, a team, a role, a contact, an outlet, or give an address of e-mail."))
    present(session, _TABLES[wanted.kind], wanted.record_id)
    return Wanted(wanted.kind, wanted.record_id)


def _wanted(row: Any) -> Wanted:
    for kind in _TABLES:
        record_id = getattr(row, f"{kind}_id")
        if record_id is not None:
            return Wanted(kind, record_id)
    return Wanted("address", None, row.address)


def _columns(audience_id: int, position: int, wanted: Wanted) -> dict[str, Any]:
    record = {f"{wanted.kind}_id": wanted.record_id} if wanted.record_id is not None else {}
    base = {"key": uuid4().hex, "audience_id": audience_id, "position": position, "address": wanted.address}
    return {**base, **record}


def _refuse_taken(session: Session, name: str, audience_id: int | None) -> None:
    ledger.hold(session)
    found = session.connection.execute(sa.select(audience).where(audience.c.name == name)).first()
    if found is None or found.id == audience_id:
        return
    if found.withdrawn_at is None:
        raise Refused(_("There is an audience of that name already. Choose another name."))
    # The name of what was taken away is free again.
    ledger.update(session, audience, found.id, {"name": f"{found.name} ({found.id})"})
