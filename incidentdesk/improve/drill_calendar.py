"""Drills for other programs: iCalendar (RFC 5545). What happens in them stays secret.

Times are written in UTC, so that no program has to know the zone to show them at the right moment.
"""

from collections.abc import Iterable
from datetime import timedelta

from incidentdesk import clock
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_list import DrillRow, Seat
from incidentdesk.language import _

_CALENDAR = "-//IncidentDesk//drill//EN"


def drill_calendar(rows: Iterable[DrillRow], *, at: int) -> bytes:
    """One event for each drill; it has the same UID in every file, so that a moved one takes its old place.

    `at` is the instant of writing in microseconds since 1970.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", _CALENDAR)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for row in rows:
        event = Event()
        event.add("uid", f"drill-{row.key}@incidentdesk")
        event.add("dtstamp", clock.instant(at).replace(microsecond=0))
        # It grows with every change, as a program that has an older one wants to see.
        event.add("sequence", row.version)
        event.add("dtstart", clock.instant(row.planned_at))
        event.add("dtend", clock.instant(row.planned_at) + timedelta(minutes=row.planned_length))
        event.add("summary", _("Drill {number}: {title}").format(number=row.number, title=row.title))
        event.add("description", "\n".join(_seat(seat) for seat in row.seats))
        event.add("status", "CANCELLED" if row.state == DrillState.CANCELED else "CONFIRMED")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _seat(seat: Seat) -> str:
    return " · ".join(filter(None, (seat.person, _(seat.part), seat.role)))
