"""Sessions of courses for other programs: iCalendar (RFC 5545), as a file and as an invitation (RFC 5546).

Times are written in UTC, so that no program has to know the zone to show them at the right moment.
"""

from collections.abc import Iterable

from incidentdesk import clock
from incidentdesk.improve.training_session_list import SessionRow
from incidentdesk.language import _
from incidentdesk.prepare.training_session import SessionState

_CALENDAR = "-//IncidentDesk//training//EN"


def calendar_bytes(rows: Iterable[SessionRow], *, method: str = "PUBLISH", at: int) -> bytes:
    """One event for each session; it has the same UID in every file, so that a moved one takes its old place.

    `method` is PUBLISH, REQUEST for an invitation or CANCEL; `at` is the instant of writing in microseconds since 1970.
    """
    from icalendar import Calendar, Event, vCalAddress

    calendar = Calendar()
    calendar.add("prodid", _CALENDAR)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for row in rows:
        event = Event()
        event.add("uid", f"training-{row.key}@incidentdesk")
        event.add("dtstamp", clock.instant(at).replace(microsecond=0))
        # It grows with every change, as a program that has an older one wants to see.
        event.add("sequence", row.version)
        event.add("dtstart", clock.instant(row.starts_at))
        event.add("dtend", clock.instant(row.ends_at))
        event.add("summary", row.course)
        event.add("location", row.place)
        event.add("description", "\n".join(_description(row)))
        canceled = method == "CANCEL" or row.state == SessionState.CANCELED
        event.add("status", "CANCELLED" if canceled else "CONFIRMED")
        for each in row.attendees if method != "PUBLISH" else ():
            address = vCalAddress(f"mailto:{each.email}" if each.email else "invalid:nomail")
            address.params["cn"] = each.name
            event.add("attendee", address)
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _description(row: SessionRow) -> list[str]:
    lines = [_("Trainer: {name}").format(name=row.trainer)] if row.trainer else []
    return [*lines, row.note] if row.note else lines
