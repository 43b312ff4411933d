"""The SLAs in their order: for which incidents each is, and what it asks for."""

import json
from dataclasses import dataclass, field, replace

from incidentdesk.prepare.business_time import MINUTE, day_length, never_works, working_times
from incidentdesk.prepare.sla_kind import Target
from incidentdesk.prepare.target_text import FULL_DAY
from incidentdesk.store.reading import Reader

PRIORITIES = (1, 2, 3, 4, 5)
_SLAS = (
    "SELECT s.id, s.name, s.position, s.kind, s.calendar_id, COALESCE(calendar.name, ''), s.zone_source,"
    " COALESCE(service.name, ''), COALESCE(team.name, ''), COALESCE(category.name, ''), s.targets, s.update_mode,"
    " s.pauses, s.restarts, s.enabled FROM sla s LEFT JOIN calendar ON calendar.id = s.calendar_id"
    " LEFT JOIN service ON service.id = s.service_id LEFT JOIN team ON team.id = s.team_id"
    " LEFT JOIN category ON category.id = s.category_id WHERE s.withdrawn_at IS NULL ORDER BY s.position, s.id"
)
Targets = dict[int, dict[str, int]]


@dataclass(frozen=True, slots=True)
class SlaRow:
    """`targets` are minutes of working time by priority and target; `day` is the length of a working day in minutes.

    `idle` says that the calendar has no working hour, so that no clock ever ends.
    """

    id: int
    name: str
    position: int
    kind: str
    calendar_id: int | None
    calendar: str
    zone_source: str
    service: str
    team: str
    category: str
    targets: Targets = field(hash=False)
    update_mode: str = "every"
    pauses: tuple[str, ...] = ()
    restarts: bool = False
    enabled: bool = True
    day: int = FULL_DAY
    idle: bool = False

    def target(self, priority: int, target: Target) -> int | None:
        """Minutes of working time, None for no target."""
        return self.targets.get(priority, {}).get(target)


def slas(reader: Reader) -> list[SlaRow]:
    """All of them in their order, also those that are switched off."""
    rows = reader.rows(_SLAS)
    working = working_times(reader, {(row[4], "") for row in rows})
    found = []
    for *facts, targets, update_mode, pauses, restarts, enabled in rows:
        values = [*facts, targets_in(targets), update_mode, tuple(json.loads(pauses)), bool(restarts), bool(enabled)]
        row = SlaRow(*values)
        hours = working[row.calendar_id, ""]
        found.append(replace(row, day=day_length(hours) // MINUTE, idle=never_works(hours)))
    return found


def targets_in(stored: str) -> Targets:
    """The targets of a stored text, {"1": {"response": 15}}, by priority."""
    return {
        int(priority): {name: int(minutes) for name, minutes in each.items()}
        for priority, each in json.loads(stored).items()
    }
