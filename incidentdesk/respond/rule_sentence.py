"""A rule in a sentence that a person reads: when it is asked, of which incidents it holds, and what it does."""

from collections.abc import Iterable

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.minutes import length_text
from incidentdesk.prepare.windows import DAY_NAME
from incidentdesk.respond.rule import Trigger
from incidentdesk.respond.rule_action import Action, Do
from incidentdesk.respond.rule_condition import AllOf, AnyOf, Comparison, Condition, Not
from incidentdesk.respond.rule_field import FIELDS, OPERATOR_WORDS, Kind, Operator
from incidentdesk.respond.rule_list import Rule

_MINUTE = 60_000_000  # microseconds
_WHEN = {
    Trigger.CREATED: N_("When an incident is logged"),
    Trigger.CHANGED: N_("When an incident is changed"),
    Trigger.COMMENTED: N_("When the requester answers"),
    Trigger.AGE: N_("When an incident is open for {length}"),
    Trigger.SILENCE: N_("When nothing has happened to an open incident for {length}"),
    Trigger.HOLD: N_("When an incident is on hold for {length}"),
    Trigger.SLA: N_("When {percent} % of a target are used up"),
}


def sentence(rule: Rule) -> str:
    """“When an incident is logged, if its service is ERP, then give it to team Applications.”"""
    when = when_words(rule)
    what = joined([action_words(each) for each in rule.actions], _("and")) or _("nothing is done")
    if rule.condition == AllOf():
        text = _("{when}, {what}.").format(when=when, what=what)
    else:
        text = _("{when}, if {condition}, then {what}.").format(
            when=when, condition=condition_words(rule.condition), what=what
        )
    return text + (" " + _("No rule behind it is asked.") if rule.stops else "")


def when_words(rule: Rule) -> str:
    length = length_text(rule.amount * _MINUTE) if rule.trigger is not Trigger.SLA else ""
    return _(_WHEN[rule.trigger]).format(length=length, percent=rule.amount)


def joined(parts: Iterable[str], word: str) -> str:
    """“a, b and c”."""
    found = list(parts)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {word} {found[-1]}"


# ── if ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def condition_words(condition: Condition, *, inner: bool = False) -> str:
    """“its service is ERP and its title contains “invoice””; an inner list stands in brackets."""
    match condition:
        case AllOf(()):
            return _("it is any incident")
        case AnyOf(()):
            return _("it is no incident")
        case AllOf((one,)) | AnyOf((one,)):
            return condition_words(one, inner=inner)
        case AllOf(parts) | AnyOf(parts):
            word = _("and") if isinstance(condition, AllOf) else _("or")
            text = joined((condition_words(each, inner=True) for each in parts), word)
            return f"({text})" if inner else text
        case Not(part):
            return _("it is not so that {condition}").format(condition=condition_words(part, inner=True))
    return _comparison(condition)


def _comparison(one: Comparison) -> str:
    field = FIELDS[one.field]
    words = {"field": _(field.title), "value": _value(one), "zone": one.zone or "UTC"}
    operator = one.operator
    if field.kind is Kind.FLAG or one.field == "similar":
        return _flag_or_count(one)
    if field.kind is Kind.TIME:
        text = (
            _("it is between {value} ({zone})")
            if operator is Operator.BETWEEN
            else _("it is not between {value} ({zone})")
        )
        return text.format(**words)
    if field.kind is Kind.WEEKDAY:
        return _("it is {value} ({zone})").format(**words)
    if field.kind is Kind.HOURS:
        text = (
            _("it is within the hours of {value}")
            if operator is Operator.WITHIN
            else _("it is outside the hours of {value}")
        )
        return text.format(**words)
    if field.kind is Kind.DUTY:
        text = _("somebody is on call in {value}") if operator is Operator.YES else _("nobody is on call in {value}")
        return text.format(**words)
    if field.kind is Kind.TAGS and operator in (Operator.HAS, Operator.LACKS):
        text = _("it has the tag {value}") if operator is Operator.HAS else _("it does not have the tag {value}")
        return text.format(**words)
    if one.field == "priority" and operator in _PRIORITY:
        return _(_PRIORITY[operator]).format(**words)
    text = _("its {field} {operator} {value}") if words["value"] else _("its {field} {operator}")
    return text.format(**words, operator=_(OPERATOR_WORDS[operator]))


