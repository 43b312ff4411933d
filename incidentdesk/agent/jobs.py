"""What is due by itself: escalations, updates, tasks. Each is told once.

What was told is known by the key of its announcement, so that neither a restart nor a second program nor a clock that
jumps back tells it again.
"""

from datetime import tzinfo

from incidentdesk import clock
from incidentdesk.agent.delivery import ACTOR, VIA
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.prepare.minutes import length_text
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind
from incidentdesk.respond.escalation_step_taking import (
    StepTaken,
    Tell,
    due_escalations,
    start_escalation,
    take_step,
    unescalated_incidents,
)
from incidentdesk.respond.responsible import communicators, responsible
from incidentdesk.respond.update_cadence import UpdateDue, due_updates, reminded
from incidentdesk.store.database import Database
from incidentdesk.store.reading import Reader, Row

MINUTE = 60_000_000  # microseconds
_LATE_AFTER = 10 * MINUTE
# Steps of one escalation that are due at the same moment, such as one that reached nobody and the next.
_MOST_STEPS = 50


def begin_escalations(database: Database, now: int, last_beat: int) -> list[str]:
    """Escalate the new incidents whose service has a policy; returns a line for each."""
    with database.read() as reader:
        waiting = unescalated_incidents(reader, now, last_beat)
    lines = []
    for incident_id, created_at in waiting:
        try:
            with database.write(actor=ACTOR, via=VIA) as session:
                start_escalation(session, incident_id, since=created_at)
        except Refused:
            # Somebody has acknowledged it since it was read.
            continue
        lines.append(_("{number}: escalation begun").format(number=number(incident_id)))
    return lines


def move_escalations(database: Database, now: int, tell: Tell, since: int = 0) -> list[str]:
    """Take every step that is due, the longest due first, but none from before `since`; returns a line for each."""
    with database.read() as reader:
        due = [each for each in due_escalations(reader, now) if each[2] >= since]
    lines = []
    for escalation_id, incident_id, _due_at in due:
        for _step in range(_MOST_STEPS):
            with database.write(actor=ACTOR, via=VIA) as session:
                taken = take_step(session, escalation_id, tell=tell)
            if taken is None:
                break
            lines.append(f"{number(incident_id)}: {_step_line(taken)}")
            if taken.told or taken.ended or taken.waits_until:
                break
    return lines


def _step_line(taken: StepTaken) -> str:
    if taken.ended:
        return _("escalation ended: {reason}").format(reason=taken.ended)
    if taken.waits_until is not None:
        until = clock.instant(taken.waits_until).strftime("%Y-%m-%d %H:%M UTC")
        return _("escalation waits until {time}").format(time=until)
    names = ", ".join(taken.told) or _("nobody")
    if taken.late:
        return _("escalated to {names}, late by {time}").format(names=names, time=length_text(taken.late))
    return _("escalated to {names}").format(names=names)


def remind_of_updates(database: Database, now: int, tell: Tell, zone: tzinfo) -> list[str]:
    """Remind whoever tells the audiences of every update that is due, once for each time at which one is due."""
    with database.read() as reader:
        due = [each for each in due_updates(reader, now) if not _reminded(each)]
        people = {each.incident_id: communicators(reader, each.incident_id) for each in due}
    lines = []
    for each in due:
        with database.write(actor=ACTOR, via=VIA) as session:
            tell(
                session,
                incident_id=each.incident_id,
                person_ids=people[each.incident_id],
                kind=AnnouncementKind.REMINDER,
                subject=_("[{number}] Update for {audience} is due").format(
                    number=number(each.incident_id), audience=each.audience
                ),
                body=_update_body(each, now, zone),
                key=f"update-{each.schedule_id}-{each.due_at}",
                unreached=() if people[each.incident_id] else (_("Incident commander"),),
            )
            reminded(session, each.schedule_id)
        lines.append(
            _("{number}: reminded of the update for {audience}").format(
                number=number(each.incident_id), audience=isolated(each.audience)
            )
        )
    return lines


