"""The past under SLAs and calendars that are only proposed; reckoned by hand, on both databases."""

from datetime import UTC, date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentdesk import clock
from incidentdesk.measure.metric.period import between
from incidentdesk.measure.sla_proposal import Proposal, adopt
from incidentdesk.measure.sla_what_if import ALL_PRIORITIES
from incidentdesk.prepare.calendar_change import calendar_facts, change_calendar
from incidentdesk.prepare.sla_change import change_sla, sla_facts
from incidentdesk.prepare.sla_kind import Target
from incidentdesk.refusal import Refused
from incidentdesk.respond.transition import Move, move
from incidentdesk.store.conflict import Conflict
from tests.measure.what_if_desk import HOUR, agree, asked, at, outcomes, solved


@pytest.fixture(autouse=True)
def let_go():
    yield
    clock.hold(None)


@pytest.fixture
def worked(desk):
    """The ids of the calendar and the SLA, and of three incidents of priority 3 in office hours: resolved after 1 h 30,
    after exactly 2 h and over a night after 3 h 30, each answered within the first half hour."""
    calendar_id, sla_id = agree(desk)
    quick = solved(desk, "9 10:00", "9 11:30", said="9 10:10")
    exact = solved(desk, "9 13:00", "9 15:00", said="9 13:20")
    overnight = solved(desk, "10 15:00", "11 10:30", said="10 15:30")
    return calendar_id, sla_id, quick, exact, overnight


def line(found, target, priority=ALL_PRIORITIES):
    return next(each for each in found.lines if (each.target, each.priority) == (target, priority))


def test_half_the_target_breaches_exactly_what_took_longer(desk, worked):
    _calendar_id, sla_id, _quick, _exact, overnight = worked
    found = asked(desk, Proposal(slas={sla_id: {"targets": "P3\t1 h\t\t2 h"}}))
    assert outcomes(found) == [(overnight, "resolution", "Met", "Breached")]
    (changed,) = found.changed
    assert (changed.title, changed.priority, changed.breaks) == ("VPN down", 3, True)
    assert (changed.before.elapsed, changed.after.elapsed) == (3.5 * HOUR, 3.5 * HOUR)
    assert (changed.before.aim, changed.after.aim) == (4 * HOUR, 2 * HOUR)
    resolution = line(found, Target.RESOLUTION)
    assert (resolution.before.hits, resolution.before.n) == (3, 3)
    assert (resolution.after.hits, resolution.after.n) == (2, 3)
    assert (resolution.newly_breached, resolution.newly_met) == (1, 0)
    assert line(found, Target.RESOLUTION, 3) == type(resolution)(
        resolution.kind, Target.RESOLUTION, 3, resolution.before, resolution.after, 1, 0
    )
    assert line(found, Target.RESPONSE).after.value == 1.0


def test_round_the_clock_the_night_counts(desk, worked):
    calendar_id, _sla_id, _quick, _exact, overnight = worked
    found = asked(desk, Proposal(calendars={calendar_id: {"windows": "mon-sun 00:00-24:00"}}))
    assert outcomes(found) == [(overnight, "resolution", "Met", "Breached")]
    assert (found.changed[0].before.elapsed, found.changed[0].after.elapsed) == (3.5 * HOUR, 19.5 * HOUR)


def test_a_milder_target_saves_what_was_late(desk):
    _calendar_id, sla_id = agree(desk)
    late = solved(desk, "9 09:00", "9 16:00", said="9 11:00")
    found = asked(desk, Proposal(slas={sla_id: {"targets": "P3\t1 h\t\t8 h"}}))
    assert outcomes(found) == [(late, "resolution", "Breached", "Met")]
    assert ([each.incident_id for each in found.newly_met], found.newly_breached) == ([late], [])


def test_a_holiday_of_ones_own_stops_the_clock(desk):
    calendar_id, _sla_id = agree(desk)
    over = solved(desk, "10 15:00", "12 10:30", said="10 15:10")
    found = asked(desk, Proposal(calendars={calendar_id: {"holidays": "2026-03-11\tWorks outing"}}))
    assert outcomes(found) == [(over, "resolution", "Breached", "Met")]
    assert (found.changed[0].before.elapsed, found.changed[0].after.elapsed) == (11.5 * HOUR, 3.5 * HOUR)


def test_another_pause_gives_time_back_or_takes_it(desk):
    _calendar_id, sla_id = agree(desk)
    waited = solved(desk, "9 09:00", "9 15:00", said="9 09:10", held=[("9 10:00", "9 14:00")])
    found = asked(desk, Proposal(slas={sla_id: {"pauses": ""}}))
    assert outcomes(found) == [(waited, "resolution", "Met", "Breached")]
    assert (found.changed[0].before.elapsed, found.changed[0].after.elapsed) == (2 * HOUR, 6 * HOUR)


