"""What a rule sees of an incident at an instant, read from the ledger: the facts as they were, not as they became.

What stands beside the incident (who is on call, working hours, the department of the reporter) is read as it is now.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from incidentdesk.detect.wording import tags_in
from incidentdesk.prepare.business_time import WorkingTime, is_working, working_time
from incidentdesk.prepare.rota_shift import Rota
from incidentdesk.respond.rule_condition import Condition, RuleFacts, comparisons
from incidentdesk.store.reading import Reader

HOUR = 3_600_000_000  # microseconds
ALIKE = 80  # percent that titles must be alike to be similar
_MOST_COMPARED = 500
Columns = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A row of the ledger in the chain of an incident."""

    id: int
    gesture: int
    at: int
    actor: str
    via: str
    noun: str
    act: str
    changes: Mapping[str, Any]
    reason: str


TOLD = "id, gesture, at, actor, via, noun, act, changes, reason"


def told_of(row: Iterable[Any]) -> Told:
    """From a row with the columns of TOLD."""
    record_id, gesture, at, actor, via, noun, act, changes, reason = row
    return Told(record_id, gesture, at, actor, via, noun, act, json.loads(changes), reason)


def after(columns: Columns, told: Told) -> Columns:
    """The stored columns of an incident after a row of the ledger."""
    if told.noun != "incident" or told.act == "declined":
        return columns
    if told.act == "created":
        return told.changes
    return {**columns, **{name: pair[1] for name, pair in told.changes.items()}}


@dataclass(slots=True)
class Known:
    """What is read once while rules are asked: names, rotas, calendars, hosts and senders."""

    reader: Reader
    _names: dict[str, dict[int, str]] = field(default_factory=dict)
    _ids: dict[str, dict[str, int]] = field(default_factory=dict)
    _rotas: dict[str, Rota] | None = None
    _calendars: dict[str, WorkingTime] = field(default_factory=dict)
    _beside: dict[str, dict[int, str]] = field(default_factory=dict)

    def name(self, table: str, record_id: int | None) -> str:
        return "" if record_id is None else self.names(table).get(record_id, "")

    def names(self, table: str) -> dict[int, str]:
        if table not in self._names:
            self._names[table] = dict(self.reader.rows(f'SELECT id, name FROM "{table}"'))
        return self._names[table]

    def id_of(self, table: str, name: str) -> int | None:
        """By its name, upper and lower case being the same; of what was not taken away."""
        if table not in self._ids:
            below = " AND parent_id IS NULL" if table == "category" else ""
            rows = self.reader.rows(
                f'SELECT id, name FROM "{table}" WHERE withdrawn_at IS NULL{below} ORDER BY id DESC'
            )
            self._ids[table] = {str(each).casefold(): int(record_id) for record_id, each in rows}
        return self._ids[table].get(name.strip().casefold())

    def rota(self, name: str) -> Rota | None:
        from incidentdesk.prepare.on_call import rotas_of

        if self._rotas is None:
            self._rotas = {rota.name.casefold(): rota for rota in rotas_of(self.reader)}
        return self._rotas.get(name.strip().casefold())

    def calendar(self, name: str) -> WorkingTime | None:
        calendar_id = self.id_of("calendar", name)
        if calendar_id is None:
            return None
        if name not in self._calendars:
            self._calendars[name] = working_time(self.reader, calendar_id)
        return self._calendars[name]

    def beside(self, what: str, key: int | None) -> str:
        """The host or sender of an incident, the department of a person."""
        if what not in self._beside:
            self._beside[what] = {int(row[0]): str(row[1]) for row in self.reader.rows(_BESIDE[what])}
        return self._beside[what].get(key or 0, "")


# The first alert and the first mail count, which are read last.
_BESIDE = {
    "host": "SELECT incident_id, host FROM alert WHERE incident_id IS NOT NULL AND host <> '' ORDER BY id DESC",
    "sender": "SELECT incident_id, sender FROM mail WHERE incident_id IS NOT NULL AND sender <> '' ORDER BY id DESC",
    "department": "SELECT p.id, d.name FROM person p JOIN department d ON d.id = p.department_id",
}


def facts_at(known: Known, incident_id: int, columns: Columns, at: int, condition: Condition) -> RuleFacts:
    """What the condition asks for, of an incident with these stored columns at an instant."""
    values = {one.field: _VALUES[one.field](known, columns) for one in comparisons(condition) if one.field in _VALUES}
    return RuleFacts(at, values, lambda asked, name: _answer(known, incident_id, columns, at, asked, name))


def _named(column: str, table: str) -> Callable[[Known, Columns], Any]:
    return lambda known, columns: known.name(table, columns.get(column))


def _plain(column: str, default: Any) -> Callable[[Known, Columns], Any]:
    return lambda _known, columns: columns.get(column, default)


_VALUES: dict[str, Callable[[Known, Columns], Any]] = {
    "title": _plain("title", ""),
    "description": _plain("description", ""),
    "words": lambda _known, columns: f"{columns.get('title', '')}\n{columns.get('description', '')}",
    "service": _named("service_id", "service"),
    "category": _named("category_id", "category"),
    "subcategory": _named("subcategory_id", "category"),
    "team": _named("team_id", "team"),
    "assignee": _named("assignee_id", "person"),
    "reporter": _named("reporter_id", "person"),
    "department": lambda known, columns: known.beside("department", columns.get("reporter_id")),
    "priority": _plain("priority", 0),
    "impact": _plain("impact", 0),
    "urgency": _plain("urgency", 0),
    "state": _plain("state", ""),
    "channel": _plain("channel", ""),
    "tags": lambda _known, columns: tuple(each.casefold() for each in tags_in(columns.get("tags", ""))),
    "has_parent": lambda _known, columns: columns.get("parent_id") is not None,
    "major": _plain("major", False),
}


def _answer(known: Known, incident_id: int, columns: Columns, at: int, asked: str, name: str) -> Any:
    if asked in ("host", "sender"):
        return known.beside(asked, incident_id)
    if asked == "similar":
        return similar_within_hour(known.reader, incident_id, str(columns.get("title", "")), at)
    if asked == "on_call":
        from incidentdesk.prepare.on_call import on_call_of

        rota = known.rota(name)
        return rota is not None and bool(on_call_of(rota, at))
    working = known.calendar(name)
    return working is not None and is_working(working, at)


def similar_within_hour(reader: Reader, incident_id: int, title: str, at: int) -> int:
    """How many other incidents with a title like this one were logged in the hour before an instant."""
    from rapidfuzz import fuzz, process
    from rapidfuzz.utils import default_process

    rows = reader.rows(
        "SELECT title FROM incident WHERE withdrawn_at IS NULL AND created_at > :since AND created_at <= :at"
        " AND id <> :id ORDER BY created_at DESC, id DESC LIMIT :most",
        {"since": at - HOUR, "at": at, "id": incident_id, "most": _MOST_COMPARED},
    )
    titles = [str(row[0]) for row in rows]
    found = process.extract(
        title, titles, scorer=fuzz.token_set_ratio, processor=default_process, score_cutoff=ALIKE, limit=None
    )
    return len(found)
