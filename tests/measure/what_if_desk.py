"""A desk whose past was worked by office hours and a resolution within four of them, for what-if questions."""

from datetime import UTC, date, datetime

from incidentdesk import clock
from incidentdesk.detect.intake import log_incident
from incidentdesk.measure.metric.period import between
from incidentdesk.measure.sla_what_if import what_if
from incidentdesk.prepare.calendar_change import create_calendar
from incidentdesk.prepare.sla_change import create_sla
from incidentdesk.respond.note import add_note
from incidentdesk.respond.transition import Move, move

HOUR = 3_600_000_000
MARCH = between(date(2026, 3, 1), date(2026, 3, 31), UTC)
AIMS = "P3\t1 h\t\t4 h"


def at(desk, text, act):
    """Act as Mei Okafor at a time of March 2026, such as "9 10:30"."""
    day, time = text.split()
    hour, minute = map(int, time.split(":"))
    clock.hold(lambda: datetime(2026, 3, int(day), hour, minute, tzinfo=UTC))
    with desk.write(actor="Mei Okafor") as session:
        return act(session)


def agree(desk, **facts):
    """The calendar of office hours and an SLA on it; returns their ids."""

    def act(session):
        calendar_id = create_calendar(session, name="Office", time_zone="UTC", windows="mon-fri 09:00-17:00")
        wanted = {"name": "Office SLA", "targets": AIMS, "calendar": "Office", "pauses": "Awaiting Vendor"}
        return calendar_id, create_sla(session, **{**wanted, **facts})

    return at(desk, "1 08:00", act)


def solved(desk, begin, end, *, said="", title="VPN down", held=(), **facts):
    """An incident from a time to another, answered at a third one; `held` are pairs of times of waiting."""
    incident_id = at(desk, begin, lambda session: log_incident(session, title=title, **facts))
    if said:
        at(desk, said, lambda session: add_note(session, incident_id, "We are on it.", public=True))
    for start, stop in held:
        at(desk, start, lambda session: move(session, incident_id, Move("On Hold", hold_reason="Awaiting Vendor")))
        at(desk, stop, lambda session: move(session, incident_id, Move("In Progress")))
    solution = Move("Resolved", resolution_code="Solved", resolution_notes="Replaced the line card.")
    at(desk, end, lambda session: move(session, incident_id, solution))
    return incident_id


def asked(desk, proposal, period=MARCH, **wish):
    clock.hold(lambda: datetime(2026, 3, 31, 12, tzinfo=UTC))
    with desk.read() as reader:
        return what_if(reader, proposal, period, clock.stored(clock.now()), **wish)


def outcomes(found):
    """(incident, target, outcome before, outcome after) of what changes."""
    return [(each.incident_id, each.before.target, each.before.state, each.after.state) for each in found.changed]
