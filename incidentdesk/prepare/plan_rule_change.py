"""Writing the rules that choose a response plan (P7)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.category import category, category_named
from incidentdesk.prepare.fact import (
    Fact,
    changed_columns,
    chosen,
    give_up_facts,
    name_of,
    named,
    one_of,
    present,
    stored_facts,
)
from incidentdesk.prepare.naming import same_name
from incidentdesk.prepare.plan import plan, plan_rule
from incidentdesk.prepare.plan_rule_list import ANY_PRIORITY, plan_rules
from incidentdesk.prepare.service import service, service_named
from incidentdesk.prepare.wording import line_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

BELOW = " › "
_GAP = 10


def _plan_id(session: Session, name: str) -> int:
    known = session.connection.execute(sa.select(plan.c.id, plan.c.name).where(plan.c.withdrawn_at.is_(None)))
    found = next((int(row.id) for row in known if same_name(row.name, name)), None)
    if found is None:
        raise Refused(_("There is no response plan “{name}”.").format(name=isolated(name.strip())))
    return found


def _category_id(session: Session, name: str) -> int | None:
    """Of “Network” or “Network › WAN”; made where there is none."""
    above, _between, below = name.partition(BELOW.strip())
    parent = category_named(session, above)
    return category_named(session, below, parent) if below.strip() and parent is not None else parent


def _category_name(session: Session, category_id: int | None) -> str:
    if category_id is None:
        return ""
    parent = session.connection.execute(sa.select(category.c.parent_id).where(category.c.id == category_id)).scalar()
    return BELOW.join(filter(None, (name_of(session, category, parent), name_of(session, category, category_id))))


def _words(_session: Session, value: Any) -> str:
    text = " ".join(str(value).replace(",", " ").split())
    return line_of(text, "") if text else ""


RULE_FACTS = {
    "plan": Fact(
        "plan_id",
        lambda session, value: _plan_id(session, str(value)),
        lambda session, key: name_of(session, plan, key),
    ),
    "category": Fact("category_id", lambda session, value: _category_id(session, str(value)), _category_name),
    "service": named("service_id", service, service_named),
    "priority": chosen(
        "priority", one_of(tuple(range(1, ANY_PRIORITY + 1)), N_("A priority is a number from 1 to 5."))
    ),
    "words": Fact("words", _words, lambda _session, value: value),
    "enabled": Fact("enabled", lambda _session, value: bool(value), lambda _session, value: bool(value)),
}


def write_rule(
    session: Session,
    *,
    plan: str,
    category: str = "",
    service: str = "",
    priority: int = ANY_PRIORITY,
    words: str = "",
    enabled: bool = True,
) -> int:
    """A new rule behind the others; returns its id.

    `category` is “Network” or “Network › WAN”, `priority` this one or a higher, `words` are words of the title or tags
    of which one is enough; “lost+laptop” are two that must both be there. Raises Refused for a plan that there is not.
    """
    facts = {
        "plan": plan,
        "category": category,
        "service": service,
        "priority": priority,
        "words": words,
        "enabled": enabled,
    }
    last = max((rule.position for rule in plan_rules(session.reader)), default=0)
    columns = stored_facts(session, RULE_FACTS, facts)
    return ledger.insert(session, plan_rule, {**columns, "key": uuid4().hex, "position": last + _GAP})


def change_rule(
    session: Session, rule_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; raises Conflict and Refused as `change_plan` does."""
    row = present(session, plan_rule, rule_id)
    columns = changed_columns(session, plan_rule, RULE_FACTS, row, changes, seen)
    if columns:
        ledger.update(session, plan_rule, rule_id, columns)


def give_up_rule(session: Session, rule_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, plan_rule, RULE_FACTS, rule_id, given_up)


def arrange_rules(session: Session, rule_ids: Sequence[int]) -> None:
    """Ask the rules in this order; rules that are not named come behind them, in the order that they have."""
    known = [rule.id for rule in plan_rules(session.reader)]
    order = [each for each in rule_ids if each in known] + [each for each in known if each not in set(rule_ids)]
    places = {rule_id: {"position": (at + 1) * _GAP} for at, rule_id in enumerate(order)}
    ledger.update_many(session, plan_rule, places)


def withdraw_rule(session: Session, rule_id: int) -> None:
    """Take a rule out of sight; Undo brings it back."""
    present(session, plan_rule, rule_id)
    ledger.withdraw(session, plan_rule, rule_id)
