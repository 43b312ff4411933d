"""What has happened to an incident as far as its clocks care: read from the ledger, never from a stored due date.

The clocks of SLAs are worked out from these events anew each time, in whatever order they are read.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

from incidentdesk.detect.id_list import among_ids, list_of_ids
from incidentdesk.detect.state import State
from incidentdesk.store.reading import Parameters, Reader, Row

ENDED = (State.RESOLVED, State.CLOSED)


class Moved(NamedTuple):
    """From then on the incident was in that state; `position` is its place in the ledger."""

    position: int
    at: int
    state: str
    hold_reason: str = ""


class Message(NamedTuple):
    """What the requester saw, from us or written by the requester."""

    at: int
    ours: bool


class Stretch(NamedTuple):
    """A time in one state; the last one goes on (None)."""

    start: int
    end: int | None
    state: str
    hold_reason: str = ""


class Turn(NamedTuple):
    """From then on a team had the incident; None is no team."""

    at: int
    team_id: int | None


@dataclass(frozen=True, slots=True)
class Story:
    """The facts and events of one incident that its clocks are made from; instants are microseconds since 1970."""

    incident_id: int
    created_at: int
    priority: int
    # The states one after the other from the beginning on, none of them empty.
    stretches: tuple[Stretch, ...]
    messages: tuple[Message, ...] = ()
    responded_at: int | None = None
    turns: tuple[Turn, ...] = ()
    # When another team got it, in the story of a team that had it before.
    handed_on_at: int | None = None
    service_id: int | None = None
    team_id: int | None = None
    category_id: int | None = None
    subcategory_id: int | None = None
    # The time zones of the requester and of the service's support hours, empty where they are not known.
    zone: str = ""
    service_zone: str = ""

    @property
    def assigned_at(self) -> int | None:
        """When whoever has the incident got it, also where that is nobody after a team has given it back."""
        return self.turns[-1].at if self.turns else None


def earlier_turns(story: Story) -> Iterator[Story]:
    """The story once more for each team that had the incident before, as if it were still that team's."""
    for place, (turn, after) in enumerate(pairwise(story.turns), 1):
        if turn.team_id is not None and turn.at < after.at:
            yield replace(story, team_id=turn.team_id, turns=story.turns[:place], handed_on_at=after.at)


def stretches_of(created_at: int, moves: Iterable[Moved]) -> tuple[Stretch, ...]:
    """What follows from the moves, in whatever order they are given."""
    begun: list[Moved] = []
    for move in sorted(moves):
        at = max(move.at, created_at)
        # A time that was corrected afterwards cuts off what stood behind it.
        begun = [each if each.at <= at else each._replace(at=at) for each in begun]
        begun.append(move._replace(at=at))
    if begun:
        begun[0] = begun[0]._replace(at=created_at)
    ends: list[int | None] = [*(each.at for each in begun[1:]), None]
    return tuple(
        Stretch(each.at, end, each.state, each.hold_reason)
        for each, end in zip(begun, ends, strict=True)
        if end is None or end > each.at
    )


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_FACTS = (
    "SELECT i.id, i.created_at, i.priority, i.service_id, i.team_id, i.category_id, i.subcategory_id,"
    " i.first_response_at, COALESCE(p.time_zone, ''), COALESCE((SELECT c.time_zone FROM service AS s"
    " JOIN calendar AS c ON c.id = s.calendar_id WHERE s.id = i.service_id), '')"
    " FROM incident AS i LEFT JOIN person AS p ON p.id = i.reporter_id"
    " WHERE i.withdrawn_at IS NULL AND {chosen}"
)
_EVENTS = (
    "SELECT l.chain, l.position, l.at, l.act, l.changes FROM ledger AS l"
    " WHERE l.noun = 'incident' AND l.act <> 'declined' AND l.chain IN (SELECT i.id FROM incident AS i WHERE {chosen})"
)
# Who writes in somebody else's name writes down what the requester said; an import writes in everybody's name. What
# the program says in its own name is nobody's answer (SLA rule 6); the mails that it takes in are the requester's.
_MESSAGES = (
    "SELECT e.incident_id, e.happened_at,"
    " CASE WHEN l.via = 'import' THEN e.author <> COALESCE(p.name, '') ELSE e.author = l.actor END"
    " FROM entry AS e"
    " JOIN incident AS i ON i.id = e.incident_id"
    " JOIN ledger AS l ON l.chain = e.incident_id AND l.noun = 'entry' AND l.record_id = e.id AND l.act = 'created'"
    " LEFT JOIN person AS p ON p.id = i.reporter_id"
    " WHERE e.public AND e.withdrawn_at IS NULL AND (l.via <> 'agent' OR e.author <> l.actor) AND {chosen}"
)