def test_an_sla_on_a_calendar_that_is_itself_only_proposed(desk, worked):
    _calendar_id, sla_id, *_others = worked
    proposal = Proposal(
        slas={sla_id: {"calendar": "Always"}},
        calendars={-1: {"name": "Always", "time_zone": "UTC", "windows": "mon-sun 00:00-24:00"}},
    )
    assert len(asked(desk, proposal).newly_breached) == 1


def test_a_new_sla_brings_clocks_and_one_switched_off_takes_them(desk, worked):
    _calendar_id, sla_id, *_others = worked
    off = asked(desk, Proposal(slas={sla_id: {"enabled": False}}))
    assert (off.clocks, off.changed) == ((6, 0), [])
    new = Proposal(slas={-1: {"name": "Between teams", "kind": "OLA", "targets": "P3\t\t\t1 h"}})
    found = asked(desk, new)
    assert found.clocks == (6, 9)
    (ola,) = [each for each in found.lines if each.kind == "OLA" and each.priority == ALL_PRIORITIES]
    assert (ola.before.n, ola.before.value, ola.after.hits, ola.after.n) == (0, None, 0, 3)


def test_only_clocks_that_ended_in_the_period_count(desk, worked):
    _calendar_id, sla_id, *_others, overnight = worked
    proposal = Proposal(slas={sla_id: {"targets": "P3\t1 h\t\t2 h"}})
    before = between(date(2026, 3, 1), date(2026, 3, 10), UTC)
    found = asked(desk, proposal, before)
    assert (found.clocks, found.changed) == ((5, 5), [])
    after = asked(desk, proposal, between(date(2026, 3, 11), date(2026, 3, 31), UTC))
    assert (after.clocks, after.incidents, [each.incident_id for each in after.changed]) == ((1, 1), 1, [overnight])


def test_canceled_incidents_and_duplicates_do_not_count(desk):
    _calendar_id, sla_id = agree(desk)
    duplicate = solved(desk, "9 09:00", "9 12:00", said="9 09:10")
    canceled = at(desk, "9 09:00", lambda session: _logged(session))
    at(desk, "9 15:00", lambda session: move(session, canceled, Move("Canceled", reason="A test.")))
    at(desk, "9 16:00", lambda session: _call_duplicate(session, duplicate))
    found = asked(desk, Proposal(slas={sla_id: {"targets": "P3\t1 h\t\t1 h"}}))
    assert (found.incidents, found.lines, found.changed) == (0, [], [])


def _logged(session):
    from incidentdesk.detect.intake import log_incident

    return log_incident(session, title="VPN down")


def _call_duplicate(session, incident_id):
    from incidentdesk.detect.incident import incident
    from incidentdesk.store import ledger

    ledger.update(session, incident, incident_id, {"resolution_code": "Duplicate"})


def test_open_incidents_that_are_late_already_are_told_apart(desk):
    _calendar_id, sla_id = agree(desk)
    at(desk, "31 09:00", _logged)
    found = asked(desk, Proposal(slas={sla_id: {"targets": "P3\t\t\t4 h"}}))
    assert found.open_breached == (1, 0)
    assert found.lines == []


def test_what_was_written_under_another_sla_is_counted(desk, worked):
    _calendar_id, sla_id, *_others = worked
    assert (asked(desk, Proposal()).written_other, asked(desk, Proposal()).unwritten) == (0, 0)
    at(desk, "20 09:00", lambda session: change_sla(session, sla_id, {"targets": "P3\t1 h\t\t2 h"}))
    found = asked(desk, Proposal())
    assert (found.written_other, found.unwritten) == (1, 0)
    assert line(found, Target.RESOLUTION).before.hits == 2


def test_nothing_is_written(desk, worked):
    calendar_id, sla_id, *_others = worked
    tables = ("sla", "calendar", "sla_result", "ledger")

    def contents():
        with desk.read() as reader:
            return [reader.rows(f"SELECT * FROM {table} ORDER BY id") for table in tables]

    before = contents()
    asked(desk, Proposal({sla_id: {"targets": "P3\t\t\t1 h"}}, {calendar_id: {"windows": "mon 09:00-10:00"}}))
    assert contents() == before


