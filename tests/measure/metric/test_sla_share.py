"""How often targets were met: over clocks that ended, and over nothing else."""

from datetime import UTC, datetime

import pytest

from incidentdesk.detect.sla_outcome import Outcome
from incidentdesk.detect.sla_result import sla_result
from incidentdesk.prepare.sla_change import create_sla
from incidentdesk.respond.note import add_note
from incidentdesk.store import ledger
from tests.measure.metric.measured_desk import change, close, measured, resolve, resolved_after, value, values


@pytest.fixture
def promised(work, time):
    """An answer within an hour, a resolution within four, at any time of day; for all but P5."""
    work.act(create_sla, name="Standard", targets="\n".join(f"P{each}\t1 h\t\t4 h" for each in range(1, 5)))


def share(work, name="sla-resolution", **more):
    found = value(work, name, **more)
    return found.hits, found.n


def test_met_of_met_and_breached(work, time, promised):
    for hours in (1, 3, 5):
        resolved_after(work, time, hours=hours)
    assert share(work) == (2, 3)


def test_what_has_no_sla_lowers_the_coverage_and_not_the_share(work, time, promised):
    resolved_after(work, time, hours=1)
    resolved_after(work, time, hours=1, log={"impact": 3, "urgency": 3})
    assert share(work) == (1, 1)
    assert share(work, "sla-coverage") == (1, 2)


def test_what_still_runs_is_in_no_share(work, time, promised):
    resolved_after(work, time, hours=1)
    work.log()
    time.after(hours=30)
    assert share(work) == (1, 1)
    assert value(work, "open-breached").value == 1


def test_each_target_has_its_own_share(work, time, promised):
    incident_id = work.log()
    time.after(hours=2)
    work.act(add_note, incident_id, "We are on it.", public=True)
    time.after(hours=1)
    resolve(work, incident_id)
    assert (share(work, "sla-response"), share(work)) == ((0, 1), (1, 1))
    assert value(work, "sla-update").value is None


def test_a_cancelled_clock_is_neither_met_nor_breached(work, time, promised):
    resolved_after(work, time, hours=1)
    canceled = work.log()
    time.after(hours=9)
    work.move(canceled, "Canceled", reason="A mistake.")
    assert work.rows("SELECT count(*) FROM sla_result WHERE outcome = 'Cancelled'")[0][0]
    assert share(work) == (1, 1)


def test_an_agreement_within_the_house_is_no_sla(work, time):
    work.log(team="Network")
    work.act(create_sla, name="Network by itself", kind="OLA", team="Network", targets="P3\t\t\t4 h")
    resolved_after(work, time, hours=1, log={"team": "Network"})
    assert work.rows("SELECT kind, outcome FROM sla_result") == [("OLA", "Met")]
    assert share(work) == (0, 0)
    assert share(work, "sla-coverage") == (0, 1)


def test_a_result_that_was_taken_back_is_none(work, time, promised):
    incident_id = resolved_after(work, time, hours=5)
    assert share(work) == (0, 1)
    work.move(incident_id, "In Progress", reason="It is back.")
    assert share(work) == (0, 0)
    time.after(minutes=1)
    resolve(work, incident_id)
    assert share(work)[1] == 1


def test_a_duplicate_has_no_promise_that_counts(work, time, promised):
    resolved_after(work, time, hours=5)
    incident_id = work.log()
    resolve(work, incident_id, code="Duplicate")
    assert share(work) == (0, 1)


def test_a_clock_belongs_to_the_month_in_which_it_ended(work, time, promised):
    time.now = datetime(2026, 3, 31, 23, 0, tzinfo=UTC)
    incident_id = resolved_after(work, time, hours=2)
    time.after(days=40)
    close(work, incident_id)
    assert (share(work, period="2026-03"), share(work, period="2026-04")) == ((0, 0), (1, 1))
    by_month = values(work, "sla-resolution", "month")
    assert {key: (each.hits, each.n) for key, each in by_month.items() if each.n} == {"2026-04": (1, 1)}


def test_by_team(work, time, promised):
    for team, hours in (("Network", 1), ("Network", 9), ("Mail", 1)):
        resolved_after(work, time, hours=hours, log={"team": team})
    found = values(work, "sla-resolution", "team")
    assert {key: (each.hits, each.n) for key, each in found.items() if each.n} == {"Mail": (1, 1), "Network": (1, 2)}


def test_open_and_breached_is_told_of_now_and_of_what_stands_in_a_group(work, time, promised):
    work.log(team="Network")
    work.log(team="Mail")
    time.after(hours=9)
    work.log(team="Network")
    for period in ("all", "2025-01", "2031-01"):
        found = values(work, "open-breached", "team", period=period)
        assert {key: each.value for key, each in found.items() if each.value} == {"Mail": 1, "Network": 1}


def test_incidents_that_are_closed_without_a_resolution_count_in_the_coverage(work, time, promised):
    incident_id = resolved_after(work, time, hours=1)
    close(work, incident_id)
    with work.desk.write(actor="Mei Okafor", via="import") as session:
        from incidentdesk.detect.incident import incident

        ledger.update(session, incident, incident_id, {"resolved_at": None})
    assert share(work, "sla-coverage") == (1, 1)


def test_only_results_of_what_a_query_finds(work, time, promised):
    first = resolved_after(work, time, hours=1)
    resolved_after(work, time, hours=9)
    change(work, first, tags=("vip",))
    assert share(work, query="tag:vip") == (1, 1)


def test_results_that_were_brought_in_from_elsewhere_count(sqlite_work, time):
    incident_id = resolved_after(sqlite_work, time, hours=1)
    at = sqlite_work.row(incident_id)["resolved_at"]
    with sqlite_work.desk.write(actor="Mei Okafor") as session:
        for target, outcome in (("resolution", Outcome.BREACHED), ("update", Outcome.MET)):
            ledger.insert(session, sla_result, {
                "incident_id": incident_id, "target": target, "sla": "Elsewhere", "aim": 1, "elapsed": 2,
                "outcome": outcome, "started_at": at - 2, "ended_at": at,
            })  # fmt: skip
    found = measured(sqlite_work, "sla-resolution", "sla-update")
    assert (found.of("sla-resolution").value, found.of("sla-update").value) == (0, 1)
