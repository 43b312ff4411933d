"""The drills and the scenarios of the desk, as lists and the console of a drill show them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_number import drill_number
from incidentdesk.improve.drill_result import DrillScore, Moment, score_from, timeline_from
from incidentdesk.prepare.scenario_content import Inject, ScenarioContent, scenario_of
from incidentdesk.store.reading import Reader, Row

SECOND = 1_000_000  # microseconds
MINUTE = 60 * SECOND

LIVE_STATES = (DrillState.RUNNING, DrillState.PAUSED)


@dataclass(frozen=True, slots=True)
class Seat:
    """Who takes part in a drill, as what, and in which role of the plan."""

    person_id: int
    person: str
    part: str
    role_id: int | None
    role: str


@dataclass(frozen=True, slots=True)
class Played:
    """When an inject was played; `met` is what an observer says of the expected deed, None while nobody has."""

    at: int
    met: bool | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class DrillRow:
    """Instants are in microseconds since 1970, `planned_length` in minutes, `paused_for` in seconds.

    `content` is what is played: that of the scenario until it starts, its own copy from then on.
    """

    id: int
    key: str
    scenario_id: int
    scenario: str
    title: str
    kind: str
    state: str
    planned_at: int
    planned_length: int
    started_at: int | None
    ended_at: int | None
    paused_for: int
    paused_at: int | None
    reason: str
    content: ScenarioContent
    effects: tuple[str, ...]
    played: Mapping[str, Played]
    score: DrillScore | None
    timeline: tuple[Moment, ...]
    conclusion: str
    plan_id: int | None
    plan: str
    plan_version_id: int | None
    plan_version: int | None
    service_id: int | None
    service: str
    reminded_at: int | None
    version: int
    seats: tuple[Seat, ...] = ()

    @property
    def number(self) -> str:
        """DRL-0001."""
        return drill_number(self.id)

    @property
    def live(self) -> bool:
        return self.state in LIVE_STATES

    def elapsed(self, now: int) -> int:
        """Seconds of drilling until `now` or its end; it stands while the drill is paused."""
        if self.started_at is None:
            return 0
        until = self.paused_at or self.ended_at or now
        return max(0, (until - self.started_at) // SECOND - self.paused_for)


@dataclass(frozen=True, slots=True)
class DrillNote:
    id: int
    key: str
    at: int
    author: str
    text: str
    gap: bool


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """`drills` counts those that were held; `last_at` is when the last one ended, `last_total` its score in percent.

    `approved` says whether its plan has an approved version; it is true where there is no plan.
    """

    id: int
    name: str
    kind: str
    description: str
    objectives: str
    plan_id: int | None
    plan: str
    service_id: int | None
    service: str
    owner: str
    replays: str
    content: ScenarioContent
    every_months: int
    next_on: str
    version: int
    drills: int
    last_at: int | None
    last_total: int | None
    approved: bool


_DRILLS = (
    'SELECT d.id, d."key", d.scenario_id, s.name, d.title, d.kind, d.state, d.planned_at, d.planned_length,'
    " d.started_at, d.ended_at, d.paused_for, d.paused_at, d.reason,"
    " CASE WHEN d.started_at IS NULL THEN s.content ELSE d.content END, d.effects, d.played, d.score, d.timeline,"
    " d.conclusion, p.id, coalesce(p.name, ''), d.plan_version_id, v.number, d.service_id, coalesce(service.name, ''),"
    " d.reminded_at, d.version"
    " FROM drill d JOIN drill_scenario s ON s.id = d.scenario_id"
    " LEFT JOIN plan_version v ON v.id = d.plan_version_id LEFT JOIN plan p ON p.id = coalesce(v.plan_id, s.plan_id)"
    " LEFT JOIN service ON service.id = d.service_id"
    " WHERE d.withdrawn_at IS NULL AND {condition} ORDER BY d.planned_at DESC, d.id DESC"
)
_SEATS = (
    "SELECT t.drill_id, t.person_id, person.name, t.part, t.role_id, coalesce(role.name, '') FROM drill_participant t"
    " JOIN person ON person.id = t.person_id LEFT JOIN role ON role.id = t.role_id"
    " WHERE t.withdrawn_at IS NULL ORDER BY t.part, person.name, t.id"
)


def drills(reader: Reader) -> list[DrillRow]:
    """All drills, those planned last first."""
    return _drills(reader, "1 = 1", {})


def live_drills(reader: Reader) -> list[DrillRow]:
    """Those that run or are paused."""
    return _drills(reader, "d.state IN (:running, :paused)", {"running": LIVE_STATES[0], "paused": LIVE_STATES[1]})


def scheduled_drills(reader: Reader) -> list[DrillRow]:
    """Those that were not begun yet, the last first."""
    return _drills(reader, "d.state = :scheduled", {"scheduled": DrillState.SCHEDULED})


def drills_over_since(reader: Reader, before: int) -> list[DrillRow]:
    """Those that ended before an instant in microseconds since 1970."""
    return _drills(reader, "d.ended_at < :before", {"before": before})


def drill_row(reader: Reader, drill_id: int) -> DrillRow | None:
    return next(iter(_drills(reader, "d.id = :id", {"id": drill_id})), None)


def drills_of(reader: Reader, scenario_id: int) -> list[DrillRow]:
    """The drills on a scenario, those planned last first."""
    return _drills(reader, "d.scenario_id = :id", {"id": scenario_id})


def _drills(reader: Reader, condition: str, parameters: Mapping[str, Any]) -> list[DrillRow]:
    found = reader.rows(_DRILLS.format(condition=condition), parameters)
    seats: dict[int, list[Seat]] = {}
    for drill_id, *facts in reader.rows(_SEATS) if found else []:
        seats.setdefault(drill_id, []).append(Seat(*facts))
    return [_drill(row, tuple(seats.get(row[0], ()))) for row in found]


def _drill(row: Row, seats: tuple[Seat, ...]) -> DrillRow:
    facts = [*row, seats]
    facts[14] = scenario_of(facts[14])
    facts[15] = tuple(json.loads(facts[15]))
    facts[16] = {key: Played(**each) for key, each in json.loads(facts[16]).items()}
    facts[17] = score_from(facts[17])
    facts[18] = timeline_from(facts[18])
    return DrillRow(*facts)


def drill_notes(reader: Reader, drill_id: int) -> list[DrillNote]:
    """What was written down while it ran, the oldest first."""
    rows = reader.rows(
        'SELECT id, "key", at, author, text, gap FROM drill_note WHERE drill_id = :id AND withdrawn_at IS NULL'
        " ORDER BY at, id",
        {"id": drill_id},
    )
    return [DrillNote(*[*row[:5], bool(row[5])]) for row in rows]


# ── what is to come ──────────────────────────────────────────────────────────────────────────────────────────────


def unplayed(row: DrillRow) -> list[Inject]:
    """What is still to come, the next first."""
    return [each for each in row.content.injects if each.key not in row.played]


def next_inject(row: DrillRow) -> Inject | None:
    return next(iter(unplayed(row)), None)


# ── scenarios ────────────────────────────────────────────────────────────────────────────────────────────────────

_SCENARIOS = (
    "SELECT s.id, s.name, s.kind, s.description, s.objectives, s.plan_id, coalesce(plan.name, ''), s.service_id,"
    " coalesce(service.name, ''), coalesce(person.name, ''), s.replays, s.content, s.every_months, s.next_on,"
    " s.version, CASE WHEN s.plan_id IS NULL THEN 1 ELSE (SELECT count(*) FROM plan_version v"
    " WHERE v.plan_id = s.plan_id"
    " AND v.state = 'Approved' AND v.withdrawn_at IS NULL) END"
    " FROM drill_scenario s LEFT JOIN plan ON plan.id = s.plan_id LEFT JOIN service ON service.id = s.service_id"
    " LEFT JOIN person ON person.id = s.owner_id WHERE s.withdrawn_at IS NULL ORDER BY s.name, s.id"
)
_HELD = (
    "SELECT scenario_id, ended_at, score FROM drill WHERE withdrawn_at IS NULL AND state = 'Ended'"
    " ORDER BY ended_at, id"
)


def scenarios(reader: Reader) -> list[ScenarioRow]:
    """All scenarios by name."""
    held: dict[int, list[tuple[int | None, str]]] = {}
    for scenario_id, ended_at, score in reader.rows(_HELD):
        held.setdefault(scenario_id, []).append((ended_at, score))
    return [_scenario(row, held.get(row[0], [])) for row in reader.rows(_SCENARIOS)]


def scenario_row(reader: Reader, scenario_id: int) -> ScenarioRow | None:
    return next((each for each in scenarios(reader) if each.id == scenario_id), None)


def _scenario(row: Row, held: list[tuple[int | None, str]]) -> ScenarioRow:
    facts = list(row[:15])
    facts[11] = scenario_of(facts[11])
    score = score_from(held[-1][1]) if held else None
    last_at, last_total = (held[-1][0], score.total if score else None) if held else (None, None)
    facts += [len(held), last_at, last_total, bool(row[15])]
    return ScenarioRow(*facts)