def test_what_it_says_is_what_comes_true(desk, worked):
    """The other side of a comparison is today's side once the proposal is adopted."""
    calendar_id, sla_id, *_others = worked
    proposal = Proposal(
        {sla_id: {"targets": "P3\t20 min\t\t2 h", "calendar": "Shop hours"}, -1: {"name": "OLA", "kind": "OLA",
         "targets": "P3\t\t\t1 h", "calendar": "Shop hours"}},
        {calendar_id: {"windows": "mon-fri 10:00-16:00"},
         -1: {"name": "Shop hours", "windows": "mon-sat 10:00-20:00"}},
    )  # fmt: skip
    told = asked(desk, Proposal(proposal.slas, {**proposal.calendars, -1: {
        **proposal.calendars[-1], "time_zone": "UTC"}}))  # fmt: skip
    at(desk, "31 11:00", lambda session: adopt(session, proposal, zone="UTC"))
    true = asked(desk, Proposal())
    assert {(each.kind, each.target, each.priority): each.after for each in told.lines} == {
        (each.kind, each.target, each.priority): each.before for each in true.lines
    }
    with desk.read() as reader:
        assert sla_facts(reader, sla_id)["calendar"] == "Shop hours"
        assert calendar_facts(reader, calendar_id)["windows"] == "mon-fri 10:00-16:00"


def test_adopting_over_what_somebody_else_has_changed_is_a_conflict(desk, worked):
    calendar_id, _sla_id, *_others = worked
    proposal = Proposal(calendars={calendar_id: {"windows": "mon-fri 10:00-16:00"}})
    seen = Proposal(calendars={calendar_id: {"windows": "mon-fri 09:00-17:00"}})
    at(desk, "20 09:00", lambda session: change_calendar(session, calendar_id, {"windows": "mon 09:00-10:00"}))
    with pytest.raises(Conflict):
        at(desk, "20 10:00", lambda session: adopt(session, proposal, zone="UTC", seen=seen))


@pytest.mark.parametrize(
    ("slas", "calendars", "sentence"),
    [
        ({1: {"targets": "P9\t1 h"}}, {}, "is no priority; they go from P1"),
        ({1: {"targets": "P3\t8 h\t\t4 h"}}, {}, "due after the resolution"),
        ({1: {"calendar": "Nowhere"}}, {}, "There is no “.Nowhere.” any more"),
        ({77: {"targets": "P3\t1 h"}}, {}, "not there any more"),
        ({}, {1: {"windows": "all day"}}, "can't be read as times"),
        ({}, {1: {"time_zone": "Mars/Olympus"}}, "is no time zone"),
        ({}, {-1: {"name": "Shop hours"}}, "needs a time zone"),
        ({}, {1: {"holidays": "yesterday"}}, "is no day"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(desk, worked, slas, calendars, sentence):
    with pytest.raises(Refused, match=sentence):
        asked(desk, Proposal(slas, calendars))


def test_progress_tells_how_far_it_is_and_may_stop_it(desk, worked):
    heard = []
    asked(desk, Proposal(), progress=lambda done, total: heard.append((done, total)))
    assert heard == [(0, 3), (3, 3)]

    class Enough(Exception):
        pass

    def stop(_done, _total):
        raise Enough

    with pytest.raises(Enough):
        asked(desk, Proposal(), progress=stop)


def test_a_desk_without_incidents_has_no_lines(desk):
    _calendar_id, sla_id = agree(desk)
    found = asked(desk, Proposal(slas={sla_id: {"targets": "P3\t1 h\t\t2 h"}}))
    assert (found.incidents, found.lines, found.changed, found.clocks) == (0, [], [], (0, 0))


moment = st.integers(0, 29 * 24 * 60 - 1)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=st.lists(st.tuples(moment, moment), min_size=1, max_size=4))
def test_a_proposal_that_is_today_changes_nothing(sqlite_desk, spans):
    with sqlite_desk.read() as reader:
        known = reader.rows("SELECT id FROM sla")
    calendar_id, sla_id = (1, known[0][0]) if known else agree(sqlite_desk)
    for first, second in spans:
        begin, end = (_written(each) for each in sorted((first, second)))
        solved(sqlite_desk, begin, end)
    with sqlite_desk.read() as reader:
        same = Proposal({sla_id: sla_facts(reader, sla_id)}, {calendar_id: calendar_facts(reader, calendar_id)})
    found = asked(sqlite_desk, same)
    assert found.changed == []
    assert all(each.before == each.after for each in found.lines)
    assert found.clocks[0] == found.clocks[1] > 0


def _written(minute):
    day, rest = divmod(minute, 24 * 60)
    return f"{day + 2} {rest // 60:02}:{rest % 60:02}"