def _reminded(update: UpdateDue) -> bool:
    return update.reminded_at is not None and update.due_at is not None and update.reminded_at >= update.due_at


def _update_body(update: UpdateDue, now: int, zone: tzinfo) -> str:
    return "\n".join(
        [
            *_late_line(update.due_at or now, now, zone),
            _("{audience} expects news of {number} since {time}.").format(
                audience=isolated(update.audience),
                number=number(update.incident_id),
                time=_at(update.due_at or now, zone),
            ),
            _("Send it, put it off, or leave it out with a reason: page of the incident, Updates."),
        ]
    )


def remind_of_tasks(database: Database, now: int, tell: Tell, zone: tzinfo) -> list[str]:
    """Remind whoever does it, else whoever answers for the incident, of every task that is overdue; once for each."""
    with database.read() as reader:
        due = [(row, _task_people(reader, row)) for row in _overdue_tasks(reader, now)]
    lines = []
    for (_task_id, key, incident_id, title, _person, _team, due_at), people in due:
        with database.write(actor=ACTOR, via=VIA) as session:
            tell(
                session,
                incident_id=incident_id,
                person_ids=people,
                kind=AnnouncementKind.REMINDER,
                subject=_("[{number}] Overdue: {task}").format(number=number(incident_id), task=title),
                body="\n".join(
                    [
                        *_late_line(due_at, now, zone),
                        _("“{task}” was due at {time}.").format(task=isolated(title), time=_at(due_at, zone)),
                        _("Do it, skip it with a reason, or give it another time."),
                    ]
                ),
                key=_task_key(key, due_at),
                unreached=() if people else (_("Incident commander"),),
            )
        lines.append(_("{number}: reminded of task {task}").format(number=number(incident_id), task=isolated(title)))
    return lines


def _overdue_tasks(reader: Reader, now: int) -> list[Row]:
    """Of running plans and open incidents, those that nobody was reminded of since their time was set."""
    return reader.rows(
        'SELECT task.id, task."key", task.incident_id, task.title, task.person_id, task.team_id, task.due_at FROM task'
        " JOIN incident ON incident.id = task.incident_id LEFT JOIN plan_run ON plan_run.id = task.plan_run_id"
        " WHERE task.withdrawn_at IS NULL AND task.state IN ('Open', 'In Progress') AND task.due_at <= :now"
        " AND incident.withdrawn_at IS NULL AND incident.state NOT IN ('Resolved', 'Closed', 'Canceled')"
        " AND (plan_run.id IS NULL OR plan_run.ended_at IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM announcement a"
        "  WHERE a.\"key\" = 'task-' || task.\"key\" || '-' || CAST(task.due_at AS TEXT))"
        " ORDER BY task.due_at, task.id",
        {"now": now},
    )


def late_tasks(reader: Reader, limit: int) -> list[tuple[int, int, str]]:
    """Instant, incident and sentence of the overdue tasks that would be reminded of late (N14)."""
    return [
        (due_at, incident_id, _("{number}: overdue task {task}").format(
            number=number(incident_id), task=isolated(title)))
        for _id, _key, incident_id, title, _person, _team, due_at in _overdue_tasks(reader, limit)
    ]  # fmt: skip


def _task_key(key: str, due_at: int) -> str:
    return f"task-{key}-{due_at}"


def _task_people(reader: Reader, row: Row) -> list[int]:
    _task_id, _key, incident_id, _title, person_id, team_id, _due_at = row
    if person_id is not None:
        return [int(person_id)]
    leads = reader.rows(
        "SELECT id FROM person WHERE team_id = :team AND leads_team AND withdrawn_at IS NULL AND left_on = ''",
        {"team": team_id},
    )
    return [int(each[0]) for each in leads] or responsible(reader, incident_id)


def _late_line(due_at: int, now: int, zone: tzinfo) -> list[str]:
    if now - due_at <= _LATE_AFTER:
        return []
    return [_("Late: this was due at {time}; no program was running then.").format(time=_at(due_at, zone)), ""]


def _at(instant: int, zone: tzinfo) -> str:
    return clock.instant(instant).astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
