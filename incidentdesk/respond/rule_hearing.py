"""What rules hear: what people and doors have written into the ledger since the last look, and what time brings about.

What an import or a restored backup brings, the samples, and the undoing of a mistake are no triggers. What a rule did
is one, but under the cause of the rule that did it: no rule runs twice for one cause, and a chain ends after five.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from incidentdesk import clock
from incidentdesk.detect.id_list import among_ids, list_of_ids
from incidentdesk.language import _
from incidentdesk.respond.rule import Trigger
from incidentdesk.respond.rule_fact import TOLD, Told, told_of
from incidentdesk.respond.rule_list import Rule
from incidentdesk.respond.rule_time import share_used
from incidentdesk.store.reading import Reader

DEEPEST = 5
MINUTE = 60_000_000  # microseconds
SILENT_DOORS = ("import", "restore", "sample")
_AT_ONCE = 5_000
# On PostgreSQL a row can be seen later than one with a higher number; for so long is looked back.
_SETTLED = 30_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that triggers rules: rows `began_id` to `ledger_id` of the ledger, `at` in microseconds since 1970.

    `cause` names what began it, `depth` how many rules have answered one another since.
    """

    incident_id: int
    trigger: Trigger
    at: int
    ledger_id: int
    cause: str
    depth: int = 1
    began_id: int = 0


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was heard, and from which row on is listened next."""

    heard: tuple[Heard, ...]
    place: int


def triggers_of(told: Sequence[Told]) -> list[Trigger]:
    """What the rows of one gesture in the chain of one incident are to a rule."""
    undone = {"undone", _("undone")}
    loud = [each for each in told if each.via not in SILENT_DOORS and each.reason not in undone]
    found = []
    if any(each.noun == "incident" and each.act == "created" for each in loud):
        found.append(Trigger.CREATED)
    elif any(each.noun == "incident" and each.act == "changed" for each in loud):
        found.append(Trigger.CHANGED)
    if any(each.noun == "entry" and each.act == "created" and is_answer(each) for each in loud):
        found.append(Trigger.COMMENTED)
    return found


def is_answer(told: Told) -> bool:
    """Whether an entry is what the requester said: it is written down, or taken from a mail, in his name."""
    return bool(told.changes.get("public")) and told.changes.get("author") != told.actor


def hear(reader: Reader, place: int, *, now: int) -> Hearing:
    """What was written since a row of the ledger, in the order in which it was."""
    rows = reader.rows(
        f"SELECT chain, {TOLD} FROM ledger WHERE id > :place AND chain <> 0 AND act <> 'declined'"
        " AND noun IN ('incident', 'entry', 'rule_run') ORDER BY id LIMIT :most",
        {"place": place, "most": _AT_ONCE},
    )
    told = [(int(row[0]), told_of(row[1:])) for row in rows]
    if len(told) == _AT_ONCE and told[0][1].gesture != told[-1][1].gesture:
        # The last gesture may go on behind the limit.
        told = [each for each in told if each[1].gesture != told[-1][1].gesture]
        last = told[-1][1].id
    elif len(told) == _AT_ONCE:
        last = told[-1][1].id
    else:
        last = max(place, int(reader.rows("SELECT coalesce(max(id), 0) FROM ledger")[0][0]))
    by_gesture: dict[tuple[int, int], list[Told]] = {}
    for chain, each in told:
        by_gesture.setdefault((each.gesture, chain), []).append(each)
    heard = [one for (_gesture, chain), rows_ in by_gesture.items() for one in _heard(chain, rows_)]
    return Hearing(tuple(sorted(heard, key=lambda each: each.ledger_id)), _settled(reader, place, last, now))


def _settled(reader: Reader, place: int, last: int, now: int) -> int:
    if reader.dialect != "postgresql":
        return last
    rows = reader.rows(
        "SELECT coalesce(max(id), :place) FROM ledger WHERE id > :place AND id <= :last AND at < :before",
        {"place": place, "last": last, "before": now - _SETTLED},
    )
    return int(rows[0][0])


def _heard(incident_id: int, told: list[Told]) -> Iterable[Heard]:
    run = next((each for each in told if each.noun == "rule_run" and each.act == "created"), None)
    cause = str(run.changes["cause"]) if run else f"change:{told[0].gesture}"
    depth = int(run.changes.get("depth", 1)) + 1 if run else 1
    if depth > DEEPEST:
        return
    for trigger in triggers_of(told):
        yield Heard(incident_id, trigger, told[-1].at, told[-1].id, cause, depth, told[0].id)


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_OPEN = "withdrawn_at IS NULL AND state NOT IN ('Resolved', 'Closed', 'Canceled')"


def due_rules(reader: Reader, rules: Iterable[Rule], now: int) -> list[tuple[Rule, Heard]]:
    """What time has brought about for rules that are on and that have not run for it, in the order in which it was due.

    What was due before a rule was switched on is not for it.
    """
    found = []
    newest = int(reader.rows("SELECT coalesce(max(id), 0) FROM ledger")[0][0])
    for rule in rules:
        if not rule.timed or not rule.enabled:
            continue
        since = rule.enabled_at or 0
        due = [each for each in _due(reader, rule, now, since) if since <= each[1] <= now]
        known = _run_causes(reader, rule.id, {each[0] for each in due})
        found += [
            (rule, Heard(incident_id, rule.trigger, at, newest, cause))
            for incident_id, at, cause in due
            if (incident_id, cause) not in known
        ]
    return sorted(found, key=lambda each: (each[1].at, each[0].position, each[1].incident_id))


def _run_causes(reader: Reader, rule_id: int, incident_ids: set[int]) -> set[tuple[int, str]]:
    if not incident_ids:
        return set()
    rows = reader.rows(
        "SELECT incident_id, cause FROM rule_run WHERE rule_id = :rule AND "
        + among_ids(reader.dialect, "incident_id", "ids"),
        {"rule": rule_id, "ids": list_of_ids(sorted(incident_ids))},
    )
    return {(int(incident_id), str(cause)) for incident_id, cause in rows}


def _due(reader: Reader, rule: Rule, now: int, since: int) -> list[tuple[int, int, str]]:
    """Incident, instant and cause of what a rule of time is asked about."""
    length = rule.amount * MINUTE
    limits = {"limit": now - length, "since": since - length}
    if rule.trigger is Trigger.AGE:
        rows = reader.rows(
            f"SELECT id, created_at FROM incident WHERE {_OPEN} AND created_at <= :limit AND created_at >= :since",
            limits,
        )
        return [(int(each), at + length, f"age:{at}") for each, at in rows]
    if rule.trigger is Trigger.SILENCE:
        rows = reader.rows(
            "SELECT chain, max(at) FROM ledger WHERE via <> 'agent' AND act <> 'declined' AND chain IN"
            f" (SELECT id FROM incident WHERE {_OPEN}) GROUP BY chain HAVING max(at) <= :limit AND max(at) >= :since",
            limits,
        )
        return [(int(each), at + length, f"silence:{at}") for each, at in rows]
    if rule.trigger is Trigger.HOLD:
        return [
            (each, at + length, f"hold:{at}") for each, at in _held_since(reader) if at <= now - length
        ]  # fmt: skip
    opened = [int(row[0]) for row in reader.rows(f"SELECT id FROM incident WHERE {_OPEN} ORDER BY id")]
    return share_used(reader, opened, rule.amount, clock.instant(now), open_only=True)


def _held_since(reader: Reader) -> Iterable[tuple[int, int]]:
    """Since when each incident that is on hold is, another reason being the same hold."""
    rows = reader.rows(
        "SELECT chain, at, changes, act FROM ledger WHERE noun = 'incident' AND act <> 'declined' AND chain IN"
        " (SELECT id FROM incident WHERE state = 'On Hold' AND withdrawn_at IS NULL) ORDER BY chain, position"
    )
    for chain, group in groupby(rows, key=lambda row: row[0]):
        since, before = 0, ""
        for _chain, at, changes, act in group:
            state = state_in(changes, act)
            if state == "On Hold" and before != "On Hold":
                since = at
            before = state or before
        yield int(chain), since


def state_in(changes: str, act: str) -> str:
    """The state that a row of the ledger leads to, empty where it says nothing of it."""
    import json

    if '"state"' not in changes:
        return ""
    found = json.loads(changes).get("state", "")
    return str(found if act == "created" else found[1]) if found else ""
