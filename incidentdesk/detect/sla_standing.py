"""How open incidents stand against their SLAs, for filters and orders of the register.

What runs is computed for the whole open backlog and bound as ids; what has ended is looked up where it was written.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from incidentdesk import clock
from incidentdesk.detect.sla_clock import Clock, ClockState, calendar_of, clock_of
from incidentdesk.detect.sla_event import Story, stories
from incidentdesk.detect.sla_policy import Policy, governing, policies_in_force
from incidentdesk.detect.sla_segment import due_at, rounds
from incidentdesk.detect.state import OPEN_STATES, State
from incidentdesk.prepare.business_time import WorkingTime, working_times
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.store.reading import Reader, Row

RISK_SETTING = "sla_risk_percent"
# As the partial index of open incidents says it.
_OPEN = f"i.state NOT IN ({', '.join(repr(state.value) for state in State if state not in OPEN_STATES)})"
_RESULT = "EXISTS (SELECT 1 FROM sla_result AS r WHERE r.incident_id = i.id AND r.withdrawn_at IS NULL{more})"
_WRITTEN = _RESULT.format(more="")
_WAS_BREACHED = _RESULT.format(more=" AND r.outcome = 'Breached'")
_WAS_MET = _RESULT.format(more=" AND r.outcome = 'Met'")

# What each value of sla: means of results that were written; None where only running clocks can be so.
WRITTEN: Mapping[str, str | None] = {
    "met": f"(NOT {_OPEN} AND {_WAS_MET} AND NOT {_WAS_BREACHED})",
    "breached": _WAS_BREACHED,
    "risk": None,
    "paused": None,
    "overdue": None,
}
UNWRITTEN = f"NOT {_WRITTEN}"


class Standing(NamedTuple):
    """One open incident: whether one of its open clocks is overdue, at risk or paused, whether it was late or in time
    with all that it has answered, and when the next open clock is due."""

    overdue: bool = False
    risk: bool = False
    paused: bool = False
    breached: bool = False
    met: bool = False
    due: int | None = None


class _Course(NamedTuple):
    """What will become of the clocks of an open incident as long as nothing happens to it: for each open one when it
    is at risk, when it is due, and whether it is paused; and how the others ended."""

    running: tuple[tuple[int | None, int | None, bool], ...]
    was_late: bool
    was_met: bool


def standings(reader: Reader, now: datetime) -> dict[int, Standing]:
    """The open incidents that have clocks.

    What will become of them is remembered until something happens to the incident, which shows in the hash at the end
    of its chain of the ledger, or to what its clocks are made by.
    """
    policies = policies_in_force(reader)
    if not policies:
        return {}
    at = clock.stored(now)
    rows = reader.rows(_HEADS)
    percent = float(setting_of(reader, RISK_SETTING))
    memory = _remembered(repr((policies, percent, reader.rows(_HOURS))))
    # Others may write into it meanwhile.
    known = dict(memory)
    missing = [row[0] for row in rows if row not in known or row[1] is None]
    courses = _courses(reader, policies, percent, missing, at)
    current = {row: courses[row[0]] if row[0] in courses else known.get(row) for row in rows}
    memory.clear()
    memory.update(current)
    return {row[0]: _standing(course, at) for row, course in current.items() if course is not None}


_HEADS = (
    "SELECT i.id, h.hash, p.name, p.time_zone, s.calendar_id FROM incident AS i"
    " LEFT JOIN ledger_head AS h ON h.chain = i.id LEFT JOIN person AS p ON p.id = i.reporter_id"
    " LEFT JOIN service AS s ON s.id = i.service_id"
    f" WHERE i.withdrawn_at IS NULL AND {_OPEN}"
)
_HOURS = "SELECT id, time_zone, windows, country, region, holidays FROM calendar ORDER BY id"


@lru_cache(maxsize=4)
def _remembered(_made_by: str) -> "dict[Row, _Course | None]":
    return {}


def _courses(
    reader: Reader, policies: Sequence[Policy], percent: float, ids: Sequence[int], at: int
) -> dict[int, _Course]:
    """None for incidents without a clock."""
    if not ids:
        return {}
    told = stories(reader, ids)
    chosen = {each: governing(policies, story) for each, story in told.items()}
    wanted = {calendar_of(policy, story) for fitting in chosen.values() for story, policy in fitting}
    working = working_times(reader, wanted)
    found = {}
    for each, fitting in chosen.items():
        made = [
            (clock_, risk)
            for story, policy in fitting
            for clock_, risk in _with_risk(story, policy, working[calendar_of(policy, story)], at, percent)
        ]
        if made:
            found[each] = _course(made)
    return found


def _with_risk(
    story: Story, policy: Policy, working: WorkingTime, at: int, percent: float
) -> Iterator[tuple[Clock, int | None]]:
    """The clocks, each with the instant from which on it is at risk."""
    for target, aim in policy.aims.get(story.priority, {}).items():
        for one in rounds(story, policy, target):
            made, pieces = clock_of(story, policy, target, aim, one, working, at)
            stands = made.state == ClockState.PAUSED
            share = max(1, round(aim * percent / 100))
            yield made, due_at(pieces, working, share, goes_on=made.is_open and not stands, until=at)


def _course(made: Sequence[tuple[Clock, int | None]]) -> _Course:
    return _Course(
        tuple((risk, one.due_at, one.state == ClockState.PAUSED) for one, risk in made if one.is_open),
        any(one.state == ClockState.BREACHED for one, _risk in made if not one.is_open),
        any(one.state == ClockState.MET for one, _risk in made),
    )


def _standing(course: _Course, at: int) -> Standing:
    overdue = any(due is not None and due < at for _risk, due, _paused in course.running)
    return Standing(
        overdue,
        any(_is_at_risk(risk, due, paused, at) for risk, due, paused in course.running),
        any(paused for _risk, _due, paused in course.running),
        overdue or course.was_late,
        course.was_met and not course.running and not course.was_late,
        min((due for _risk, due, _paused in course.running if due is not None), default=None),
    )


def _is_at_risk(risk: int | None, due: int | None, paused: bool, at: int) -> bool:
    return not paused and risk is not None and risk <= at and (due is None or due >= at)


def ids_that_are(found: Mapping[int, Standing], value: str) -> list[int]:
    """The open incidents of a value of sla:, or of is:overdue."""
    return [each for each, standing in found.items() if getattr(standing, value)]


def ids_due(found: Mapping[int, Standing], low: int | None, high: int | None) -> list[int]:
    """The open incidents whose next clock is due from `low` up to before `high`; None is open."""
    return [
        each
        for each, standing in found.items()
        if standing.due is not None and (low is None or standing.due >= low) and (high is None or standing.due < high)
    ]


def due_pairs(found: Mapping[int, Standing]) -> str:
    """When each incident is due, as one parameter for `due_table`."""
    return "{" + ",".join(f'"{each}":{standing.due}' for each, standing in found.items() if standing.due) + "}"


def due_table(dialect: str, parameter: str) -> str:
    """A table of (id, at) to join; the text has nothing in it that a person typed."""
    if dialect == "postgresql":
        pairs = f"json_each_text(CAST(:{parameter} AS json))"
        return f"(SELECT CAST(key AS bigint) AS id, CAST(value AS bigint) AS at FROM {pairs})"
    return f"(SELECT CAST(key AS INTEGER) AS id, value AS at FROM json_each(:{parameter}))"
