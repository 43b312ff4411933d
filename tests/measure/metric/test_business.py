"""Working hours over arrays against the same reckoned one by one, and the calendar that holds."""

import json
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk import clock
from incidentdesk.measure.metric.business import Hours, worked_between
from incidentdesk.prepare.business_time import EVERY_HOUR, WorkingTime, business_between
from incidentdesk.prepare.service import service
from incidentdesk.prepare.sla_change import create_sla
from incidentdesk.prepare.windows import windows_of
from incidentdesk.respond.note import add_note
from incidentdesk.store import ledger
from tests.measure.metric.measured_desk import HOUR, MINUTE, measured, resolve, resolved_after, value
from tests.respond.sla_desk import office as support_hours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = (
    "UTC", "Europe/London", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Africa/Cairo",
    "Pacific/Apia",
)  # fmt: skip
minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")


def at(text):
    return clock.stored(datetime.fromisoformat(text).replace(tzinfo=UTC))


@st.composite
def calendars(draw):
    """Any week in a zone with whatever clock changes, with windows over midnight and public holidays."""
    week = {}
    for day in draw(st.sets(st.sampled_from(DAYS), min_size=1)):
        marks = sorted(draw(st.sets(minutes, min_size=2, max_size=4)))
        week[day] = [list(pair) for pair in zip(marks[::2], marks[1::2], strict=False)]
        if draw(st.booleans()):
            week[day] = [*week[day][:-1], [week[day][-1][0], draw(minutes.filter(lambda text: text < "08:00"))]]
    country, region = draw(st.sampled_from([("", ""), ("DE", "BY"), ("GB", ""), ("IN", "")]))
    closed = draw(st.frozensets(st.dates(date(2025, 12, 20), date(2026, 11, 10)), max_size=5))
    zone = draw(st.sampled_from(ZONES))
    return WorkingTime("Any", zone, windows_of(json.dumps(week)), country, region, closed)


def spans_in(first, last, longest_days):
    start = st.integers(at(first), at(last))
    length = st.integers(-3_600_000_000, longest_days * 86_400_000_000)
    return st.lists(st.tuples(start, length).map(lambda each: (each[0], each[0] + each[1])), min_size=1, max_size=6)


def one_by_one_and_at_once(working, spans):
    hours = Hours([EVERY_HOUR, working], np.ones(len(spans), np.int64))
    starts, ends = (np.array(column, np.int64) for column in zip(*spans, strict=True))
    found = worked_between(hours, np.arange(len(spans)), starts, ends)
    return [business_between(working, *span) for span in spans], found.tolist()


@settings(max_examples=150, deadline=None)
@given(calendars(), spans_in("2025-12-01T00:00", "2026-12-01T00:00", 60))
def test_at_once_as_one_by_one(working, spans):
    singly, together = one_by_one_and_at_once(working, spans)
    assert together == singly


@settings(max_examples=15, deadline=None)
@given(calendars(), st.sampled_from(["1970-01-01T00:00", "1999-12-20T00:00", "2037-12-01T00:00", "2099-06-01T00:00"]))
def test_in_every_century(working, first):
    start = at(first)
    spans = [(start + day * 86_400_000_000, start + (3 * day + 1) * 50_000_000_000) for day in range(0, 300, 17)]
    singly, together = one_by_one_and_at_once(working, spans)
    assert together == singly


def test_from_1970_to_2100():
    nine_to_five = WorkingTime("Office", "Europe/London", windows_of('{"mon": [["09:00", "17:00"]]}'))
    spans = [(at("1970-01-01T00:00"), at("2100-01-01T00:00")), (at("2026-03-02T08:00"), at("2026-03-02T12:00"))]
    singly, together = one_by_one_and_at_once(nine_to_five, spans)
    assert together == singly


def test_several_calendars_at_once():
    nights = WorkingTime("Nights", "UTC", windows_of('{"mon": [["22:00", "06:00"]]}'))
    hours = Hours([EVERY_HOUR, nights], np.array([0, 1, 1]))
    start, end = at("2026-03-02T00:00"), at("2026-03-03T00:00")
    found = worked_between(hours, np.array([0, 1]), np.array([start, start]), np.array([end, end]))
    assert found.tolist() == [24 * 3_600_000_000, 2 * 3_600_000_000]
    assert hours.names == ["", "Nights"]


def test_a_calendar_without_a_working_hour():
    never = WorkingTime("Never")
    assert one_by_one_and_at_once(never, [(0, 10**12)]) == ([0], [0])


# ── which calendar holds ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def office(work, time):
    """Office hours from Monday to Friday; the clock stands on a Monday at 16:00."""
    time.now = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    return support_hours(work, zone="UTC")


def test_without_a_calendar_every_hour_is_worked(work, time):
    resolved_after(work, time, hours=40)
    found = measured(work, "time-to-resolve", business=True)
    assert (found.of("time-to-resolve").mean, found.calendars) == (40 * HOUR, [""])


def test_business_hours_are_those_of_the_desk(work, time, office):
    resolved_after(work, time, hours=18)
    found = measured(work, "time-to-resolve", business=True)
    assert (found.of("time-to-resolve").mean, found.calendars) == (2 * HOUR, ["Office hours"])
    assert value(work, "time-to-resolve").mean == 18 * HOUR


def test_the_first_response_is_always_told_in_working_hours(work, time, office):
    incident_id = work.log()
    time.after(hours=17, minutes=30)
    work.act(add_note, incident_id, "We are on it.", public=True)
    found = measured(work, "time-to-first-response")
    assert (found.of("time-to-first-response").mean, found.calendars) == (90 * MINUTE, ["Office hours"])


def test_the_support_hours_of_the_service_go_first(work, time, office):
    late = support_hours(work, ("14:00", "22:00"), name="Late", zone="UTC")
    resolved_after(work, time, hours=18, log={"service": "VPN"})
    with work.desk.write(actor="Mei Okafor") as session:
        ledger.update(session, service, 1, {"calendar_id": late})
    assert value(work, "time-to-resolve", business=True).mean == 6 * HOUR


def test_the_calendar_of_the_sla_goes_before_all(work, time, office):
    support_hours(work, ("14:00", "22:00"), name="Late", zone="UTC")
    work.act(create_sla, name="Standard", calendar="Late", targets="P3\t\t\t4 h")
    resolved_after(work, time, hours=18)
    resolved_after(work, time, hours=0, log={"impact": 1, "urgency": 1})
    found = measured(work, "time-to-resolve", business=True, by="priority")
    by_priority = dict(zip([group.key for group in found.groups], found.values["time-to-resolve"], strict=True))
    assert by_priority["P3"].mean == 6 * HOUR
    assert found.calendars == ["Late", "Office hours"]


def test_the_net_time_in_business_hours_takes_off_waits_in_business_hours(work, time, office):
    """Monday 16:00 to Tuesday 12:00 with a night of waiting: an hour on Monday and, after the answer at 10:00, two."""
    incident_id = work.log()
    time.after(hours=1)
    work.move(incident_id, "On Hold", hold_reason="Awaiting Caller", comment="Which branch is it?")
    time.after(hours=17)
    work.move(incident_id, "In Progress")
    time.after(hours=2)
    resolve(work, incident_id)
    assert value(work, "time-to-resolve", business=True).mean == 4 * HOUR
    assert value(work, "net-time-to-resolve", business=True).mean == 3 * HOUR
    assert value(work, "net-time-to-resolve").mean == 3 * HOUR