def stories(reader: Reader, incident_ids: Iterable[int]) -> dict[int, Story]:
    """The stories of some incidents, in three queries; of what does not exist or is withdrawn, none."""
    return stories_where(reader, among_ids(reader.dialect, "i.id", "ids"), {"ids": list_of_ids(incident_ids)})


def stories_where(reader: Reader, chosen: str, parameters: Parameters | None = None) -> dict[int, Story]:
    """The stories of the incidents of which a condition over `incident AS i` holds."""

    def rows(sql: str) -> list[Row]:
        return reader.rows(sql.format(chosen=chosen), parameters)

    events: dict[int, list[Row]] = defaultdict(list)
    for chain, *event in rows(_EVENTS):
        events[chain].append(tuple(event))
    messages: dict[int, list[Message]] = defaultdict(list)
    for incident_id, at, ours in rows(_MESSAGES):
        messages[incident_id].append(Message(at, bool(ours)))
    return {row[0]: _story(row, events[row[0]], messages[row[0]]) for row in rows(_FACTS)}


def _story(facts: Row, events: Sequence[Row], messages: Iterable[Message]) -> Story:
    incident_id, created_at, priority, service, team, category, subcategory, responded_at, *zones = facts
    told = [(position, at, act, json.loads(changes)) for position, at, act, changes in sorted(events)]
    spoken = tuple(sorted(messages))
    if responded_at is None:
        responded_at = next((message.at for message in spoken if message.ours), None)
    return Story(
        incident_id, created_at, priority, stretches_of(created_at, _moves(created_at, told)), spoken, responded_at,
        tuple(_turns(created_at, told)), None, service, team, category, subcategory, *zones,
    )  # fmt: skip


_Told = tuple[int, int, str, dict[str, Any]]


def _moves(created_at: int, told: Iterable[_Told]) -> list[Moved]:
    moves: list[Moved] = []
    # What the ledger says of the last of them.
    written: list[Mapping[str, Any]] = [{}]
    for position, at, act, changes in told:
        if act == "created":
            moves += _beginning(position, at, created_at, changes)
            continue
        after = {name: pair[1] for name, pair in changes.items()}
        if len(moves) > 1 and moves[-1].state in (*ENDED, State.CANCELED) and _undoes(changes, written[-1]):
            moves.pop()
            written.pop()
        elif "state" in after or "on_hold_reason" in after:
            last = moves[-1] if moves else Moved(0, created_at, State.NEW)
            state = after.get("state", last.state)
            reason = after.get("on_hold_reason", last.hold_reason) or ""
            moves.append(Moved(position, _reached(state, after) or at, state, reason))
            written.append(changes)
        elif moves and moves[-1].state in ENDED:
            _correct(moves, after)
    return moves


def _undoes(changes: Mapping[str, Any], written: Mapping[str, Any]) -> bool:
    """Whether one change takes another one back; a reopening does not, for it is counted."""
    return dict(changes) == {name: [after, before] for name, (before, after) in written.items()}


def _beginning(position: int, at: int, created_at: int, facts: dict[str, Any]) -> list[Moved]:
    """The first states; an incident that came in with a history has only the times of its stages to tell of it."""
    state, reason = str(facts.get("state", State.NEW)), facts.get("on_hold_reason") or ""
    reached = facts.get("resolved_at") or facts.get("closed_at") if state in ENDED else None
    reached = at if reached is None else reached
    # Some files say that the end was before the beginning.
    if state in (State.NEW, State.IN_PROGRESS) or reached <= created_at:
        return [Moved(position, created_at, state, reason)]
    return [Moved(position, created_at, State.IN_PROGRESS), Moved(position, reached, state, reason)]


def _reached(state: str, after: dict[str, Any]) -> int | None:
    """When the state was reached, where a stage time says so."""
    return after.get("resolved_at") if state == State.RESOLVED else None


def _correct(moves: list[Moved], after: dict[str, Any]) -> None:
    """Somebody has corrected the time of the resolution since."""
    place = next((index for index in reversed(range(len(moves))) if moves[index].state == State.RESOLVED), None)
    if place is not None and after.get("resolved_at"):
        moves[place] = moves[place]._replace(at=after["resolved_at"])


def _turns(created_at: int, told: Iterable[_Told]) -> list[Turn]:
    """Which team got it when, without what was undone."""
    turns: list[Turn] = []
    written: list[Mapping[str, Any]] = []
    for _position, at, act, changes in told:
        if "team_id" not in changes:
            continue
        if act == "created":
            turns.append(Turn(created_at, changes["team_id"]))
            written.append({})
        elif written and _undoes(changes, written[-1]):
            turns.pop()
            written.pop()
        else:
            turns.append(Turn(max(at, created_at), changes["team_id"][1]))
            written.append(changes)
    return turns
