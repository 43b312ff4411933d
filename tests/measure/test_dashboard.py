from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incidentdesk import clock
from incidentdesk.detect.condition import Context
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.query import parse
from incidentdesk.detect.register import count
from incidentdesk.detect.state import State
from incidentdesk.measure.dashboard import SHOWN, SPANS, columns, gather_dashboard, shown_period
from incidentdesk.measure.metric.facts import read_facts
from incidentdesk.refusal import Refused
from incidentdesk.respond.transition import Move, move

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture
def at():
    """Holds the clock at a time so many hours before now."""

    def hold(hours):
        clock.hold(lambda: NOW - timedelta(hours=hours))

    yield hold
    clock.hold(None)


def dashboard(desk, now=NOW, **choices):
    with desk.read() as reader:
        facts = read_facts(reader, columns(business=choices.get("business", False)))
        return gather_dashboard(reader, facts, Context(now, ZONE), **{"span": "weeks-26", **choices})


def resolve(session, incident_id):
    move(session, incident_id, Move(State.RESOLVED, resolution_code="Solved", resolution_notes="done"))


def test_figures_say_what_they_rest_on_and_nothing_is_compared_with_too_few(desk, at):
    for hours, length in ((30, 2), (20, 4), (10, 9)):
        at(hours)
        with desk.write(actor="Mei") as session:
            incident_id = log_incident(session, title=f"Printer {hours}")
        at(hours - length)
        with desk.write(actor="Mei") as session:
            resolve(session, incident_id)
    at(0)
    median, p90, sla, there = dashboard(desk).figures
    assert median.value == "4 h"
    assert p90.value == "9 h"
    assert "n = 3 of 3" in median.explanation
    assert median.note == "nothing to compare with"
    assert sla.value == "no data"
    assert there.value == "0"


def test_a_desk_without_incidents_has_no_data_and_not_zero(desk, at):
    at(0)
    found = dashboard(desk)
    assert found.everything == 0
    assert [figure.value for figure in found.figures] == ["no data", "no data", "no data", "0"]
    assert set(found.charts) == set(SHOWN)


def test_what_was_canceled_or_double_is_in_no_figure(desk, at):
    at(5)
    with desk.write(actor="Mei") as session:
        canceled, double = (log_incident(session, title=title) for title in ("Nothing", "Again"))
        move(session, canceled, Move(State.CANCELED, reason="no fault"))
        move(session, double, Move(State.RESOLVED, resolution_code="Duplicate", resolution_notes="of 1"))
    at(0)
    median, _p90, _sla, there = dashboard(desk).figures
    assert median.value == "no data"
    assert there.value == "0"


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("query", ["", "service:ERP", "priority:1,2 or team:Network", "-channel:phone"])
@pytest.mark.parametrize("span", ["weeks-26", "last-month", "all"])
def test_every_figure_leads_to_exactly_what_it_counts(sample_desk, place, query, span):
    now = clock.now()
    figure = dashboard(sample_desk, now, query=query, span=span).figures[place]
    with sample_desk.read() as reader:
        found = count(reader, parse(figure.query), Context(now, ZONE))
    assert f"{found:,}" == counted(figure, place)


def counted(figure, place):
    """How many a figure says that it counts."""
    if place == 3:
        return figure.value.split(" ")[0]
    if place == 2:
        return figure.value.partition("n = ")[2].rstrip(")") or "0"
    return figure.explanation.partition("n = ")[2].split(" ")[0]


@pytest.mark.parametrize("span", SPANS)
def test_every_time_to_choose_from_is_one(span):
    period = shown_period(span, clock.stored(NOW), ZONE)
    assert span == "all" or period.first < period.until


def test_weeks_begin_with_a_monday_and_end_today():
    period = shown_period("weeks-4", clock.stored(NOW), ZONE)
    assert (period.first.isoformat(), period.last.isoformat()) == ("2026-11-02", "2026-11-26")


def test_months_and_quarters_are_whole_ones():
    assert shown_period("last-month", clock.stored(NOW), ZONE).key == "2026-10"
    assert shown_period("last-quarter", clock.stored(NOW), ZONE).key == "2026-Q3"
    assert shown_period("2026-10-01..2026-10-31", clock.stored(NOW), ZONE).key == "2026-10"


def test_a_time_that_is_none_is_refused():
    with pytest.raises(Refused, match="is no period"):
        shown_period("the other day", clock.stored(NOW), ZONE)


def test_working_hours_are_told_where_they_are_wanted(desk, at):
    from incidentdesk.prepare.calendar_change import create_calendar

    at(400)
    with desk.write(actor="Mei") as session:
        windows = "\n".join(f"{day} 09:00-17:00" for day in ("mon", "tue", "wed", "thu", "fri"))
        create_calendar(session, name="Office", time_zone="Europe/Berlin", windows=windows)
    # Friday 16:00 to Monday 10:00 in Berlin.
    clock.hold(lambda: datetime(2026, 11, 20, 15, 0, tzinfo=UTC))
    with desk.write(actor="Mei") as session:
        incident_id = log_incident(session, title="Over the weekend")
    clock.hold(lambda: datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    with desk.write(actor="Mei") as session:
        resolve(session, incident_id)
    at(0)
    assert dashboard(desk).figures[0].value == "2 d 18 h"
    assert dashboard(desk, business=True).figures[0].value == "2 h"
