"""What is amiss with a running plan: roles that nobody holds, people who left, audiences not there, a newer version.

The plan runs all the same; a response waits for nobody's paperwork.
"""

from collections.abc import Iterable, Iterator

from incidentdesk import clock
from incidentdesk.language import _, isolated
from incidentdesk.respond.plan_run_list import Run
from incidentdesk.respond.role_hand_over import RoleRow, commander_with_tasks
from incidentdesk.respond.task_list import TaskRow
from incidentdesk.store.reading import Reader


def run_warnings(reader: Reader, runs: Iterable[Run], roles: Iterable[RoleRow], rows: Iterable[TaskRow]) -> list[str]:
    """Sentences for a person, the gravest first; empty where all is well."""
    roles, rows, running = list(roles), list(rows), [run for run in runs if run.running]
    warnings = [
        _("Nobody holds the role “{role}”. Give it to somebody.").format(role=isolated(each.role))
        for each in roles
        if each.open
    ]
    warnings += _who_left(reader, roles, rows)
    busy = commander_with_tasks(roles, rows)
    if busy:
        warnings.append(busy)
    warnings += _newer_versions(reader, running)
    known = {name.casefold() for (name,) in reader.rows("SELECT name FROM audience WHERE withdrawn_at IS NULL")}
    missing = dict.fromkeys(name for run in running for name in run.content.audiences if name.casefold() not in known)
    warnings += [
        _("There is no audience “{audience}”, so it is not told of this incident.").format(audience=isolated(name))
        for name in missing
    ]
    return warnings


def _newer_versions(reader: Reader, running: Iterable[Run]) -> Iterator[str]:
    """What was approved while a plan runs changes nothing in it, and may say something better."""
    sql = "SELECT plan_id, max(number) FROM plan_version WHERE state = 'Approved' GROUP BY plan_id"
    approved = {int(plan_id): int(number) for plan_id, number in reader.rows(sql)}
    for run in running:
        if approved.get(run.plan_id, 0) > run.version:
            yield _("Version {newer} of “{plan}” was approved meanwhile; this run keeps to version {own}.").format(
                newer=approved[run.plan_id], plan=isolated(run.plan), own=run.version
            )


def _who_left(reader: Reader, roles: Iterable[RoleRow], rows: Iterable[TaskRow]) -> Iterator[str]:
    """Whoever has left since the plan was activated, or before somebody gave the role."""
    gone = {
        person_id
        for (person_id,) in reader.rows(
            "SELECT id FROM person WHERE withdrawn_at IS NOT NULL OR (left_on <> '' AND left_on < :today)",
            {"today": clock.now().date().isoformat()},
        )
    }
    for each in roles:
        if each.person_id in gone:
            yield _("{person} has left and still holds the role “{role}”. Hand it over.").format(
                person=isolated(each.person), role=isolated(each.role)
            )
    for row in rows:
        if row.person_id in gone and row.active and not row.role:
            yield _("{person} has left and was to do “{task}”. Give it to somebody else.").format(
                person=isolated(row.person), task=isolated(row.title)
            )
