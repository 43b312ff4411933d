"""Writing follow-up templates: what is to be done some days after an incident was resolved, and by whom."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import N_, _
from incidentdesk.prepare.category import category, category_named
from incidentdesk.prepare.fact import (
    changed_columns,
    chosen,
    give_up_facts,
    line,
    named,
    one_of,
    present,
    stored_facts,
    text,
)
from incidentdesk.prepare.follow_up_template import FollowUpDoer, follow_up_template
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.service import service, service_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

MOST_DAYS = 365


def _days(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_DAYS:
        raise Refused(_("The days after the resolution are a whole number from 0 to {most}.").format(most=MOST_DAYS))
    return value


TEMPLATE_FACTS = {
    "title": line("title", N_("A follow-up needs a title: what is to be done?")),
    "instructions": text("instructions"),
    "days": chosen("days", _days),
    "doer": chosen("doer", one_of(tuple(FollowUpDoer), N_("Choose who does it."))),
    "category": named("category_id", category, category_named),
    "service": named("service_id", service, service_named),
    "priority": chosen("priority", one_of((1, 2, 3, 4, 5), N_("A priority is a number from 1 to 5."))),
    "only_major": chosen("only_major", bool),
    "enabled": chosen("enabled", bool),
}


def create_follow_up_template(session: Session, *, title: str, **facts: Any) -> int:
    """Write a template and return its id; `facts` are those of `TEMPLATE_FACTS`.

    It is used for what is resolved from then on. Raises Refused for what one of its facts can't be.
    """
    facts = {"doer": FollowUpDoer.ASSIGNEE, "days": 1, **facts}
    values = stored_facts(session, TEMPLATE_FACTS, {"title": title, **facts})
    last = session.connection.execute(sa.select(sa.func.max(follow_up_template.c.position))).scalar() or 0
    return ledger.insert(session, follow_up_template, {**values, "key": new_key(), "position": last + 1})


def change_follow_up_template(
    session: Session, template_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Raises Conflict where somebody has changed one of the facts since it was seen, Refused for what it can't be."""
    row = present(session, follow_up_template, template_id)
    columns = changed_columns(session, follow_up_template, TEMPLATE_FACTS, row, changes, seen)
    if columns:
        ledger.update(session, follow_up_template, template_id, columns)


def give_up_follow_up_template(session: Session, template_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, follow_up_template, TEMPLATE_FACTS, template_id, given_up)


def withdraw_follow_up_template(session: Session, template_id: int) -> None:
    """Take a template out of sight; the tasks that it has added stay."""
    present(session, follow_up_template, template_id)
    ledger.withdraw(session, follow_up_template, template_id)
