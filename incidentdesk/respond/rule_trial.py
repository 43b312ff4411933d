"""Trying a rule on the team's own history before it is switched on: what it would have done, and to which incidents.

The facts of each incident are built from the ledger as they were at each trigger. Nothing is written. What came in by
an import was no trigger when it came; it is tried as if it had been logged when it says that it was.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.state import OPEN_STATES, State
from incidentdesk.respond.rule import Trigger
from incidentdesk.respond.rule_condition import holds
from incidentdesk.respond.rule_effect import effects
from incidentdesk.respond.rule_fact import TOLD, Columns, Known, Told, after, facts_at, told_of
from incidentdesk.respond.rule_hearing import MINUTE, SILENT_DOORS, triggers_of
from incidentdesk.respond.rule_list import Rule
from incidentdesk.respond.rule_time import share_used
from incidentdesk.store.reading import Reader

_TELL_EVERY = 500  # incidents

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Fired:
    """An incident that the rule would have changed at an instant, with sentences of what it would have done."""

    incident_id: int
    at: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have done between two instants (microseconds since 1970).

    `asked` counts the triggers, `fitted` those of which the condition held, `imported` the incidents in `fired` that
    came in by an import, of which only the last state is known. `cancelled` says that somebody ended it before.
    `undone` says why, for each time that nothing of it could be done.
    """

    fired: tuple[Fired, ...]
    asked: int
    fitted: int
    imported: int
    since: int
    until: int
    cancelled: bool = False
    undone: tuple[str, ...] = ()

    @property
    def incidents(self) -> int:
        return len({each.incident_id for each in self.fired})


@dataclass(frozen=True, slots=True)
class _Moment:
    """When a rule would have been asked, and the incident as it was."""

    incident_id: int
    at: int
    columns: Columns


