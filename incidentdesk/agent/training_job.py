"""What is due by itself in training: reminders of sessions, of campaigns, and of what somebody lacks.

Each is told once, known by the key of its announcement as in `jobs`. A session that has begun is not reminded of.
"""

from datetime import tzinfo

from incidentdesk import clock
from incidentdesk.agent.delivery import ACTOR, VIA
from incidentdesk.improve.training_list import matrix
from incidentdesk.improve.training_message import (
    ask_for_reading,
    campaign_stage,
    remind_of_session,
    remind_of_training,
    wanting,
    wanting_key,
)
from incidentdesk.improve.training_session_list import sessions
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.campaign_list import campaigns
from incidentdesk.prepare.training_session import SessionState
from incidentdesk.respond.announcing import told_keys
from incidentdesk.respond.escalation_step_taking import Tell
from incidentdesk.store.database import Database

# How long before it begins a session is announced.
BEFORE_SESSION = 24 * 3_600_000_000  # microseconds


def remind_of_learning(database: Database, now: int, tell: Tell, zone: tzinfo) -> list[str]:
    """Everything that is due; returns a line for each."""
    today = clock.instant(now).astimezone(zone).date().isoformat()
    return [
        *_remind_of_sessions(database, now, tell, zone),
        *_remind_of_campaigns(database, today, tell),
        *_remind_of_wanting(database, today, tell),
    ]


def _remind_of_sessions(database: Database, now: int, tell: Tell, zone: tzinfo) -> list[str]:
    with database.read() as reader:
        due = [
            row
            for row in sessions(reader)
            if row.state == SessionState.PLANNED
            and row.reminded_at is None
            and row.attendees
            and now < row.starts_at <= now + BEFORE_SESSION
        ]
    for row in due:
        with database.write(actor=ACTOR, via=VIA) as session:
            remind_of_session(session, row, zone=zone, tell=tell)
    return [_("{course}: reminded of the session").format(course=isolated(row.course)) for row in due]


def _remind_of_campaigns(database: Database, today: str, tell: Tell) -> list[str]:
    with database.read() as reader:
        staged = {f"campaign-{row.id}-{stage}": (row, stage) for row in campaigns(reader, today)
                  if (stage := campaign_stage(row, today))}  # fmt: skip
        known = told_keys(reader, staged)
    lines = []
    for key, (row, stage) in staged.items():
        if key in known:
            continue
        with database.write(actor=ACTOR, via=VIA) as session:
            ask_for_reading(session, row, stage, tell=tell)
        missing = ngettext("{n} person asked to read it", "{n} people asked to read it", len(row.missing))
        lines.append(f"{isolated(row.name)}: {missing.format(n=len(row.missing))}")
    return lines


def _remind_of_wanting(database: Database, today: str, tell: Tell) -> list[str]:
    with database.read() as reader:
        by_person = wanting(matrix(reader, today))
        known = told_keys(reader, [wanting_key(person_id, today) for person_id in by_person])
    due = {key: lines for key, lines in by_person.items() if wanting_key(key, today) not in known}
    for person_id, lines in due.items():
        with database.write(actor=ACTOR, via=VIA) as session:
            remind_of_training(session, person_id, lines, wanting_key(person_id, today), tell=tell)
    if not due:
        return []
    told = ngettext("{n} person reminded of their training", "{n} people reminded of their training", len(due))
    return [told.format(n=len(due))]
