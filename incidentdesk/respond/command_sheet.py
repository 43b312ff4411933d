"""Everything the command view of an incident shows (R2), read at one instant."""

from collections import deque
from dataclasses import dataclass

from incidentdesk import clock
from incidentdesk.detect.sla_elapsed import IncidentClocks, incident_clocks
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.prepare.known_names import people_to_ask
from incidentdesk.prepare.service_list import ServiceRow, services
from incidentdesk.respond.major_step import Major, Trigger, major_of, major_triggers
from incidentdesk.respond.role_hand_over import RoleRow, busy_commanders, roles_of
from incidentdesk.respond.sheet import Sheet, sheet_of
from incidentdesk.respond.status_update_list import announcements, untold_of_the_end
from incidentdesk.respond.task import TaskState
from incidentdesk.respond.task_list import TaskRow, tasks
from incidentdesk.respond.timeline import timeline
from incidentdesk.respond.timeline_fact import Fact
from incidentdesk.respond.update_cadence import UpdateDue, updates_of
from incidentdesk.store.reading import Reader

_LATEST = 30  # lines of the timeline


@dataclass(frozen=True, slots=True)
class Affected:
    """A service that is hurt: the incident's own, or one that needs it, over so many others."""

    name: str
    criticality: str
    distance: int


@dataclass(frozen=True, slots=True)
class CommandSheet:
    """`next_steps` are the tasks that can be done now and those that wait, the late and due ones first."""

    sheet: Sheet
    major: Major
    triggers: tuple[Trigger, ...]
    clocks: IncidentClocks
    roles: tuple[RoleRow, ...]
    updates: tuple[UpdateDue, ...]
    drafts: int
    untold: tuple[str, ...]
    tasks: tuple[TaskRow, ...]
    decisions: tuple[Fact, ...]
    latest: tuple[Fact, ...]
    services: tuple[Affected, ...]
    staff: tuple[str, ...]

    @property
    def next_steps(self) -> tuple[TaskRow, ...]:
        return tuple(each for each in self.tasks if each.active)

    @property
    def finished(self) -> int:
        return sum(each.state in (TaskState.DONE, TaskState.SKIPPED) for each in self.tasks)

    @property
    def hands_on(self) -> tuple[str, int]:
        """Who commands and has tasks to do, and how many; commanders lead and do not act (PagerDuty)."""
        busy = busy_commanders(self.roles, self.tasks)
        return (busy[0][0].person, len(busy[0][1])) if busy else ("", 0)

    def unmet(self, row: TaskRow) -> list[str]:
        """The titles of what is to be done before a task."""
        waiting = {each.id: each.title for each in self.tasks if not each.finished}
        return [waiting[needed] for needed in row.needs if needed in waiting]


def command_sheet(reader: Reader, incident_id: int, now: int) -> CommandSheet:
    """Raises Refused where there is no such incident."""
    facts = sheet_of(reader, incident_id)
    told = announcements(reader, incident_id)
    story = timeline(reader, incident_id)
    return CommandSheet(
        sheet=facts,
        major=major_of(reader, incident_id),
        triggers=tuple(major_triggers(reader, incident_id)),
        clocks=incident_clocks(reader, incident_id, clock.instant(now)),
        roles=tuple(roles_of(reader, incident_id)),
        updates=tuple(updates_of(reader, incident_id, now)),
        drafts=sum(each.state == "Draft" for each in told),
        untold=() if facts.state in OPEN_STATES else tuple(untold_of_the_end(told)),
        tasks=tuple(tasks(reader, incident_id)),
        decisions=tuple(reversed([each for each in story if each.starred])),
        latest=tuple(reversed(story[-_LATEST:])),
        services=tuple(affected_services(services(reader), str(facts.facts["service"]))),
        staff=people_to_ask(reader),
    )  # fmt: skip


def affected_services(rows: list[ServiceRow], name: str) -> list[Affected]:
    """The service of that name and whatever needs it, the nearest first; empty where there is none of that name."""
    by_id = {row.id: row for row in rows}
    first = next((row for row in rows if row.name == name), None)
    found: dict[int, Affected] = {}
    waiting = deque([(first.id, 0)] if first else [])
    while waiting:
        service_id, distance = waiting.popleft()
        row = by_id.get(service_id)
        if row is not None and service_id not in found:
            found[service_id] = Affected(row.name, row.criticality, distance)
            waiting.extend((needing, distance + 1) for needing in row.needed_by)
    return list(found.values())
