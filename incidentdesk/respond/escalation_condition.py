"""The condition of a step of an escalation that so many incidents or alerts came within so many minutes."""

import json
from collections.abc import Iterator

from incidentdesk.prepare.escalation_list import Step
from incidentdesk.store.reading import Reader

MINUTE = 60_000_000  # microseconds

_OF_THE_SERVICE = (
    "(incident.id = :incident OR incident.service_id = (SELECT i.service_id FROM incident i WHERE i.id = :incident))"
    " AND incident.withdrawn_at IS NULL"
)
# What came by alerts is counted by them, however few incidents they were gathered into.
_INCIDENTS = (
    f"SELECT incident.created_at FROM incident WHERE {_OF_THE_SERVICE} AND incident.created_at > :since"
    " AND incident.created_at <= :at AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.incident_id = incident.id)"
)
_ALERTS = (
    "SELECT alert.first_at, alert.last_at, alert.count, alert.recent FROM alert"
    f" JOIN incident ON incident.id = alert.incident_id WHERE {_OF_THE_SERVICE} AND alert.last_at > :since"
    " AND alert.first_at <= :at"
)


def became_due(reader: Reader, step: Step, incident_id: int, next_at: int, at: int) -> int | None:
    """When a step whose time has come became due; None while it waits for more incidents or alerts of the service."""
    if step.least_alerts <= 1:
        return next_at
    came = sorted(_arrivals(reader, incident_id, at - step.within * MINUTE, at))
    return None if len(came) < step.least_alerts else max(next_at, came[step.least_alerts - 1])


def _arrivals(reader: Reader, incident_id: int, since: int, at: int) -> Iterator[int]:
    given = {"incident": incident_id, "since": since, "at": at}
    yield from (int(row[0]) for row in reader.rows(_INCIDENTS, given))
    for first_at, last_at, count, recent in reader.rows(_ALERTS, given):
        if first_at > since:
            yield first_at
            yield from [last_at] * (count - 1)
        else:
            # Of one that fires for longer only the last times are known.
            yield from [each for each in json.loads(recent) if each > since] or [last_at]
