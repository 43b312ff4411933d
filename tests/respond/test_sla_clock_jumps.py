"""The clock of the machine jumps, back or ahead, in the middle of an incident: no clock of an SLA becomes negative or
runs back, and what is written makes sense (promise safe-14)."""

from datetime import timedelta

import pytest

from incidentdesk import clock
from incidentdesk.detect.sla_elapsed import incident_clocks
from incidentdesk.detect.sla_explain import explained, explanation_text
from tests.respond.sla_desk import LONDON, agree, clocks, go_to, hold, office, resolve, say

JUMPS = [timedelta(days=-1), timedelta(hours=-1), timedelta(hours=1), timedelta(days=1)]
# The night before, in and after which a clock is changed, in the spring and in the autumn of each zone.
NIGHTS = [
    ("Europe/London", "2026-03-28T23:30"),
    ("Europe/London", "2026-10-24T23:30"),
    ("Europe/Berlin", "2026-03-28T23:30"),
    ("America/New_York", "2026-03-08T05:30"),
    ("America/New_York", "2026-11-01T04:30"),
    ("America/St_Johns", "2026-03-08T04:30"),
    ("Australia/Lord_Howe", "2026-04-04T14:30"),
    ("Asia/Kathmandu", "2026-03-28T23:30"),
]


def sound(work, incident_id):
    """Everything that is shown of its clocks, after looking through it."""
    with work.desk.read() as reader:
        shown = incident_clocks(reader, incident_id, clock.now())
        told = explained(reader, incident_id, clock.now())
        assert explanation_text(incident_id, told, LONDON)
    assert shown.clocks
    assert shown.elapsed.actual >= 0
    for each in shown.clocks:
        assert 0 <= each.elapsed <= each.actual
        assert each.paused >= 0
        assert each.ended_at is None or each.ended_at >= each.started_at
    for each in told:
        assert all(segment.start < segment.end for segment in each.segments)
    return {each.target: each for each in shown.clocks}


@pytest.mark.parametrize("jump", JUMPS, ids=str)
@pytest.mark.parametrize(("zone", "start"), NIGHTS)
def test_no_clock_becomes_negative_and_what_is_written_is_sound(sqlite_work, time, zone, start, jump):
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    agree(sqlite_work, office(sqlite_work, ("22:00", "06:00"), days=days, zone=zone),
          response=1, update=2, resolution=4)  # fmt: skip
    go_to(time, start)
    incident_id = sqlite_work.log()
    time.after(minutes=20)
    say(sqlite_work, incident_id)
    time.after(minutes=40)
    hold(sqlite_work, incident_id)
    before = sound(sqlite_work, incident_id)
    time.now += jump
    after = sound(sqlite_work, incident_id)
    assert after["response"] == before["response"]
    sqlite_work.move(incident_id, "In Progress")
    time.after(minutes=30)
    running = sound(sqlite_work, incident_id)
    time.after(minutes=30)
    assert running["resolution"].elapsed <= sound(sqlite_work, incident_id)["resolution"].elapsed
    resolve(sqlite_work, incident_id)
    sound(sqlite_work, incident_id)
    written = sqlite_work.rows("SELECT elapsed, ended_at - started_at FROM sla_result WHERE withdrawn_at IS NULL")
    assert {each.target for each in clocks(sqlite_work, incident_id)} >= {"response", "resolution"}
    assert written
    assert all(0 <= elapsed <= actual for elapsed, actual in written)
