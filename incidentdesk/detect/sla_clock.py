"""The clocks of an incident: first response, update and resolution, as the ledger tells of them at a given instant.

Nothing of a running clock is stored: it is made from the events, the SLA that holds now and its calendar. So another
SLA or priority keeps the original start and all pauses (SLA rule 3), and a return from hold breaches nothing that has
not used up its time (SLA rule 8). What has ended is as it was written when it ended. Instants are microseconds since
1970, amounts are microseconds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from incidentdesk import clock
from incidentdesk.detect.id_list import among_ids, list_of_ids
from incidentdesk.detect.sla_event import Story, stories
from incidentdesk.detect.sla_outcome import Outcome
from incidentdesk.detect.sla_policy import Policy, governing, policies_in_force
from incidentdesk.detect.sla_segment import (
    Round,
    Segment,
    counted_time,
    due_at,
    rounds,
    segments,
    stands_still,
    worked_pauses,
)
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import N_
from incidentdesk.prepare.business_time import DAY, WorkingTime, by_clock_of, day_length, working_times
from incidentdesk.prepare.sla_kind import SlaKind, Target, ZoneSource
from incidentdesk.store.reading import Reader

# A day of what was written under another SLA: longer than any length, for nobody knows how long its working day was.
HOURS_ONLY = 1 << 62


class ClockState(StrEnum):
    RUNNING = N_("Running")
    PAUSED = N_("Paused")
    MET = N_("Met")
    BREACHED = N_("Breached")
    CANCELLED = N_("Cancelled")


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock at one instant. `elapsed` is the working time that counts, `actual` the same by the clock on the wall.

    `due_at` is when the aim is reached or was: None while it is paused, and where the calendar has no working hour.
    `ended_at` is None while it goes on; one that is breached goes on until it is answered. `day` is the length of a
    working day of its calendar. `aim` is 0 where it is not known, as of what came with an import.
    """

    target: Target
    kind: SlaKind
    sla: str
    state: ClockState
    aim: int
    elapsed: int
    actual: int
    due_at: int | None
    started_at: int
    ended_at: int | None
    sla_id: int | None = None
    # The working time that was taken away by holds and while the incident was resolved.
    paused: int = 0
    # Why it stands still just now, empty while it runs.
    hold_reason: str = ""
    never_due: bool = False
    calendar: str = ""
    day: int = DAY
    # Why it was cancelled, empty where it was not.
    given_up: str = ""

    @property
    def left(self) -> int:
        """What is left of the aim; below 0 once it is used up."""
        return self.aim - self.elapsed

    @property
    def percent(self) -> float:
        """How much of the aim is used up; 0 where that is not known."""
        return 100 * self.elapsed / self.aim if self.aim else 0.0

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


def clocks_of(reader: Reader, incident_ids: Iterable[int], now: datetime) -> dict[int, tuple[Clock, ...]]:
    """The clocks of some incidents, in a few queries for all of them; the most urgent ones first.

    Incidents without a clock are left out. Of an incident that has ended, those whose result was written.
    """
    ids = list(incident_ids)
    policies = policies_in_force(reader) if ids else []
    ended = _results(reader, ids) if ids else {}
    if not policies and not ended:
        return {}
    told = stories(reader, ids) if policies else {}
    found = computed_clocks(reader, policies, told.values(), clock.stored(now))
    return {
        each: clocks
        for each in ids
        if (clocks := _as_written(found.get(each, ()), ended.get(each, ()), is_open=_is_open(told.get(each))))
    }


def computed_clocks(
    reader: Reader,
    policies: Sequence[Policy],
    told: Iterable[Story],
    at: int,
    calendars: Mapping[int, WorkingTime] | None = None,
) -> dict[int, tuple[Clock, ...]]:
    """The clocks as these SLAs make them, whatever was written when they ended.

    `calendars` are hours by their id that stand for those that are written.
    """
    chosen = [each for story in told for each in governing(policies, story)]
    working = working_times(reader, {calendar_of(policy, story) for story, policy in chosen})
    for calendar_id, zone in working:
        if calendars and calendar_id is not None and calendar_id in calendars:
            working[calendar_id, zone] = by_clock_of(calendars[calendar_id], zone)
    found: dict[int, tuple[Clock, ...]] = {}
    for story, policy in chosen:
        made = tuple(clocks_by(story, policy, working[calendar_of(policy, story)], at))
        found[story.incident_id] = found.get(story.incident_id, ()) + made
    return found


def calendar_of(policy: Policy, story: Story) -> tuple[int | None, str]:
    """The calendar of an SLA and the zone it is read in, empty for its own."""
    return policy.calendar_id, zone_of(policy, story)


def zone_of(policy: Policy, story: Story) -> str:
    """The zone in which the calendar of an SLA is read, empty for its own."""
    return {ZoneSource.CALLER: story.zone, ZoneSource.SERVICE: story.service_zone}.get(policy.zone_source, "")


def leading(clocks: Sequence[Clock]) -> Clock | None:
    """The one that a list shows: the one to be answered next, or else what became of the incident."""
    return min(clocks, key=_urgency, default=None)


