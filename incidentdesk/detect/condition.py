"""The terms of a query as conditions of SQL over `incident AS i`.

Nothing that a person typed is part of the text: it is bound to parameters, or looked up and bound as ids.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.affected_person_list import VIP_CONCERNED, concerns
from incidentdesk.detect.cause_condition import NO_ROOT_CAUSE, has_cause, has_root_cause, root_cause_ids
from incidentdesk.detect.fix_condition import has_fix
from incidentdesk.detect.id_list import among_ids as among_ids
from incidentdesk.detect.id_list import list_of_ids as list_of_ids
from incidentdesk.detect.measured_condition import ENDINGS, contradicts, counts, counts_in, has_ended
from incidentdesk.detect.possession import HAS, NO
from incidentdesk.detect.query import KEYS, All, Either, Filter, Kind, Not, Query, Range, Term, Text, Value
from incidentdesk.detect.query_column import COLUMN, NAMED_IN
from incidentdesk.detect.query_key import CHANNEL_OF, HOLD_REASON_OF, STATE_OF, WEEKDAYS
from incidentdesk.detect.query_time import duration, span
from incidentdesk.detect.sla_standing import UNWRITTEN, WRITTEN, Standing, ids_due, ids_that_are, standings
from incidentdesk.detect.state import OPEN_STATES, State
from incidentdesk.detect.survey_condition import has_survey
from incidentdesk.detect.typed_name import ids_named as ids_named
from incidentdesk.detect.typed_name import same_name
from incidentdesk.detect.wall_clock import hour_of_creation, hours_meant, local_time, weekday_of_creation
from incidentdesk.store.reading import Reader
from incidentdesk.store.search import Needle, matching, word_parameter

TEXT_COLUMNS = {"incident": ("title", "description"), "entry": ("text",)}

PRESENT = "i.withdrawn_at IS NULL"
WITHDRAWN = "i.withdrawn_at IS NOT NULL"
# The partial index of open incidents is used only where this stands as in its definition; it says NOT IN because SQLite
# would take the index of states for an IN, and sort.
OPEN = f"i.state NOT IN ({', '.join(repr(state.value) for state in State if state not in OPEN_STATES)})"
NEVER = "1 = 0"
_LONGEST_TAG = 1_000

UNREAD = (
    f"({OPEN} AND NOT EXISTS (SELECT 1 FROM seen AS s"
    " WHERE s.account = :account AND s.incident_id = i.id AND s.at >= i.updated_at))"
)

# As major, and nobody has decided on it yet.
PROPOSED = (
    "(NOT i.major AND EXISTS (SELECT 1 FROM major_incident AS p"
    " WHERE p.incident_id = i.id AND p.state = 'Proposed' AND p.withdrawn_at IS NULL))"
)

_IS = {
    "open": OPEN,
    "closed": "i.state = 'Closed'",
    "resolved": "i.state = 'Resolved'",
    "canceled": "i.state = 'Canceled'",
    "unread": UNREAD,
    "mine": "i.assignee_id = :me",
    "watched": (
        "EXISTS (SELECT 1 FROM watcher AS w"
        " WHERE w.incident_id = i.id AND w.person_id = :me AND w.withdrawn_at IS NULL)"
    ),
    "major": "i.major",
    "proposed": PROPOSED,
    "vip": VIP_CONCERNED,
    "reopened": "i.reopen_count > 0",
    "withdrawn": WITHDRAWN,
}
# Choices that need to know nothing but their value.
_CHOSEN: dict[str, Callable[[str], str]] = {
    "metric": counts_in, "anomaly": contradicts, "counted": counts, "has": HAS.__getitem__, "no": NO.__getitem__,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, when and where: `me` is the id of the person who works under `account`, if there is one.

    Days begin at midnight in `zone`, weeks on `first_weekday` (0 is Monday).
    """

    now: datetime
    zone: tzinfo
    account: str = ""
    me: int | None = None
    first_weekday: int = 0


