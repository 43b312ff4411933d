"""What people are told about training: invitations, and reminders of sessions, of campaigns and of what they lack."""

import io
from collections.abc import Iterable
from datetime import date, timedelta, tzinfo
from typing import Protocol

from incidentdesk import clock
from incidentdesk.detect.attachment import attach
from incidentdesk.improve.training_calendar import calendar_bytes
from incidentdesk.improve.training_list import CellState, Matrix
from incidentdesk.improve.training_result import Attendance
from incidentdesk.improve.training_session_list import Attendee, SessionRow, session_row
from incidentdesk.language import _, isolated
from incidentdesk.prepare.campaign import campaign
from incidentdesk.prepare.campaign_list import CampaignRow
from incidentdesk.prepare.training_session import SessionState, training_session
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind, AnnouncementState, announcement
from incidentdesk.respond.announcing import notify_people, queue_messages, told_keys
from incidentdesk.respond.recipient import recipients_among
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

INVITATION = "session.ics"
# Days before the last one on which those who are missing are reminded, the first of them on the first day.
_CAMPAIGN_DAYS = (7, 1, 0)


class Tell(Protocol):
    """As `announcing.notify_people`."""

    def __call__(
        self,
        session: Session,
        *,
        incident_id: int | None,
        person_ids: Iterable[int],
        kind: str,
        subject: str,
        body: str,
        key: str = "",
        unreached: Iterable[str] = (),
    ) -> int: ...


# -- sessions


def send_invitations(session: Session, session_id: int, *, zone: tzinfo) -> int:
    """Invite by message, with the session as an iCalendar file; returns how many people were told.

    Who was told of this time already is not told again. Raises Refused where nobody is invited, and for a session that
    is over or was canceled.
    """
    row = _open_row(session, session_id)
    keys = {_invitation_key(row, each): each for each in _coming(row)}
    if not keys:
        raise Refused(_("Nobody is invited yet. Add people first."))
    told = told_keys(session.reader, keys)
    waiting = {key: each for key, each in keys.items() if key not in told}
    if not waiting:
        return 0
    data = calendar_bytes([row], method="REQUEST", at=session.at)
    attachment_id = attach(session, None, INVITATION, io.BytesIO(data), size=len(data))
    for key, each in waiting.items():
        subject = _("Invitation: {course}, {time}").format(course=row.course, time=_at(row.starts_at, zone))
        body = "\n".join(
            [
                _where_and_when(row, zone),
                *([row.note] if row.note else []),
                _("The attached file puts it into your calendar."),
            ]
        )
        values = {**_values(session, key, subject, body), "attachment_id": attachment_id}
        announcement_id = ledger.insert(session, announcement, values)
        queue_messages(session, {**values, "id": announcement_id}, recipients_among(session.reader, [each.person_id]))
    return len(waiting)


def remind_of_session(session: Session, row: SessionRow, *, zone: tzinfo, tell: Tell = notify_people) -> int:
    """Remind those who are invited, once for each time at which the session was to begin."""
    people = [each.person_id for each in _coming(row)]
    told = 0
    if people:
        told = tell(
            session,
            incident_id=None,
            person_ids=people,
            kind=AnnouncementKind.REMINDER,
            subject=_("Reminder: {course}, {time}").format(course=row.course, time=_at(row.starts_at, zone)),
            body=_where_and_when(row, zone),
            key=f"training-session-{row.key}-{row.starts_at}",
        )
    ledger.update(session, training_session, row.id, {"reminded_at": session.at})
    return told


def tell_of_canceling(session: Session, row: SessionRow, reason: str, *, zone: tzinfo) -> int:
    """Tell those who are invited that the session does not take place."""
    people = [each.person_id for each in _coming(row)]
    if not people:
        return 0
    return notify_people(
        session,
        incident_id=None,
        person_ids=people,
        kind=AnnouncementKind.REMINDER,
        subject=_("Canceled: {course}, {time}").format(course=row.course, time=_at(row.starts_at, zone)),
        body=_("This session does not take place: {reason}").format(reason=isolated(reason)),
        key=f"training-canceled-{row.key}",
    )


def _open_row(session: Session, session_id: int) -> SessionRow:
    row = session_row(session.reader, session_id)
    if row is None:
        raise Refused(_("The session is not there any more; somebody has taken it away."))
    if row.state == SessionState.CANCELED:
        raise Refused(_("This session was canceled. Plan another one."))
    if row.starts_at < session.at:
        raise Refused(_("This session has begun already."))
    return row


