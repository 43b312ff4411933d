"""What another SLA means for open clocks, and judging ended ones again; on both databases."""

import json

import pytest

from incidentdesk import clock
from incidentdesk.detect.sla_effect import affected_by, recompute
from tests.respond.sla_desk import agree, change_sla, go_to, office, resolve, results, say


@pytest.fixture
def noon(work, time):
    """An SLA of eight hours with an incident of nine o'clock, one of eleven and one that was resolved in between."""
    calendar_id = office(work)
    sla_id = agree(work, calendar_id, resolution=8)
    go_to(time, "2026-03-09T09:00")
    ids = [work.log(), work.log()]
    go_to(time, "2026-03-09T11:00")
    ids.append(work.log())
    resolve(work, ids[1])
    go_to(time, "2026-03-09T12:00")
    return calendar_id, sla_id, ids


def record(work, sla_id, **changes):
    columns = ("id", "name", "position", "kind", "calendar_id", "service_id", "targets", "update_mode", "pauses")
    (row,) = work.rows(f"SELECT {', '.join(columns)} FROM sla WHERE id = :id", id=sla_id)
    return {**dict(zip(columns, row, strict=True)), **changes}


def effect(work, changed):
    with work.desk.read() as reader:
        return affected_by(reader, changed, clock.now())


def test_a_stricter_target_tells_what_it_breaches_before_it_is_written(work, noon):
    _calendar_id, sla_id, ids = noon
    found = effect(work, record(work, sla_id, targets='{"3": {"resolution": 120}}'))
    assert (found.clocks_before, found.clocks_after, found.breached_before, found.breached_after) == (2, 2, 0, 1)
    assert (found.incidents, found.newly_breached, found.no_longer_breached) == (2, (ids[0],), ())
    assert work.rows("SELECT targets FROM sla")[0][0] != '{"3": {"resolution": 120}}'


def test_a_milder_target_tells_what_it_saves(work, noon):
    _calendar_id, sla_id, ids = noon
    change_sla(work, sla_id, targets='{"3": {"resolution": 120}}')
    found = effect(work, record(work, sla_id, targets='{"3": {"resolution": 600}}'))
    assert (found.breached_before, found.breached_after, found.no_longer_breached) == (1, 0, (ids[0],))


def test_switching_one_off_takes_its_clocks_away(work, noon):
    _calendar_id, sla_id, _ids = noon
    found = effect(work, record(work, sla_id, enabled=False))
    assert (found.clocks_before, found.clocks_after) == (2, 0)


def test_a_new_one_tells_what_it_would_take_over(work, noon):
    calendar_id, _sla_id, _ids = noon
    facts = {"name": "Everybody, at once", "kind": "SLA", "position": 0, "calendar_id": calendar_id, "pauses": "[]"}
    found = effect(work, {**facts, "targets": json.dumps({"3": {"response": 30, "resolution": 480}})})
    assert (found.clocks_before, found.clocks_after, found.breached_after, found.incidents) == (2, 4, 2, 2)


def test_servicenow_repair_deletes_what_here_is_kept_beside_the_new_run(work, noon):
    """Ended clocks stay until somebody recomputes them, and what they were stays then too."""
    _calendar_id, sla_id, ids = noon
    change_sla(work, sla_id, targets='{"3": {"resolution": 60}}')
    assert results(work, ids[1]) == [("resolution", "Met", 2, 8)]
    with work.desk.write(actor="Mei Okafor") as session:
        done = recompute(session)
    assert (done.incidents, done.results, done.changed) == (1, 1, 1)
    assert results(work, ids[1]) == [("resolution", "Breached", 2, 1)]
    kept = work.rows("SELECT outcome, run, withdrawn_at IS NULL FROM sla_result ORDER BY id")
    assert [(outcome, run, bool(stands)) for outcome, run, stands in kept] == [
        ("Met", "", False), ("Breached", done.run, True),
    ]  # fmt: skip


def test_recomputing_what_came_in_as_history_judges_it_for_the_first_time(work, time):
    go_to(time, "2026-03-09T09:00")
    incident_id = work.log()
    say(work, incident_id)
    go_to(time, "2026-03-09T13:00")
    resolve(work, incident_id)
    agree(work, office(work), response=1, resolution=2)
    assert results(work, incident_id) == []
    with work.desk.write(actor="Mei Okafor") as session:
        assert recompute(session, [incident_id]).results == 2
    assert results(work, incident_id) == [("response", "Met", 0, 1), ("resolution", "Breached", 4, 2)]
