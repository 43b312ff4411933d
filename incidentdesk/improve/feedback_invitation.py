"""The invitation to a feedback session: an iCalendar file (RFC 5545, 5546), as a file and by mail.

Times are written in UTC, so that no program has to know the zone to show them at the right moment.
"""

import io
from datetime import tzinfo
from uuid import uuid4

from incidentdesk import clock
from incidentdesk.detect.attachment import attach
from incidentdesk.improve.feedback import FeedbackState
from incidentdesk.improve.feedback_session_list import (
    SessionRow,
    attendee_ids,
    feedback_session_row,
    session_addresses,
)
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind, AnnouncementState, announcement
from incidentdesk.respond.announcing import queue_messages
from incidentdesk.respond.recipient import recipients_among
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

FILE_NAME = "invitation.ics"


def invitation_bytes(reader: Reader, session_id: int, at: int) -> bytes:
    """The iCalendar file of a session; it has the same UID every time, so that a moved one takes its old place.

    `at` is the instant of writing in microseconds since 1970. Raises Refused where there is no such session.
    """
    from icalendar import Calendar, Event, vCalAddress

    row = _row(reader, session_id)
    canceled = row.state == FeedbackState.CANCELED
    calendar = Calendar()
    calendar.add("prodid", "-//IncidentDesk//feedback session//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if canceled else "REQUEST")
    event = Event()
    event.add("uid", f"feedback-{row.key}@incidentdesk")
    event.add("dtstamp", clock.instant(at).replace(microsecond=0))
    # It grows with every change, as a program that has an older one wants to see.
    event.add("sequence", row.version)
    event.add("dtstart", clock.instant(row.starts_at))
    event.add("dtend", clock.instant(row.ends_at))
    event.add("summary", row.title)
    event.add("location", row.place)
    event.add("description", _description(row))
    event.add("status", "CANCELLED" if canceled else "CONFIRMED")
    for name, mail in session_addresses(reader, session_id):
        address = vCalAddress(f"mailto:{mail}" if mail else "invalid:nomail")
        address.params["cn"] = name
        address.params["rsvp"] = "TRUE"
        event.add("attendee", address)
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def send_invitation(session: Session, session_id: int, *, zone: tzinfo) -> int:
    """Send the invitation to everybody who is invited, with the file; returns how many messages that are.

    Whoever has no address gets a message by hand. Raises Refused where nobody is invited, and after a session was held.
    """
    row = _row(session.reader, session_id)
    if row.state == FeedbackState.HELD:
        raise Refused(_("The session was held already."))
    recipients = recipients_among(session.reader, attendee_ids(session.reader, session_id))
    if not recipients:
        raise Refused(_("Nobody is invited yet. Add the people first."))
    data = invitation_bytes(session.reader, session_id, session.at)
    attachment_id = attach(session, None, FILE_NAME, io.BytesIO(data), size=len(data))
    when = clock.instant(row.starts_at).astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
    canceled = row.state == FeedbackState.CANCELED
    subject = _("Canceled: {title}, {time}") if canceled else _("Invitation: {title}, {time}")
    values = {
        "key": uuid4().hex,
        "incident_id": None,
        "audience_id": None,
        "kind": AnnouncementKind.REMINDER,
        "subject": " ".join(subject.format(title=row.title, time=when).split()),
        "body": _body(row, when, canceled),
        "state": AnnouncementState.SENT,
        "written_at": session.at,
        "written_by": session.actor,
        "sent_at": session.at,
        "sent_by": session.actor,
        "attachment_id": attachment_id,
    }
    announcement_id = ledger.insert(session, announcement, values)
    return len(queue_messages(session, {**values, "id": announcement_id}, recipients))


def _body(row: SessionRow, when: str, canceled: bool) -> str:
    first = _("This session does not take place.") if canceled else _("You are invited to talk over what happened.")
    lines = [first, "", row.title, when]
    lines += [_("Place: {place}").format(place=row.place)] if row.place else []
    about = _description(row)
    lines += ["", about] if about else []
    return "\n".join([*lines, "", _("The attached file puts it into your calendar.")])


def _description(row: SessionRow) -> str:
    about = _("About {numbers}").format(numbers=", ".join(row.incidents)) if row.incidents else ""
    return "\n\n".join(part for part in (about, row.agenda) if part)


def _row(reader: Reader, session_id: int) -> SessionRow:
    row = feedback_session_row(reader, session_id)
    if row is None:
        raise Refused(_("The session is not there any more; somebody has taken it away."))
    return row
