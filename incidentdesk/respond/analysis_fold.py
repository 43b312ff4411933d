"""What one person did to the records of an investigation within some minutes, as one: how each was before and after.

A diagram is saved key by key, so hundreds of rows of the ledger would stand in the timeline for one meeting.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from incidentdesk.respond.timeline_fact import Event

# What follows within this time belongs to what went before, but a fold is no longer than the second.
PAUSE = 10 * 60 * 1_000_000  # microseconds
LONGEST = 60 * 60 * 1_000_000  # microseconds

Place = tuple[str, int]
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """A record before and after; None where there was none, or none any more."""

    noun: str
    id: int
    before: Fields | None
    after: Fields | None
    fields: Fields

    @property
    def added(self) -> bool:
        return self.before is None and self.after is not None

    @property
    def gone(self) -> bool:
        return self.before is not None and self.after is None

    def changed(self, name: str) -> bool:
        """Whether a field of a record that stayed is another."""
        return self.before is not None and self.after is not None and self.before.get(name) != self.after.get(name)


@dataclass
class Fold:
    """The turns of one person about one topic, in the order in which the records were first touched."""

    topic: str
    actor: str
    first_at: int
    last_at: int
    via: str
    _before: dict[Place, Fields | None] = field(default_factory=dict)
    _after: dict[Place, Fields] = field(default_factory=dict)

    def takes(self, event: Event) -> bool:
        return event.at - self.last_at <= PAUSE and event.at - self.first_at <= LONGEST

    def note(self, event: Event, before: Fields | None, after: Fields) -> None:
        place = event.noun, event.record_id
        self._before.setdefault(place, before)
        self._after[place] = after
        self.last_at = event.at

    def turns(self) -> list[Turn]:
        return [
            Turn(noun, record_id, self._before[noun, record_id], _present(fields), fields)
            for (noun, record_id), fields in self._after.items()
        ]


def folded(events: Iterable[Event], topics: Mapping[str, str]) -> Iterator[tuple[Fold, dict[Place, Fields]]]:
    """The folds in the order in which they end, each with all records as they were at the end of everything.

    `topics` names the topic of each noun; one that ends with "*" is one for each record, with "!" one for each instant.
    """
    records: dict[Place, Fields] = {}
    open_folds: dict[tuple[str, str], Fold] = {}
    done: list[Fold] = []
    for event in events:
        if event.act == "declined":
            continue
        place = event.noun, event.record_id
        before = _present(records[place]) if place in records else None
        records[place] = _applied(records.get(place, {}), event)
        topic = topics[event.noun]
        apart = {"*": event.record_id, "!": event.at}.get(topic[-1], "")
        key = f"{topic}{apart}", event.actor
        fold = open_folds.get(key)
        if fold is None or not fold.takes(event):
            fold = open_folds[key] = Fold(topic, event.actor, event.at, event.at, event.via)
            done.append(fold)
        fold.note(event, before, records[place])
    for fold in sorted(done, key=lambda each: each.last_at):
        yield fold, records


def _present(fields: Fields) -> Fields | None:
    return None if fields.get("withdrawn_at") is not None else fields


def _applied(fields: Fields, event: Event) -> Fields:
    if event.act == "created":
        return event.changes
    return {**fields, **{name: pair[1] for name, pair in event.changes.items()}}
