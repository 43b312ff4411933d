"""A desk with two months behind it, and its report as text and as data."""

from datetime import UTC, datetime, timedelta

from incidentdesk import clock
from incidentdesk.detect.condition import Context
from incidentdesk.detect.intake import log_incident
from incidentdesk.measure.metric.period import period_of
from incidentdesk.measure.period_content import USUAL, gather_period
from incidentdesk.measure.period_report import period_report
from incidentdesk.respond.transition import Move, move

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
SOLVED = Move("Resolved", resolution_code="Solved", resolution_notes="Replaced the line card.")


def at(desk, moment, act):
    """What Mei Okafor does at a moment."""
    clock.hold(lambda: moment)
    with desk.write(actor="Mei Okafor") as session:
        return act(session)


def logged(desk, moment, title="VPN down", **facts):
    return at(desk, moment, lambda session: log_incident(session, title=title, **facts))


def solved(desk, moment, minutes, **facts):
    """An incident that is logged at a moment and resolved so many minutes later."""
    incident_id = logged(desk, moment, **facts)
    at(desk, moment + timedelta(minutes=minutes), lambda session: move(session, incident_id, SOLVED))
    return incident_id


def month_of(desk, month, lengths, **facts):
    """An incident on each day of a month of 2026, resolved after these minutes."""
    return [
        solved(desk, datetime(2026, month, day, 9, tzinfo=UTC), minutes, **facts)
        for day, minutes in enumerate(lengths, 1)
    ]


def content_of(desk, period="2026-10", *, now=NOW, zone=UTC, query="", business=False, sections=USUAL):
    clock.hold(lambda: now)
    with desk.read() as reader:
        return gather_period(
            reader,
            period=period_of(period, zone),
            query=query,
            context=Context(now, zone),
            business=business,
            sections=sections,
        )


def printed(content, path, **options):
    """How many pages the report has."""
    return period_report(content, path, made_by="Mei Okafor", made_at=content.now, **options)
