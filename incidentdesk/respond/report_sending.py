"""Sending a report to an audience: its sentences as the text, its pages as the file that goes along."""

import sqlalchemy as sa

from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind, AnnouncementState, announcement
from incidentdesk.respond.announcing import queue_messages
from incidentdesk.respond.recipient import recipients_of
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def was_told(session: Session, key: str) -> bool:
    """Whether a report was sent under a key, or it was decided not to send it."""
    return session.connection.execute(sa.select(announcement.c.id).where(announcement.c.key == key)).first() is not None


def send_report(
    session: Session, *, key: str, audience_id: int, subject: str, body: str, attachment_id: int | None
) -> int:
    """Put one message for each recipient into the outbox; returns how many those are.

    Whoever has no address gets a message by hand. Raises Refused for an audience with nobody in it.
    """
    recipients = recipients_of(session.reader, audience_id, None, session.at)
    if not recipients:
        raise Refused(_("Nobody is in this audience, so nobody would be told. Add people to it first."))
    values = _values(session, key, audience_id, subject, body, AnnouncementState.SENT) | {
        "attachment_id": attachment_id,
        "sent_at": session.at,
        "sent_by": session.actor,
    }
    announcement_id = ledger.insert(session, announcement, values)
    return len(queue_messages(session, {**values, "id": announcement_id}, recipients))


def leave_report_out(session: Session, *, key: str, audience_id: int, subject: str) -> None:
    """Write down that a report was not sent, so that it is not sent later either."""
    if not was_told(session, key):
        ledger.insert(
            session, announcement, _values(session, key, audience_id, subject, "", AnnouncementState.DISCARDED)
        )


def _values(
    session: Session, key: str, audience_id: int, subject: str, body: str, state: AnnouncementState
) -> dict[str, object]:
    return {
        "key": key,
        "incident_id": None,
        "audience_id": audience_id,
        "kind": AnnouncementKind.REPORT,
        "subject": " ".join(subject.split()),
        "body": body,
        "state": state,
        "written_at": session.at,
        "written_by": session.actor,
    }
