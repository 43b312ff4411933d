"""What would be sent after a silence, before it is sent (N14), and what becomes of it."""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from incidentdesk.agent.fix_job import late_fixes
from incidentdesk.agent.follow_up_job import late_questions
from incidentdesk.agent.jobs import MINUTE, late_tasks
from incidentdesk.agent.news_job import late_news
from incidentdesk.agent.report_job import due_reports, leave_late_reports_out, report_key
from incidentdesk.agent.rule_job import late_rules
from incidentdesk.agent.sla_job import late_warnings
from incidentdesk.detect.number import number
from incidentdesk.language import N_, _, isolated
from incidentdesk.measure.period_label import period_label
from incidentdesk.prepare.escalation_list import policy_of
from incidentdesk.respond.announcing import told_keys
from incidentdesk.respond.escalation_step_taking import due_escalations
from incidentdesk.respond.outbox import MessageState, outbox_message
from incidentdesk.respond.update_cadence import due_updates
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

# A silence that is longer is told of, and asked about where somebody can answer.
SILENCE = 10 * MINUTE


class Decision(StrEnum):
    SEND = N_("Send, marked as late")
    NOTE = N_("Only note")


@dataclass(frozen=True, slots=True)
class Overdue:
    """Something that should have been sent at an instant (microseconds since 1970)."""

    due_at: int
    kind: str
    text: str
    incident_id: int | None


def overdue_work(reader: Reader, now: int) -> list[Overdue]:
    """What is due for more than ten minutes and would be sent now, in the order in which it was due."""
    limit = now - SILENCE
    found = [*_messages(reader, limit), *_escalations(reader, limit), *_updates(reader, limit), *_reports(reader, now)]
    found += [Overdue(at, _("Rule"), text, incident_id) for at, incident_id, text in late_rules(reader, now)]
    found += [Overdue(at, _("News"), text, incident_id) for at, incident_id, text in late_news(reader, now)]
    reminders = [*late_fixes(reader, limit), *late_tasks(reader, limit)]
    found += [Overdue(at, _("Reminder"), text, incident_id) for at, incident_id, text in reminders]
    questions = late_questions(reader, now, SILENCE)
    found += [Overdue(at, _("Question"), text, incident_id) for at, incident_id, text in questions]
    return sorted(found, key=lambda each: each.due_at)


def overdue_warnings(reader: Reader, now: int, last_beat: int) -> list[Overdue]:
    """The promises that were broken while nobody worked, which takes a moment where very many incidents are open."""
    late = late_warnings(reader, now, last_beat, now - SILENCE)
    return [Overdue(at, _("Warning"), text, incident_id) for at, incident_id, text in late]


def _messages(reader: Reader, limit: int) -> list[Overdue]:
    rows = reader.rows(
        "SELECT next_at, subject, recipient, incident_id FROM outbox_message WHERE state IN ('Queued', 'Sending')"
        " AND withdrawn_at IS NULL AND next_at <= :limit AND outlet_id IS NOT NULL",
        {"limit": limit},
    )
    return [
        Overdue(
            at, _("Message"), _("{subject}, to {name}").format(subject=isolated(subject), name=isolated(name)), about
        )
        for at, subject, name, about in rows
    ]


def _escalations(reader: Reader, limit: int) -> list[Overdue]:
    found = []
    for escalation_id, incident_id, at in due_escalations(reader, limit):
        rows = reader.rows("SELECT policy_id FROM escalation WHERE id = :id", {"id": escalation_id})
        policy = policy_of(reader, int(rows[0][0]))
        if at <= limit and policy is not None:
            text = _("{number}: next step of {policy}").format(number=number(incident_id), policy=isolated(policy.name))
            found.append(Overdue(at, _("Escalation"), text, incident_id))
    return found


def _updates(reader: Reader, limit: int) -> list[Overdue]:
    return [
        Overdue(
            each.due_at or 0,
            _("Reminder"),
            _("{number}: update for {audience}").format(
                number=number(each.incident_id), audience=isolated(each.audience)
            ),
            each.incident_id,
        )
        for each in due_updates(reader, limit)
        if each.reminded_at is None or each.reminded_at < (each.due_at or 0)
    ]


def _reports(reader: Reader, now: int) -> list[Overdue]:
    """Those that would be sent; a file in a folder wakes nobody."""
    sent = {
        report_key(row, due): (row, due)
        for row, due in due_reports(reader, now)
        if row.audience_id is not None and due.due_at <= now - SILENCE
    }
    known = told_keys(reader, sent)
    return [
        Overdue(
            due.due_at,
            _("Report"),
            _("{report} of {period}, to {audience}").format(
                report=isolated(row.name), period=period_label(due.period), audience=isolated(row.audience)
            ),
            None,
        )
        for key, (row, due) in sent.items()
        if key not in known
    ]


def hold_late(session: Session) -> int:
    """Send nothing of what is late: its messages are cancelled with the reason; returns how many those are."""
    leave_late_reports_out(session, session.at - SILENCE)
    table = outbox_message.c
    found = session.connection.execute(
        sa.select(table.id).where(
            table.state.in_((MessageState.QUEUED, MessageState.SENDING)),
            table.next_at <= session.at - SILENCE,
            table.withdrawn_at.is_(None),
        )
    )
    late = [int(message_id) for message_id in found.scalars()]
    reason = _("It was late, and it was decided not to send it any more.")
    after = {"state": MessageState.CANCELLED, "trouble": reason}
    ledger.update_many(session, outbox_message, dict.fromkeys(late, after), reason=reason)
    return len(late)
