"""What comes in, what goes out and what stays."""

from datetime import UTC, datetime

import numpy as np
import pytest

from incidentdesk import clock
from incidentdesk.detect.incident import incident
from incidentdesk.measure.metric.facts import read_facts
from incidentdesk.measure.metric.flow import backlog, open_at
from incidentdesk.measure.metric.history import reopenings
from tests.measure.metric.measured_desk import (
    DAY,
    HOUR,
    close,
    counts,
    measured,
    reopen,
    resolve,
    resolved_after,
    value,
    values,
    write,
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_by_the_time_of_logging_and_the_time_of_resolution(work, time):
    time.now = at("2026-01-31T12:00")
    resolved_after(work, time, days=2)
    work.log()
    assert counts(work, "created", "month") == {"2026-01": 1, "2026-02": 1}
    assert counts(work, "resolved", "month") == {"2026-02": 1}
    assert counts(work, "net-flow", "month") == {"2026-01": 1}


def test_the_net_flow_is_what_the_backlog_grows_by(work, time):
    time.now = at("2026-01-05T12:00")
    first, _second = work.log(), work.log()
    time.now = at("2026-02-05T12:00")
    resolve(work, first)
    close(work, first)
    write(work, incident, first, resolved_at=None)
    time.now = at("2026-02-27T12:00")
    assert counts(work, "net-flow", "month") == {"2026-01": 2, "2026-02": -1}
    assert counts(work, "backlog", "month") == {"2026-01": 2, "2026-02": 1}


def test_the_backlog_is_that_of_the_end_of_the_period(work, time):
    time.now = at("2026-01-05T12:00")
    first = work.log()
    time.now = at("2026-02-05T12:00")
    resolve(work, first)
    work.log()
    for period, count in (("2025-12", 0), ("2026-01", 1), ("2026-02", 1), ("all", 1)):
        assert value(work, "backlog", period=period).value == count
    assert value(work, "backlog-age", period="2026-01").median == pytest.approx(26.5 * DAY, abs=1)


def test_a_period_that_goes_on_has_its_backlog_now(work, time):
    work.log()
    time.after(hours=5)
    assert value(work, "backlog-age", period="2026").median == 5 * HOUR


def test_while_it_was_resolved_before_a_reopening_it_was_not_open(work, time):
    time.now = at("2026-01-10T12:00")
    incident_id = work.log()
    time.now = at("2026-02-10T12:00")
    resolve(work, incident_id)
    time.now = at("2026-03-30T12:00")
    close(work, incident_id)
    time.now = at("2026-04-10T12:00")
    reopen(work, incident_id)
    time.now = at("2026-05-10T12:00")
    resolve(work, incident_id)
    time.now = at("2026-06-10T12:00")
    assert counts(work, "backlog", "month") == {"2026-01": 1, "2026-04": 1}


def test_both_ways_to_count_the_backlog_agree(work, time):
    time.now = at("2026-01-01T00:00")
    for place in range(12):
        incident_id = work.log(impact=place % 3 + 1)
        time.after(hours=7)
        if place % 4:
            resolve(work, incident_id)
        if place % 4 == 2:
            time.after(hours=5)
            reopen(work, incident_id)
        if place % 4 == 3:
            close(work, incident_id)
    with work.desk.read() as reader:
        facts = read_facts(reader)
        reopened = reopenings(reader, facts)
    instants = np.array([clock.stored(at("2026-01-01T00:00")) + hour * 3_600_000_000 for hour in range(-1, 130)])
    one_by_one = [int(open_at(facts, instant, reopened).sum()) for instant in instants.tolist()]
    assert backlog(facts, instants, reopened).tolist() == one_by_one


def test_the_backlog_by_team_is_of_the_teams_that_have_it(work, time):
    work.log(team="Network")
    work.log(team="Network")
    resolved_after(work, time, hours=1, log={"team": "Mail"})
    work.log()
    assert counts(work, "backlog", "team") == {"Network": 2, "": 1}
    ages = values(work, "backlog-age", "team")
    assert (ages["Network"].median, ages["Mail"].n, ages["Mail"].median) == (HOUR, 0, None)


def test_what_is_on_hold_is_open(work, time):
    incident_id = work.log()
    work.move(incident_id, "On Hold", hold_reason="Awaiting Vendor")
    assert value(work, "backlog").value == 1


def test_what_was_closed_before_it_was_logged_was_never_open(sqlite_work, time):
    wrong = resolved_after(sqlite_work, time, hours=1)
    write(sqlite_work, incident, wrong, created_at=sqlite_work.row(wrong)["resolved_at"] + 3_600_000_000)
    time.after(days=1)
    found = measured(sqlite_work, "backlog", by="week")
    assert [each.value for each in found.values["backlog"]] == [0] * len(found.groups)