# P1 is the highest, so “at most 2” is said the other way round.
_PRIORITY = {
    Operator.AT_MOST: N_("its priority is {value} or higher"),
    Operator.AT_LEAST: N_("its priority is {value} or lower"),
}


def _flag_or_count(one: Comparison) -> str:
    if one.field == "similar":
        text = {
            Operator.AT_LEAST: N_("at least {value} similar incidents came in the last hour"),
            Operator.AT_MOST: N_("at most {value} similar incidents came in the last hour"),
            Operator.IS: N_("{value} similar incidents came in the last hour"),
        }.get(one.operator, N_("other than {value} similar incidents came in the last hour"))
        return _(text).format(value=one.value)
    if one.field == "major":
        return _("it is major") if one.operator is Operator.YES else _("it is not major")
    return _("it has a parent") if one.operator is Operator.YES else _("it has no parent")


def _value(one: Comparison) -> str:
    if isinstance(one.value, tuple):
        shown = [_(DAY_NAME[each]) if one.field == "weekday" else isolated(each) for each in one.value]
        return joined(shown, _("or"))
    if one.field == "priority":
        return f"P{one.value}"
    if FIELDS[one.field].kind is Kind.TEXT and one.value:
        return f"“{isolated(str(one.value))}”"
    return isolated(str(one.value)) if one.value != "" else ""


# ── then ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def action_words(action: Action) -> str:
    """“give it to team Applications”."""
    value, text = isolated(action.value), isolated(_short(action.text))
    if action.do is Do.SET:
        return _(_SET.get(action.field, N_("set its {field} to {value}"))).format(
            field=_(action.field), value=value, text=text
        )
    if action.do is Do.NOTIFY:
        return _(_NOTIFIED[action.field]).format(value=value)
    if action.do is Do.SAME:
        return _("link it to the oldest open incident with the same {field}").format(field=_(action.field))
    if action.do in _WITHOUT and not action.value:
        return _(_WITHOUT[action.do])
    return _(_DONE[action.do]).format(value=value, text=text)


_SET = {
    "team": N_("give it to team {value}"),
    "assignee": N_("give it to {value}"),
    "priority": N_("set its priority to P{value} because {text}"),
}
_NOTIFIED = {
    "person": N_("notify {value}"),
    "role": N_("notify the {value}"),
    "team": N_("notify team {value}"),
    "assignee": N_("notify whoever it is assigned to"),
}
_WITHOUT = {
    Do.PLAN: N_("start the response plan that fits"),
    Do.ESCALATE: N_("escalate it by the policy of its service"),
}
_DONE = {
    Do.ON_CALL: N_("give it to whoever is on call in {value}"),
    Do.IN_TURN: N_("give it to the next in team {value}"),
    Do.LEAST_LOADED: N_("give it to the least loaded in team {value}"),
    Do.ADD_TAGS: N_("add the tags {value}"),
    Do.REMOVE_TAGS: N_("remove the tags {value}"),
    Do.NOTE: N_("note “{text}”"),
    Do.COMMENT: N_("tell the requester “{text}”"),
    Do.PLAN: N_("start the response plan {value}"),
    Do.TASK: N_("add the task “{value}”"),
    Do.PARENT: N_("link it to {value}"),
    Do.ESCALATE: N_("escalate it by {value}"),
    Do.HOLD: N_("set it on hold: {value}"),
    Do.MAJOR: N_("propose it as major: {text}"),
}


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line.rstrip(".") if len(line) <= 60 else line[:59] + "…"
