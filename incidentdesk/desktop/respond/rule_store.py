"""How the dialog of a rule reads and writes one; its conditions and actions are JSON texts there."""

import json
from typing import Any

from incidentdesk.desktop.record_dialog import Facts, RecordStore
from incidentdesk.language import _
from incidentdesk.prepare.minutes import minutes_of, minutes_text
from incidentdesk.refusal import Refused
from incidentdesk.respond.rule import Trigger
from incidentdesk.respond.rule_action import actions_of, actions_text
from incidentdesk.respond.rule_condition import condition_of, condition_text
from incidentdesk.respond.rule_list import Rule, rules
from incidentdesk.respond.rule_sentence import action_words, condition_words, joined
from incidentdesk.store.reading import Reader

STOPS, GOES_ON = "stops", ""
NEW: Facts = {
    "name": "", "trigger": str(Trigger.CREATED), "amount": "", "condition": "{}",
    "actions": '[{"do": "set", "field": "team"}]', "stops": GOES_ON,
}  # fmt: skip


def rule_of(reader: Reader, rule_id: int) -> Rule:
    """Raises Refused where it was taken away."""
    found = next((each for each in rules(reader) if each.id == rule_id), None)
    if found is None:
        raise Refused(_("The rule is not there any more; somebody has taken it away."))
    return found


def facts_of(rule: Rule) -> Facts:
    """A rule as it stands in the fields."""
    return {
        "name": rule.name,
        "trigger": str(rule.trigger),
        "amount": amount_text(rule.trigger, rule.amount),
        "condition": condition_text(rule.condition),
        "actions": actions_text(rule.actions),
        "stops": STOPS if rule.stops else GOES_ON,
    }


def amount_text(trigger: str, amount: int) -> str:
    if not amount:
        return ""
    return f"{amount} %" if trigger == Trigger.SLA else minutes_text(amount)


def amount_of(trigger: str, text: str) -> int:
    """Minutes, or percent of a target; 0 for an empty text. Raises Refused for what is neither."""
    if trigger != Trigger.SLA:
        return minutes_of(text) or 0
    digits = text.strip().removesuffix("%").strip()
    if digits and not (digits.isascii() and digits.isdecimal()):
        raise Refused(_("Write how many percent of the target, such as 75 %."))
    return int(digits or 0)


def stored_facts(facts: Facts, trigger: str) -> Facts:
    """What `respond.rule_change` takes, of the fields that are given.

    What was decided on after a conflict is as it is stored already.
    """
    made = dict(facts)
    if isinstance(made.get("amount"), str):
        made["amount"] = amount_of(trigger, made["amount"])
    for name in ("condition", "actions"):
        if isinstance(made.get(name), str):
            made[name] = json.loads(made[name])
    if isinstance(made.get("stops"), str):
        made["stops"] = made["stops"] == STOPS
    return made


def _seen_facts(seen: Facts, trigger: str) -> Facts:
    """What was seen, as it is stored."""
    made = stored_facts({name: value for name, value in seen.items() if name in ("amount", "stops")}, trigger)
    return {**seen, **made}


def _create(session: Any, facts: Facts) -> int:
    from incidentdesk.respond.rule_change import create_rule

    return create_rule(session, **stored_facts(facts, str(facts["trigger"])))


def _change(session: Any, rule_id: int, changes: Facts, seen: Facts) -> None:
    from incidentdesk.respond.rule_change import change_rule

    trigger = str(changes.get("trigger", seen.get("trigger", "")))
    before = str(seen.get("trigger", trigger))
    change_rule(session, rule_id, stored_facts(changes, trigger), seen=_seen_facts(seen, before))


def _give_up(session: Any, rule_id: int, given_up: Facts) -> None:
    from incidentdesk.respond.rule_change import give_up_rule

    give_up_rule(session, rule_id, stored_facts(given_up, str(given_up.get("trigger", ""))))


def _withdraw(session: Any, rule_id: int) -> None:
    from incidentdesk.respond.rule_change import withdraw_rule

    withdraw_rule(session, rule_id)


def fact_words(name: str, value: Any) -> str | None:
    """A fact of a rule in words, as text or as it is stored; None for its name."""
    if name == "trigger":
        return _(str(value))
    if name == "amount":
        return str(value)
    if name == "stops":
        return _("No rule behind it is asked") if value in (True, STOPS) else _("The next rule is asked")
    if name not in ("condition", "actions"):
        return None
    stored = json.loads(value) if isinstance(value, str) else value
    if name == "condition":
        return condition_words(condition_of(stored))
    return joined([action_words(each) for each in actions_of(stored)], _("and"))


RULE_STORE = RecordStore(
    noun="rule",
    read=lambda reader, rule_id: facts_of(rule_of(reader, rule_id)),
    create=_create,
    change=_change,
    give_up=_give_up,
    withdraw=_withdraw,
)
