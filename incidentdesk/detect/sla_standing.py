"""How open incidents stand against their SLAs, for filters and orders of the register.

What runs is computed for the whole open backlog and bound as ids; what has ended is looked up where it was written.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from incidentdesk import clock
from incidentdesk.detect.sla_clock import Clock, ClockState, computed_clocks
from incidentdesk.detect.sla_event import stories_where
from incidentdesk.detect.sla_policy import policies_in_force
from incidentdesk.detect.state import OPEN_STATES, State
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.store.reading import Reader

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


def standings(reader: Reader, now: datetime) -> dict[int, Standing]:
    """The open incidents that have clocks."""
    policies = policies_in_force(reader)
    if not policies:
        return {}
    told = stories_where(reader, f"i.withdrawn_at IS NULL AND {_OPEN}").values()
    percent = float(setting_of(reader, RISK_SETTING))
    found = computed_clocks(reader, policies, told, clock.stored(now))
    return {each: _standing(clocks, percent) for each, clocks in found.items() if clocks}


def _standing(clocks: Sequence[Clock], percent: float) -> Standing:
    running = [one for one in clocks if one.is_open]
    states = {one.state for one in clocks}
    return Standing(
        any(one.state == ClockState.BREACHED for one in running),
        any(at_risk(one, percent) for one in running),
        any(one.state == ClockState.PAUSED for one in running),
        ClockState.BREACHED in states,
        ClockState.MET in states and not running and ClockState.BREACHED not in states,
        min((one.due_at for one in running if one.due_at is not None), default=None),
    )


def at_risk(one: Clock, percent: float) -> bool:
    """Whether so much of the aim is used up that it may not be reached; 75 % unless the desk has set another share."""
    return one.state == ClockState.RUNNING and one.percent >= percent


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
