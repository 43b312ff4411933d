"""When a share of a target was used up, by the clocks of the incident."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from incidentdesk import clock
from incidentdesk.detect.sla_clock import ClockState, computed_clocks
from incidentdesk.detect.sla_event import stories
from incidentdesk.detect.sla_policy import policies_in_force
from incidentdesk.store.reading import Reader


def share_used(
    reader: Reader, incident_ids: Iterable[int], percent: int, now: datetime, *, open_only: bool
) -> list[tuple[int, int, str]]:
    """Incident, instant (microseconds since 1970) and cause of each clock that has used up so much of its aim by now.

    It is the clock of an aim that is so much shorter or longer: when that is breached. With `open_only`, clocks that
    have ended are left out.
    """
    policies = [
        replace(policy, aims={priority: {target: max(1, aim * percent // 100) for target, aim in aims.items()}
                              for priority, aims in policy.aims.items()})
        for policy in policies_in_force(reader)
    ]  # fmt: skip
    if not policies:
        return []
    at = clock.stored(now)
    found = computed_clocks(reader, policies, stories(reader, incident_ids).values(), at)
    return [
        (incident_id, each.due_at, f"sla:{each.target}:{each.kind}:{each.started_at}:{percent}")
        for incident_id, clocks in found.items()
        for each in clocks
        if each.state == ClockState.BREACHED and each.due_at is not None and (each.is_open or not open_only)
    ]
