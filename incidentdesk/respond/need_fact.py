"""Facts of the timeline about tasks that wait for one another, as far as a person has said so and not the plan."""

from collections.abc import Iterator, Sequence
from typing import Any

from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.respond.timeline_fact import Event, Fact, Kind


def need_facts(events: Sequence[Event], incident_id: int) -> Iterator[Fact]:
    """Oldest first; those that come and go with a plan are told by the plan."""
    with_plan = {event.at for event in events if event.noun == "plan_run"}
    titles: dict[int, str] = {}
    links: dict[int, tuple[int, int]] = {}
    for event in events:
        if event.noun == "task" and "title" in event.changes:
            titles[event.record_id] = str(_after(event, "title"))
        elif event.noun == "task_dependency":
            if event.act == "created":
                links[event.record_id] = int(event.changes["task_id"]), int(event.changes["needs_id"])
            if event.at not in with_plan:
                yield _fact(event, titles, *links[event.record_id], incident_id)


def _fact(event: Event, titles: dict[int, str], task_id: int, needs_id: int, incident_id: int) -> Fact:
    gone = event.act != "created" and _after(event, "withdrawn_at") is not None
    said = _("Task {title} no longer waits for {needed}") if gone else _("Task {title} waits for {needed}")
    text = said.format(title=_title(titles, task_id), needed=_title(titles, needs_id))
    about = f"{number(incident_id)}#plan/{task_id}"
    return Fact(event.at, event.at, event.actor, Kind.PLAN, text=text, via=event.via, about=about)


def _title(titles: dict[int, str], task_id: int) -> str:
    return isolated(titles.get(task_id, f"#{task_id}"))


def _after(event: Event, field: str) -> Any:
    """A new record has the values, a change has what they were before too."""
    value = event.changes.get(field)
    return value if event.act == "created" or value is None else value[1]
