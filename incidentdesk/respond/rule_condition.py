"""The condition of a rule: all, any and not over comparisons of a field, as a value and as JSON.

As JSON: {"field": "service", "operator": "is", "value": "ERP"}, {"all": [...]}, {"any": [...]}, {"not": {...}};
{} holds always. Names are compared without regard to upper and lower case. A pattern may take 0.2 seconds, after which
the rule is switched off (promise sec-5).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from incidentdesk import clock
from incidentdesk.language import _, isolated
from incidentdesk.prepare.rota_time import zone_or
from incidentdesk.prepare.windows import DAYS
from incidentdesk.refusal import Refused
from incidentdesk.respond.rule_field import BARE, FIELDS, OPERATORS, Kind, Operator

if TYPE_CHECKING:
    from regex import Pattern

LONGEST_MATCH = 0.2  # seconds
LONGEST_PATTERN = 500  # characters
LONGEST_TEXT = 20_000  # characters of a title or description that are looked through
_DEEPEST = 8
_MOST_PARTS = 100

Value = str | int | tuple[str, ...]
# What is known of an incident by more than its own fields: question and argument to the answer.
Ask = Callable[[str, str], Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`zone` is the time zone of a time of day or a weekday, empty for UTC."""

    field: str
    operator: Operator
    value: Value = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of its parts hold; without parts it holds always."""

    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


Condition = Comparison | AllOf | AnyOf | Not
ALWAYS = AllOf()


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What a rule sees of an incident; `at` is the instant of the trigger, in microseconds since 1970."""

    at: int
    values: Mapping[str, Any]
    ask: Ask


class TooSlow(Refused):
    """A pattern took longer than it may; its rule is switched off."""


# ── as JSON ──────────────────────────────────────────────────────────────────────────────────────────────────────


def condition_of(stored: Any, depth: int = 0) -> Condition:
    """A condition from what its JSON says; raises Refused with what is wrong in it."""
    if depth > _DEEPEST:
        raise Refused(_("Conditions may stand within one another at most {most} times.").format(most=_DEEPEST))
    if stored == {}:
        return ALWAYS
    if not isinstance(stored, dict):
        raise Refused(_("A condition is an object with field, operator and value, or with all, any or not."))
    for name, kind in (("all", AllOf), ("any", AnyOf)):
        if name in stored:
            _only(stored, name)
            return kind(tuple(condition_of(each, depth + 1) for each in _parts(stored[name], name)))
    if "not" in stored:
        _only(stored, "not")
        return Not(condition_of(stored["not"], depth + 1))
    return _comparison(stored)


def _only(stored: Mapping[str, Any], name: str) -> None:
    if len(stored) > 1:
        raise Refused(_("Beside “{name}” nothing else may stand in a condition.").format(name=name))


def _parts(stored: Any, name: str) -> list[Any]:
    if not isinstance(stored, list) or len(stored) > _MOST_PARTS:
        raise Refused(_("“{name}” holds a list of at most {most} conditions.").format(name=name, most=_MOST_PARTS))
    return stored


def _comparison(stored: Mapping[str, Any]) -> Comparison:
    unknown = set(stored) - {"field", "operator", "value", "zone"}
    if unknown:
        raise Refused(_("A condition has no “{name}”.").format(name=isolated(str(min(map(str, unknown))))))
    field = str(stored.get("field", ""))
    if field not in FIELDS:
        raise Refused(_("A rule knows no field “{name}”. Fields are: {known}.").format(
            name=isolated(field), known=", ".join(FIELDS)))  # fmt: skip
    kind = FIELDS[field].kind
    known = OPERATORS[kind]
    operator = next((each for each in known if each == stored.get("operator")), None)
    if operator is None:
        raise Refused(_("“{field}” is compared by: {known}.").format(field=field, known=", ".join(known)))
    zone = str(stored.get("zone", ""))
    if zone:
        _zone(zone)
    return Comparison(field, operator, _value(kind, operator, stored.get("value", "")), zone)


def _value(kind: Kind, operator: Operator, given: Any) -> Value:
    if operator in BARE or kind is Kind.FLAG:
        return ""
    if operator is Operator.AMONG:
        return _names(kind, given)
    if kind is Kind.NUMBER:
        if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= 1_000_000:
            raise Refused(_("“{value}” is no number that can be compared here.").format(value=isolated(str(given))))
        return given
    text = str(given).strip() if isinstance(given, str) else ""
    if not text:
        raise Refused(_("With what is it compared? A value is missing in the condition."))
    if kind is Kind.TIME:
        _span(text)
    elif operator is Operator.MATCHES:
        _pattern(text)
    return text


def _names(kind: Kind, given: Any) -> tuple[str, ...]:
    if not isinstance(given, list | tuple) or not given or not all(isinstance(each, str) for each in given):
        raise Refused(_("“{operator}” compares with a list of names.").format(operator=Operator.AMONG))
    names = tuple(each.strip().lower()[:3] if kind is Kind.WEEKDAY else each.strip() for each in given)
    if kind is Kind.WEEKDAY and not set(names) <= set(DAYS):
        raise Refused(_("Weekdays are written {days}.").format(days=", ".join(DAYS)))
    return names


