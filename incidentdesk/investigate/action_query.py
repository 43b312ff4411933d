"""Which corrective actions are meant: a query in the manner of the register's, over few records that are all read.

    query := (["-"] (filter | "phrase" | word))* ;  filter := key ":" value ("," value)* | key (">" | "<" | ...) value

A space means all of them, a comma one of them, a minus the opposite; upper and lower case are the same. The word
"overdue" alone is a filter. Nothing is refused: what is not understood is searched as text and gets a hint.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from incidentdesk import clock
from incidentdesk.detect.priority import PRIORITIES
from incidentdesk.detect.query_key import slug
from incidentdesk.detect.query_time import span, written_moment
from incidentdesk.detect.query_token import Atom, cleaned, quoted, values_of
from incidentdesk.investigate.action_list import ActionRow, actions
from incidentdesk.investigate.action_state import OPEN_STATES, OWED_STATES, ActionState
from incidentdesk.investigate.action_type import ActionType
from incidentdesk.investigate.cause_graph import Effort
from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject, subject_of
from incidentdesk.language import N_, _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

Matcher = Callable[[ActionRow], bool]


@dataclass(frozen=True, slots=True)
class ActionKey:
    """What can stand before a colon; `values` are offered."""

    name: str
    meaning: str
    values: tuple[str, ...] = ()


_STATE_OF = {slug(state): str(state) for state in ActionState}
_TYPE_OF = {slug(each): str(each) for each in ActionType} | {slug(each).split("-")[0]: str(each) for each in ActionType}
_EFFORT_OF = {slug(each): str(each) for each in Effort}
_IS = ("overdue", "open", "owed", "mine", "unowned", "undated")
# Whether it works is computed by a later phase and handed in, by the id of the action.
_EFFECTIVE = ("yes", "no", "unknown", "pending")
_NOT_JUDGED: Mapping[int, str] = MappingProxyType({})
_DUE = ("overdue", "today", "tomorrow", "this-week", "next-week", "this-month", "next-month", "+7d", "+30d", "none")
ACTION_KEYS: Mapping[str, ActionKey] = MappingProxyType({
    key.name: key
    for key in (
        ActionKey("is", N_("overdue, open, mine …"), _IS),
        ActionKey("state", N_("State"), tuple(_STATE_OF)),
        ActionKey("owner", N_("Owner"), ("me", "none")),
        ActionKey("due", N_("Due date"), _DUE),
        ActionKey("type", N_("Type"), (*map(slug, ActionType), "none")),
        ActionKey("effort", N_("Prevent, detect or correct"), tuple(_EFFORT_OF)),
        ActionKey("priority", N_("Priority"), tuple(f"P{priority}" for priority in PRIORITIES)),
        ActionKey("incident", N_("Number of the incident")),
        ActionKey("problem", N_("Number of the problem")),
        ActionKey("cause", N_("Words of the cause"), ("none",)),
        ActionKey("effective", N_("Whether it works"), _EFFECTIVE),
        ActionKey("id", N_("Number of the action")),
    )
})  # fmt: skip
_ALIASES = {"status": "state", "assignee": "owner", "number": "id"}
_KEY_AND_SIGN = re.compile(r"([A-Za-z]+)(:|>=|<=|>|<)")
_AHEAD = re.compile(r"\+([0-9]{1,4})(d|w)")
_SIGN = re.compile(r">=|<=|>|<")
_PRIORITY = re.compile(r"p?([1-5])")
_NUMBER = re.compile(r"(?:act-?)?0*([0-9]{1,18})")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asks on which day, and what is known of actions that are done."""

    me: str
    today: str
    verdicts: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class ActionQuery:
    """Every one of `terms` holds; `hints` are sentences about what was not understood."""

    terms: tuple[Matcher, ...] = ()
    hints: tuple[str, ...] = ()

    def holds(self, row: ActionRow) -> bool:
        return all(term(row) for term in self.terms)


def actions_where(
    reader: Reader, query: str, *, me: str, today: str, verdicts: Mapping[int, str] = _NOT_JUDGED
) -> list[ActionRow]:
    """The actions that a query means, the overdue first; `me` is the name of who asks, `today` is YYYY-MM-DD.

    `verdicts` say of the actions that are done whether they work: yes, no, unknown, pending.
    """
    wanted = action_query(query, me=me, today=today, verdicts=verdicts)
    return [row for row in actions(reader, today=today) if wanted.holds(row)]


