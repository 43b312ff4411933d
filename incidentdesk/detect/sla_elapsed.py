"""The two times that are always in view (features, R10): by the clock on the wall, and in working time."""

from dataclasses import dataclass, replace
from datetime import datetime

from incidentdesk import clock
from incidentdesk.detect.sla_clock import Clock, calendar_of, clocks_of
from incidentdesk.detect.sla_event import Story, stories
from incidentdesk.detect.sla_policy import Policy, chosen_policies, policies_in_force
from incidentdesk.detect.sla_segment import rounds, segments, stands_still
from incidentdesk.prepare.business_time import day_length, is_working, working_time
from incidentdesk.prepare.sla_kind import Target
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Microseconds. `actual` is the time from the beginning to the end or now; `business` what of it is working time
    that counts. `ticks` says whether that grows just now; `calendar` is empty where every hour counts."""

    actual: int
    business: int
    calendar: str
    day: int
    ticks: bool
    read_at: int


@dataclass(frozen=True, slots=True)
class IncidentClocks:
    """What the head of an incident's page shows of its time."""

    elapsed: Elapsed | None
    clocks: tuple[Clock, ...]


def incident_clocks(reader: Reader, incident_id: int, now: datetime) -> IncidentClocks:
    """Both for one incident; no elapsed time where it is withdrawn or does not exist."""
    clocks = clocks_of(reader, [incident_id], now).get(incident_id, ())
    story = stories(reader, [incident_id]).get(incident_id)
    return IncidentClocks(_elapsed(reader, story, clock.stored(now)) if story else None, clocks)


def _elapsed(reader: Reader, story: Story, at: int) -> Elapsed:
    policy = next(iter(chosen_policies(policies_in_force(reader), story)), None) or _support_hours(reader, story)
    working = working_time(reader, *calendar_of(policy, story))
    # From the beginning on, also where an OLA begins anew with each team.
    policy = replace(policy, restarts=False)
    (one,) = rounds(story, policy, Target.RESOLUTION)
    found = segments(story, policy, Target.RESOLUTION, one, working, at)
    until = at if one.ended_at is None else one.ended_at
    ticks = one.ended_at is None and not stands_still(story, policy, Target.RESOLUTION, one) and is_working(working, at)
    return Elapsed(
        max(0, until - story.created_at), found[-1].total if found else 0, working.name, day_length(working), ticks, at
    )


def _support_hours(reader: Reader, story: Story) -> Policy:
    """Where no SLA says in which hours work is done, the service does."""
    rows = reader.rows("SELECT calendar_id FROM service WHERE id = :id", {"id": story.service_id})
    return Policy(0, "", calendar_id=rows[0][0] if rows else None)
