"""Times from stage to stage, each against the reading that other tools have of it."""

from datetime import UTC, datetime, timedelta

import pytest

from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.measure.metric.definition import DEFINITIONS, Unit
from incidentdesk.measure.metric.distribution import Distribution
from incidentdesk.respond.note import add_note
from tests.measure.metric.measured_desk import (
    DAY,
    HOUR,
    MINUTE,
    change,
    close,
    measured,
    reopen,
    resolve,
    resolved_after,
    value,
    values,
    write,
)

TIMES = [name for name, each in DEFINITIONS.items() if each.unit is Unit.SECONDS and each.ends]


def test_the_mean_is_that_of_incidents_and_not_of_their_events(work, time):
    busy = work.log()
    for _each in range(8):
        time.after(minutes=1)
        work.act(add_note, busy, "Still looking.")
    time.after(minutes=52)
    resolve(work, busy)
    resolved_after(work, time, hours=3)
    assert value(work, "time-to-resolve").mean == 2 * HOUR


def test_a_fix_of_59_minutes_is_59_minutes(work, time):
    resolved_after(work, time, minutes=59)
    found = value(work, "time-to-resolve")
    assert (found.median, found.mean, found.low, found.high) == (59 * MINUTE,) * 4


def test_a_second_is_a_second(sqlite_work, time):
    resolved_after(sqlite_work, time, seconds=1, microseconds=500_000)
    assert value(sqlite_work, "time-to-resolve").median == 1.5


def test_what_is_not_resolved_is_neither_0_nor_now(work, time):
    resolved_after(work, time, hours=1)
    work.log()
    time.after(days=30)
    found = value(work, "time-to-resolve")
    assert (found.n, found.population, found.mean) == (1, 1, HOUR)


def test_a_time_that_is_missing_lowers_the_coverage(work, time):
    first, second = (resolved_after(work, time, hours=1) for _each in range(2))
    close(work, first)
    write(work, incident, first, resolved_at=None)
    found = value(work, "time-to-resolve")
    assert (found.n, found.population, found.coverage, found.mean) == (1, 2, 0.5, HOUR)
    assert second


def test_resolve_ends_with_the_resolution_and_close_with_the_closing(work, time):
    incident_id = resolved_after(work, time, hours=2)
    time.after(days=5)
    close(work, incident_id)
    assert value(work, "time-to-resolve").mean == 2 * HOUR
    assert value(work, "time-to-close").mean == 2 * HOUR + 5 * DAY


def test_the_last_resolution_counts_and_it_counts_once(work, time):
    incident_id = resolved_after(work, time, hours=1)
    time.after(hours=4)
    reopen(work, incident_id)
    time.after(hours=1)
    resolve(work, incident_id)
    found = value(work, "time-to-resolve")
    assert (found.n, found.mean) == (1, 6 * HOUR)


def test_while_it_is_reopened_it_is_not_resolved(work, time):
    incident_id = resolved_after(work, time, hours=1)
    reopen(work, incident_id)
    found = value(work, "time-to-resolve")
    assert (found.n, found.population, found.mean, found.coverage) == (0, 0, None, None)


def test_children_count_in_volume_and_not_in_times(work, time):
    parent, child = work.log(), work.log()
    change(work, child, parent=number(parent))
    time.after(hours=2)
    resolve(work, parent)
    found = measured(work)
    assert found.of("created").value == found.of("resolved").value == 2
    assert (found.of("time-to-resolve").n, found.of("time-to-resolve").population) == (1, 1)
    assert found.left_out.children == 1


def test_canceled_incidents_and_duplicates_count_nowhere(work, time):
    canceled = work.log()
    resolved_after(work, time, hours=1)
    copy = work.log()
    time.after(hours=9)
    resolve(work, copy, code="Duplicate")
    work.move(canceled, "Canceled", reason="Nothing was wrong.")
    found = measured(work)
    assert (found.of("created").value, found.of("resolved").value, found.of("backlog").value) == (1, 1, 0)
    assert found.of("time-to-resolve").mean == HOUR
    assert (found.incidents, found.left_out.canceled, found.left_out.duplicates) == (3, 1, 1)


def test_what_is_in_the_trash_is_not_there(sqlite_work, time):
    from incidentdesk.store import ledger

    resolved_after(sqlite_work, time, hours=1)
    gone = resolved_after(sqlite_work, time, hours=5)
    with sqlite_work.desk.write(actor="Mei Okafor") as session:
        ledger.withdraw(session, incident, gone)
    found = measured(sqlite_work)
    assert (found.incidents, found.of("time-to-resolve").n) == (1, 1)


