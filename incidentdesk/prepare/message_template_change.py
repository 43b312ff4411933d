"""Writing message templates; one that can't be filled in, or does more than that, is refused when it is saved."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import N_, _
from incidentdesk.prepare.audience import audience
from incidentdesk.prepare.fact import (
    Fact,
    changed_columns,
    chosen,
    give_up_facts,
    line,
    name_of,
    one_of,
    present,
    stored_facts,
)
from incidentdesk.prepare.message_template import MessagePhase, message_template
from incidentdesk.prepare.message_text import check_template
from incidentdesk.prepare.record_name import make_room
from incidentdesk.prepare.wording import line_of, text_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def _subject(_session: Session, value: Any) -> str:
    text = line_of(str(value), _("A message needs a subject."))
    check_template(text)
    return text


def _body(_session: Session, value: Any) -> str:
    text = text_of(str(value)).strip()
    if not text:
        raise Refused(_("A message template needs a text."))
    check_template(text)
    return text


def _audience(session: Session, value: Any) -> int | None:
    """The id behind a name; empty is for every audience."""
    name = " ".join(str(value).split())
    if not name:
        return None
    found = sa.select(audience.c.id).where(audience.c.name == name, audience.c.withdrawn_at.is_(None))
    audience_id = session.connection.execute(found).scalar()
    if audience_id is None:
        raise Refused(_("There is no audience of that name. Choose one of the list, or leave it empty for all."))
    return int(audience_id)


MESSAGE_TEMPLATE_FACTS = {
    "name": line("name", N_("A message template needs a name.")),
    "audience": Fact("audience_id", _audience, lambda session, value: name_of(session, audience, value)),
    "phase": chosen("phase", one_of(tuple(MessagePhase), N_("Choose the phase in which it is sent."))),
    "subject": Fact("subject", _subject, lambda _session, value: value),
    "body": Fact("body", _body, lambda _session, value: value),
}


def create_message_template(
    session: Session, *, name: str, phase: str, subject: str, body: str, audience: str = ""
) -> int:
    """Write a message template and return its id; `audience` is the name of one, empty for all.

    Raises Refused for what one of its facts can't be, with the field or the part of the template that is not allowed.
    """
    facts = {"name": name, "audience": audience, "phase": phase, "subject": subject, "body": body}
    columns = stored_facts(session, MESSAGE_TEMPLATE_FACTS, facts)
    make_room(session, message_template, 0, columns["name"])
    return ledger.insert(session, message_template, columns)


def change_message_template(
    session: Session, template_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Raises Conflict where somebody has changed one of the facts since it was seen, Refused for what it can't be."""
    row = present(session, message_template, template_id)
    columns = changed_columns(session, message_template, MESSAGE_TEMPLATE_FACTS, row, changes, seen)
    if "name" in columns:
        make_room(session, message_template, template_id, columns["name"])
    if columns:
        ledger.update(session, message_template, template_id, columns)


def give_up_message_template(session: Session, template_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, message_template, MESSAGE_TEMPLATE_FACTS, template_id, given_up)


def withdraw_message_template(session: Session, template_id: int) -> None:
    """Take a message template out of sight; Undo brings it back."""
    present(session, message_template, template_id)
    ledger.withdraw(session, message_template, template_id)
