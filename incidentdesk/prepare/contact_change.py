"""Adding, ordering, verifying, changing and withdrawing contacts outside the team, with the ways to reach each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.contact import ContactKind, contact
from incidentdesk.prepare.contact_list import Method, methods_text
from incidentdesk.prepare.contact_method import Means, contact_method
from incidentdesk.prepare.fact import Fact, chosen, named, one_of, present, stored_facts
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.record_name import insert_named, own_name, refuse_taken
from incidentdesk.prepare.row_fact import changed_with_rows, give_up_with_rows
from incidentdesk.prepare.service import service, service_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def _methods_in(text: str) -> list[tuple[str, str, str]]:
    lines = ([*line.split("\t"), "", ""] for line in text.splitlines() if line.strip())
    tidy = ([" ".join(part.split()) for part in parts[:3]] for parts in lines)
    return [(means, address, note) for means, address, note in tidy]


def _methods_stored(_session: Session, value: Any) -> str:
    """Lines without an address are left out."""
    found = [each for each in _methods_in(str(value)) if each[1]]
    for means, address, _note in found:
        if means not in tuple(Means):
            raise Refused(_("“{means}” is no way to reach somebody.").format(means=isolated(means)))
        if means == Means.EMAIL and "@" not in address:
            raise Refused(_("“{address}” is no e-mail address: it has no @.").format(address=isolated(address)))
    return methods_text(Method("", *each) for each in dict.fromkeys(found))


def _line(column: str) -> Fact:
    return Fact(column, lambda _session, value: " ".join(str(value).split())[:500], lambda _session, stored: stored)


CONTACT_FACTS = {
    "name": own_name(N_("A contact needs a name: whom does one ask for?")),
    "organisation": _line("organisation"),
    "kind": chosen("kind", one_of(tuple(ContactKind), N_("That is no kind of contact."))),
    "service": named("service_id", service, service_named),
    "their_reference": _line("their_reference"),
    "hours": _line("hours"),
    "note": text_fact("note"),
    "methods": Fact("methods", _methods_stored, lambda _session, stored: stored),
}
NEW_CONTACT = {**dict.fromkeys(CONTACT_FACTS, ""), "kind": str(ContactKind.VENDOR)}


def create_contact(session: Session, *, name: str, **facts: Any) -> int:
    """Write a new contact, the last of its service, and return its id; `facts` are those of CONTACT_FACTS.

    Raises Refused for a name that is empty or taken, and for what a fact can't be.
    """
    columns = stored_facts(session, CONTACT_FACTS, {**NEW_CONTACT, **facts, "name": name})
    methods = columns.pop("methods")
    place = _last_position(session, columns["service_id"]) + 1
    contact_id = insert_named(session, contact, {**columns, "position": place})
    _write_methods(session, contact_id, methods)
    return contact_id


def change_contact(
    session: Session, contact_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Other addresses are not verified any more. Raises Conflict where somebody has changed a fact since it was seen,
    Refused for what a fact can't be.
    """
    held = present(session, contact, contact_id)
    stored = _stored_methods(session, contact_id)
    row = {**held, "methods": methods_text(Method(each.key, each.means, each.address, each.note) for each in stored)}
    rows_of = (contact_method, [each.id for each in stored])
    columns = changed_with_rows(session, contact, CONTACT_FACTS, row, changes, seen, rows_of=rows_of)
    if "name" in columns:
        refuse_taken(session, contact, contact_id, columns["name"])
    if "service_id" in columns:
        columns["position"] = _last_position(session, columns["service_id"]) + 1
    if "methods" in columns and _write_methods(session, contact_id, columns.pop("methods")):
        columns |= {"verified_on": "", "verified_by": ""}
    if columns:
        ledger.update(session, contact, contact_id, columns)


def give_up_contact(session: Session, contact_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    rows_of = (contact_method, [each.id for each in _stored_methods(session, contact_id)])
    give_up_with_rows(
        session, contact, CONTACT_FACTS, contact_id, given_up, fact="methods", rows_of=rows_of, kept="note"
    )  # fmt: skip


def verify_contacts(session: Session, contact_ids: Iterable[int], *, today: str) -> None:
    """Somebody has seen that their addresses are right; `today` is the day as YYYY-MM-DD.

    Raises Refused for a contact that has no address.
    """
    for contact_id in contact_ids:
        row = present(session, contact, contact_id)
        methods = [each.id for each in _stored_methods(session, contact_id)]
        if not methods:
            raise Refused(
                _("“{name}” has no address that could be verified. Add one first.").format(name=isolated(row["name"]))
            )
        ledger.update(session, contact, contact_id, {"verified_on": today, "verified_by": session.actor})
        ledger.update_many(session, contact_method, {each: {"verified_on": today} for each in methods})


def move_contact(session: Session, contact_id: int, by: int) -> None:
    """Ask for a contact so many places later, or earlier, among those of its service."""
    row = present(session, contact, contact_id)
    ids = _of_service(session, row["service_id"])
    at = ids.index(contact_id)
    ids.insert(min(len(ids) - 1, max(0, at + by)), ids.pop(at))
    ledger.update_many(session, contact, {each: {"position": place} for place, each in enumerate(ids, 1)})


def withdraw_contact(session: Session, contact_id: int) -> None:
    """Take a contact out of sight; Undo brings it back."""
    present(session, contact, contact_id)
    ledger.withdraw(session, contact, contact_id)


def _of_service(session: Session, service_id: int | None) -> list[int]:
    ledger.hold(session)
    same = contact.c.service_id.is_(None) if service_id is None else contact.c.service_id == service_id
    there = sa.select(contact.c.id).where(same, contact.c.withdrawn_at.is_(None))
    order = (contact.c.position, sa.func.lower(contact.c.name), contact.c.id)
    return list(session.connection.execute(there.order_by(*order)).scalars())


def _last_position(session: Session, service_id: int | None) -> int:
    ledger.hold(session)
    same = contact.c.service_id.is_(None) if service_id is None else contact.c.service_id == service_id
    return int(session.connection.execute(sa.select(sa.func.max(contact.c.position)).where(same)).scalar() or 0)


def _stored_methods(session: Session, contact_id: int) -> "Sequence[sa.Row[Any]]":
    table = contact_method
    mine = sa.select(table).where(table.c.contact_id == contact_id, table.c.withdrawn_at.is_(None))
    return session.connection.execute(mine.order_by(table.c.position, table.c.id)).all()


def _write_methods(session: Session, contact_id: int, text: str) -> bool:
    """Let a contact have just these, in this order; returns whether an address has come or changed."""
    stored = {(each.means, each.address): each for each in _stored_methods(session, contact_id)}
    new = []
    for position, (means, address, note) in enumerate(_methods_in(text), 1):
        known = stored.pop((means, address), None)
        facts = {"position": position, "note": note}
        if known is not None:
            ledger.update(session, contact_method, known.id, facts)
        else:
            new.append({"key": new_key(), "contact_id": contact_id, "means": means, "address": address, **facts})
    for each in stored.values():
        ledger.withdraw(session, contact_method, each.id)
    ledger.insert_many(session, contact_method, new)
    return bool(new)
