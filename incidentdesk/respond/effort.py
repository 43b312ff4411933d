"""How much work an incident took, and whose: the time that was spent on its tasks (iris#323, TheHive#337)."""

from collections.abc import Iterable
from typing import NamedTuple

from incidentdesk.respond.task_list import TaskRow
from incidentdesk.respond.task_time import MINUTE


class Effort(NamedTuple):
    """The minutes of work of a person, of a team or of a department; `who` is "" for nobody's."""

    who: str
    minutes: int


def effort_of(rows: Iterable[TaskRow], now: int) -> list[Effort]:
    """Whoever has a task has done the work on it, else whoever ticked it off; the most first."""
    spent: dict[str, int] = {}
    for row in rows:
        minutes = row.worked(now) // MINUTE
        if minutes:
            who = row.person or row.ended_by or row.who
            spent[who] = spent.get(who, 0) + minutes
    return sorted((Effort(*each) for each in spent.items()), key=lambda each: (-each.minutes, each.who))