def test_an_incident_belongs_to_the_month_in_which_it_ended(work, time):
    time.now = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)
    resolved_after(work, time, hours=5)
    found = values(work, "time-to-resolve", "month")
    assert {key: each.n for key, each in found.items()} == {"2026-03": 0, "2026-04": 1}
    assert value(work, "time-to-resolve", period="2026-03").n == 0
    assert value(work, "time-to-resolve", period="2026-04").mean == 5 * HOUR


def test_a_month_ends_by_the_clock_of_the_reader(sqlite_work, time):
    from zoneinfo import ZoneInfo

    time.now = datetime(2026, 3, 31, 17, 0, tzinfo=UTC)
    resolved_after(sqlite_work, time, hours=2)
    for name, month in (("UTC", "2026-03"), ("Asia/Kolkata", "2026-04")):
        assert value(sqlite_work, "time-to-resolve", period=month, zone=ZoneInfo(name)).n == 1


def test_nobody_detects_in_no_time_what_has_begun_nobody_knows_when(work, time):
    began = time.now - timedelta(minutes=30)
    work.log(occurred_at=began)
    work.log()
    found = value(work, "time-to-detect")
    assert (found.n, found.population, found.coverage, found.mean) == (1, 2, 0.5, 30 * MINUTE)


def test_detecting_ends_with_the_first_alert_and_not_with_the_logging(work, time):
    work.log(occurred_at=time.now - timedelta(minutes=30), detected_at=time.now - timedelta(minutes=20))
    assert value(work, "time-to-detect").mean == 10 * MINUTE


def test_acknowledging_begins_with_the_detection(work, time):
    incident_id = work.log(occurred_at=time.now - timedelta(hours=9), detected_at=time.now - timedelta(minutes=5))
    time.after(minutes=10)
    work.move(incident_id, "In Progress")
    assert value(work, "time-to-acknowledge").mean == 15 * MINUTE


def test_to_be_given_an_incident_is_not_to_acknowledge_it(work, time):
    incident_id = work.log(assignee="Bo Diaz", team="Network")
    time.after(minutes=1)
    change(work, incident_id, assignee="Yuki Tanaka")
    assert value(work, "time-to-acknowledge").n == 0


def test_what_was_acknowledged_stays_acknowledged_whoever_gets_it_next(work, time):
    incident_id = work.log()
    time.after(minutes=7)
    change(work, incident_id, assignee="Mei Okafor")
    time.after(minutes=30)
    change(work, incident_id, assignee="")
    work.move(incident_id, "On Hold", hold_reason="Awaiting Vendor")
    time.after(minutes=30)
    work.move(incident_id, "In Progress")
    found = value(work, "time-to-acknowledge")
    assert (found.n, found.mean) == (1, 7 * MINUTE)


def test_a_response_is_what_the_requester_can_read(work, time):
    incident_id = work.log()
    time.after(minutes=3)
    work.act(add_note, incident_id, "Only for us.")
    time.after(minutes=9)
    work.act(add_note, incident_id, "We are on it.", public=True)
    assert value(work, "time-to-first-response").mean == 12 * MINUTE


def test_mitigation_and_restoration_begin_when_it_occurred(work, time):
    incident_id = work.log(occurred_at=time.now - timedelta(hours=1))
    time.after(hours=3)
    change(work, incident_id, mitigated_at=time.now - timedelta(hours=2), restored_at=time.now)
    resolve(work, incident_id)
    assert value(work, "time-to-mitigate").mean == 2 * HOUR
    assert value(work, "time-to-restore").mean == 4 * HOUR


def test_only_restoring_falls_back_to_the_detection(work, time):
    incident_id = work.log(detected_at=time.now - timedelta(minutes=30))
    time.after(hours=1)
    change(work, incident_id, mitigated_at=time.now, restored_at=time.now)
    assert value(work, "time-to-restore").mean == 1.5 * HOUR
    assert value(work, "time-to-mitigate").n == 0


def test_what_ends_before_it_begins_is_listed_and_enters_no_figure(work, time):
    resolved_after(work, time, hours=2)
    wrong = resolved_after(work, time, hours=1)
    resolved_at = work.row(wrong)["resolved_at"]
    write(work, incident, wrong, created_at=resolved_at + 3_600_000_000)
    found = measured(work, "time-to-resolve")
    assert (found.of("time-to-resolve").n, found.of("time-to-resolve").population) == (1, 2)
    assert found.of("time-to-resolve").low == 2 * HOUR
    (anomaly,) = found.anomalies
    assert (anomaly.incident_id, anomaly.metric) == (wrong, "time-to-resolve")
    assert (anomaly.started_at - anomaly.ended_at) / 1_000_000 == HOUR