def tried(
    reader: Reader,
    rule: Rule,
    since: int,
    until: int,
    progress: Progress = lambda _done, _all: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Trial:
    """Replay a rule over the history from one instant to another, the oldest first.

    `progress` hears how many incidents of how many are done; `cancelled` is asked between. Raises TooSlow for a pattern
    that takes longer than 0.2 seconds on one text.
    """
    known = Known(reader)
    count = int(reader.rows("SELECT count(*) FROM incident WHERE withdrawn_at IS NULL")[0][0])
    used = _used(reader, rule, until)
    fired: list[Fired] = []
    undone: list[str] = []
    asked = fitted = 0
    imported: set[int] = set()
    stopped = False
    for done, (incident_id, told) in enumerate(_chains(reader, rule, until)):
        if done % _TELL_EVERY == 0:
            progress(min(done, count), count)
            if cancelled():
                stopped = True
                break
        for moment in _moments(rule, incident_id, told, until, used):
            if not since <= moment.at <= until:
                continue
            asked += 1
            facts = facts_at(known, incident_id, moment.columns, moment.at, rule.condition)
            if not holds(rule.condition, facts):
                continue
            fitted += 1
            said, changes = effects(known, rule, incident_id, moment.columns, moment.at)
            if said and not changes:
                undone.append(said[0])
            if changes:
                fired.append(Fired(incident_id, moment.at, tuple(said)))
                if told[0].via in SILENT_DOORS:
                    imported.add(incident_id)
    progress(count, count)
    fired.sort(key=lambda each: (each.at, each.incident_id))
    return Trial(tuple(fired), asked, fitted, len(imported), since, until, stopped, tuple(undone))


def _chains(reader: Reader, rule: Rule, until: int) -> Iterator[tuple[int, list[Told]]]:
    """The incidents that are not in the trash, each with what the ledger tells of it."""
    # Silence is broken by whatever happens, everything else is told by these.
    nouns = "" if rule.trigger is Trigger.SILENCE else " AND l.noun IN ('incident', 'entry', 'rule_run')"
    if rule.trigger is Trigger.CREATED:
        nouns = " AND l.noun = 'incident'"
    columns = ", ".join(f"l.{name.strip()}" for name in TOLD.split(","))
    rows = (
        row
        for chunk in reader.chunks(
            f"SELECT l.chain, {columns} FROM ledger l JOIN incident i ON i.id = l.chain AND i.withdrawn_at IS NULL"
            f" WHERE l.chain <> 0 AND l.act <> 'declined' AND l.at <= :until{nouns} ORDER BY l.chain, l.position",
            {"until": until},
        )
        for row in chunk
    )
    for chain, group in groupby(rows, key=lambda row: row[0]):
        if rule.trigger is Trigger.CREATED:
            first = told_of(next(group)[1:])
            # What stands in the same gesture belongs to the logging.
            same = [told_of(row[1:]) for row in group if row[2] == first.gesture]
            yield int(chain), [first, *same]
        else:
            yield int(chain), [told_of(row[1:]) for row in group]


def _moments(
    rule: Rule, incident_id: int, told: list[Told], until: int, used: Mapping[int, list[int]]
) -> list[_Moment]:
    """When a rule would have been asked about an incident; `used` says when shares of its targets were used up."""
    if rule.trigger is Trigger.SLA:
        return [_Moment(incident_id, at, _columns_at(told, at)) for at in used.get(incident_id, ())]
    if not rule.timed:
        return list(_heard(rule, incident_id, told))
    moments = [_Moment(incident_id, at, _columns_at(told, at)) for at in _due(rule, told, until)]
    return [each for each in moments if each.columns.get("state") in OPEN_STATES]


def _used(reader: Reader, rule: Rule, until: int) -> dict[int, list[int]]:
    """When the share of a target that the rule asks for was used up, by incident."""
    found: dict[int, list[int]] = {}
    if rule.trigger is Trigger.SLA:
        ids = [int(row[0]) for row in reader.rows("SELECT id FROM incident WHERE withdrawn_at IS NULL ORDER BY id")]
        for incident_id, at, _cause in share_used(reader, ids, rule.amount, clock.instant(until), open_only=False):
            found.setdefault(incident_id, []).append(at)
    return found


def _heard(rule: Rule, incident_id: int, told: list[Told]) -> Iterator[_Moment]:
    columns: Columns = {}
    for _gesture, group in groupby(told, key=lambda each: each.gesture):
        rows = list(group)
        for each in rows:
            columns = after(columns, each)
        if any(each.noun == "rule_run" and each.changes.get("rule_id") == rule.id for each in rows):
            continue
        if rule.trigger in triggers_of(rows):
            yield _Moment(incident_id, rows[-1].at, columns)
        elif rule.trigger is Trigger.CREATED and rows[0].act == "created" and rows[0].via in SILENT_DOORS:
            yield _Moment(incident_id, _began(columns, rows[-1]), columns)


def _began(columns: Mapping[str, Any], told: Told) -> int:
    return int(columns.get("created_at") or told.at)


def _columns_at(told: list[Told], at: int) -> Columns:
    columns: Columns = {}
    for each in told:
        if each.at > at and columns:
            break
        columns = after(columns, each)
    return columns


def _due(rule: Rule, told: list[Told], until: int) -> Iterator[int]:
    """When age, silence or a hold reached the length of the rule."""
    length = rule.amount * MINUTE
    if rule.trigger is Trigger.AGE:
        yield _began(told[0].changes, told[0]) + length
    elif rule.trigger is Trigger.SILENCE:
        loud = [each.at for each in told if each.via != "agent"]
        ends = [*loud[1:], until]
        yield from (at + length for at, end in zip(loud, ends, strict=True) if at + length < end)
    else:
        yield from _held(told, length, until)


def _held(told: list[Told], length: int, until: int) -> Iterator[int]:
    since: int | None = None
    columns: Columns = {}
    for each in told:
        columns = after(columns, each)
        held = columns.get("state") == State.ON_HOLD
        if held and since is None:
            since = each.at
        elif not held and since is not None:
            if since + length < each.at:
                yield since + length
            since = None
    if since is not None and since + length < until:
        yield since + length
