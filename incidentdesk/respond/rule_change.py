"""Writing rules. A new rule is off; what happened before it is switched on is not for it."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.fact import Fact, changed_columns, chosen, give_up_facts, one_of, present, stored_facts
from incidentdesk.prepare.naming import name_of, same_name
from incidentdesk.prepare.setting import set_setting
from incidentdesk.refusal import Refused
from incidentdesk.respond.rule import TIMED, Trigger, rule
from incidentdesk.respond.rule_action import Action, actions_of, actions_text, stored_action
from incidentdesk.respond.rule_condition import (
    ALWAYS,
    AllOf,
    AnyOf,
    Comparison,
    Not,
    condition_of,
    condition_text,
    stored_condition,
)
from incidentdesk.respond.rule_list import Rule, missing_names, rules
from incidentdesk.respond.rule_place import start_hearing
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

OFF_SETTING = "rules_off"
_GAP = 10
_LONGEST = {Trigger.SLA: 1_000}  # percent
_MOST_MINUTES = 366 * 24 * 60


def _name(_session: Session, value: Any) -> str:
    name = name_of(str(value))
    if not name:
        raise Refused(_("A rule needs a name."))
    return name


def _condition(_session: Session, value: Any) -> str:
    """Of a value or of what its JSON says."""
    known = isinstance(value, AllOf | AnyOf | Not | Comparison)
    return condition_text(condition_of(stored_condition(value) if known else value))


def _actions(_session: Session, value: Any) -> str:
    return actions_text(actions_of([stored_action(each) if isinstance(each, Action) else each for each in value]))


def _amount(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST_MINUTES:
        raise Refused(_("How long is a whole number of minutes, at most a year."))
    return value


def _as_stored(_session: Session, value: Any) -> Any:
    return value


RULE_FACTS: dict[str, Fact] = {
    "name": Fact("name", _name, _as_stored),
    "trigger": chosen("trigger", one_of(tuple(Trigger), N_("A rule knows no such trigger."))),
    "amount": chosen("amount", _amount),
    "condition": Fact("conditions", _condition, _as_stored),
    "actions": Fact("actions", _actions, _as_stored),
    "stops": Fact("stops", lambda _session, value: bool(value), lambda _session, value: bool(value)),
}


def create_rule(
    session: Session,
    *,
    name: str,
    trigger: str,
    actions: Any,
    condition: Any = ALWAYS,
    amount: int = 0,
    stops: bool = False,
) -> int:
    """A new rule behind the others, switched off; returns its id.

    Condition and actions are values or what their JSON says. Raises Refused for what they can't be, for a name that
    another rule has, and for a trigger of time without a length.
    """
    facts = {
        "name": name, "trigger": trigger, "amount": amount, "condition": condition, "actions": actions, "stops": stops,
    }  # fmt: skip
    columns = stored_facts(session, RULE_FACTS, facts)
    ledger.hold(session)
    _refuse_taken(session, columns["name"], 0)
    _refuse_timeless(columns)
    last = max((each.position for each in rules(session.reader)), default=0)
    return ledger.insert(session, rule, {**columns, "key": uuid4().hex, "position": last + _GAP, "enabled": False})


def change_rule(
    session: Session, rule_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; raises Conflict where somebody changed one of them since it was seen, else Refused."""
    row = present(session, rule, rule_id)
    columns = changed_columns(session, rule, RULE_FACTS, row, changes, seen)
    if "name" in columns:
        _refuse_taken(session, columns["name"], rule_id)
    _refuse_timeless({**row, **columns})
    if columns:
        # What it was switched off for is set right, or is found again.
        ledger.update(session, rule, rule_id, {**columns, "trouble": ""})


def give_up_rule(session: Session, rule_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, rule, RULE_FACTS, rule_id, given_up)


def withdraw_rule(session: Session, rule_id: int) -> None:
    """Take a rule out of sight, switched off; Undo brings it back."""
    present(session, rule, rule_id)
    ledger.update(session, rule, rule_id, {"enabled": False, "withdrawn_at": session.at})


def move_rule(session: Session, rule_id: int, place: int) -> None:
    """Ask a rule at another place in the order; 0 is before all others."""
    order = [each.id for each in rules(session.reader) if each.id != rule_id]
    present(session, rule, rule_id)
    order.insert(max(0, min(place, len(order))), rule_id)
    ledger.update_many(session, rule, {each: {"position": (at + 1) * _GAP} for at, each in enumerate(order)})


def switch_rule(session: Session, rule_id: int, on: bool) -> None:
    """Switch a rule on or off. Raises Refused where it asks for a name that there is not."""
    row = present(session, rule, rule_id)
    if not on:
        ledger.update(session, rule, rule_id, {"enabled": False})
        return
    stored = _stored(session, rule_id)
    if not stored.actions:
        raise Refused(stored.trouble)
    missing = missing_names(session.reader, stored)
    if missing:
        raise Refused(" ".join(missing))
    start_hearing(session)
    if not row["enabled"]:
        ledger.update(session, rule, rule_id, {"enabled": True, "enabled_at": session.at, "trouble": ""})


def switch_off_for(session: Session, rule_id: int, trouble: str) -> None:
    """Switch a rule off because the program could not go on with it; `trouble` says why."""
    ledger.update(session, rule, rule_id, {"enabled": False, "trouble": trouble}, reason=trouble)


def switch_all_rules(session: Session, on: bool) -> None:
    """One switch for all rules; what each of them is stays as it is, and what happened meanwhile is left out."""
    if on:
        start_hearing(session, anew=True)
    set_setting(session, OFF_SETTING, not on)


def _stored(session: Session, rule_id: int) -> Rule:
    return next(each for each in rules(session.reader) if each.id == rule_id)


def _refuse_taken(session: Session, name: str, rule_id: int) -> None:
    known = session.connection.execute(sa.select(rule.c.id, rule.c.name, rule.c.withdrawn_at))
    for each in known:
        if each.id != rule_id and same_name(each.name, name):
            where = (
                _("There is a rule “{name}” already.")
                if each.withdrawn_at is None
                else _("A rule “{name}” was taken away; bring it back, or choose another name.")
            )
            raise Refused(where.format(name=isolated(name)))


def _refuse_timeless(columns: Mapping[str, Any]) -> None:
    if columns["trigger"] in TIMED and columns["amount"] < 1:
        raise Refused(_("After how long, or at how many percent, is this rule asked?"))
    if columns["trigger"] == Trigger.SLA and columns["amount"] > _LONGEST[Trigger.SLA]:
        raise Refused(_("At most {most} percent of a target can be asked for.").format(most=_LONGEST[Trigger.SLA]))
