"""The one cause graph of an investigation, which fishbone and 5-Whys show each in its own way.

A tree: below the effect (what is to be explained) stand categories and causes, below them causes. A category is a bone
of the fishbone; in the 5-Whys it is seen through, and its causes answer the same why as those that are on no bone. A
change is a value that says what was before and what is after, so its opposite is the same value turned round.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from incidentdesk.investigate.cause_trait import STATUS_GLYPH as STATUS_GLYPH
from incidentdesk.investigate.cause_trait import Effort as Effort
from incidentdesk.investigate.cause_trait import Gate as Gate
from incidentdesk.investigate.cause_trait import Kind as Kind
from incidentdesk.investigate.cause_trait import Role as Role
from incidentdesk.investigate.cause_trait import Side as Side
from incidentdesk.investigate.cause_trait import Status as Status
from incidentdesk.investigate.cause_trait import Voting as Voting
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

EFFECT = ""  # the key of what is to be explained
LONGEST_CAUSE = 200  # characters; details belong into the note
DEPTH_OF_5_WHYS = 5


@dataclass(frozen=True, slots=True)
class Effect:
    """What is to be explained, and how the votes on its causes are taken; `dots` is how many each person has."""

    text: str = ""
    gate: str = Gate.AND
    dots: int = 5
    voting: str = Voting.OPEN


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause or a category; `position` orders it among its siblings.

    `asked`: a cause that hangs on a bone is also shown in the 5-Whys. `stop_reason` says why a branch is not followed,
    `accepted_reason` why a root cause gets no counter-measure. `side` is where the bone of a category stands.
    """

    key: str
    parent: str = EFFECT
    kind: str = Kind.CAUSE
    position: int = 0
    text: str = ""
    note: str = ""
    status: str = Status.SUSPECTED
    role: str = Role.NONE
    owner: str = ""
    gate: str = Gate.AND
    asked: bool = False
    stop_reason: str = ""
    accepted_reason: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    cause: str
    voter: str
    dots: int


@dataclass(frozen=True, slots=True)
class CounterMeasure:
    """A corrective action as the diagram shows it; `due_on` is a date as YYYY-MM-DD or empty."""

    key: str
    cause: str
    position: int = 0
    text: str = ""
    effort: str = Effort.PREVENT
    state: str = "Proposed"
    owner: str = ""
    due_on: str = ""
    # The number by which it is called, 0 before it is saved.
    number: int = 0


@dataclass(frozen=True, slots=True)
class Backing:
    """How much evidence speaks for a cause and how much against it."""

    supports: int = 0
    contradicts: int = 0

    @property
    def count(self) -> int:
        return self.supports + self.contradicts


_NO_BACKING = Backing()


