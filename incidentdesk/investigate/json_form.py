"""A cause graph as JSON, complete: for other programs, and to be kept."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any, TypeVar

from incidentdesk.investigate.action_state import ActionState
from incidentdesk.investigate.cause_editing import shortened_cause
from incidentdesk.investigate.cause_graph import (
    EFFECT,
    Backing,
    Cause,
    CauseGraph,
    CounterMeasure,
    Effect,
    Effort,
    Gate,
    Kind,
    Role,
    Side,
    Status,
    Vote,
    Voting,
    refuse_ring,
    vote_key,
)
from incidentdesk.investigate.cause_sketch import refuse_too_many
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

FORMAT = "incidentdesk causes"
VERSION = 1
_MOST_DOTS = 1_000
_FURTHEST = 1 << 62
_Record = TypeVar("_Record", Effect, Cause, Vote, CounterMeasure, Backing)


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def cause_json(graph: CauseGraph) -> str:
    """Everything in the graph, causes in the order of the document; the evidence only as counts."""
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "effect": asdict(graph.effect),
        "causes": [asdict(cause) for cause in graph.subtree(EFFECT)],
        "votes": [asdict(vote) for vote in graph.votes.values()],
        "measures": [asdict(measure) for measure in graph.measures.values()],
        "evidence": {key: asdict(backing) for key, backing in graph.backing.items()},
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def causes_from_json(text: str) -> CauseGraph:
    """The graph of a file of `cause_json`, whose format, version, effect and causes must be there.

    Raises Refused with the place where something is missing, unknown, of the wrong type or there twice, where a parent
    is missing and where a cause stands below itself.
    """
    whole = _object(_parsed(text), "")
    if whole.get("format") != FORMAT:
        raise Refused(_("This JSON holds no causes: its “format” is not “{format}”.").format(format=FORMAT))
    if whole.get("version") != VERSION:
        raise Refused(
            _("This file is of version {version}; this program reads version {known}. Update the program.").format(
                version=isolated(str(whole.get("version"))[:40]), known=VERSION
            )
        )
    _refuse_unknown(whole, ("format", "version", "effect", "causes", "votes", "measures", "evidence"), "")
    effect = _record(Effect, whole.get("effect"), "effect")
    causes = _by_key(_records(Cause, whole.get("causes"), "causes"), lambda cause: cause.key, "causes")
    graph = CauseGraph(effect, {key: _shortened(cause) for key, cause in causes.items()})
    _check_places(graph)
    votes = _records(Vote, whole.get("votes", []), "votes")
    measures = _records(CounterMeasure, whole.get("measures", []), "measures")
    for number, vote in enumerate(votes):
        _check_cause(graph, vote.cause, f"votes[{number}].cause")
    for number, measure in enumerate(measures):
        if measure.cause != EFFECT:
            _check_cause(graph, measure.cause, f"measures[{number}].cause")
    return CauseGraph(
        effect,
        graph.causes,
        _by_key(votes, lambda vote: vote_key(vote.cause, vote.voter), "votes"),
        _by_key(measures, lambda measure: measure.key, "measures"),
        _evidence(graph, whole.get("evidence", {})),
    )


def _parsed(text: str) -> Any:
    try:
        return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_pairs, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise Refused(
            _("This is no JSON: line {line}, column {column}: {reason}.").format(
                line=error.lineno, column=error.colno, reason=error.msg
            )
        ) from error
    except (ValueError, RecursionError) as error:
        raise Refused(_("This is no JSON that can be read: {reason}.").format(reason=error)) from error


def _pairs(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused(_("“{name}” is named twice in one object.").format(name=isolated(twice[:60])))
    return found


def _refuse_constant(name: str) -> None:
    raise Refused(_("{name} is no value of JSON.").format(name=name))


def _object(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(place, _("an object is needed"))
    found: dict[str, Any] = value
    return found


def _records(kind: type[_Record], values: Any, place: str) -> list[_Record]:
    if not isinstance(values, list):
        _refuse(place, _("a list is needed"))
    refuse_too_many(len(values))
    return [_record(kind, value, f"{place}[{number}]") for number, value in enumerate(values)]


def _record(kind: type[_Record], value: Any, place: str) -> _Record:
    found = _object(value, place)
    usual = {each.name: each.default for each in fields(kind)}
    _refuse_unknown(found, usual, place)
    for name, default in usual.items():
        at = f"{place}.{name}"
        if name not in found:
            if not isinstance(default, str | int):
                _refuse(at, _("it is missing"))
            continue
        _check_type(found[name], kind.__annotations__[name], at)
        _check_value(kind, name, found[name], at)
    return kind(**found)


def _check_type(value: Any, wanted: Any, place: str) -> None:
    # To Python True is a number too.
    if wanted is str and not isinstance(value, str):
        _refuse(place, _("a text is needed"))
    if wanted is bool and not isinstance(value, bool):
        _refuse(place, _("true or false is needed"))
    if wanted is int and (not isinstance(value, int) or isinstance(value, bool)):
        _refuse(place, _("a whole number is needed"))


_WORDS: Mapping[str, Sequence[str]] = {
    "kind": list(Kind), "status": list(Status), "role": list(Role), "gate": list(Gate), "side": ["", *Side],
    "voting": list(Voting), "effort": list(Effort), "state": list(ActionState),
}  # fmt: skip
_BOUNDS = {"position": (-_FURTHEST, _FURTHEST), "dots": (0, _MOST_DOTS), "number": (0, _FURTHEST)}


def _check_value(kind: type, name: str, value: Any, place: str) -> None:
    if name in _WORDS and value not in _WORDS[name]:
        known = ", ".join(f"“{word}”" for word in _WORDS[name])
        _refuse(place, _("“{value}” is none of {known}").format(value=isolated(value[:60]), known=known))
    low, high = _BOUNDS.get(name, (0, _FURTHEST))
    if isinstance(value, int) and not isinstance(value, bool) and not low <= value <= high:
        _refuse(place, _("a number from {low} to {high} is needed").format(low=low, high=high))
    if name in ("key", "voter") and kind is not Effect and not value.strip():
        _refuse(place, _("it is empty"))
    if name == "due_on" and value and not _is_date(value):
        _refuse(place, _("“{value}” is no date as 2026-04-30").format(value=isolated(value[:60])))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _refuse_unknown(found: Mapping[str, Any], known: Sequence[str] | Mapping[str, Any], place: str) -> None:
    for name in found:
        if name not in known:
            at = f"{place}.{name}" if place else name
            _refuse(at[:120], _("there is no such field"))


def _by_key(records: Sequence[_Record], key: Callable[[_Record], str], place: str) -> dict[str, _Record]:
    found: dict[str, _Record] = {}
    for number, record in enumerate(records):
        if key(record) in found:
            _refuse(f"{place}[{number}]", _("the key “{key}” is there twice").format(key=isolated(key(record)[:60])))
        found[key(record)] = record
    return found


def _check_places(graph: CauseGraph) -> None:
    for number, cause in enumerate(graph.causes.values()):
        place = f"causes[{number}].parent"
        if cause.parent != EFFECT and cause.parent not in graph.causes:
            _refuse(place, _("there is no cause with the key “{key}”").format(key=isolated(cause.parent[:60])))
        if cause.kind == Kind.CATEGORY and cause.parent != EFFECT:
            _refuse(place, _("a category stands below the effect, whose key is empty"))
    try:
        refuse_ring(graph)
    except Refused as refused:
        _refuse("causes", str(refused).rstrip("."))


def _check_cause(graph: CauseGraph, key: str, place: str) -> None:
    if key not in graph.causes or graph.causes[key].kind != Kind.CAUSE:
        _refuse(place, _("there is no cause with the key “{key}”").format(key=isolated(key[:60])))


def _evidence(graph: CauseGraph, value: Any) -> dict[str, Backing]:
    found = _object(value, "evidence")
    for key in found:
        _check_cause(graph, key, "evidence")
    return {key: _record(Backing, counts, f"evidence.{key}"[:120]) for key, counts in found.items()}


def _shortened(cause: Cause) -> Cause:
    text, whole = shortened_cause(cause.text)
    if not whole or whole in cause.note:
        return cause if text == cause.text else Cause(**{**asdict(cause), "text": text})
    return Cause(**{**asdict(cause), "text": text, "note": f"{whole}\n\n{cause.note}".rstrip()})


def _refuse(place: str, why: str) -> None:
    sentence = _("{place}: {why}.").format(place=isolated(place), why=why) if place else _("{why}.").format(why=why)
    raise Refused(sentence)