def action_query(text: str, *, me: str, today: str, verdicts: Mapping[int, str] = _NOT_JUDGED) -> ActionQuery:
    """What a text means; any text means something. `verdicts` are those of `actions_where`."""
    asked = _Asked(me, today, verdicts)
    terms: list[Matcher] = []
    hints: list[str] = []
    for negated, word, is_phrase in _words(cleaned(text)):
        term = _words_term(word) if is_phrase else _term(word, asked, hints)
        terms.append(_not(term) if negated else term)
    return ActionQuery(tuple(terms), tuple(hints))


def _words(text: str) -> Iterator[tuple[bool, str, bool]]:
    """Whether it is negated, the word or phrase, and whether it is a phrase."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        negated = text[at] == "-" and not text[at + 1 : at + 2].isspace() and at + 1 < len(text)
        begin = at + negated
        if text[begin] == '"':
            at, content = quoted(text, begin)
            if content.strip():
                yield negated, content, True
            continue
        at = begin
        while at < len(text) and not text[at].isspace():
            at = quoted(text, at)[0] if text[at] == '"' else at + 1
        yield negated, text[begin:at], False


def _term(word: str, asked: _Asked, hints: list[str]) -> Matcher:
    if word.lower() == "overdue":
        return lambda row: row.overdue(asked.today)
    found = _KEY_AND_SIGN.match(word)
    name = found[1].lower() if found else ""
    key = ACTION_KEYS.get(_ALIASES.get(name, name))
    if found is None or key is None or (found[2] != ":" and key.name not in ("due", "priority")):
        if found is not None and found[2] == ":" and not word.startswith("//", found.end()):
            hints.append(_("{key} is not a filter, searched as text.").format(key=isolated(f"{found[1]}:")))
        return _words_term(word.replace('"', ""))
    return _filter(key, found[2], word[found.end() :], asked, hints)


def _filter(key: ActionKey, sign: str, written: str, asked: _Asked, hints: list[str]) -> Matcher:
    matchers: list[Matcher] = []
    for _place, atoms in values_of(written):
        if not any(atom.text.strip() for atom in atoms):
            continue
        matcher = _value(key.name, sign, atoms, asked)
        if matcher is None:
            value = "..".join(atom.text for atom in atoms)
            sentence = _("{value} is not a value of {key}.")
            hints.append(sentence.format(value=isolated(value), key=isolated(f"{key.name}:")))
        else:
            matchers.append(matcher)
    if not written.strip():
        hints.append(_("{key} needs a value.").format(key=isolated(f"{key.name}:")))
        return lambda _row: True
    if not matchers:
        return _words_term(written.replace('"', ""))
    return lambda row: any(matcher(row) for matcher in matchers)


def _value(name: str, sign: str, atoms: Sequence[Atom], asked: _Asked) -> Matcher | None:
    if name in ("due", "priority"):
        return _ordered(name, sign, [atom.text.strip().lower() for atom in atoms], asked.today)
    text, literal = "..".join(atom.text for atom in atoms).strip(), any(atom.quoted for atom in atoms)
    match name:
        case "is":
            return _is(slug(text), asked.me, asked.today)
        case "owner":
            return _owner("" if literal else text.lower(), text, asked.me)
        case "incident" | "problem":
            return _subject(INCIDENT if name == "incident" else PROBLEM, text)
        case "cause":
            return (lambda row: not row.cause_key) if text.lower() == "none" and not literal else _within(text, "cause")
        case "id":
            number = _NUMBER.fullmatch(text.lower())
            return _equal("id", int(number[1])) if number else None
        case "effective":
            return _effective(slug(text), asked.verdicts)
        case "type" if slug(text) == "none":
            return _equal("type", "")
        case _:
            known = {"state": _STATE_OF, "type": _TYPE_OF, "effort": _EFFORT_OF}[name].get(slug(text))
            return None if known is None else _equal(name, known)


def _is(word: str, me: str, today: str) -> Matcher | None:
    found: dict[str, Matcher] = {
        "overdue": lambda row: row.overdue(today),
        "open": lambda row: row.state in OPEN_STATES,
        "owed": lambda row: row.state in OWED_STATES,
        "mine": lambda row: bool(me) and row.owner == me,
        "unowned": lambda row: not row.owner,
        "undated": lambda row: not row.due_on,
        **{state: _equal("state", name) for state, name in _STATE_OF.items()},
    }
    return found.get(word)


def _effective(word: str, verdicts: Mapping[int, str]) -> Matcher | None:
    return (lambda row: verdicts.get(row.id) == word) if word in _EFFECTIVE else None


def _owner(special: str, text: str, me: str) -> Matcher:
    if special == "none":
        return _equal("owner", "")
    if special == "me":
        return lambda row: bool(me) and row.owner == me
    return _within(text, "owner")


def _subject(noun: str, text: str) -> Matcher | None:
    try:
        subject = subject_of(text)
    except Refused:
        return None
    if text[:1].isdigit():
        subject = Subject(noun, subject.id)
    return _equal("subject", subject) if subject.noun == noun else None


def _ordered(name: str, sign: str, ends: Sequence[str], today: str) -> Matcher | None:
    if name == "due" and list(ends) == ["none"]:
        return _equal("due_on", "")
    if name == "due" and list(ends) == ["overdue"]:
        return lambda row: row.overdue(today)
    if sign == ":" and len(ends) == 1 and (compared := _SIGN.match(ends[0])):
        sign, ends = compared[0], [ends[0][compared.end() :].strip()]
    bounds = [(_days(end, today) if name == "due" else _level(end)) if end else ("", "") for end in ends]
    if None in bounds or len(bounds) > 2 or not any(ends):
        return None
    (first, last), (_start, high) = bounds[0] or ("", ""), bounds[-1] or ("", "")
    attribute = "due_on" if name == "due" else "priority"
    fits: dict[str, Callable[[str], bool]] = {
        ":": lambda value: value >= first and (not high or value <= high),
        ">=": lambda value: value >= first,
        "<=": lambda value: value <= last,
        ">": lambda value: value > last,
        "<": lambda value: value < first,
    }
    return lambda row: bool(row.due_on or name != "due") and fits[sign](str(getattr(row, attribute)))


def _level(text: str) -> tuple[str, str] | None:
    found = _PRIORITY.fullmatch(text)
    return (found[1], found[1]) if found else None


def _days(text: str, today: str) -> tuple[str, str] | None:
    """The first and the last day that a word means: this-week, 2026-04, +7d from today on."""
    now = date.fromisoformat(today)
    if ahead := _AHEAD.fullmatch(text):
        last = now + int(ahead[1]) * (7 if ahead[2] == "w" else 1) * _DAY
        return today, last.isoformat()
    word = slug(text)
    monday, month = now - now.weekday() * _DAY, now.replace(day=1)
    following = (month + 31 * _DAY).replace(day=1)
    coming = {
        "tomorrow": (now + _DAY, now + _DAY),
        "next-week": (monday + 7 * _DAY, monday + 13 * _DAY),
        "next-month": (following, (following + 31 * _DAY).replace(day=1) - _DAY),
    }
    if word in coming:
        first, last = coming[word]
        return first.isoformat(), last.isoformat()
    moment = written_moment(text)
    if moment is None:
        return None
    try:
        start, end = span(moment, datetime(now.year, now.month, now.day, 12, tzinfo=UTC), UTC)
        return clock.instant(start).date().isoformat(), clock.instant(end - 1).date().isoformat()
    except OverflowError:
        return None


# ── what rows are held against ───────────────────────────────────────────────────────────────────────────────────────


def _not(term: Matcher) -> Matcher:
    return lambda row: not term(row)


def _equal(field: str, value: object) -> Matcher:
    return lambda row: getattr(row, field) == value


def _within(text: str, field: str) -> Matcher:
    wanted = _folded(text)
    return lambda row: wanted in _folded(getattr(row, field))


def _words_term(text: str) -> Matcher:
    wanted = _folded(text)
    return lambda row: wanted in _folded(
        "\n".join((
            row.number, row.text, row.detail, row.verification, row.completion, row.cause, row.subject_number,
            row.subject_title, row.owner,
        ))
    )  # fmt: skip


def _folded(text: str) -> str:
    """Without case and accents, as the register compares words."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(each for each in decomposed if not unicodedata.combining(each)).split())
