"""What a running plan asks for and nobody can give: roles that nobody holds, audiences and contacts that are not there.

The plan runs all the same; a response waits for nobody's paperwork.
"""

from collections.abc import Iterable

from incidentdesk.language import _, isolated
from incidentdesk.respond.plan_run_list import Run
from incidentdesk.respond.role_hand_over import RoleRow, commander_with_tasks
from incidentdesk.respond.task_list import TaskRow
from incidentdesk.store.reading import Reader


def run_warnings(reader: Reader, runs: Iterable[Run], roles: Iterable[RoleRow], rows: Iterable[TaskRow]) -> list[str]:
    """Sentences for a person, the gravest first; empty where all is well."""
    roles, running = list(roles), [run for run in runs if run.running]
    warnings = [
        _("Nobody holds the role “{role}”. Give it to somebody.").format(role=isolated(each.role))
        for each in roles
        if each.open
    ]
    busy = commander_with_tasks(roles, rows)
    if busy:
        warnings.append(busy)
    known = {name.casefold() for (name,) in reader.rows("SELECT name FROM audience WHERE withdrawn_at IS NULL")}
    missing = dict.fromkeys(name for run in running for name in run.content.audiences if name.casefold() not in known)
    warnings += [
        _("There is no audience “{audience}”, so it is not told of this incident.").format(audience=isolated(name))
        for name in missing
    ]
    return warnings