@dataclass
class Conditions:
    """Grows parameters while terms become SQL; `floor` leaves out incidents up to that number."""

    reader: Reader
    context: Context
    floor: int | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    _standings: dict[int, Standing] | None = None
    _local: str | None = None
    _present: str = PRESENT

    def bind(self, value: Any) -> str:
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return name

    def where(self, query: Query) -> str:
        """The condition for all of a query."""
        self._present = WITHDRAWN if asks_for_withdrawn(query) else PRESENT
        conditions = [self._present]
        if self.floor is not None:
            self.parameters["floor"] = self.floor
            self.parameters["entry_floor"] = _first_entry(self.reader, self.floor) - 1
            conditions.append("i.id > :floor")
        conditions += [self.term(term) for term in query.terms]
        return " AND ".join(conditions)

    def term(self, term: Term) -> str:
        match term:
            case Text(text, quoted):
                return self.text(text, whole=quoted, number=not quoted)
            case Filter(key, values):
                return _any(self.value(key, values))
            case Not(term):
                # NOT would leave out where something is missing: what is not mine may be nobody's.
                return f"({self.term(term)}) IS NOT TRUE"
            case All(terms):
                return _all(self.term(each) for each in terms)
            case Either(terms):
                return _any(self.term(each) for each in terms)

    def value(self, key: str, values: Sequence[Value | Range]) -> list[str]:
        """The conditions of which one holds."""
        match KEYS[key].kind:
            case Kind.CHOICE:
                return self.choices(key, [value.text for value in values if isinstance(value, Value)])
            case Kind.NAME:
                return [self.name(key, value) for value in values if isinstance(value, Value)]
            case Kind.TEXT:
                only = "title" if key == "title" else None
                return [self.text(value.text, value.literal, only=only) for value in values if isinstance(value, Value)]
            case Kind.MOMENT if key == "due":
                return [self.among("i.id", ids_due(self.standings, *self.moments(value))) for value in values]
            case Kind.MOMENT if key in ENDINGS:
                return [has_ended(key, self.between("r.ended_at", *self.moments(value))) for value in values]
            case Kind.MOMENT if key == "surveyed":
                return [has_survey(self.between("v.sent_at", *self.moments(value))) for value in values]
            case Kind.MOMENT:
                return [self.between(f"i.{COLUMN[key]}", *self.moments(value)) for value in values]
            case Kind.DURATION:
                return [self.between("i.created_at", *self.ages(value)) for value in values]
            case _ if key == "problem":
                return [self.behind(condition) for condition in self.numbers("k.problem_id", values)]
            case _ if key == "rated":
                return [has_survey(condition) for condition in self.numbers("v.score", values)]
            case _ if key == "hour":
                return [self.among(hour_of_creation(self.local), sorted(hours_meant(values)))]
            case _:
                return self.numbers(f"i.{COLUMN[key]}", values)

    # ── choices and numbers ──────────────────────────────────────────────────────────────────────────────────────

    def choices(self, key: str, chosen: Sequence[str]) -> list[str]:
        match key:
            case "status":
                return _states(chosen)
            case "channel":
                return [self.among("i.channel", [CHANNEL_OF[value] for value in chosen])]
            case "hold":
                return [self.among("i.on_hold_reason", [HOLD_REASON_OF[value] for value in chosen])]
            case "sla":
                return [self.sla(value) for value in chosen]
            case "weekday":
                days = sorted(map(WEEKDAYS.index, chosen))
                return [self.among(weekday_of_creation(self.local), days)]
            case "fix":
                now = self.bind(clock.stored(self.context.now))
                return [has_fix(value, now) for value in chosen]
            case _ if key in _CHOSEN:
                return [_CHOSEN[key](value) for value in chosen]
            case _:
                return [self.state_of_mind(value) for value in chosen]

    def state_of_mind(self, value: str) -> str:
        """A value of is:, which may be about who asks."""
        if value == "overdue":
            return self.among("i.id", ids_that_are(self.standings, value))
        if value == "unread":
            self.parameters["account"] = self.context.account
        if value in ("mine", "watched"):
            if self.context.me is None:
                return NEVER
            self.parameters["me"] = self.context.me
        return _IS[value]

    # ── SLAs ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def standings(self) -> dict[int, Standing]:
        """How the open incidents stand; worked out once for a query that asks for it."""
        if self._standings is None:
            self._standings = standings(self.reader, self.context.now)
        return self._standings

    def sla(self, value: str) -> str:
        """A value of sla:, of what runs or of what was written when it ended."""
        if value == "none":
            return _all([UNWRITTEN, f"({self.among('i.id', list(self.standings))}) IS NOT TRUE"])
        running = self.among("i.id", ids_that_are(self.standings, value))
        written = WRITTEN[value]
        return running if written is None else _any([written, running])

    def numbers(self, column: str, values: Sequence[Value | Range]) -> list[str]:
        single = [int(value.text) for value in values if isinstance(value, Value)]
        ranges = [_whole_range(value) for value in values if isinstance(value, Range)]
        return ([self.among(column, single)] if single else []) + [self.between(column, *ends) for ends in ranges]

    def among(self, column: str, values: Sequence[int] | Sequence[str]) -> str:
        """The column is one of some values, of which long lists are bound as one parameter."""
        if not values:
            return NEVER
        if len(values) == 1:
            return f"{column} = :{self.bind(values[0])}"
        if len(values) > 50:
            return among_ids(self.reader.dialect, column, self.bind(list_of_ids(values)))
        return f"{column} IN ({', '.join(f':{self.bind(value)}' for value in values)})"

    def between(self, column: str, low: int | None, high: int | None) -> str:
        """From low up to before high; None is open."""
        parts = [f"{column} >= :{self.bind(low)}"] if low is not None else []
        parts += [f"{column} < :{self.bind(high)}"] if high is not None else []
        return _all(parts)

    def behind(self, condition: str) -> str:
        """The problem behind an incident fulfils a condition."""
        linked = "SELECT k.incident_id FROM problem_incident AS k WHERE k.withdrawn_at IS NULL"
        return f"i.id IN ({linked} AND {condition})"

    # ── times ────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def local(self) -> str:
        """When an incident was created by the clock on the wall of the reader."""
        if self._local is None:
            self._local = local_time(self.reader, self._present, self.context.zone, self.bind)
        return self._local

    def span(self, moment: str) -> tuple[int, int]:
        return span(moment, self.context.now, self.context.zone, self.context.first_weekday)

    def moments(self, value: Value | Range) -> tuple[int | None, int | None]:
        if isinstance(value, Value):
            low, high = self.span(value.text)
            # -7d is from then until now, +4h from now until then; what has passed stays in it.
            return None if value.text.startswith("+") else low, None if value.text.startswith("-") else high
        first = self.span(value.low)[1 if value.above else 0] if value.low else None
        after = self.span(value.high)[0 if value.below else 1] if value.high else None
        return first, after

    def ages(self, value: Value | Range) -> tuple[int | None, int | None]:
        """From which instant on, and before which, something of that age was logged."""
        now = clock.stored(self.context.now)
        if isinstance(value, Value):
            age, unit = duration(value.text)
            return now - age - unit + 1, now - age + 1
        earliest = now - duration(value.high)[0] + value.below if value.high else None
        latest = now - duration(value.low)[0] - value.above if value.low else None
        return earliest, None if latest is None else latest + 1

    # ── names ────────────────────────────────────────────────────────────────────────────────────────────────────

    def name(self, key: str, value: Value) -> str:
        if key == "cause":
            return has_cause(self.reader, value.text, value.literal, self.bind)
        if key == "root-cause":
            return self.root_cause(value)
        if key == "code":
            return self.code(value)
        if key == "plan":
            return self.plan(value)
        if key == "affected":
            return concerns(lambda column: self.among(column, self.people(value)))
        column = f"i.{COLUMN.get(key, key)}"
        special = "" if value.literal else value.text.lower()
        if special == "none":
            return NO[key]
        if key == "tag":
            return f"i.tags LIKE :{self.bind(_tag_pattern(value.text))} ESCAPE '!'"
        if key == "ref":
            spellings = {value.text, value.text.upper(), value.text.lower()}
            return self.among(column, sorted(spellings))
        if NAMED_IN[key] == "person":
            return self.among(column, self.people(value))
        return self.among(column, ids_named(self.reader, NAMED_IN[key], value.text))

    def people(self, value: Value) -> Sequence[int]:
        if not value.literal and value.text.lower() == "me":
            return [self.context.me] if self.context.me else []
        return ids_named(self.reader, "person", value.text)

    def root_cause(self, value: Value) -> str:
        if not value.literal and value.text.lower() == "none":
            return NO_ROOT_CAUSE
        return has_root_cause(self.among, root_cause_ids(self.reader, value.text))

    def code(self, value: Value) -> str:
        """Exactly this resolution code; databases know the case of ASCII letters only."""
        if not value.literal and value.text.lower() == "none":
            return "i.resolution_code = ''"
        if value.text.isascii():
            return f"lower(i.resolution_code) = :{self.bind(value.text.lower())}"
        written = self.reader.rows("SELECT DISTINCT resolution_code FROM incident")
        return self.among("i.resolution_code", [code for (code,) in written if same_name(code, value.text)])

    def plan(self, value: Value) -> str:
        """A version of the plan of that name runs, or has run, for the incident."""
        if not value.literal and value.text.lower() == "none":
            return NO["plan"]
        named = self.among("v.plan_id", ids_named(self.reader, "plan", value.text))
        return (
            "i.id IN (SELECT r.incident_id FROM plan_run AS r JOIN plan_version AS v ON v.id = r.plan_version_id"
            f" WHERE r.withdrawn_at IS NULL AND {named})"
        )

    # ── words ────────────────────────────────────────────────────────────────────────────────────────────────────

    def text(self, text: str, whole: bool, *, only: str | None = None, number: bool = False) -> str:
        """The text is somewhere in the incident, or only in one of its columns; a number also finds that incident."""
        needle = word_parameter(self.reader.dialect, text, whole=whole)
        found = [self.matching("incident", needle, self.bind(needle.parameter), only)]
        if only is None:
            found.append(self.in_entries(needle, self.bind(needle.parameter)))
        if number and (named := _NUMBER.fullmatch(text)):
            found.append(f"SELECT CAST(:{self.bind(int(named[1]))} AS BIGINT)")
        return f"i.id IN ({' UNION ALL '.join(found)})"

    def in_entries(self, needle: Needle, parameter: str) -> str:
        above = "" if self.floor is None else " AND e.incident_id > :floor"
        return (
            f"SELECT e.incident_id FROM entry AS e WHERE e.withdrawn_at IS NULL{above}"
            f" AND e.id IN ({self.matching('entry', needle, parameter)})"
        )

    def matching(self, table: str, needle: Needle, parameter: str, only: str | None = None) -> str:
        floor = "floor" if table == "incident" else "entry_floor"
        return matching(
            self.reader.dialect,
            table,
            TEXT_COLUMNS[table],
            parameter,
            indexed=needle.indexed,
            only=only,
            above=None if self.floor is None else floor,
        )