def test_an_anomaly_is_told_once_though_two_metrics_are_made_of_it(sqlite_work, time):
    wrong = resolved_after(sqlite_work, time, hours=1)
    write(sqlite_work, incident, wrong, created_at=sqlite_work.row(wrong)["resolved_at"] + 1)
    names = [each.metric for each in measured(sqlite_work).anomalies]
    assert names.count("time-to-resolve") == 1
    assert "net-time-to-resolve" not in names


def test_an_anomaly_of_another_month_is_not_told_in_this_one(sqlite_work, time):
    wrong = resolved_after(sqlite_work, time, hours=1)
    write(sqlite_work, incident, wrong, created_at=sqlite_work.row(wrong)["resolved_at"] + 1)
    assert measured(sqlite_work, "time-to-resolve", period="2026-03").anomalies
    assert not measured(sqlite_work, "time-to-resolve", period="2026-04").anomalies


def test_the_net_time_leaves_out_the_caller_and_no_other_wait(work, time):
    incident_id = work.log()
    for reason, hours in (("Awaiting Caller", 5), ("Awaiting Vendor", 3)):
        work.move(incident_id, "On Hold", hold_reason=reason, comment="Which branch is it?")
        time.after(hours=hours)
        work.move(incident_id, "In Progress")
    time.after(hours=1)
    resolve(work, incident_id)
    assert value(work, "time-to-resolve").mean == 9 * HOUR
    assert value(work, "net-time-to-resolve").mean == 4 * HOUR


def test_the_net_time_leaves_out_what_was_resolved_before_a_reopening_and_not_after(work, time):
    incident_id = resolved_after(work, time, hours=1)
    time.after(hours=10)
    close(work, incident_id)
    time.after(hours=10)
    reopen(work, incident_id)
    time.after(hours=2)
    resolve(work, incident_id)
    time.after(hours=50)
    close(work, incident_id)
    assert value(work, "time-to-resolve").mean == 23 * HOUR
    assert value(work, "net-time-to-resolve").mean == 3 * HOUR


def test_an_incident_that_is_resolved_while_it_awaits_its_caller(sqlite_work, time):
    incident_id = sqlite_work.log()
    time.after(hours=1)
    sqlite_work.move(incident_id, "On Hold", hold_reason="Awaiting Caller", comment="Does it work now?")
    time.after(hours=6)
    resolve(sqlite_work, incident_id)
    assert value(sqlite_work, "net-time-to-resolve").mean == HOUR


@pytest.mark.parametrize("name", TIMES)
def test_without_incidents_there_is_no_data_and_not_0(sqlite_work, name):
    assert value(sqlite_work, name) == Distribution(0, 0)


@pytest.mark.parametrize("by", ["", "month", "priority", "service"])
def test_nothing_can_be_measured_by_everything(work, by):
    found = measured(work, by=by)
    assert found.incidents == 0
    assert all(len(each) == len(found.groups) for each in found.values.values())


def test_all_in_one_second(work, time):
    for _each in range(3):
        resolve(work, work.log())
    found = value(work, "time-to-resolve")
    assert (found.n, found.median, found.p90, found.mean, found.total) == (3, 0, 0, 0, 0)
    assert not measured(work).anomalies


@pytest.mark.parametrize("year", [1970, 2100])
def test_incidents_of_far_years(work, time, year):
    time.now = datetime(year, 2, 28, 23, 30, tzinfo=UTC)
    resolved_after(work, time, hours=1)
    found = values(work, "time-to-resolve", "month")
    assert {key: each.mean for key, each in found.items() if each.n} == {f"{year}-03": HOUR}


def test_years_that_lie_far_apart(sqlite_work, time):
    time.now = datetime(1970, 1, 1, tzinfo=UTC)
    resolved_after(sqlite_work, time, hours=1)
    time.now = datetime(2100, 12, 31, tzinfo=UTC)
    resolved_after(sqlite_work, time, hours=2)
    found = measured(sqlite_work, by="week")
    ended = {group.key: each.mean for group, each in zip(found.groups, found.values["time-to-resolve"], strict=True)}
    assert len(ended) > 6_800
    assert {key: each for key, each in ended.items() if each} == {"1970-W01": HOUR, "2100-W52": 2 * HOUR}
