"""How often a resolution did not hold, and what is not known yet."""

from datetime import UTC, datetime

import pytest

from incidentdesk.detect.incident import incident
from tests.measure.metric.measured_desk import (
    close,
    reopen,
    resolve,
    resolved_after,
    resolved_again,
    value,
    values,
    write,
)


@pytest.fixture
def share(work):
    def found(name="reopen-rate", **more):
        known = value(work, name, **more)
        return known.hits, known.n

    return found


def test_a_resolution_of_the_last_14_days_may_still_be_reopened(work, time, share):
    resolved_after(work, time, hours=1)
    time.after(days=10)
    resolved_after(work, time, hours=1)
    assert share() == (0, 0)
    time.after(days=4)
    assert share() == (0, 1)
    time.after(days=20)
    assert share() == (0, 2)


def test_reopened_within_14_days_of_that_resolution(work, time, share):
    for days in (13, 15):
        incident_id = resolved_after(work, time, hours=1)
        time.after(days=days)
        resolved_again(work, time, incident_id)
    time.after(days=30)
    assert share() == (1, 2)
    assert value(work, "reopened").value == 2


def test_the_14_days_begin_with_the_resolution_and_not_with_the_closing(work, time, share):
    incident_id = resolved_after(work, time, hours=1)
    time.after(days=7)
    close(work, incident_id)
    time.after(days=9)
    resolved_again(work, time, incident_id)
    time.after(days=30)
    assert share() == (0, 1)


def test_what_was_reopened_twice_is_one_incident(work, time, share):
    incident_id = resolved_after(work, time, hours=1)
    for _each in range(2):
        time.after(hours=1)
        reopen(work, incident_id)
        time.after(hours=1)
        resolve(work, incident_id)
    time.after(days=20)
    assert share() == (1, 1)
    assert value(work, "reopened").value == 1


def test_what_is_still_reopened_was_reopened(work, time, share):
    incident_id = resolved_after(work, time, hours=1)
    time.after(days=1)
    reopen(work, incident_id)
    time.after(days=30)
    assert share() == (1, 1)


def test_a_reopening_belongs_to_the_month_of_the_resolution_that_did_not_hold(work, time, share):
    time.now = datetime(2026, 3, 30, tzinfo=UTC)
    incident_id = resolved_after(work, time, hours=1)
    time.after(days=5)
    resolved_again(work, time, incident_id)
    time.after(days=30)
    found = values(work, "reopen-rate", "month")
    shares = {key: (each.hits, each.n) for key, each in found.items() if each.n}
    assert shares == {"2026-03": (1, 1), "2026-04": (0, 1)}


def test_nobody_knows_when_an_imported_incident_was_reopened(work, time, share):
    incident_id = resolved_after(work, time, hours=1)
    write(work, incident, incident_id, reopen_count=1)
    resolved_after(work, time, hours=1)
    time.after(days=30)
    found = value(work, "reopen-rate")
    assert (found.hits, found.n, found.population, found.coverage) == (0, 1, 2, 0.5)
    assert value(work, "reopened").value == 1


def test_what_a_person_brings_back_from_the_trash_of_canceled_was_not_reopened(work, time, share):
    incident_id = work.log()
    work.move(incident_id, "Canceled", reason="A mistake.")
    work.move(incident_id, "New", reason="No mistake.")
    time.after(hours=1)
    resolve(work, incident_id)
    time.after(days=30)
    assert share() == (0, 1)