def _urgency(one: Clock) -> tuple[int, int, int]:
    order = 0 if one.is_open and one.state != ClockState.PAUSED else 1 if one.is_open else 2
    due = one.due_at if one.due_at is not None else 1 << 62
    if order == 2:
        return order, _OUTCOMES.index(one.state), -one.started_at
    return order, due, list(Target).index(one.target)


_OUTCOMES = (ClockState.BREACHED, ClockState.MET, ClockState.CANCELLED, ClockState.RUNNING, ClockState.PAUSED)


def _is_open(story: Story | None) -> bool:
    return story is not None and bool(story.stretches) and story.stretches[-1].state in OPEN_STATES


# ── making clocks ────────────────────────────────────────────────────────────────────────────────────────────────────


def clocks_by(story: Story, policy: Policy, working: WorkingTime, at: int) -> Iterator[Clock]:
    """The clocks that one SLA makes in some hours."""
    for target, aim in policy.aims.get(story.priority, {}).items():
        for one in rounds(story, policy, target):
            yield clock_of(story, policy, target, aim, one, working, at)[0]


def clock_of(
    story: Story, policy: Policy, target: Target, aim: int, one: Round, working: WorkingTime, at: int
) -> tuple[Clock, list[Segment]]:
    """One round of a clock with the segments that it is made of."""
    found = segments(story, policy, target, one, working, at)
    until = at if one.ended_at is None else one.ended_at
    stands = stands_still(story, policy, target, one)
    due = due_at(found, working, aim, goes_on=not stands, until=until)
    elapsed = found[-1].total if found else 0
    made = Clock(
        target,
        policy.kind,
        policy.name,
        _state(one, due, until, stands),
        aim,
        elapsed,
        counted_time(found),
        due,
        one.start,
        one.ended_at,
        policy.id,
        worked_pauses(found, working),
        story.stretches[-1].hold_reason if stands else "",
        due is None and not stands,
        working.name,
        day_length(working),
        one.given_up,
    )
    return made, found


def _state(one: Round, due: int | None, until: int, stands: bool) -> ClockState:
    if due is not None and until > due:
        return ClockState.BREACHED
    if one.given_up:
        return ClockState.CANCELLED
    if one.ended_at is not None:
        return ClockState.MET
    return ClockState.PAUSED if stands else ClockState.RUNNING


# ── what was written ─────────────────────────────────────────────────────────────────────────────────────────────────

_RESULTS = (
    "SELECT incident_id, target, kind, sla, outcome, aim, elapsed, started_at, ended_at FROM sla_result"
    " WHERE withdrawn_at IS NULL AND "
)
_STATE_OF = {
    Outcome.MET: ClockState.MET,
    Outcome.BREACHED: ClockState.BREACHED,
    Outcome.CANCELLED: ClockState.CANCELLED,
}


def _results(reader: Reader, ids: Iterable[int]) -> dict[int, list[Clock]]:
    rows = reader.rows(
        _RESULTS + among_ids(reader.dialect, "incident_id", "ids") + " ORDER BY id", {"ids": list_of_ids(ids)}
    )
    found: dict[int, list[Clock]] = {}
    for incident_id, target, kind, sla, outcome, aim, elapsed, started_at, ended_at in rows:
        state = _STATE_OF[Outcome(outcome)]
        found.setdefault(incident_id, []).append(Clock(
            Target(target), SlaKind(kind), sla, state, aim, elapsed, max(0, ended_at - started_at), None, started_at,
            ended_at, day=HOURS_ONLY,
        ))  # fmt: skip
    return found


def _as_written(computed: Sequence[Clock], written: Sequence[Clock], *, is_open: bool) -> tuple[Clock, ...]:
    """What has ended stands as it was written, whatever the SLA says now; what goes on is computed."""
    running = [each for each in computed if each.is_open] if is_open else []
    known = {_key(each): each for each in computed}
    kept = [_completed(each, known.get(_key(each))) for each in written if not _goes_on(each, running)]
    settled = {(each.kind, each.target, each.started_at) for each in kept}
    unwritten = [
        each for each in computed if not each.is_open and (each.kind, each.target, each.started_at) not in settled
    ]
    return tuple(sorted([*kept, *running, *(unwritten if is_open else ())], key=_urgency))


def _key(one: Clock) -> tuple[SlaKind, Target, int, int | None]:
    return one.kind, one.target, one.started_at, one.ended_at


def _goes_on(one: Clock, running: Sequence[Clock]) -> bool:
    """Whether the resolution was taken back, so that its clock runs again."""
    return one.target is Target.RESOLUTION and any(
        (each.kind, each.target) == (one.kind, one.target) for each in running
    )


def _completed(written: Clock, computed: Clock | None) -> Clock:
    """With what is not written down, where the SLA is still the one that it was."""
    if computed is None or (computed.aim, computed.elapsed) != (written.aim, written.elapsed):
        return written
    return replace(computed, state=written.state, sla=written.sla)