@dataclass(frozen=True)
class CauseGraph:
    """`causes`, `votes` and `measures` by their keys; the key of a vote is "CAUSE/VOTER".

    `backing` is read along and not changed here.
    """

    effect: Effect = field(default_factory=Effect)
    causes: Mapping[str, Cause] = field(default_factory=dict)
    votes: Mapping[str, Vote] = field(default_factory=dict)
    measures: Mapping[str, CounterMeasure] = field(default_factory=dict)
    backing: Mapping[str, Backing] = field(default_factory=dict)

    @cached_property
    def _below(self) -> dict[str, list[Cause]]:
        below: dict[str, list[Cause]] = {}
        for cause in sorted(self.causes.values(), key=lambda cause: (cause.position, cause.key)):
            below.setdefault(cause.parent if cause.parent in self.causes else EFFECT, []).append(cause)
        return below

    def children(self, key: str) -> list[Cause]:
        """What stands directly below, in order; below the effect also the categories."""
        return list(self._below.get(key, ()))

    @property
    def categories(self) -> list[Cause]:
        return [cause for cause in self.children(EFFECT) if cause.kind == Kind.CATEGORY]

    @property
    def loose(self) -> list[Cause]:
        """Causes that answer the first why and hang on no bone."""
        return [cause for cause in self.children(EFFECT) if cause.kind == Kind.CAUSE]

    def answers(self, key: str, *, everything: bool = False) -> list[Cause]:
        """The answers to "why?" as the 5-Whys show them.

        To the first why these are the loose causes and those on bones whose why is `asked`; with `everything` all
        causes on bones.
        """
        if key != EFFECT:
            return self.children(key)
        found: list[Cause] = []
        for cause in self.children(EFFECT):
            if cause.kind == Kind.CAUSE:
                found.append(cause)
            else:
                found.extend(each for each in self.children(cause.key) if each.asked or everything)
        return found

    def gate(self, key: str) -> str:
        return self.effect.gate if key == EFFECT else self.causes[key].gate

    def category_of(self, key: str) -> Cause | None:
        """The category on whose bone a cause hangs, or None."""
        return next((each for each in self.path(key) if each.kind == Kind.CATEGORY), None)

    def path(self, key: str) -> list[Cause]:
        """From below the effect down to the cause itself; a ring, which no change of ours makes, is cut."""
        path: list[Cause] = []
        seen: set[str] = set()
        while key in self.causes and key not in seen:
            seen.add(key)
            path.append(self.causes[key])
            key = self.causes[key].parent
        return path[::-1]

    def depth(self, key: str) -> int:
        """1 for the first answer to why, 0 for the effect and for categories."""
        return sum(cause.kind == Kind.CAUSE for cause in self.path(key))

    def subtree(self, key: str) -> Iterator[Cause]:
        """The cause and everything below it in the order of the document; for the effect everything."""
        if key != EFFECT:
            yield self.causes[key]
        stack = self.children(key)[::-1]
        while stack:
            cause = stack.pop()
            yield cause
            stack.extend(self._below.get(cause.key, ())[::-1])

    def in_order(self) -> list[Cause]:
        """All causes, without categories, in the order of the document."""
        return [cause for cause in self.subtree(EFFECT) if cause.kind == Kind.CAUSE]

    @cached_property
    def _votes_of(self) -> dict[str, dict[str, int]]:
        votes: dict[str, dict[str, int]] = {}
        for vote in self.votes.values():
            if vote.dots > 0:
                votes.setdefault(vote.cause, {})[vote.voter] = vote.dots
        return votes

    def votes_of(self, key: str, seen_by: str | None = None) -> int:
        """The dots of everybody; in a hidden round only those of `seen_by`."""
        votes = self._votes_of.get(key, {})
        if self.effect.voting == Voting.HIDDEN and seen_by is not None:
            return votes.get(seen_by, 0)
        return sum(votes.values())

    def dots_left(self, voter: str) -> int:
        return self.effect.dots - sum(votes.get(voter, 0) for votes in self._votes_of.values())

    def backing_of(self, key: str) -> Backing:
        return self.backing.get(key, _NO_BACKING)

    @cached_property
    def _measures_of(self) -> dict[str, list[CounterMeasure]]:
        found: dict[str, list[CounterMeasure]] = {}
        for measure in sorted(self.measures.values(), key=lambda measure: (measure.position, measure.key)):
            found.setdefault(measure.cause, []).append(measure)
        return found

    def measures_of(self, key: str) -> list[CounterMeasure]:
        return list(self._measures_of.get(key, ()))


# ── changes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Noun(StrEnum):
    EFFECT = "effect"
    CAUSE = "cause"
    VOTE = "vote"
    MEASURE = "measure"


_RECORDS: dict[str, type] = {Noun.EFFECT: Effect, Noun.CAUSE: Cause, Noun.VOTE: Vote, Noun.MEASURE: CounterMeasure}
_COLLECTION = {Noun.CAUSE: "causes", Noun.VOTE: "votes", Noun.MEASURE: "measures"}


@dataclass(frozen=True, slots=True)
class Change:
    """One record that becomes another: its fields before and after. None before makes it, None after takes it away.

    Of a record that stays, only the fields that differ are named.
    """

    noun: str
    key: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


Gesture = tuple[Change, ...]


def values_of(record: Any) -> dict[str, Any]:
    return {each.name: getattr(record, each.name) for each in fields(record)}


