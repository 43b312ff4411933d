"""A rule as a file that people write: TOML or JSON, the trigger in one word.

name = "Invoices to Applications"
trigger = "created"        # created, changed, commented, age, silence, hold, sla
minutes = 60               # of age, silence and hold; percent = 80 of sla
stops = true               # no rule behind it is asked
[condition]
all = [
    { field = "service", operator = "is", value = "ERP" },
    { field = "title", operator = "contains the word", value = "invoice" },
]
[[actions]]
do = "set"
field = "team"
value = "Applications"
"""

import json
import tomllib
from typing import Any

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.rule import Trigger
from incidentdesk.respond.rule_action import actions_of, stored_action
from incidentdesk.respond.rule_condition import condition_of, stored_condition
from incidentdesk.respond.rule_list import Rule

LARGEST = 256 * 1024  # bytes
_KNOWN = {"name", "trigger", "minutes", "percent", "stops", "condition", "actions"}


def rule_in(data: bytes) -> Rule:
    """The rule that a file says, not stored; raises Refused with what is wrong in it."""
    if len(data) > LARGEST:
        raise Refused(_("A rule has at most {most} kB.").format(most=LARGEST // 1024))
    facts = _read(data)
    unknown = set(facts) - _KNOWN
    if unknown:
        raise Refused(_("A rule has no “{name}”. It has: {known}.").format(
            name=isolated(min(unknown)), known=", ".join(sorted(_KNOWN))))  # fmt: skip
    trigger = _trigger(facts.get("trigger"))
    name = facts.get("name", "")
    if not isinstance(name, str) or not name.strip():
        raise Refused(_("A rule needs a name."))
    return Rule(
        name.strip(), trigger, condition_of(facts.get("condition", {})), actions_of(facts.get("actions")),
        _amount(facts, trigger), facts.get("stops") is True,
    )  # fmt: skip


def _read(data: bytes) -> dict[str, Any]:
    try:
        text = data.decode("utf-8-sig")
        found = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except UnicodeDecodeError:
        raise Refused(_("The file is no text in UTF-8.")) from None
    except (ValueError, RecursionError) as error:
        raise Refused(_("The file is neither JSON nor TOML: {reason}.").format(reason=error)) from None
    if not isinstance(found, dict):
        raise Refused(_("A file holds one rule."))
    return found


def _trigger(word: Any) -> Trigger:
    found = next((each for each in Trigger if word in (each.value, each.name.lower())), None)
    if found is None:
        known = ", ".join(each.name.lower() for each in Trigger)
        raise Refused(_("A rule knows no trigger “{name}”. It knows: {known}.").format(
            name=isolated(str(word or "")), known=known))  # fmt: skip
    return found


def _amount(facts: dict[str, Any], trigger: Trigger) -> int:
    name = "percent" if trigger is Trigger.SLA else "minutes"
    amount = facts.get(name, 0)
    timed = trigger in (Trigger.AGE, Trigger.SILENCE, Trigger.HOLD, Trigger.SLA)
    if isinstance(amount, bool) or not isinstance(amount, int) or amount < (1 if timed else 0):
        raise Refused(_("“{name}” is a whole number above 0.").format(name=name))
    return amount if timed else 0


def rule_facts(rule: Rule) -> dict[str, Any]:
    """What `rule_in` reads, as JSON."""
    facts: dict[str, Any] = {"name": rule.name, "trigger": rule.trigger.name.lower()}
    if rule.timed:
        facts["percent" if rule.trigger is Trigger.SLA else "minutes"] = rule.amount
    return {
        **facts,
        "stops": rule.stops,
        "condition": stored_condition(rule.condition),
        "actions": [stored_action(each) for each in rule.actions],
    }