def stored_condition(condition: Condition) -> dict[str, Any]:
    """What `condition_of` reads."""
    match condition:
        case AllOf(()):
            return {}
        case AllOf(parts):
            return {"all": [stored_condition(each) for each in parts]}
        case AnyOf(parts):
            return {"any": [stored_condition(each) for each in parts]}
        case Not(part):
            return {"not": stored_condition(part)}
    stored: dict[str, Any] = {"field": condition.field, "operator": str(condition.operator)}
    if condition.value != "":
        stored["value"] = list(condition.value) if isinstance(condition.value, tuple) else condition.value
    return stored | ({"zone": condition.zone} if condition.zone else {})


def condition_text(condition: Condition) -> str:
    return json.dumps(stored_condition(condition), ensure_ascii=False)


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """All comparisons of a condition, from left to right."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for each in parts:
                yield from comparisons(each)
        case Not(part):
            yield from comparisons(part)
        case Comparison():
            yield condition


# ── whether it holds ─────────────────────────────────────────────────────────────────────────────────────────────


def holds(condition: Condition, facts: RuleFacts) -> bool:
    """Raises TooSlow for a pattern that takes longer than 0.2 seconds."""
    match condition:
        case AllOf(parts):
            return all(holds(each, facts) for each in parts)
        case AnyOf(parts):
            return any(holds(each, facts) for each in parts)
        case Not(part):
            return not holds(part, facts)
    return _holds(condition, facts)


def _holds(one: Comparison, facts: RuleFacts) -> bool:
    match FIELDS[one.field].kind:
        case Kind.TIME:
            return _in_span(one, facts.at) is (one.operator is Operator.BETWEEN)
        case Kind.WEEKDAY:
            return DAYS[_shown(one, facts.at).weekday()] in _tuple(one.value)
        case Kind.HOURS | Kind.DUTY:
            return bool(facts.ask(one.field, str(one.value))) is (one.operator in (Operator.WITHIN, Operator.YES))
    found = facts.values[one.field] if one.field in facts.values else facts.ask(one.field, "")
    return _compared(one, found)


def _compared(one: Comparison, found: Any) -> bool:
    match one.operator:
        case Operator.EMPTY:
            return not found
        case Operator.FILLED:
            return bool(found)
        case Operator.YES | Operator.NO:
            return bool(found) is (one.operator is Operator.YES)
        case Operator.HAS | Operator.LACKS:
            return (str(one.value).casefold() in found) is (one.operator is Operator.HAS)
        case Operator.AMONG:
            return str(found).casefold() in {each.casefold() for each in _tuple(one.value)}
        case Operator.AT_LEAST | Operator.AT_MOST:
            return bool(found >= one.value if one.operator is Operator.AT_LEAST else found <= one.value)
        case Operator.IS | Operator.IS_NOT:
            same = found == one.value or str(found).casefold() == str(one.value).casefold()
            return same is (one.operator is Operator.IS)
    text = str(found)[:LONGEST_TEXT]
    if one.operator is Operator.MATCHES:
        return _matches(str(one.value), text)
    words, whole = str(one.value).casefold(), text.casefold()
    return words in whole if one.operator is Operator.CONTAINS else _has_word(words, whole)


def _tuple(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _has_word(word: str, text: str) -> bool:
    """Whether a word, or some words in a row, stands there without a letter before or behind it."""
    at = text.find(word)
    while at >= 0:
        before, behind = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
        if not (before.isalnum() and word[:1].isalnum()) and not (behind.isalnum() and word[-1:].isalnum()):
            return True
        at = text.find(word, at + 1)
    return False


def _matches(written: str, text: str) -> bool:
    try:
        return _pattern(written).search(text, timeout=LONGEST_MATCH) is not None
    except TimeoutError:
        raise TooSlow(_("The pattern “{pattern}” took longer than {most} seconds on one text.").format(
            pattern=isolated(written), most=LONGEST_MATCH)) from None  # fmt: skip


@lru_cache(maxsize=200)
def _pattern(written: str) -> "Pattern[str]":
    """Raises Refused where a pattern can't be read."""
    import regex

    if len(written) > LONGEST_PATTERN:
        raise Refused(_("A pattern has at most {most} characters.").format(most=LONGEST_PATTERN))
    try:
        return regex.compile(written, regex.IGNORECASE | regex.VERSION0)
    except (regex.error, ValueError, OverflowError, RecursionError) as error:
        raise Refused(_("The pattern “{pattern}” can't be read: {reason}.").format(
            pattern=isolated(written), reason=error)) from None  # fmt: skip


# ── time of day ──────────────────────────────────────────────────────────────────────────────────────────────────


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Refused(_("“{name}” is no time zone, such as Europe/Berlin.").format(name=isolated(name))) from None


def _shown(one: Comparison, at: int) -> Any:
    return clock.instant(at).astimezone(zone_or(one.zone, ZoneInfo("UTC")))


def _in_span(one: Comparison, at: int) -> bool:
    first, last = _span(str(one.value))
    shown = _shown(one, at)
    minute: int = shown.hour * 60 + shown.minute
    return first <= minute < last if first < last else minute >= first or minute < last


def _span(text: str) -> tuple[int, int]:
    """Minutes after midnight of “22:00-06:00”; raises Refused for what is none."""
    first, _between, last = text.replace("–", "-").partition("-")
    return _minute(first), _minute(last)


def _minute(text: str) -> int:
    hour, _colon, minute = text.strip().partition(":")
    if not (hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit() and len(minute) == 2):
        raise Refused(_("A time of day is written 22:00-06:00."))
    found = int(hour) * 60 + int(minute)
    if int(minute) > 59 or found > 24 * 60:
        raise Refused(_("A time of day is written 22:00-06:00."))
    return found