_NUMBER = re.compile(r"(?:inc-|#)?([0-9]{1,18})", re.IGNORECASE)


def asks_for_withdrawn(query: Query) -> bool:
    return any(
        isinstance(term, Filter) and term.key == "is" and Value("withdrawn") in term.values for term in query.terms
    )


def _any(conditions: Iterable[str]) -> str:
    found = list(conditions)
    return found[0] if len(found) == 1 else f"({' OR '.join(found)})" if found else NEVER


def _all(conditions: Iterable[str]) -> str:
    return f"({' AND '.join(conditions)})"


def _states(chosen: Sequence[str]) -> list[str]:
    closed = [STATE_OF[value] for value in chosen if value != "open"]
    conditions = [OPEN] if "open" in chosen or set(OPEN_STATES) <= set(closed) else []
    if closed:
        conditions.append(f"i.state IN ({', '.join(repr(str(state)) for state in closed)})")
    return conditions


def _whole_range(value: Range) -> tuple[int | None, int | None]:
    low = int(value.low) + value.above if value.low else None
    high = int(value.high) + (not value.below) if value.high else None
    return low, high


def _tag_pattern(tag: str) -> str:
    escaped = re.sub("([!%_])", r"!\1", tag.lower().lstrip("#")[:_LONGEST_TAG])
    return f"% {escaped} %"


def _first_entry(reader: Reader, floor: int) -> int:
    rows = reader.rows("SELECT min(+id) FROM entry WHERE incident_id > :floor", {"floor": floor})
    return int(rows[0][0] or 1)
