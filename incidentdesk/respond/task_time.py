"""The time that is spent on a task: the stretches in which it was in progress, without those in which it was blocked.

Whoever takes a tick back goes on from what was spent, and the day on which the task was begun stays (TheHive#1526).
"""

import json

from incidentdesk.store.reading import Reader

MINUTE = 60_000_000  # microseconds
_HISTORY = (
    "SELECT at, changes FROM ledger WHERE chain = :incident AND noun = 'task' AND record_id = :id"
    " ORDER BY position DESC"
)


def taken_up_at(reader: Reader, incident_id: int, task_id: int) -> int | None:
    """When the work on a task that is in progress was taken up, in microseconds since 1970.

    None where somebody has said since then how many minutes it took: what a person says is not added to.
    """
    for at, changes in reader.rows(_HISTORY, {"incident": incident_id, "id": task_id}):
        told = json.loads(changes)
        if "state" in told:
            return int(at)
        if "minutes" in told:
            return None
    return None


def minutes_after(minutes: int | None, since: int | None, now: int) -> int | None:
    """The minutes of work with those since the work was taken up; None where there are none yet."""
    spent = 0 if since is None else round((now - since) / MINUTE)
    return (minutes or 0) + spent if spent > 0 else minutes