def made(noun: str, record: Any) -> Change:
    return Change(noun, _key_of(noun, record), None, values_of(record))


def taken(noun: str, record: Any) -> Change:
    return Change(noun, _key_of(noun, record), values_of(record), None)


def changed(noun: str, record: Any, **new: Any) -> Gesture:
    """The change of some fields; nothing where they are so already."""
    old = {name: getattr(record, name) for name in new}
    different = [name for name in new if old[name] != new[name]]
    if not different:
        return ()
    key = "" if noun == Noun.EFFECT else _key_of(noun, record)
    return (Change(noun, key, {name: old[name] for name in different}, {name: new[name] for name in different}),)


def vote_key(cause: str, voter: str) -> str:
    return f"{cause}/{voter}"


def _key_of(noun: str, record: Any) -> str:
    return vote_key(record.cause, record.voter) if noun == Noun.VOTE else str(record.key)


def opposite(gesture: Gesture) -> Gesture:
    """What takes a gesture back."""
    return tuple(Change(each.noun, each.key, each.after, each.before) for each in reversed(gesture))


def applied(graph: CauseGraph, gesture: Iterable[Change]) -> CauseGraph:
    """The graph after a gesture; a change of what is not there any more is passed over."""
    parts: dict[str, Any] = {name: dict(getattr(graph, name)) for name in _COLLECTION.values()}
    effect = graph.effect
    for change in gesture:
        if change.noun == Noun.EFFECT:
            effect = replace(effect, **(change.after or {}))
            continue
        records = parts[_COLLECTION[Noun(change.noun)]]
        if change.after is None:
            records.pop(change.key, None)
        elif change.before is None:
            records[change.key] = _RECORDS[change.noun](**change.after)
        elif change.key in records:
            records[change.key] = replace(records[change.key], **change.after)
    return replace(graph, effect=effect, **parts)


def merged(first: Gesture, second: Gesture) -> Gesture:
    """Two gestures after each other as one; what is made and taken away again is left out."""
    order: dict[tuple[str, str], Change] = {}
    for change in (*first, *second):
        place = (change.noun, change.key)
        earlier = order.get(place)
        if earlier is None:
            order[place] = change
            continue
        del order[place]
        joined = _joined(earlier, change)
        if joined is not None:
            order[place] = joined
    return _in_writing_order(order.values())


def _in_writing_order(changes: Iterable[Change]) -> Gesture:
    """So that nothing is written before what it stands below, and nothing taken away before what stands below it."""
    making = {change.key: change for change in changes if change.before is None and change.noun == Noun.CAUSE}

    def rank(change: Change) -> tuple[int, int]:
        if change.after is None:
            return 3, 0
        if change.before is not None:
            return 2, 0
        depth, at = 0, change.after.get("parent")
        while change.noun == Noun.CAUSE and at in making and depth <= len(making):
            depth, at = depth + 1, (making[at].after or {}).get("parent")
        return (0 if change.noun == Noun.CAUSE else 1), depth

    return tuple(sorted(changes, key=rank))


def _joined(first: Change, second: Change) -> Change | None:
    if second.after is None:
        if first.before is None:
            return None
        return Change(first.noun, first.key, {**(second.before or {}), **first.before}, None)
    # Taken away and made again: as if it had been changed.
    after = {**(first.after or {}), **second.after}
    if first.before is None:
        return Change(first.noun, first.key, None, after)
    before = {**(second.before or {}), **first.before}
    different = [name for name in after if before.get(name) != after[name]]
    if not different:
        return None
    return Change(
        first.noun, first.key, {name: before[name] for name in different}, {name: after[name] for name in different}
    )


def refuse_ring(graph: CauseGraph) -> None:
    """Raises Refused where a cause stands below itself, which no drawing can show."""
    sound: set[str] = set()
    for key in graph.causes:
        way: set[str] = set()
        while key in graph.causes and key not in sound:
            if key in way:
                sentence = _("“{text}” would stand below itself. Put it below another cause.")
                raise Refused(sentence.format(text=isolated(graph.causes[key].text)))
            way.add(key)
            key = graph.causes[key].parent
        sound |= way