def _coming(row: SessionRow) -> list[Attendee]:
    return [each for each in row.attendees if each.attendance == Attendance.INVITED]


def _invitation_key(row: SessionRow, each: Attendee) -> str:
    return f"training-invitation-{row.key}-{row.starts_at}-{each.person_id}"


def _where_and_when(row: SessionRow, zone: tzinfo) -> str:
    lines = [
        _("{course}: {start} until {end}").format(
            course=isolated(row.course), start=_at(row.starts_at, zone), end=_at(row.ends_at, zone)
        )
    ]
    lines += [_("Place: {place}").format(place=isolated(row.place))] if row.place else []
    lines += [_("Trainer: {name}").format(name=isolated(row.trainer))] if row.trainer else []
    return "\n".join(lines)


# -- campaigns


def campaign_stage(row: CampaignRow, today: str) -> str:
    """Which reminder is due: asked, one some days before the last day, or a week after it; "" while none is."""
    if row.ended_at is not None or row.overtaken or not row.missing:
        return ""
    left = (date.fromisoformat(row.due_on) - date.fromisoformat(today)).days
    if left < 0:
        return f"late-{-left // 7}"
    return next((f"before-{days}" for days in reversed(_CAMPAIGN_DAYS) if left <= days), "asked")


def ask_for_reading(session: Session, row: CampaignRow, stage: str, *, tell: Tell = notify_people) -> int:
    """Ask those who have not acknowledged, once for each stage; returns how many messages that are."""
    if not row.missing:
        raise Refused(_("Everybody has acknowledged it."))
    subject = _("Read by {day}: {name}") if not stage.startswith("late") else _("Overdue since {day}: {name}")
    what = _("{number} {name}, version {version}").format(
        number=row.number, name=isolated(row.subject), version=row.version
    )
    lines = [_("Read {what} and acknowledge it by {day}.").format(what=what, day=row.due_on)]
    lines += [row.message] if row.message else []
    lines += [_("It is under Plans; there you say that you have read it.")]
    told = tell(
        session,
        incident_id=None,
        person_ids=[person_id for person_id, _name in row.missing],
        kind=AnnouncementKind.REMINDER,
        subject=subject.format(day=row.due_on, name=row.subject),
        body="\n".join(lines),
        key=f"campaign-{row.id}-{stage}",
    )
    ledger.update(session, campaign, row.id, {"reminded_at": session.at})
    return told


# -- what somebody lacks


def wanting(found: Matrix) -> dict[int, list[str]]:
    """For everybody with something overdue or about to expire a line for each, by the id of the person."""
    lines: dict[int, list[str]] = {}
    for line in found.lines:
        for course, cell in zip(found.courses, line.cells, strict=True):
            if cell.state == CellState.OVERDUE:
                said = _("Overdue since {day}: {course}")
            elif cell.state == CellState.EXPIRING:
                said = _("Expires on {day}: {course}")
            else:
                continue
            sentence = said.format(day=cell.due_on, course=isolated(course.name))
            lines.setdefault(line.person.id, []).append(sentence)
    return lines


def week_of(today: str) -> str:
    """The Monday of a day, both YYYY-MM-DD: who lacks something is told once a week."""
    day = date.fromisoformat(today)
    return (day - timedelta(days=day.weekday())).isoformat()


def wanting_key(person_id: int, today: str) -> str:
    return f"training-{person_id}-{week_of(today)}"


def remind_of_training(
    session: Session, person_id: int, lines: Iterable[str], key: str, *, tell: Tell = notify_people
) -> int:
    """Tell somebody what is overdue and what expires; with the same `key` once."""
    return tell(
        session,
        incident_id=None,
        person_ids=[person_id],
        kind=AnnouncementKind.REMINDER,
        subject=_("Your training: what is overdue or expires"),
        body="\n".join([*lines, _("Take part in the next session, or tell who leads your team what you have learnt.")]),
        key=key,
    )


def _values(session: Session, key: str, subject: str, body: str) -> dict[str, object]:
    return {
        "key": key,
        "incident_id": None,
        "audience_id": None,
        "kind": AnnouncementKind.REMINDER,
        "subject": " ".join(subject.split()),
        "body": body,
        "state": AnnouncementState.SENT,
        "written_at": session.at,
        "written_by": session.actor,
        "sent_at": session.at,
        "sent_by": session.actor,
    }


def _at(instant: int, zone: tzinfo) -> str:
    return clock.instant(instant).astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
